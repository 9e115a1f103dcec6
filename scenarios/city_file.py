"""A city in the file of a case: districts by name, how many of each are alike, how staff and money are shared
out between them, and when a governance model begins in which.

Invariant: a city is made of districts that share nothing while they run, so each is a case of a district.
"""

import json
from collections.abc import Mapping
from typing import Any

from scenarios.contents import Ledger, given_values, joined
from scenarios.entries import Case, City, CityPart, Stages
from scenarios.files import DataFile
from scenarios.language import _
from scenarios.shelf import Shelf
from scenarios.words import in_one_language

MOST_DISTRICTS = 1_000
"""How many districts a city may have."""


def city(
    shelf: Shelf[Case], data: DataFile, content: Mapping[str, Any], parent: City | None, ledger: Ledger
) -> City | None:
    """The city in the file, what it leaves out being as in the one it builds on; None if it is none.

    ScenarioError if the file says that it is a district too, or names what cannot be a district of it.
    """
    written = content.get("city")
    if written is None and parent is None:
        return None
    if content["district"] is not None:
        data.fail(("district",), _("stands beside a city; a case is a district or a city of districts"))
    if written is None:
        return parent
    found = dict(data.mapping(written, ("city",)))
    if "districts" in found:
        found["districts"] = _districts(shelf, data, found["districts"], ledger)
    if "stages" in found:
        found["stages"] = _stages(data, found["stages"], shelf.is_own(data))
    if parent:
        found = {name: getattr(parent, name) for name in City.model_fields} | found
    made = data.build(City, found, ("city",))
    if made.count > MOST_DISTRICTS:
        problem = _("has {value} districts; the most is {bound}", value=made.count, bound=MOST_DISTRICTS)
        data.fail(("city", "districts"), problem)
    return made


def _districts(shelf: Shelf[Case], data: DataFile, written: object, ledger: Ledger) -> dict[str, CityPart]:
    path = ("city", "districts")
    named = data.mapping(written, path)
    for name in named:
        if not (name.strip() and name.isprintable()):
            problem = _(
                "names a district {name}; a name is one line and not empty",
                name=json.dumps(name, ensure_ascii=False),
            )
            data.fail(path, problem)
    return {name: _part(shelf, data, name, entry, ledger) for name, entry in named.items()}


def _part(shelf: Shelf[Case], data: DataFile, name: str, entry: object, ledger: Ledger) -> CityPart:
    here, own = ("city", "districts", name), shelf.is_own(data)
    content = dict(data.mapping(entry, here))
    if "case" not in content:
        data.fail((*here, "case"), _("is missing"))
    case = shelf.named(content["case"], data, (*here, "case"))
    if case.district is None:
        problem = _("is a city itself") if case.city else _("is a single compound")
        data.fail((*here, "case"), _("{problem}; a city is made of districts", problem=problem))
    values = content.get("parameters")
    content["parameters"] = given_values(data, values, ledger, own, "case", (*here, "parameters"))
    content["case"] = case
    content["name"] = content.get("name", name if own else None)
    if own:
        _assume(data, content)
        content["name"] = in_one_language(content["name"])
    return data.build(CityPart, joined(data, content, here), here)


def _stages(data: DataFile, written: object, own: bool) -> Stages:
    here = ("city", "stages")
    content = dict(data.mapping(written, here))
    if own:
        _assume(data, content)
    return data.build(Stages, joined(data, content, here), here)


def _assume(data: DataFile, content: dict[str, Any]) -> None:
    """What a file of the user's own gives is an assumption, unless it says more."""
    content.setdefault("grade", "assumption")
    content.setdefault("source", f"assumption: given in {data.file.name}")
