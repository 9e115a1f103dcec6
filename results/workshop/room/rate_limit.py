"""How often the voting page may be asked: by one address, and by all together.

Invariant: no more addresses are remembered than there are phones in any room, and one that asks too often
uses up nothing of what the others may.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

type Clock = Callable[[], float]


class Rate(NamedTuple):
    """So many requests a second, and so many at once."""

    a_second: float
    at_once: int


OF_ONE, OF_ALL = Rate(20, 200), Rate(100, 1000)
"""A room of sixty behind one router asks some twenty times a second, and opens its page at once."""

MOST_ADDRESSES = 2000


class Bucket:
    """What may be asked still: it fills by the rate, up to what may come at once."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate, self._left, self._at = rate, float(rate.at_once), now

    def takes(self, now: float) -> bool:
        """Whether one more request is allowed now, in seconds of the clock; it is taken if so."""
        since = max(0.0, now - self._at)
        self._left, self._at = min(self._rate.at_once, self._left + since * self._rate.a_second), now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class RateLimit:
    """Counts requests by address and in all; `clock` tells seconds."""

    def __init__(self, clock: Clock, of_one: Rate = OF_ONE, of_all: Rate = OF_ALL) -> None:
        self._clock, self._of_one = clock, of_one
        self._all = Bucket(of_all, clock())
        self._known: OrderedDict[str, Bucket] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Whether that address may be answered once more."""
        now = self._clock()
        bucket = self._known.pop(address, None) or Bucket(self._of_one, now)
        self._known[address] = bucket
        if len(self._known) > MOST_ADDRESSES:
            self._known.popitem(last=False)
        return bucket.takes(now) and self._all.takes(now)
