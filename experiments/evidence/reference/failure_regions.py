"""Where in the prior a governance model is not better than the baseline, and whether that holds elsewhere.

Invariant: a region is looked for in one half of the draws and told only if it holds in the other: other draws
from the prior, in other worlds, of which no part was seen when it was looked for (Fisher's exact test, Holm's
correction over all regions found).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.comparison import matched
from experiments.analysis.failing_points import RegionRequest, failing_points
from experiments.analysis.prim import BoxTest, inside, judged
from experiments.analysis.scenario_discovery import Kind, Region, region, restrictions
from experiments.evidence.model_uncertainty import BASELINE, SEED, possible
from experiments.evidence.reference.reference_runs import ReferenceSizes
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.paired import EQUAL, NATURAL, holm
from experiments.statistics.verdict import LEVEL
from experiments.store.kept_tables import KeptTables
from scenarios import read
from scenarios.calibration import suggested
from scenarios.study import study

WHERE, ON, MODEL = (
    ("xihu", "minzhu"),
    ("conflict_index", "fee_collection", "participation_month"),
    "one-four-n",
)
"""In which cases, on which outcomes, and of which governance model."""

WORLDS = 2
"""Worlds of each draw."""

SEARCH, FRESH = "search", "fresh"
SEEDS = {SEARCH: SEED, FRESH: 20_261_201}
"""The halves: what their draws come from."""

NOT_AGAIN = "not again"
"""What is said of a region that was found and did not hold in fresh draws."""


class TriedAgain(NamedTuple):
    """What the search found, and how its box does in fresh draws (None: no box was found)."""

    found: Region
    fresh: BoxTest | None


def failure_regions(
    make: Simulate,
    say: Callable[[str], None],
    tables: KeptTables,
    sizes: ReferenceSizes,
    cases: Sequence[str] = WHERE,
) -> pd.DataFrame:
    """A row for each question, and one for each further restriction of its box."""
    answers = []
    for case in cases:
        both = {}
        for half in SEEDS:
            one = partial(_half, make, half, case, sizes)
            both[half] = tables.table(f"regions-{case}-{half}", one)
        for cost, outcome in product((NATURAL, EQUAL), ON):
            answers.append(_answer(both, case, cost, outcome))
            say(f"failure regions: {case}, {cost}, {outcome}: {answers[-1].found.kind}")
    corrected = holm(np.array([one.fresh.p if one.fresh else np.nan for one in answers]))
    return pd.DataFrame(
        [row for one, p in zip(answers, corrected, strict=True) for row in _rows(one, float(p))]
    )


def searched(case: str) -> list[str]:
    """The parameters among which a region is looked for: those that a calibration fits and those of the
    project's own study of regions; hundreds of others vary too and would only give chance its way.
    """
    known = read.case(case).parameters
    keys = dict.fromkeys([*suggested(), *study("where-it-fails").sampled])
    return [key for key in keys if key not in known]


def _half(make: Simulate, half: str, case: str, sizes: ReferenceSizes) -> pd.DataFrame:
    """The runs of one half in one case at either cost, as the search for regions wants them."""
    worlds = Replicates(make, WORLDS, priced=True, study=f"reference study, regions, {half}")
    cells = [
        [cell[case, BASELINE], cell[case, MODEL]]
        for _, cell in possible(sizes.points, [case], (BASELINE, MODEL), sizes.months, SEEDS[half])
    ]
    worlds.make([one for cell in cells for one in cell])
    topped = [[one for one, _ in matched(worlds, cell)] for cell in cells]
    worlds.make([one for cell in topped for one in cell])
    keys, costs = searched(case), {NATURAL: cells, EQUAL: topped}
    tables = [table for cost, some in costs.items() for table in _points(worlds, some, keys, cost)]
    return pd.concat(tables, ignore_index=True)


def _points(
    worlds: Replicates, cells: Sequence[Sequence[read.Scenario]], keys: Sequence[str], cost: str
) -> Iterator[pd.DataFrame]:
    for place, cell in enumerate(cells):
        values = {key: cell[0].parameters[key] for key in keys}
        for one in cell:
            found = worlds.outcomes(one)[list(ON)].reset_index()
            yield found.assign(cost=cost, point=place, governance=one.governance.id, **values)


def _answer(both: dict[str, pd.DataFrame], case: str, cost: str, outcome: str) -> TriedAgain:
    entry = read.outcome_entries()[outcome]
    request = RegionRequest(MODEL, BASELINE, entry, entry.smallest, case, cost)
    runs = {half: table[table["cost"] == cost].drop(columns="cost") for half, table in both.items()}
    found = region(runs[SEARCH], request)
    if found.kind is not Kind.REGION or found.box is None:
        return TriedAgain(found, None)
    fresh = failing_points(runs[FRESH], request)
    return TriedAgain(found, judged(inside(fresh, found.box.limits), fresh["failing"].to_numpy(dtype=bool)))


def _rows(answer: TriedAgain, p: float) -> list[dict[str, object]]:
    """The answer as rows, of which each holds one restriction, or none. points, failing, share: of the
    search; fresh_points, fresh_share, density, coverage, p: of fresh draws.
    """
    found, question = answer.found, answer.found.request
    same = {"case": question.case, "cost": question.cost, "outcome": question.outcome.id}
    kind = str(found.kind) if answer.fresh is None or p < 1 - LEVEL else NOT_AGAIN
    count = int(found.points["failing"].sum())
    numbers = {"points": len(found.points), "failing": count, "undecided": found.undecided}
    row = {**same, "found": kind, **numbers, "share": found.share.value}
    row |= {"low": found.share.low, "high": found.share.high, **_in_fresh(answer.fresh), "p_holm": p}
    bounds = restrictions(found) if answer.fresh else []
    return [
        row | {"parameter": one["parameter"], "from": one["low"], "to": one["high"]} for one in bounds
    ] or [row | {"parameter": None, "from": None, "to": None}]


def _in_fresh(fresh: BoxTest | None) -> dict[str, object]:
    if fresh is None:
        return dict.fromkeys(("fresh_points", "fresh_share", "density", "coverage"), np.nan)
    shares = {"density": fresh.density, "coverage": fresh.coverage}
    return {"fresh_points": fresh.points, "fresh_share": fresh.base, **shares}
