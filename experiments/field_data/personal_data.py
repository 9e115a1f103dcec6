"""What tells who somebody is: names, telephone and identity numbers, mail addresses, in a heading, in a
column or in the middle of a text.

Invariant: whatever is shown or written of a table that somebody brought has gone through here; what is found
is told by its sort, never by itself.
"""

import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from experiments.field_data.held_file import HeldFile
from experiments.field_data.personal_patterns import ALONE, HEADINGS, LIKELY, NAME, NAMES, NUMBERS, Sort

BLANKED = "[…]"
"""What stands where something was taken out."""

MOST_OF_THEM = 0.7
"""Share of the cells of a column that look like names from which on it is one of names."""

A_FEW = 0.1
"""Share of the cells of a column that hold personal numbers from which on it is one of them."""


class Cleaned(NamedTuple):
    """A text without personal data, and the sorts that were in it."""

    text: str
    found: tuple[Sort, ...]


def without_personal_data(text: str, names: Collection[str] = ()) -> Cleaned:
    """The text with everything personal blanked, and the sorts of what was found, each once.

    `names`: further names that are known, as from a column of names; they are blanked wherever they stand.
    """
    found: list[Sort] = []
    for sort, pattern in NUMBERS:
        text, times = pattern.subn(BLANKED, text)
        found += [sort] * bool(times)
    if found:
        text, times = ALONE.subn(BLANKED, text)
        found += ["name"] * bool(times)  # beside a number of somebody's
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1 and name in text:
            text = text.replace(name, BLANKED)
            found.append("name")
    for pattern in NAMES:
        text, times = pattern.subn(lambda match: match["kept"] + BLANKED, text)
        found += ["name"] * bool(times)
    return Cleaned(text, tuple(dict.fromkeys(found)))


def looks_like_a_name(text: str) -> bool:
    """Whether a cell holds nothing but what may be a Chinese name."""
    return NAME.fullmatch(text.strip()) is not None


def holds_somebody(text: str, names: Collection[str] = ()) -> bool:
    """Whether a cell tells who somebody is."""
    return bool(without_personal_data(text, names).found) or looks_like_a_name(text)


def personal_heading(heading: str) -> Sort | None:
    """The sort of personal data that a heading announces; None if it announces none."""
    plain = unicodedata.normalize("NFKC", heading).lower().replace("_", " ").strip()
    return next((sort for sort, pattern in HEADINGS if pattern.search(plain)), None)


def personal_column(cells: Iterable[str]) -> Sort | None:
    """The sort of personal data that fills a column; None if it is none."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return None
    sorts = [sort for cell in filled for sort in without_personal_data(cell).found if sort != "name"]
    if len(sorts) >= max(1.0, A_FEW * len(filled)):
        return max(dict.fromkeys(sorts), key=sorts.count)
    names = sum(looks_like_a_name(cell) for cell in filled)
    return "name" if len(filled) > 2 and names >= MOST_OF_THEM * len(filled) else None


def told(text: str, names: Collection[str] = ()) -> str:
    """The text as it may be told where nobody has to know it: what may only be a name is blanked as well."""
    return LIKELY.sub(BLANKED, safe(text, names))


def told_word(text: str) -> str:
    """The same of a word that somebody chose, where nothing says what it is."""
    return BLANKED if looks_like_a_name(text) else told(text)


def safe(text: str, names: Collection[str] = ()) -> str:
    """The text as it may be shown or written."""
    return without_personal_data(text, names).text


def safe_file(file: Path | HeldFile) -> str:
    """The name of a file as it may be shown: people call files by those whom they are about."""
    from scenarios.problems import printable

    if isinstance(file, HeldFile):
        return file.stem
    stem = ALONE.sub(BLANKED, told_word(file.stem))
    return printable(stem + file.suffix)
