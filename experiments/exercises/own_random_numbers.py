"""Exercise 3: a rule that draws random numbers of its own (`random.random()`), to be repaired.

Invariant: a repaired rule is judged by how often whom it lets come, not by how it is written.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

from agents.column import FloatArray
from agents.young import YoungNewcomer
from experiments.exercises.answers import answers, as_number
from experiments.exercises.exercise_folder import start_file
from experiments.exercises.judged import Judged, judged, unanswered
from experiments.exercises.small_world import ask, invitations, pure
from experiments.rule_check.checked_file import problems_as_written
from scenarios.language import _
from scenarios.problems import number, shown

RULES, ANSWERS = "busy_young.py", "answers.txt"
CHANCE = 0.25
"""The share of evenings that the young of the exercise have to themselves, as the task says."""

EASES = (3.0, 5.0, 20.0)
"""How easy it is to come: with the last everybody would."""

TIMES = 100
NEAR, NEAR_OF_ONE = 0.02, 0.2
"""How near a share of all, and of one household's evenings, must come: more than four standard errors."""


class SharesWhoCome(NamedTuple):
    """Where it is so easy to come: the share of each young household's evenings on which it comes, by
    gongzhi's own rule and by the repaired one.
    """

    shipped: FloatArray
    own: FloatArray


def judge(folder: Path) -> list[Judged]:
    """Judge the line that was found and the repaired rule; ScenarioError if a file cannot be read."""
    found = [_line(answers(folder / ANSWERS, ("line",))["line"]), pure(folder / RULES)]
    if not found[-1].right:
        waits = _("is judged once the rule is pure")
        return [*found, *(unanswered(name, waits, "") for name in ("one_in_four", "independent", "others"))]
    return [*found, *_behaviour(folder / RULES)]


def _line(answer: str) -> Judged:
    hint = _("gongzhi check-rule {file} on the file as it was given: FILE:LINE stands in front.", file=RULES)
    if not answer:
        return unanswered("line", _("not answered yet"), hint)
    with tempfile.TemporaryDirectory() as place:
        given = Path(place) / RULES
        given.write_bytes(start_file(3, RULES).read_bytes())
        line = problems_as_written(given)[0].line
    seen = _("your answer: {answer}", answer=shown(answer))
    return judged("line", as_number(answer) == line, seen, hint)


def _behaviour(rules: Path) -> list[Judged]:
    shares = []
    others_differ = 0
    for ease in EASES:
        times = invitations(TIMES, {"ease": ease})
        own, shipped = ask(rules, times), ask(None, times)
        young = shipped.of(YoungNewcomer.kind)
        shares.append(SharesWhoCome(*(one.takes_part[:, young].mean(axis=0) for one in (shipped, own))))
        others_differ += int((own.takes_part != shipped.takes_part)[:, ~young].sum())
    return [_one_in_four(shares[-1]), _independent(shares[:-1]), _others(others_differ)]


def _one_in_four(easy: SharesWhoCome) -> Judged:
    """Where everybody would come, each household does on one evening in four."""
    share = float(easy.own.mean())
    seen = _("Where every young household would come, {share} of them do.", share=_percent(share))
    hint = _("Compare a number that is given to the rule with the chance, as in draw < chance.")
    right = abs(share - CHANCE) < NEAR
    if right and (abs(easy.own - CHANCE) > NEAR_OF_ONE).any():
        right, seen = False, _("Some households come always and others never.")
        hint = _("One evening in four is each household's own chance, anew each time.")
    return judged("one_in_four", right, seen, hint)


def _independent(shares: list[SharesWhoCome]) -> Judged:
    """Where some would come, a quarter of these do."""
    worst = max(shares, key=lambda one: abs(float(one.own.mean()) - CHANCE * float(one.shipped.mean())))
    would, do = float(worst.shipped.mean()), float(worst.own.mean())
    seen = _(
        "Where {would} would come by gongzhi's own rule, {do} do; a quarter of these is {quarter}.",
        would=_percent(would),
        do=_percent(do),
        quarter=_percent(CHANCE * would),
    )
    hint = _(
        "Two questions that have nothing to do with each other (has it the evening? does it want to come?) "
        "must not be answered by one and the same number: docs/how-to/change-a-rule.md tells how a rule gets "
        "a second one."
    )
    return judged("independent", abs(do - CHANCE * would) < NEAR, seen, hint)


def _others(count: int) -> Judged:
    seen = _("{count} decisions of the other kinds of residents differ.", count=count)
    hint = _("The rule is one of young newcomers alone: on which class does yours build?")
    return judged("others", not count, seen, hint)


def _percent(share: float) -> str:
    return _("{number} %", number=number(round(100 * share, 1)))
