"""The compound of one's own: a case made of the tables that the page sent, as long as this server runs.

Invariant: a table is read in memory; what is written, into a folder that goes with the server, is what
`gongzhi import` writes of it, without anything personal. A table that cannot be taken changes nothing.
"""

import io
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from experiments.errors import ArgumentError
from experiments.field_data.import_report import ImportReport
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.importers import importer
from experiments.store.output_folder import FolderError, write_text
from results.field_data.import_in_words import import_page
from results.workshop.own_place.sent_table import SentTable
from results.workshop.own_place.told_import import report_blocks, without_folder, without_folder_in_what
from scenarios import read
from scenarios.entries import Case
from scenarios.language import _
from scenarios.problems import ScenarioError

NAME = "ours"
FIRST = "households"
"""The table that a case begins with: the others name its households, or are counted by them."""


class OwnPlace:
    """The own compound of one server; none before its household table was brought."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._held: tuple[str, ...] = ()
        self._case: Case | None = None

    @property
    def case(self) -> Case | None:
        """The case, if there is one."""
        return self._case

    @property
    def held(self) -> tuple[str, ...]:
        """The sorts of tables that it is made of."""
        return self._held

    def named(self, name: str) -> Case | None:
        """The case, if it goes by that name."""
        return self._case if self._case is not None and self._case.id == name else None

    def bring(self, table: SentTable) -> dict[str, Any]:
        """Take a table into the case; a household table begins a new one. What became of it, for JSON.

        FaultyRows or ScenarioError if it cannot be taken; FolderError if nothing can be written.
        """
        if not self._lock.acquire(blocking=False):
            raise ScenarioError(_("Another table is being read; send this one when it is done."))
        try:
            return self._bring(table)
        finally:
            self._lock.release()

    def _bring(self, table: SentTable) -> dict[str, Any]:
        first = table.what == FIRST
        if not first and self._case is None:
            raise ScenarioError(_("Bring the household table first; the others belong to its households."))
        folder = _new_folder()
        try:
            if not first and self._folder is not None:
                shutil.copytree(self._folder.name, folder.name, dirs_exist_ok=True)
            name = _free_name() if first or self._case is None else self._case.id
            file = Path(folder.name, f"{name}.yaml")
            report = without_folder_in_what(lambda: _imported(table, file), file)
            case = without_folder_in_what(lambda: _checked(file), file)
            told = report_blocks(report)
        except BaseException:
            folder.cleanup()
            raise
        self._take(folder, case, (FIRST,) if first else tuple(dict.fromkeys((*self._held, table.what))))
        return without_folder(told, file)

    def _take(
        self, folder: "TemporaryDirectory[str] | None", case: Case | None, held: tuple[str, ...]
    ) -> None:
        old, self._folder, self._case, self._held = self._folder, folder, case, held
        if old is not None:
            old.cleanup()

    def forget(self) -> None:
        """Let go of the case and of what was written of it."""
        with self._lock:
            self._take(None, None, ())

    def packed(self) -> bytes | None:
        """The case file with its tables and reports as a ZIP file; None if there is no case."""
        with self._lock:
            if self._folder is None:
                return None
            target = io.BytesIO()
            with ZipFile(target, "w", ZIP_DEFLATED) as packed:
                for file in sorted(Path(self._folder.name).iterdir()):
                    packed.write(file, file.name)
            return target.getvalue()


def _new_folder() -> "TemporaryDirectory[str]":
    try:
        return TemporaryDirectory(prefix="gongzhi-workshop-")
    except OSError as error:
        message = _("No temporary folder can be made: {reason}.", reason=error.strerror or "?")
        raise FolderError(message) from None


def _free_name() -> str:
    """A name that no case of the project has."""
    number, name = 1, NAME
    while name in read.cases():
        number += 1
        name = f"{NAME}-{number}"
    return name


def _imported(table: SentTable, file: Path) -> ImportReport:
    """What `gongzhi import` makes of the table, and its report beside the case."""
    like = table.like and read.cases().get(table.like)
    if table.like and (not like or like.parts):
        raise ScenarioError(_("There is no case {name} to begin with.", name=table.like))
    report = _without_values(importer(table.what), table.request(str(file)))
    report = replace(report, remarks=tuple(without_folder(list(report.remarks), file)))
    write_text(*import_page(report))
    return report


def _without_values(bring: Callable[[ImportRequest], ImportReport], request: ImportRequest) -> ImportReport:
    """What `bring` answers. A fault of ours is told by its sort alone: Python puts values of the table into
    what it says.
    """
    try:
        return bring(request)
    except (ScenarioError, ArgumentError, FolderError):
        raise
    except Exception as error:
        sort = type(error).__name__
    raise ScenarioError(_("The table cannot be read; it may be damaged ({reason}).", reason=sort))


def _checked(file: Path) -> Case:
    """The case in the file, by its id alone, once it is known to make a scenario."""
    case = read.case(str(file)).model_copy(update={"file": None})
    for name in list(read.governance_models())[:1]:
        read.scenario(case, name)
    return case
