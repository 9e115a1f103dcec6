"""What patterns of role V can tell: in which share of prior draws each of them holds.

A pattern that holds whatever the parameters are (in 99 % of the draws or more) is decided by how the model is
made, so that meeting it says nothing of a calibration. A draw gives every open parameter a value from its
range, as for the prior draws, save what the case knows, the governance model sets or the pattern itself sets.
Invariant: every draw is lived through in the same few replicates. That a pattern fails may be chance
in so few; it is told apart by how much replicates differ within draws.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import batched
from time import perf_counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from experiments.calibration.targets import scenario_key
from experiments.evidence.model_uncertainty import ALMOST_ALL, Draw, first_possible
from experiments.evidence.parts.kept_steps import Keep, nothing_kept
from experiments.execution.run_all import silently
from experiments.patterns.evaluate import FORMS, patterns
from experiments.patterns.measurements import FloatArray, Readings, read_sides, scenario_of
from experiments.statistics.contrasts import share
from scenarios import read
from scenarios.pattern import Pattern
from scenarios.side import Side
from scenarios.unsettled import left_open

MOST = 90_000
"""Household-months a replicate of a pattern's scenarios, beyond which it is not asked here."""

TOGETHER = 5
"""Draws that are simulated together."""

FAR, BY_CHANCE, LEVEL = 2.0, 0.023, 0.05
"""Standard errors outside its range from which on a pattern fails beyond chance; in what share of draws
that happens at worst by chance alone (one tail of the normal distribution); and how surely it must happen
more often.
"""

COLUMNS = ("id", "draws", "holds", "low", "high", "beyond", "surely", "counts", "replicates")


class DrawnReadings(Readings):
    """What was read of one draw, of one replicate alone if that is named."""

    def __init__(self, readings: Readings, draw: Draw, replicate: int | None = None) -> None:
        self._all, self._draw, self._replicate = readings, draw, replicate

    def of(self, side: Side) -> FloatArray:
        """(replicates, 2): part and whole in each replicate."""
        found = self._all.of(drawn(side, self._draw))
        return found if self._replicate is None else found[[self._replicate]]


def drawn(side: Side, draw: Draw) -> Side:
    """The side with the values of a draw for what nothing else decides."""
    assert side.case is not None and side.governance is not None
    values = left_open(draw, read.case(side.case), read.governance(side.governance))
    return side.model_copy(update={"settings": {**values, **side.settings}})


def asked() -> list[Pattern]:
    """The patterns of role V that a few replicates can judge and that do not cost too much; of the claims of
    the seeds those for which no scenario has to be simulated beside these.
    """
    judging = [one for one in patterns().values() if one.role == "V" and one.form != "share"]
    first = [one for one in judging if not one.claim and _cost(one) <= MOST]
    there = {scenario_key(side) for one in first for side in one.all_sides()}
    more = [one for one in judging if one.claim and {scenario_key(side) for side in one.all_sides()} <= there]
    return first + more


def _cost(pattern: Pattern) -> int:
    scenarios = {scenario_key(side): scenario_of(side) for side in pattern.all_sides()}.values()
    return sum(one.households * (one.burn_in + one.months) for one in scenarios)


def validation_draws(
    say: Callable[[str], None],
    count: int,
    replicates: int,
    jobs: int | None = None,
    ids: Sequence[str] = (),
    keep: Keep = nothing_kept,
) -> pd.DataFrame:
    """A row for each pattern (COLUMNS): in what share of the draws it holds (95 % interval), whether that
    is less than almost all (it counts); in how many it fails beyond chance, and whether more than by chance.
    """
    requested = [one for one in asked() if not ids or one.id in ids]
    found: dict[str, list[FloatArray]] = {one.id: [] for one in requested}
    begun, done = perf_counter(), 0
    for some in batched(_possible(requested, count), TOGETHER):
        table = keep(f"draws-{done:04}", partial(_table, requested, some, replicates, jobs))
        for name, *values in table.itertuples(index=False):
            found[name].append(np.array(values, dtype=np.float64))
        done += len(some)
        say(f"validation-list: {done} of {count} draws, {perf_counter() - begun:.0f} s")
    rows = [_tallied(one, np.array(found[one.id]), replicates) for one in requested]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _table(
    requested: Sequence[Pattern], some: Sequence[Draw], replicates: int, jobs: int | None
) -> pd.DataFrame:
    """A row for each draw and pattern: its id and its numbers."""
    rows = [(name, *values) for name, values in _values(requested, some, replicates, jobs)]
    return pd.DataFrame(rows, columns=["id", "all", *map(str, range(replicates))])


def _possible(requested: Sequence[Pattern], count: int) -> Iterator[Draw]:
    """The first `count` draws of which every scenario is possible."""
    sides = {scenario_key(side): side for one in requested for side in one.all_sides()}

    def checked(draw: Draw) -> Draw:
        for side in sides.values():
            scenario_of(drawn(side, draw))
        return draw

    return (draw for _number, draw in first_possible(count, checked))


def _values(
    requested: Sequence[Pattern], some: Sequence[Draw], replicates: int, jobs: int | None
) -> Iterator[tuple[str, FloatArray]]:
    """For each pattern and draw its number over all replicates, and then in each: (1 + replicates,)."""
    sides = [side for one in requested for side in one.all_sides()]
    readings = read_sides([drawn(side, draw) for draw in some for side in sides], replicates, jobs, silently)
    for draw in some:
        views = [DrawnReadings(readings, draw, place) for place in (None, *range(replicates))]
        for one in requested:
            yield one.id, np.array([FORMS[one.form](one, view).value for view in views])


def _tallied(pattern: Pattern, values: NDArray[np.float64], replicates: int) -> Mapping[str, object]:
    """values: (draws, 1 + replicates)."""
    there = values[np.isfinite(values).all(axis=1)]
    outside, at_bound = _outside(pattern, there[:, 0])
    error = float(np.sqrt(there[:, 1:].var(axis=1, ddof=1).mean() / replicates)) if len(there) else np.nan
    holds = share([bool(one) for one in (outside < 0) | ((outside == 0) & at_bound)])
    beyond = int((outside > FAR * error).sum())
    tested = binomtest(beyond, max(len(there), 1), BY_CHANCE, alternative="greater")
    surely, counts = bool(tested.pvalue < LEVEL), bool(holds.high < ALMOST_ALL)
    row = (pattern.id, len(there), *holds[:3], beyond, surely, counts, replicates)
    return dict(zip(COLUMNS, row, strict=True))


def _outside(pattern: Pattern, values: FloatArray) -> tuple[FloatArray, bool]:
    """How far outside the range values lie (below 0 inside), and whether its very ends belong to it."""
    low = -np.inf if pattern.low is None else pattern.low
    high = np.inf if pattern.high is None else pattern.high
    return np.maximum(low - values, values - high), pattern.aim is None
