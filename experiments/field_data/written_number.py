"""A number as people write it: 1067.5, 1,067.50, 67,5 or 1.067,50.

Invariant: a comma before three digits is one of thousands, unless nothing but a nought stands before it; any
other is the decimal one.
"""

import re

_FORMS = (
    (re.compile(r"\d+(?:\.\d+)?"), "", "."),
    (re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"), ",", "."),
    (re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+),\d+"), ".", ","),
)
"""How a number looks, with what stands between its thousands and before its decimals."""


def number_in(text: str) -> float | None:
    """The number that a text is, spaces left out; None if it is none."""
    written = re.sub(r"\s", "", text)
    for form, thousands, decimal in _FORMS:
        if form.fullmatch(written):
            return float((written.replace(thousands, "") if thousands else written).replace(decimal, "."))
    return None
