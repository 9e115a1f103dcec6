"""老年租户的困难 / hardship of elderly tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import FloatArray
from model.outcome import Outcome, by_compound

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

ELDERLY = 0


class ElderlyTenantHardship(Outcome):
    """95th percentile of the hardship of elderly tenants, mean of the last twelve months."""

    # 这些必须是直接写出的值 / these must be plain values
    name: ClassVar[str | dict[str, str]] = {
        "zh": "老年租户困难（95 分位）",
        "en": "hardship of elderly tenants (p95)",
    }
    unit = "0 to 1"
    direction = -1  # 1 越多越好，-1 越少越好，0 无所谓 / 1 more is better, -1 less is, 0 neither
    smallest = 0.02  # 多大差别才算要紧 / the smallest difference that matters

    def month(self, world: Neighbourhood) -> FloatArray:
        """Give one number a compound; read the world and never write. 每个小区一个数；只读不写。"""
        h = world.households
        rows = (h.group == ELDERLY) & ~h.owner & h.present
        return by_compound(world, rows, lambda mine: float(np.percentile(h.hardship[mine], 95)))
