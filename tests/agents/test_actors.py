"""One agent: a Mesa agent whose attributes are the cells of its row."""

from collections.abc import Callable

import mesa
import numpy as np
import pytest

from agents.actor import Departed, Parameter, State
from agents.elderly import ElderlyResident
from agents.property_firm import PropertyFirm
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    built = Neighbourhood(scene(values={"place.households": 60}), rng=4)
    built.step()
    return built


def test_attributes_read_and_write_the_row(world: Neighbourhood) -> None:
    h = world.households
    agent = world.agents_by_type[ElderlyResident][2]
    assert agent.age == h.age[agent.row]
    assert agent.owner is bool(h.owner[agent.row])
    agent.hardship = 0.75
    agent.party = True
    assert h.hardship[agent.row] == 0.75
    assert h.party[agent.row]
    h.hardship[agent.row] = 0.25
    assert agent.hardship == 0.25


def test_a_parameter_reads_the_ledger(world: Neighbourhood) -> None:
    agent = world.agents_by_type[ElderlyResident][0]
    assert agent.sensitivity == world.compounds.value("elderly.sensitivity")
    assert agent.noise_rate == world.compounds.value("issues.noise")


def test_parameters_are_those_of_the_own_kind_and_the_own_compound(scene: Scene) -> None:
    given = [
        scene(values={"place.households": 60, "elderly.sensitivity": 0.9, "young.sensitivity": 0.4}),
        scene(values={"place.households": 60, "elderly.sensitivity": 0.7, "issues.noise": 0.05}),
    ]
    world = Neighbourhood([Placement(scenario, 1) for scenario in given])
    for row in range(120):
        agent = world.households.agent(row)
        parameters = given[agent.compound].parameters
        assert agent.sensitivity == parameters[type(agent).sensitivity.key]
        assert agent.noise_rate == parameters["issues.noise"]


def test_a_parameter_cannot_be_written_on_one_household(world: Neighbourhood) -> None:
    agent = world.agents_by_type[ElderlyResident][0]
    with pytest.raises(AttributeError, match="sensitivity"):
        agent.sensitivity = 0.1


def test_what_is_written_to_an_agent_changes_its_months(scene: Scene) -> None:
    given = scene(values={"place.households": 60})
    left, changed = Neighbourhood(given, rng=4), Neighbourhood(given, rng=4)
    for agent in changed.agents_by_type[ElderlyResident]:
        agent.trust_committee = 0.0
    for one in (left, changed):
        for _ in range(12):
            one.step()
    elderly = left.households.group == 0
    before, after = (one.households.trust_committee[elderly].mean() for one in (left, changed))
    assert after < before


def test_the_same_row_gives_the_same_agent(world: Neighbourhood) -> None:
    assert world.households.agent(7) is world.households.agent(7)
    assert world.households.agent(7).row == 7


def test_every_agent_is_a_mesa_agent_with_an_id_of_its_own(world: Neighbourhood) -> None:
    agents = list(world.agents)
    assert all(isinstance(agent, mesa.Agent) for agent in agents)
    assert all(agent.model is world for agent in agents)
    assert len({agent.unique_id for agent in agents}) == len(agents)


def test_a_household_that_moved_out_says_so(world: Neighbourhood) -> None:
    leaver = world.households.agent(5)
    stayer = world.households.agent(6)
    world.households.depart(np.array([5]))
    for ask in (lambda: leaver.hardship, lambda: leaver.compound, lambda: leaver.sensitivity):
        with pytest.raises(Departed, match="has moved out"):
            ask()
    with pytest.raises(Departed, match="has moved out"):
        leaver.hardship = 0.5
    assert leaver not in world.agents
    assert stayer.hardship == world.households.hardship[6]


def test_whoever_moves_in_has_an_id_and_a_class_of_its_own(scene: Scene) -> None:
    world = Neighbourhood(scene(values={"place.households": 200, "elderly.move_out": 0.01}), rng=4)
    held = {agent.row: agent for agent in world.agents_by_type[ElderlyResident]}
    ids = {row: agent.unique_id for row, agent in held.items()}
    world.run()
    moved = [row for row in held if world.households.occupancy[row] > 0]
    assert moved
    for row in moved:
        assert world.households.agent(row).unique_id != ids[row]
        assert type(world.households.agent(row)) is world.households.classes[world.households.kind[row]]
        with pytest.raises(Departed):
            _ = held[row].age


def test_residents_leave_by_turnover_alone(world: Neighbourhood) -> None:
    with pytest.raises(TypeError, match="moving out"):
        world.households.agent(0).remove()


def test_institutions_are_agents_too(world: Neighbourhood) -> None:
    firm = world.agents_by_type[PropertyFirm][0]
    assert firm.compound == 0
    assert firm.quality == world.firms.quality[0]
    firm.quality = 0.9
    assert world.firms.quality[0] == 0.9
    assert firm.changes_quality() == pytest.approx(float(world.firms.decide(PropertyFirm.changes_quality)[0]))


def test_states_and_parameters_are_shown_as_they_are_written() -> None:
    assert repr(State()) == "State()" and repr(State(0.2)) == "State(0.2)"
    assert repr(Parameter("fee.quality")) == "Parameter('fee.quality')"
