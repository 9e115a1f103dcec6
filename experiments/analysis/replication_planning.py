"""A pilot: worlds made to see how much paired differences spread, and what is planned from them.

A finished comparison, the store of a study, or a few worlds made for the purpose. Invariant: what is
planned for is what `compare` then does: the same pairs, the same tests, the same correction. Where a study
varies parameters, its points share one spread, that of worlds around the mean of their point.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.execution.results import kind_of, results_in
from experiments.execution.stored_study import finished
from experiments.statistics.intervals import Sample, paired_sample, sample
from experiments.statistics.paired import COUNTED, NATURAL, of_outcome, pairs
from experiments.statistics.power import corrected, for_difference, for_equivalence, for_width, upper_limit
from experiments.store.output_folder import FolderError
from experiments.store.store import StoreError
from experiments.store.tables import Study, plain
from scenarios.language import _, pick
from scenarios.problems import listed
from scenarios.read import OutcomeEntry, outcome_entries

FEWEST = 5
"""Worlds below which a pilot says nothing of a spread."""

WORLD = ["point", "replicate"]
ALIKE, UNDEFINED = "alike", "undefined"
"""Why nothing can be planned: no world of the pilot differed; fewer than FEWEST worlds define the outcome."""

COUNTS = tuple(
    f"for_{what}{how}" for what in ("width", "difference", "equivalence") for how in ("", "_cautious")
)
"""The columns that count worlds: as the spread of the pilot gives them, and as its upper limit does."""

FloatArray = NDArray[np.float64]


class Pilot(NamedTuple):
    """The runs of a pilot (case, cost, point, governance, replicate and a column for each outcome), the pairs
    to be compared, the worlds of each, and the smallest differences of interest and the primary outcomes that
    were stated for it.
    """

    runs: pd.DataFrame
    pairs: tuple[tuple[str, str], ...]
    worlds: int
    smallest: Mapping[str, float] = MappingProxyType({})
    primary: tuple[str, ...] = ()


class PlanningRequest(NamedTuple):
    """The width of an interval, from end to end, and the difference to be shown; None: twice the smallest
    difference of interest of each outcome, and once. power: the probability of showing it.
    """

    width: float | None = None
    difference: float | None = None
    power: float = 0.8


class PairSpread(NamedTuple):
    """How much the differences of one pair spread; `high`: the upper limit of `found.spread`."""

    found: Sample
    high: float


def of_study(made: Study, where: str = "") -> Pilot:
    """The worlds of a comparison that was made, at natural cost."""
    return _pilot(made.runs.assign(cost=NATURAL, point=0), made.governance, where)


def of_folder(folder: Path) -> Pilot:
    """The worlds in the folder of a comparison or of a study; StoreError if it holds neither."""
    kind = kind_of(folder)
    if kind == "study":
        study = finished(folder)
        found = _pilot(study.runs, study.governance, str(folder))
        return found._replace(smallest=study.identity.smallest, primary=tuple(study.identity.primary))
    try:
        made, origin, *_rest = results_in(folder)
    except FolderError as error:
        if kind is not None:
            raise
        raise StoreError(_("{folder} holds neither a comparison nor a study.", folder=folder)) from error
    return of_study(made, str(folder))._replace(smallest=origin.smallest, primary=tuple(origin.primary))


def _pilot(runs: pd.DataFrame, governance: Sequence[str], where: str) -> Pilot:
    """The pilot, if it has pairs and worlds enough to say anything."""
    compared = pairs(governance)
    if not compared:
        raise StoreError(_("{folder} holds one governance model; a plan needs pairs.", folder=where))
    worlds = int(runs.groupby(["case", "cost"])[WORLD].nunique().prod(axis=1).min())
    if worlds - int(runs["point"].nunique()) < FEWEST - 1:
        least = {"fewest": FEWEST, "worlds": worlds}
        needed = _("A pilot needs at least {fewest} replicates; there are {worlds}.", **least)
        raise StoreError(f"{where}: {needed}" if where else needed)
    return Pilot(runs, compared, worlds)


def plan(
    pilot: Pilot, question: PlanningRequest, entries: Mapping[str, OutcomeEntry], wanted: Sequence[str]
) -> pd.DataFrame:
    """A row for each cost, case, pair and outcome wanted: spread, its upper limit, and how many worlds
    (`*_cautious`: by the upper limit) for the width, for the difference and for equivalence.

    Tests are counted over all outcomes of a family, wanted or not, as `compare` corrects for all of them.
    """
    rows = []
    for _cost, of_cost in pilot.runs.groupby("cost", sort=False):
        seen = list(_spreads(of_cost, pilot.pairs, entries))
        tests = Counter(
            entries[str(keys["outcome"])].primary
            for keys, spread, _n in seen
            if spread.found.n > 1 and not math.isnan(spread.found.step)
        )
        rows += [
            {**keys, **_planned(spread, worlds, question, entries[str(keys["outcome"])], tests)}
            for keys, spread, worlds in seen
            if keys["outcome"] in wanted
        ]
    if not rows:
        raise StoreError(
            _("The pilot has no replicates that say anything of {outcomes}.", outcomes=listed(wanted))
        )
    return pd.DataFrame(rows).astype(dict.fromkeys(COUNTS, "Int64"))


def _spreads(
    runs: pd.DataFrame, compared: Sequence[tuple[str, str]], entries: Mapping[str, OutcomeEntry]
) -> Iterator[tuple[dict[str, object], PairSpread, int]]:
    """By case, pair and outcome: keys, how much differences spread, and the worlds there are."""
    for case, of_case in runs.groupby("case", sort=False):
        sides = {str(name): rows.set_index(WORLD) for name, rows in of_case.groupby("governance")}
        for a, b in compared:
            if a not in sides or b not in sides:
                continue
            together = sides[a].index.intersection(sides[b].index).sort_values()
            points = together.get_level_values("point").to_numpy()
            for outcome in (entries[name] for name in entries if name in runs.columns):
                one, other = (
                    sides[side].loc[together, outcome.id].to_numpy(dtype=np.float64) for side in (a, b)
                )
                keys = {"case": case, "cost": runs["cost"].iloc[0], "outcome": outcome.id, "a": a, "b": b}
                yield keys, spread_of(one, other, points, outcome.unit in COUNTED), len(together)


def spread_of(a: FloatArray, b: FloatArray, points: NDArray[np.int64], counted: bool = False) -> PairSpread:
    """How much the differences b − a of worlds spread around the mean of their point; (worlds,) each."""
    both = np.isfinite(a) & np.isfinite(b)
    a, b, points = a[both], b[both], points[both]
    found = paired_sample(a, b, counted)
    if found.n < FEWEST or found.spread == 0:
        return PairSpread(found, found.spread)
    differences = b - a
    which, place = np.unique(points, return_inverse=True)
    residuals = differences - (np.bincount(place, differences) / np.bincount(place))[place]
    freedom = found.n - len(which)
    around = sample(residuals, float(np.abs(differences).max()))
    spread = around.spread * math.sqrt((found.n - 1) / freedom) if freedom > 0 else math.nan
    pooled = Sample(found.n, found.mean, spread, around.skewness)
    return PairSpread(pooled, upper_limit(spread, residuals, freedom) if freedom > 0 else math.nan)


def _planned(
    spread: PairSpread,
    worlds: int,
    question: PlanningRequest,
    outcome: OutcomeEntry,
    tests: Mapping[bool, int],
) -> dict[str, object]:
    """What is planned for one pair and outcome; where a world leaves it undefined, more worlds are needed.

    tests: how many there are among the primary outcomes, and among all others.
    """
    alpha = corrected(tests[outcome.primary])
    found, smallest = spread.found, outcome.smallest
    width = 2 * smallest if question.width is None else question.width
    difference = smallest if question.difference is None else question.difference
    alike = found.step != 0 or (found.spread == 0 and found.mean == 0)
    note = UNDEFINED if found.n < FEWEST else ALIKE if alike else ""
    row: dict[str, object] = {
        **{"n": found.n, "worlds": worlds, "spread": found.spread, "spread_high": spread.high},
        **{"width": width, "difference": difference, "smallest": smallest, "power": question.power},
        **{"alpha": alpha, "note": note},
        **{name: value for name, value in of_outcome(outcome).items() if name in ("unit", "family")},
    }
    for name, size in (("", found.spread), ("_cautious", spread.high)):
        needed = {
            "for_width": for_width(found._replace(spread=size), width),
            "for_difference": for_difference(size, difference, question.power, alpha),
            "for_equivalence": for_equivalence(size, smallest, question.power, alpha),
        }
        for kind, number in needed.items():
            known = number is not None and not note
            row[kind + name] = math.ceil(number * worlds / found.n) if known and number else None
    return row


def objects(table: pd.DataFrame) -> list[dict[str, object]]:
    """What `--json` prints: an object a row; null is what cannot be planned, `note` says why, or is empty
    where not even MOST worlds would do.
    """
    entries = outcome_entries()
    return [
        plain(row) | {"name": pick(entries[str(row["outcome"])].name)} for row in table.to_dict("records")
    ]
