"""Rules as students write them: for one household in plain Python, for columns, or in part."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.actor import Parameter
from agents.column import Column, Truth, where
from agents.elderly import ElderlyResident
from agents.perceptions import Meeting
from agents.resident import Resident
from agents.table import one_by_one
from agents.young import YoungNewcomer
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

SMALL = {"place.households": 60}


class Plain(ElderlyResident):
    """Stays at home unless neighbours come; written for one household, with if."""

    @one_by_one
    def takes_part(self, meeting: Meeting, draw: Column) -> Truth:
        if meeting.norm <= 0.05:
            return False
        if self.party and self.age < 75:
            return draw < 0.5
        return ElderlyResident.takes_part(self, meeting, draw)


class InColumns(ElderlyResident):
    """The same, for columns."""

    def takes_part(self, meeting: Meeting, draw: Column) -> Truth:
        usual = super().takes_part(meeting, draw)
        eager = self.party & (self.age < 75)
        return (meeting.norm > 0.05) & where(eager, draw < 0.5, usual)


class NeverPays(ElderlyResident):
    """Pays no fee, whatever happens."""

    def pays_fee(self, bill: Any, draw: Column) -> Truth:
        return draw < 0.0


def _run(given: Scenario, *kinds: type[Resident], seed: int = 7) -> Neighbourhood:
    own = tuple((kind.kind, kind) for kind in kinds)
    return Neighbourhood([Placement(given, seed, kinds=own)]).run()


def _rows(world: Neighbourhood, compound: int = 0) -> pd.DataFrame:
    rows = world.monthly()
    return rows[rows["compound"] == compound].drop(columns="compound").reset_index(drop=True)


def test_a_plain_python_rule_and_its_column_form_live_the_same_months(scene: Scene) -> None:
    given = scene(values=SMALL)
    plain, columns, usual = _run(given, Plain), _run(given, InColumns), _run(given)
    pd.testing.assert_frame_equal(_rows(plain), _rows(columns), rtol=0, atol=1e-9)
    assert not _rows(plain).equals(_rows(usual))


def test_a_plain_python_rule_of_landlords_is_asked_before_the_first_month(scene: Scene) -> None:
    from agents.landlord import GroundFloorLandlord

    class Reluctant(GroundFloorLandlord):
        @one_by_one
        def wants_shop(self, seen: Any) -> Truth:
            if self.rent_premium < 200.0:
                return False
            return GroundFloorLandlord.wants_shop(self, seen)

    world = Neighbourhood([Placement(scene("minzhu", values=SMALL), 7, kinds=(("landlord", Reluctant),))])
    rent = world.households.rent_premium[world.households.converted]
    assert len(rent)
    assert (rent >= 200.0).all()


def test_an_override_reaches_exactly_the_compound_that_names_it(scene: Scene) -> None:
    given = scene(values=SMALL)
    places = [
        Placement(given, 1),
        Placement(given, 2, kinds=(("elderly", NeverPays),)),
        Placement(given, 3, kinds=(("young", YoungNewcomer),)),
    ]
    world = Neighbourhood(places).run()
    h = world.households
    mine = np.flatnonzero((h.compound == 1) & (h.group == 0) & ~world.population.ground)
    others = np.flatnonzero((h.compound != 1) & (h.group == 0) & ~world.population.ground)
    assert len(mine)
    assert not h.paid[mine].any()
    assert h.paid[others].any()
    for compound, place in enumerate(places):
        alone = Neighbourhood([place]).run()
        assert _rows(world, compound).equals(_rows(alone))
    usual = Neighbourhood([Placement(given, 2)]).run()
    assert not _rows(world, 1).equals(_rows(usual))


def test_two_versions_of_a_rule_are_two_cohorts_of_one_world(scene: Scene) -> None:
    given = scene(values=SMALL)
    world = Neighbourhood([Placement(given, 1, kinds=(("elderly", NeverPays),)), Placement(given, 1)])
    world.step()
    mine, usual = world.agents_by_type[NeverPays], world.agents_by_type[ElderlyResident]
    assert len(mine) > 0
    assert {agent.compound for agent in mine} == {0}
    assert {agent.compound for agent in usual} == {1}
    assert not any(mine.get("paid"))
    assert any(usual.get("paid"))


class Helped(Resident):
    """A rule in two methods, so that one of them can be overridden."""

    def weight(self) -> Column:
        return self.age / 100.0

    def supports(self, draw: Column) -> Truth:
        return draw < self.weight()


class HelpedElderly(Helped, ElderlyResident):
    """Inherits rule and helper."""


class HelpedYoung(Helped, YoungNewcomer):
    """Inherits the rule and overrides its helper."""

    def weight(self) -> Column:
        return where(self.owner, 1.0, 0.0)


class Twice(HelpedElderly):
    """Builds on the inherited rule by super(); calls the draw what older files call it."""

    def supports(self, luck: Column) -> Truth:
        return super().supports(luck / 2.0)


class TwiceByOwner(Twice):
    """Overrides only the helper that the rule behind super() calls."""

    def weight(self) -> Column:
        return where(self.owner, 1.0, 0.0)


def _supporters(world: Neighbourhood, kind: type[Resident], draw: Any) -> tuple[Any, Any]:
    rows = np.flatnonzero(world.households.kind == world.households.classes.index(kind))
    return rows, world.households.decide(Resident.supports, draw)[rows]


@pytest.mark.parametrize("asked", ["as a cohort", "one by one"])
def test_an_overridden_helper_of_an_inherited_rule_is_honoured(scene: Scene, asked: str) -> None:
    own = (("elderly", HelpedElderly), ("young", HelpedYoung))
    world = Neighbourhood([Placement(scene(values=SMALL), 5, kinds=own)])
    h = world.households
    h.one_by_one = asked == "one by one"
    draw = (np.arange(len(h)) + 0.5) / len(h)
    elderly, said = _supporters(world, HelpedElderly, draw)
    assert list(said) == list(draw[elderly] < h.age[elderly] / 100.0)
    young, said = _supporters(world, HelpedYoung, draw)
    assert list(said) == list(h.owner[young])


def test_an_overridden_helper_behind_super_is_honoured(scene: Scene) -> None:
    given = scene(values=SMALL)
    places = [Placement(given, 5, kinds=(("elderly", kind),)) for kind in (Twice, TwiceByOwner)]
    world = Neighbourhood(places)
    h = world.households
    draw = np.tile((np.arange(60) + 0.5) / 60, 2)
    rows, said = _supporters(world, Twice, draw)
    assert list(said) == list(draw[rows] / 2.0 < h.age[rows] / 100.0)
    rows, said = _supporters(world, TwiceByOwner, draw)
    assert list(said) == list(h.owner[rows])


def test_a_class_may_name_another_parameter_or_a_number(scene: Scene) -> None:
    class Restless(ElderlyResident):
        move_out = Parameter("young.move_out")
        sensitivity = 0.25

    given = scene(values=SMALL | {"young.move_out": 0.005})
    world = Neighbourhood([Placement(given, 5, kinds=(("elderly", Restless),))])
    h = world.households
    mine = h.kind == h.classes.index(Restless)
    assert np.unique(np.asarray(h.parameter("sensitivity"))[mine]) == [0.25]
    assert np.unique(np.asarray(h.parameter("move_out"))[mine]) == [0.005]
    agent = world.agents_by_type[Restless][0]
    assert (agent.sensitivity, agent.move_out) == (0.25, 0.005)


def test_a_rule_may_use_constants_properties_and_static_helpers_of_its_class(scene: Scene) -> None:
    class Crafted(ElderlyResident):
        limit = 0.25

        @staticmethod
        def doubled(x: Column) -> Column:
            return 2.0 * x

        @property
        def half_as_old(self) -> Column:
            return 0.5 * self.age

        def supports(self, draw: Column) -> Truth:
            return (self.doubled(draw) < self.limit) & (self.half_as_old > 35.0)

    world = Neighbourhood([Placement(scene(values=SMALL), 5, kinds=(("elderly", Crafted),))])
    draw = np.linspace(0.0, 0.2, 60)
    rows, many = _supporters(world, Crafted, draw)
    world.households.one_by_one = True
    _, single = _supporters(world, Crafted, draw)
    expected = (2.0 * draw[rows] < 0.25) & (world.households.age[rows] > 70.0)
    assert list(many) == list(single) == list(expected)
    assert set(expected) == {True, False}


def test_a_kind_that_does_not_exist_is_refused_by_name(scene: Scene) -> None:
    with pytest.raises(ValueError, match=r"'grandparents' is no kind of agents; there are elderly"):
        Neighbourhood([Placement(scene(values=SMALL), 1, kinds=(("grandparents", NeverPays),))])
