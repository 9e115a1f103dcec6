"""What a user of Mesa may do with a neighbourhood, and what of Mesa we use."""

import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agentset import AbstractAgentSet, AgentSet
from mesa.discrete_space import Cell, CellAgent, Network, OrthogonalMooreGrid

from agents.actor import Actor
from agents.elderly import ElderlyResident
from agents.landlord import GroundFloorLandlord
from agents.property_firm import PropertyFirm
from agents.resident import Resident
from agents.residents_committee import ResidentsCommittee
from agents.young import YoungNewcomer
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


class Journalist(mesa.Agent):
    """An agent of the user's own."""

    def __init__(self, model: Neighbourhood, curiosity: float = 0.5) -> None:
        super().__init__(model)
        self.curiosity = curiosity
        self.stories = 0

    def write(self, stories: int = 1) -> int:
        self.stories += stories
        return self.stories


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    values = {"place.households": 150, "elderly.sensitivity": 0.9}
    built = Neighbourhood(scene("minzhu", values=values, months=6), rng=8)
    built.step()
    return built


def test_what_we_use_of_mesa_is_there() -> None:
    major, minor = (int(part) for part in version("mesa").split(".")[:2])
    assert (3, 5) <= (major, minor) < (4, 0)
    abstract = {
        "__len__",
        "__iter__",
        "__contains__",
        "_update",
        "add",
        "discard",
        "remove",
        "shuffle",
        "sort",
        "do",
    }
    assert abstract <= set(dir(AbstractAgentSet))
    assert {"select", "agg", "get", "set", "groupby", "to_list"} <= set(vars(AbstractAgentSet))
    plain = mesa.Model(rng=1)
    for name in (
        "steps",
        "time",
        "running",
        "random",
        "rng",
        "_all_agents",
        "_agents_by_type",
        "agent_id_counter",
    ):
        assert hasattr(plain, name), name
    collector = mesa.DataCollector({"month": "month"})
    assert collector.model_vars == {"month": []} and collector.model_reporters == {"month": "month"}
    assert collector._collection_steps == []
    asked = {"number_processes", "iterations", "data_collection_period", "max_steps", "rng"}
    assert asked <= set(inspect.signature(mesa.batch_run).parameters)
    assert issubclass(Actor, mesa.Agent)
    assert issubclass(Neighbourhood, mesa.Model)


def test_all_agents_are_there_households_first(world: Neighbourhood) -> None:
    agents = world.agents
    assert len(agents) == sum(len(table) for table in world.tables())
    assert len(list(agents)) == len(agents) == len(agents.to_list())
    assert all(isinstance(agent, Resident) for agent in agents.to_list()[:150])
    assert isinstance(agents, AbstractAgentSet)
    assert isinstance(agents[0], Resident)
    assert agents[-1] is agents.to_list()[-1]
    with pytest.raises(IndexError):
        _ = agents[len(agents)]


def test_agents_by_type_holds_every_kind_and_every_agent_once(world: Neighbourhood) -> None:
    by_type = world.agents_by_type
    assert {ElderlyResident, YoungNewcomer, GroundFloorLandlord, PropertyFirm} <= set(by_type)
    assert sum(map(len, by_type.values())) == len(world.agents)
    assert all(type(agent) is kind for kind, cohort in by_type.items() for agent in cohort)
    assert set(world.agent_types) == set(by_type)
    elderly = (world.households.group == 0) & ~world.population.ground
    assert len(by_type[ElderlyResident]) == elderly.sum()


def test_select_by_function_type_and_number(world: Neighbourhood) -> None:
    owners = world.agents.select(agent_type=Resident).select(lambda agent: agent.owner)
    assert len(owners) == world.households.owner.sum()
    assert len(world.agents.select(agent_type=PropertyFirm)) == 1
    assert [agent.row for agent in world.agents.select(at_most=5)] == [0, 1, 2, 3, 4]
    assert (
        len(world.agents_by_type[ElderlyResident].select(at_most=0.5))
        == len(world.agents_by_type[ElderlyResident]) // 2
    )
    everybody = world.agents.select()
    assert everybody is not world.agents
    assert len(everybody) == len(world.agents)
    old = world.agents_by_type[ElderlyResident].select(lambda agent: agent.age > 75)
    assert min(old.get("age")) > 75
    assert len(old.select(lambda agent: False)) == 0


def test_select_in_place_keeps_those_chosen(world: Neighbourhood) -> None:
    elderly = world.agents_by_type[ElderlyResident]
    old = len(elderly.select(lambda agent: agent.age > 75))
    assert elderly.select(lambda agent: agent.age > 75, inplace=True) is elderly
    assert len(elderly) == old > 0


@pytest.mark.parametrize(
    "asked",
    [
        {"at_most": 0.5},
        {"at_most": 7},
        {"agent_type": ElderlyResident},
        {"agent_type": ElderlyResident, "at_most": 0.1},
        {"agent_type": Resident, "at_most": 0.5, "filter_func": lambda agent: agent.age > 70},
        {"agent_type": PropertyFirm, "at_most": 1},
    ],
)
def test_select_chooses_whom_mesas_own_set_chooses(world: Neighbourhood, asked: dict[str, Any]) -> None:
    agents = world.agents if "agent_type" not in asked else world.agents.select(agent_type=Resident)
    of_mesa = AgentSet(list(agents), random=world.random)
    assert list(agents.select(**asked)) == list(of_mesa.select(**asked))


def test_agg_and_get_read_whole_columns(world: Neighbourhood) -> None:
    elderly = world.agents_by_type[ElderlyResident]
    rows = [agent.row for agent in elderly]
    h = world.households
    assert elderly.get("hardship") == [agent.hardship for agent in elderly] == h.hardship[rows].tolist()
    assert elderly.agg("hardship", np.mean) == pytest.approx(h.hardship[rows].mean())
    assert elderly.agg("age", [min, max]) == [h.age[rows].min(), h.age[rows].max()]
    assert elderly.get(["age", "owner"]) == [[agent.age, agent.owner] for agent in elderly]
    assert set(elderly.get("sensitivity")) == {0.9}
    assert elderly.get("shoe_size", handle_missing="default", default_value=42) == [42] * len(elderly)
    with pytest.raises(AttributeError):
        elderly.get("shoe_size")
    assert world.agents.get("hardship", "default", None)[-1] is None


def test_set_writes_whole_columns(world: Neighbourhood) -> None:
    young = world.agents_by_type[YoungNewcomer]
    assert young.set("hardship", 0.625) is young
    of_young = world.households.kind == world.households.classes.index(YoungNewcomer)
    assert (world.households.hardship[of_young] == 0.625).all()
    assert (world.households.hardship[~of_young] != 0.625).all()


def test_do_and_map_call_methods_and_functions(world: Neighbourhood) -> None:
    elderly = world.agents_by_type[ElderlyResident]
    assert elderly.map(lambda agent: agent.age) == elderly.get("age")
    assert elderly.map("resents", 1.0) == pytest.approx([agent.resents(1.0) for agent in elderly])
    seen: list[int] = []
    assert elderly.do(lambda agent, by: seen.append(agent.row + by), 1) is elderly
    assert seen == [agent.row + 1 for agent in elderly]
    seen.clear()
    elderly.shuffle_do(lambda agent: seen.append(agent.row))
    assert seen != sorted(seen)
    assert sorted(seen) == [agent.row for agent in elderly]


def test_groupby_counts_and_aggregates(world: Neighbourhood) -> None:
    groups = world.agents.select(agent_type=Resident).groupby("group")
    assert groups.count() == {group: int(n) for group, n in enumerate(np.bincount(world.households.group))}
    ages = groups.agg("age", np.mean)
    assert ages[0] > ages[1] > ages[2]
    by_stairwell = world.agents_by_type[ElderlyResident].groupby(
        lambda agent: agent.stairwell, result_type="list"
    )
    assert all(isinstance(members, list) for members in by_stairwell.groups.values())


def test_sort_and_shuffle_order_agents(world: Neighbourhood) -> None:
    elderly = world.agents_by_type[ElderlyResident]
    by_age = elderly.sort("age", ascending=True)
    assert isinstance(by_age, AgentSet)
    assert list(by_age.get("age")) == sorted(elderly.get("age"))
    assert next(iter(elderly.sort(lambda agent: agent.age))).age == elderly.agg("age", max)
    mixed = [agent.row for agent in elderly.shuffle()]
    assert mixed != [agent.row for agent in elderly]
    assert sorted(mixed) == [agent.row for agent in elderly]
    here = world.agents_by_type[ElderlyResident]
    assert here.sort("age", ascending=True, inplace=True) is here
    assert here.get("age") == sorted(elderly.get("age"))


def test_membership_is_by_row(world: Neighbourhood) -> None:
    one = world.agents_by_type[ElderlyResident][0]
    assert one in world.agents
    assert one in world.agents_by_type[ElderlyResident]
    assert one not in world.agents_by_type[YoungNewcomer]
    assert "somebody" not in world.agents


def test_households_cannot_be_added_or_taken_away(world: Neighbourhood) -> None:
    one = world.agents_by_type[ElderlyResident][0]
    with pytest.raises(TypeError, match="turnover"):
        world.agents.add(one)
    with pytest.raises(TypeError, match="turnover"):
        world.agents.discard(one)
    with pytest.raises(TypeError, match="turnover"):
        world.agents.remove(one)


def test_agents_of_the_users_own_live_among_the_others(world: Neighbourhood) -> None:
    before = len(world.agents)
    reporter = Journalist(world, curiosity=0.9)
    others = Journalist.create_agents(world, 2)
    assert len(world.agents) == before + 3
    assert reporter in world.agents
    assert world.agents[before] is reporter
    assert list(world.agents_by_type[Journalist]) == [reporter, *others]
    assert Journalist in world.agent_types
    assert world.agents_by_type[Journalist].agg("curiosity", max) == 0.9
    assert world.agents.select(agent_type=Journalist).map("write", 2) == [2, 2, 2]
    assert len({agent.unique_id for agent in world.agents}) == before + 3
    world.step()
    reporter.remove()
    assert reporter not in world.agents
    assert len(world.agents_by_type[Journalist]) == 2


def test_the_data_collector_collects_by_model_agent_and_type(world: Neighbourhood) -> None:
    collector = mesa.DataCollector(
        model_reporters={"month": "month", "hardship": lambda model: float(model.households.hardship.mean())},
        agent_reporters={"id": "unique_id"},
        agenttype_reporters={
            ElderlyResident: {"age": "age", "trust": lambda agent: agent.trust_committee},
            PropertyFirm: {"quality": "quality"},
        },
    )
    collector.collect(world)
    world.step()
    collector.collect(world)
    model = collector.get_model_vars_dataframe()
    assert list(model["month"]) == [-11, -10]
    assert model["hardship"].iloc[-1] == pytest.approx(world.households.hardship.mean())
    assert len(collector.get_agent_vars_dataframe()) == 2 * len(world.agents)
    elderly = collector.get_agenttype_vars_dataframe(ElderlyResident).loc[2]
    assert list(elderly["age"]) == world.agents_by_type[ElderlyResident].get("age")
    assert (
        collector.get_agenttype_vars_dataframe(PropertyFirm).loc[2]["quality"].item()
        == world.firms.quality[0]
    )


def test_what_only_some_classes_have_is_collected_by_class(world: Neighbourhood) -> None:
    asked = {"hardship": "hardship"}
    with pytest.raises(AttributeError, match="of type PropertyFirm has no attribute 'hardship'"):
        mesa.DataCollector(agent_reporters=asked).collect(world)
    collector = mesa.DataCollector(
        agent_reporters={"hardship": lambda agent: getattr(agent, "hardship", None)},
        agenttype_reporters={Resident: asked},
    )
    collector.collect(world)
    of_residents = collector.get_agenttype_vars_dataframe(Resident).loc[1]
    assert of_residents["hardship"].tolist() == world.households.hardship.tolist()
    of_all = collector.get_agent_vars_dataframe().loc[1]
    assert len(of_all) == len(world.agents)
    assert of_all["hardship"].count() == len(of_residents) == len(world.households)
    assert of_residents.index.tolist() == world.households_table()["unique_id"].tolist()


class Peddler(CellAgent):
    """An agent of the user's own that goes about in a space of the user's own."""

    def __init__(self, model: Neighbourhood, cell: Cell) -> None:
        super().__init__(model)
        self.cell = cell

    def step(self) -> None:
        self.cell = self.cell.neighborhood.select_random_cell()


class Street(Neighbourhood):
    """A neighbourhood with a grid, and its network as a space, beside its compound."""

    def __init__(self, given: Scenario, rng: int) -> None:
        super().__init__(given, rng=rng)
        self.grid = OrthogonalMooreGrid((3, 3), random=self.random)
        self.known = Network(self.network(), random=self.random)
        Peddler.create_agents(self, 3, self.grid.all_cells.cells[:3])
        Peddler(self, self.known[self.agent("3-4-1").unique_id])

    def step(self) -> None:
        super().step()
        self.agents_by_type[Peddler].shuffle_do("step")


def test_agents_and_spaces_of_the_users_own_move_nobody_else(scene: Scene) -> None:
    given = scene("minzhu", values={"place.households": 60}, months=4, burn_in=2)
    street, plain = Street(given, rng=8), Neighbourhood(given, rng=8).run()
    started = [peddler.cell for peddler in street.agents_by_type[Peddler]]
    street.run_model()
    assert street.monthly().equals(plain.monthly()) and (street.running, street.steps) == (False, 6)
    assert [peddler.cell for peddler in street.agents_by_type[Peddler]] != started
    *_on_grid, visitor = street.agents_by_type[Peddler]
    assert visitor.cell.coordinate in set(street.network())
    one = street.agent("3-4-1")
    street.grid[(1, 1)].add_agent(one)
    one.pos = (1, 1)
    assert one in street.grid[(1, 1)].agents and one.pos == (1, 1)
    with pytest.raises(AttributeError, match="has no state 'cell'"):
        one.cell = street.grid[(1, 1)]


def test_the_world_is_stepped_by_hand_or_run_to_its_end(scene: Scene) -> None:
    given = scene(months=3, burn_in=2)
    world, months = Neighbourhood(given, rng=1), []
    while world.steps < 5:
        world.step()
        months.append(world.month)
    assert months == [-1, 0, 1, 2, 3]
    assert world.time == 5.0
    assert Neighbourhood(given, rng=1).run().monthly().equals(world.monthly())
    ended = Neighbourhood(given, rng=1).run()
    assert ended.running is False
    assert ended.steps == 5
    assert ended.run() is ended


def test_a_world_runs_until_its_last_month_however_it_is_stepped(scene: Scene) -> None:
    given = scene(months=3, burn_in=2, values={"place.households": 20})
    world = Neighbourhood(given, rng=1)
    while world.running:
        world.step()
    assert (world.steps, world.month) == (5, 3)
    ended = Neighbourhood(given, rng=1)
    ended.run_model()
    assert ended.running is False and ended.monthly().equals(world.monthly())


def test_an_observer_may_end_a_run(scene: Scene) -> None:
    def enough(world: Neighbourhood) -> None:
        world.running = world.month < 2

    given = scene(months=6, burn_in=0, values={"place.households": 20})
    world = Neighbourhood(given, rng=1, observers=[enough]).run()
    assert world.steps == 2 and list(world.monthly()["month"]) == [1, 2]


def test_without_a_seed_a_world_takes_any_and_says_which(scene: Scene) -> None:
    given = scene(months=2, burn_in=0, values={"place.households": 20})
    one, other = (Neighbourhood(given, rng=None).run() for _ in range(2))
    assert one.compounds.placements[0].seed != other.compounds.placements[0].seed
    assert not one.monthly().equals(other.monthly())
    again = Neighbourhood(given, rng=one.compounds.placements[0].seed).run()
    assert again.monthly().equals(one.monthly()) and again.random.random() == one.random.random()


def test_a_month_after_the_last_is_refused(scene: Scene) -> None:
    world = Neighbourhood(scene(months=1, burn_in=0, values={"place.households": 10}), rng=1).run()
    with pytest.raises(RuntimeError, match="all 1 months are over"):
        world.step()


def test_months_are_counted_from_one_and_burn_in_is_not_reported(scene: Scene) -> None:
    rows = Neighbourhood(scene(months=4), rng=1).run().monthly()
    assert list(rows["month"]) == [1, 2, 3, 4]
    assert (rows["compound"] == 0).all()


def test_networkx_gets_the_network_it_asks_for(world: Neighbourhood) -> None:
    graph = world.network()
    of_agent = {agent.unique_id: agent for agent in world.agents.select(agent_type=Resident)}
    assert set(graph) == set(of_agent)
    assert all(kind == of_agent[node].kind for node, kind in graph.nodes(data="kind"))
    layers = {"acquaintance": 0, "stairwell": 0}
    for one, other, layer in graph.edges(data="layer"):
        layers[layer] += 1
        if layer == "stairwell":
            assert of_agent[one].stairwell == of_agent[other].stairwell
    one, other = world.ties.ends
    pairs = {frozenset(pair) for pair in zip(one.tolist(), other.tolist(), strict=True)}
    known = {frozenset((of_agent[a].row, of_agent[b].row)) for a, b in graph.edges}
    assert pairs <= known
    assert layers["acquaintance"] == len(pairs)
    size = world.compounds.stair_size
    assert layers["stairwell"] + layers["acquaintance"] >= (size * (size - 1) // 2).sum()
    node = graph.nodes[world.households.agent(3).unique_id]
    assert node["kind"] == world.households.agent(3).kind
    assert node["wechat"] == world.households.online[3]


def test_networkx_gets_the_staff_of_a_compound_only_when_it_asks(scene: Scene) -> None:
    given = scene(values={"place.households": 30}, months=1, burn_in=0)
    world = Neighbourhood([Placement(given, seed) for seed in (1, 2)])
    for compound in (0, 1):
        graph, plain = world.network(compound, staff=True), world.network(compound)
        committee = world.agents_by_type[ResidentsCommittee][compound]
        assert set(graph) - set(plain) == {committee.unique_id}
        assert graph.nodes[committee.unique_id] == {"kind": "residents_committee"}
        known = world.households.staff_tie[world.households.compound == compound].sum()
        assert graph.degree(committee.unique_id) == known == graph.number_of_edges() - plain.number_of_edges()
        assert {layer for *_, layer in graph.edges(committee.unique_id, data="layer")} == {"staff"}
        assert plain.number_of_nodes() == 30
