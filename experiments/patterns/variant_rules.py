"""Rules of residents as another theory would have them: a class for each, which every kind then begins with.

Invariant: a rule here is code beside the model, never in it; the model knows of none of these classes. Where
a number stands in such a rule, and not in the ledger, its source stands beside it.
"""

import numpy as np

from agents.actor import Actor
from agents.column import Column, Truth, exp
from agents.perceptions import Crowd, Meeting
from agents.resident import Resident
from model.kinds import before_each_kind

type Kinds = tuple[tuple[str, type[Actor]], ...]


def for_everyone(rule: type[Resident]) -> Kinds:
    """Every kind of residents with the rules of this class before its own."""
    return tuple(before_each_kind(rule).items())


class Rounded(Resident):
    """A household that signs by whole contacts for each active neighbour (Wilensky 2004)."""

    def joins_petition(self, crowd: Crowd, draw: Column) -> Truth:
        """Whether it signs, where only whole contacts for each active neighbour count.

        The model as built lets reluctance fall smoothly with every neighbour who signs (Epstein 2002); here
        the ratio is rounded down, so one neighbour more may tip it all at once.
        """
        known = np.floor((self.contacts + self.staff_tie) / (1.0 + crowd.neighbours_active))
        drive = self.grievance * crowd.salience - draw * (1.0 - exp(-self.futility * known))
        return (drive > self.petition_threshold) & (crowd.share_active >= self.threshold) & self.present


ROUNDED = for_everyone(Rounded)

A_WHOLE_NEIGHBOURHOOD = 2.0
"""Logit by which a household takes part more whose neighbours all do than one none of whose neighbours does.

Assumption: the size of the first version; W85 gives the sign.
"""


class ByDifference(Resident):
    """A household that feels its neighbours' example in differences: ten in a hundred more move it by the
    same amount at any level, whomever it knows.

    The model as built takes the ratio, felt more by who knows many.
    """

    def _follows(self, meeting: Meeting) -> Column:
        """The neighbours' example as a logit: its distance from the usual share."""
        return A_WHOLE_NEIGHBOURHOOD * (meeting.norm - self.participation_norm_centre)


BY_DIFFERENCE = for_everyone(ByDifference)
