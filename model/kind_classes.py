"""Classes of kinds of residents of the user's own: what a compound is given, and whether it makes sense."""

from __future__ import annotations

from typing import NamedTuple

from agents.actor import Actor
from agents.place import OneA, Some, class_at, problem_of
from agents.resident import Resident
from agents.rule_error import RuleError
from model.case_rules import kinds_of
from model.compounds import Placement
from model.kinds import INSTITUTIONS, KINDS
from model.newcomers import GROUP_KINDS
from scenarios.kind_places import KindPlace
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest

GROUND = len(GROUP_KINDS)
"""The place of the ground floor beside the age groups: what else a household may be."""


class NewKind(NamedTuple):
    """A kind of residents of the user's own: its word, its class, and where it is found."""

    name: str
    own: type[Resident]
    place: Some | OneA

    def sides(self) -> tuple[int, ...]:
        """What its households may be else: of which age groups, and GROUND for the ground floor."""
        if self.place.of == "ground":
            return (GROUND,)
        age, whom = age_group(self.own), self.place.of
        ages = range(GROUND) if age is None else (age,)
        if age is None and whom in GROUP_KINDS:
            ages = (GROUP_KINDS.index(whom),)
        return tuple(ages) if whom == "upper" else (*ages, GROUND)


def is_new(name: str, own: object) -> bool:
    """Whether a class given for a kind is one of a kind that is not shipped."""
    shipped = (Resident.kind, *KINDS, *INSTITUTIONS)
    return name not in shipped and getattr(own, "kind", None) == name


def new_kinds_of(placement: Placement) -> list[NewKind]:
    """The kinds of the user's own in a compound; RuleError or ScenarioError if one makes no sense."""
    given = {name: own for name, own in kinds_of(placement) if is_new(name, own)}
    case = placement.scenario.case
    for name in case.kinds:
        if name not in given:
            raise ScenarioError(
                _(
                    "{case}: kinds has {kind}, and no file of rules gives a class of that kind; there are: "
                    "{known}.",
                    case=case.reference,
                    kind=name,
                    known=listed(given) or "–",
                )
                + nearest(name, given)
            )
    return [NewKind(name, own, _place(name, own, case.kinds.get(name))) for name, own in given.items()]


def age_group(own: type[Actor]) -> int | None:
    """The age group whose class a class derives from; None if it is of residents in general."""
    shipped = _shipped(own)
    return GROUP_KINDS.index(shipped) if shipped in GROUP_KINDS else None


def _shipped(own: type[Actor]) -> str | None:
    """The kind of residents that a class derives from. A class of an older version of the rules has parents
    of its own: their `kind` tells.
    """
    known = (Resident.kind, *KINDS)
    return next((kind for parent in own.__mro__ if (kind := vars(parent).get("kind")) in known), None)


def _place(name: str, own: type[Resident], chosen: KindPlace | None) -> Some | OneA:
    """Where the case has it, or else where its class says that it is found."""
    if not (isinstance(own, type) and issubclass(own, Actor)) or _shipped(own) is None:
        raise RuleError(
            _(
                "{own}: a kind of one's own, as {kind}, is one of residents; derive its class from Resident, "
                "ElderlyResident, EstablishedResident or YoungNewcomer. There are no new kinds of "
                "institutions.",
                own=class_at(own),
                kind=repr(name),
            )
        )
    if not (name.isascii() and name.isidentifier()):
        problem = _("a kind is a word of the letters a to z, digits and _.")
        raise RuleError(f"{class_at(own)}: kind = {name!r}: {problem}")
    place = _over(own.place, chosen)
    if place is None:
        raise RuleError(
            _(
                "{own} does not say where residents of the kind {kind} are found: write place = Some(0.04) "
                "or place = OneA({whole}) in it, or kinds in the case.",
                own=class_at(own),
                kind=repr(name),
                whole='"stairwell"',
            )
        )
    if problem := problem_of(place) or _unfit(own, place):
        raise RuleError(f"{class_at(own)}: place {problem}")
    return place


def _over(said: Some | OneA | None, chosen: KindPlace | None) -> Some | OneA | None:
    """What the case says over what the class says; whom it leaves out is as in the class."""
    if chosen is None:
        return said
    whom = chosen.of or (said.of if isinstance(said, Some | OneA) else "all")
    return OneA(chosen.one_a, whom) if chosen.one_a else Some(chosen.share or 0.0, whom)


def _unfit(own: type[Resident], place: Some | OneA) -> str:
    """What is wrong with a place for this class, as the end of a sentence; empty if nothing is."""
    shipped, age = _shipped(own), age_group(own)
    if shipped == "landlord" and place.of != "ground":
        return _("is of {whom}, and a class of landlords is of those on the ground floor: of={ground}.",
                 whom=place.of, ground='"ground"')  # fmt: skip
    if isinstance(place, OneA) and place.of in GROUP_KINDS and age not in (None, _number(place.of)):
        return _("is one of the {whom}, and the class is one of the {own}.", whom=place.of, own=shipped)
    return ""


def _number(group: str) -> int:
    return GROUP_KINDS.index(group)


def standing_for(own: type[Actor], usual: type[Actor]) -> type[Actor]:
    """A class of the user's own for households of a usual class: its rules, then theirs."""
    if issubclass(own, usual):
        return own
    if (own, usual) not in _MIXED:
        said = {"__module__": own.__module__, "__doc__": own.__doc__, "_written": own}
        _MIXED[own, usual] = type(own.__name__, (own, usual), said)
    return _MIXED[own, usual]


_MIXED: dict[tuple[type[Actor], type[Actor]], type[Actor]] = {}
"""The same class for the same two: worlds side by side, and one after another, share it."""
