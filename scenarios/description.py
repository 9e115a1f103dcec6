"""The prose of the model description (ODD), in both languages; what the code knows by itself is not in it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from scenarios.entries import Entry, Text, Words
from scenarios.files import open_data

ELSEWHERE = ("instruments", "outcomes")
"""Where a stage of the month may be described that belongs to no submodel."""

FILE, CHECKLISTS = (Path(__file__).with_name(name) for name in ("odd.yaml", "checklists.yaml"))


class Named(Text):
    """A text with a name of its own."""

    name: Text


class Stage(Text):
    """A stage of the month and where it is described: submodels, or one of ELSEWHERE."""

    of: Annotated[list[Words], Field(min_length=1)]


class Submodel(Named):
    """A submodel: its name, what it does in words, the files that hold it; details are all that it takes to
    build it again.
    """

    files: Annotated[list[Words], Field(min_length=1)]
    details: Annotated[list[Text], Field(min_length=1)]


class Term(Entry):
    """A word, sign or name and what it means in the description."""

    term: Text
    means: Text


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
    stages: Mapping[str, Stage]
    concepts: Mapping[str, Named]
    initialisation: list[Text]
    cases: Text
    input_data: Text
    reading: list[Text]
    glossary: list[Term]
    submodels: Mapping[str, Submodel]
    instruments: list[Text]
    instrument_details: Mapping[str, Text]
    levers: Text
    outcomes: list[Text]
    outcome_formulas: Mapping[str, Text]


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
