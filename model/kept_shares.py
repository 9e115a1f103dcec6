"""The share among newcomers at which a kind of residents of the user's own keeps its share of households.

Whoever moves often is replaced often. As for the age groups (``model/newcomers.py``), a kind keeps its size
if it has the share among newcomers that it has among those who leave (S15).
"""

from __future__ import annotations

import numpy as np

from agents.actor import Actor
from agents.attribute import Looked
from agents.column import BoolArray, Column, IntArray
from agents.place import Some
from model.compounds import Compounds
from model.kind_classes import GROUND, NewKind, age_group, standing_for
from model.kinds import KINDS
from model.newcomers import GROUP_KINDS, LEAST, Mix, Newcomers


def share_among_newcomers(
    kind: NewKind, newcomers: Newcomers, of: IntArray, ground: BoolArray, mix: Mix
) -> Column:
    """The chance that one of those who settle, and of whom the kind may be, is of the kind: (rows,), or one
    float. It is the share itself for the first settlers, and for those who come because of a renewal.
    """
    assert isinstance(kind.place, Some)
    share = kind.place.share
    if mix.stock is None:
        return share
    compounds, usual = newcomers.compounds, list(KINDS.values())
    own = [standing_for(kind.own, one) if side in kind.sides() else one for side, one in enumerate(usual)]
    whole = _leaving(kind, mix, [_Hazards(compounds, of, one) for one in usual], None)
    mine = _leaving(kind, mix, [_Hazards(compounds, of, one) for one in own], age_group(kind.own))
    landlord, instead = (_Hazards(compounds, of, side[GROUND]).owner for side in (usual, own))
    whole, mine = np.where(ground, landlord, whole), np.where(ground, instead, mine)
    return share * mine / (share * mine + (1.0 - share) * whole)


class _Hazards:
    """The chances a month that owners and tenants of a class move out, by the numbers of its class."""

    def __init__(self, compounds: Compounds, of: IntArray, kind: type[Actor]) -> None:
        def value(name: str) -> Column:
            given = getattr(kind, name)
            found = compounds.at(compounds.value(given.key), of) if isinstance(given, Looked) else given
            return np.maximum(found, LEAST)

        self.owner, self.tenant = value("move_out"), value("tenant_move_out")


def _leaving(kind: NewKind, mix: Mix, hazards: list[_Hazards], age: int | None) -> Column:
    """The mean hazard of those of whom the kind may be, or of one age group alone."""
    assert mix.stock is not None
    whom = kind.place.of
    only = age if age is not None else GROUP_KINDS.index(whom) if whom in GROUP_KINDS else None
    weight: Column = 0.0
    total: Column = 0.0
    for number, (share, renting) in enumerate(zip(*mix.stock, strict=True)):
        if only in (None, number):
            renting = 0.0 if whom == "owners" else renting
            part = share * (1.0 - mix.stock.tenancy[number]) if whom == "owners" else share
            part = np.maximum(part, LEAST)
            leaves = renting * hazards[number].tenant + (1.0 - renting) * hazards[number].owner
            weight, total = weight + part, total + part * leaves
    return total / weight
