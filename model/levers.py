"""Levers: what institutions have to work with this month. Instruments move levers; submodels read them.

An instrument changes capacity, information, ties, procedures, incentives or rules and never an outcome:
whatever it does passes through these levers or through what it lets people do.
"""

from __future__ import annotations

from typing import Self, overload

import numpy as np

from agents.column import FloatArray
from model.compounds import Compounds


class Lever:
    """One number a compound: its baseline (a number, or a key of the ledger), and whether it is a share."""

    __slots__ = ("baseline", "name", "share")

    def __init__(self, baseline: float | str = 0.0, share: bool = False) -> None:
        """Say what it is without any instrument, and whether it stays within 0 and 1."""
        self.baseline, self.share = baseline, share

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the lever's name."""
        self.name = name

    @overload
    def __get__(self, levers: None, owner: type) -> Self: ...
    @overload
    def __get__(self, levers: Levers, owner: type) -> FloatArray: ...
    def __get__(self, levers: Levers | None, owner: type) -> FloatArray | Self:
        """Read the lever in every compound: (compounds,)."""
        return self if levers is None else levers.now[self.name]

    def __set__(self, levers: Levers, value: FloatArray) -> None:
        """Move the lever."""
        levers.now[self.name][...] = value


class Levers:
    """All levers of all compounds, as the baseline has them at the beginning of the month.

    Attributes:
        now: name → (compounds,) values.
    """

    coordination = Lever("triage.coordination", share=True)
    alliance = Lever(share=True)
    firm_speed = Lever(1.0)
    firm_in_queue = Lever()
    construction_at_table = Lever()
    off_agenda = Lever(1.0)
    track = Lever(share=True)
    asks = Lever(share=True)
    sessions = Lever()
    skill = Lever("mediation.skill", share=True)
    helper_days = Lever()
    paid_helper_days = Lever()
    mediator_days = Lever()
    party_days = Lever()
    brand_days = Lever()
    department_days = Lever()
    persons_days = Lever()
    street_days = Lever()
    staff_days = Lever()
    staff_days_booked = Lever()
    yuan = Lever()
    internal_online = Lever("channels.cost_internal")
    internal_offline = Lever("channels.cost_internal")
    disclosure = Lever(share=True)
    disclosed_online = Lever()
    online_voting = Lever()
    online_burden = Lever()
    online_call = Lever()
    inspection = Lever("conversion.inspection", share=True)
    consent = Lever()
    monitoring = Lever(share=True)
    fee_disputes = Lever(1.0)
    fund = Lever()
    capital = Lever()
    tenant_eased = Lever(share=True)
    meeting_ease = Lever()
    group_norm = Lever(share=True)
    petition_spread = Lever(share=True)
    safer = Lever(share=True)
    cheaper_service = Lever(share=True)
    claims = Lever()
    pledged = Lever(share=True)

    def __init__(self, compounds: Compounds) -> None:
        """Start at the baseline, which no month changes."""
        self.compounds = compounds
        self._baseline = np.empty((len(ALL), compounds.count))
        self._hold(self._baseline)
        for lever in ALL:
            start = lever.baseline
            self.now[lever.name][:] = compounds.each(start) if isinstance(start, str) else start
        self._share_duties()
        self.reset()

    def reset(self) -> None:
        """Return every lever to the baseline, in arrays of this month's own."""
        self._hold(self._baseline.copy())

    def _hold(self, table: FloatArray) -> None:
        """Let the levers be the rows of this table: (levers, compounds)."""
        self._table = table
        self.now: dict[str, FloatArray] = dict(zip(NAMES, table, strict=True))

    def _share_duties(self) -> None:
        """A village committee beside the residents' committee adds hands and blurs who is in charge (S2)."""
        each = self.compounds.each
        beside = each("place.village_committee")
        self.coordination *= 1.0 - beside * each("village_committee.overlap")
        share = np.minimum(1.0, self.compounds.households / each("place.committee_households"))
        self.helper_days += beside * each("village_committee.days") * share
        self.paid_helper_days += self.helper_days

    def settle(self) -> None:
        """Keep shares within 0 and 1 once every instrument has moved what it moves."""
        self._table[SHARES] = np.clip(self._table[SHARES], 0.0, 1.0)


ALL = tuple(lever for lever in vars(Levers).values() if isinstance(lever, Lever))
"""Every lever, in the order in which the class has them."""

NAMES = tuple(lever.name for lever in ALL)
SHARES = np.array([lever.share for lever in ALL])
