"""Elections of owners' committees: called by whom, carried by whom, and what follows where they fail."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.assembly import ask_owners
from model.elections import elect_owners_committee, owners_election_due
from model.neighbourhood import Neighbourhood, Placement
from model.streams import normal
from scenarios.read import Scenario, ledger

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Any]

CERTAIN = {"votes.intercept": -2.5, "votes.grievance": 3.0}
IMPOSSIBLE = {"votes.intercept": -4.0, "votes.support": -1.0}
SMALL = {"place.households": 150}
RETRY, TERM = (int(ledger()[f"owners_committee.{name}"].default) for name in ("retry", "term"))


def town(given: Scenario, count: int = 6) -> Neighbourhood:
    return Neighbourhood([Placement(given, seed) for seed in range(count)])


def logistic(logit: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-logit))


def test_turnout_is_what_the_formula_says(scene: Scene, made_of: MadeOf) -> None:
    values = {"votes.efficacy": 2.0, "votes.trust": 1.5, "votes.belonging": 2.5, "votes.contact": 0.8}
    world = town(scene("xihu", made_of("digital_platform"), values | {"place.households": 3000}), 4)
    for _ in range(3):
        world.step()
    h, each = world.households, world.compounds.each
    spread = np.random.default_rng(3)
    for name in ("efficacy", "trust_committee", "belonging"):
        h.columns[name][:] = spread.uniform(0.6, 1.0, len(h))
    h.contacts[:] = spread.exponential(0.5, len(h))
    campaign = np.array([0.0, 0.5, 1.0, 2.0])
    count = ask_owners(world, "trial", np.ones(4, dtype=bool), campaign)
    stirred = campaign + each("votes.shock") * normal(world.compounds.seed_key, "turnout trial", world.month)
    logit = (
        -3.22 + 0.061 * h.age + 0.69 * (h.party - 0.09) + (1.0 - h.trust_firm)
        + 2.0 * (h.efficacy - each("population.efficacy")[0])
        + 1.5 * (h.trust_committee - each("population.trust_committee")[0])
        + 2.5 * (h.belonging - each("population.belonging")[0])
        + 0.8 * (1.0 - np.exp(-h.contacts) - 0.04)
        + world.levers.online_voting[0] * h.online + stirred[h.compound]
    )  # fmt: skip
    chance = logistic(logit) * h.owner
    expected, of_chance = world.compounds.means(chance), world.compounds.sums(chance * (1.0 - chance))
    assert (np.abs(count.households - expected) < 4.0 * np.sqrt(of_chance) / 3000).all()
    assert np.ptp(expected) > 0.03


def test_who_votes_has_taken_part_and_nobody_else(scene: Scene) -> None:
    world = town(scene("xihu", values=SMALL), 3)
    world.step()
    world.households.months_idle[:] = 20
    ask_owners(world, "trial", np.array([True, False, True]))
    assert world.last_owner_vote.any()
    assert not world.last_owner_vote[world.households.compound == 1].any()
    assert np.array_equal(world.households.months_idle == 0, world.last_owner_vote)


def test_without_committee_and_instrument_nobody_calls_an_election(scene: Scene, made_of: MadeOf) -> None:
    nobody = SMALL | {"owners_committee.initial": 0.0}
    for model in ("baseline", made_of("owners_committee")):
        placebo = nobody | {"owners_committee.strength": 0.0}
        months = town(scene("xihu", model, placebo, months=24)).run().monthly()
        assert months["elections_held"].sum() == months["committee_serves"].sum() == 0.0
        assert months["election_turnout"].isna().all()


def test_the_instrument_calls_an_election_again_and_again_until_it_is_won(
    scene: Scene, made_of: MadeOf
) -> None:
    values = SMALL | {"owners_committee.emergency_stop": 0.0}
    given = scene("minzhu", made_of("owners_committee"), values, months=30)
    months = town(given, 12).run().monthly()
    assert 0.0 < months["elections_won"].sum() < months["elections_held"].sum()
    for _, rows in months.groupby("compound"):
        held = rows.loc[rows["elections_held"] > 0.0, "month"].to_numpy()
        until = int(rows["elections_won"].cumsum().lt(1.0).sum())  # months before the first that was won
        first = held[held <= until + 1]
        assert first.tolist() == list(range(1, 1 + RETRY * len(first), RETRY))
        assert (rows["committee_serves"] == (rows["month"] > until)).all()


def test_an_old_committee_stays_on_where_no_new_one_is_elected(scene: Scene) -> None:
    values = SMALL | IMPOSSIBLE | {"owners_committee.initial": 1.0}
    world = town(scene("xihu", values=values, months=60, burn_in=12))
    world.owners_committees.term_left[:] = TERM
    months = world.run().monthly()
    assert months["elections_won"].sum() == 0.0 and (months["committee_serves"] == 1.0).all()
    held = months.loc[months["elections_held"] > 0.0, "month"]
    assert set(held) == set(range(TERM - 11, 61, RETRY))
    assert (world.owners_committees.term_left == 0.0).all()


def test_committees_of_the_beginning_are_anywhere_in_their_terms(scene: Scene) -> None:
    """Else all would be elected in the same month, and a governance model begin in one like that."""
    values = SMALL | {"owners_committee.initial": 1.0}
    left = town(scene("xihu", values=values), 40).owners_committees.term_left
    assert left.min() >= 1 and left.max() <= TERM and (left == np.floor(left)).all()
    assert left.mean() == pytest.approx((TERM + 1) / 2, abs=5.0) and len(set(left)) > 20


def test_a_bad_committee_that_may_be_stopped_leaves(scene: Scene, made_of: MadeOf) -> None:
    values = SMALL | CERTAIN | {"owners_committee.regular_elections": 0.0}
    world = town(scene("minzhu", made_of("owners_committee"), values, burn_in=0), 12)
    world.step()
    committees, stop = world.owners_committees, ledger()["owners_committee.stop_months"].default
    first = committees.quality.copy()
    bad = (committees.here > 0.0) & (first < 0.5)
    good = (committees.here > 0.0) & (first >= 0.5)
    assert bad.any() and good.any()
    assert (committees.term_left[bad] == stop - 1).all() and (committees.term_left[good] == TERM - 1).all()
    world.step()
    assert (committees.here[bad] == 1.0).all()
    world.step()
    assert (committees.here[bad] == 0.0).all() and (committees.here[good] == 1.0).all()
    assert owners_election_due(world)[bad].all()  # in the month after


def test_by_decree_a_committee_comes_as_soon_as_one_is_called_for(scene: Scene, made_of: MadeOf) -> None:
    values = SMALL | IMPOSSIBLE | {"owners_committee.by_vote": 0.0, "owners_committee.initial": 0.5}
    values |= {"owners_committee.emergency_stop": 0.0}
    months = town(scene("xihu", made_of("owners_committee"), values, months=24, burn_in=0)).run().monthly()
    assert (months["elections_won"] == months["elections_held"]).all()
    assert (months["committee_serves"] == 1.0).all() and months["election_turnout"].isna().all()


def test_a_campaign_costs_days_in_the_month_of_an_election_alone(scene: Scene, made_of: MadeOf) -> None:
    values = SMALL | IMPOSSIBLE
    months = town(scene("minzhu", made_of("owners_committee"), values, months=14), 2).run().monthly()
    days, held = months["staff_days_instruments"], months["elections_held"] > 0.0
    guidance, campaign = (ledger()[f"owners_committee.{name}"].default for name in ("staff_days", "campaign"))
    usual = days[~held].unique()
    assert usual == pytest.approx([guidance * 150 / 1340])
    assert days[held].to_numpy() == pytest.approx(usual[0] + campaign)
    assert held.sum() == 6


def test_a_campaign_brings_owners_to_the_vote(scene: Scene, made_of: MadeOf) -> None:
    turnout = []
    for pull in (0.0, 1.0, 2.0):
        values = SMALL | {"owners_committee.mobilise": pull}
        given = scene("minzhu", made_of("owners_committee"), values, months=1)
        turnout.append(town(given).run().monthly()["election_turnout"].to_numpy())
    assert (turnout[0] < turnout[1]).all() and (turnout[1] < turnout[2]).all()


def test_voters_learn_from_how_the_election_went(scene: Scene, made_of: MadeOf) -> None:
    world = town(scene("minzhu", made_of("owners_committee"), SMALL), 12)
    for _ in range(12):
        world.step()
    world.month += 1
    world.begin_month()
    elect_owners_committee(world)
    won = world.owners_committees.here > 0.0
    voted = world.last_owner_vote
    assert won.any() and not won.all()
    assert (world.tried[voted] == 1.0).all() and not world.tried[~voted].any()
    assert np.array_equal(world.succeeded[voted] > 0.0, won[world.compounds.of_row[voted]])


@pytest.mark.slow
@pytest.mark.parametrize("case", ["minzhu", "xihu-commodity"])
def test_a_troika_wins_some_elections_and_has_a_committee_in_the_end(scene: Scene, case: str) -> None:
    found = town(scene(case, "troika", months=72), 12).run().outcomes()
    assert 0.3 < found["election_success"].mean() < 0.8
    assert (found["committee_serves"] > 0.0).mean() > 0.9


@pytest.mark.slow
def test_more_owners_have_taken_part_in_the_year_of_an_election_that_was_won(
    scene: Scene, made_of: MadeOf
) -> None:
    without, called = (
        town(scene("minzhu", model, {"owners_committee.initial": 0.0}, months=5), 12).run()
        for model in ("baseline", made_of("owners_committee"))
    )
    won = called.monthly().groupby("compound")["elections_won"].sum() > 0.0
    gained = called.outcomes()["active_year"] - without.outcomes()["active_year"]
    assert won.any() and (gained[won] > 0.1).all()
