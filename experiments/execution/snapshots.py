"""A scene: what one compound looks like, month by month, small enough to be sent to a page.

Invariant: whoever films takes no part; with and without a film a world lives through the same. A
scene is plain lists, numbers and strings, ready for JSON. What there is of every household stands in strings
of one sign a household, in the order of the dwellings, which never move:

    who           age group (0 elderly, 1 established, 2 young), and 3 more for a landlord on the ground floor
    state         the sum of 1 active this month, 2 fee paid, 4 tenant, 8 nobody at home, as one sign
    disturbance   0 to 35 for 0 to 1; hardship likewise
    source        which shop it hears most: 2 · (stairwells to the right + 2) + dwelling; a dot where none
    own           where there are kinds of the user's own (`kinds`): 0 none of them, 1 the first of them …

Signs are digits of base 36 (0–9, a–z). The first month has all `ties`, every later one those `made` and
`lost`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from scenarios.read import Scenario

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

type Told = dict[str, Any]
"""A scene as told: ready for JSON."""

FORM = 1
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
STEPS = len(SIGNS) - 1
COHORTS = ("elderly", "established", "young", "landlord")
GROUND = 3
"""What is added to the age group of a landlord on the ground floor."""

ACTIVE, PAID, TENANT, AWAY = 1, 2, 4, 8
REACH, SITES = 2, 2
"""A household hears shops in its own stairwell and so many either side, in so many dwellings of each. What a
case gives may have more; shops in these are not told as a source.
"""

ISSUE = ("id", "kind", "scale", "stairwell", "reporter", "partner", "raised", "reported", "closed", "status")
"""What is told of an issue; months that have not come are None, and so is a partner that there is not."""


class Look(NamedTuple):
    """One month of a scene as arrays, one value a household (own: which of the scene's `kinds`, −1 none;
    shops and lawful: one a shop; open: one a stairwell, open_wide those of the whole compound; ties: two
    households each).
    """

    group: IntArray
    ground: BoolArray
    own: IntArray
    active: BoolArray
    paid: BoolArray
    tenant: BoolArray
    away: BoolArray
    disturbance: FloatArray
    hardship: FloatArray
    source: IntArray
    shops: IntArray
    lawful: BoolArray
    open: IntArray
    open_wide: int
    ties: IntArray


class Scene:
    """Looks on at one compound of a world: an observer of `Neighbourhood`, to be asked for what it saw."""

    def __init__(self, placement: int = 0, compound: int = 0) -> None:
        """Watch a compound (of a district, else 0) of the placement with that number."""
        self.placement, self.compound = placement, compound
        self.months: list[Told] = []
        self._ties: set[tuple[int, int]] = set()

    def __call__(self, world: Neighbourhood) -> None:
        """Note what a recorded month has come to."""
        if world.month >= 1:
            self.months.append(self._month(world))

    def told(self, world: Neighbourhood) -> Told:
        """Everything seen, and the issues (all of them where the world kept an archive)."""
        number, compounds = self._number(world), world.compounds
        rows, given = self._rows(world), compounds.placements[number]
        stair = compounds.stair_of_row[rows]
        kinds = world.population.new_kinds.called(number)
        return {
            "form": FORM,
            "case": given.scenario.case.id,
            "governance": given.scenario.governance.id,
            "seed": given.seed,
            "compound": self.compound,
            "compounds": int(np.count_nonzero(world.groups.placement == self.placement)),
            "threshold": float(compounds.each("nuisance.threshold")[number]),
            "stairwell": (stair - stair[0]).tolist(),
            "floor": compounds.floor[rows].tolist(),
            "issues": self._issues(world),
            **({"kinds": [{"kind": kind, **words} for kind, words in kinds.items()]} if kinds else {}),
            "months": self.months,
        }

    def _number(self, world: Neighbourhood) -> int:
        """The compound's number in the world."""
        return int(np.flatnonzero(world.groups.placement == self.placement)[self.compound])

    def _rows(self, world: Neighbourhood) -> slice:
        number = self._number(world)
        first = int(world.compounds.first[number])
        return slice(first, first + int(world.compounds.households[number]))

    def _month(self, world: Neighbourhood) -> Told:
        rows, h = self._rows(world), world.households
        state = ACTIVE * h.active + PAID * h.paid + TENANT * ~h.owner + AWAY * ~h.present
        return {
            "month": world.month,
            "who": _signs(h.group[rows] + GROUND * world.population.landlords[rows]),
            "state": _signs(state[rows]),
            "disturbance": _signs(_steps(h.disturbance[rows])),
            "hardship": _signs(_steps(h.hardship[rows])),
            "source": self._sources(world, rows),
            **self._own(world, rows),
            "shops": np.flatnonzero(h.converted[rows]).tolist(),
            "lawful": np.flatnonzero(h.lawful[rows]).tolist(),
            **self._open(world),
            **self._changes(world, rows),
        }

    def _own(self, world: Neighbourhood, rows: slice) -> Told:
        """Which of the kinds of the user's own each household is of, if there are any."""
        kinds = world.population.new_kinds.called(self._number(world))
        found = sum(number * world.population.of_kind(kind)[rows] for number, kind in enumerate(kinds, 1))
        return {"own": _signs(np.asarray(found))} if kinds else {}

    def _sources(self, world: Neighbourhood, rows: slice) -> str:
        """The sign of the shop that each household hears most."""
        mine, stairs = np.arange(rows.start, rows.stop), world.compounds.stair_of_row
        source = world.nuisance.source_of(mine)
        there = (source >= 0) & (world.households.disturbance[rows] > 0.0)
        there &= source - world.compounds.stair_first[stairs[source]] < SITES
        stair = stairs[np.where(there, source, mine)]
        site = source - world.compounds.stair_first[stair]
        sign = SITES * (stair - stairs[mine] + REACH) + site
        found = np.array([*SIGNS[: SITES * (2 * REACH + 1)], "."])
        return "".join(found[np.where(there, sign, -1)])

    def _open(self, world: Neighbourhood) -> Told:
        """Open issues of each stairwell, and those of the whole compound."""
        from model.issues import COMPOUND

        issues, number, compounds = world.issues, self._number(world), world.compounds
        live = issues.live() & (issues.compound == number)
        stairs = np.flatnonzero(compounds.stair_compound == number)
        near = issues.stairwell[live & (issues.scale != COMPOUND)] - stairs[0]
        wide = np.count_nonzero(live & (issues.scale == COMPOUND))
        return {"open": np.bincount(near, minlength=len(stairs)).tolist(), "open_wide": int(wide)}

    def _changes(self, world: Neighbourhood, rows: slice) -> Told:
        """All ties of the first month, later what changed; a tie is two households, the lower one first."""
        one, other = (end - rows.start for end in world.ties.ends)
        inside = (one >= 0) & (one < rows.stop - rows.start)
        pairs = np.sort(np.stack([one[inside], other[inside]], axis=1), axis=1)
        now = set(map(tuple, pairs.tolist()))
        before, self._ties = self._ties, now
        if not self.months:
            return {"ties": sorted(now)}
        return {"made": sorted(now - before), "lost": sorted(before - now)}

    def _issues(self, world: Neighbourhood) -> list[list[object]]:
        """ISSUE of every issue that was open in a recorded month."""
        from model.issues import NEVER

        number, rows = self._number(world), self._rows(world)
        table = world.issues_table()
        table = table[(table["compound"] == number) & ((table["closed"] == NEVER) | (table["closed"] >= 1))]
        table = table.assign(
            id=[f"{key:016x}" for key in table["key"]],
            stairwell=table["stairwell"] - int(world.compounds.stair_of_row[rows.start]),
            reporter=table["reporter"] - rows.start,
            partner=np.where(table["partner"] < 0, NEVER, table["partner"] - rows.start),
        )
        return [
            [None if value == NEVER else value for value in values]
            for values in zip(*(table[name].tolist() for name in ISSUE), strict=True)
        ]


def film(scenarios: Sequence[Scenario], seed: int, compound: int = 0) -> list[Told]:
    """The same world under each of the scenarios, filmed side by side: a scene for each."""
    from model.neighbourhood import Neighbourhood, Placement

    scenes = [Scene(place, compound) for place in range(len(scenarios))]
    placed = [Placement(scenario, seed) for scenario in scenarios]
    world = Neighbourhood(placed, archive=True, observers=scenes).run()
    return [scene.told(world) for scene in scenes]


def look(scene: Mapping[str, Any], month: int) -> Look:
    """One month of a scene, its signs read; KeyError if there is no such month."""
    last = next((place for place, one in enumerate(scene["months"]) if one["month"] == month), None)
    if last is None:
        raise KeyError(month)
    seen = scene["months"][last]
    who, state = _numbers(seen["who"]), _numbers(seen["state"])
    shops = np.array(seen["shops"], dtype=np.int64)
    return Look(
        group=who % GROUND,
        ground=who >= GROUND,
        own=_numbers(seen["own"]) - 1 if "own" in seen else np.full(len(who), -1),
        active=(state & ACTIVE) > 0,
        paid=(state & PAID) > 0,
        tenant=(state & TENANT) > 0,
        away=(state & AWAY) > 0,
        disturbance=_numbers(seen["disturbance"]) / STEPS,
        hardship=_numbers(seen["hardship"]) / STEPS,
        source=_rows_of(scene, seen["source"]),
        shops=shops,
        lawful=np.isin(shops, seen["lawful"]),
        open=np.array(seen["open"], dtype=np.int64),
        open_wide=int(seen["open_wide"]),
        ties=_ties(scene["months"][: last + 1]),
    )


def _ties(months: Sequence[Mapping[str, Any]]) -> IntArray:
    """The ties after the last of the months, sorted: (ties, 2)."""
    found = set(map(tuple, months[0]["ties"]))
    for month in months[1:]:
        found = (found - set(map(tuple, month["lost"]))) | set(map(tuple, month["made"]))
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _rows_of(scene: Mapping[str, Any], signs: str) -> IntArray:
    """The household in whose place the shop is that each one hears most; −1: none."""
    stair = np.array(scene["stairwell"])
    first = np.searchsorted(stair, np.arange(stair[-1] + 1))
    code = np.array([-1 if sign == "." else SIGNS.index(sign) for sign in signs])
    beside = np.where(code < 0, stair, stair + code // SITES - REACH)
    return np.where(code < 0, -1, first[beside] + code % SITES)


def _steps(share: FloatArray) -> IntArray:
    return np.rint(np.clip(share, 0.0, 1.0) * STEPS).astype(np.int64)


def _signs(numbers: IntArray) -> str:
    return "".join(np.array(list(SIGNS))[numbers])


def _numbers(signs: str) -> IntArray:
    return np.array([SIGNS.index(sign) for sign in signs], dtype=np.int64)
