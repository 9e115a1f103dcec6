"""Plain words within Markdown: what a name holds is text, never a link, a picture, a heading or HTML.

The rule it holds: only marks that would mean something are escaped, so a page reads well as it stands too.
"""

import re

_ANYWHERE = re.compile(r"[\\`*~\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_AT_THE_BEGINNING = re.compile(r"^(?:[#>=|+-]|\d+(?=[.)]))")


def plain(text: str) -> str:
    """The words as they stand in a paragraph, an item or a cell: one line."""
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
