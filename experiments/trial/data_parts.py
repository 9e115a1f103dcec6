"""The values of a data file by the path of their keys, without what only says something of them.

Invariant: names, texts, sources and notes are no values, so an edit of them changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.documents import Broken, read_document

SAID = {"name", "text", "source", "grade", "note", "sentence", "aliases", "category_name"}
"""Keys below which nothing is a value."""

ADOPTED = "instruments."
"""How the paths of the instruments of a governance model begin."""


def data_parts(text: str) -> dict[str, object]:
    """The values of a YAML text, lists as they are; ValueError if it is none."""
    try:
        return dict(_values("", read_document(text).data))
    except Broken as error:
        place = f", line {error.place[0]}" if error.place else ""
        raise ValueError(f"{error.problem}{place}") from None


def _values(path: str, data: object) -> Iterator[tuple[str, object]]:
    if path.startswith(ADOPTED) and path.count(".") == 1:
        yield path, None  # it is adopted, whether it says no more, a sentence or settings
    if isinstance(data, Mapping):
        for key, value in data.items():
            if str(key) not in SAID:
                yield from _values(f"{path}.{key}" if path else str(key), value)
    elif "." in path or data is not None:
        yield path, _without_words(data)


def _without_words(data: object) -> object:
    """A list without what its entries only say."""
    if isinstance(data, list):
        return [_without_words(one) for one in data]
    if isinstance(data, Mapping):
        return {str(key): _without_words(value) for key, value in data.items() if str(key) not in SAID}
    return data
