"""A household as voter and owner: elections, owners' votes, and votes on works.

What every household does in the institutions, apart from its daily life (``agents/resident.py``).
"""

from __future__ import annotations

from agents.actor import Actor, Parameter, State
from agents.column import Column, Truth, logistic
from agents.perceptions import Proposal


class Voter(Actor):
    """A household with a vote: who comes by habit (age, Party membership) and who for a reason."""

    trust_firm = State()
    trust_neighbours = State()
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

    def votes_for_committee(self, draw: Column) -> Truth:
        """Whether it votes for the residents' committee: by habit alone (S10)."""
        return self._if_present(draw < logistic(self._habit()))

    vote_grievance = Parameter("votes.grievance")

    def votes_as_owner(self, proposal: Proposal, draw: Column) -> Truth:
        """Whether an owner joins in a vote: more where the firm disappoints, and online (S7, S10)."""
        habit = self._habit()
        drive = self.vote_grievance * (1.0 - self.trust_firm) + proposal.online_gain * self.online
        return (draw < logistic(habit + drive + proposal.shock)) & self.owner

    vote_support = Parameter("votes.support")
    trust_neighbours_start = Parameter("population.trust_neighbours")

    def supports(self, draw: Column) -> Truth:
        """Whether an owner who votes says yes to the assembly's proposal: trust in neighbours helps (S7)."""
        return draw < logistic(self.vote_support + self.trust_neighbours - self.trust_neighbours_start)

    def votes_on_works(self, draw: Column) -> Truth:
        """Whether it casts its vote when works that concern it are put to the vote: by habit (S7)."""
        return self.votes_for_committee(draw)
