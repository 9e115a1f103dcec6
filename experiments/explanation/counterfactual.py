"""What would have turned a decision: each input moved by itself, the rule asked again, all else equal.

The rule it holds: an honest finite difference. Inputs move one at a time over the range that they may take;
nobody claims that the world could have moved one without the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from experiments.explanation.rule_probe import Reading, Value
from scenarios.rules import Measure, rule_words

STEPS = 16
"""Into how many steps the way to either end of a range is cut."""

HALVINGS = 26
SMOOTH = 6
"""Decimals of a value that turns a decision, where so many do."""

NUDGE = 0.1
WIDE = 20.0
"""An input is moved by this share of its range to see how much it matters; of a wide range, of its value (by
one, if that is zero).
"""


class Turn(NamedTuple):
    """An input that would have turned the decision: from which value on, to which answer, and how much of the
    input's range that is.
    """

    reading: Reading
    to: Value
    answer: int
    share: float


class Pull(NamedTuple):
    """How much the answer would have changed had an input been another: the changes of all its numbers."""

    reading: Reading
    to: Value
    change: tuple[float, ...]


type ChoiceAt = Callable[[Reading, Value], int]
type NumbersAt = Callable[[Reading, Value], tuple[float, ...]]


def turns(readings: Iterable[Reading], answer: int, choice_at: ChoiceAt) -> tuple[Turn, ...]:
    """The inputs that alone would have turned the decision, the smallest change first."""
    found = [
        turn
        for reading, measure in _movable(readings)
        if (turn := _nearest(reading, measure, answer, choice_at))
    ]
    return tuple(sorted(found, key=lambda turn: turn.share))


def pulls(
    readings: Iterable[Reading], now: tuple[float, ...], becomes: Collection[str], numbers_at: NumbersAt
) -> tuple[Pull, ...]:
    """By how much the answer changes when an input is moved a little, the largest change first.

    What the answer is the new value of (`becomes`) is left out: that a state follows itself tells nothing.
    """
    found = []
    for reading, measure in _movable(readings):
        if measure.kind == "code" or (reading.source == "state" and reading.name in becomes):
            continue
        to = _nudged(reading.value, measure)
        then = numbers_at(reading, to)
        change = tuple(after - before for before, after in zip(now, then, strict=True))
        if any(abs(part) > 1e-12 for part in change):
            found.append(Pull(reading, to, change))
    return tuple(sorted(found, key=lambda pull: -max(abs(part) for part in pull.change)))


def _movable(readings: Iterable[Reading]) -> Iterator[tuple[Reading, Measure]]:
    """What the agent was shown and how it stands; parameters belong to the scenario, not to the moment."""
    words = rule_words()
    for reading in readings:
        measure = words.shown.get(reading.key) or words.states.get(reading.key)
        if measure is not None:
            yield reading, measure


def _nudged(value: Value, measure: Measure) -> Value:
    if measure.kind == "flag":
        return _other_flag(value)
    low, high = measure.range
    step = NUDGE * (high - low) if high - low <= WIDE else NUDGE * abs(value) or 1.0
    return value + step if value + step <= high else value - step


def _other_flag(value: Value) -> Value:
    return not value if isinstance(value, bool) else 1.0 - value


def _nearest(reading: Reading, measure: Measure, answer: int, choice_at: ChoiceAt) -> Turn | None:
    value = reading.value
    low, high = min(measure.range[0], value), max(measure.range[1], value)
    if measure.kind == "flag":
        candidates = [(_other_flag(value), 1.0)]
    elif measure.kind == "code":
        candidates = [(int(name.removeprefix("is_")), 1.0) for name in measure.words]
    else:
        sides = [_edge(reading, end, answer, choice_at) for end in (low, high) if end != value]
        candidates = [(to, abs(to - value) / (high - low)) for to in sides if to is not None]
    for to, share in sorted(candidates, key=lambda one: one[1]):
        if (other := choice_at(reading, to)) != answer:
            return Turn(reading, to, other, share)
    return None


def _edge(reading: Reading, end: float, answer: int, choice_at: ChoiceAt) -> float | None:
    """The value nearest to the real one, on the way to `end`, from which on the answer is another."""
    start, near = float(reading.value), float(reading.value)
    for step in range(1, STEPS + 1):
        far = start + (end - start) * step / STEPS
        if choice_at(reading, far) != answer:
            return _halved(reading, near, far, answer, choice_at)
        near = far
    return None


def _halved(reading: Reading, near: float, far: float, answer: int, choice_at: ChoiceAt) -> float:
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (middle, far) if choice_at(reading, middle) == answer else (near, middle)
    plain = round(far, SMOOTH) + 0.0
    return plain if choice_at(reading, plain) != answer else far
