"""What the data files hold, checked: ledger, issues, outcomes, and what cases and governance models share."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from scenarios.entries import (
    Given,
    IssueKind,
    OutcomeEntry,
    Parameter,
    Section,
    Text,
)
from scenarios.files import DataFile, KeyPath, open_data
from scenarios.fixed import Fixed
from scenarios.language import _, msgid
from scenarios.problems import nearest, number, number_meant, shown
from scenarios.words import in_one_language

NO_UNIT = "none"

LONGEST_TEXT = 10_000
"""Letters that a file may take over from those it builds on; they double with every two files named."""


class Ledger(NamedTuple):
    """The parameters by key and the sections they are in; `further`: the keys that are a project's."""

    parameters: Mapping[str, Parameter]
    sections: Mapping[str, Section]
    further: frozenset[str] = frozenset()


def joined(data: DataFile, written: object, path: KeyPath, **given: object) -> dict[str, Any]:
    """What the file says together with what follows from its place, which it may not say itself."""
    content = data.mapping(written, path)
    for name in given:
        if name in content:
            data.fail((*path, name), _("must not be written; it follows from the place in the file"))
    return content | given


def out_of(parameter: Parameter, value: float, low: float, high: float) -> str:
    """What is wrong with a value beyond these bounds, as the end of a sentence; empty if it lies within."""
    if low <= value <= high:
        return ""
    bounds = {"value": number(value), "low": number(low), "high": number(high)}
    if parameter.unit == NO_UNIT:
        return _("= {value} is out of range; allowed is {low} to {high}", **bounds)
    unit = _(parameter.unit)
    return _("= {value} is out of range; allowed is {low} to {high} ({unit})", **bounds, unit=unit)


def unfit(parameter: Parameter, value: float) -> str:
    """What is wrong with a value of that parameter, as the end of a sentence; empty if nothing is."""
    if problem := out_of(parameter, value, parameter.least, parameter.most):
        return problem
    if parameter.kind == "flag" and value not in (0, 1):
        return _("= {value} must be 0 or 1", value=number(value))
    if parameter.kind == "whole" and value != int(value):
        return _("= {value} must be a whole number", value=number(value))
    return ""


def no_number(value: object) -> str:
    """What is wrong with what is in place of a number, as the end of a sentence; empty if nothing is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _("is {value}; it must be a number", value=shown(value))
    if not math.isfinite(value):
        return _("is {value}; it must be a finite number", value=shown(value))
    return ""


_NOT_HERE = {
    "case": msgid(
        "belongs to a case: governance models are compared in the same replicates, and this "
        "would give this one replicates of its own"
    ),
    "governance": msgid(
        "belongs to a governance model: a case holds what nobody in it chooses, and here it would be the "
        "same under every governance model"
    ),
    "study": msgid("belongs to neither a case nor a governance model; give it in a study file or with --set"),
}
"""Why a parameter may not be set here, by who may set it."""


def given_values(
    data: DataFile,
    values: object,
    ledger: Ledger,
    own: bool,
    by: Literal["case", "governance"],
    where: KeyPath = ("parameters",),
) -> dict[str, Given]:
    """The parameters a case or a governance model gives, checked against the ledger.

    In a file of the user's own a bare number will do: that file is its source.
    """
    if not values:
        return {}
    found = {}
    for key, value in data.mapping(values, where).items():
        path = (*where, key)
        if (parameter := ledger.parameters.get(key)) is None:
            data.fail(path, _("is not in the ledger"), nearest(key, ledger.parameters))
        if parameter.set_by not in (by, "either"):
            data.fail(path, _(_NOT_HERE[parameter.set_by]))
        found[key] = _given(data, value, path, own)
        if problem := unfit(parameter, found[key].value):
            data.fail((*path, "value") if isinstance(value, dict) else path, problem)
        _check_range(data, found[key], parameter, (*path, "range"))
    return found


def _check_range(data: DataFile, given: Given, parameter: Parameter, path: KeyPath) -> None:
    """ScenarioError unless what is left open of a value rises, holds it, and is possible."""
    if given.range is None:
        return
    low, high = given.range
    for bound in (low, high):
        if problem := unfit(parameter, bound):
            data.fail(path, problem)
    if not low < high or not low <= given.value <= high:
        bounds = {"low": number(low), "high": number(high), "value": number(given.value)}
        data.fail(path, _("is {low} to {high}; it must rise and hold the value, {value}", **bounds))


def _given(data: DataFile, value: object, path: KeyPath, own: bool) -> Given:
    """One value, with its source or (in a file of the user's own) bare."""
    if own and not isinstance(value, dict) and value is not None and (problem := no_number(value)):
        data.fail(path, problem, number_meant(value))
    return data.build(Given, data.mapping(sourced(data, value, "value", own), path), path)


def sourced(data: DataFile, value: object, name: str, own: bool) -> object:
    """A bare number in a file of the user's own with the source that it has: this file."""
    if not own or isinstance(value, dict | bool) or not isinstance(value, int | float):
        return value
    return {name: value, "grade": "assumption", "source": f"assumption: given in {data.file.name}"}


def items(data: DataFile, values: object, path: KeyPath) -> tuple[Any, ...]:
    """A list as it is, nothing as an empty one; ScenarioError if it is neither."""
    if values is None:
        return ()
    if not isinstance(values, list):
        data.fail(path, _("is {value}; it must be a list in square brackets", value=shown(values)))
    return tuple(values)


def name_itself(data: DataFile, content: dict[str, Any], own: bool, texts: Sequence[Text]) -> None:
    """Complete what a file says of itself; `texts` are those of the files it builds on.

    A file of the user's own need not name itself, and may do so in one language.
    """
    content["aliases"] = items(data, content.pop("aliases", None), ("aliases",))
    if own:
        content.setdefault("name", data.file.stem)
        if "text" not in content and sum(len(text.en) for text in texts) > LONGEST_TEXT:
            problem = _(
                "is missing; what the files it builds on say of themselves is too long to stand for it"
            )
            data.fail(("text",), problem)
        content.setdefault("text", _all(texts) if texts else content["name"])
        content["name"], content["text"] = in_one_language(content["name"]), in_one_language(content["text"])


def _all(texts: Sequence[Text]) -> Text:
    return Text(zh="".join(text.zh for text in texts), en=" ".join(text.en for text in texts))


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
            content = joined(data, entry, here, id=kind, category=category, category_name=name)
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
            name: data.build(OutcomeEntry, joined(data, entry, (name,), id=name), (name,))
            for name, entry in data.mapping(data.document.data).items()
        }
    )
