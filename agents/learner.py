"""What a household makes of what it lives through: trust, efficacy, belonging, its neighbours' example, what
it gave, and whom it remembers.

What it does is in ``agents/resident.py``, and in ``agents/voter.py`` as a voter and owner.
"""

from __future__ import annotations

from agents.actor import Parameter, State
from agents.column import Amount, Column, Share, clip, log
from agents.perceptions import Experience, Feeling, Meeting
from agents.voter import Voter


class Learner(Voter):
    """A household that learns from its months."""

    cross_ties = State()
    perceived_norm = State()
    given = State()

    trust_gain = Parameter("trust.gain")
    trust_loss = Parameter("trust.loss")
    waiting = Parameter("wait.loss")
    trust_procedure = Parameter("trust.procedure")
    trust_contact = Parameter("trust.contact")
    trust_drift = Parameter("trust.drift")

    def trusts(self, lived: Experience) -> tuple[Share, Share]:
        """Trust in committee and firm after this month: lost faster than won; waiting wears it down (S9)."""
        committee, firm = self.trust_committee, self.trust_firm
        let_down = lived.committee_lost + self.waiting * lived.committee_late
        let_down_by_firm = lived.firm_lost + self.waiting * lived.firm_late
        change = (
            (self.trust_gain * lived.committee_won + self.trust_contact * lived.contacts) * (1.0 - committee)
            - (self.trust_loss * let_down + self.trust_procedure * lived.unfair) * committee
            + self.trust_drift * (self.trust_committee_start - committee)
        )
        change_firm = (
            self.trust_gain * lived.firm_won * (1.0 - firm)
            - self.trust_loss * let_down_by_firm * firm
            + self.trust_drift * (self.trust_firm_start - firm)
        )
        return clip(committee + change, 0.0, 1.0), clip(firm + change_firm, 0.0, 1.0)

    def trusts_neighbours(self, feeling: Feeling) -> Share:
        """Trust in neighbours: meeting them at events helps, the rest fades to where it was (S9)."""
        trust = self.trust_neighbours
        met = self.trust_contact * feeling.events * (1.0 - trust)
        back = self.trust_drift * (self.trust_neighbours_start - trust)
        return clip(trust + met + back, 0.0, 1.0)

    efficacy_rate = Parameter("participation.efficacy_rate")

    def learns(self, tried: Column, success: Column) -> Share:
        """Efficacy moves toward what the household's own attempt came to (Hipp 2016; S10)."""
        return self.efficacy + self.efficacy_rate * tried * (success - self.efficacy)

    belonging_cross_ties = Parameter("belonging.cross_tie")
    belonging_won = Parameter("belonging.won")
    belonging_event = Parameter("belonging.event")
    belonging_drift = Parameter("belonging.drift")

    def belongs(self, feeling: Feeling) -> Share:
        """Belonging grows with ties across groups, events and issues won, and slowly falls back (S13)."""
        more = (
            self.belonging_cross_ties * self.cross_ties
            + self.belonging_won * feeling.won
            + self.belonging_event * feeling.events
        )
        back = self.belonging_drift * (self.belonging_start - self.belonging)
        return clip(self.belonging + more * (1.0 - self.belonging) + back, 0.0, 1.0)

    norm_speed = Parameter("participation.norm_speed")

    def perceives(self, neighbours: Column) -> Share:
        """How many take part, as it seems: mostly what it saw before, in part what it saw last (S10)."""
        return self.perceived_norm + self.norm_speed * (neighbours - self.perceived_norm)

    participation_norm = Parameter("participation.norm")
    participation_norm_centre = Parameter("participation.norm_centre")
    participation_norm_least = Parameter("participation.norm_least")
    participation_density = Parameter("participation.density")

    def _follows(self, meeting: Meeting) -> Column:
        """The neighbours' example as a logit: by ratio, and felt more by who knows many (W79)."""
        felt = meeting.acquaintances / (meeting.acquaintances + self.participation_density)
        usual = self.participation_norm_centre + self.participation_norm_least
        return self.participation_norm * felt * log((meeting.norm + self.participation_norm_least) / usual)

    tiring_kept = Parameter("tiring.kept")

    def tires(self, gave: Column) -> Amount:
        """What it gave lately, sessions sat in and months served: part fades, this month adds (S10)."""
        return self.tiring_kept * self.given + gave

    contact_memory = Parameter("petitions.memory")

    def remembers(self, met: Column) -> Amount:
        """Institutional contacts remembered: last month's fade, new ones add (S14)."""
        return self.contact_memory * self.contacts + met
