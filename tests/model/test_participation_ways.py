"""Who comes in person and who does something over the network are counted apart."""

from collections.abc import Callable

import numpy as np
import pytest

from model.channels import speak_up
from model.issues import ASSIGNED, NEVER, OPEN
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]


def test_without_a_way_online_nobody_takes_part_online(scene: Scene) -> None:
    months = Neighbourhood(scene("minzhu", values={"issues.rate": 200}), rng=1).run().monthly()
    assert months["participation_online"].max() == 0.0 < months["attendance"].min()


def test_who_comes_in_person_is_at_home_and_active(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu", "one-four-n"), rng=1)
    for _ in range(15):
        world.step()
        here = world.households.present
        assert world.households.active[world.came].all()
        share = (world.came & here).sum() / here.sum()
        assert world.record.series["attendance"][world.record.page, 0] == pytest.approx(share)


def test_those_online_who_tell_the_committee_through_an_open_door_take_part_online(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu", values={"place.households": 1000, "issues.rate": 210}), rng=1)
    for _ in range(6):
        world.step()
    for easier in (0.0, 1.0):
        world.begin_month()
        world.issues.status[:], world.issues.channel[:], world.issues.done[:] = OPEN, 0, NEVER
        world.levers.internal_online -= easier
        speak_up(world)
        told = world.issues.reporter[(world.issues.status <= ASSIGNED) & (world.issues.channel == 1)]
        expected = np.unique(told[world.households.online[told] & bool(easier)])
        assert np.flatnonzero(world.acted_online).tolist() == expected.tolist()
        assert len(told) > 10 and bool(len(expected)) == bool(easier)


def test_owners_vote_online_where_that_is_possible(scene: Scene, made_of: MadeOf) -> None:
    parts = ("service", "oversight", "call")
    only_votes = dict.fromkeys((f"digital_platform.{part}" for part in parts), 0.0)
    only_votes |= {"owners_committee.initial": 1.0}
    places = [Placement(scene("minzhu", made_of("digital_platform"), only_votes), seed) for seed in range(3)]
    months = Neighbourhood(places).run().monthly()
    voted = months["owner_turnout"].notna() | months["election_turnout"].notna()
    assert voted.any() and (months.loc[voted, "participation_online"] > 0.1).all()
    assert (months.loc[~voted, "participation_online"] == 0.0).all()


def test_groups_are_watched_by_both_ways(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu", "digital"), rng=1, by_group=True).run()
    groups = world.groups_table().groupby("group")[["attended", "acted_online", "people"]].sum()
    everybody = groups.loc["all"]
    months = world.monthly()
    assert everybody["acted_online"] / everybody["people"] == pytest.approx(
        months["participation_online"].mean(), rel=0.02
    )
    assert groups.loc["offline", "acted_online"] == 0 < groups.loc["offline", "attended"]
    for column in ("attended", "acted_online"):
        assert groups.loc["online", column] + groups.loc["offline", column] == everybody[column]
