"""A household behind its door: how it is shown, and who its neighbours are."""

import sys
from collections.abc import Callable

import numpy as np
import pytest

from agents.agent_set import Cohort
from agents.elderly import ElderlyResident
from agents.perceptions import Meeting
from agents.property_firm import PropertyFirm
from agents.resident import Resident
from agents.rule_error import RuleError
from agents.table import one_by_one
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    built = Neighbourhood(scene(values={"place.households": 60}), rng=4)
    built.step()
    return built


def test_a_household_is_shown_by_class_door_age_and_whether_it_owns(world: Neighbourhood) -> None:
    one, h = world.agents_by_type[ElderlyResident][0], world.households
    h.age[one.row], h.owner[one.row] = 71.0, True
    assert repr(one) == str(one) == f"ElderlyResident {h.door(one.row)}, 71, owner"
    one.owner = False
    assert repr(one).endswith("71, tenant")


def test_an_institution_is_shown_by_its_compound(scene: Scene) -> None:
    given = scene(values={"place.households": 60})
    world = Neighbourhood([Placement(given, seed) for seed in (1, 2)])
    assert repr(world.residents_committees.agent(1)) == "ResidentsCommittee of compound 2"
    first = int(np.flatnonzero(world.representatives.compound == 1)[0])
    assert repr(world.representatives.agent(first + 1)) == "ResidentRepresentative 2 of compound 2"


def test_whoever_moved_out_and_those_a_rule_is_asked_of_are_shown_too(world: Neighbourhood) -> None:
    gone = world.households.agent(5)
    world.households.depart(np.array([5]))
    assert repr(gone) == f"{type(gone).__name__}, moved out"
    assert repr(world.households.posing(ElderlyResident, np.arange(7))) == "ElderlyResident, 7 rows"
    assert repr(world.households.posing(ElderlyResident, slice(None))) == "ElderlyResident, 60 rows"
    assert "PropertyFirm object" in repr(PropertyFirm.__new__(PropertyFirm))


def test_neighbours_are_acquaintances_and_the_stairwell_each_once(world: Neighbourhood) -> None:
    one, other = world.ties.ends
    for agent in world.agents.select(agent_type=Resident):
        known = {*other[one == agent.row].tolist(), *one[other == agent.row].tolist()}
        assert {each.row for each in agent.acquaintances} == known
        near = {each.row for each in agent.stairwell_neighbours}
        assert all(each.stairwell == agent.stairwell for each in agent.stairwell_neighbours)
        assert (
            agent.row not in near
            and len(near) == np.count_nonzero(world.households.stairwell == agent.stairwell) - 1
        )
        assert isinstance(agent.neighbours, Cohort) and len(agent.neighbours) == len(known | near)
    assert agent.neighbours.agg("trust_committee", np.mean) > 0.0
    assert agent.neighbours.random is world.random


def test_doors_of_all_are_the_doors_of_each(scene: Scene) -> None:
    world = Neighbourhood(scene("district-small", months=1, burn_in=0), rng=4)
    h, doors = world.households, world.households.doors()
    assert len(set(doors)) == len(h) == len(doors)
    for row in [*range(0, len(h), 97), len(h) - 1]:
        assert doors[row] == h.door(row) == h.agent(row).door


def test_a_resident_is_not_made_by_hand(world: Neighbourhood) -> None:
    for make in (lambda: ElderlyResident(world), lambda: PropertyFirm.create_agents(world, 2)):
        with pytest.raises(TypeError, match=r"mesa\.Agent"):
            make()
    assert not len(world._all_agents)


class AsksAround(ElderlyResident):
    """Reads who its neighbours are in a rule asked by columns."""

    def has_time(self, draw):
        """Never comes to an answer."""
        return draw < len(self.neighbours)


def test_a_rule_by_columns_that_reads_neighbours_is_told_whom_to_ask(scene: Scene) -> None:
    given = scene("minzhu", "one-four-n", {"place.households": 60})
    world = Neighbourhood([Placement(given, 1, kinds=(("elderly", AsksAround),))])
    with pytest.raises(RuleError, match=r"has_time .*AsksAround: a rule is asked of many"):
        world.households.decide(Resident.has_time, np.full(60, 0.5))


class Watched(ElderlyResident):
    """Decides as others do, and lets somebody look."""

    _where = ""

    @one_by_one
    def takes_part(self, meeting, draw):
        """Comes as others do."""
        if self.door == self._where and self.model.month == 1:
            breakpoint()
        return super().takes_part(meeting, draw)


def test_a_debugger_stops_at_the_household_that_is_named(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []

    def look() -> None:
        frame = sys._getframe(1)
        stopped.append(f"{frame.f_locals['self']!r} sees {type(frame.f_locals['meeting']).__name__}")

    monkeypatch.setattr(sys, "breakpointhook", look)
    given = scene(values={"place.households": 60}, months=2, burn_in=1)
    plain = Neighbourhood(given, rng=4)
    monkeypatch.setattr(Watched, "_where", plain.agents_by_type[ElderlyResident][0].door)
    watched = Neighbourhood([Placement(given, 4, kinds=(("elderly", Watched),))]).run()
    assert stopped == [f"{watched.agent(Watched._where)!r} sees Meeting"]
    assert watched.monthly().equals(plain.run().monthly())


def test_one_household_is_asked_its_rules_by_hand(world: Neighbourhood) -> None:
    shown = Meeting(0.1, 0.3, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    for one in world.agents.select(agent_type=Resident):
        by_columns = world.households.decide(
            Resident.takes_part, shown, np.full(60, 0.02), rows=np.arange(60)
        )[one.row]
        assert bool(one.takes_part(shown, 0.02)) is bool(by_columns)
