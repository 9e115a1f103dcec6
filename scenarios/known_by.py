"""Who can answer for a parameter of the ledger: residents, committee, property firm or street office.

Invariant: every section of gongzhi's ledger is named once; what a project adds is for the committee to answer
unless it is among these.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from scenarios.files import open_data

FILE = Path(__file__).with_name("known_by.yaml")

Knower = Literal["residents", "committee", "firm", "street"]
KNOWERS: tuple[Knower, ...] = get_args(Knower)


def known_by(key: str) -> Knower:
    """Who can answer for the parameter with that key."""
    found = table()
    return found.get(key) or found.get(key.partition(".")[0]) or "committee"


@cache
def table() -> Mapping[str, Knower]:
    """By section, or by parameter where that differs; ScenarioError if the file names one twice."""
    data = open_data(FILE)
    content = data.mapping(data.document.data)
    found: dict[str, Knower] = {}
    for part in ("sections", "parameters"):
        for knower in KNOWERS:
            for place, name in enumerate(content[part][knower]):
                if name in found:
                    data.fail((part, knower, place), f"is {name}, which is named twice")
                found[str(name)] = knower
    return found
