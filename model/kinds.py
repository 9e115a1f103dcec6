"""The kinds of agents that take part in every world, each with the class that stands for it."""

from __future__ import annotations

from agents.actor import Actor
from agents.construction_company import ConstructionCompany
from agents.elderly import ElderlyResident
from agents.established import EstablishedResident
from agents.landlord import GroundFloorLandlord
from agents.owners_committee import OwnersCommittee
from agents.party_committee import PartyCommittee
from agents.property_firm import PropertyFirm
from agents.representative import ResidentRepresentative
from agents.resident import Resident
from agents.residents_committee import ResidentsCommittee
from agents.social_organisation import SocialOrganisation
from agents.street_office import StreetOffice
from agents.young import YoungNewcomer

KINDS: dict[str, type[Resident]] = {
    kind.kind: kind for kind in (ElderlyResident, EstablishedResident, YoungNewcomer, GroundFloorLandlord)
}
"""The kinds of residents."""

INSTITUTIONS: dict[str, type[Actor]] = {
    kind.kind: kind
    for kind in (
        *(PropertyFirm, ResidentsCommittee, PartyCommittee, StreetOffice, ConstructionCompany),
        *(OwnersCommittee, SocialOrganisation, ResidentRepresentative),
    )
}
"""The kinds of institutions, representatives among them."""

_MADE: dict[type[Actor], dict[str, type[Actor]]] = {}


def before_each_kind(general: type[Actor]) -> dict[str, type[Actor]]:
    """Every kind of residents with the rules of a class of residents in general before its own; the same
    classes whenever it is asked.
    """
    if general not in _MADE:
        _MADE[general] = {kind: _before(general, own) for kind, own in KINDS.items()}
    return _MADE[general]


def _before(general: type[Actor], kind: type[Actor]) -> type[Actor]:
    text = f"{general.__doc__ or ''}\n\n{kind.__doc__}".strip()
    named = {"__doc__": text, "__module__": general.__module__}
    return type(f"{general.__name__}{kind.__name__}", (general, kind), named)
