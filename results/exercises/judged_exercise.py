"""An exercise in words: how to begin it, and what its check found, question by question."""

from collections.abc import Iterator, Sequence

from experiments.exercises.exercise_folder import TITLES
from experiments.exercises.judged import Judged, all_right
from results.document.blocks import Block, lines
from results.text.names import after_each_other
from scenarios.language import _


def exercise_lines() -> Iterator[Block]:
    """The exercises, and how one is begun."""
    yield from lines(f"{number}  {_(title)}" for number, title in TITLES.items())
    yield from lines(
        [
            _(
                "gongzhi exercise 1 writes the task and its files into a folder here; --check judges what "
                "lies there."
            )
        ]
    )


def judged_lines(number: int, found: Sequence[Judged]) -> Iterator[Block]:
    """Each question with what was seen, a hint where it is not right, and how many are right."""
    yield from lines([f"{_('Exercise {number}', number=number)} · {_(TITLES[number])}"])
    for one in found:
        yield from lines([_line(one)])
        if one.hint:
            yield from lines([f"    {_('Hint: {hint}', hint=one.hint)}"])
    yield from lines([_sum(found)])


def _line(one: Judged) -> str:
    mark = _("right") if one.right else _("not yet")
    return _("  [{mark}] {question}: {seen}", mark=mark, question=question_words(one.question), seen=one.seen)


def _sum(found: Sequence[Judged]) -> str:
    right = sum(one.right for one in found)
    text = _("{right} of {total} are right.", right=right, total=len(found))
    return after_each_other(text, _("Well done.")) if all_right([*found]) else text


def question_words(question: str) -> str:
    """What a question is called: those of a file of answers as they stand there."""
    return {
        "pure": _("the rule is pure"),
        "unasked": _("nobody comes unasked"),
        "asked": _("whoever is asked decides as before"),
        "one_in_four": _("on one evening in four"),
        "independent": _("to have the evening and to want to come are two questions"),
        "others": _("the other kinds of residents decide as before"),
    }.get(question, question)
