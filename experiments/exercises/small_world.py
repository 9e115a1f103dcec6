"""Residents of a small world asked whether they take part, by a file of rules or by the rules that come with
gongzhi: the same households, the same situations, the same draws.

Invariant: nothing but the rule can make the answers of two files differ.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.column import FloatArray
from agents.perceptions import Meeting
from agents.resident import Resident
from experiments.exercises.judged import Judged, judged
from experiments.provenance.chosen_rules import chosen_rules
from experiments.rule_check.checked_file import checked_file
from experiments.rule_check.shaken_worlds import situation, types_of
from model.neighbourhood import Neighbourhood
from scenarios.language import _
from scenarios.read import scenario

type BoolArray = npt.NDArray[np.bool_]

CASE, GOVERNANCE, HOUSEHOLDS, SEED = "minzhu", "baseline", 240, 20


class AnswersToMeetings(NamedTuple):
    """Who takes part: (times, households) truths, and the kind of agents that each household is of."""

    takes_part: BoolArray
    kinds: tuple[str, ...]

    def of(self, *kinds: str) -> BoolArray:
        """Whether each household is of one of these kinds."""
        return np.isin(np.array(self.kinds), kinds)


class Invitation(NamedTuple):
    """One time that all households are asked: what they see and their draws."""

    meeting: Meeting
    draw: FloatArray


def invitations(times: int, overrides: Mapping[str, float] | None = None) -> list[Invitation]:
    """As many times with made-up situations and draws, the same in every call; overrides: fields of the
    meeting that are one value for everybody.
    """
    rng = np.random.default_rng(SEED)
    count = len(_world({}).households)
    hints = types_of(Resident, "takes_part")
    names = [f"household.takes_part.{name}" for name in ("meeting", "draw")]
    found = []
    for _time in range(times):
        meeting, _draw = situation(hints, count, rng, names)
        fixed = {name: np.full(count, value) for name, value in (overrides or {}).items()}
        found.append(Invitation(meeting._replace(**fixed), rng.random(count)))
    return found


def ask(
    rules: Path | None, times: Sequence[Invitation], parameters: Mapping[str, float] | None = None
) -> AnswersToMeetings:
    """Ask everybody each time; RuleError if the rule stops or answers what it may not, ScenarioError if the
    file holds no rules.
    """
    with chosen_rules(rules):
        table = _world(parameters or {}).households
        answers = [table.decide(Resident.takes_part, one.meeting, one.draw) for one in times]
        kinds = tuple(table.classes[number].kind for number in table.kind.tolist())
    return AnswersToMeetings(np.stack(answers) > 0, kinds)


def _world(parameters: Mapping[str, float]) -> Neighbourhood:
    values = {"place.households": float(HOUSEHOLDS), **parameters}
    return Neighbourhood(scenario(CASE, GOVERNANCE, months=1, burn_in=0, overrides=values), rng=SEED)


def pure(rules: Path) -> Judged:
    """Whether the rules depend on nothing but what they are given; ScenarioError or ArgumentError if the file
    cannot be read.
    """
    problems = checked_file(rules).problems
    seen = _("{file} is clean.", file=rules.name)
    if problems:
        first = problems[0]
        seen = _("{where}: {reason}", where=first.where, reason=first.reason)
    hint = _("gongzhi check-rule {file} says what to write instead.", file=os.path.relpath(rules))
    return judged("pure", not problems, seen, hint)
