"""WeChat groups (十一个微信群): questions, news and a common norm among those who are online.

Seed: S4 (eleven groups for 3 000 households, regular disclosure). Acts on information: telling the
committee is easier for those online, they see what the whole group does and hear when something is on, and
books are open. Downside: grievance spreads in the groups as well, and signatures gather there.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class WechatGroups(Instrument):
    """Connects the online households of a compound as one group mean, never as a list of ties."""

    kind: ClassVar[str] = "wechat_groups"
    full_strength: ClassVar[Setting] = Setting("wechat_groups.strength")

    days = Setting("wechat_groups.staff_days")
    easier_online = Setting("wechat_groups.easier_online")
    norm_weight = Setting("wechat_groups.norm_weight")
    news = Setting("wechat_groups.disclosure")
    call = Setting("wechat_groups.call")
    spread = Setting("wechat_groups.spread")

    def staff_days(self) -> FloatArray:
        """Answering in the groups."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Open the groups."""
        levers.internal_online -= self.strength * self.easier_online
        levers.group_norm += self.strength * self.norm_weight
        levers.online_call += self.strength * self.call
        levers.disclosure += self.strength * self.news
        levers.disclosed_online += self.strength * self.news
        levers.petition_spread += self.strength * self.spread
