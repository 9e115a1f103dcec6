"""楼门长：每个单元一名，受过培训，帮邻居把纠纷说开。作用于调解本领；要花工日和补贴。

Stairwell captains: one a stairwell, trained to talk quarrels over. Acts on mediation; costs days and money.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class StairwellCaptains(Instrument):
    """Raises the skill of mediation, by strength. 按力度提高调解本领。"""

    kind: ClassVar[str] = "stairwell_captains"  # 与文件名相同 / the name of this file
    full_strength: ClassVar[Setting] = Setting("stairwell_captains.strength")
    trained = Setting("stairwell_captains.trained")
    days = Setting("stairwell_captains.staff_days")
    allowance = Setting("stairwell_captains.allowance")

    def staff_days(self) -> FloatArray:
        """Days a month. 每月工日。"""
        return self.per_thousand(self.days)

    def yuan(self) -> FloatArray:
        """Money a month. 每月花费。"""
        return self.per_thousand(self.allowance)

    def set_up(self, levers: Levers) -> None:
        """Move levers and never an outcome. 只动杠杆，不碰结果。"""
        levers.skill += self.trained * self.strength
