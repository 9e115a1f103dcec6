"""The runs of a city: a cell for each district under each governance model.

Invariant: a district's seed comes from the study, its city, its name, its number and the replicate, never
from the governance model; so a district meets the same people and dice under each, and no two districts do.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from experiments.design.cells import Cell, Cells
from experiments.design.runs import SEED_BITS, STUDY
from scenarios.city_districts import CityDistrict, each, sorts
from scenarios.entries import Case, Governance, Text
from scenarios.inputs import Scenario
from scenarios.resolve import BURN_IN
from scenarios.study import StudyPlan


class CityCells(Cells):
    """The cells of cities: what a study calls a case is a district here."""

    def __init__(self, plan: StudyPlan, cities: Sequence[Case], governance: Sequence[Governance]) -> None:
        """All districts, made and checked: a scenario, by label and governance model, is shared by all that
        are alike.
        """
        self.districts: dict[str, CityDistrict] = {}
        self.made: dict[tuple[str, str], Mapping[str, tuple[Scenario, int]]] = {}
        self.scenarios: dict[tuple[str, str], Scenario] = {}
        self._cities = {city.id: city for city in cities}
        for city in cities:
            for model in governance:
                made = sorts(city, model, months=plan.months, burn_in=plan.burn_in, overrides=plan.fixed)
                self.made[city.id, model.id] = made
                for one in each(city, model, made):
                    self.districts[one.label] = one
                    self.scenarios[one.label, model.id] = one.scenario
        super().__init__(plan)

    def _found(self) -> Mapping[str, Case]:
        """The city of every district, by the district's label."""
        return {label: self._cities[one.city] for label, one in self.districts.items()}

    def starts(self, city: str, sort: str, governance: str) -> list[int]:
        """The month in which a governance model begins in each of the districts of a city that are alike."""
        return [
            self.scenarios[label, governance].start
            for label, one in self.districts.items()
            if (one.city, one.sort) == (city, sort)
        ]

    def seed(self, case: str, replicate: int) -> int:
        """The seed of a district's replicate."""
        return district_seed(case, replicate)

    def _made(self, cell: Cell) -> Scenario:
        return self.scenarios[cell.case, cell.governance]


def district_seed(label: str, replicate: int) -> int:
    """The seed of the district of that label (its city, name and number) in a replicate."""
    digest = sha256(f"{STUDY}/{label}/{replicate}".encode()).digest()
    return int.from_bytes(digest[: SEED_BITS // 8], "big")


def plan_of(
    cities: Sequence[Case],
    governance: Sequence[Governance],
    replicates: int,
    months: int,
    overrides: Mapping[str, float],
    monthly: bool,
) -> StudyPlan:
    """What is asked of cities as a study asks it, with a case for each district."""
    labels = {
        f"{city.id}/{name}-{number}": city.reference
        for city in cities
        if city.city is not None
        for name, part in city.city.districts.items()
        for number in range(1, part.count + 1)
    }
    models = {model.id: model.reference for model in governance}
    return StudyPlan(
        id=STUDY,
        name=Text(zh=STUDY, en=STUDY),
        text=Text(zh=STUDY, en=STUDY),
        cases=list(labels),
        governance=list(models),
        case_names=labels,
        governance_names=models,
        months=months,
        burn_in=BURN_IN,
        parameters=dict(overrides),
        replicates=replicates,
        monthly=monthly,
    )
