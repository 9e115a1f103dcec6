"""What the first sheet of a workbook explains: what was done, under what conditions, what its sheets hold.

Invariant: it says that results hold within the model, in every workbook.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.execution.results import kind_of, results_in
from experiments.execution.stored_study import StoredStudy
from experiments.store.manifest import command_line, read_json
from experiments.store.output_folder import MANIFEST, FolderError
from results.text.completeness import notices
from results.text.conditions import conditions, model_version
from results.text.names import study_title
from scenarios import codebook
from scenarios.language import _, language, pick
from scenarios.problems import ScenarioError


class Sheet(NamedTuple):
    """A sheet: its title, the table in it and that one's name, and a heading for each of its columns."""

    title: str
    name: str
    table: pd.DataFrame
    headings: list[str]


def explanation(folder: Path, sheets: Sequence[Sheet]) -> list[list[object]]:
    """The lines of the sheet, each a list of cells; the first is its title."""
    about: list[list[object]] = [[line] for line in [*_about(folder), *_limits()]]
    listed: list[list[object]] = [
        [one.title, len(one.table), pick(codebook.table(one.name).text)] for one in sheets
    ]
    return [*about, [""], [_("sheet"), _("rows"), _("what it is")], *listed]


def _about(folder: Path) -> Iterator[str]:
    """What was done, and under what conditions."""
    try:
        found = results_in(folder)
    except FolderError:  # the tables of an analysis, which no runs belong to
        command = command_line(read_json(folder / MANIFEST))
        yield command
        return
    yield _name(folder) or study_title(found.study.governance, found.study.cases)
    yield _("Made by: {command}", command=command_line(found.study.manifest))
    yield from notices(found.state)
    try:
        yield from conditions(found.study)
    except (ScenarioError, OSError):  # a file of the user's own that is gone
        return


def _name(folder: Path) -> str:
    """What a study calls itself; empty where it is none."""
    if kind_of(folder) != "study":
        return ""
    asked = StoredStudy(folder).identity.asked or {}
    names = asked.get("name")
    return str(names.get(language()) or "") if isinstance(names, dict) else ""


def _limits() -> Iterator[str]:
    yield model_version()
    yield _(
        "All results are those of a simulation model: they hold within it and not of real compounds. The "
        "cases that it starts from were written up as successes, and most of its parameters are assumptions."
    )
    yield _("An empty cell means that the number is undefined there, never that it is zero.")
