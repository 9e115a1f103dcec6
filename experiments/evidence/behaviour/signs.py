"""Signs: whether 1+4+N and the troika do better than the baseline, whatever is demanded and whatever is
assumed of overload.

Three places, five demands, and two choices without a source: how much of the firm's work joins the
committee's queue, and whether staff hurry when it is long. Everything is compared in the same replicates.
Invariant: verdicts are those of every comparison of the product, corrected over the whole table, and each
distinct scenario is made once: the baseline queues nothing of the firm's, so it knows no share of it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.evidence.behaviour.over_replicates import level
from experiments.evidence.model_uncertainty import BASELINE
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.intervals import FloatArray
from experiments.statistics.paired import PRIMARY, Side, judged, pair_rows
from scenarios import read

STUDY = "signs"
CASES, MODELS = ("minzhu", "xihu", "honghu"), ("one-four-n", "troika")
ESTATE, ESTATES, REPLICATES = "honghu", 16, 24
"""The place that is so large that it has fewer replicates, how many at most, and how many the others have."""

OUTCOMES = (
    *("conflict_index", "participation_month", "group_petitions_year", "large_petitions_year"),
    *("trust_RC", "fee_collection"),
)

DEMAND, QUEUE, RUSH = "issues.rate", "alliance.queue_share", "triage.rush"


def with_usual(key: str, values: Sequence[float]) -> tuple[float, ...]:
    """Values of a parameter, its default in the place of the nearest by ratio."""
    usual = float(read.ledger()[key].default)
    nearest = min(values, key=lambda one: abs(np.log(one / usual)))
    return tuple(sorted(usual if one == nearest else one for one in values))


DEMANDS = with_usual(DEMAND, (15.0, 30.0, 60.0, 108.0, 210.0))
QUEUES, RUSHES = (0.0, 0.08, 0.2), (0.6, 1.0)
"""Demands a year per 1 000 residents; the share of a firm's work that queues; the least share of its time
that a case gets (1: nobody hurries). One of each is the ledger's default.
"""

QUEUEING = ("alliance", "forum")
"""Instruments by which the firm's work joins the queue."""


class SignSetting(NamedTuple):
    """What is demanded, and what is assumed of overload."""

    demand: float
    queue: float
    rush: float


SETTINGS = tuple(SignSetting(*one) for one in product(DEMANDS, QUEUES, RUSHES))

WORN = SignSetting(DEMANDS[-1], 0.08, 0.6)
"""The most demands, with both assumptions as they are by default."""

LEVERS = {
    DEMAND: (WORN._replace(demand=DEMANDS[0]), WORN),
    QUEUE: (WORN._replace(queue=QUEUES[0]), WORN._replace(queue=QUEUES[-1])),
    RUSH: (WORN, WORN._replace(rush=RUSHES[-1])),
}
"""What a sign may hang on, from what to what; the other two as above."""

COLUMNS = (
    *("case", "a", "b", "outcome", "demand", "queue", "rush", "n", "mean_a", "mean_b", "difference"),
    *("low", "high", "p", "p_holm", "verdict", "utilisation_a", "utilisation_b", "direction", "smallest"),
    "months",
)


class PlaceRuns:
    """One place under the baseline and the governance models, in every setting."""

    def __init__(self, make: Simulate, case: str, replicates: int, months: int) -> None:
        self.case, self.months, worlds = case, months, Replicates(make, replicates, study=STUDY)
        place, models = read.case(case), [read.governance(model) for model in (BASELINE, *MODELS)]
        scenarios = {(one.id, at): _scenario(place, one, at, months) for one in models for at in SETTINGS}
        worlds.make(list(scenarios.values()))
        self._outcomes = {which: worlds.outcomes(one) for which, one in scenarios.items()}

    def side(self, model: str, at: SignSetting) -> Side:
        """A governance model in a setting, as comparisons have it."""
        return Side(model, self._outcomes[model, at])

    def gains(self, model: str, outcome: str, at: SignSetting) -> FloatArray:
        """By how much an outcome is higher than under the baseline, in each replicate."""
        sides = (self._outcomes[one, at][outcome].to_numpy(dtype=float) for one in (model, BASELINE))
        return np.asarray(np.subtract(*sides))


def _scenario(place: read.Case, model: read.Governance, at: SignSetting, months: int) -> read.Scenario:
    """A governance model that queues nothing of the firm's is given no share of it, and is the same for
    all.
    """
    values = {DEMAND: at.demand, RUSH: at.rush}
    if any(one.kind in QUEUEING for one in model.instruments):
        values[QUEUE] = at.queue
    return read.scenario(place, model, months=months, overrides=values)


def replicates_in(case: str, wanted: int, of_estate: int) -> int:
    """So many as are wanted, but no more of the large place than are told for it."""
    return min(wanted, of_estate) if case == ESTATE else wanted


def signs(
    make: Simulate,
    say: Callable[[str], None],
    replicates: int | None = None,
    months: int = 60,
    cases: Sequence[str] = CASES,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of all comparisons, and that of what the signs hang on (`_shifts`)."""
    rows: list[dict[str, object]] = []
    shifts: list[dict[str, object]] = []
    for case in cases:
        worlds = PlaceRuns(make, case, replicates_in(case, replicates or REPLICATES, ESTATES), months)
        rows += _compared(worlds)
        shifts += _shifts(worlds)
        say(f"signs: {case}")
    return judged(rows, COLUMNS), pd.DataFrame(shifts)


def _compared(worlds: PlaceRuns) -> Iterator[dict[str, object]]:
    """Every outcome of every governance model against the baseline in every setting; all are one family."""
    entries = {outcome: read.outcome_entries()[outcome] for outcome in OUTCOMES}
    for model, at in product(MODELS, SETTINGS):
        sides = worlds.side(BASELINE, at), worlds.side(model, at)
        for row in pair_rows(worlds.case, *sides, entries):
            yield {**row, **at._asdict(), "family": PRIMARY, "months": worlds.months}


def _shifts(worlds: PlaceRuns) -> Iterator[dict[str, object]]:
    """By how much the difference to the baseline changes from one end of each of LEVERS to the other."""
    for model, outcome, (lever, (start, end)) in product(MODELS, OUTCOMES, LEVERS.items()):
        changes = worlds.gains(model, outcome, end) - worlds.gains(model, outcome, start)
        place = {"case": worlds.case, "b": model, "outcome": outcome, "lever": lever}
        yield {**place, **level(changes)._asdict()}
