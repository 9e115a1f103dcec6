"""What a part of evidence has done so far, kept so that the same command goes on where it was broken off.

Invariant: the folder of a part belongs to one command and one code of the model, values included; a step in
it is whole or not there. It goes when the part is finished, and so do steps of the same command that an
earlier code left.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any

import pandas as pd

from experiments.design.runs import Run
from experiments.evidence.parts.kept_runs import KeptRuns
from experiments.execution.run_all import Rows
from experiments.store.kept_tables import KeptTables
from experiments.store.output_folder import remove, write_text

SITTINGS, ELSEWHERE = "sittings.json", "kept-elsewhere"
DIGITS = 12


class KeptSteps:
    """The steps of a part: its runs, its tables, and how long was worked at them in how many sittings."""

    def __init__(self, place: Path, part: str, command: str, code: str, jobs: int | None = None) -> None:
        """place: the folder in which the steps of all parts are kept, each in a folder of its own; `before`:
        the seconds of earlier sittings.
        """
        self.identity: Mapping[str, object] = {"part": part, "command": command, "code": code}
        beginning = f"{part}-{_digest(command)}"
        self.folder = place / f"{beginning}-{code}"
        self._jobs = jobs
        for old in place.glob(f"{beginning}-*"):
            if old != self.folder:
                remove(old)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.before: Sequence[float] = self._sittings()
        self._begun = time()
        content = {"seconds": self.before, "begun": self._begun}
        write_text(self.folder / SITTINGS, json.dumps(content) + "\n")

    @cached_property
    def runs(self) -> KeptRuns:
        """The runs kept so far."""
        return KeptRuns(self.folder / "runs", self._jobs)

    @cached_property
    def _tables(self) -> KeptTables:
        return KeptTables(self.folder / "tables", self.identity)

    def simulate(self, runs: Sequence[Run], monthly: bool) -> Rows:
        """Simulates runs, those kept excepted."""
        return self.runs.simulate(runs, monthly)

    def table(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The table of that name; made, and kept, if it is not there."""
        return self._tables.table(name, make)

    def subfolder(self, name: str) -> Path:
        """A folder for a step that keeps what it does by itself."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def kept(self) -> None:
        """Note that something was kept elsewhere."""
        (self.folder / ELSEWHERE).touch()

    def finished(self) -> tuple[float, int]:
        """Remove the steps; returns the seconds of all sittings, and how many there were."""
        spent = [*self.before, time() - self._begun]
        remove(self.folder)
        return sum(spent), len(spent)

    def _sittings(self) -> list[float]:
        """The seconds of the sittings before, the last until it kept something: what came after is lost, and
        of a sitting that kept nothing all.
        """
        file = self.folder / SITTINGS
        if not file.exists():
            return []
        there: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        kept = (one.stat().st_mtime for one in self.folder.rglob("*") if one.is_file() and one != file)
        last = max(kept, default=0.0) - float(there["begun"])
        return [*map(float, there["seconds"]), *([last] if last > 0 else [])]


type Keep = Callable[[str, Callable[[], pd.DataFrame]], pd.DataFrame]
"""Gives the table of a name; makes it where none is kept."""


def nothing_kept(name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Makes every table anew."""
    return make()


def _digest(command: str) -> str:
    return sha256(command.encode()).hexdigest()[:DIGITS]
