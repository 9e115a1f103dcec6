"""The mean compound of a district is the mean of its types, and not a type of its own."""

import math

import pytest

from scenarios.read import case, scenario

BY_COUNT = (
    *("population.elderly_share", "population.young_share", "population.tenant_share", "identity.incomers"),
    *("population.efficacy", "population.belonging", "ties.degree", "ties.homophily", "place.households"),
    *("issues.encroachment_factor", "fee.firm_present", "owners_committee.initial", "maintenance.present"),
)


@pytest.fixture(scope="module")
def types() -> list[tuple[float, dict[str, float]]]:
    """How many compounds of the district are of each type, and the values of each."""
    district = case("xihu-district").district
    assert district is not None
    return [(part.count, dict(scenario(part.case, "baseline").parameters)) for part in district.members]


@pytest.mark.parametrize("key", BY_COUNT)
def test_the_mean_compound_has_the_mean_of_the_five_types(key: str, types) -> None:
    total = sum(count for count, _ in types)
    mean = sum(count * values[key] for count, values in types) / total
    assert scenario("xihu", "baseline").parameters[key] == pytest.approx(mean, rel=0.025)


def test_its_fee_is_that_of_compounds_with_a_firm_and_its_ratio_that_of_all_their_costs(types) -> None:
    mean = scenario("xihu", "baseline").parameters
    weights = [count * values["fee.firm_present"] for count, values in types]
    fees, ratios = ([values[key] for _, values in types] for key in ("fee.price", "fee.ratio"))
    paid = sum(weight * fee for weight, fee in zip(weights, fees, strict=True))
    costs = sum(weight * fee / ratio for weight, fee, ratio in zip(weights, fees, ratios, strict=True))
    assert mean["fee.price"] == pytest.approx(paid / sum(weights), abs=0.01)
    assert mean["fee.ratio"] == pytest.approx(paid / costs, abs=0.01)
    centre = sum(weight * ratio for weight, ratio in zip(weights, ratios, strict=True)) / sum(weights)
    between = sum(weight * (ratio - centre) ** 2 for weight, ratio in zip(weights, ratios, strict=True))
    within = scenario("xihu-street", "baseline").parameters["fee.ratio_spread"]
    assert mean["fee.ratio_spread"] == pytest.approx(math.sqrt(between / sum(weights) + within**2), abs=0.01)
