"""Issues: the ledger of everything that went wrong (S2); how new entries arise is in model/arrivals.py.

The states of an issue: OPEN (nobody was told) → PASSED_ON (told, but responsibility is unclear), ASSIGNED (in
somebody's hands) or EXTERNAL (told to the hotline) → RESOLVED, REOPENED (done, did not satisfy, came back),
ESCALATED (mediation failed; it is fought outside), ENDURED (lost while it was passed on, or done and left at
that: nobody works on it, those concerned live with it unless they tell again, model/persistence.py) or FADED
(a quarrel that ended by itself, a demand that was given up). It is in exactly one of these states at any
time, and weighs on households in all but RESOLVED and FADED.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from agents.column import BoolArray, FloatArray, IntArray, KeyArray
from agents.sheet import Sheet
from model.streams import exponential, keys
from scenarios.read import IssueKind, issue_kinds

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

OPEN, PASSED_ON, ASSIGNED, REOPENED, EXTERNAL, ESCALATED, ENDURED, RESOLVED, FADED = range(9)
STATES = (
    "open", "passed on", "assigned", "reopened", "external", "escalated", "endured", "resolved", "faded"
)  # fmt: skip
DYAD, STAIRWELL, COMPOUND = range(3)
NO_CHANNEL, BY_COMMITTEE, BY_HOTLINE, BY_FORUM = range(4)
FIRM, COMMITTEE, STREET, OWNERS = range(4)
FIXERS = ("firm", "committee", "street", "owners")
GROUPS = ("elderly", "established", "young")  # in the order of the age group codes
SAFETY = "4."  # the demand catalogue's category of public safety
NEVER = -999  # a month that has not come

COLUMNS: dict[str, Any] = {
    "key": np.uint64, "compound": np.int32, "reporter": np.int32, "partner": np.int32, "stairwell": np.int32,
    "kind": np.int16, "scale": np.int8, "fixer": np.int8, "status": np.int8, "channel": np.int8,
    "attempts": np.int8, "reopened": np.int16, "told_again": np.int16, "profile": np.int8,
    "mediator": np.int8, "dispute": np.bool_, "capital": np.bool_, "ambiguous": np.bool_,
    "funded": np.bool_, "in_forum": np.bool_, "on_agenda": np.bool_, "counted": np.bool_, "led": np.bool_,
    "raised": np.int16, "reported": np.int16, "returns": np.int16, "done": np.int16, "closed": np.int16,
    "told_later": np.int16, "answered_after": np.int16,
    "severity": np.float64, "work": np.float64, "cost": np.float64, "support": np.float64,
    "rushed": np.float64, "lead": np.float64, "procedure": np.float64, "sought": np.float64,
    "neglected": np.float64, "worked": np.float64, "until_clear": np.float64, "until_lost": np.float64,
    "until_done": np.float64, "until_faded": np.float64,
}  # fmt: skip


class IssueLedger(Sheet):
    """All live issues as columns; closed ones are dropped each month, or kept apart on request.

    Attributes:
        columns: name → (issues,) array, see ``COLUMNS``; ``until_*`` are the issue's own exponential draws:
            it is clear, lost, done or faded once its hazards have added up to more than the draw (so that
            faster hands always finish it earlier). ``done``: the month in which it was first entered as done
            in the books, satisfactory or not; ``closed``: the month in which it was over for those concerned.
            ``told_again``: how often somebody was told again; ``told_later``: months from the first telling
            to the last; ``answered_after``: months until its holder was last told that it was done.
            ``support``: mean opinion of the session that heard it, in [-1, 1] (0: none did).
        asked: places of the issues about which a rule is asked, one each, while it is.
    """

    __slots__ = ("archive", "asked")

    key: KeyArray
    compound: IntArray
    reporter: IntArray
    partner: IntArray
    stairwell: IntArray
    kind: IntArray
    scale: IntArray
    fixer: IntArray
    status: IntArray
    channel: IntArray
    attempts: IntArray
    reopened: IntArray
    told_again: IntArray
    profile: IntArray
    mediator: IntArray
    dispute: BoolArray
    capital: BoolArray
    ambiguous: BoolArray
    funded: BoolArray
    in_forum: BoolArray
    on_agenda: BoolArray
    counted: BoolArray
    led: BoolArray
    raised: IntArray
    reported: IntArray
    returns: IntArray
    done: IntArray
    closed: IntArray
    told_later: IntArray
    answered_after: IntArray
    severity: FloatArray
    work: FloatArray
    cost: FloatArray
    support: FloatArray
    rushed: FloatArray
    lead: FloatArray
    procedure: FloatArray
    sought: FloatArray
    neglected: FloatArray
    worked: FloatArray
    until_clear: FloatArray
    until_lost: FloatArray
    until_done: FloatArray
    until_faded: FloatArray

    def __init__(self, archive: bool = False) -> None:
        """Begin with an empty ledger."""
        self.columns = {name: np.zeros(0, dtype=kind) for name, kind in COLUMNS.items()}
        self.archive: list[dict[str, npt.NDArray[Any]]] | None = [] if archive else None
        self.asked: IntArray = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        """Return the number of issues on the books (those closed this month included)."""
        return len(self.columns["key"])

    def add(self, new: dict[str, Any]) -> None:
        """Append issues; columns not given start at zero."""
        before, count = len(self), len(new["key"])
        for name, kind in COLUMNS.items():
            column = np.empty(before + count, dtype=kind)
            column[:before] = self.columns[name]
            column[before:] = new.get(name, 0)
            self.columns[name] = column

    def is_in(self, *states: int) -> BoolArray:
        """Tell for each issue whether it is in one of these states."""
        wanted = np.zeros(len(STATES), dtype=np.bool_)
        wanted[list(states)] = True
        return wanted[self.status]

    def live(self) -> BoolArray:
        """Tell for each issue whether it is still on somebody's mind."""
        return self.status < RESOLVED

    def pending(self) -> BoolArray:
        """Tell for each issue whether somebody may still settle it."""
        return self.status < ENDURED

    def told(self) -> IntArray:
        """The month in which somebody was told of each issue last (``NEVER``: nobody was)."""
        return self.reported + self.told_later

    def close(self, places: IntArray, state: int, month: int) -> None:
        """End the issues at ``places``."""
        self.status[places] = state
        self.closed[places] = month

    def endure(self, places: IntArray) -> None:
        """Leave the issues at ``places`` to those who live with them: no hands, no money, no way outside."""
        self.status[places] = ENDURED
        self.funded[places] = False
        self.returns[places] = NEVER

    def begin_patience(self, places: IntArray, month: int) -> None:
        """Whoever was told that a demand is done is patient anew, and gives it up by another draw."""
        self.answered_after[places] = month - self.raised[places]
        demands = places[~self.dispute[places]]
        turn = keys(self.key[demands], self.reopened[demands])
        self.until_faded[demands] = exponential(turn, "given up after it was done")

    def sweep(self) -> None:
        """Drop the closed issues (into the archive, where one is kept)."""
        keep = self.live()
        if keep.all():
            return
        if self.archive is not None:
            self.archive.append({name: column[~keep] for name, column in self.columns.items()})
        kept = np.flatnonzero(keep)
        self.columns = {name: column[kept] for name, column in self.columns.items()}


class Kinds:
    """The demand catalogue and the dispute kinds as arrays.

    Attributes:
        concerns: (age groups, kinds) whether a kind concerns a group.
        cumulative: (age groups, kinds) running total of the weights of what concerns each group.
    """

    def __init__(self, kinds: tuple[IssueKind, ...]) -> None:
        """Number the kinds in the order of the catalogue."""
        self.all = kinds
        self.number = {kind.id: place for place, kind in enumerate(kinds)}
        self.concerns = np.array([[kind.affects in ("all", group) for kind in kinds] for group in GROUPS])
        self.cumulative = np.cumsum(np.array([kind.weight for kind in kinds]) * self.concerns, axis=1)
        self.fixer = np.array([FIXERS.index(kind.fixer) for kind in kinds])
        self.ambiguous = np.array([kind.ambiguous for kind in kinds])
        self.safety = np.array([kind.id.startswith(SAFETY) for kind in kinds])
        self.dispute = np.array([kind.tag == "conflict" for kind in kinds])
        self.authority = np.array([kind.authority for kind in kinds])


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """Return the catalogue, read once."""
    return Kinds(issue_kinds())


def fade(world: Neighbourhood) -> None:
    """What nobody settles ends by itself when its holder's patience is spent: quarrels fade, demands are
    given up, except works that are under way. That is no news to anybody: the waiting was.
    """
    issues, each = world.issues, world.compounds.each
    age = (world.month - issues.raised).astype(float)
    fading = each("issues.fade")[issues.compound] * age
    waited = age - issues.answered_after  # told that it is done, one is patient anew
    beyond = np.maximum(waited - each("stock.patience")[issues.compound], 0.0)
    awaited = issues.funded & (issues.status != ENDURED)
    given_up = each("stock.give_up")[issues.compound] * beyond * ~awaited
    lived = np.where(issues.dispute, fading, given_up)
    issues.close(np.flatnonzero(issues.live() & (lived > issues.until_faded)), FADED, world.month)


def weights_on_households(world: Neighbourhood) -> FloatArray:
    """Sum, for each household, of what its open issues weigh (S3):
    its own, its stairwell's and its compound's.
    """
    issues, compounds, each = world.issues, world.compounds, world.compounds.each
    live = issues.live()
    of, severity, scale = issues.compound, issues.severity, issues.scale
    dyad = np.flatnonzero(live & (scale == DYAD))
    own = each("grievance.dyad")[of[dyad]] * severity[dyad]
    burden = np.bincount(issues.reporter[dyad], own, compounds.rows).astype(float)
    paired = issues.partner[dyad] >= 0
    burden += np.bincount(issues.partner[dyad][paired], own[paired], compounds.rows)
    stair = np.flatnonzero(live & (scale == STAIRWELL))
    near = each("grievance.stairwell")[of[stair]] * severity[stair]
    by_stair = np.bincount(issues.stairwell[stair], near, compounds.stairwells).astype(float)
    wide = np.flatnonzero(live & (scale == COMPOUND))
    exposure = each("grievance.compound") * np.minimum(
        1.0, each("grievance.compound_size") / compounds.households
    )
    by_stair += (compounds.tally(of[wide], severity[wide]) * exposure)[compounds.stair_compound]
    burden += compounds.stairs_to_rows(by_stair)
    return burden


def as_table(ledger: IssueLedger) -> pd.DataFrame:
    """Return all issues on the books and in the archive as a table, states and kinds in words."""
    parts = [*(ledger.archive or []), ledger.columns]
    table = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in COLUMNS})
    table["kind"] = [kinds().all[number].id for number in table["kind"]]
    table["status"] = [STATES[number] for number in table["status"]]
    return table.sort_values(["raised", "compound", "reporter", "key"], ignore_index=True)
