"""Solicitation meetings (意见征集会): the committee asks what is wrong instead of waiting to be told.

Seed: S1. Acts on information: those who have taken part in anything lately tell what they had told nobody.
Downside: to be asked and not answered is worse than not to be asked; after some months it counts as a
failure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import FloatArray, KeyArray
from model.channels import take_in
from model.instrument import MONTHS_A_YEAR, Instrument, Setting
from model.issues import BY_COMMITTEE, OPEN
from model.streams import keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Solicitation(Instrument):
    """Asks every month, and remembers what was asked for."""

    kind: ClassVar[str] = "solicitation"
    full_strength: ClassVar[Setting] = Setting("solicitation.strength")

    days = Setting("solicitation.staff_days")
    reach = Setting("solicitation.reach")
    wait = Setting("solicitation.wait")
    disappointment = Setting("solicitation.disappointment")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin with nothing asked."""
        super().__init__(world)
        self._asked: KeyArray = np.zeros(0, dtype=np.uint64)

    def staff_days(self) -> FloatArray:
        """Meetings and minutes."""
        return self.per_committee(self.days)

    def at_intake(self) -> None:
        """Take in untold issues of households that took part in something in the last year."""
        issues, h = self.world.issues, self.world.households
        untold = np.flatnonzero(issues.is_in(OPEN))
        untold = untold[h.months_idle[issues.reporter[untold]] < MONTHS_A_YEAR]
        tells = (
            uniform(issues.key[untold], "asked", self.world.month)
            < (self.strength * self.reach)[issues.compound[untold]]
        )
        self._asked = np.concatenate((self._asked, self._identity()[untold[tells]]))
        take_in(self.world, untold[tells], BY_COMMITTEE)

    def at_trust(self) -> None:
        """What was asked for and is still open after the wait counts, once, as a failure in part."""
        issues, world = self.world.issues, self.world
        identity = self._identity()
        asked = issues.pending() & np.isin(identity, self._asked)
        late = np.flatnonzero(asked & (world.month - issues.reported >= self.wait[issues.compound]))
        world.experience(issues.reporter[late], 0.0, self.disappointment[issues.compound[late]])
        asked[late] = False
        self._asked = identity[asked]

    def _identity(self) -> KeyArray:
        """Tell issues apart, those of twin compounds (one seed) too."""
        return keys(self.world.issues.key, self.world.issues.compound)
