"""What would have turned a decision: each input or the draw moved by itself, all else equal.

Invariant: an honest finite difference. Inputs move one at a time over the range that they may take;
nobody claims that the world could have moved one without the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise
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

ROUNDS = 12
"""How often new thresholds are looked for between those found; a rule has one or two."""

SAMPLES = 8
"""Draws tried inside each stretch, for rules that compare something else than the draw itself."""

DRAW_HALVINGS = 40


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


class Sway(NamedTuple):
    """What would have come of an input at the other end of where it usually lies.

    Attributes:
        reading: the input as it was; to: the other value.
        stands, then: where the real and the other value stand: "low", "high", or "is_0" … of a code; "" of an
            input that there are no words for.
        answer: the choice with the same draw, None where the answer is numbers.
        after: the chance of each choice, 0 first, or the numbers answered.
    """

    reading: Reading
    to: Value
    stands: str
    then: str
    answer: int | None
    after: tuple[float, ...]


type ChoiceAt = Callable[[Reading, Value], int]
type NumbersAt = Callable[[Reading, Value], tuple[float, ...]]
type OutcomeAt = Callable[[Reading, Value], tuple[int | None, tuple[float, ...]]]


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


def sways(
    readings: Iterable[Reading], who: str, becomes: Collection[str], outcome_at: OutcomeAt
) -> list[Sway]:
    """Every input moved by itself to the other end of where it usually lies, in the order it was read.

    What the answer is the new value of (`becomes`) is left out. `who` decides, as keys of words have it.
    """
    found = []
    for reading in readings:
        if reading.source == "state" and reading.name in becomes:
            continue
        for to, stands, then in _other_ends(reading, who):
            found.append(Sway(reading, to, stands, then, *outcome_at(reading, to)))
    return found


def _other_ends(reading: Reading, who: str) -> Iterator[tuple[Value, str, str]]:
    """Other values of an input, with where the real one and that one stand; nothing of the scenario."""
    words, value = rule_words(), reading.value
    measure = words.shown.get(reading.key) or words.states.get(reading.key)
    if reading.source == "parameter":
        if (trait := words.traits.get(f"{who}.{reading.name}")) is not None:
            yield _across(value, *trait.usual)
    elif reading.source not in ("shown", "state"):
        return
    elif measure is None:
        yield (not value if isinstance(value, bool) else 0.0 if value else 1.0), "", ""
    elif measure.kind == "code":
        here = f"is_{int(value)}"
        yield from ((int(name.removeprefix("is_")), here, name) for name in measure.words if name != here)
    elif measure.kind == "flag":
        yield _other_flag(value), *(("high", "low") if value else ("low", "high"))
    else:
        yield _across(value, *(measure.usual or measure.range))


def _across(value: Value, low: float, high: float) -> tuple[Value, str, str]:
    """The far end: that of a value in the lower half is the upper one."""
    return (high, "low", "high") if value <= (low + high) / 2 else (low, "high", "low")


def _movable(readings: Iterable[Reading]) -> Iterator[tuple[Reading, Measure]]:
    """What the agent was shown and its own states; parameters belong to the scenario, not to the moment."""
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


class Stretch(NamedTuple):
    """Draws from `low` up to `high`, all of which give the same answer."""

    low: float
    high: float
    answer: int


type AnswerAt = Callable[[float], tuple[int, list[float]]]
"""What a rule answers at a draw, and the thresholds that the draw met on the way."""


def line_of_draws(answer_at: AnswerAt) -> tuple[Stretch, ...]:
    """All draws in [0, 1) by their answer, neighbours with the same answer joined."""
    cuts = {0.0, 1.0}
    for _ in range(ROUNDS):
        found = {cut for draw in _middles(cuts) for cut in answer_at(draw)[1] if 0.0 < cut < 1.0}
        if found <= cuts:
            break
        cuts |= found
    cuts |= set(_unnoted(answer_at, sorted(cuts)))
    stretches: list[Stretch] = []
    for low, high in _gaps(cuts):
        answer = answer_at((low + high) / 2)[0]
        if stretches and stretches[-1].answer == answer:
            low = stretches.pop().low
        stretches.append(Stretch(low, high, answer))
    return tuple(stretches)


def _gaps(cuts: set[float]) -> list[tuple[float, float]]:
    ordered = sorted(cuts)
    return list(pairwise(ordered))


def _middles(cuts: set[float]) -> list[float]:
    return [(low + high) / 2 for low, high in _gaps(cuts)]


def _unnoted(answer_at: AnswerAt, cuts: list[float]) -> list[float]:
    """Thresholds that no comparison told of: where the answer changes inside a stretch all the same."""
    found = []
    for low, high in pairwise(cuts):
        points = [low + (high - low) * (place + 0.5) / SAMPLES for place in range(SAMPLES)]
        answers = [answer_at(point)[0] for point in points]
        for place in range(1, SAMPLES):
            if answers[place] != answers[place - 1]:
                found.append(_switch(answer_at, points[place - 1], points[place]))
    return found


def _switch(answer_at: AnswerAt, low: float, high: float) -> float:
    """The draw between two at which the first answer ends, by halving."""
    first = answer_at(low)[0]
    for _ in range(DRAW_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if answer_at(middle)[0] == first else (low, middle)
    return high
