"""What the cases say they were set to give, seen in the model under the baseline."""

import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import scenario

WORLDS = 16


def world_of(name: str, months: int = 36) -> Neighbourhood:
    given = scenario(name, "baseline", months=months)
    return Neighbourhood([Placement(given, seed) for seed in range(WORLDS)]).run()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "share"),
    [("danwei", 0.5), ("street", 0.8), ("affordable", 0.3), ("resettled", 0.4), ("commodity", 0.15)],
)
def test_ground_floors_become_shops_as_often_as_the_table_of_types_says(name: str, share: float) -> None:
    monthly = world_of(f"xihu-{name}").monthly()
    assert monthly["converted_share"].mean() == pytest.approx(share, abs=0.06)


@pytest.mark.slow
def test_the_low_fee_keeps_the_resettlement_compound_in_the_trap_and_commodity_housing_out_of_it() -> None:
    trapped, free = (world_of(name).outcomes()["fee_collection"] for name in ("anzhi", "xihu-commodity"))
    assert trapped.mean() < 0.65 < 0.75 < free.mean()


TOLD = {"issues.rate": 30.0, "channels.cost_internal": 2.5, "triage.work": 2.0, "fee.quality_new": 0.5}
"""Much is told and takes work, and a firm that comes anew is no better than the one that left."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "months", "outcome", "sign"),
    [
        ("minzhu", 24, "belonging", -1),
        ("xihu-funding-cut", 48, "resolution_ratio", -1),
        ("honghu-walkout", 24, "quality", -1),
        ("honghu-scandal", 24, "trust_RC", -1),
    ],
)
def test_a_shock_is_felt_in_the_same_worlds(case: str, months: int, outcome: str, sign: int) -> None:
    calm = "minzhu-no-renewal" if case == "minzhu" else case.partition("-")[0]
    worlds = [
        Placement(scenario(name, "baseline", months=months, burn_in=24, overrides=TOLD), seed)
        for name in (calm, case)
        for seed in range(8)
    ]
    values = Neighbourhood(worlds).run().outcomes()[outcome].to_numpy()
    assert sign * (values[8:] - values[:8]).mean() > 0
