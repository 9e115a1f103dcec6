"""One decision, explained: what was answered, by which rule, from what, at which draw, how close to another.

Invariant: it is explained at the moment it is made, before it is carried out, by asking the same rule
the same question again.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from agents.table import Table
from experiments.explanation.counterfactual import (
    OutcomeAt,
    Pull,
    Stretch,
    Sway,
    Turn,
    line_of_draws,
    pulls,
    sways,
    turns,
)
from experiments.explanation.rule_probe import NOTHING, Moved, Reading, RuleAgain, RuleProbe, Source, Value
from experiments.explanation.rule_source import RuleSource, own_files, source_of
from scenarios.rules import RuleEntry, rule_entry

TIMES = 8
"""How often a rule is asked the same again: of two choices drawn by a coin, chance alone hides one in 256."""


class Decision(NamedTuple):
    """One decision of one agent.

    Attributes:
        rule: WHO.rule, as in `scenarios/rules.yaml`; place: where the rule is written.
        numbers: what was answered; choice: 0, 1 … where that is one of several (1 is yes), else None.
        before: the states that the answer is the new value of, as they were.
        readings: what the rule read, in order; draw: the random number it was given, where it was given one.
        line: all draws by their answer, where it chooses; turns: single inputs that would have turned it.
        pulls: where it answers with numbers, what moving single inputs would have changed.
        sways: what single inputs at the other end of where they usually lie would have done.
        agrees: whether the rule, asked again, gave the answer that was carried out each time.
        rolls: whether it drew random numbers of its own, not given to it.
        about: the key of the issue that it is about, where it is about one; times: how often it was asked.
        own: of what was read, what code of the user's own read itself.
    """

    rule: str
    place: RuleSource
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
    own: frozenset[tuple[Source, str]] = frozenset()
    sways: tuple[Sway, ...] = ()

    @property
    def steady(self) -> bool:
        """Whether it follows from what it was given alone; else its thresholds and turns would be noise."""
        return self.agrees and not self.rolls

    @property
    def chances(self) -> dict[int, float]:
        """How likely each answer was before the draw."""
        return _chances(self.line)


def _chances(line: tuple[Stretch, ...]) -> dict[int, float]:
    found: dict[int, float] = {}
    for stretch in line:
        found[stretch.answer] = found.get(stretch.answer, 0.0) + stretch.high - stretch.low
    return found


def explained(
    table: Table, rule: str, row: int, given: tuple[Any, ...], answer: Any, about: int | None = None
) -> Decision:
    """The decision of a row; `given` and `answer` are its own share of what was given and answered."""
    probe = RuleProbe.of_row(table, rule, row, given)
    with put_back(probe.agent.model) as moved:
        bare, again = _evaluated_again(probe, _numbers(answer), about)
        bare = bare._replace(
            rolls=moved(), before=tuple(float(table.columns[name][row]) for name in _entry(probe).becomes)
        )
        return _with_reasons(probe, again, bare) if bare.steady else bare


def _evaluated_again(
    probe: RuleProbe, answered: tuple[float, ...], about: int | None
) -> tuple[Decision, RuleAgain]:
    """The decision without its reasons (what was answered, by which rule, whether it answers so again), and
    its rule to be asked more.
    """
    entry = _entry(probe)
    answer, notes = probe.evaluate()
    again = RuleAgain(probe, notes.read.values())
    answers = [answer, *(again.answer()[0] for _time in range(TIMES - 1))]
    choice = choice_of(entry, answered[0], probe.given)
    found = Decision(
        rule=f"{probe.who}.{probe.rule}",
        place=source_of(type(probe.agent), probe.rule),
        numbers=answered,
        choice=choice,
        before=(),
        readings=tuple(notes.read.values()),
        draw=probe.draw,
        line=(),
        turns=(),
        pulls=(),
        agrees=all(
            _same(answered, numbers, choice, choice_of(entry, numbers[0], probe.given))
            for numbers in map(_numbers, answers)
        ),
        about=about,
        own=notes.read_by(own_files(type(probe.agent))),
    )
    return found, again


def _with_reasons(probe: RuleProbe, again: RuleAgain, one: Decision) -> Decision:
    """The decision with its thresholds and what would have turned it."""
    entry = _entry(probe)
    one = one._replace(sways=tuple(sways(one.readings, probe.who, entry.becomes, _outcome_at(again, entry))))
    if one.choice is None:
        numbers = _numbers(again.answer()[0])
        return one._replace(pulls=_pulls(again, entry, one.readings, numbers))
    return one._replace(
        line=() if probe.draw is None else _line(again, entry),
        turns=_turns(again, entry, one.readings, one.choice),
    )


def _entry(probe: RuleProbe) -> RuleEntry:
    return rule_entry(f"{probe.who}.{probe.rule}")


def choice_of(entry: RuleEntry, number: float, given: Mapping[str, Any]) -> int | None:
    """The number of the choice that an answer is; None where answers are numbers."""
    if not entry.answers():
        return None
    if entry.yes_below is not None:
        return int(number < float(given[entry.yes_below]))
    return int(number)


def _numbers(answer: Any) -> tuple[float, ...]:
    return tuple(float(part) for part in (answer if isinstance(answer, tuple) else (answer,)))


def _same(
    answered: tuple[float, ...], again: tuple[float, ...], choice: int | None, other: int | None
) -> bool:
    if choice is not None:
        return choice == other
    return all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(answered, again, strict=True))


def _choice_at(
    again: RuleAgain, entry: RuleEntry, moved: Moved, draw: float | None
) -> tuple[int, list[float]]:
    answer, met = again.answer(moved, draw)
    choice = choice_of(entry, float(answer), {**again.given, **{name: to for (_, name), to in moved.items()}})
    assert choice is not None
    return choice, met


def _line(again: RuleAgain, entry: RuleEntry) -> tuple[Stretch, ...]:
    return line_of_draws(lambda draw: _choice_at(again, entry, NOTHING, draw))


def _turns(
    again: RuleAgain, entry: RuleEntry, readings: tuple[Reading, ...], choice: int
) -> tuple[Turn, ...]:
    def choice_at(reading: Reading, value: Value) -> int:
        return _choice_at(again, entry, {reading.place: value}, None)[0]

    return turns(readings, choice, choice_at)


def _outcome_at(again: RuleAgain, entry: RuleEntry) -> OutcomeAt:
    """What is answered with one input moved, and the chance of each answer, or the numbers answered."""

    def outcome_at(reading: Reading, value: Value) -> tuple[int | None, tuple[float, ...]]:
        moved = {reading.place: value}
        if not entry.answers():
            return None, _numbers(again.answer(moved)[0])
        choice = _choice_at(again, entry, moved, None)[0]
        if again.draw is None:
            return choice, tuple(float(answer == choice) for answer in entry.answers())
        chances = _chances(line_of_draws(lambda draw: _choice_at(again, entry, moved, draw)))
        return choice, tuple(chances.get(answer, 0.0) for answer in entry.answers())

    return outcome_at


def _pulls(
    again: RuleAgain, entry: RuleEntry, readings: tuple[Reading, ...], numbers: tuple[float, ...]
) -> tuple[Pull, ...]:
    def numbers_at(reading: Reading, value: Value) -> tuple[float, ...]:
        return _numbers(again.answer({reading.place: value})[0])

    return pulls(readings, numbers, entry.becomes, numbers_at)


class GeneratorStates(NamedTuple):
    """The state of every generator that a rule can reach without being given it."""

    python: object
    numpy: bytes
    place: tuple[object, ...]
    mesa: object
    mesa_numpy: object

    @classmethod
    def now(cls, model: Any) -> GeneratorStates:
        """Their states at this moment; those of `model`, if there is one, too."""
        numpy = np.random.get_state(legacy=False)
        return cls(
            python=random.getstate(),
            numpy=numpy["state"]["key"].tobytes(),
            place=(numpy["state"]["pos"], numpy["has_gauss"], numpy["gauss"]),
            mesa=model.random.getstate() if hasattr(model, "random") else None,
            mesa_numpy=model.rng.bit_generator.state if hasattr(model, "rng") else None,
        )


@contextmanager
def put_back(model: Any) -> Iterator[Callable[[], bool]]:
    """Put the generators back to their states; what is yielded tells whether any has moved meanwhile."""
    before, numpy = GeneratorStates.now(model), np.random.get_state(legacy=False)
    try:
        yield lambda: GeneratorStates.now(model) != before
    finally:
        random.setstate(before.python)  # type: ignore[arg-type]
        np.random.set_state(numpy)
        if before.mesa is not None:
            model.random.setstate(before.mesa)
        if before.mesa_numpy is not None:
            model.rng.bit_generator.state = before.mesa_numpy
