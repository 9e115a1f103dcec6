"""The low-fee trap: where fee collection ends, given where it starts and what the fee covers.

Twice the same question: as a mean-field map (one household of mean trust, whose neighbours pay as the mean
does, and one firm that never leaves: the model's own two rules, iterated), and as simulated compounds. A map
is bistable where collection ends high or low depending on where it starts.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import Run, seed_of
from experiments.evidence.fee_map import settle
from experiments.execution.run_all import Simulate
from scenarios import read

CASE = "xihu"
SLOPES = ((3.0, 2.0), (5.0, 3.0), (7.0, 5.0))
"""fee.quality and fee.norm: flatter than the ledger's defaults, the defaults, the ends of their ranges."""

RATIOS = (0.6, 0.7, 0.8, 0.9, 0.95, 1.0, 1.1, 1.2, 1.3)
STARTS = tuple(np.linspace(0.4, 0.95, 12).round(3).tolist())
FINE_STARTS = tuple(np.linspace(0.0, 1.0, 41).round(3).tolist())
APART = 0.1
"""Ends that lie farther apart than this are different states."""


class FeeSetting(NamedTuple):
    """What the map and the compounds share: the slopes of paying, and what the fee covers of its cost."""

    quality: float
    norm: float
    ratio: float


def settings() -> Iterator[FeeSetting]:
    """All slopes with all ratios."""
    return (FeeSetting(*slopes, ratio) for slopes in SLOPES for ratio in RATIOS)


def final(setting: FeeSetting, start: float) -> float:
    """Where the mean-field map ends that begins with this share paying, and the quality that it carries."""
    values = {"fee.quality": setting.quality, "fee.norm": setting.norm}
    return settle(start, setting.ratio, values=values).collection


def mean_field(starts: Sequence[float] = FINE_STARTS) -> pd.DataFrame:
    """Where the map ends for each setting and start; `bistable` says whether that depends on the start."""
    rows = []
    for setting in settings():
        ends = [final(setting, start) for start in starts]
        bistable = max(ends) - min(ends) > APART
        rows += [
            {
                "source": "map",
                **setting._asdict(),
                "start": start,
                "final": end,
                "low": end,
                "high": end,
                "n": 1,
            }
            | {"bistable": bistable}
            for start, end in zip(starts, ends, strict=True)
        ]
    return pd.DataFrame(rows)


def simulated(make: Simulate, replicates: int, months: int, starts: Sequence[float] = STARTS) -> pd.DataFrame:
    """Where simulated compounds end: mean, least and most over replicates of the last year's collection.

    Compounds differ in their draws only, not in what the fee covers, and firms hardly ever leave, so that
    what is seen is the loop of quality and payment.
    """
    sides = [(setting, start) for setting in settings() for start in starts]
    runs = [
        Run(_scenario(setting, start, months), replicate, seed_of("low-fee trap", replicate))
        for setting, start in sides
        for replicate in range(replicates)
    ]
    ends = make(runs, False).runs["fee_collection"].to_numpy().reshape(len(sides), replicates)
    rows = []
    for (setting, start), found in zip(sides, ends, strict=True):
        there = found[np.isfinite(found)]
        spread = (there.mean(), there.min(), there.max()) if len(there) else (np.nan,) * 3
        row = {"source": "simulated", **setting._asdict(), "start": start}
        rows.append(row | dict(zip(("final", "low", "high"), spread, strict=True)) | {"n": len(there)})
    return pd.DataFrame(rows)


def _scenario(setting: FeeSetting, start: float, months: int) -> read.Scenario:
    ledger = read.ledger()
    carried = ledger["fee.quality_start"]
    quality = min(max(0.6 * start * setting.ratio / 0.8, carried.low), carried.high)
    values = {
        **{"fee.quality": setting.quality, "fee.norm": setting.norm, "fee.ratio": setting.ratio},
        **{"fee.collection_start": start, "fee.quality_start": quality},
        **{"fee.collection_spread": 0.0, "fee.ratio_spread": 0.0, "fee.firm_present": 1.0},
        "fee.exit_hazard": ledger["fee.exit_hazard"].low,
        "fee.exit_months": ledger["fee.exit_months"].high,
    }
    return read.scenario(CASE, "baseline", months=months, overrides=values)


def low_fee_trap(make: Simulate, replicates: int = 5, months: int = 96) -> pd.DataFrame:
    """Both answers in one table."""
    return pd.concat([mean_field(), simulated(make, replicates, months)], ignore_index=True)
