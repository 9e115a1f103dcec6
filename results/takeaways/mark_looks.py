"""How the marks of verdicts look: as a sign with a colour where there are letters, as a shape in pictures.

Invariant: signs differ and not only colours, and each says the same everywhere.
"""

from typing import NamedTuple

from results.text.headlines.verdict_matrix import Mark

GOOD, BAD, NEITHER, FAINT = "#00664b", "#9c3f00", "#3d4657", "#6b7688"
"""Colours of what is better, worse, neither, and of what was not shown."""


class SignLook(NamedTuple):
    """A sign, its colour, and that of the ground it stands on."""

    sign: str
    colour: str
    ground: str


SIGNS = {
    Mark.BETTER: SignLook("+", "#ffffff", GOOD),
    Mark.WORSE: SignLook("−", "#ffffff", BAD),
    Mark.HIGHER: SignLook("▲", NEITHER, "#ffffff"),
    Mark.LOWER: SignLook("▼", NEITHER, "#ffffff"),
    Mark.SMALL: SignLook("◐", NEITHER, "#ffffff"),
    Mark.ALIKE: SignLook("=", NEITHER, "#ffffff"),
    Mark.OPEN: SignLook("○", FAINT, "#ffffff"),
    Mark.UNDEFINED: SignLook("–", FAINT, "#ffffff"),
}
"""Filled where a difference was shown, half filled where it is too small to matter, open where none was."""


def edge_colour(mark: Mark) -> str:
    """The colour of a card's edge and of its verdict."""
    return {Mark.BETTER: GOOD, Mark.WORSE: BAD}.get(mark, NEITHER)


BUILT_IN = "†"
"""Stands beside what is built into the model."""
