"""What the files of a folder hold, checked: ledger, cases, governance models, issues, outcomes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scenarios.entries import (
    Adopted,
    Case,
    Event,
    Fixed,
    Given,
    Governance,
    IssueKind,
    LedgerEntry,
    OutcomeEntry,
    Parameter,
    Section,
)
from scenarios.files import DataFile, KeyPath, open_data
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest, number, shown

STRENGTH, NO_UNIT = "strength", "none"


class Ledger(NamedTuple):
    """The parameters by key and the sections they stand in."""

    parameters: Mapping[str, Parameter]
    sections: Mapping[str, Section]


def read_ledger(file: Path) -> Ledger:
    """The ledger in `file`."""
    data = open_data(file)
    parameters: dict[str, Parameter] = {}
    sections: dict[str, Section] = {}
    for section, entries in data.mapping(data.document.data).items():
        block = data.mapping(entries, (section,))
        about = data.part(block, "about", (section,))
        content = _joined(data, about, (section, "about"), id=section, instrument=STRENGTH in block)
        sections[section] = data.build(Section, content, (section, "about"))
        for name, entry in block.items():
            if name != "about":
                parameters[f"{section}.{name}"] = _parameter(data, entry, (section, name))
    return Ledger(Fixed(parameters), Fixed(sections))


def _joined(data: DataFile, written: object, path: KeyPath, **given: object) -> dict[str, Any]:
    """What the file says together with what follows from its place, which it may not say itself."""
    content = data.mapping(written, path)
    for name in given:
        if name in content:
            data.fail((*path, name), _("must not be written; it follows from the place in the file"))
    return content | given


def _parameter(data: DataFile, entry: object, path: tuple[str, str]) -> Parameter:
    parameter = data.build(LedgerEntry, data.mapping(entry, path), path).parameter(".".join(path))
    low, high = parameter.low, parameter.high
    if low > high:
        data.fail((*path, "range"), _("runs from {low} down to {high}", low=number(low), high=number(high)))
    for name, value in (("default", parameter.default), ("range", low), ("range", high)):
        if problem := unfit(parameter, value):
            data.fail((*path, name), problem)
    if low <= 0 and parameter.prior == "log-uniform":
        data.fail((*path, "range"), _("must start above 0 for a log-uniform prior"))
    return parameter


def unfit(parameter: Parameter, value: float) -> str:
    """What is wrong with a value of that parameter, as the end of a sentence; empty if nothing is."""
    if not parameter.low <= value <= parameter.high:
        bounds = {"value": number(value), "low": number(parameter.low), "high": number(parameter.high)}
        if parameter.unit == NO_UNIT:
            return _("= {value} is out of range; allowed is {low} to {high}", **bounds)
        unit = _(parameter.unit)
        return _("= {value} is out of range; allowed is {low} to {high} ({unit})", **bounds, unit=unit)
    if parameter.kind == "flag" and value not in (0, 1):
        return _("= {value} must be 0 or 1", value=number(value))
    if parameter.kind == "whole" and value != int(value):
        return _("= {value} must be a whole number", value=number(value))
    return ""


def read_cases(folder: Path, ledger: Ledger) -> Mapping[str, Case]:
    """The cases of a folder by id, the name of the file."""
    return Fixed({file.stem: _case(open_data(file), ledger) for file in _files(folder)})


def _case(data: DataFile, ledger: Ledger) -> Case:
    content = _joined(data, data.document.data, (), id=data.file.stem)
    content["parameters"] = _given(data, content.get("parameters"), ledger)
    events = _items(data, content.pop("events", None), ("events",))
    content["events"] = tuple(data.build(Event, event, ("events", row)) for row, event in enumerate(events))
    content["aliases"] = _items(data, content.pop("aliases", None), ("aliases",))
    return data.build(Case, content)


def _given(data: DataFile, values: object, ledger: Ledger) -> dict[str, Given]:
    if not values:
        return {}
    found = {}
    for key, value in data.mapping(values, ("parameters",)).items():
        path = ("parameters", key)
        if (parameter := ledger.parameters.get(key)) is None:
            data.fail(path, _("is not in the ledger"), nearest(key, ledger.parameters))
        found[key] = data.build(Given, data.mapping(value, path), path)
        if problem := unfit(parameter, found[key].value):
            data.fail((*path, "value"), problem)
    return found


def _items(data: DataFile, values: object, path: KeyPath) -> tuple[Any, ...]:
    if values is None:
        return ()
    if not isinstance(values, list):
        data.fail(path, _("is {value}; it must be a list in square brackets", value=shown(values)))
    return tuple(values)


def read_governance(folder: Path, ledger: Ledger) -> Mapping[str, Governance]:
    """The governance models of a folder by id, the name of the file."""
    return Fixed({file.stem: _governance(open_data(file), ledger) for file in _files(folder)})


def _governance(data: DataFile, ledger: Ledger) -> Governance:
    content = _joined(data, data.document.data, (), id=data.file.stem)
    instruments = data.part(content, "instruments")
    content["instruments"] = tuple(_adopted(data, kind, entry, ledger) for kind, entry in instruments.items())
    content["parameters"] = _given(data, content.get("parameters"), ledger)
    for key in content["parameters"]:
        kind = key.partition(".")[0]
        if ledger.sections[kind].instrument:
            data.fail(
                ("parameters", key),
                _("belongs to the instrument {kind}; write it under its settings", kind=kind),
            )
    content["aliases"] = _items(data, content.pop("aliases", None), ("aliases",))
    return data.build(Governance, content)


def _adopted(data: DataFile, kind: str, entry: object, ledger: Ledger) -> Adopted:
    path = ("instruments", kind)
    kinds = [section.id for section in ledger.sections.values() if section.instrument]
    if kind not in kinds:
        data.fail(
            path, _("is not an instrument; known are: {known}", known=listed(kinds, 30)), nearest(kind, kinds)
        )
    content = _joined(data, entry, path, kind=kind)
    settings = content.get("settings") or {}
    for key in data.mapping(settings, (*path, "settings")):
        _belongs(data, kind, key, ledger)
    adopted = data.build(Adopted, content | {"settings": settings}, path)
    for key, value in adopted.settings.items():
        if problem := unfit(ledger.parameters[f"{kind}.{key}"], value):
            data.fail((*path, "settings", key), problem)
    return adopted


def _belongs(data: DataFile, kind: str, key: str, ledger: Ledger) -> None:
    """ScenarioError unless `key` is a setting of the instrument `kind`."""
    if f"{kind}.{key}" in ledger.parameters:
        return
    path = ("instruments", kind, "settings", key)
    own = [name.partition(".")[2] for name in ledger.parameters if name.startswith(f"{kind}.")]
    bare = key.rpartition(".")[2]
    if key == f"{kind}.{bare}" and bare in own:
        data.fail(path, _("must be written without {prefix}", prefix=f"{kind}."))
    others = [
        s.id for s in ledger.sections.values() if s.instrument and f"{s.id}.{bare}" in ledger.parameters
    ]
    if others and not nearest(key, own):
        data.fail(path, _("is a setting of {others}, not of {kind}", others=listed(others), kind=kind))
    data.fail(
        path,
        _("is not a setting of {kind}; it has: {own}", kind=kind, own=listed(own, 30)),
        nearest(key, own),
    )


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.yaml"), key=lambda file: file.stem)
    if not found:
        raise ScenarioError(_("{folder} holds no .yaml files.", folder=str(folder)))
    return found


def read_issues(file: Path) -> tuple[IssueKind, ...]:
    """The kinds of issue: demands, whose weights sum to 1, then disputes, which have rates of their own."""
    data = open_data(file)
    groups = data.part(data.mapping(data.document.data), "categories")
    found = []
    for category, group in groups.items():
        path = ("categories", category)
        for kind, entry in data.part(data.mapping(group, path), "items", path).items():
            here = (*path, "items", kind)
            name = group.get("name")
            content = _joined(data, entry, here, id=kind, category=category, category_name=name)
            found.append(data.build(IssueKind, {"weight": 1} | content, here))
    total = sum(kind.weight for kind in found if kind.tag != "conflict")
    return tuple(kind.model_copy(update={"weight": _weight(kind, total)}) for kind in found)


def _weight(kind: IssueKind, total: float) -> float:
    return 0.0 if kind.tag == "conflict" or not total else kind.weight / total


def read_outcomes(file: Path) -> Mapping[str, OutcomeEntry]:
    """The outcomes by id."""
    data = open_data(file)
    return Fixed(
        {
            name: data.build(OutcomeEntry, _joined(data, entry, (name,), id=name), (name,))
            for name, entry in data.mapping(data.document.data).items()
        }
    )
