"""Cases in their files: a place with its people and shocks, a district of them, or a city of districts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenarios.city_file import city
from scenarios.compound_types import compound_type
from scenarios.contents import Ledger, given_values, items, joined, name_itself, sourced
from scenarios.demands import own_demands
from scenarios.entries import Case, District, Event, Given, Part
from scenarios.files import DataFile
from scenarios.given_people import people
from scenarios.kind_places import kind_places
from scenarios.language import _, msgid
from scenarios.left_over import left_over
from scenarios.own_kinds import INSTITUTIONS, RESIDENTS, own_kinds
from scenarios.problems import listed, nearest, number, shown
from scenarios.project import rule_files
from scenarios.rules_file import rules_of_file
from scenarios.shelf import Shelf

MOST_COMPOUNDS = 10_000
"""How many compounds a district may have; Xihu has 629."""

COUNTS = (
    ("committees", msgid("compounds")),
    ("streets", msgid("committees")),
    ("firms", msgid("compounds")),
)
"""What a district counts, and what it cannot have more of."""


def case_shelf(folder: Path, ledger: Ledger, further: Sequence[Path] = ()) -> Shelf[Case]:
    """The cases of a folder and of further files; a case that builds on another says only what differs."""
    return Shelf("cases", folder, lambda shelf, data: _case(shelf, data, ledger), further)


def _case(shelf: Shelf[Case], data: DataFile, ledger: Ledger) -> Case:
    own = shelf.is_own(data)
    content = joined(data, data.document.data, (), id=data.file.stem, file=None, type_words=None)
    if "instruments" in content:
        data.fail(("instruments",), _("belongs to a governance model; this file stands where a case should"))
    parent = _parent(shelf, data, content)
    name_itself(data, content, own, [parent.text] if parent else [])
    given = given_values(data, content.get("parameters"), ledger, own, "case")
    given = {**left_over(given, parent.parameters if parent else {}, ledger), **given}
    content["events"] = _events(data, content, parent)
    content["district"] = _district(shelf, data, content.get("district"), parent.district if parent else None)
    content["city"] = city(shelf, data, content, parent.city if parent else None, ledger)
    content |= people(shelf, data, content, parent, given, ledger)._asdict()
    content["rules"] = rules = _rules(data, content.get("rules"), parent)
    new = [kind for kind in (*rules, *rules_of_file()) if kind not in (*RESIDENTS, *INSTITUTIONS)]
    content["kinds"] = kind_places(data, content.get("kinds"), parent.kinds if parent else {}, new)
    content["demands"] = own_demands(data, content.get("demands"), parent.demands if parent else None, own)
    content |= compound_type(data, content, parent)
    return data.build(Case, content)


def _rules(data: DataFile, written: object, parent: Case | None) -> dict[str, Any]:
    """By kind of agents the file of rules that holds for it here."""
    found = dict(data.mapping(written, ("rules",))) if written is not None else {}
    kinds = (*RESIDENTS, *INSTITUTIONS, *own_kinds())
    for kind, name in found.items():
        if kind not in kinds:
            problem = _("is no kind of agents; there are: {known}", known=listed(kinds))
            data.fail(("rules", kind), problem, nearest(kind, kinds))
        known = rule_files()
        if name not in known:
            problem = (
                _("is {value}, which is no file of agents; there are: {known}")
                if known
                else _("is {value}, but there is no file of agents, neither in the project nor by --rules")
            )
            path = ("rules", kind)
            data.fail(path, problem.format(value=shown(name), known=listed(known)), nearest(str(name), known))
    return {**(parent.rules if parent else {}), **found}


def _parent(shelf: Shelf[Case], data: DataFile, content: dict[str, Any]) -> Case | None:
    if "extends" not in content:
        return None
    name = content["extends"]
    if isinstance(name, list):
        data.fail(("extends",), _("is {value}; a case builds on one other case", value=shown(name)))
    parent = shelf.named(name, data, ("extends",))
    content["extends"] = (parent.id,)
    return parent


def _events(data: DataFile, content: Mapping[str, Any], parent: Case | None) -> tuple[Event, ...]:
    if "events" not in content:
        return parent.events if parent else ()
    written = items(data, content["events"], ("events",))
    return tuple(data.build(Event, event, ("events", row)) for row, event in enumerate(written))


def _district(
    shelf: Shelf[Case], data: DataFile, written: object, parent: District | None
) -> District | None:
    """The district in the file, what it leaves out being as in the one it builds on."""
    if written is None:
        return parent
    content = dict(data.mapping(written, ("district",)))
    own = shelf.is_own(data)
    for name, _most in COUNTS:
        if name in content:
            path = ("district", name)
            content[name] = data.build(
                Given, data.mapping(sourced(data, content[name], "value", own), path), path
            )
    if "members" in content:
        content["members"] = _members(shelf, data, content["members"])
    if parent:
        content = {name: getattr(parent, name) for name in District.model_fields} | content
    district = data.build(District, content, ("district",))
    _check_counts(data, district)
    return district


def _members(shelf: Shelf[Case], data: DataFile, written: object) -> tuple[Part, ...]:
    path = ("district", "members")
    found = []
    for name, entry in data.mapping(written, path).items():
        here = (*path, name)
        case = shelf.named(name, data, here)
        if case.parts:
            data.fail(here, _("is a district itself; a district is made of compounds"))
        content = joined(data, sourced(data, entry, "count", shelf.is_own(data)), here, case=case)
        found.append(data.build(Part, content, here))
    return tuple(found)


def _check_counts(data: DataFile, district: District) -> None:
    if district.compounds > MOST_COMPOUNDS:
        problem = _(
            "has {value} compounds; the most is {bound}", value=district.compounds, bound=MOST_COMPOUNDS
        )
        data.fail(("district", "members"), problem)
    for name, most in COUNTS:
        value = getattr(district, name).value
        bound = district.compounds if most == "compounds" else district.committees.value
        path = (
            ("district", name, "value")
            if ("district", name, "value") in data.document.places
            else ("district", name)
        )
        if value != int(value):
            data.fail(path, _("is {value}; it must be a whole number", value=number(value)))
        if value < 1:
            data.fail(path, _("is {value}; the least is {bound}", value=number(value), bound=1))
        if value > bound:
            problem = _(
                "is {value}; there are only {bound} {what}",
                value=number(value),
                bound=number(bound),
                what=_(most),
            )
            data.fail(path, problem)
