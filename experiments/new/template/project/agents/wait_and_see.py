"""老人先看后动：熟人里没有几个去，自己也不去。

The elderly wait and see: where hardly anybody they know takes part, they stay at home.
"""

from __future__ import annotations

from agents.actor import Parameter
from agents.column import Column, Truth
from agents.elderly import ElderlyResident
from agents.perceptions import Meeting
from agents.table import one_by_one


class WaitAndSee(ElderlyResident):
    """As the elderly are, but for one rule. 其余与自带的老人相同。"""

    # 这个数在 parameters.yaml 里 / this number stands in parameters.yaml
    least = Parameter("wait_and_see.least")

    @one_by_one  # 逐户来问，可以写 if / asked household by household, so that `if` will do
    def takes_part(self, meeting: Meeting, draw: Column) -> Truth:
        """Take part as usual, if enough of those one knows do. 熟人里去的够多，才照常决定。"""
        if meeting.norm < self.least:
            return False
        return super().takes_part(meeting, draw)
