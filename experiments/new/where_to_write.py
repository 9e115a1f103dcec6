"""Where new things go: into the project around, into a clone of gongzhi in which one stands, or beside.

Invariant: what is in a project goes into it alone, wherever one stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.project import LEDGER, project

ROOT = Path(__file__).resolve().parents[2]
"""The folder of gongzhi."""

CONTRACTS = "test_contracts.py"
"""The file of a project's tests that checks every file of it."""

IN_CLONE: Mapping[str, tuple[str, str]] = {
    "rule": ("agents", "tests/agents"),
    "kind": ("agents", "tests/agents"),
    "instrument": ("model/instruments", "tests/model"),
    "case": ("scenarios/cases", "tests/scenarios"),
    "governance": ("scenarios/governance", "tests/scenarios"),
    "study": ("scenarios/studies", "tests/scenarios"),
}
"""Where in a clone of gongzhi things and their tests lie."""

IN_PROJECT: Mapping[str, tuple[str, str]] = {
    "rule": ("agents", "tests"),
    "kind": ("agents", "tests"),
    "instrument": ("instruments", "tests"),
    "case": ("cases", "tests"),
    "governance": ("governance", "tests"),
    "study": ("studies", "tests"),
}
"""The same in a project."""


@dataclass(frozen=True)
class Place:
    """A folder that things are written into, and where each sort of them and its test lie there.

    `ledger` is the file that parameters are added to; None where there is none.
    """

    folder: Path
    parts: Mapping[str, tuple[str, str]]
    ledger: Path | None
    is_project: bool = False

    def of(self, what: str) -> Path:
        """The folder for things of that sort."""
        return self.folder / self.parts[what][0]

    def tests_of(self, what: str) -> Path:
        """The folder for their tests."""
        return self.folder / self.parts[what][1]

    def way_to(self, file: Path, test: Path) -> str:
        """Python for the way from a test to a file in this place."""
        up = len(test.parent.relative_to(self.folder).parts)
        parts = file.relative_to(self.folder).parts
        start = f"Path(__file__).resolve().parents[{up}]"
        return " / ".join([start, *(f'"{part}"' for part in parts)])


def where_to_write() -> Place | None:
    """The project of this process, else the clone that one stands in; None outside both."""
    if (found := project()) is not None:
        return Place(found.folder, IN_PROJECT, found.folder / LEDGER, is_project=True)
    if Path.cwd().resolve().is_relative_to(ROOT) and (ROOT / "tests").is_dir():
        return Place(ROOT, IN_CLONE, ROOT / "scenarios" / LEDGER)
    return None


def beside() -> Place:
    """The current folder, for files that `--rules` takes."""
    return Place(Path.cwd(), {"rule": ("", ""), "kind": ("", "")}, None)
