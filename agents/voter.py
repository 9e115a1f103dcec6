"""A household as voter and owner: elections, owners' votes, and votes on works.

What every household does in the institutions, apart from its daily life (``agents/resident.py``).
"""

from __future__ import annotations

from agents.actor import Actor, Parameter, State
from agents.column import Column, Truth, exp, logistic
from agents.dweller import Dweller
from agents.perceptions import Price, Proposal


class Voter(Dweller, Actor):
    """A household with a vote: who comes by habit (age, Party membership) and who for a reason."""

    trust_committee = State()
    trust_firm = State()
    trust_neighbours = State()
    efficacy = State()
    belonging = State()
    contacts = State()
    age = State()
    owner = State()
    party = State()
    online = State()
    present = State()

    def _if_present(self, decision: Column) -> Column:
        """The decision of a household that lives here; a landlord who lives elsewhere does nothing."""
        return decision & self.present

    vote_intercept = Parameter("votes.intercept")
    vote_age = Parameter("votes.age")
    vote_party = Parameter("votes.party")
    party_centre = Parameter("votes.party_centre")

    def _habit(self) -> Column:
        """The habit of voting, as a logit: it rises with age and Party membership (S10)."""
        return (
            self.vote_intercept
            + self.vote_age * self.age
            + self.vote_party * (self.party - self.party_centre)
        )

    vote_efficacy = Parameter("votes.efficacy")
    vote_trust = Parameter("votes.trust")
    vote_belonging = Parameter("votes.belonging")
    vote_contact = Parameter("votes.contact")
    contact_centre = Parameter("votes.contact_centre")
    efficacy_start = Parameter("population.efficacy")
    trust_committee_start = Parameter("population.trust_committee")
    belonging_start = Parameter("population.belonging")

    def _reasons(self) -> Column:
        """What it lived through since the start brings it to the vote or keeps it away, as a logit (S10)."""
        return (
            self.vote_efficacy * (self.efficacy - self.efficacy_start)
            + self.vote_trust * (self.trust_committee - self.trust_committee_start)
            + self.vote_belonging * (self.belonging - self.belonging_start)
            + self.vote_contact * (1.0 - exp(-self.contacts) - self.contact_centre)
        )

    def votes_for_committee(self, draw: Column) -> Truth:
        """Whether it votes for the residents' committee: by habit, and by what it lived through (S10)."""
        return self._if_present(draw < logistic(self._habit() + self._reasons()))

    vote_grievance = Parameter("votes.grievance")

    def votes_as_owner(self, proposal: Proposal, draw: Column) -> Truth:
        """Whether an owner votes: more where the firm disappoints, online, and by a campaign (S7, S10)."""
        drive = self.vote_grievance * (1.0 - self.trust_firm) + proposal.online_gain * self.online
        logit = self._habit() + self._reasons() + drive + proposal.campaign + proposal.shock
        return (draw < logistic(logit)) & self.owner

    vote_support = Parameter("votes.support")
    trust_neighbours_start = Parameter("population.trust_neighbours")

    def supports(self, draw: Column) -> Truth:
        """Whether an owner who votes says yes to the assembly's proposal: trust in neighbours helps (S7)."""
        return draw < logistic(self.vote_support + self.trust_neighbours - self.trust_neighbours_start)

    price_aversion = Parameter("votes.price")
    shown_books = Parameter("fee.disclosure")
    trust_firm_start = Parameter("population.trust_firm")

    def agrees_to_price(self, offer: Price, draw: Column) -> Truth:
        """Whether an owner who votes agrees to a new price: by its rise, by trust in the firm and by what the
        books show (S11).
        """
        trust = self.trust_firm - self.trust_firm_start
        books = self.shown_books * offer.disclosure
        return draw < logistic(self.vote_support + trust + books - self.price_aversion * offer.rise)

    def votes_on_works(self, draw: Column) -> Truth:
        """Whether it casts its vote when works that concern it are put to the vote: as in elections (S7)."""
        return self.votes_for_committee(draw)
