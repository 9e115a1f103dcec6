"""Rules of residents as another theory would have them: a class for each, which every kind then begins with.

Invariant: a rule here is code beside the model, never in it; the model knows of none of these classes. Where
a number stands in such a rule, and not in the ledger, its source stands beside it.
"""

import numpy as np

from agents.actor import Parameter
from agents.column import Column, Truth, exp, log
from agents.perceptions import Crowd, Meeting
from agents.resident import Resident
from model.population import KINDS

type Kinds = tuple[tuple[str, type[Resident]], ...]


def for_everyone(rule: type[Resident]) -> Kinds:
    """Every kind of residents with the rules of this class before its own."""
    return tuple((name, _before(rule, kind)) for name, kind in KINDS.items())


def _before(rule: type[Resident], kind: type[Resident]) -> type[Resident]:
    text = f"{kind.__doc__} {rule.__doc__}"
    return type(f"{rule.__name__}{kind.__name__}", (rule, kind), {"__doc__": text, "__module__": __name__})


class Rounded(Resident):
    """A household that signs by whole contacts for each active neighbour (Wilensky 2004)."""

    def joins_petition(self, crowd: Crowd, draw: Column) -> Truth:
        """Whether it signs, where only whole contacts for each active neighbour count.

        The model as built lets futility fall smoothly with every neighbour who signs (Epstein 2002); here the
        ratio is rounded down, so one neighbour more may tip it all at once.
        """
        known = np.floor((self.contacts + self.staff_tie) / (1.0 + crowd.neighbours_active))
        drive = self.grievance * crowd.salience - draw * (1.0 - exp(-self.futility * known))
        return (drive > self.petition_threshold) & (crowd.share_active >= self.threshold) & self.present


ROUNDED = for_everyone(Rounded)

SEEN_AT_LEAST = 0.01
"""Share of active neighbours below which nobody tells the difference, so that the logarithm stays finite.

Assumption: one neighbour in a hundred, fewer than anybody sees.
"""

HALF_FELT = 4.0
"""Acquaintances at which half of the example is felt.

Assumption: plausible from 1 to 10; what grows with density is W79's finding, not the size.
"""


class ByRatio(Resident):
    """A household that feels its neighbours' example in ratios: twice as many move it by the same amount,
    however many they were, and the more, the denser its compound's ties.

    The model as built adds the share itself: ten in a hundred more count alike at any level.
    """

    acquaintances = Parameter("ties.degree")

    def takes_part(self, meeting: Meeting, draw: Column) -> Truth:
        """Whether it takes part, where d/(d + 4) · ln((m + .01) / (centre + .01)) stands for m − centre."""
        felt = self.acquaintances / (self.acquaintances + HALF_FELT)
        usual = self.participation_norm_centre
        ratio = log((meeting.norm + SEEN_AT_LEAST) / (usual + SEEN_AT_LEAST))
        return Resident.takes_part(self, meeting._replace(norm=usual + felt * ratio), draw)


BY_RATIO = for_everyone(ByRatio)
