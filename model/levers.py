"""Levers: what institutions have to work with this month. Instruments move levers; submodels read them.

An instrument changes capacity, information, ties, procedures, incentives or rules and never an outcome:
whatever it does passes through these fields or through what it lets people do.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from agents.column import FloatArray
from model.compounds import Compounds


@dataclass
class Levers:
    """One number a compound for each lever, as the baseline has it at the beginning of the month."""

    compounds: Compounds
    coordination: FloatArray = field(init=False)
    alliance: FloatArray = field(init=False)
    firm_speed: FloatArray = field(init=False)
    firm_in_queue: FloatArray = field(init=False)
    construction_at_table: FloatArray = field(init=False)
    off_agenda: FloatArray = field(init=False)
    track: FloatArray = field(init=False)
    reopen: FloatArray = field(init=False)
    sessions: FloatArray = field(init=False)
    skill: FloatArray = field(init=False)
    helper_days: FloatArray = field(init=False)
    paid_helper_days: FloatArray = field(init=False)
    staff_days: FloatArray = field(init=False)
    staff_days_booked: FloatArray = field(init=False)
    yuan: FloatArray = field(init=False)
    internal_online: FloatArray = field(init=False)
    internal_offline: FloatArray = field(init=False)
    disclosure: FloatArray = field(init=False)
    online_voting: FloatArray = field(init=False)
    online_burden: FloatArray = field(init=False)
    inspection: FloatArray = field(init=False)
    consent: FloatArray = field(init=False)
    monitoring: FloatArray = field(init=False)
    fee_disputes: FloatArray = field(init=False)
    fund: FloatArray = field(init=False)
    capital: FloatArray = field(init=False)
    tenant_eased: FloatArray = field(init=False)
    meeting_ease: FloatArray = field(init=False)
    group_norm: FloatArray = field(init=False)
    petition_spread: FloatArray = field(init=False)
    safer: FloatArray = field(init=False)
    cheaper_service: FloatArray = field(init=False)
    claims: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Start where the baseline stands."""
        self.reset()

    def reset(self) -> None:
        """Return every lever to the baseline."""
        each, count = self.compounds.each, self.compounds.count
        self.coordination = each("triage.coordination").copy()
        self.skill = each("mediation.skill").copy()
        self.internal_online = each("channels.cost_internal").copy()
        self.internal_offline = each("channels.cost_internal").copy()
        self.inspection = each("conversion.inspection").copy()
        self.firm_speed, self.off_agenda, self.fee_disputes = np.ones(count), np.ones(count), np.ones(count)
        (
            self.alliance, self.firm_in_queue, self.construction_at_table, self.track, self.reopen,
            self.sessions, self.helper_days, self.paid_helper_days, self.staff_days, self.staff_days_booked,
            self.yuan, self.disclosure, self.online_voting, self.online_burden, self.consent,
            self.monitoring, self.fund, self.capital, self.tenant_eased, self.meeting_ease, self.group_norm,
            self.petition_spread, self.safer, self.cheaper_service, self.claims,
        ) = np.zeros((25, count))  # fmt: skip
        self._share_duties()

    def _share_duties(self) -> None:
        """A village committee beside the residents' committee adds hands and blurs who is in charge (S2)."""
        each = self.compounds.each
        beside = each("place.village_committee")
        self.coordination *= 1.0 - beside * each("village_committee.overlap")
        share = np.minimum(1.0, self.compounds.households / each("place.committee_households"))
        self.helper_days += beside * each("village_committee.days") * share
        self.paid_helper_days += self.helper_days

    def settle(self) -> None:
        """Keep shares within 0 and 1 once every instrument has had its say."""
        for lever in (
            self.coordination,
            self.alliance,
            self.track,
            self.disclosure,
            self.skill,
            self.inspection,
            self.monitoring,
            self.tenant_eased,
            self.group_norm,
            self.petition_spread,
            self.safer,
            self.cheaper_service,
        ):
            np.clip(lever, 0.0, 1.0, out=lever)
