"""Rules of residents as another theory would have them, one class for each kind that decides by it.

Invariant: a rule here is code beside the model, never in it; the model knows of none of these classes. Where
a number stands in such a rule, and not in the ledger, its source stands beside it.
"""

import numpy as np

from agents.actor import Parameter
from agents.column import Column, Truth, exp, log
from agents.elderly import ElderlyResident
from agents.established import EstablishedResident
from agents.landlord import GroundFloorLandlord
from agents.perceptions import Crowd, Meeting
from agents.resident import Resident
from agents.young import YoungNewcomer

type Kinds = tuple[tuple[str, type[Resident]], ...]


def joins_by_whole_contacts(self: Resident, crowd: Crowd, draw: Column) -> Truth:
    """Whether the household signs, where only whole contacts for each active neighbour count (Wilensky 2004).

    The model as built lets futility fall smoothly with every neighbour who signs (Epstein 2002); here the
    ratio is rounded down, so one neighbour more may tip it all at once.
    """
    known = np.floor((self.contacts + self.staff_tie) / (1.0 + crowd.neighbours_active))
    drive = self.grievance * crowd.salience - draw * (1.0 - exp(-self.futility * known))
    return (drive > self.petition_threshold) & (crowd.share_active >= self.threshold) & self.present


class RoundedElderly(ElderlyResident):
    """An elderly household with rounded activation."""

    joins_petition = joins_by_whole_contacts


class RoundedEstablished(EstablishedResident):
    """A middle-aged household with rounded activation."""

    joins_petition = joins_by_whole_contacts


class RoundedYoung(YoungNewcomer):
    """A young household with rounded activation."""

    joins_petition = joins_by_whole_contacts


class RoundedLandlord(GroundFloorLandlord):
    """A ground-floor landlord with rounded activation."""

    joins_petition = joins_by_whole_contacts


ROUNDED: Kinds = (
    ("elderly", RoundedElderly),
    ("established", RoundedEstablished),
    ("young", RoundedYoung),
    ("landlord", RoundedLandlord),
)

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


class ElderlyByRatio(ByRatio, ElderlyResident):
    """An elderly household that feels the example in ratios."""


class EstablishedByRatio(ByRatio, EstablishedResident):
    """A middle-aged household that feels the example in ratios."""


class YoungByRatio(ByRatio, YoungNewcomer):
    """A young household that feels the example in ratios."""


class LandlordByRatio(ByRatio, GroundFloorLandlord):
    """A ground-floor landlord who feels the example in ratios."""


BY_RATIO: Kinds = (
    ("elderly", ElderlyByRatio),
    ("established", EstablishedByRatio),
    ("young", YoungByRatio),
    ("landlord", LandlordByRatio),
)
