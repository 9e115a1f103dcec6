"""Who lives where, whom they know, who moves out and who moves in."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from agents.resident import ELDERLY, ESTABLISHED, YOUNG, Resident
from model.neighbourhood import Neighbourhood, Placement
from model.streams import uniform
from scenarios.read import Case, Event, Scenario, case

type Scene = Callable[..., Scenario]

LARGE = {"place.households": 20_000}


@pytest.fixture(scope="module")
def town(scene: Scene) -> Neighbourhood:
    """A compound so large that shares are those of the ledger."""
    return Neighbourhood(scene("minzhu", values=LARGE, months=1, burn_in=0), rng=1)


def test_the_young_the_old_and_the_others_are_as_many_as_the_case_says(town: Neighbourhood) -> None:
    group, age = town.households.group, town.households.age
    assert (group == ELDERLY).mean() == pytest.approx(0.40, abs=0.01)
    assert (group == YOUNG).mean() == pytest.approx(0.25, abs=0.01)
    assert age[group == ELDERLY].min() >= 60
    assert age[group == YOUNG].max() < 45
    assert ((age[group == ESTABLISHED] >= 45) & (age[group == ESTABLISHED] < 60)).all()
    assert age.max() < 88


def test_one_dwelling_in_seven_is_a_landlords(town: Neighbourhood) -> None:
    h = town.households
    landlord = h.kind == [kind.kind for kind in h.classes].index("landlord")
    assert landlord.mean() == pytest.approx(1.0 / 7.0, abs=1e-3)
    assert (h.floor[landlord] == 1).all()
    assert h.owner[landlord].all()
    assert h.off_site[landlord].mean() == pytest.approx(0.6, abs=0.03)


def test_people_are_as_the_surveys_say(town: Neighbourhood) -> None:
    h = town.households
    elderly, young = h.group == ELDERLY, h.group == YOUNG
    assert (~h.owner).mean() == pytest.approx(0.146, abs=0.01)
    assert (~h.owner[young]).mean() > 1.5 * (~h.owner[~young]).mean()
    assert h.online[elderly].mean() == pytest.approx(0.43, abs=0.02)
    assert h.online[~elderly].mean() == pytest.approx(0.95, abs=0.01)
    assert h.party.mean() == pytest.approx(0.09, abs=0.01)
    assert h.staff_tie.mean() == pytest.approx(0.30, abs=0.01)
    assert h.trust_committee.mean() == pytest.approx(0.55, abs=0.01)
    assert h.trust_firm.mean() == pytest.approx(0.45, abs=0.01)
    assert h.trust_neighbours.std() == pytest.approx(0.20, abs=0.01)
    assert h.threshold.mean() == pytest.approx(0.25, abs=0.005)
    assert (h.threshold <= 0.0).any()
    assert h.area.mean() == pytest.approx(92.17, rel=0.01)
    assert np.bincount(h.cooperator) / len(h) == pytest.approx([0.50, 0.33, 0.14, 0.03], abs=0.015)


def test_the_vote_by_age_is_the_surveyed_one(town: Neighbourhood) -> None:
    h = town.households
    votes = h.decide(Resident.votes_for_committee, uniform(town.population.key, "trial"))
    here = h.present
    by_age = [votes[here & (h.group == group)].mean() for group in (YOUNG, ESTABLISHED, ELDERLY)]
    assert by_age == pytest.approx([0.25, 0.48, 0.77], abs=0.06)
    assert votes[here & h.party].mean() > votes[here & ~h.party].mean()


def test_floors_and_stairwells_are_laid_out_two_dwellings_a_floor(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", values={"place.households": 33, "place.floors": 5}), rng=1)
    h = world.households
    assert h.stairwell.tolist() == [0] * 10 + [1] * 10 + [2] * 10 + [3] * 3
    assert h.floor.tolist() == [floor for _ in range(3) for floor in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)] + [
        1,
        1,
        2,
    ]


def test_a_quarter_knows_nobody_beyond_the_stairwell(town: Neighbourhood) -> None:
    ties = town.ties
    alone = (ties.stubs == 0).mean()
    assert alone == pytest.approx(0.25, abs=0.01)
    assert (ties.degree[town.households.isolated] == 0.0).all()
    sociable = ties.degree[~town.households.isolated]
    assert sociable.mean() == pytest.approx(6.0, abs=0.15)


def test_seven_ties_in_ten_are_within_the_age_group(town: Neighbourhood) -> None:
    one, other = town.ties.ends
    group = town.households.group
    assert (group[one] == group[other]).mean() == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize("rewiring", [0.0, 1.0])
def test_without_rewiring_ties_of_a_group_form_a_ring(scene: Scene, rewiring: float) -> None:
    values = {"place.households": 1000, "ties.rewiring": rewiring, "ties.homophily": 0.9}
    world = Neighbourhood(scene("xihu", values=values, months=1, burn_in=0), rng=1)
    graph = nx.Graph(list(zip(*world.ties.ends, strict=True)))
    assert (nx.average_clustering(graph) > 0.2) == (rewiring == 0.0)


def test_the_network_lives_on_over_the_years_and_the_isolated_stay_a_quarter(scene: Scene) -> None:
    """It thins all the same: whoever moves out takes ties along that nobody replaces."""
    world = Neighbourhood(scene("honghu", months=60), rng=1)
    before = world.ties.degree.mean()
    world.run()
    assert 0.75 < world.ties.degree.mean() / before < 1.05
    assert 0.235 <= (world.ties.degree == 0.0).mean() <= 0.275


def test_whoever_moves_out_takes_the_ties_along(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", values={"turnover.tenant": 0.05}), rng=1)
    known = set(zip(*world.ties.ends, strict=True))
    world.run()
    moved = np.flatnonzero(world.households.occupancy > 0)
    assert len(moved) > 10
    still = set(zip(*world.ties.ends, strict=True))
    kept = {pair for pair in known & still if not set(pair) & set(moved.tolist())}
    lost = {pair for pair in known if set(pair) & set(moved.tolist())}
    assert len(kept) / (len(known) - len(lost)) > 0.7
    assert len(lost & still) / len(lost) < 0.2


def test_tenants_move_as_often_as_the_ledger_says(scene: Scene) -> None:
    values = {"place.households": 5000, "turnover.hardship": 0.0, "population.tenant_share": 0.4}
    world = Neighbourhood(scene("xihu", values=values, months=12, burn_in=0), rng=1)
    rents = ~world.households.owner.copy()
    for _ in range(12):
        world.step()
    once = world.households.occupancy[rents] > 0
    assert once.mean() == pytest.approx(1.0 - 0.98**12, abs=0.02)


def _renewed(month: int) -> Case:
    return case("minzhu").model_copy(update={"events": (Event(kind="renewal", month=month),)})


def test_a_renewal_raises_the_share_of_the_young_by_five_to_ten_points(scene: Scene) -> None:
    young = {}
    for name, events in (("without", ()), ("renewed", (Event(kind="renewal", month=6),))):
        place = case("minzhu").model_copy(update={"events": events})
        rows = Neighbourhood([Placement(scene(place, months=48), seed) for seed in range(6)]).run().monthly()
        young[name] = rows[rows["month"] >= 36]["young_share"].mean()
    assert 0.05 <= young["renewed"] - young["without"] <= 0.10


def test_a_renewal_brings_a_builder_and_raises_rents_downstairs_step_by_step(scene: Scene) -> None:
    values = {"renewal.rent_factor": 3.6, "renewal.months": 12}
    world = Neighbourhood(scene(_renewed(1), values=values, months=13, burn_in=1), rng=1)
    world.step()
    assert world.construction_companies.here[0] == 0.0
    before = world.households.rent_premium.copy()
    world.step()
    ground = world.population.landlord_rows
    assert world.households.rent_premium[ground] == pytest.approx(3.6 ** (1 / 12) * before[ground])
    assert world.construction_companies.here[0] == 1.0
    assert world.construction_companies.warranty_months[0] == 24.0
    world.step()
    assert world.construction_companies.warranty_months[0] == 23.0
    world.run()
    assert world.households.rent_premium[ground] == pytest.approx(3.6 * before[ground])


def test_food_and_games_that_open_after_a_renewal_are_louder(scene: Scene) -> None:
    values = {"renewal.louder": 0.2, "landlord.emission_food": 0.9, "landlord.closing": 0.05}
    world = Neighbourhood(scene(_renewed(1), values=values, months=12, burn_in=1), rng=1)
    h, ground = world.households, world.population.landlord_rows
    world.step()
    before, open_before = h.emission[ground].copy(), h.converted[ground].copy()
    assert set(before.round(6)) == {0.2, 0.5, 0.9} and open_before.any() and not open_before.all()
    world.step()
    louder = {0.2: 0.2, 0.5: 0.7, 0.9: 1.0}
    assert h.emission[ground][open_before] == pytest.approx(before[open_before])
    now = [louder[round(one, 6)] for one in before[~open_before]]
    assert h.emission[ground][~open_before] == pytest.approx(now)
    world.run()
    assert set(h.emission[ground].round(6)) <= {0.2, 0.5, 0.9, 0.7, 1.0}


def test_newcomers_are_new_people(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", values={"turnover.tenant": 0.05}), rng=1)
    key, hardship = world.population.key.copy(), world.households.hardship
    world.step()
    moved = world.households.occupancy > 0
    assert (world.population.key[moved] != key[moved]).all()
    assert (world.population.key[~moved] == key[~moved]).all()
    assert len(hardship) == 294


def test_the_same_household_lives_behind_a_door_under_every_governance_model(scene: Scene) -> None:
    worlds = [Neighbourhood(scene("minzhu", model), rng=9) for model in ("baseline", "one-four-n", "troika")]
    frames = [
        pd.DataFrame(
            {name: world.households.columns[name] for name in ("age", "owner", "party", "threshold")}
        )
        for world in worlds
    ]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])
    assert all((world.ties.slots == worlds[0].ties.slots).all() for world in worlds)
