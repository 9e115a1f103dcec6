"""Fees, quality, firms that leave and firms that come, and the books that hold it all."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.money import ACCOUNTS, Books
from model.neighbourhood import Neighbourhood, Placement
from model.property_economy import replace_poor_firms
from scenarios.read import Event, Scenario, case

type Scene = Callable[..., Scenario]

POOR = {"fee.ratio": 0.5, "fee.quality_start": 0.3, "fee.collection_start": 0.4, "fee.firm_present": 1}


@pytest.fixture(scope="module")
def poor(scene: Scene) -> pd.DataFrame:
    """Five years of a compound that no firm can live on."""
    values = POOR | {"fee.exit_hazard": 0.3, "fee.exit_months": 1}
    return Neighbourhood(scene("xihu", values=values, months=60), rng=1).run().monthly()


def test_a_firm_that_cannot_live_on_its_fee_leaves_and_another_comes(poor: pd.DataFrame) -> None:
    assert poor["firm_exits"].sum() >= 2
    here = poor["firm_here"] == 1.0
    assert here.any()
    assert poor.loc[~here, "fee_collection"].isna().all()
    assert poor.loc[here, "fee_collection"].notna().all()


def test_the_next_firm_comes_after_six_months_without_one(poor: pd.DataFrame) -> None:
    away = np.flatnonzero(poor["firm_here"] == 0.0)
    runs = np.split(away, np.flatnonzero(np.diff(away) > 1) + 1)
    complete = [run for run in runs if run[-1] < len(poor) - 1 and run[0] > 0]
    assert {len(run) for run in complete} == {6}


def test_a_firm_that_lives_on_its_fee_stays(scene: Scene) -> None:
    values = {"fee.firm_present": 1, "fee.ratio": 1.3, "fee.collection_start": 0.9}
    rows = Neighbourhood(scene("xihu", values=values, months=60), rng=1).run().monthly()
    assert rows["firm_exits"].sum() == 0
    assert rows["quality"].iloc[-1] > 0.7


def test_quality_slides_where_there_is_no_firm(scene: Scene) -> None:
    rows = Neighbourhood(scene("xihu", values={"fee.firm_present": 0}, months=36), rng=1).run().monthly()
    assert (rows["firm_here"] == 0.0).all()
    assert rows["quality"].iloc[-1] == pytest.approx(0.2, abs=0.01)


def test_where_there_never_was_a_firm_none_comes_by_itself(scene: Scene) -> None:
    rows = Neighbourhood(scene("xihu", values={"fee.firm_present": 0}, months=60), rng=1).run().monthly()
    assert rows["firm_here"].max() == 0.0


def test_a_low_price_ends_in_a_low_collection_and_low_quality(scene: Scene) -> None:
    outcomes = []
    for ratio in (0.8, 1.1):
        values = {"fee.ratio": ratio, "fee.ratio_spread": 0, "fee.firm_present": 1, "fee.exit_months": 12}
        places = [Placement(scene("xihu", values=values, months=48), seed) for seed in range(6)]
        outcomes.append(Neighbourhood(places).run().outcomes()[["fee_collection", "quality"]].mean())
    assert (outcomes[1] - outcomes[0] > 0.15).all()


def test_neighbours_who_pay_make_payers(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", months=1, burn_in=0), rng=1)
    h = world.households
    h.paid[:] = False
    assert (world.paying_neighbours() == 0.0).all()
    h.paid[:] = True
    assert (world.paying_neighbours() == 1.0).all()
    h.paid[:] = world.compounds.stair_of_row == 0
    near = world.paying_neighbours()
    one, other = world.ties.ends
    for row in np.flatnonzero(world.ties.degree > 0.0)[:20]:
        known = np.concatenate((other[one == row], one[other == row]))
        own = float(world.compounds.stair_of_row[row] == 0)
        assert near[row] == pytest.approx(0.5 * (own + h.paid[known].mean()))
    alone = world.ties.degree == 0.0
    assert (near[alone & (world.compounds.stair_of_row == 0)] == 1.0).all()
    assert (near[alone & (world.compounds.stair_of_row > 0)] == 0.0).all()


@pytest.mark.parametrize(("quality", "replaced"), [(0.9, True), (0.1, False)])
def test_a_good_owners_committee_replaces_a_poor_firm_after_a_valid_vote(
    scene: Scene, quality: float, replaced: bool
) -> None:
    values = {"fee.firm_present": 1, "votes.support": 2.0, "votes.grievance": 3, "population.tenant_share": 0}
    values |= {"fee.quality_new": 0.5}
    world = Neighbourhood(scene("xihu", values=values, months=1, burn_in=0), rng=3)
    world.households.age[:], world.households.trust_firm[:] = 80.0, 0.0
    world.firms.quality[:], world.firms.poor_months[:] = 0.3, 6.0
    world.owners_committees.here[:], world.owners_committees.quality[:] = 1.0, quality
    replace_poor_firms(world)
    assert (world.firms.quality[0] == 0.5) == replaced
    assert (world.firms.poor_months[0] == 0.0) == replaced
    assert world.firms.here[0] == 1.0


def test_without_a_valid_vote_the_firm_stays(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", values={"fee.firm_present": 1}, months=1, burn_in=0), rng=3)
    world.households.age[:] = 20.0
    world.firms.quality[:], world.firms.poor_months[:] = 0.3, 6.0
    world.owners_committees.here[:], world.owners_committees.quality[:] = 1.0, 0.9
    replace_poor_firms(world)
    assert world.firms.quality[0] == 0.3


def test_a_walkout_empties_the_office_in_its_month(scene: Scene) -> None:
    place = case("xihu").model_copy(update={"events": (Event(kind="firm_walkout", month=3),)})
    rows = Neighbourhood(scene(place, values={"fee.firm_present": 1}, months=12), rng=1).run().monthly()
    assert rows["firm_here"].tolist()[:3] == [1.0, 1.0, 0.0]


def test_a_funding_cut_lasts_its_months(scene: Scene) -> None:
    place = case("xihu").model_copy(update={"events": (Event(kind="funding_cut", month=3),)})
    values = {
        "issues.capital_share": 0.05,
        "shock.funding_cut": 0.5,
        "shock.funding_months": 4,
        "issues.rate": 3.3,
    }
    world = Neighbourhood(scene(place, values=values, months=12), rng=1)
    paid = []
    while world.steps < 24:
        before = -world.books.balance("government")[0]
        world.step()
        if world.month > 0:
            paid.append(-world.books.balance("government")[0] - before)
    usual = paid[0]
    assert paid[:2] == [usual] * 2
    assert paid[2:6] == pytest.approx([usual / 2.0] * 4)
    assert paid[6:] == pytest.approx([usual] * 6)


@given(
    st.lists(
        st.tuples(st.sampled_from(range(8)), st.sampled_from(range(8)), st.floats(-1e6, 1e6)), max_size=50
    )
)
def test_no_payment_makes_or_loses_a_cent(payments: list[tuple[int, int, float]]) -> None:
    books = Books(3)
    for payer, payee, yuan in payments:
        moved = books.pay(ACCOUNTS[payer], ACCOUNTS[payee], np.array([yuan, 0.005, 1.0 / 3.0]))
        assert moved == pytest.approx([yuan, 0.005, 1.0 / 3.0], abs=0.0051)
    assert (books.total() == 0).all()


def test_money_is_moved_in_whole_cents() -> None:
    books = Books(1)
    assert books.pay("government", "fund", 10.0 / 3.0)[0] == 3.33
    assert books.balance("fund")[0] == 3.33
    assert books.balance("government")[0] == -3.33


def test_every_yuan_of_a_fund_came_from_somebody(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu", "one-four-n", months=36), rng=1).run()
    rows = world.monthly()
    size = 518.0
    assert rows["fund_balance"].iloc[-1] * size == pytest.approx(world.books.balance("fund")[0])
    inside = world.record.series["fund_in"].sum() - world.record.series["fund_out"].sum()
    assert inside * size == pytest.approx(world.books.balance("fund")[0], abs=0.01)
    assert rows["fund_in"].min() >= 0.0
    assert rows["fund_out"].min() >= 0.0
