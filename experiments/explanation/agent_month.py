"""The month of one agent: every rule that was evaluated for it in that month, each decision explained.

Invariant: a run that is watched is the run that was not. Only the month in question is watched, only
the agent's own rows are explained, and nothing is written into the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.column import IntArray
from agents.table import Rows, Table
from agents.version import Version
from experiments.errors import ArgumentError
from experiments.explanation.agent_lookup import AgentRow, Person, described, who
from experiments.explanation.decision import Decision, explained
from experiments.explanation.rule_probe import share
from experiments.explanation.run_lookup import PastRun
from experiments.recording.kept_worlds import UNSEEN, Paused, PausedBefore
from experiments.recording.recorder import PER_ISSUE, advance, issues_decided_about, who_decides, witnessed
from scenarios.language import _
from scenarios.rules import rule_entry, rule_words

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

IN_SWEEPS = "joins_petition"
"""The rule that is evaluated again and again until nobody changes: the last answer is the decision."""


class Why(NamedTuple):
    """What one agent decided in one month: the run, the month, who it is, its decisions in their order."""

    run: PastRun
    month: int
    person: Person
    decisions: tuple[Decision, ...]


class DecisionWitness:
    """A witness that explains the decisions of a few rows and lets all others pass.

    `explains` says which rules to explain, of which issue where the rule is about one.
    """

    def __init__(
        self,
        world: Neighbourhood,
        rows: Mapping[int, int],
        explains: Callable[[str, int | None], bool] = lambda rule, about: True,
    ) -> None:
        self._world, self._rows, self._explains = world, rows, explains
        self.decisions: list[Decision] = []

    def __call__(
        self, table: Table, version: Version, given: tuple[Any, ...], rows: Rows, answer: Any
    ) -> None:
        """Explain what a watched row answered."""
        row, rule = self._rows.get(id(table)), version.rule.__name__
        if row is None:
            return
        places = [row] if isinstance(rows, slice) else np.flatnonzero(rows == row).tolist()
        issues = issues_decided_about(self._world, table, version) if rule in PER_ISSUE else None
        for place in places:
            about = None if issues is None else int(issues[place])
            if self._explains(rule, about):
                shown = tuple(share(part, place) for part in given)
                self.decisions.append(explained(table, rule, row, shown, share(answer, place), about))


def why(
    run: PastRun, agent: str, month: int, rule: str | None = None, paused: PausedBefore | None = None
) -> Why:
    """What an agent decided in a month of a run, each decision explained.

    Args:
        run: the run that is asked about.
        agent: what `who` takes.
        month: a recorded month (1 is the first), or one of the burn-in (0 and below).
        rule: only this rule: its name in the code, its id, or its name in either language.
        paused: gives the run before a month, where worlds are kept; else it lives up to there.
    """
    world = run.world()
    who(world, agent)
    _check_month(world, month)
    world, since = paused(month) if paused else Paused.at_first(world).until(month)
    one = who(world, agent)
    _check_there(world, one, month)
    person = described(world, one, _moved_in(world, one, since))
    watch = DecisionWitness(world, {id(table): row for table, row in _rows_of(world, one)})
    with witnessed(world.tables(), watch):
        advance(world)
    decisions = _condensed(watch.decisions)
    if not decisions:
        _fail_no_decision(one, agent, month)
    return Why(run, month, person, _chosen(decisions, rule))


def _moved_in(world: Neighbourhood, one: AgentRow, since: IntArray) -> int | None:
    """When the household moved in, if that was seen."""
    if one.table is not world.households or since[one.row] == UNSEEN:
        return None
    return int(since[one.row])


def _rows_of(world: Neighbourhood, one: AgentRow) -> list[tuple[Table, int]]:
    """The rows of an agent: its own and, of a household, the one it has as residents' representative."""
    found = [(one.table, one.row)]
    if one.table is world.households:
        chosen = np.flatnonzero(world.representatives.household == one.row)
        found += [(world.representatives, int(row)) for row in chosen]
    return found


def _condensed(decisions: list[Decision]) -> tuple[Decision, ...]:
    """What was decided several times, once: the last of sweeps, and what was shown and answered alike."""
    found: dict[object, Decision] = {}
    for one in decisions:
        same = (one.rule, one.about) if one.rule.endswith(IN_SWEEPS) else one[:7]
        times = found[same].times + 1 if same in found else 1
        found[same] = one._replace(times=times)
    return tuple(found.values())


def _check_month(world: Neighbourhood, month: int) -> None:
    first, last = 1 - world.burn_in, world.months
    if not first <= month <= last:
        message = _(
            "The run has no month {month}; it has {first} to {last} (those up to 0 come before the record).",
            month=month,
            first=first,
            last=last,
        )
        raise ArgumentError(message)


def _check_there(world: Neighbourhood, one: AgentRow, month: int) -> None:
    if one.occupancy is None:
        return
    there = int(world.households.occupancy[one.row])
    words = {"month": month, "other": world.households.agent(one.row).unique_id}
    if there > one.occupancy:
        raise ArgumentError(
            _("That household has moved out by month {month}; now {other} lives there.", **words)
        )
    if there < one.occupancy:
        raise ArgumentError(
            _("That household has not moved in by month {month}; {other} lives there.", **words)
        )


def _fail_no_decision(one: AgentRow, agent: str, month: int) -> None:
    kind = who_decides(one.table.classes[0])
    rules = [key for key in rule_words().rules if key.startswith(f"{kind}.")]
    message = _(
        "{agent} was asked nothing in month {month}. What it may be asked: {rules}.",
        agent=agent,
        month=month,
        rules=", ".join(rules),
    )
    raise ArgumentError(message)


def _chosen(decisions: tuple[Decision, ...], rule: str | None) -> tuple[Decision, ...]:
    """The decisions by one rule, or all; ArgumentError if it was not evaluated."""
    if rule is None:
        return decisions
    rules = list(dict.fromkeys(one.rule for one in decisions))
    found = [key for key in rules if rule.strip() in _names(key)]
    if not found:
        message = _(
            "{rule} was not asked of it that month. What was: {rules}.", rule=rule, rules=", ".join(rules)
        )
        raise ArgumentError(message)
    return tuple(one for one in decisions if one.rule in found)


def _names(key: str) -> tuple[str, ...]:
    name = rule_entry(key).name
    return key, key.partition(".")[2], name.zh, name.en
