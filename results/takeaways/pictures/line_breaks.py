"""How wide words are in our font, and where lines of Chinese or English may break.

Invariant: no line begins with a closing mark of Chinese or ends with an opening one, and no English word is
broken unless it is wider than the line; percentage points in Chinese stay whole, beside their number.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from fontTools.ttLib import TTFont

from results.figures.style import FONTS
from scenarios.language import Language, language

UNKNOWN = 0.65
"""Width, in the size of letters, of what the font does not hold and another one draws."""

_PIECES = re.compile(
    r"\s+|[（《“‘]*(?:(?:[+−]?[\d.,]+ ?)?个百分点|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef“”‘’]+|.)"
    r"[，。；：、！？）》”’％]*"
)


@cache
def _widths(bold: bool, spoken: Language) -> Mapping[int, float]:
    found: dict[int, float] = {}
    for name in ("GongzhiSansSC", *(["GongzhiQuotes"] if spoken == "en" else [])):
        with TTFont(FONTS / f"{name}-{'Bold' if bold else 'Regular'}.ttf", lazy=True) as font:
            advances, per_em = font["hmtx"].metrics, font["head"].unitsPerEm
            found |= {code: advances[glyph][0] / per_em for code, glyph in font.getBestCmap().items()}
    return found


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in the unit of the size."""
    widths = _widths(bold, language())
    return size * sum(widths.get(ord(letter), UNKNOWN) for letter in text)


def lines(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text in lines that fit into so much room."""
    found, line = [], ""
    for piece in _pieces(text, size, room, bold):
        if line and width((line + piece).rstrip(), size, bold) > room:
            found.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*found, line.rstrip()]


def _pieces(text: str, size: float, room: float, bold: bool) -> Iterator[str]:
    """Words and characters; words wider than the room letter by letter."""
    for piece in _PIECES.findall(text):
        if width(piece, size, bold) > room:
            yield from piece
        else:
            yield piece
