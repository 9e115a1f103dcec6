"""信任的两极分化 / polarisation of trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import FloatArray
from model.outcome import Outcome, by_compound

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class TrustPolarisation(Outcome):
    """How far trust in the committee is split: 0 all alike, 1 half trusts wholly and half not at all."""

    name: ClassVar[str | dict[str, str]] = {"zh": "信任两极分化", "en": "polarisation of trust"}
    unit = "0 to 1"
    direction = -1
    smallest = 0.01

    def month(self, world: Neighbourhood) -> FloatArray:
        """Four times the variance of trust, a compound at a time. 信任方差的四倍，逐个小区。"""
        h = world.households
        return by_compound(world, h.present, lambda mine: 4.0 * float(np.var(h.trust_committee[mine])))

    def run(self, months: FloatArray) -> FloatArray:
        """The last month; without this method it were the mean of the last twelve. 取最后一个月。"""
        return months[:, -1]
