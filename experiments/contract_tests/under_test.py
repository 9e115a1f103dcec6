"""What is under test: the files of the project that the tests lie in, else what comes with gongzhi.

Invariant: to say what there is loads none of it, so that a broken file fails its own test.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from experiments.provenance.chosen_project import choose
from scenarios.project import PATTERNS, STUDIES, project
from scenarios.project_folder import PACKAGES, around, project_folder

__all__ = ["in_its_project", "pytest_generate_tests"]

ROOT = Path(__file__).resolve().parents[2]


def choose_around(file: Path) -> None:
    """Let the project that a file lies in be that of this process, or none."""
    folder = around(file.resolve())
    if folder != project_folder():
        choose(None if folder is None else str(folder))


@pytest.fixture(autouse=True, scope="module")
def in_its_project(request: pytest.FixtureRequest) -> None:
    """Each file of tests is about the project that it lies in."""
    choose_around(request.path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test a file: an argument `kind` is each instrument, and so on."""
    choose_around(Path(str(metafunc.module.__file__)))
    for name, files in SUBJECTS.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, files(), scope="module")


def instruments() -> Sequence[str]:
    """The kinds of instruments that are tested: the project's own, or gongzhi's."""
    own = project() is not None
    folder = _own(PACKAGES["model.instruments"], ".py") if own else _shipped()
    return [file.stem for file in folder]


def _shipped() -> list[Path]:
    found = (ROOT / "model" / "instruments").glob("*.py")
    return sorted(file for file in found if not file.name.startswith("_"))


def _own(part: str, ending: str = ".yaml") -> list[Path]:
    """The project's files in one of its folders; none if there is no project."""
    found = project()
    return found.files(part, ending) if found else []


def _names(part: str, ending: str = ".yaml") -> Callable[[], Sequence[str]]:
    return lambda: [file.stem for file in _own(part, ending)]


SUBJECTS: dict[str, Callable[[], Sequence[str]]] = {
    "kind": instruments,
    "rule_file": _names(PACKAGES["agents"], ".py"),
    "outcome": _names(PACKAGES["model.outcomes"], ".py"),
    "formula_file": _names(PACKAGES["model.outcomes"]),
    "case_file": _names("cases"),
    "governance_file": _names("governance"),
    "study_file": _names(STUDIES),
    "pattern_file": _names(PATTERNS),
}
"""Arguments of tests, and the names of the files that each stands for in turn."""
