"""Expectations: what each instrument is expected to do, written down before it was measured."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scenarios import read
from scenarios.contents import joined
from scenarios.entries import Entry, Number, Text, Words
from scenarios.files import DataFile, open_data
from scenarios.fixed import Fixed
from scenarios.language import _
from scenarios.problems import listed, nearest
from scenarios.shipped import is_shipped

FILE = Path(__file__).parent / "expectations.yaml"
REASONS = Path(__file__).parent / "patterns" / "instrument_notes.yaml"


class Expectation(Entry):
    """One quantity and its direction; the keys are explained at the head of the file."""

    outcome: Words
    direction: Literal["up", "down"]
    case: Words
    settings: dict[str, Number] = Field(default_factory=dict)
    beside: list[Words] = Field(default_factory=list)
    without: dict[str, Number] = Field(default_factory=dict)


class Expected(Entry):
    """What one instrument acts upon, how its downside shows, and why."""

    kind: str
    acts_on: Annotated[list[Expectation], Field(min_length=1)]
    downside: Annotated[list[Expectation], Field(min_length=1)]
    text: Text


def expectations(file: Path = FILE) -> Mapping[str, Expected]:
    """What is expected of every instrument that comes with gongzhi, by kind; ScenarioError if one has no
    entry, or an entry no instrument.
    """
    data = open_data(file)
    kinds = [section.id for section in read.sections().values() if section.instrument]
    found = {}
    for kind, entry in data.mapping(data.document.data).items():
        if kind not in kinds:
            problem = _("is not an instrument; known are: {known}", known=listed(kinds))
            data.fail((kind,), problem, nearest(kind, kinds))
        found[kind] = data.build(Expected, joined(data, entry, (kind,), kind=kind), (kind,))
    for kind in kinds:
        if kind not in found and is_shipped("instruments", kind):
            data.fail((kind,), _("is missing"))
    return Fixed(found)


def reasons(file: Path = REASONS) -> Mapping[str, Mapping[str, Text]]:
    """Why something expected of an instrument was not found, by instrument and quantity."""
    data = open_data(file)
    content = data.mapping(data.document.data)
    return {kind: _texts(data, kind, data.mapping(one, (kind,))) for kind, one in content.items()}


def _texts(data: DataFile, kind: str, written: Mapping[str, object]) -> Mapping[str, Text]:
    paths = {name: (kind, name) for name in written}
    return {name: data.build(Text, data.mapping(written[name], path), path) for name, path in paths.items()}
