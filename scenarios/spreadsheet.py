"""The cells of a CSV file that somebody may open in a spreadsheet.

Invariant: words that a spreadsheet would take for a formula are written behind an apostrophe, and
what we read back is what was meant. Numbers stay numbers.
"""

import re

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_BEGIN = r"(?:\A|(?<=[\r\n\v\f\x85\u2028\u2029]))"
_FORMULA = r"(?='*[^\S\r\n\v\f\x85\u2028\u2029]*[=+\-@＝＋－＠])"
_BARE, _WRITTEN = re.compile(_BEGIN + _FORMULA), re.compile(f"{_BEGIN}'{_FORMULA}")


def in_cell(text: str) -> str:
    """The words as they are written into a cell: no line of them begins a formula."""
    return text if _NUMBER.fullmatch(text) else _BARE.sub("'", text)


def from_cell(text: str) -> str:
    """The words that were written into a cell."""
    return _WRITTEN.sub("", text)
