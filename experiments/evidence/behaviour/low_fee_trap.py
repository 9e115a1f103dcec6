"""The low-fee trap: where fee collection ends, given where it starts and what the fee covers (S11).

Twice the same question: of the mean-field map (``fee_map.py``), and of simulated compounds, ten years after
the start is set: whether those that begin low are still low and those that begin high still high, with and
without the habit of withholding, with a clean slate at each change of firm, and under governance models.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import Run, seed_of
from experiments.evidence.behaviour.fee_map import settle
from experiments.evidence.behaviour.over_replicates import level
from experiments.execution.run_all import Simulate
from experiments.patterns.structural_variants import AS_BUILT, STRUCTURES
from experiments.statistics.contrasts import share
from scenarios import read

CASE, BASELINE = "xihu", "baseline"
MONTHS, REPLICATES = 120, 20
LOW, HIGH = 0.45, 0.9
"""Share of the fee collected at first, in compounds that begin low and high."""

BETWEEN = 0.65
"""Collection below which a compound counts as low."""

FEES = (0.90, 0.95, 1.0, 1.05, 1.10)
"""Fee over the fee that recovers cost, of simulated compounds."""

NO_ARREARS, CLEAN_SLATE = "no-arrears", "clean-slate"
MODELS = ("troika", "three-joys", "one-four-n")
CELLS = (
    *((AS_BUILT, BASELINE, start) for start in (LOW, HIGH)),
    *((NO_ARREARS, BASELINE, start) for start in (LOW, HIGH)),
    (CLEAN_SLATE, BASELINE, LOW),
    *((AS_BUILT, model, LOW) for model in MODELS),
)
"""Structure, governance model and start of the compounds that are simulated at every fee."""

SLOPES = ((3.0, 2.0), (5.0, 3.0), (7.0, 5.0))
"""fee.quality and fee.norm: flatter than the ledger's defaults, the defaults, the ends of their ranges."""

ARREARS = "fee.arrears"
COLLECTION, EXITS = "fee_collection", "firm_exit"
MAP_FEES = tuple(np.linspace(0.8, 1.2, 17).round(3).tolist())
NOTHING_ELSE: Mapping[str, float] = MappingProxyType({})
APART = 0.1
"""Ends that lie farther apart than this are different states."""


class FeeSetting(NamedTuple):
    """What the map is worked out for: the slopes of paying, and what arrears take from it."""

    quality: float
    norm: float
    arrears: float


def settings(usual: float) -> Iterator[FeeSetting]:
    """All slopes with the usual arrears, and its slopes without arrears and with twice as much."""
    yield from (FeeSetting(*slopes, usual) for slopes in SLOPES)
    yield from (FeeSetting(*SLOPES[1], arrears) for arrears in (0.0, 2.0 * usual))


def final(
    setting: FeeSetting, ratio: float, start: float, values: Mapping[str, float] = NOTHING_ELSE
) -> float:
    """The collection at which the mean-field map ends; values: ledger values other than the defaults."""
    of_setting = {"fee.quality": setting.quality, "fee.norm": setting.norm, ARREARS: setting.arrears}
    return settle(start, ratio, values={**values, **of_setting}).collection


def mean_field(fees: Sequence[float] = MAP_FEES, values: Mapping[str, float] = NOTHING_ELSE) -> pd.DataFrame:
    """A row for each setting and fee: where the map ends from a low and a high start, and whether these are
    two states (`bistable`). Values: those of the ledger where they are not the defaults.
    """
    usual = values.get(ARREARS, float(read.ledger()[ARREARS].default))
    rows = [
        {**setting._asdict(), "ratio": ratio, "low": final(setting, ratio, LOW, values)}
        | {"high": final(setting, ratio, HIGH, values)}
        for setting in settings(usual)
        for ratio in fees
    ]
    table = pd.DataFrame(rows)
    return table.assign(bistable=table["high"] - table["low"] > APART)


def low_fee_trap(
    make: Simulate, replicates: int = REPLICATES, months: int = MONTHS, fees: Sequence[float] = FEES
) -> pd.DataFrame:
    """A row for each structure, governance model, start and fee: mean collection in the last year, the share
    of compounds that are still on the side on which they began, each with its interval, and exits a year.
    """
    cells = [(cell, ratio) for cell in CELLS for ratio in fees]
    runs = [
        Run(scenario(*cell, ratio, months), place, seed_of("low-fee trap", place))
        for cell, ratio in cells
        for place in range(replicates)
    ]
    ends = make(runs, False).runs
    collected, exits = (ends[name].to_numpy(float).reshape(len(cells), -1) for name in (COLLECTION, EXITS))
    rows = []
    for place, ((structure, model, start), ratio) in enumerate(cells):
        row: dict[str, object] = {"structure": structure, "governance": model, "start": start, "ratio": ratio}
        rows.append(row | _told(collected[place], start) | {"exits": exits[place].mean()})
    return pd.DataFrame(rows)


def _told(collected: np.ndarray, start: float) -> dict[str, object]:
    there = collected[np.isfinite(collected)]
    mean = level(there)
    stays = share(((there > BETWEEN) == (start > BETWEEN)).tolist())
    return {
        **{"mean": mean.value, "mean_low": mean.low, "mean_high": mean.high},
        **{"stays": stays.value, "stays_low": stays.low, "stays_high": stays.high, "n": stays.n},
    }


def scenario(structure: str, model: str, start: float, ratio: float, months: int = MONTHS) -> read.Scenario:
    """A compound that begins with this collection, the quality it carries and the arrears that go with it.

    Nothing is lived before the record begins, so that the years count from where the start is set. Compounds
    differ in their draws only, not in what the fee covers.
    """
    carried = settle(start, ratio, months=0).quality
    values = {
        **{"fee.ratio": ratio, "fee.collection_start": start, "fee.quality_start": carried},
        **{"fee.collection_spread": 0.0, "fee.ratio_spread": 0.0, "fee.firm_present": 1.0},
        **STRUCTURES[structure].overrides,
    }
    return read.scenario(CASE, model, months=months, burn_in=0, overrides=values)
