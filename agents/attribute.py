"""Attributes: what a class of agents declares and a table looks up, states and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache


class Looked:
    """What a class declares and a table looks up: an attribute's column or a parameter's value."""

    __slots__ = ("default", "key", "name")

    default: float | None
    key: str
    name: str


def looked(kind: type) -> Mapping[str, Looked]:
    """The states and parameters of a class by name."""
    return _looked(kind)


@cache
def _looked(kind: type) -> Mapping[str, Looked]:
    found: dict[str, Looked] = {}
    for parent in reversed(kind.__mro__):
        found |= {name: member for name, member in vars(parent).items() if name in found or is_looked(member)}
    return {name: member for name, member in found.items() if is_looked(member)}


def is_looked(member: object) -> bool:
    """Whether a member of a class is a state or a parameter."""
    return isinstance(member, Looked)
