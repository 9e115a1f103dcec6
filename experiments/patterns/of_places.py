"""Which patterns are about which places."""

from collections.abc import Mapping

from experiments.errors import ArgumentError
from scenarios import read
from scenarios.language import _
from scenarios.pattern import Pattern
from scenarios.problems import listed


def at_place(known: Mapping[str, Pattern], place: str) -> Mapping[str, Pattern]:
    """Those patterns whose sides are all at one case; ArgumentError if there are none."""
    case = read.case(place).id
    found = {name: one for name, one in known.items() if places_of(one) == {case}}
    if not found:
        message = _("No pattern is about {case} alone.", case=case)
        there = listed(sorted({one for pattern in known.values() for one in places_of(pattern)}))
        raise ArgumentError(message + " " + _("There are some about: {known}.", known=there))
    return found


def places_of(pattern: Pattern) -> set[str]:
    """The cases that a pattern is about."""
    return {read.case(str(side.case)).id for side in pattern.all_sides()}
