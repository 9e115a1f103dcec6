"""The events of one compound, month by month: who signed, met, sat, moved, and what became of every issue.

Invariant: whoever looks on takes no part, so a world that is looked at lives through the same. Households are
numbered within their compound, and lists of them are sorted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.column import BoolArray, IntArray, KeyArray
from agents.table import Rows, Table
from agents.version import Version

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

type Told = dict[str, Any]

HAPPENINGS = ("signed", "sweep", "sat", "met", "gathered", "moved", "opened", "ended", "shut")
"""What is noted of a month by household: who signed a petition and in which sweep of it; who sat in a
session; who met staff elsewhere; who was at a gathering; where the household changed; whose shop opened,
ended, or was shut by order.
"""

CHANGES = ("raised", "told", "passed on", "heard", "attempt", "reopened", "escalated", "endured", "resolved",
           "faded")  # fmt: skip
"""What can become of an issue in a month, in the order in which it is noted."""


class SignaturesAndSeats:
    """A witness of the households' rules: who signs in which sweep, and who sat in a session."""

    def __init__(self, rows: int) -> None:
        """Begin with nobody; rows: the households of the whole world."""
        self._rows = rows
        self.turn_page()

    def turn_page(self) -> None:
        """Forget the month that is over."""
        self.signs, self.sat = np.zeros((2, self._rows), dtype=np.bool_)
        self._times, self.sweep = np.zeros((2, self._rows), dtype=np.int64)

    def __call__(
        self, table: Table, version: Version, given: tuple[Any, ...], rows: Rows, answer: Any
    ) -> None:
        """Note one rule that some households followed."""
        rule = version.rule.__name__
        if rule == "joins_petition":
            signs = np.broadcast_to(np.asarray(answer, dtype=np.bool_), self.signs[rows].shape)
            self._times[rows] += 1
            new = signs & ~self.signs[rows]
            self.sweep[rows] = np.where(new, self._times[rows], self.sweep[rows])
            self.signs[rows] = signs
        elif rule == "tires":
            self.sat[rows] |= np.asarray(given[0], dtype=np.bool_)


class IssueState(NamedTuple):
    """The issues of a compound at the end of a month, those closed in it included; sorted by key."""

    key: KeyArray
    raised: IntArray
    status: IntArray
    told: IntArray
    heard: BoolArray
    attempts: IntArray
    reopened: IntArray


class CompoundEvents:
    """An observer of `Neighbourhood` that notes the events of one compound; to be asked for them at the end.

    Attributes:
        months: one dictionary a recorded month: lists under the names of HAPPENINGS, and `changes`, pairs of
            an issue's key and one of CHANGES.
    """

    def __init__(self, placement: int, compound: int, witness: SignaturesAndSeats) -> None:
        """Watch a compound (of a district, else 0) of the placement with that number."""
        self.placement, self.compound, self._witness = placement, compound, witness
        self.months: list[Told] = []
        self._before: tuple[IntArray, BoolArray] | None = None
        self._issues: IssueState | None = None
        self._archived = 0

    def __call__(self, world: Neighbourhood) -> None:
        """Note what a month has come to; of the burn-in, and of the beginning without one, only the end."""
        if world.month < 0:
            return
        now = self._households(world)
        issues = self._state(world)
        if world.month >= 1 and self._before is not None and self._issues is not None:
            happened = self._happenings(world, *self._before, *now)
            self.months.append(happened | {"changes": changes(self._issues, issues, world.month)})
        self._before, self._issues = now, issues

    def _number(self, world: Neighbourhood) -> int:
        return int(np.flatnonzero(world.groups.placement == self.placement)[self.compound])

    def _slice(self, world: Neighbourhood) -> slice:
        number = self._number(world)
        first = int(world.compounds.first[number])
        return slice(first, first + int(world.compounds.households[number]))

    def _households(self, world: Neighbourhood) -> tuple[IntArray, BoolArray]:
        """Who lives in each dwelling, by number, and whether it is a shop."""
        rows, h = self._slice(world), world.households
        return h.occupancy[rows].copy(), h.converted[rows].copy()

    def _happenings(
        self, world: Neighbourhood, lived: IntArray, shop: BoolArray, live: IntArray, let: BoolArray
    ) -> Told:
        rows, witness = self._slice(world), self._witness
        signs, sat = witness.signs[rows], witness.sat[rows]
        shut = np.zeros(len(world.households), dtype=np.bool_)
        for some in world.happened.shut:
            shut[some] = True
        gathered = np.broadcast_to(np.asarray(world.events), (len(shut),))[rows] > 0.0
        found = {
            "signed": signs,
            "sat": sat,
            "met": (world.met[rows] > 0.0) & ~sat,
            "gathered": gathered,
            "moved": live != lived,
            "opened": let & ~shop,
            "ended": shop & ~let,
            "shut": shut[rows],
        }
        lists = {name: np.flatnonzero(chosen).tolist() for name, chosen in found.items()}
        return lists | {"sweep": witness.sweep[rows][signs].tolist()}

    def _state(self, world: Neighbourhood) -> IssueState:
        """All issues on the books, and those that left them since the last month."""
        archive = world.issues.archive or []
        parts = [world.issues.columns, *archive[self._archived :]]
        self._archived = len(archive)
        number = self._number(world)

        def column(name: str) -> Any:
            return np.concatenate([part[name][part["compound"] == number] for part in parts])

        key = column("key")
        order = np.argsort(key)
        columns = ("raised", "status", "reported", "in_forum", "attempts", "reopened")
        return IssueState(key[order], *(column(name)[order] for name in columns))


def changes(before: IssueState, now: IssueState, month: int) -> list[tuple[str, str]]:
    """What became of issues between the ends of two months: pairs of a key and one of CHANGES."""
    from model.issues import ENDURED, ESCALATED, FADED, PASSED_ON, RESOLVED

    if not len(now.key):
        return []
    place = np.searchsorted(before.key, now.key)
    known = place < len(before.key)
    place = np.where(known, place, 0)
    if len(before.key):
        known &= before.key[place] == now.key

    def old(column: Any, otherwise: int) -> Any:
        return np.where(known, column[place], otherwise) if len(column) else np.full(len(known), otherwise)

    status = old(before.status, 0)
    new = (now.status != status) & (~known | (status < RESOLVED))
    found = {
        "raised": now.raised == month,
        "told": now.told == month,
        "passed on": new & (now.status == PASSED_ON),
        "heard": now.heard & (old(before.heard, 0) == 0),
        "attempt": now.attempts > old(before.attempts, 0),
        "reopened": now.reopened > old(before.reopened, 0),
        "escalated": new & (now.status == ESCALATED),
        "endured": new & (now.status == ENDURED),
        "resolved": new & (now.status == RESOLVED),
        "faded": new & (now.status == FADED),
    }
    return [
        (f"{int(now.key[issue]):016x}", what)
        for what in CHANGES
        for issue in np.flatnonzero(found[what]).tolist()
    ]
