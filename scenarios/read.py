"""The one way to what is given: ledger, cases, governance models, issues, outcomes; and the scenario.

A file is read once and checked whole: an unknown key, a value out of its range or a missing source stops the
reading with one message that names file, line, key, the value seen and the values allowed. The files are
those beside this one, or those of the folder that the environment variable GONGZHI_SCENARIOS names.
"""

import math
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from scenarios.contents import Ledger, read_issues, read_ledger, read_outcomes
from scenarios.differences import Difference, differences_between
from scenarios.entries import (
    Adopted,
    Case,
    District,
    DistrictMap,
    Event,
    Given,
    Governance,
    IssueKind,
    Member,
    OutcomeEntry,
    Parameter,
    Part,
    Scenario,
    Section,
    Text,
)
from scenarios.files import shown
from scenarios.governing import governance_shelf
from scenarios.language import _
from scenarios.names import narrow
from scenarios.places import case_shelf
from scenarios.problems import ScenarioError, listed, nearest
from scenarios.resolve import BURN_IN, MONTHS, check_months, checked, resolved
from scenarios.shelf import Shelf

__all__ = [
    "Adopted",
    "Case",
    "Difference",
    "District",
    "DistrictMap",
    "Event",
    "Given",
    "Governance",
    "IssueKind",
    "Member",
    "OutcomeEntry",
    "Parameter",
    "Part",
    "Scenario",
    "ScenarioError",
    "Section",
    "Text",
    "case",
    "cases",
    "differences",
    "governance",
    "governance_models",
    "households",
    "issue_kinds",
    "known_case",
    "known_governance",
    "ledger",
    "outcome_entries",
    "parse_override",
    "scenario",
    "sections",
]

HERE = Path(__file__).parent
LEDGER, ISSUES, OUTCOMES, CASES, GOVERNANCE = (
    "parameters.yaml",
    "issues.yaml",
    "outcomes.yaml",
    "cases",
    "governance",
)
type Stamp = tuple[int, ...]


def _folder() -> Path:
    folder = Path(os.environ.get("GONGZHI_SCENARIOS") or HERE)
    if not folder.is_dir():
        raise ScenarioError(_("GONGZHI_SCENARIOS names {folder}, which is not a folder.", folder=folder))
    return folder


def _stamp(*files: Path) -> Stamp:
    """Changes when one of the files does, so that a file is read again only then; a missing one counts 0."""
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


def _of(folder: Path, part: str) -> Stamp:
    return _stamp(folder / LEDGER, *sorted((folder / part).glob("*.yaml")))


@lru_cache(maxsize=8)
def _ledger(folder: Path, stamp: Stamp) -> Ledger:
    found = read_ledger(folder / LEDGER)
    if folder != HERE:
        for key in _ledger(HERE, _stamp(HERE / LEDGER)).parameters:
            if key not in found.parameters:
                where, advice = shown(folder / LEDGER), nearest(key, found.parameters)
                raise ScenarioError(_("{file}: {key} is missing.", file=where, key=key) + advice)
    return found


@lru_cache(maxsize=8)
def _cases(folder: Path, stamp: Stamp) -> Shelf[Case]:
    return case_shelf(folder / CASES, _whole_ledger())


@lru_cache(maxsize=8)
def _governance(folder: Path, stamp: Stamp) -> Shelf[Governance]:
    return governance_shelf(folder / GOVERNANCE, _whole_ledger())


@lru_cache(maxsize=8)
def _issues(file: Path, stamp: Stamp) -> tuple[IssueKind, ...]:
    return read_issues(file)


@lru_cache(maxsize=8)
def _outcomes(file: Path, stamp: Stamp) -> Mapping[str, OutcomeEntry]:
    found = read_outcomes(file)
    if file.parent != HERE:
        _check_outcomes(file, found)
    return found


def _whole_ledger() -> Ledger:
    folder = _folder()
    return _ledger(folder, _stamp(folder / LEDGER))


def ledger() -> Mapping[str, Parameter]:
    """Every parameter of the model by key, in the order of the ledger."""
    return _whole_ledger().parameters


def sections() -> Mapping[str, Section]:
    """The groups of the ledger by id; those with a `strength` are the instruments of governance."""
    return _whole_ledger().sections


def _case_shelf() -> Shelf[Case]:
    folder = _folder()
    return _cases(folder, _of(folder, CASES))


def _governance_shelf() -> Shelf[Governance]:
    folder = _folder()
    return _governance(folder, _of(folder, GOVERNANCE))


def cases() -> Mapping[str, Case]:
    """All cases of the project by id."""
    return _case_shelf().entries


def governance_models() -> Mapping[str, Governance]:
    """All governance models of the project by id."""
    return _governance_shelf().entries


def issue_kinds() -> tuple[IssueKind, ...]:
    """The demands of the catalogue, their weights summing to 1, then the disputes with weight 0."""
    file = _folder() / ISSUES
    return _issues(file, _stamp(file))


def outcome_entries() -> Mapping[str, OutcomeEntry]:
    """All outcomes by id: name, unit, direction, smallest difference of interest."""
    file = _folder() / OUTCOMES
    return _outcomes(file, _stamp(file))


def _check_outcomes(file: Path, found: Mapping[str, OutcomeEntry]) -> None:
    """ScenarioError unless they are those that the model computes: the project's own."""
    ours = _outcomes(HERE / OUTCOMES, _stamp(HERE / OUTCOMES))
    for name in found:
        if name not in ours:
            message = _(
                "{file}: nothing computes the outcome {name}; there are: {known}.",
                file=shown(file),
                name=name,
                known=listed(ours),
            )
            raise ScenarioError(message + nearest(name, ours))
    for name in ours:
        if name not in found:
            raise ScenarioError(
                _("{file}: {key} is missing.", file=shown(file), key=name) + nearest(name, found)
            )


def case(name: str) -> Case:
    """The case with that id, name or alias, or the one in the YAML file at that path.

    ScenarioError, with the nearest name, if there is none.
    """
    shelf = _case_shelf()
    if (found := shelf.find(name)) is None:
        known = listed(shelf.entries)
        message = _("Unknown case: {name}. Known cases: {known}.", name=name, known=known)
        raise ScenarioError(message + shelf.nearest(name))
    return found


def governance(name: str) -> Governance:
    """The governance model with that id, name or alias, or the one in the YAML file at that path.

    ScenarioError, with the nearest name, if there is none.
    """
    shelf = _governance_shelf()
    if (found := shelf.find(name)) is None:
        known = listed(shelf.entries)
        message = _("Unknown governance model: {name}. Known ones: {known}.", name=name, known=known)
        raise ScenarioError(message + shelf.nearest(name))
    return found


def known_case(name: str) -> Case | None:
    """The case with that id, of the project or else in a file read so far; None if there is none."""
    return _case_shelf().known(name)


def known_governance(name: str) -> Governance | None:
    """The governance model with that id, of the project or in a file read so far; None if there is none."""
    return _governance_shelf().known(name)


def households(case: Case) -> int:
    """How many households a case has, those of all its compounds if it is a district."""
    key = "place.households"
    if case.district is None:
        return int(case.parameters[key].value if key in case.parameters else ledger()[key].default)
    if key in case.parameters:
        return case.district.compounds * int(case.parameters[key].value)
    return sum(part.count * households(part.case) for part in case.district.members)


def differences(a: Governance, b: Governance) -> list[Difference]:
    """How two governance models differ: instruments of only one, other settings, other values."""
    return differences_between(a, b, _whole_ledger())


def parse_override(text: str) -> tuple[str, float]:
    """``fee.quality=4`` as key and value; ScenarioError unless it is that and the ledger allows it."""
    key, equals, given = narrow(text).partition("=")
    if not equals or not key.strip():
        raise ScenarioError(_("{text} is not a setting; write KEY=VALUE, as in fee.quality=4.", text=text))
    try:
        value = float(given)
    except ValueError:
        value = math.nan
    return key.strip(), checked(ledger(), key.strip(), value, given.strip())


def scenario(
    case: str | Case,
    governance: str | Governance,
    *,
    months: int = MONTHS,
    burn_in: int = BURN_IN,
    start: int = 1,
    overrides: Mapping[str, float] | None = None,
) -> Scenario:
    """All inputs of a run but its seed.

    Values are those of the ledger, replaced by the case's, the governance model's, then the `overrides`.
    `months` are recorded after `burn_in` months; the governance model starts in recorded month `start` (0 is
    the last month of the burn-in). A district holds the scenario of each kind of its compounds as a member.
    ScenarioError if a name is unknown or a value is not allowed.
    """
    length = check_months(months, burn_in, start)
    place = _case(case) if isinstance(case, str) else case
    model = _model(governance) if isinstance(governance, str) else governance
    known = ledger()
    values = {key: checked(known, key, value) for key, value in (overrides or {}).items()}
    return resolved(known, place, model, length, values)


_case: Callable[[str], Case] = case
_model: Callable[[str], Governance] = governance
