"""Rules of a case: which class takes the place of a kind of agents there, as its file says.

`rules: {elderly: hesitant}` means the class of that kind in ``agents/hesitant.py``. A class of residents in
general holds for every kind of residents that the file has no class of: its rules come before the kind's own.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType

from agents.actor import Actor
from agents.resident import Resident
from model.compounds import Placement
from model.kinds import before_each_kind
from scenarios.language import _
from scenarios.problems import ScenarioError, listed

type Kinds = tuple[tuple[str, type[Actor]], ...]


def kinds_of(placement: Placement) -> Kinds:
    """The classes given with the compound, and those of its case for kinds that it gives none for."""
    given = dict(placement.kinds)
    named = placement.scenario.case.rules.items()
    return placement.kinds + tuple((kind, rules(name, kind)) for kind, name in named if kind not in given)


def rules(name: str, kind: str) -> type[Actor]:
    """The class for a kind of agents in the file of that name in ``agents``; ScenarioError if it has none."""
    module = importlib.import_module(f"agents.{name}")
    found = classes_in(module)
    if kind not in found:
        raise ScenarioError(
            _(
                "{file}: has no class of agents of the kind {kind}; it has {known}.",
                file=module.__file__,
                kind=kind,
                known=listed(found),
            )
        )
    return found[kind]


def classes_in(module: ModuleType) -> Mapping[str, type[Actor]]:
    """The classes of agents that a module defines, by kind; ScenarioError if there is none, or if two are of
    one kind. A name that begins with _ is the file's own affair.
    """
    own = [
        one
        for name, one in vars(module).items()
        if isinstance(one, type)
        and issubclass(one, Actor)
        and one.__module__ == module.__name__
        and name[0] != "_"
    ]
    leaves = [one for one in own if not any(issubclass(other, one) for other in own if other is not one)]
    found: dict[str, type[Actor]] = {}
    for one in leaves:
        if one.kind in found:
            raise ScenarioError(
                _(
                    "{file}: {first} and {second} are both of the kind {kind}; one class of a kind.",
                    file=module.__file__,
                    first=found[one.kind].__name__,
                    second=one.__name__,
                    kind=one.kind,
                )
            )
        found[one.kind] = one
    if not found:
        raise ScenarioError(
            _(
                "{file}: holds no class of agents; write one, as in class AskedOnly(ElderlyResident).",
                file=module.__file__,
            )
        )
    general = found.pop(Resident.kind, None)
    return found if general is None else {**before_each_kind(general), **found}
