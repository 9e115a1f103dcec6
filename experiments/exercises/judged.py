"""What a check says of one question: right or not, what was seen, and a hint where it is not right.

Invariant: a hint says where to look or what to try, never the answer.
"""

from typing import NamedTuple


class Judged(NamedTuple):
    """One question by its name, whether what is there is right, what the check saw, and a hint (empty where
    it is right).
    """

    question: str
    right: bool
    seen: str
    hint: str = ""


def judged(question: str, right: bool, seen: str, hint: str) -> Judged:
    """The same, with the hint only where it is needed."""
    return Judged(question, right, seen, "" if right else hint)


def unanswered(question: str, seen: str, hint: str) -> Judged:
    """A question that nobody has answered yet."""
    return Judged(question, False, seen, hint)


def all_right(found: list[Judged]) -> bool:
    """Whether every question is answered rightly."""
    return all(one.right for one in found)
