"""An exercise judged: what lies in its folder, question by question.

Invariant: a check writes nothing but the first predictions of the exercise that asks for them, and simulates
under the rules that it names, whatever else is chosen.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from experiments.exercises.exercise_folder import TITLES, begun
from experiments.exercises.judged import Judged, all_right
from scenarios.language import _

JUDGES: Mapping[int, str] = {
    1: "find_and_read",
    2: "only_when_asked",
    3: "own_random_numbers",
    4: "what_better_hides",
}
"""The module of each exercise, which is loaded when it is judged."""


def judge(number: int) -> list[Judged]:
    """Judge an exercise that was begun; ArgumentError if it was not, ScenarioError if a file of it cannot be
    read.
    """
    module = import_module(f"experiments.exercises.{JUDGES[number]}")
    judges: Callable[[Path], list[Judged]] = module.judge
    return judges(begun(number))


def as_object(number: int, found: list[Judged]) -> dict[str, Any]:
    """What was found, for programs."""
    questions = [one._asdict() for one in found]
    return {"exercise": number, "right": all_right(found), "questions": questions}


def exercise_list() -> list[dict[str, Any]]:
    """The exercises, for programs."""
    return [{"exercise": number, "title": _(title)} for number, title in TITLES.items()]
