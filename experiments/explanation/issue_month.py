"""An issue at the end of a month, and what bears on it there: who works on it and how fast, who signed, which
instruments take in what nobody told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.instrument import Instrument
from model.issues import FIRM, OWNERS
from model.triage import committee_work
from scenarios.project_folder import modules

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

TAKE_IN = ("arrears_settlement", "case_manager", "grid_workers", "patrol", "solicitation")
"""The instruments of gongzhi that find issues nobody told of, or ask for them."""

type Books = Mapping[str, Any]
"""One issue as the books have it: column → value."""


class IssueMonth(NamedTuple):
    """An issue at the end of a month, and what bears on it there.

    Attributes:
        books: the issue; lived: how many households lived behind the doors of its holder and the other party.
        queue: issues and days of work before the committee, and its days a month.
        pace: chance a month, by who works on it, that it is finished; lead: chance that a month finds a lead.
        instruments: those in force that take in what nobody told of.
        signatures: how many of the holder's building cluster signed this month; petition: what they made ("",
            "group", "large"); signed: whether the holder was among them.
        nobody_else: whether the firm or owners' committee that could settle it does not exist.
    """

    month: int
    books: Books
    lived: tuple[int, int]
    queue: tuple[int, float, float]
    pace: Mapping[str, float]
    lead: float | None
    instruments: tuple[str, ...]
    signatures: int
    petition: str
    signed: bool
    nobody_else: bool


def takes_in(one: Instrument) -> bool:
    """Whether an instrument may take in what nobody told of: one of TAKE_IN, or of a project's that acts at
    the intake.
    """
    own = type(one).__module__ in modules()
    return one.kind in TAKE_IN or (own and type(one).at_intake is not Instrument.at_intake)


def looked_at(world: Neighbourhood, key: int, pace: Mapping[str, float], signed: bool) -> IssueMonth:
    """The issue at the end of the month; `pace` is what the institutions answered, `signed`
    whether its holder signed a petition.
    """
    books = on_the_books(world, key)
    of, partner = int(books["compound"]), int(books["partner"])
    h, cluster = world.households, world.clusters.of(int(books["reporter"]))
    occupancy = [int(h.occupancy[row]) if row >= 0 else 0 for row in (int(books["reporter"]), partner)]
    mine = committee_work(world)
    mine = mine[world.issues.compound[mine] == of]
    capacity = float(world.residents_committees.capacity[of])
    large, group = (last[cluster] == world.month for last in (world.last_large, world.last_group))
    held = tuple(one.kind for one in world.held if takes_in(one) and one.strength[of] > 0.0)
    fixer = int(books["fixer"])
    missing = (fixer == FIRM and world.firms.here[of] <= 0.0) or (
        fixer == OWNERS and world.owners_committees.here[of] <= 0.0
    )
    return IssueMonth(
        month=world.month,
        books=books,
        lived=(occupancy[0], occupancy[1]),
        queue=(len(mine), float(world.issues.work[mine].sum()), capacity),
        pace=pace,
        lead=pace.get("party_committee.coordinates"),
        instruments=held,
        signatures=int(world.signatures[cluster]),
        petition="large" if large else "group" if group else "",
        signed=signed,
        nobody_else=bool(missing),
    )


def on_the_books(world: Neighbourhood, key: int) -> Books:
    """The row of an issue, on the books or, once it is closed, in the archive; KeyError if there is none."""
    for columns in (world.issues.columns, *reversed(world.issues.archive or [])):
        found = np.flatnonzero(columns["key"] == np.uint64(key))
        if len(found):
            return {name: column[found[0]].item() for name, column in columns.items()}
    raise KeyError(key)
