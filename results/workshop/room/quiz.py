"""The quiz: three questions on reading the result of a round, made from that result.

Invariant: what is right follows from what came out of this round, so nobody can learn it by heart; answers
that only differ in how they sound stand in an order that is the round's own.
"""

import math
from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from experiments.statistics.verdict import Verdict
from results.text.names import after_each_other, amount, outcome_name
from results.workshop.options import PREDICTED
from results.workshop.predictions import Came
from scenarios.language import _

INTERVAL, WORSE, REAL = "interval", "worse", "real place"
REPLICATES, PLACES, WORKS = "replicates", "places", "works"
NOT_THE_MODEL, MANY_RUNS, LEAVES_OUT_ZERO = "observe", "many runs", "leaves out zero"
NONE = "none"
OFFERED = 3
"""Outcomes among which the one that got worse is to be found."""


class Quiz(NamedTuple):
    """The answers that may be given and the right ones; what they are about."""

    choices: dict[str, tuple[str, ...]]
    right: dict[str, str]
    about: str
    came: Mapping[str, Came]


def quiz_of(name: str, came: Mapping[str, Came], asked: tuple[str, ...]) -> Quiz:
    """The quiz on what came out of the round of that name, where the room was asked on these outcomes."""
    chance = Random(name)
    order = [*asked, *(outcome for outcome in PREDICTED if outcome not in asked)]
    known = [outcome for outcome in order if outcome in came]
    worse = next((one for one in known if came[one].verdict == Verdict.WORSE), NONE)
    others = [one for one in known if came[one].verdict != Verdict.WORSE]
    offered = [*([worse] if worse != NONE else []), *others][:OFFERED]
    choices = {
        INTERVAL: [REPLICATES, PLACES, WORKS],
        WORSE: offered,
        REAL: [NOT_THE_MODEL, MANY_RUNS, LEAVES_OUT_ZERO],
    }
    for answers in choices.values():
        chance.shuffle(answers)
    choices[WORSE].append(NONE)
    return Quiz(
        {question: tuple(answers) for question, answers in choices.items()},
        {INTERVAL: REPLICATES, WORSE: worse, REAL: NOT_THE_MODEL},
        next((one for one in known if _has_width(came[one])), ""),
        came,
    )


def _has_width(one: Came) -> bool:
    return math.isfinite(one.low) and math.isfinite(one.high) and one.low < one.high


def question_text(quiz: Quiz, question: str, place: str, model: str) -> str:
    """A question in words; place, model: what case and second governance model are called."""
    if question == INTERVAL:
        return after_each_other(_interval(quiz), _("What does this interval say?"))
    if question == WORSE:
        return _("Which of these got worse under {model}, as the comparison shows?", model=model)
    return _(
        "May one conclude from this result what would happen in a real compound like “{place}”?", place=place
    )


def _interval(quiz: Quiz) -> str:
    """The interval that is asked about, with its numbers."""
    if not quiz.about:
        return _("Every difference is given with a 95 % interval.")
    one = quiz.came[quiz.about]
    return _(
        "{outcome}: the 95 % interval of the difference goes from {low} to {high}.",
        outcome=outcome_name(quiz.about),
        low=amount(quiz.about, one.low, bare=True),
        high=amount(quiz.about, one.high),
    )


def answer_text(answer: str, model: str) -> str:
    """An answer of the quiz in words."""
    words = {
        REPLICATES: _(
            "How far chance in the replicates leaves the model's average difference open; not whether the "
            "model is right."
        ),
        PLACES: _("95 % of all real compounds will change by so much."),
        WORKS: _("“{model}” works with a probability of 95 %.", model=model),
        NOT_THE_MODEL: _("No: it holds within the model; real places have to be observed."),
        MANY_RUNS: _("Yes: it was calculated many times over."),
        LEAVES_OUT_ZERO: _("Yes, wherever the interval leaves out zero."),
        NONE: _("None of them was shown to be worse."),
    }
    return words[answer] if answer in words else outcome_name(answer)
