"""Failure regions: at which points of a study one governance model is not better than another, and the box of
parameter values in which those points lie.

Invariant: a region is reported only if it is found again where it was not looked for: at points held out, and
in worlds held out. It is a statement on the parameters of the model, and not on any place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.choices import varied
from experiments.analysis.failing_points import BothSides, RegionRequest, both_sides, fails, points_of
from experiments.analysis.prim import (
    FOLDS,
    BoolArray,
    Box,
    BoxTest,
    find,
    held_out,
    inside,
    judged,
    reproduced,
)
from experiments.statistics.contrasts import Result, share
from experiments.statistics.verdict import LEVEL
from experiments.store.tables import plain
from scenarios import read
from scenarios.read import OutcomeEntry

FEWEST_POINTS, FEWEST_CASES = 20, FOLDS
"""Points, and points of either kind, below which no box is looked for."""

BOUNDS = (
    *("case", "cost", "outcome", "found", "parameter", "low", "high", "unit"),
    *("quasi_p_low", "quasi_p_high", "reproduced"),
)
"""The columns of the table of restrictions."""


class Kind(StrEnum):
    """What was found; the values are what files and `--json` hold, in every language."""

    UNDEFINED = "undefined"
    EVERYWHERE = "everywhere"
    NOWHERE = "nowhere"
    FEW = "too few"
    NONE = "no region"
    LUCK = "only in these worlds"
    REGION = "region"


@dataclass(frozen=True)
class Region:
    """The answer. `points`: a row for each point with its parameters, `n` worlds, the `advantage` of the one
    that should be better with its interval (`low`, `high`; NaN from a single world), whether it is `failing`
    and `undecided`, and whether it is `inside` the box.

    `share`: of failing points, with its interval; `box`: also where none is told, to see what was tried.
    """

    request: RegionRequest
    kind: Kind
    parameters: tuple[str, ...]
    points: pd.DataFrame
    left_out: int
    worlds: int
    share: Result
    box: Box | None = None
    held_out: BoxTest | None = None
    other_worlds: tuple[BoxTest, ...] = ()

    @property
    def undecided(self) -> int:
        """Points at which luck leaves open, at 95 %, whether they are failing."""
        return int(self.points["undecided"].sum())


def region(runs: pd.DataFrame, request: RegionRequest) -> Region:
    """Answer a question from the runs of one case at one cost, however their points were drawn.

    runs: tidy, with governance, point, replicate, parameters by their keys, and the outcome. Points at which
    either side is undefined in every world are left out and counted.
    """
    sides = both_sides(runs, request)
    table = points_of(runs, sides, request)
    there = table["n"] > 0
    points, keys = table[there].reset_index(drop=True), varied(runs)
    failing = points["failing"].to_numpy(dtype=bool)
    found = Region(
        request,
        _plainly(failing),
        tuple(keys),
        points.assign(inside=False),
        int((~there).sum()),
        sides.worlds,
        share([bool(one) for one in failing]),
    )
    return found if found.kind is not Kind.REGION else _searched(found, sides, failing)


def _plainly(failing: BoolArray) -> Kind:
    """What needs no search."""
    count, cases = len(failing), int(failing.sum())
    if not count:
        return Kind.UNDEFINED
    if cases in (0, count):
        return Kind.NOWHERE if not cases else Kind.EVERYWHERE
    few = count < FEWEST_POINTS or min(cases, count - cases) < FEWEST_CASES
    return Kind.FEW if few else Kind.REGION


def _searched(found: Region, sides: BothSides, failing: BoolArray) -> Region:
    """The best box, judged where it was not looked for."""
    values = found.points[list(found.parameters)]
    box, elsewhere = find(values, failing), held_out(values, failing)
    others = _in_other_worlds(found, sides)
    kind = Kind.REGION
    if not box.restrictions or elsewhere.p >= 1 - LEVEL:
        kind = Kind.NONE
    elif any(one.p >= 1 - LEVEL for one in others):
        kind = Kind.LUCK
    return Region(
        found.request,
        kind,
        found.parameters,
        found.points.assign(inside=inside(values, box.limits)),
        found.left_out,
        found.worlds,
        found.share,
        reproduced(values, failing, box) if kind is Kind.REGION else box,
        elsewhere,
        others,
    )


def _in_other_worlds(found: Region, sides: BothSides) -> tuple[BoxTest, ...]:
    """How the box of every other world does in the worlds between, and the other way round; nothing where
    there is one world.

    All points share their worlds: what holds at points held out may still be chance in these worlds.
    """
    if found.worlds < 2:
        return ()
    there = np.isfinite(sides.better - sides.than).any(axis=1)
    halves = [_advantage(sides.of(there, slice(start, None, 2)), found.request) for start in (0, 1)]
    values = found.points[list(found.parameters)]
    known = np.isfinite(halves[0]) & np.isfinite(halves[1])
    one, other = (fails(half[known], found.request.by, sides.size) for half in halves)
    return tuple(
        judged(inside(values[known], find(values[known], seen).limits), unseen)
        for seen, unseen in ((one, other), (other, one))
    )


def _advantage(sides: BothSides, request: RegionRequest) -> NDArray[np.float64]:
    """The mean advantage at each point; NaN where no world has both sides: (points,)."""
    difference = request.outcome.direction * (sides.better - sides.than)
    there = np.isfinite(difference)
    count, total = there.sum(axis=1), np.where(there, difference, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)


def smallest(entry: OutcomeEntry, by: float | None) -> float:
    """By how much one must be better to count as better: `by`, else what the ledger calls too small to
    matter below.
    """
    return entry.smallest if by is None else by


def objects(found: Region) -> dict[str, object]:
    """The same as plain data, for `--json`; null for what is undefined."""
    request, box = found.request, found.box
    return {
        **{"case": request.case, "cost": request.cost, "outcome": request.outcome.id},
        **{"better": request.better, "than": request.than, "by": request.by, "found": str(found.kind)},
        **{"points": len(found.points), "left_out": found.left_out, "worlds": found.worlds},
        "failing": int(found.points["failing"].sum()),
        "undecided": found.undecided,
        "share": plain({"share": found.share.value, "low": found.share.low, "high": found.share.high}),
        "parameters": list(found.parameters),
        "restrictions": restrictions(found),
        "in_all": _figures(box.found_in) if box else None,
        "held_out": _judged(found.held_out) if found.held_out else None,
        "other_worlds": [_judged(one) for one in found.other_worlds],
    }


def restrictions(found: Region) -> list[dict[str, object]]:
    """The restrictions of a box, a row each: bounds in the unit of the ledger, none where it has none."""
    return [
        plain(
            {
                **{"parameter": one.parameter, "low": one.bounds.low, "high": one.bounds.high},
                "unit": read.ledger()[one.parameter].unit,
                **{"quasi_p_low": one.quasi_p_low, "quasi_p_high": one.quasi_p_high},
                "reproduced": one.reproduced,
            }
        )
        for one in (found.box.restrictions if found.box else ())
    ]


def _figures(one: BoxTest) -> dict[str, object]:
    return plain({"density": one.density, "coverage": one.coverage, "mass": one.mass, "base": one.base})


def _judged(one: BoxTest) -> dict[str, object]:
    """With p, which says nothing of the points in which a box was sought."""
    return {**_figures(one), "p": one.p}


def tables(found: Sequence[Region]) -> dict[str, pd.DataFrame]:
    """All points, and all restrictions, of several answers, as tables."""
    points, bounds = [], []
    for one in found:
        labels = {"case": one.request.case, "cost": one.request.cost, "outcome": one.request.outcome.id}
        points.append(pd.DataFrame(labels, index=one.points.index).join(one.points))
        bounds += [{**labels, "found": str(one.kind), **row} for row in restrictions(one)]
    there = [one for one in points if len(one)] or points[:1]
    return {
        "points": pd.concat(there, ignore_index=True),
        "restrictions": pd.DataFrame(bounds, columns=list(BOUNDS)),
    }
