"""Who can answer for a parameter of the ledger: residents, committee, property firm or street office; or
nobody, where it can only be estimated from records or a survey.

Invariant: every section of gongzhi's ledger is named once; what a project adds is for the committee to answer
unless it is among these.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from scenarios import read
from scenarios.files import open_data

FILE = Path(__file__).with_name("known_by.yaml")

Knower = Literal["residents", "committee", "firm", "street", "records"]
KNOWERS: tuple[Knower, ...] = get_args(Knower)


def known_by(key: str) -> Knower:
    """Who can answer for the parameter with that key."""
    parameters, units, sections = (table(part) for part in ("parameters", "units", "sections"))
    entry = read.ledger().get(key)
    by_unit = units.get(entry.unit) if entry else None
    return parameters.get(key) or by_unit or sections.get(key.partition(".")[0]) or "committee"


@cache
def table(part: Literal["sections", "units", "parameters"]) -> Mapping[str, Knower]:
    """By section, unit or parameter; ScenarioError if the file names one twice."""
    data = open_data(FILE)
    content = data.mapping(data.document.data)[part]
    found: dict[str, Knower] = {}
    for knower in KNOWERS:
        for place, name in enumerate(content.get(knower, ())):
            if name in found:
                data.fail((part, knower, place), f"is {name}, which is named twice")
            found[str(name)] = knower
    return found
