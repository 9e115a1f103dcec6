"""The one way to what is given: ledger, cases, governance models, issues, outcomes; and the scenario.

A file is read once and checked whole: an unknown key, a value out of its range or a missing source stops the
reading with one message that names file, line, key, the value seen and the values allowed. The files are
those beside this one, and beside them those of the project that one works in (`project.py`).
"""

import math
from collections.abc import Callable, Collection, Mapping

from scenarios import catalogue
from scenarios.by_type import check_types, is_of_type
from scenarios.city_side import as_side, check_one_world, side_name
from scenarios.differences import Difference, differences_between
from scenarios.entries import (
    Adopted,
    Case,
    CityPart,
    District,
    Event,
    Given,
    Governance,
    IssueKind,
    OutcomeEntry,
    Parameter,
    Part,
    Section,
    Text,
)
from scenarios.inputs import DistrictMap, Member, Scenario
from scenarios.language import _
from scenarios.names import narrow
from scenarios.problems import ScenarioError, listed
from scenarios.resolve import BURN_IN, MONTHS, Own, check_months, checked, resolved, with_rules
from scenarios.rules_file import rules_of_file

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
    "compound_types",
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
    "value_in",
]


def ledger() -> Mapping[str, Parameter]:
    """Every parameter of the model by key, in the order of the ledger."""
    return catalogue.ledger().parameters


def sections() -> Mapping[str, Section]:
    """The groups of the ledger by id; those with a `strength` are the instruments of governance."""
    return catalogue.ledger().sections


def cases() -> Mapping[str, Case]:
    """All cases of the project by id."""
    return catalogue.case_shelf().entries


def governance_models() -> Mapping[str, Governance]:
    """All governance models of the project by id."""
    return catalogue.governance_shelf().entries


def issue_kinds() -> tuple[IssueKind, ...]:
    """The demands of the catalogue, their weights summing to 1, then the disputes with weight 0."""
    return catalogue.issues()


def outcome_entries() -> Mapping[str, OutcomeEntry]:
    """All outcomes by id: name, unit, direction, smallest difference of interest. After gongzhi's come those
    of the project, then those that a study or a folder read so far brought along.
    """
    return catalogue.outcomes()


def case(name: str) -> Case:
    """The case with that id, name or alias, or the one in the YAML file at that path.

    ScenarioError, with the nearest name, if there is none.
    """
    shelf = catalogue.case_shelf()
    if (found := shelf.find(name)) is None:
        known = listed(shelf.entries)
        message = _("Unknown case: {name}. Known cases: {known}.", name=name, known=known)
        raise ScenarioError(message + shelf.nearest(name))
    return found


def governance(name: str) -> Governance:
    """The governance model with that id, name or alias, or the one in the YAML file at that path; with
    `@need` after it, and how a city under it shares staff and money.

    ScenarioError, with the nearest name, if there is none.
    """
    shelf = catalogue.governance_shelf()
    side = side_name(name)
    if side.plain != name:
        return as_side(governance(side.plain), side.allocation, side.start)
    if (found := shelf.find(name)) is None:
        known = listed(shelf.entries)
        message = _("Unknown governance model: {name}. Known ones: {known}.", name=name, known=known)
        raise ScenarioError(message + shelf.nearest(name))
    return found


def known_case(name: str) -> Case | None:
    """The case with that id, of the project or else in a file read so far; None if there is none."""
    return catalogue.case_shelf().known(name)


def known_governance(name: str) -> Governance | None:
    """The governance model with that id, of the project or in a file read so far; None if there is none."""
    side = side_name(name)
    if side.plain != name:
        found = known_governance(side.plain)
        return as_side(found, side.allocation, side.start) if found else None
    return catalogue.governance_shelf().known(name)


def compound_types(*further: Case) -> set[str]:
    """The types of compounds that there are: those of all cases of the project, and of these."""
    return {one.compound_type for one in (*cases().values(), *further)}


def value_in(case: Case, key: str) -> float:
    """What a parameter is in a case where nothing else is given."""
    given = case.parameters.get(key)
    return ledger()[key].at(case.compound_type) if given is None else float(given.value)


def households(case: Case) -> int:
    """How many households a case has, those of all its compounds if it is a district or a city."""
    key = "place.households"
    if not case.parts:
        return int(value_in(case, key))
    if key in case.parameters:
        return case.compounds * int(case.parameters[key].value)
    if case.city is not None:
        return sum(part.count * _in_city(part) for part in case.city.districts.values())
    assert case.district is not None
    return sum(part.count * households(part.case) for part in case.district.members)


def _in_city(part: CityPart) -> int:
    """The households of one district of a city."""
    key = "place.households"
    if key in part.parameters:
        return part.case.compounds * int(part.parameters[key].value)
    return households(part.case)


def differences(a: Governance, b: Governance) -> list[Difference]:
    """How two governance models differ: instruments of only one, other settings, other values."""
    return differences_between(a, b, catalogue.ledger())


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
    measured: Collection[str] | None = None,
) -> Scenario:
    """All inputs of a run but its seed.

    Values are those of the ledger, replaced by the case's, the governance model's, then the `overrides`, of
    which those for one type (`issues.rate@street`) hold at compounds of that type alone.
    `months` are recorded after `burn_in` months; the governance model starts in recorded month `start` (0 is
    the last month of the burn-in). A district holds the scenario of each kind of its compounds as a member.
    A file of rules that this process has chosen holds over the case's own.
    `measured`: those of the project's outcomes that classes measure that are wanted; all if not given.
    ScenarioError if a name is unknown or a value is not allowed.
    """
    length = check_months(months, burn_in, start)
    place = _case(case) if isinstance(case, str) else case
    model = _model(governance) if isinstance(governance, str) else governance
    known = ledger()
    values = {key: checked(known, key, value) for key, value in (overrides or {}).items()}
    if any(map(is_of_type, values)):
        check_types(values, compound_types(place, *place.parts))
    check_one_world(place, model)
    own = Own(catalogue.measures(measured), catalogue.ledger().further)
    return resolved(known, with_rules(place, rules_of_file()), model, length, values, own)


_case: Callable[[str], Case] = case
_model: Callable[[str], Governance] = governance
