"""A screening: how far each parameter by itself moves each target, to see which are worth calibrating.

The rule it holds: one at a time goes from a tenth to nine tenths of its range, all others stay at the
ledger's values, all in the same worlds; so what two parameters do together is not seen.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.calibration.calibration import values_of
from experiments.calibration.effort import effort
from experiments.calibration.reader import Opening
from experiments.calibration.request import Request, can_be_fitted
from experiments.calibration.simulator import Bench
from experiments.calibration.targets import Target
from scenarios import read

ENDS = (0.1, 0.9)
"""The shares of the range between which a parameter is moved."""

TOGETHER = 32
"""Candidates tried at once."""

COLUMNS = ("parameter", "pattern", "low", "high", "effect", "rank")


def screened(asked: Request, keys: Sequence[str] | None, opening: Opening) -> pd.DataFrame:
    """A row for each parameter (all that can be fitted and belong to no instrument, if none is named) and
    target: the number at either end, the effect in halves of the target's range, and its rank there.
    """
    chosen = list(keys or _of_the_model(asked))
    worlds = effort(asked.targets, asked.sizes.replicates, opening)
    bench = Bench(asked.targets, worlds, opening)
    candidates = [values_of({key: share}) for key in chosen for share in ENDS]
    try:
        cut = [candidates[first : first + TOGETHER] for first in range(0, len(candidates), TOGETHER)]
        found = [one for part in cut for one in bench.tried(part)]
    finally:
        bench.close()
    rows = [
        _row(key, target, (found[2 * place], found[2 * place + 1]))
        for target in asked.targets
        for place, key in enumerate(chosen)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    rank = table.groupby("pattern")["effect"].rank(ascending=False, method="first")
    return table.assign(rank=rank.astype("Int64")).sort_values(["pattern", "rank"], ignore_index=True)


def _of_the_model(asked: Request) -> list[str]:
    instruments = {one.id for one in read.sections().values() if one.instrument}
    return [
        key
        for key in read.ledger()
        if key.partition(".")[0] not in instruments and can_be_fitted(key, asked.targets)
    ]


def _row(key: str, target: Target, found: tuple[dict[str, float], dict[str, float]]) -> dict[str, object]:
    low, high = (one[target.pattern.id] for one in found)
    effect = abs(high - low) / target.half
    return {
        **{"parameter": key, "pattern": target.pattern.id},
        **{"low": low, "high": high, "effect": effect if np.isfinite(effect) else np.nan},
    }
