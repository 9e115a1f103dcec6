"""A sheet: columns by name, declared as annotations of its class.

Invariant: no name but a declared one is read or written, and a column is changed in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from scenarios.language import _
from scenarios.problems import nearest

KINDS_OF_COLUMN = ("FloatArray", "IntArray", "BoolArray", "KeyArray")


class Sheet:
    """Columns of one length; the annotations of a class that are array types are its columns.

    Attributes:
        columns: name → array of one value a row.
    """

    __slots__ = ("columns",)

    columns: dict[str, npt.NDArray[Any]]

    if not TYPE_CHECKING:  # a type checker knows the annotations, and no other names

        def __getattr__(self, name: str) -> npt.NDArray[Any]:
            """Return the column of that name (the array itself: change it in place)."""
            if name == "columns":  # not laid out yet
                raise AttributeError(name)
            try:
                return self.columns[name]
            except KeyError:
                raise AttributeError(self._no_column(name)) from None

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse a name that is no attribute, and a column in another's place."""
            try:
                super().__setattr__(name, value)
            except AttributeError:
                raise AttributeError(self._no_column(name)) from None

    def _no_column(self, name: str) -> str:
        own, known = type(self).__name__, declared(type(self))
        if name in known:
            return _("{name} is a column of {own}: change it in place, {name}[:] = …", name=name, own=own)
        return _("{own} has no column {name}.", own=own, name=repr(name)) + nearest(name, known)


def declared(kind: type[Sheet]) -> dict[str, str]:
    """The columns that a class and those above it declare, and of which array type each is."""
    found: dict[str, str] = {}
    for parent in reversed(kind.__mro__):
        noted = vars(parent).get("__annotations__", {})
        found |= {name: sort for name, sort in noted.items() if sort in KINDS_OF_COLUMN}
    return found
