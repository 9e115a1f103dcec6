"""The prose of the model description (ODD), in both languages; what the code knows by itself is not in it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from scenarios.entries import Entry, Text, Words
from scenarios.files import open_data

FILE, CHECKLISTS = (Path(__file__).with_name(name) for name in ("odd.yaml", "checklists.yaml"))


class Named(Text):
    """A text with a name of its own."""

    name: Text


class Submodel(Named):
    """A submodel: its name, what it does in words, the files that hold it."""

    files: Annotated[list[Words], Field(min_length=1)]


class Description(Entry):
    """What the file holds; keys of `stages` are the calls of the model's step in their order."""

    title: Text
    introduction: Text
    purpose: list[Text]
    entities: Mapping[str, Text]
    issues: Text
    environment: Text
    scales: Text
    schedule: Text
    stages: Mapping[str, Text]
    concepts: Mapping[str, Named]
    initialisation: Text
    input_data: Text
    submodels: Mapping[str, Submodel]
    instruments: Text


class Checklist(Entry):
    """A page of numbered items; braces in their texts are filled in by who writes the page."""

    title: Text
    introduction: Text
    items: Mapping[str, Text]


@lru_cache(maxsize=4)
def checklist(name: str) -> Checklist:
    """TRACE notes (`trace`) or the STRESS-ABM checklist (`stress`)."""
    data = open_data(CHECKLISTS)
    return data.build(Checklist, data.part(data.mapping(data.document.data), name), (name,))


@lru_cache(maxsize=1)
def description() -> Description:
    """The prose, read once; ScenarioError with line and key if something is missing in either language."""
    data = open_data(FILE)
    return data.build(Description, data.mapping(data.document.data))
