"""Pages of Markdown: plain words, tables and code in them, and pages that hold Chinese and English.

Invariant: what a name holds is text, never a link, a picture, a heading or HTML; only marks that would mean
something are escaped, so that a page can be read as it is too.
"""

import re
from collections.abc import Callable, Sequence

from scenarios.language import LANGUAGES, language, use

_ANYWHERE = re.compile(r"[\\`*~\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_AT_THE_BEGINNING = re.compile(r"^(?:[#>=|+-]|\d+(?=[.)]))")


def plain(text: str) -> str:
    """The words as they are read in a paragraph, an item or a cell: one line."""
    line = _ANYWHERE.sub(r"\\\g<0>", " ".join(text.splitlines()).strip())
    return _AT_THE_BEGINNING.sub(_escaped, line)


def _escaped(begin: re.Match[str]) -> str:
    """A mark behind a backslash; behind a number it is the point that makes an item of the line."""
    return begin[0] + "\\" if begin[0].isdigit() else "\\" + begin[0]


def fenced(text: str) -> str:
    """A block of code that ends where it should, whatever it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; bars within a cell are escaped."""
    return "\n".join(map(_line, (heads, ["---"] * len(heads), *rows)))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def in_both(text: Callable[[], str]) -> list[str]:
    """A text in Chinese and in English; the language chosen stays as it was."""
    before, texts = language(), []
    try:
        for one in LANGUAGES:
            use(one)
            texts.append(text())
    finally:
        use(before)
    return texts
