"""Perceptions: what a household, or an institution, sees when it decides something.
The month computes these for everybody before anybody decides.

Each field is one agent's value or a column of them (see ``agents/column.py``).
"""

from __future__ import annotations

from typing import NamedTuple

from agents.column import Column


class Trouble(NamedTuple):
    """What may go wrong this month, as hazards a month (S2)."""

    ordinary: Column
    elderly_by_young: Column
    fee_service: Column
    encroachment: Column
    revenue: Column
    security: Column


class Burden(NamedTuple):
    """What weighs on a household this month (S3)."""

    issues: Column
    relief: Column


class Doors(NamedTuple):
    """What the two ways of speaking up cost, in utility, and the record of the one inside (S4)."""

    internal_online: Column
    internal_offline: Column
    external: Column
    tenant_eased: Column
    record: Column


class Meeting(NamedTuple):
    """What a household knows before it decides whether to take part this month (S10).

    How many acquaintances and stairwell neighbours took part last month (``took_part``) and whether one of
    these acquaintances asked it along (``asked``, 1 or 0) is found out where a class is the user's own.
    """

    norm: Column
    acquaintances: Column
    unlike: Column
    own_issue: Column
    online_burden: Column
    online_call: Column
    online_gap: Column
    ease: Column
    took_part: Column = 0.0
    asked: Column = 0.0


class Waiting(NamedTuple):
    """One issue in the queue of a residents' committee (S5): how severe it is, the months since it was told
    last, the priority a forum gave it, what it counts for off the agenda and for having been told offline
    (1: in full), how many times it was told, its holder's grievance, and whether it is a dispute.
    """

    severity: Column
    months: Column
    lead: Column
    off_agenda: Column
    offline: Column
    told: Column
    grievance: Column
    dispute: Column


class Bill(NamedTuple):
    """What a household sees when the property fee falls due (S11)."""

    quality: Column
    neighbours: Column
    disclosure: Column
    dearer: Column = 0.0


class Experience(NamedTuple):
    """What happened to one household and around it this month (S9): exposures, 1 for an own issue."""

    committee_won: Column
    committee_lost: Column
    firm_won: Column
    firm_lost: Column
    committee_late: Column
    firm_late: Column
    unfair: Column
    contacts: Column


class Month(NamedTuple):
    """What happened to one household this month, for states of a class's own (``agents/own_states.py``): 1
    for what did, or how many times. Of an institution it is the sum over its compound.

    Attributes:
        closed: its shop was shut by order. shops_closed_near: other shops of its stairwell that were.
        took_part: it took part in something. asked: an acquaintance asked it along.
        neighbours_took_part: acquaintances and stairwell neighbours who took part.
        won, lost: issues of its own that were resolved, or lost (or failed once more).
        contacts: times it met somebody of an institution.
    """

    closed: Column
    shops_closed_near: Column
    took_part: Column
    asked: Column
    neighbours_took_part: Column
    won: Column
    lost: Column
    contacts: Column


class Feeling(NamedTuple):
    """What makes a household feel at home this month, or not."""

    won: Column
    events: Column


class Crowd(NamedTuple):
    """What a household sees of a petition in the making (S14)."""

    salience: Column
    neighbours_active: Column
    share_active: Column


class Price(NamedTuple):
    """A new price of the property fee as one owner meets it: log of the rise, and how open the books are."""

    rise: Column
    disclosure: Column


class Proposal(NamedTuple):
    """An assembly's proposal as one owner meets it (Civil Code art. 278)."""

    shock: Column
    online_gain: Column
    campaign: Column
