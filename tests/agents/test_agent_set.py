"""A cohort is an agent set: every method of Mesa's works on it or is refused with what to do instead."""

import inspect
import random
from collections.abc import Callable

import mesa
import pytest
from mesa.agentset import AbstractAgentSet, AgentSet

from agents.agent_set import Cohort
from agents.elderly import ElderlyResident
from agents.property_firm import PropertyFirm
from agents.resident import Resident
from model.neighbourhood import Neighbourhood
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


class Rival(mesa.Agent):
    """An agent of the user's own that drives another one out."""

    rival: "Rival | None" = None
    stepped = 0

    def step(self) -> None:
        self.stepped += 1
        if self.rival is not None:
            self.rival.remove()


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    return Neighbourhood(scene(values={"place.households": 60}), rng=4)


def test_every_method_of_mesas_agent_set_is_there() -> None:
    public = {name for name, _ in inspect.getmembers(AbstractAgentSet) if not name.startswith("_")}
    assert {"select", "get", "set", "agg", "groupby", "to_list", "map", "shuffle_do"} <= public
    assert not Cohort.__abstractmethods__
    of_mesa = {name for name in vars(AgentSet) if not name.startswith("__")} - {"_abc_impl"}
    assert not [name for name in of_mesa if not hasattr(Cohort, name)]


@pytest.mark.parametrize("part", [slice(3), slice(-3, None), slice(None, None, 20), slice(5, 1)])
def test_a_slice_is_the_list_that_mesa_gives(world: Neighbourhood, part: slice) -> None:
    Rival(world)
    assert world.agents[part] == world.agents.to_list()[part]
    assert len(world.households._present) <= 60


def test_a_slice_makes_no_more_agents_than_it_names(world: Neighbourhood) -> None:
    assert len(world.agents[:3]) == len(world.households._present) == 3
    assert world.agents[2] is world.agents.to_list()[2]


def test_a_set_of_ones_own_takes_and_gives_away(world: Neighbourhood) -> None:
    old = world.agents.select(lambda agent: agent.age > 75, agent_type=Resident)
    one, young = old[0], world.agents.select(lambda agent: agent.age < 30, agent_type=Resident)[0]
    count = len(old)
    old.discard(one)
    old.discard(one)
    old.add(young)
    old.add(young)
    assert one not in old and young in old and len(old) == count
    with pytest.raises(KeyError):
        old.remove(one)
    assert len(world.agents.select(agent_type=Resident)) == 60
    rival = Rival(world)
    old.add(rival)
    assert old[-1] is young or old[-1] is rival
    old.remove(rival)
    assert rival not in old and rival in world.agents


def test_a_set_of_the_worlds_keeps_its_residents_and_says_what_to_do(world: Neighbourhood) -> None:
    for change in (world.agents.add, world.agents.discard, world.agents.remove):
        with pytest.raises(TypeError, match=r"turnover brings new ones.*select.*one \| other"):
            change(world.agents[0])
    with pytest.raises(TypeError, match="turnover"):
        world.agents_by_type[ElderlyResident].clear()


def test_sets_join_meet_and_differ(world: Neighbourhood) -> None:
    elderly, residents = world.agents_by_type[ElderlyResident], world.agents.select(agent_type=Resident)
    assert len(elderly | residents) == 60
    assert (elderly & residents) == elderly
    assert len(residents - elderly) == 60 - len(elderly)
    assert (residents - elderly).random is world.random


def test_a_copy_is_ones_own(world: Neighbourhood) -> None:
    everybody = world.agents
    for mine in (everybody.copy(), everybody.select()):
        mine.remove(mine[0])
        mine.add(Rival(world))
        assert len(everybody) == len(mine) and everybody[0] not in mine


@pytest.mark.parametrize(
    "ask",
    [
        lambda agents: agents.get("hardship"),
        lambda agents: agents.get(["kind", "hardship"]),
        lambda agents: agents.agg("hardship", max),
        lambda agents: agents.set("hardship", 1.0),
        lambda agents: agents.sort("hardship"),
        lambda agents: agents.groupby("hardship"),
    ],
)
def test_what_only_some_have_is_refused_before_anything_is_done(
    world: Neighbourhood, ask: Callable[[Cohort], object]
) -> None:
    with pytest.raises(AttributeError, match=r"not all .*'hardship': PropertyFirm, .*select\(agent_type"):
        ask(world.agents)
    assert (world.households.hardship != 1.0).all()
    assert world.agents.get("hardship", "default", -1.0)[-1] == -1.0


def test_a_set_is_shown_by_its_classes(world: Neighbourhood) -> None:
    firm = world.agents_by_type[PropertyFirm]
    assert repr(firm) == "<Cohort of 1: 1 PropertyFirm>"
    Rival(world)
    assert repr(world.agents).endswith("ResidentRepresentative, 1 Rival>")
    assert repr(firm - firm) == "<Cohort of 0>"


def test_whoever_left_meanwhile_is_passed_over(world: Neighbourhood) -> None:
    one, other = Rival(world), Rival(world)
    one.rival = other
    world.agents_by_type[Rival].do("step")
    assert (one.stepped, other.stepped) == (1, 0)
    assert list(world.agents_by_type[Rival]) == [one]


def test_python_chooses_among_the_agents(world: Neighbourhood) -> None:
    assert random.Random(1).choice(world.agents) in world.agents
    assert len(random.Random(1).sample(world.agents.to_list(), 3)) == 3
    assert next(reversed(world.agents)) is world.agents[-1]


def test_what_world_a_set_comes_from_is_told_by_its_agents(world: Neighbourhood) -> None:
    assert Cohort(world.agents[:2]).random is world.random
