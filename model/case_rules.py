"""Rules of a case: which class takes the place of a kind of residents there, as its file says.

`rules: {elderly: hesitant}` means the one class in ``agents/hesitant.py``.
"""

from __future__ import annotations

import importlib

from agents.resident import Resident
from model.compounds import Placement
from model.only_class import only_class

type Kinds = tuple[tuple[str, type[Resident]], ...]


def kinds_of(placement: Placement) -> Kinds:
    """The classes given with the compound, and those of its case for kinds that it gives none for."""
    given = dict(placement.kinds)
    named = placement.scenario.case.rules.items()
    return placement.kinds + tuple((kind, rules(name)) for kind, name in named if kind not in given)


def rules(name: str) -> type[Resident]:
    """The class of residents in the file of that name in ``agents``."""
    return only_class(importlib.import_module(f"agents.{name}"), Resident)
