"""How the marks of verdicts look: as a sign with a colour where there are letters, as a shape in pictures.

Invariant: signs differ and not only colours, and each says the same everywhere.
"""

from typing import NamedTuple

from results.figures.compared import verdict_grid
from results.text.headlines.verdict_matrix import Mark

GOOD, BAD, NEITHER = verdict_grid.GOOD, verdict_grid.BAD, verdict_grid.NEITHER
"""Colours of what is better, worse, and neither: those of pictures."""

FAINT = "#6b7688"
"""Of what was not shown: darker than in pictures, for it is also the colour of letters."""


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
