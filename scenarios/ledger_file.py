"""The ledger in its file, and what a project adds to it.

Invariant: what comes with gongzhi says everything of itself; a number of somebody's own needs a default and a
range, wherever it stands, and where it names no source it is an idea of its author's.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.contents import NO_UNIT, Ledger, joined, out_of, unfit
from scenarios.entries import Parameter, Section
from scenarios.files import DataFile, KeyPath, open_data
from scenarios.fixed import Fixed
from scenarios.language import _
from scenarios.ledger_entry import LedgerEntry
from scenarios.problems import number
from scenarios.project_folder import PACKAGES
from scenarios.shipped import is_shipped
from scenarios.words import in_one_language

STRENGTH = "strength"
OWN_IDEA = "own idea"
"""The source of a number of the user's own that names no other."""


def read_ledger(file: Path) -> Ledger:
    """The ledger in `file`; a section that does not come with gongzhi may say as little as a project's."""
    data = open_data(file)
    parameters: dict[str, Parameter] = {}
    sections: dict[str, Section] = {}
    for section, entries in data.mapping(data.document.data).items():
        block = data.mapping(entries, (section,))
        own = not is_shipped("sections", section)
        sections[section] = _own_section(data, section, block) if own else _section(data, section, block)
        for name, entry in block.items():
            if name != "about":
                said = _own_entry(data, entry, (section, name)) if own or _is_idea(entry) else entry
                parameters[f"{section}.{name}"] = _parameter(data, said, (section, name), sections[section])
    return Ledger(Fixed(parameters), Fixed(sections))


def _section(data: DataFile, section: str, block: Mapping[str, Any]) -> Section:
    about = data.part(block, "about", (section,))
    content = joined(data, about, (section, "about"), id=section, instrument=STRENGTH in block)
    return data.build(Section, content, (section, "about"))


def _is_idea(entry: object) -> bool:
    """Whether somebody's own idea is added to a section of gongzhi's."""
    return isinstance(entry, Mapping) and entry.get("source") == OWN_IDEA


def is_own(parameter: Parameter) -> bool:
    """Whether a parameter is somebody's own, in a project or in gongzhi's own ledger."""
    return parameter.source == OWN_IDEA or not is_shipped("sections", parameter.key.partition(".")[0])


def with_further(shipped: Ledger, file: Path) -> Ledger:
    """The shipped ledger with the entries of a project's; ScenarioError if one of these is in it already.

    A number of one's own needs a default and a range; where it has no source, it is an idea of its author's.
    """
    data = open_data(file)
    if data.document.data is None:
        return shipped
    parameters, sections = dict(shipped.parameters), dict(shipped.sections)
    for section, entries in data.mapping(data.document.data).items():
        block = data.mapping(entries, (section,))
        if section not in shipped.sections:
            sections[section] = _own_section(data, section, block)
            _check_code(data, section, block)
        elif "about" in block or STRENGTH in block:
            key = "about" if "about" in block else STRENGTH
            data.fail((section, key), _("is gongzhi's own section; a project adds further keys to it"))
        for name, entry in block.items():
            if name == "about":
                continue
            if f"{section}.{name}" in shipped.parameters:
                data.fail((section, name), _("is in gongzhi's ledger already; give it another name"))
            own = _own_entry(data, entry, (section, name))
            parameters[f"{section}.{name}"] = _parameter(data, own, (section, name), sections[section])
    further = frozenset(parameters.keys() - shipped.parameters.keys())
    return Ledger(Fixed(parameters), Fixed(sections), further)


def _check_code(data: DataFile, section: str, block: Mapping[str, Any]) -> None:
    code = f"{PACKAGES['model.instruments']}/{section}.py"
    if STRENGTH in block and not (data.file.parent / code).is_file():
        data.fail((section, STRENGTH), _("makes this an instrument, and there is no {file}", file=code))


def _own_section(data: DataFile, section: str, block: Mapping[str, Any]) -> Section:
    instrument = STRENGTH in block
    about = dict(data.mapping(block.get("about") or {}, (section, "about")))
    about.setdefault("name", section)
    about.setdefault("text", about["name"])
    about.setdefault("set_by", "governance" if instrument else "either")
    about |= {key: in_one_language(about[key]) for key in ("name", "text")}
    content = joined(data, about, (section, "about"), id=section, instrument=instrument)
    return data.build(Section, content, (section, "about"))


def _own_entry(data: DataFile, entry: object, path: KeyPath) -> dict[str, Any]:
    content = dict(data.mapping(entry, path))
    content.setdefault("name", str(path[-1]))
    content.setdefault("text", content["name"])
    content.setdefault("unit", NO_UNIT)
    content.setdefault("source", OWN_IDEA)
    content.setdefault("grade", "assumption")
    return content | {key: in_one_language(content[key]) for key in ("name", "text")}


def _parameter(data: DataFile, entry: object, path: tuple[str, str], section: Section) -> Parameter:
    parameter = data.build(LedgerEntry, data.mapping(entry, path), path).parameter(".".join(path), section)
    low, high = parameter.low, parameter.high
    if low > high:
        data.fail((*path, "range"), _("runs from {low} down to {high}", low=number(low), high=number(high)))
    if not parameter.least <= low <= high <= parameter.most:
        data.fail((*path, "possible"), _("must hold the whole of the plausible range"))
    of_types = [(("by_type", kind), value) for kind, value in parameter.by_type.items()]
    for name, value in ((("default",), parameter.default), (("range",), low), (("range",), high), *of_types):
        if problem := out_of(parameter, value, low, high) or unfit(parameter, value):
            data.fail((*path, *name), problem)
    if low <= 0 and parameter.prior == "log-uniform":
        data.fail((*path, "range"), _("must start above 0 for a log-uniform prior"))
    return parameter
