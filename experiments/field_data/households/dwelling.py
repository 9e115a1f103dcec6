"""Where somebody lives, as people write it: `1-2-301`, `3栋2单元301室`, or in columns of their own.

Invariant: the same dwelling, however written, has the same name.
"""

import re
from typing import NamedTuple

_BETWEEN = re.compile(r"(?:号楼|楼栋|单元|[栋幢座楼层梯室号房户#\-－—–_/、,，\s])+")
MOST_FLOOR = 99


class Dwelling(NamedTuple):
    """A dwelling; empty where a part is not known, floor 0."""

    building: str = ""
    stairwell: str = ""
    floor: int = 0
    door: str = ""

    @property
    def name(self) -> str:
        """What tells it from all others, without the floor, which the door says or nobody asks for."""
        return "-".join(part for part in (self.building, self.stairwell, self.door) if part)

    def order(self) -> tuple[tuple[tuple[int, int, str], ...], ...]:
        """What dwellings are sorted by: numbers as numbers, then words."""
        return tuple(_natural(part) for part in (self.building, self.stairwell, str(self.floor), self.door))


def dwelling_in(text: str) -> Dwelling | None:
    """The dwelling that an address names; None if it names no door."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    match parts:
        case [door]:
            return Dwelling(door=door, floor=floor_of(door))
        case [building, door]:
            return Dwelling(building, door=door, floor=floor_of(door))
        case [building, stairwell, door]:
            return Dwelling(building, stairwell, floor_of(door), door)
        case [building, stairwell, floor, door] if floor.isdigit() and 1 <= int(floor) <= MOST_FLOOR:
            return Dwelling(building, stairwell, int(floor), door)
        case _:
            return None


def floor_of(door: str) -> int:
    """The floor that a door of three or four digits is on, `301` on the third; 0 if it does not say."""
    found = re.fullmatch(r"(\d{1,2})\d{2}[a-zA-Z]?", door)
    return int(found[1]) if found else 0


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text)
    )
