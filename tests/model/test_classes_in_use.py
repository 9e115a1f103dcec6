"""Classes of one's own stand for institutions, each in the compounds that name it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.actor import Actor
from agents.elderly import ElderlyResident
from agents.perceptions import Waiting
from agents.property_firm import PropertyFirm
from agents.representative import ResidentRepresentative
from agents.residents_committee import ResidentsCommittee
from model.neighbourhood import Neighbourhood, Placement
from model.order_of_work import spend_days
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type Rows = Callable[..., pd.DataFrame]

BUSY = {"place.households": 112, "issues.rate": 150.0, "issues.fade": 0.05, "channels.cost_internal": 2.5}


class LoudestFirst(ResidentsCommittee):
    """Answers the loudest first."""

    def urgency(self, waiting: Waiting) -> Any:
        return waiting.told + waiting.grievance


class Slow(PropertyFirm):
    """Finishes nothing."""

    def finishes(self, speed: Any) -> Any:
        return 0.0 * self.quality


class Tireless(ResidentRepresentative):
    """Comes to every session."""

    def comes(self, draw: Any) -> Any:
        return draw >= 0.0


def _place(given: Scenario, *kinds: type[Actor], seed: int = 3) -> Placement:
    return Placement(given, seed, kinds=tuple((kind.kind, kind) for kind in kinds))


def _served(scene: Scene, *kinds: type[Actor]) -> tuple[set[int], int, int]:
    """What a committee gets done in a day or two: of a severe issue, and of one told again and again."""
    given = scene("minzhu", "baseline", BUSY, months=6, burn_in=0)
    world = Neighbourhood([_place(given, *kinds)])
    for _month in range(3):
        world.step()
    issues = world.issues
    places = np.flatnonzero(issues.live())[:4]
    issues.severity[places], issues.work[places] = np.linspace(0.3, 0.8, len(places)), 1.0
    issues.told_again[places], issues.told_later[places] = 0, 0
    issues.on_agenda[places], issues.lead[places] = False, 1.0
    severe, loud = int(places[-1]), int(places[0])
    issues.told_again[loud] = 4
    return set(spend_days(world, places, np.array([1.0])).tolist()), severe, loud


def test_answering_the_loudest_first_is_a_rule_of_three_lines_and_changes_who_is_served(scene: Scene) -> None:
    served, severe, _loud = _served(scene)
    assert served == {severe}
    served, _severe, loud = _served(scene, LoudestFirst)
    assert served == {loud}


def test_who_is_answered_first_changes_what_a_compound_lives_through(scene: Scene, rows_of: Rows) -> None:
    given = scene("minzhu", "one-four-n", BUSY, months=24)
    usual, loudest = (
        Neighbourhood([_place(given, *kinds)], archive=True).run() for kinds in ((), (LoudestFirst,))
    )
    assert not rows_of(usual, 0).equals(rows_of(loudest, 0))
    done = [set(one.issues_table().query("status == 'resolved'")["key"]) for one in (usual, loudest)]
    assert done[0] - done[1] and done[1] - done[0]


@pytest.mark.parametrize("kind", [LoudestFirst, Slow, Tireless])
def test_a_class_stands_for_an_institution_in_the_compounds_that_name_it_and_nowhere_else(
    scene: Scene, rows_of: Rows, kind: type[Actor]
) -> None:
    given = scene("minzhu", "one-four-n", BUSY, months=8, burn_in=4)
    places = [Placement(given, 1), _place(given, kind, seed=2), Placement(given, 3)]
    world = Neighbourhood(places).run()
    for compound, place in enumerate(places):
        assert rows_of(world, compound).equals(rows_of(Neighbourhood([place]).run(), 0))
    single = Neighbourhood([places[1]], one_by_one=True).run()
    assert rows_of(single, 0).equals(rows_of(world, 1))
    assert not rows_of(world, 1).equals(rows_of(Neighbourhood([Placement(given, 2)]).run(), 0))
    assert {agent.compound for agent in world.agents_by_type[kind]} == {1}
    others = world.agents_by_type[kind.__mro__[1]]
    assert {agent.compound for agent in others} == {0, 2}


def test_a_residents_class_may_stand_beside_one_for_an_institution(scene: Scene) -> None:
    class Elder(ElderlyResident):
        move_out = 0.0

    world = Neighbourhood([_place(scene("minzhu", "baseline", BUSY), Elder, Slow)])
    assert len(world.agents_by_type[Elder]) > 1 and len(world.agents_by_type[Slow]) == 1


REFUSED = [
    (
        ("residents_comittee", LoudestFirst),
        "'residents_comittee' is no kind of agents; .* Did you mean residents_com",
    ),
    (("property_firm", LoudestFirst), "LoudestFirst.* is no class of the kind 'property_firm'"),
    (("elderly", LoudestFirst), "LoudestFirst.* is no class of residents; 'elderly' needs one"),
    (("residents_committee", "loudest"), "'loudest' is no class of the kind 'residents_committee'"),
]


@pytest.mark.parametrize(("named", "said"), REFUSED)
def test_a_misnamed_kind_of_institution_is_refused(scene: Scene, named: tuple[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Neighbourhood([Placement(scene(values=BUSY), 1, kinds=(named,))])
    with pytest.raises(ValueError, match="'property_firm' is named twice"):
        twice = (("property_firm", Slow), ("property_firm", Slow))
        Neighbourhood([Placement(scene(values=BUSY), 1, kinds=twice)])
