"""The moment that is being watched: which side, and which month of it."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["a", "b"]
SIDES: tuple[Side, Side] = ("a", "b")


@dataclass
class Moment:
    """Which side lives just now (None: nobody whom the audit follows), and in which month (None: it is being
    built).
    """

    side: Side | None = None
    month: int | None = None
