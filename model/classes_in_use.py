"""Classes in use: which class stands for each kind of agents in each compound, where one has other rules.

Every placement names classes by kind, as its case does (``model/case_rules.py``); all others have ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from agents.actor import Actor
from agents.column import IntArray
from agents.resident import Resident
from model.case_rules import kinds_of
from model.compounds import Placement
from model.kind_classes import is_new
from model.kinds import INSTITUTIONS, KINDS
from scenarios.language import _
from scenarios.problems import listed, nearest

type Named = Mapping[str, type[Actor]]
"""By kind, the class that stands for it."""


def named_in(placements: Sequence[Placement]) -> list[Named]:
    """The classes that each compound has for kinds that we have too; ValueError if one makes no sense."""
    return [_named(placement) for placement in placements]


def _named(placement: Placement) -> Named:
    chosen = [one for one in kinds_of(placement) if not is_new(*one)]
    names = [kind for kind, _own in chosen]
    for kind, own in chosen:
        _check_kind(kind, own, names)
    return dict(chosen)


def numbered(named: Sequence[Named], usual: Named) -> tuple[list[type[Actor]], IntArray]:
    """The classes in use for some kinds, ours first, and for each compound and kind the number of the class
    that stands for it there: (compounds, kinds).
    """
    classes = list(usual.values())
    numbers = np.tile(np.arange(len(usual)), (len(named), 1))
    for compound, own in enumerate(named):
        for place, kind in enumerate(usual):
            if kind in own:
                if own[kind] not in classes:
                    classes.append(own[kind])
                numbers[compound, place] = classes.index(own[kind])
    return classes, numbers


def _check_kind(kind: str, own: object, named: Sequence[str]) -> None:
    """Refuse a kind that there is not or that is named twice, and a class that is of another kind.

    An older version of the rules, loaded under another name, has classes of its own: their `kind` tells.
    """
    known = (*KINDS, *INSTITUTIONS)
    if kind not in known:
        words = {"kind": repr(kind), "known": listed(known)}
        problem = _("kinds: {kind} is no kind of agents; there are {known}.", **words)
        raise ValueError(problem + nearest(str(kind), known))
    if named.count(kind) > 1:
        raise ValueError(_("kinds: {kind} is named twice.", kind=repr(kind)))
    fitting = (Resident.kind, *KINDS) if kind in KINDS else (kind,)
    if isinstance(own, type) and issubclass(own, Actor) and getattr(own, "kind", "") in fitting:
        return
    words = {"own": repr(own), "kind": repr(kind)}
    if kind in KINDS:
        raise ValueError(_("kinds: {own} is no class of residents; {kind} needs one.", **words))
    raise ValueError(_("kinds: {own} is no class of the kind {kind}.", **words))
