"""The data files of gongzhi and of the project, each read once and read again when it has changed."""

import os
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from scenarios import governing, places
from scenarios.contents import Ledger, read_issues, read_outcomes
from scenarios.entries import Case, Governance, IssueKind, OutcomeEntry
from scenarios.fixed import Fixed
from scenarios.language import _
from scenarios.ledger_file import is_own, read_ledger, with_further
from scenarios.own_kinds import own_kinds
from scenarios.own_outcomes import of_ones_own, own_outcomes
from scenarios.problems import ScenarioError
from scenarios.project import OUTCOMES as OWN_OUTCOMES
from scenarios.project import project
from scenarios.shelf import Shelf
from scenarios.shipped import FOLDERS, own_files

HERE = Path(__file__).parent
LEDGER, ISSUES, OUTCOMES, CASES, GOVERNANCE = (
    "parameters.yaml",
    "issues.yaml",
    "outcomes.yaml",
    "cases",
    "governance",
)
CITY_OUTCOMES = "city_outcomes.yaml"
COPY = "GONGZHI_SCENARIOS"
"""A variable of version one, which named a copy of all data."""

type Stamp = tuple[int, ...]
type Files = tuple[Path, ...]


def _folder() -> Path:
    if os.environ.get(COPY):
        raise ScenarioError(
            _(
                "{variable} is no longer read: a copy of all data breaks with every upgrade. Make a project "
                "with gongzhi new project DIR, put your own files into it, and unset {variable}.",
                variable=COPY,
            )
        )
    return HERE


def _further(part: str, ending: str = ".yaml") -> Files:
    """The files of the project in one of its folders."""
    found = project()
    return tuple(found.files(part, ending)) if found else ()


def _further_ledger() -> Path | None:
    found = project()
    file = found.folder / LEDGER if found else None
    return file if file and file.exists() else None


def _stamp(*files: Path) -> Stamp:
    """Changes when one of the files does, so that a file is read again only then; a missing one counts 0."""
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


def _of(folder: Path, part: str, further: Files) -> Stamp:
    own = _further_ledger()
    return _stamp(folder / LEDGER, *([own] if own else []), *sorted((folder / part).glob("*.yaml")), *further)


@lru_cache(maxsize=8)
def _ledger(file: Path, stamp: Stamp) -> Ledger:
    return read_ledger(file)


@lru_cache(maxsize=8)
def _longer_ledger(file: Path, further: Path, stamp: Stamp) -> Ledger:
    return with_further(_ledger(file, _stamp(file)), further)


@lru_cache(maxsize=8)
def _cases(folder: Path, further: Files, own_ledger: Path | None, stamp: Stamp) -> Shelf[Case]:
    return places.case_shelf(folder / CASES, ledger(), further)


@lru_cache(maxsize=8)
def _governance(folder: Path, further: Files, own_ledger: Path | None, stamp: Stamp) -> Shelf[Governance]:
    return governing.governance_shelf(folder / GOVERNANCE, ledger(), further)


@lru_cache(maxsize=8)
def _issues(file: Path, stamp: Stamp) -> tuple[IssueKind, ...]:
    return read_issues(file)


@lru_cache(maxsize=8)
def _outcomes(file: Path, stamp: Stamp) -> Mapping[str, OutcomeEntry]:
    return read_outcomes(file)


@lru_cache(maxsize=8)
def _more_outcomes(file: Path, measured: Files, formulas: Files, stamp: Stamp) -> Mapping[str, OutcomeEntry]:
    shipped = _outcomes(file, _stamp(file))
    return Fixed({**shipped, **own_outcomes(measured, formulas, shipped)})


def ledger() -> Ledger:
    """The ledger with what the project adds to it."""
    file, further = _folder() / LEDGER, _further_ledger()
    if further is None:
        return _ledger(file, _stamp(file))
    return _longer_ledger(file, further, _stamp(file, further))


def case_shelf() -> Shelf[Case]:
    """The cases of gongzhi and of the project."""
    folder, further = _folder(), _further(CASES)
    asked = folder, further, _further_ledger(), _of(folder, CASES, further)
    if not _cases(*asked).is_as_read():
        _cases.cache_clear()
    return _cases(*asked)


def governance_shelf() -> Shelf[Governance]:
    """The governance models of gongzhi and of the project."""
    folder, further = _folder(), _further(GOVERNANCE)
    return _governance(folder, further, _further_ledger(), _of(folder, GOVERNANCE, further))


def issues() -> tuple[IssueKind, ...]:
    """The kinds of issues."""
    file = _folder() / ISSUES
    return _issues(file, _stamp(file))


def city_outcomes() -> Mapping[str, OutcomeEntry]:
    """The outcomes of a city beside those of a district."""
    file = HERE / CITY_OUTCOMES
    return _outcomes(file, _stamp(file))


_brought: dict[str, OutcomeEntry] = {}


def bring(entries: Mapping[str, OutcomeEntry]) -> None:
    """Let outcomes be known that a study or a folder of results defines; the project's own come first."""
    _brought.update(entries)


def outcomes() -> Mapping[str, OutcomeEntry]:
    """The outcomes of gongzhi, of the project, and those that were brought along."""
    found = defined_outcomes()
    return Fixed({**_brought, **found}) if _brought.keys() - found.keys() else found


def defined_outcomes() -> Mapping[str, OutcomeEntry]:
    """The outcomes of gongzhi and of the project."""
    file = _folder() / OUTCOMES
    measured, formulas = _further(OWN_OUTCOMES, ".py"), _further(OWN_OUTCOMES)
    if not measured and not formulas:
        return _outcomes(file, _stamp(file))
    return _more_outcomes(file, measured, formulas, _stamp(file, *measured, *formulas))


def own() -> Mapping[str, OutcomeEntry]:
    """The outcomes of the project."""
    found = defined_outcomes()
    return {name: entry for name, entry in found.items() if of_ones_own(entry)}


def of_project(what: str) -> frozenset[str]:
    """The ids of what is somebody's own in a list: of the project, of a file of rules, in a clone of gongzhi;
    of cases, governance, instruments, outcomes, parameters, kinds.
    """
    return _added(what) | of_clone(what)


def of_clone(what: str) -> frozenset[str]:
    """The ids of what lies among gongzhi's own and does not come with it: cases, governance, instruments,
    studies, parameters. Pages and tests that count what gongzhi brings leave it out.
    """
    if what == "parameters":
        found = ledger()
        return frozenset(key for key, one in found.parameters.items() if is_own(one)) - found.further
    part = next((one for one in FOLDERS if one == what), None)
    return frozenset(file.stem for file in own_files(part)) if part else frozenset()


def _added(what: str) -> frozenset[str]:
    match what:
        case "cases" | "governance":
            return frozenset(file.stem for file in _further(what))
        case "instruments":
            return frozenset(file.stem for file in _further("instruments", ".py"))
        case "outcomes":
            return frozenset(own())
        case "parameters":
            return ledger().further
        case "kinds":
            return frozenset(own_kinds())
    return frozenset()


def measures(wanted: Collection[str] | None = None) -> tuple[str, ...]:
    """Those of the project's outcomes that a class measures that are wanted; all if None."""
    names = (file.stem for file in _further(OWN_OUTCOMES, ".py"))
    return tuple(name for name in names if wanted is None or name in wanted)
