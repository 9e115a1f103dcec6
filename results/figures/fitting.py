"""Words that fit: lines broken where a panel ends, and keys in as many columns as have room.

The rule it holds: nothing is cut off and nothing is left out; what is long takes another line. Widths are
estimates, on the safe side: a Chinese character is as wide as the font is high, any other 0.6 of that.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

POINTS = 72.0
"""In an inch."""

NARROW, BOLD = 0.6, 1.13
HANDLE, SPACE = 2.8, 2.0
"""Of a key, in font sizes: a mark with its distance from the words, and the space between columns."""

NEVER_FIRST = "，。、；：）】》”’！？%％"
"""No line begins with these."""


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line is, in inches; size: of the font in points."""
    heights = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else NARROW for sign in text)
    return heights * size / POINTS * (BOLD if bold else 1.0)


def broken(text: str, inches: float, size: float, bold: bool = False) -> str:
    """The text in lines of at most so many inches, broken between words or Chinese characters."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size, bold) > inches:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines if line.strip())


def _pieces(text: str) -> Iterable[str]:
    """Words, or their parts up to a hyphen, with the spaces after them, and Chinese characters with the signs
    that may not begin a line.
    """
    wide = "\u2e80-\uffef"
    return re.findall(rf"(?:[{wide}]|[^\s{wide}-]*-|[^\s{wide}-]+\s*|\s+)[{NEVER_FIRST}]*\s*", text)


def columns(labels: Sequence[str], inches: float, size: float, most: int) -> int:
    """In how many columns a key of these labels fits: at most `most`, at least 1."""
    for count in range(min(most, len(labels)), 1, -1):
        rows = -(-len(labels) // count)
        cut = [labels[first : first + rows] for first in range(0, len(labels), rows)]
        widths = [max(width(line, size) for label in some for line in label.split("\n")) for some in cut]
        if sum(widths) + ((HANDLE + SPACE) * len(cut) - SPACE) * size / POINTS <= inches:
            return count
    return 1
