"""Whom `world.agent` finds: households by door or number, institutions by name, agents of the user's own."""

from collections.abc import Callable

import mesa
import pytest

from agents.actor import Departed
from model.directory import NoSuchAgent
from model.neighbourhood import Neighbourhood
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    return Neighbourhood(scene("minzhu", values={"place.households": 60}), rng=4)


@pytest.mark.parametrize("name", ["3-2-1", "3单元2楼1号", "３－２－１", 31, "31"])
def test_a_household_is_found_by_its_door_and_its_number(world: Neighbourhood, name: int | str) -> None:
    assert world.agent(name) is world.households.agent(30)


def test_an_institution_is_found_by_its_kind_and_by_its_number(world: Neighbourhood) -> None:
    committee = world.residents_committees.agent(0)
    assert world.agent("residents_committee") is committee
    assert world.agent(committee.unique_id or 0) is committee


def test_an_agent_of_the_users_own_is_found_by_its_number(world: Neighbourhood) -> None:
    mine = mesa.Agent(world)
    assert world.agent(mine.unique_id or 0) is mine


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("3-2-9", "3-2-2"),
        ("3-12-1", "3-7-1"),
        ("9-1-1", "5-1-1"),
        ("5-7-2", "5-2-2"),
        ("0-0-0", "1-1-1"),
        ("propety_firm", "property_firm"),
    ],
)
def test_who_is_not_there_is_told_with_who_is_near(world: Neighbourhood, name: str, near: str) -> None:
    with pytest.raises(NoSuchAgent, match=rf"no agent {name}\. .*Did you mean {near}\?"):
        world.agent(name)


def test_in_a_district_the_compound_stands_before_the_door(scene: Scene) -> None:
    world = Neighbourhood(scene("district-small", months=1, burn_in=0), rng=4)
    found = world.agent("2-3-4-1")
    assert found.compound == 1 and found.door == "2-3-4-1"
    with pytest.raises(NoSuchAgent, match="Did you mean 1-3-4-1"):
        world.agent("3-4-1")
    with pytest.raises(NoSuchAgent, match=rf"Did you mean {world.compounds.count}-3-4-1"):
        world.agent("99-3-4-1")


def test_whoever_moved_out_is_told_with_who_lives_there_now(world: Neighbourhood) -> None:
    world.households.occupancy[30] = 1
    assert world.agent("3-2-1").unique_id == 10_000_031
    with pytest.raises(Departed, match="behind the door 3-2-1 lives 10000031"):
        world.agent(31)
