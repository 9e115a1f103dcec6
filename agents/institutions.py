"""The institutions of a world as tables, one a sort: every column that is kept of them.

Invariant: the columns named here are all that is kept of an institution.
"""

from __future__ import annotations

from agents.column import FloatArray, IntArray
from agents.table import Table


class PropertyFirms(Table):
    """One row a compound; ``here`` is 0 where there is no firm, prices are yuan a m² and month, ``extra`` is
    work beyond the usual, of what the firm's people do at full pace.
    """

    __slots__ = ()

    here: FloatArray
    quality: FloatArray
    collection: FloatArray
    price: FloatArray
    cost_price: FloatArray
    months_away: FloatArray
    poor_months: FloatArray
    cost_plus: FloatArray
    extra: FloatArray


class ResidentsCommittees(Table):
    """One row a compound: staff in persons, capacity in staff-days a month, cases it is remembered for,
    experience and pressure by what waits from 0 to 1.
    """

    __slots__ = ()

    staff: FloatArray
    capacity: FloatArray
    answered: FloatArray
    unanswered: FloatArray
    experience: FloatArray
    pressed: FloatArray


class PartyCommittees(Table):
    """One row a compound."""

    __slots__ = ()

    convening: FloatArray


class StreetOffices(Table):
    """One row a compound."""

    __slots__ = ()

    budget: FloatArray


class ConstructionCompanies(Table):
    """One row a compound; ``here`` is 0 where nobody builds."""

    __slots__ = ()

    here: FloatArray
    warranty_months: FloatArray


class OwnersCommittees(Table):
    """One row a compound; ``here`` is 0 where there is none, the term is in months."""

    __slots__ = ()

    here: FloatArray
    quality: FloatArray
    term_left: FloatArray


class SocialOrganisations(Table):
    """One row a compound."""

    __slots__ = ()

    months_here: FloatArray


class Representatives(Table):
    """One row a household elected: its row, and how many sessions it sat in lately."""

    __slots__ = ()

    household: IntArray
    sessions_lately: FloatArray
