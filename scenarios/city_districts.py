"""The districts of a city as scenarios: each a world of its own.

Precedence: ledger < compound < district < city < district of this city < governance < --set; then staff and
money as the city has them, how they are shared out, and when the governance model begins.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from scenarios import read
from scenarios.allocation import scaled, shared_out
from scenarios.city_starts import beginning, starts
from scenarios.entries import Allocation, Case, CityPart, Governance, Start
from scenarios.fixed import Fixed
from scenarios.inputs import Scenario
from scenarios.resolve import BURN_IN, MONTHS, within


class CityDistrict(NamedTuple):
    """One district of a city: its city, the name of those that are alike, its number among them from 1."""

    city: str
    sort: str
    number: int
    scenario: Scenario

    @property
    def label(self) -> str:
        """What tells it from all others."""
        return f"{self.city}/{self.sort}-{self.number}"


def sorts(
    case: Case,
    governance: Governance,
    *,
    months: int = MONTHS,
    burn_in: int = BURN_IN,
    overrides: Mapping[str, float] | None = None,
    measured: Collection[str] | None = None,
) -> dict[str, tuple[Scenario, int]]:
    """The scenario of each sort of districts of a city by its name, and how many there are.

    ScenarioError if a value is not allowed, also of what is shared out.
    """
    assert case.city is not None
    plain = governance.model_copy(update={"allocation": None, "start": None})
    made = {}
    for name, part in case.city.districts.items():
        found = read.scenario(
            *(_district(part, case), plain),
            months=months,
            burn_in=burn_in,
            overrides=overrides,
            measured=measured,
        )
        factors = (part.staff, part.staff, part.money)
        made[name] = (
            scaled(found, factors, read.ledger(), name) if set(factors) != {1.0} else found,
            part.count,
        )
    shared = shared_out(made, rule_of(case, governance), read.ledger())
    return {name: (shared[name], count) for name, (_found, count) in made.items()}


def _district(part: CityPart, city: Case) -> Case:
    """The case of a district: what the city gives comes on top of its own, and what is its own here last."""
    found = within(part.case, city)
    return found.model_copy(update={"parameters": Fixed({**found.parameters, **part.parameters})})


def rule_of(case: Case, governance: Governance) -> Allocation:
    """How staff and money are shared: as the governance model says, or else the city's case."""
    assert case.city is not None
    return governance.allocation or case.city.allocation


def start_of(case: Case, governance: Governance) -> Start:
    """When it begins in which district: as the governance model says, or else the city's case."""
    assert case.city is not None
    return governance.start or case.city.start


def each(
    case: Case, governance: Governance, made: Mapping[str, tuple[Scenario, int]]
) -> Iterator[CityDistrict]:
    """Every district of a city, given the scenarios of its sorts; one scenario for all that are alike and
    begin together.

    ScenarioError if some would begin after the last month.
    """
    months = next(iter(made.values()))[0].months
    found: dict[tuple[str, int], Scenario] = {}
    for (name, number), month in starts(case, start_of(case, governance), made, months).items():
        if (name, month) not in found:
            found[name, month] = beginning(made[name][0], month)
        yield CityDistrict(case.id, name, number, found[name, month])
