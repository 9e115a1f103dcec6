"""The story of an issue: who raised it and why, whom it was told to, where it waited, what became of it.

Invariant: the run is made again and watched from the month the issue came up until it is closed; an
issue is known by its key, which is that of who raised it, when and what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from agents.table import Rows, Table
from agents.version import Version
from agents.voter import Voter
from experiments.errors import ArgumentError
from experiments.explanation.agent_lookup import NUMBER, AgentRow, Person, described, door
from experiments.explanation.agent_month import IN_SWEEPS, DecisionWitness
from experiments.explanation.decision import Decision
from experiments.explanation.issue_history import Event, events
from experiments.explanation.issue_month import IssueMonth, looked_at
from experiments.explanation.run_lookup import PastRun
from experiments.recording.kept_worlds import Paused, PausedBefore
from experiments.recording.recorder import advance, witnessed
from scenarios.language import _

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

RAISED_BY = {
    "noise": "minds_noise",
    "young-old": "clashes_over_habits",
    "fee-service": "quarrels_over_fee",
    "encroachment": "encroaches",
    "revenue": "claims_revenue",
    "identity": "clashes_over_origin",
    "security": "fears_for_safety",
}
"""The rule by which a dispute of each kind comes up; all else is ordinary trouble."""

ORDINARY = "meets_trouble"
CHANNEL = "chooses_channel"
LISTED = 3
"""How many issues of each sort are named to whoever does not know one."""

SHORTEST = 4


class Story(NamedTuple):
    """The life of one issue.

    Attributes:
        key: of the issue; kind: id in the catalogue; scale: 0 two households, 1 stairwell, 2 compound.
        reporter, partner: who raised it, and the door of the other party ("" if there is none).
        raised_by: the decision with which it came up; events: what happened, in order; open: whether it still
            is.
    """

    run: PastRun
    key: int
    kind: str
    scale: int
    severity: float
    dispute: bool
    capital: bool
    raised: int
    closed: int | None
    reporter: Person
    partner: str
    raised_by: Decision | None
    events: tuple[Event, ...]

    @property
    def open(self) -> bool:
        """Whether nothing has become of it by the end of the run."""
        return self.closed is None


class Listed(NamedTuple):
    """An issue worth telling: why it was chosen (longest, escalated, endured), and what it is."""

    sort: str
    key: int
    kind: str
    door: str
    raised: int
    months: int
    status: str


class Following:
    """A witness of one issue: explains what its holder decides about it, remembers whether the holder signed
    a petition, and what the institutions of the compound answered last, by WHO.rule.
    """

    def __init__(self, watch: DecisionWitness, holder: int, compound: int) -> None:
        self.watch, self._holder, self._compound = watch, holder, compound
        self.signed = False
        self.paces: dict[str, float] = {}

    def turn_page(self) -> None:
        """Forget last month."""
        self.watch.decisions.clear()
        self.paces.clear()
        self.signed = False

    def __call__(
        self, table: Table, version: Version, given: tuple[Any, ...], rows: Rows, answer: Any
    ) -> None:
        """See one rule evaluated."""
        rule = version.rule.__name__
        if rule == IN_SWEEPS:
            places = np.flatnonzero(np.asarray(rows) == self._holder)
            self.signed = bool(answer[places[-1]]) if len(places) else self.signed
        elif isinstance(rows, slice) and not issubclass(version.kind, Voter):
            self.paces[f"{version.kind.kind}.{rule}"] = float(answer[self._compound])
        else:
            self.watch(table, version, given, rows, answer)


def story(run: PastRun, issue: str, paused: PausedBefore | None = None) -> Story:
    """The life of an issue of a run; `issue`: its key in the issues table, or how its 16 letters begin.

    paused: gives the run, with all its issues, before a month, where worlds are kept.
    """
    table = paused(run.scenario.months + 1).world.issues_table() if paused else _issues(run)
    return _followed(run, table.iloc[_place(table, issue)], paused or _paused(run))


def _paused(run: PastRun) -> PausedBefore:
    return lambda month: Paused.at_first(run.world(archive=True)).until(month)


def stories(run: PastRun) -> tuple[Listed, ...]:
    """Issues worth telling: those that took longest, were fought outside, or that nobody settles any more."""
    world, table = run.world(), _issues(run)
    never = table["closed"] < table["raised"]
    table = table.assign(months=np.where(never, world.months, table["closed"]) - table["raised"])
    most = world.compounds.each("mediation.attempts")[table["compound"].to_numpy()]
    sorts = {
        "longest": table,
        "escalated": table[table["attempts"] >= most],
        "endured": table[table["status"] == "endured"],
    }
    return tuple(
        Listed(
            sort,
            int(row["key"]),
            str(row["kind"]),
            door(world, int(row["reporter"])),
            int(row["raised"]),
            int(row["months"]),
            str(row["status"]),
        )
        for sort, rows in sorts.items()
        for row in rows.sort_values("months", ascending=False, kind="stable")[:LISTED].to_dict("records")
    )


@lru_cache(maxsize=4)
def _issues(run: PastRun) -> pd.DataFrame:
    """Every issue of a run as it stood at the end: (issues,) rows, to be read only."""
    world = run.world(archive=True)
    for _month in range(world.burn_in + world.months):
        advance(world)
    return world.issues_table()


def _place(table: pd.DataFrame, issue: str) -> int:
    """The row of the issue; ArgumentError, with some that there are, if there is none or more than one."""
    name = issue.strip().lower().removeprefix("0x")
    keys = [int(key) for key in table["key"]]
    if re.fullmatch(NUMBER, name) and int(name) in keys:
        return keys.index(int(name))
    found = [place for place, key in enumerate(keys) if name and f"{key:016x}".startswith(name)]
    if len(found) == 1:
        return found[0]
    if found and len(name) >= SHORTEST:
        message = _("{issue} begins {count} issues; give more of it.", issue=issue, count=len(found))
        raise ArgumentError(message)
    message = _(
        "The run has no issue {issue}. It has {count}, for example {examples}; without --issue some worth "
        "telling are listed.",
        issue=issue.strip() or '""',
        count=len(keys),
        examples=", ".join(f"{key:016x}" for key in keys[:3]) or "–",
    )
    raise ArgumentError(message)


def _followed(run: PastRun, row: Any, paused: PausedBefore) -> Story:
    """Make the run again and watch the issue from the month it came up."""
    key, holder, raised = (int(row[name]) for name in ("key", "reporter", "raised"))
    world = paused(raised).world
    rule = RAISED_BY.get(str(row["kind"]), ORDINARY)
    watch = DecisionWitness(world, {id(world.households): holder}, _belongs(world, key, raised, rule))
    following = Following(watch, holder, int(row["compound"]))
    person: Person | None = None
    months: list[IssueMonth] = []
    choices: dict[int, Decision] = {}
    by: Decision | None = None
    while world.month < world.months and not (months and months[-1].books["closed"] >= raised):
        following.turn_page()
        with witnessed(world.tables(), following):
            advance(world)
        decisions = {one.rule.partition(".")[2]: one for one in watch.decisions}
        by = by or decisions.get(rule)
        choices |= {world.month: decisions[CHANNEL]} if CHANNEL in decisions else {}
        months.append(looked_at(world, key, dict(following.paces), following.signed))
        person = person or described(world, AgentRow(world.households, holder), None)
    assert person is not None
    return _story(run, world, months, events(months, choices), by, person)


def _belongs(world: Neighbourhood, key: int, raised: int, rule: str) -> Callable[[str, int | None], bool]:
    """Which decisions of the holder belong to the story: how it came up, and whom it was told to."""

    def belongs(name: str, about: int | None) -> bool:
        return about == key if name == CHANNEL else name == rule and world.month == raised

    return belongs


def _story(
    run: PastRun,
    world: Neighbourhood,
    months: list[IssueMonth],
    happened: list[Event],
    by: Decision | None,
    person: Person,
) -> Story:
    from model.issues import kinds

    first, last = months[0].books, months[-1].books
    return Story(
        run=run,
        key=int(last["key"]),
        kind=kinds().all[int(last["kind"])].id,
        scale=int(last["scale"]),
        severity=float(last["severity"]),
        dispute=bool(last["dispute"]),
        capital=bool(last["capital"]),
        raised=int(first["raised"]),
        closed=int(last["closed"]) if last["closed"] >= first["raised"] else None,
        reporter=person,
        partner=door(world, int(last["partner"])) if last["partner"] >= 0 else "",
        raised_by=by,
        events=tuple(happened),
    )
