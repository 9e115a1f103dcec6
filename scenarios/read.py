"""The one way to what is given: ledger, cases, governance models, issues, outcomes; and the scenario.

A file is read once and checked whole: an unknown key, a value out of its range or a missing source stops the
reading with one message that names file, line, key, the value seen and the values allowed. The files are
those beside this one, or those of the folder that the environment variable GONGZHI_SCENARIOS names.
"""

import math
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from scenarios.contents import (
    Ledger,
    read_cases,
    read_governance,
    read_issues,
    read_ledger,
    read_outcomes,
    unfit,
)
from scenarios.entries import (
    Adopted,
    Case,
    Event,
    Given,
    Governance,
    IssueKind,
    OutcomeEntry,
    Parameter,
    Scenario,
    Section,
    Text,
    Values,
)
from scenarios.files import shown
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest, number

__all__ = [
    "Adopted",
    "Case",
    "Event",
    "Given",
    "Governance",
    "IssueKind",
    "OutcomeEntry",
    "Parameter",
    "Scenario",
    "ScenarioError",
    "Section",
    "Text",
    "case",
    "cases",
    "governance",
    "governance_models",
    "issue_kinds",
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
PARTS_OF_ONE = (
    ("population.elderly_share", "population.young_share"),
    ("population.conditional_share", "population.free_rider_share", "population.hump_share"),
    ("landlord.food_share", "landlord.games_share"),
    ("issues.dyad_share", "issues.stairwell_share"),
    ("fee.unconditional", "fee.refusing"),
    ("forum.representatives", "forum.stratified"),
)
"""Shares of the same whole, which together may not exceed 1."""

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
def _cases(folder: Path, stamp: Stamp) -> Mapping[str, Case]:
    return read_cases(folder / CASES, _whole_ledger())


@lru_cache(maxsize=8)
def _governance(folder: Path, stamp: Stamp) -> Mapping[str, Governance]:
    return read_governance(folder / GOVERNANCE, _whole_ledger())


@lru_cache(maxsize=8)
def _issues(file: Path, stamp: Stamp) -> tuple[IssueKind, ...]:
    return read_issues(file)


@lru_cache(maxsize=8)
def _outcomes(file: Path, stamp: Stamp) -> Mapping[str, OutcomeEntry]:
    return read_outcomes(file)


def _whole_ledger() -> Ledger:
    folder = _folder()
    return _ledger(folder, _stamp(folder / LEDGER))


def ledger() -> Mapping[str, Parameter]:
    """Every parameter of the model by key, in the order of the ledger."""
    return _whole_ledger().parameters


def sections() -> Mapping[str, Section]:
    """The groups of the ledger by id; those with a `strength` are the instruments of governance."""
    return _whole_ledger().sections


def cases() -> Mapping[str, Case]:
    """All cases by id."""
    folder = _folder()
    return _cases(folder, _of(folder, CASES))


def governance_models() -> Mapping[str, Governance]:
    """All governance models by id."""
    folder = _folder()
    return _governance(folder, _of(folder, GOVERNANCE))


def issue_kinds() -> tuple[IssueKind, ...]:
    """The demands of the catalogue, their weights summing to 1, then the disputes with weight 0."""
    file = _folder() / ISSUES
    return _issues(file, _stamp(file))


def outcome_entries() -> Mapping[str, OutcomeEntry]:
    """All outcomes by id: name, unit, direction, smallest difference of interest."""
    file = _folder() / OUTCOMES
    return _outcomes(file, _stamp(file))


def case(name: str) -> Case:
    """The case with that id, name or alias; ScenarioError with the nearest one if there is none."""
    known = cases()
    if (found := _named(name, known.values())) is None:
        raise ScenarioError(
            _("Unknown case: {name}. Known cases: {known}.", name=name, known=listed(known))
            + _like(name, known)
        )
    return found


def governance(name: str) -> Governance:
    """The governance model with that id, name or alias; ScenarioError with the nearest one if none has it."""
    known = governance_models()
    if (found := _named(name, known.values())) is None:
        raise ScenarioError(
            _("Unknown governance model: {name}. Known ones: {known}.", name=name, known=listed(known))
            + _like(name, known)
        )
    return found


def _fold(name: str) -> str:
    """A name without what people type differently: width, case, spaces, marks between words."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().replace("_", "-").split())


def _names(entry: Case | Governance) -> tuple[str, ...]:
    return (entry.id, entry.name.zh, entry.name.en, *entry.aliases)


def _named[T: (Case, Governance)](name: str, known: Iterable[T]) -> T | None:
    wanted = _fold(name)
    return next((entry for entry in known if wanted in map(_fold, _names(entry))), None)


def _like(name: str, known: Mapping[str, Case] | Mapping[str, Governance]) -> str:
    return nearest(name, (name for entry in known.values() for name in _names(entry)))


def parse_override(text: str) -> tuple[str, float]:
    """``fee.quality=4`` as key and value; ScenarioError unless it is that and the ledger allows it."""
    key, equals, given = unicodedata.normalize("NFKC", text).partition("=")
    if not equals or not key.strip():
        raise ScenarioError(_("{text} is not a setting; write KEY=VALUE, as in fee.quality=4.", text=text))
    try:
        value = float(given)
    except ValueError:
        value = math.nan
    return key.strip(), _checked(key.strip(), value, given.strip())


def _checked(key: str, value: object, seen: str | None = None) -> float:
    """The value as a float; ScenarioError unless the ledger knows the key and allows the value."""
    known = ledger()
    if (parameter := known.get(key)) is None:
        raise ScenarioError(_("Unknown parameter: {key}.", key=key) + nearest(key, known))
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ScenarioError(
            _("{key} = {value} is not a number.", key=key, value=value if seen is None else seen)
        )
    if problem := unfit(parameter, float(value)):
        raise ScenarioError(_("{key} {problem}.", key=key, problem=problem))
    return float(value)


def scenario(
    case: str | Case,
    governance: str | Governance,
    *,
    months: int = 60,
    burn_in: int = 12,
    start: int = 1,
    overrides: Mapping[str, float] | None = None,
) -> Scenario:
    """All inputs of a run but its seed.

    Values are those of the ledger, replaced by the case's, the governance model's, then the `overrides`.
    `months` are recorded after `burn_in` months; the governance model starts in recorded month `start` (0 is
    the last month of the burn-in). ScenarioError if a name is unknown or a value is not allowed.
    """
    _check_months(months, burn_in, start)
    place = _case(case) if isinstance(case, str) else case
    model = _model(governance) if isinstance(governance, str) else governance
    values = {key: float(entry.default) for key, entry in ledger().items()}
    for given in (place.parameters, model.parameters):
        values.update((key, float(one.value)) for key, one in given.items())
    for adopted in model.instruments:
        values.update((f"{adopted.kind}.{key}", float(value)) for key, value in adopted.settings.items())
    values.update((key, _checked(key, value)) for key, value in (overrides or {}).items())
    _check_parts(values)
    kinds = tuple(adopted.kind for adopted in model.instruments)
    return Scenario(place, model, months, burn_in, start, Values(values), kinds, place.events)


_case: Callable[[str], Case] = case
_model: Callable[[str], Governance] = governance


def _check_months(months: int, burn_in: int, start: int) -> None:
    for name, value, least in (("months", months, 1), ("burn_in", burn_in, 0), ("start", start, 1 - burn_in)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ScenarioError(_("{key} = {value} must be a whole number.", key=name, value=value))
        if value < least:
            raise ScenarioError(
                _("{key} = {value} must be at least {least}.", key=name, value=value, least=least)
            )


def _check_parts(values: Mapping[str, float]) -> None:
    for keys in PARTS_OF_ONE:
        total = sum(values[key] for key in keys)
        if total > 1 + 1e-9:
            given = " + ".join(f"{key} ({number(values[key])})" for key in keys)
            raise ScenarioError(
                _("{given} = {total}: together they must not exceed 1.", given=given, total=number(total))
            )
