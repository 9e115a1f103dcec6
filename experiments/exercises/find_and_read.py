"""Exercise 1: find the rule by which the elderly decide to take part, and read it.

Invariant: what is right is looked up in the code and the ledger, so it is right after every change of these.
"""

import inspect
from pathlib import Path

from agents.elderly import ElderlyResident
from agents.perceptions import Meeting
from experiments.exercises.answers import answers, as_number, names_it, same_words
from experiments.exercises.judged import Judged, judged
from experiments.exercises.small_world import ask, invitations
from scenarios import read
from scenarios.language import LANGUAGES, _, said_in
from scenarios.problems import shown

FILE = "answers.txt"
RULE, PARAMETER = "takes_part", "elderly.time_cost"
NORM = Meeting._fields[0]
DIRECTIONS = {
    "more": ("more", "更多", "更常", "更常参加", "增加"),
    "less": ("less", "更少", "更少参加", "减少"),
}
TIMES = 20


def judge(folder: Path) -> list[Judged]:
    """Judge each answer; ScenarioError if the file of answers cannot be read."""
    names = ("file", "rule", "sees", "neighbours", "parameter", "value", "grade", "doubled")
    given = answers(folder / FILE, names)
    judges = (_file, _rule, _sees, _neighbours, _parameter, _value, _grade, _doubled)
    return [_with_answer(one(given[name]), given[name]) for name, one in zip(names, judges, strict=True)]


def _with_answer(found: Judged, answer: str) -> Judged:
    return found if answer else found._replace(seen=_("not answered yet"))


def _said(answer: str) -> str:
    return _("your answer: {answer}", answer=shown(answer))


def _file(answer: str) -> Judged:
    owner = next(one for one in ElderlyResident.__mro__ if RULE in vars(one))
    file = Path(inspect.getfile(owner)).name
    hint = _(
        "agents/elderly.py says only what the elderly do differently; its class builds on another one, whose "
        "file holds the rest."
    )
    return judged("file", names_it(answer, file), _said(answer), hint)


def _rule(answer: str) -> Judged:
    hint = _("The rules are the methods of that class; read the first line of each one's docstring.")
    return judged("rule", names_it(answer, RULE), _said(answer), hint)


def _sees(answer: str) -> Judged:
    hint = _("Look at the line that begins with def: the type of what the rule gets besides its draw.")
    return judged("sees", names_it(answer, Meeting.__name__), _said(answer), hint)


def _neighbours(answer: str) -> Judged:
    hint = _(
        "The fields stand in agents/perceptions.py; the rule (or a method that it calls) reads one that "
        "tells how many of the others take part."
    )
    return judged("neighbours", names_it(answer, NORM), _said(answer), hint)


def _parameter(answer: str) -> Judged:
    hint = _(
        "agents/elderly.py gives three parameters; the rule reads one of them. A key has two words with a "
        "dot between."
    )
    return judged("parameter", same_words(answer, PARAMETER), _said(answer), hint)


def _value(answer: str) -> Judged:
    default = float(str(read.ledger()[PARAMETER].default))
    hint = _("gongzhi list parameters prints it; so does scenarios/parameters.yaml, as default.")
    return judged("value", as_number(answer) == default, _said(answer), hint)


def _grade(answer: str) -> Judged:
    hint = _("It stands beside the value, as grade: how well the number is founded.")
    return judged(
        "grade", same_words(answer, *_names_of(read.ledger()[PARAMETER].grade)), _said(answer), hint
    )


def _names_of(grade: str) -> tuple[str, ...]:
    return (grade, *(said_in(one, grade) for one in LANGUAGES))


def _doubled(answer: str) -> Judged:
    hint = _("Follow the parameter through the rule: with which sign does it enter the inclination?")
    return judged("doubled", bool(answer) and same_words(answer, *_when_doubled()), _said(answer), hint)


def _when_doubled() -> tuple[str, ...]:
    """What it may be called that comes of twice the value."""
    times = invitations(TIMES, {"ease": 3.0})
    default = float(str(read.ledger()[PARAMETER].default))
    usual, doubled = (ask(None, times, {PARAMETER: value}) for value in (default, 2.0 * default))
    elderly = usual.of(ElderlyResident.kind)
    rises = doubled.takes_part[:, elderly].sum() > usual.takes_part[:, elderly].sum()
    return DIRECTIONS["more" if rises else "less"]
