"""Governance models in their files: instruments with settings, alone or on top of other governance models."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.contents import Ledger, given_values, items, joined, name_itself, unfit
from scenarios.entries import Adopted, Given, Governance
from scenarios.files import DataFile
from scenarios.fixed import Fixed
from scenarios.language import _
from scenarios.problems import listed, nearest, shown
from scenarios.shelf import Shelf
from scenarios.words import in_one_language

OF_CASES = ("compound_type", "events", "district", "city")
"""Keys that only a case has."""


def governance_shelf(folder: Path, ledger: Ledger, further: Sequence[Path] = ()) -> Shelf[Governance]:
    """The governance models of a folder and of further files; one that builds on others adopts all that they
    adopt.
    """
    return Shelf("governance", folder, lambda shelf, data: _governance(shelf, data, ledger), further)


def _governance(shelf: Shelf[Governance], data: DataFile, ledger: Ledger) -> Governance:
    own = shelf.is_own(data)
    content = joined(data, data.document.data, (), id=data.file.stem, file=None, allocation=None, start=None)
    for key in OF_CASES:
        if key in content:
            data.fail((key,), _("belongs to a case; this file stands where a governance model should"))
    parents = _parents(shelf, data, content)
    name_itself(data, content, own, [parent.text for parent in parents])
    content["instruments"] = _instruments(data, content, parents, ledger, own)
    content["parameters"] = _parameters(data, content.get("parameters"), parents, ledger, own)
    return data.build(Governance, content)


def _parents(shelf: Shelf[Governance], data: DataFile, content: dict[str, Any]) -> list[Governance]:
    if "extends" not in content:
        return []
    written = content["extends"]
    names = written if isinstance(written, list) else [written]
    paths = [("extends", row) if isinstance(written, list) else ("extends",) for row in range(len(names))]
    parents = [shelf.named(name, data, path) for name, path in zip(names, paths, strict=True)]
    for row, path in enumerate(paths):
        if any(parent.id == parents[row].id for parent in parents[:row]):
            data.fail(path, _("is {value}, which is named twice", value=shown(names[row])))
    content["extends"] = tuple(parent.id for parent in parents)
    return parents


def _instruments(
    data: DataFile, content: dict[str, Any], parents: list[Governance], ledger: Ledger, own: bool
) -> tuple[Adopted, ...]:
    """Those of the parents, of which a later one wins; less those left out; then those in the file."""
    found: dict[str, Adopted] = {}
    for adopted in (one for parent in parents for one in parent.instruments):
        settings = (
            {**found[adopted.kind].settings, **adopted.settings}
            if adopted.kind in found
            else adopted.settings
        )
        found[adopted.kind] = adopted.model_copy(update={"settings": settings})
    _leave_out(data, content, found)
    if "instruments" in content or not parents:
        for kind, entry in data.part(content, "instruments").items():
            found[kind] = _adopted(data, kind, entry, ledger, found.get(kind), own)
    return tuple(found.values())


def _leave_out(data: DataFile, content: dict[str, Any], found: dict[str, Adopted]) -> None:
    written = content.pop("without", None)
    kinds = items(data, written, ("without",))
    for row, kind in enumerate(kinds):
        if kind not in found:
            problem = _(
                "is {value}, which is not among what it builds on: {known}",
                value=kind,
                known=listed(found),
            )
            data.fail(("without", row), problem, nearest(str(kind), found))
        del found[kind]
    content["without"] = kinds


def _adopted(
    data: DataFile, kind: str, entry: object, ledger: Ledger, before: Adopted | None, own: bool
) -> Adopted:
    path = ("instruments", kind)
    _known(data, kind, ledger)
    short = {} if entry is None and (own or before) else entry
    content = joined(data, short, path, kind=kind)
    settings = content.get("settings") or {}
    for key in data.mapping(settings, (*path, "settings")):
        _belongs(data, kind, key, ledger)
    if before or own:
        content.setdefault("sentence", before.sentence if before else ledger.sections[kind].text)
        content["sentence"] = in_one_language(content["sentence"])
    adopted = data.build(Adopted, content | {"settings": settings}, path)
    for key, value in adopted.settings.items():
        if problem := unfit(ledger.parameters[f"{kind}.{key}"], value):
            data.fail((*path, "settings", key), problem)
    return adopted.model_copy(
        update={"settings": Fixed({**(before.settings if before else {}), **adopted.settings})}
    )


def _known(data: DataFile, kind: str, ledger: Ledger) -> None:
    """ScenarioError unless `kind` is an instrument."""
    kinds = [section.id for section in ledger.sections.values() if section.instrument]
    if kind not in kinds:
        problem = _("is not an instrument; known are: {known}", known=listed(kinds))
        data.fail(("instruments", kind), problem, nearest(kind, kinds))


def _parameters(
    data: DataFile, written: object, parents: list[Governance], ledger: Ledger, own: bool
) -> dict[str, Given]:
    given = given_values(data, written, ledger, own, "governance")
    for key in given:
        kind = key.partition(".")[0]
        if ledger.sections[kind].instrument:
            problem = _("belongs to the instrument {kind}; write it under its settings", kind=kind)
            data.fail(("parameters", key), problem)
    return {key: value for parent in parents for key, value in parent.parameters.items()} | given


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
        _("is not a setting of {kind}; it has: {own}", kind=kind, own=listed(own)),
        nearest(key, own),
    )
