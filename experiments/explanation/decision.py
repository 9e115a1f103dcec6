"""One decision, explained: what was answered, by which rule, from what, at which draw, how close to another.

The rule it holds: it is explained at the moment it is made, before it is carried out, by asking the same rule
the same question again.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import agents
from agents.actor import Actor
from agents.table import Table
from experiments.explanation.counterfactual import Pull, Turn, pulls, turns
from experiments.explanation.draw import Stretch, luck_line
from experiments.explanation.repeatability import TIMES, put_back
from experiments.explanation.rule_fingerprints import fingerprint
from experiments.explanation.rule_probe import NOTHING, Moved, Question, Reading, Value, who_decides
from scenarios.rules import RuleEntry, rule_words

HOUSE = Path(agents.__file__).resolve().parents[1]


class Place(NamedTuple):
    """Where a rule stands: class, file (from the project's folder, where it lies there), line, docstring, and
    whether its code is the one that the words of `scenarios/rules.yaml` were written for.
    """

    kind: str
    file: str
    line: int
    text: str
    shipped: bool


class Decision(NamedTuple):
    """One decision of one agent.

    Attributes:
        rule: WHO.rule, as in `scenarios/rules.yaml`; place: where the rule stands.
        numbers: what was answered; choice: 0, 1 … where that is one of several (1 is yes), else None.
        before: the states that the answer is the new value of, as they were.
        readings: what the rule read, in order; draw: its luck, where it has any.
        line: all draws by their answer, where it chooses; turns: single inputs that would have turned it.
        pulls: where it answers with numbers, what moving single inputs would have changed.
        agrees: whether the rule, asked again, gave the answer that was carried out each time.
        rolls: whether it drew random numbers of its own, not given to it.
        about: the key of the issue that it is about, where it is about one; times: how often it was asked.
    """

    rule: str
    place: Place
    numbers: tuple[float, ...]
    choice: int | None
    before: tuple[float, ...]
    readings: tuple[Reading, ...]
    draw: float | None
    line: tuple[Stretch, ...]
    turns: tuple[Turn, ...]
    pulls: tuple[Pull, ...]
    agrees: bool
    rolls: bool = False
    about: int | None = None
    times: int = 1

    @property
    def steady(self) -> bool:
        """Whether it follows from what it was given alone; else its thresholds and turns would be noise."""
        return self.agrees and not self.rolls

    @property
    def chances(self) -> dict[int, float]:
        """How likely each answer was before the draw."""
        found: dict[int, float] = {}
        for stretch in self.line:
            found[stretch.answer] = found.get(stretch.answer, 0.0) + stretch.high - stretch.low
        return found


def explained(
    table: Table, rule: str, row: int, given: tuple[Any, ...], answer: Any, about: int | None = None
) -> Decision:
    """The decision of a row; `given` and `answer` are its own share of what was given and answered."""
    question = Question.put(table, rule, row, given)
    with put_back(question.agent.model) as moved:
        bare = _asked_again(question, _numbers(answer), about)
        bare = bare._replace(
            rolls=moved(), before=tuple(float(table.columns[name][row]) for name in _entry(question).becomes)
        )
        return _with_reasons(question, bare) if bare.steady else bare


def _asked_again(question: Question, said: tuple[float, ...], about: int | None) -> Decision:
    """The decision without its reasons: what was answered, by which rule, whether it answers so again."""
    entry = _entry(question)
    again, notes = question.asked()
    answers = [again, *(question.asked()[0] for _time in range(TIMES - 1))]
    choice = choice_of(entry, said[0], question.given)
    return Decision(
        rule=f"{question.who}.{question.rule}",
        place=place_of(type(question.agent), question.rule),
        numbers=said,
        choice=choice,
        before=(),
        readings=tuple(notes.read.values()),
        draw=question.draw,
        line=(),
        turns=(),
        pulls=(),
        agrees=all(
            _same(said, numbers, choice, choice_of(entry, numbers[0], question.given))
            for numbers in map(_numbers, answers)
        ),
        about=about,
    )


def _with_reasons(question: Question, one: Decision) -> Decision:
    """The decision with its thresholds and what would have turned it."""
    entry = _entry(question)
    if one.choice is None:
        numbers = _numbers(question.asked()[0])
        return one._replace(pulls=_pulls(question, entry, one.readings, numbers))
    return one._replace(
        line=() if question.draw is None else _line(question, entry),
        turns=_turns(question, entry, one.readings, one.choice),
    )


def _entry(question: Question) -> RuleEntry:
    return rule_words().rules.get(f"{question.who}.{question.rule}") or _unnamed(question)


def choice_of(entry: RuleEntry, number: float, given: Mapping[str, Any]) -> int | None:
    """The number of the choice that an answer is; None where answers are numbers."""
    if not entry.answers():
        return None
    if entry.yes_below is not None:
        return int(number < float(given[entry.yes_below]))
    return int(number)


def place_of(kind: type[Actor], rule: str) -> Place:
    """Where the version of a rule that holds for a class stands."""
    owner = next(parent for parent in kind.__mro__ if rule in vars(parent))
    function = vars(owner)[rule]
    file = Path(function.__code__.co_filename)
    ours = file.resolve().is_relative_to(HOUSE)
    shown = file.resolve().relative_to(HOUSE).as_posix() if ours else str(file)
    text = inspect.cleandoc(function.__doc__ or "")
    words = rule_words().rules.get(f"{who_decides(kind)}.{rule}")
    shipped = words is not None and words.code == fingerprint(kind, rule)
    return Place(owner.__name__, shown, function.__code__.co_firstlineno, text, shipped)


def _unnamed(question: Question) -> RuleEntry:
    raise LookupError(f"scenarios/rules.yaml has no words for {question.who}.{question.rule}")


def _numbers(answer: Any) -> tuple[float, ...]:
    return tuple(float(part) for part in (answer if isinstance(answer, tuple) else (answer,)))


def _same(said: tuple[float, ...], again: tuple[float, ...], choice: int | None, other: int | None) -> bool:
    if choice is not None:
        return choice == other
    return all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(said, again, strict=True))


def _choice_at(
    question: Question, entry: RuleEntry, moved: Moved, draw: float | None
) -> tuple[int, list[float]]:
    answer, notes = question.asked(moved, draw)
    choice = choice_of(
        entry, float(answer), {**question.given, **{name: to for (_, name), to in moved.items()}}
    )
    assert choice is not None
    return choice, notes.met


def _line(question: Question, entry: RuleEntry) -> tuple[Stretch, ...]:
    return luck_line(lambda draw: _choice_at(question, entry, NOTHING, draw))


def _turns(
    question: Question, entry: RuleEntry, readings: tuple[Reading, ...], choice: int
) -> tuple[Turn, ...]:
    def choice_at(reading: Reading, value: Value) -> int:
        return _choice_at(question, entry, {reading.place: value}, None)[0]

    return turns(readings, choice, choice_at)


def _pulls(
    question: Question, entry: RuleEntry, readings: tuple[Reading, ...], numbers: tuple[float, ...]
) -> tuple[Pull, ...]:
    def numbers_at(reading: Reading, value: Value) -> tuple[float, ...]:
        return _numbers(question.asked({reading.place: value})[0])

    return pulls(readings, numbers, entry.becomes, numbers_at)
