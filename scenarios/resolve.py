"""From case, governance model and values given to a scenario: who overrules whom."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from scenarios.by_type import at_type, parameter_of
from scenarios.contents import unfit
from scenarios.entries import Case, Governance, Parameter
from scenarios.fixed import Fixed, Values
from scenarios.inputs import DistrictMap, Member, Scenario
from scenarios.language import _
from scenarios.problems import ScenarioError, nearest, number, number_meant

PARTS_OF_ONE = (
    ("population.elderly_share", "population.young_share"),
    ("population.conditional_share", "population.free_rider_share", "population.hump_share"),
    ("landlord.food_share", "landlord.games_share"),
    ("issues.dyad_share", "issues.stairwell_share"),
    ("fee.unconditional", "fee.refusing"),
    ("forum.representatives", "forum.stratified"),
)
"""Shares of the same whole, which together may not exceed 1."""


MOST_HOUSEHOLDS = 5_000_000
"""How many households a district may have: a metropolis."""

MONTHS, BURN_IN = 60, 60
"""How long a run is where nothing says."""


class Months(NamedTuple):
    """How long a run is: months recorded, months before them, the month the governance model starts in."""

    recorded: int
    burn_in: int
    start: int


class Own(NamedTuple):
    """What a project brings to a scenario: outcomes measured by a class, parameters beyond gongzhi's."""

    measures: tuple[str, ...] = ()
    parameters: frozenset[str] = frozenset()


NOTHING_OWN = Own()


def resolved(
    ledger: Mapping[str, Parameter],
    case: Case,
    governance: Governance,
    months: Months,
    overrides: Mapping[str, float],
    own: Own = NOTHING_OWN,
) -> Scenario:
    """The scenario: values of the ledger, replaced by the case's, the governance model's, then the overrides,
    of which those for one type (`issues.rate@street`) hold at compounds of that type alone.

    What a district gives, values, shocks and rules, holds for each of its compounds.
    """
    members = tuple(
        Member(resolved(ledger, within(part.case, case), governance, months, overrides, own), part.count)
        for part in (case.district.members if case.district else ())
    )
    kinds = tuple(adopted.kind for adopted in governance.instruments)
    values = _values(ledger, case, governance, overrides)
    _check_people(case, values)
    runs_own_code = (
        case.rules or own.measures or any(key.partition(".")[0] in kinds for key in own.parameters)
    )
    found = Scenario(
        *(case, governance, *months, values, kinds, case.events, members, _map(case)),
        measures=own.measures,
        idle=frozenset() if runs_own_code else own.parameters,
    )
    if found.households > MOST_HOUSEHOLDS:
        message = _(
            "{case} has {value} households; the most is {bound}.",
            case=case.id,
            value=found.households,
            bound=MOST_HOUSEHOLDS,
        )
        raise ScenarioError(message)
    return found


def within(case: Case, district: Case) -> Case:
    """The case of a compound in a district, or of a district in a city: the whole's own values and shocks
    come on top.
    """
    parameters = Fixed({**case.parameters, **district.parameters})
    kinds = Fixed({**case.kinds, **district.kinds})
    events = case.events + district.events
    more = {"demands": district.demands or case.demands}
    within = case.model_copy(update={"parameters": parameters, "events": events, "kinds": kinds} | more)
    return with_rules(within, district.rules)


def with_rules(case: Case, rules: Mapping[str, str]) -> Case:
    """The case with these rules over its own: by kind of agents the file that has its class."""
    return case.model_copy(update={"rules": Fixed({**case.rules, **rules})}) if rules else case


def _check_people(case: Case, values: Values) -> None:
    """ScenarioError unless there are as many households as the files of the case give."""
    key, people, ties = "place.households", case.households, case.ties
    if people and values[key] != people.count:
        message = _(
            "{key} = {value} cannot be: {case} has its {count} households from {file}.",
            key=key,
            value=number(values[key]),
            case=case.id,
            count=people.count,
            file=people.file,
        )
        raise ScenarioError(message)
    if ties and ties.highest > values[key]:
        message = _(
            "{key} = {value} cannot be: {file}, the ties of {case}, names household {highest}.",
            key=key,
            value=number(values[key]),
            case=case.id,
            highest=ties.highest,
            file=ties.file,
        )
        raise ScenarioError(message)


def _map(case: Case) -> DistrictMap | None:
    if case.district is None:
        return None
    district = case.district
    return DistrictMap(*(int(one.value) for one in (district.committees, district.streets, district.firms)))


def _values(
    ledger: Mapping[str, Parameter], case: Case, governance: Governance, overrides: Mapping[str, float]
) -> Values:
    values = {key: entry.at(case.compound_type) for key, entry in ledger.items()}
    for given in (case.parameters, governance.parameters):
        values.update((key, float(one.value)) for key, one in given.items())
    for adopted in governance.instruments:
        values.update((f"{adopted.kind}.{key}", float(value)) for key, value in adopted.settings.items())
    values.update(at_type(overrides, case.compound_type))
    check_parts(values)
    return Values(values)


def checked(known: Mapping[str, Parameter], key: str, value: object, seen: str | None = None) -> float:
    """The value as a float; ScenarioError unless the ledger knows the key, or of a key for one type the
    parameter, and allows the value.
    """
    if (parameter := known.get(parameter_of(key))) is None:
        raise ScenarioError(_("Unknown parameter: {key}.", key=key) + nearest(key, known))
    written = value if seen is None else seen
    if not isinstance(value, int | float) or math.isnan(value):
        message = _("{key} = {value} is not a number.", key=key, value=written)
        raise ScenarioError(message + number_meant(written))
    if math.isinf(value):
        raise ScenarioError(_("{key} = {value} must be a finite number.", key=key, value=written))
    if problem := unfit(parameter, float(value)):
        raise ScenarioError(_("{key} {problem}.", key=key, problem=problem))
    return float(value)


def check_months(months: int, burn_in: int, start: int) -> Months:
    """The months, if they are whole numbers and the start lies within the run."""
    for name, value, least in (("months", months, 1), ("burn_in", burn_in, 0), ("start", start, None)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ScenarioError(_("{key} = {value} must be a whole number.", key=name, value=value))
        if least is not None and value < least:
            raise ScenarioError(
                _("{key} = {value} must be at least {least}.", key=name, value=value, least=least)
            )
    if problem := start_outside(start, months, burn_in):
        raise ScenarioError(_("{key} {problem}.", key="start", problem=problem))
    return Months(months, burn_in, start)


def start_outside(start: int, months: int, burn_in: int) -> str:
    """What is wrong with a start outside the run, as the end of a sentence; empty if it lies within."""
    if 1 - burn_in <= start <= months:
        return ""
    return _(
        "is {value}; it must be a month of the run, {first} to {last}",
        value=start,
        first=1 - burn_in,
        last=months,
    )


def check_parts(values: Mapping[str, float]) -> None:
    """ScenarioError if shares of one whole exceed it together."""
    for keys in PARTS_OF_ONE:
        total = sum(values[key] for key in keys)
        if total > 1 + 1e-9:
            given = " + ".join(f"{key} ({number(values[key])})" for key in keys)
            raise ScenarioError(
                _("{given} = {total}: together they must not exceed 1.", given=given, total=number(total))
            )
