"""Kinds of residents of a student's own: some of those who live there, or one in every stairwell."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from agents.actor import Departed
from agents.column import Column, Truth
from agents.elderly import ElderlyResident
from agents.place import OneA, Some
from agents.property_firm import PropertyFirm
from agents.resident import ELDERLY, YOUNG, Resident
from agents.rule_error import RuleError
from agents.young import YoungNewcomer
from model.neighbourhood import Neighbourhood, Placement
from model.streams import overheard
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Any]

SMALL = {"place.households": 120}


class Rider(YoungNewcomer):
    """A delivery rider: hardly ever has an evening."""

    kind = "rider"
    words: ClassVar = {"en": "delivery rider", "zh": "外卖骑手"}
    place = Some(0.04, of="upper")
    time_cost = 3.0


class Head(Resident):
    """The head of a stairwell, who takes part whatever comes."""

    kind = "stairwell_head"
    words: ClassVar = {"zh": "楼长"}
    place = OneA("stairwell")

    def takes_part(self, meeting: Any, draw: Column) -> Truth:
        return self._if_present(draw < 0.95)


class Same(Resident):
    """Like everybody else."""

    kind = "same"
    place = Some(0.3)


class One(Resident):
    """Like everybody else, one a stairwell."""

    kind = "the_one"
    place = OneA("stairwell")


def world_of(given: Scenario, *kinds: type[Resident], seed: int = 7, **said: Any) -> Neighbourhood:
    """A world of one compound with these kinds."""
    return Neighbourhood([Placement(given, seed, kinds=tuple((one.kind, one) for one in kinds))], **said)


def restless(**values: float) -> dict[str, float]:
    """A small compound from which many move."""
    return SMALL | {"young.move_out": 0.02, "elderly.move_out": 0.01, "turnover.tenant": 0.1} | values


def placed(name: str, kind: type[Resident], place: object) -> Any:
    """A class of that kind with another place."""
    return type(name, (kind,), {"kind": name, "place": place, "__module__": __name__})


def holders(world: Neighbourhood, kind: str = "stairwell_head") -> Any:
    """How many of a kind live in each stairwell."""
    return world.compounds.stair_counts(world.population.of_kind(kind) & world.households.present)


def test_a_share_of_the_upper_floors_are_riders(scene: Scene) -> None:
    given = scene("minzhu", values={"place.households": 2000}, months=1, burn_in=0)
    world = world_of(given, Rider)
    upper, riders = ~world.population.ground, world.population.of_kind("rider")
    low, high = binom.interval(0.999, int(upper.sum()), 0.04)
    assert low <= riders.sum() <= high
    assert not riders[~upper].any()
    assert (world.households.group[riders] == YOUNG).all()
    assert (world.households.age[riders] < 45).all()
    assert len(world.agents_by_type[Rider]) == riders.sum()


def test_a_kind_keeps_its_share_though_it_moves_more_often_than_others(scene: Scene) -> None:
    given = scene("minzhu", values=restless(), months=60, burn_in=0)
    places = [Placement(given, seed, kinds=((Rider.kind, Rider),)) for seed in range(60)]
    world = Neighbourhood(places).run()
    upper, riders = int((~world.population.ground).sum()), int(world.population.of_kind("rider").sum())
    low, high = binom.interval(0.999, upper, 0.04)
    assert low <= riders <= high


def test_one_head_lives_in_every_stairwell_whoever_moves(scene: Scene) -> None:
    world = world_of(scene("minzhu", values=restless(), months=60, burn_in=0), Head)
    assert (holders(world) == 1).all()
    before, kept, passed = world.population.of_kind("stairwell_head"), 0, 0
    for _month in range(60):
        keys = world.population.key.copy()
        world.step()
        now = world.population.of_kind("stairwell_head")
        assert (holders(world) == 1).all()
        stays = before & (keys == world.population.key) & world.households.present
        assert now[stays].all(), "nobody is unseated"
        kept, passed = kept + int(stays.sum()), passed + int((before & ~now).sum())
        before = now
    assert kept > 0 and passed > 10


def test_who_lived_there_before_takes_the_place_of_a_head_who_moves_out(scene: Scene) -> None:
    world = world_of(scene("minzhu", values=restless(), months=24, burn_in=0), Head)
    while world.running:
        key, before = world.population.key.copy(), world.population.of_kind("stairwell_head")
        world.step()
        new = np.flatnonzero(world.population.of_kind("stairwell_head") & ~before)
        stayed = world.households.present & (key == world.population.key)
        for row in new.tolist():
            near = stayed & (world.households.stairwell == world.households.stairwell[row])
            assert stayed[row] or not near.any()


def test_a_kind_that_overrides_nothing_changes_nothing(scene: Scene) -> None:
    given = scene("minzhu", "one-four-n", restless(), months=12, burn_in=6)
    usual, same = world_of(given).run(), world_of(given, Same, One).run()
    assert same.population.of_kind("same").sum() > 10
    assert (holders(same, "the_one") == 1).all()
    assert usual.monthly().equals(same.monthly())
    assert usual.outcomes().equals(same.outcomes())


def test_nobody_else_is_another_for_it(scene: Scene) -> None:
    given = scene("minzhu", values=SMALL, months=1, burn_in=0)
    usual, other = world_of(given), world_of(given, Rider)
    riders = other.population.of_kind("rider")
    assert 0 < riders.sum() < 20
    for name, column in usual.households.columns.items():
        if name not in ("cross_ties", "disturbance"):  # whom they know, and which shops open, may be others
            assert np.array_equal(column[~riders], other.households.columns[name][~riders]), name


def test_no_draw_of_anybody_is_another_for_it(scene: Scene) -> None:
    def streams(*kinds: type[Resident]) -> set[str]:
        heard: set[str] = set()
        with overheard(lambda _key, stream, _month: heard.add(stream)):
            world_of(scene("minzhu", values=SMALL, months=2, burn_in=0), *kinds).run()
        return heard

    invitations = {"asks along"}  # drawn wherever a class is the user's own, and read by no rule of ours
    assert streams(Rider, Head) - streams() == {"kind rider", "kind stairwell_head"} | invitations


@pytest.mark.parametrize("each", [False, True], ids=["columns", "one by one"])
def test_the_same_alone_in_a_batch_and_one_by_one(
    scene: Scene, rows_of: Any, differing: Any, each: bool
) -> None:
    given = scene("minzhu", "one-four-n", restless(), months=6, burn_in=2)
    both = tuple((one.kind, one) for one in (Rider, Head))
    places = [Placement(given, 1), Placement(given, 2, kinds=both), Placement(given, 3, kinds=both[:1])]
    world = Neighbourhood(places, one_by_one=each).run()
    for number, place in enumerate(places):
        alone = Neighbourhood([place]).run()
        here, there = (rows_of(one, at) for one, at in ((world, number), (alone, 0)))
        pd.testing.assert_frame_equal(here, there, rtol=0, atol=1e-9 if each else 0)


def test_the_same_people_are_of_a_kind_under_every_governance_model(scene: Scene) -> None:
    worlds = [
        world_of(scene("minzhu", model, SMALL, months=6, burn_in=3), Rider, Head)
        for model in ("baseline", "one-four-n")
    ]
    first = [(one.population.of_kind("rider"), one.population.of_kind("stairwell_head")) for one in worlds]
    assert all(np.array_equal(a, b) for a, b in zip(*first, strict=True))
    for one in worlds:
        one.run()
    a, b = worlds
    alike = a.population.key == b.population.key
    assert alike.mean() > 0.9
    assert np.array_equal(a.population.of_kind("rider")[alike], b.population.of_kind("rider")[alike])


def test_an_agent_that_somebody_holds_has_its_new_class_when_it_becomes_the_head(scene: Scene) -> None:
    world = world_of(scene("minzhu", values=restless(), months=36, burn_in=0), Head)
    held = (
        {agent.row: agent for agent in world.households_held()}
        if hasattr(world, "households_held")
        else {row: world.households.agent(row) for row in range(len(world.households))}
    )
    key, became = world.population.key.copy(), 0
    first = world.population.of_kind("stairwell_head")
    while world.running:
        world.step()
        stayed = key == world.population.key
        heads = world.population.of_kind("stairwell_head")
        for row, agent in held.items():
            if stayed[row]:
                assert isinstance(agent, Head) == heads[row]
                assert type(agent) is world.households.classes[int(world.households.kind[row])]
        became += int((stayed & heads & ~first).sum())
    assert became > 0
    gone = next(row for row in held if key[row] != world.population.key[row])
    with pytest.raises(Departed):
        _ = held[gone].hardship


def test_a_head_of_the_elderly_is_one_of_them_and_a_landlord_keeps_the_shop(scene: Scene) -> None:
    kind = placed("old_head", ElderlyResident, OneA("stairwell"))
    world = world_of(scene("minzhu", values=SMALL, months=1, burn_in=0), kind)
    heads = world.population.of_kind("old_head")
    assert (world.households.group[heads] == ELDERLY).all()
    there = world.compounds.stair_counts((world.households.group == ELDERLY) & world.households.present)
    assert (holders(world, "old_head") == (there > 0)).all()
    assert len(world.agents_by_type[kind]) == heads.sum()


@pytest.mark.parametrize("whom", ["all", "upper", "ground", "elderly", "established", "young", "owners"])
def test_of_whom_some_are_of_a_kind(scene: Scene, whom: str) -> None:
    given = scene("minzhu", values={"place.households": 1500}, months=1, burn_in=0)
    usual = world_of(given).households
    ground = world_of(given).population.ground
    among = {
        "all": ground | True,
        "upper": ~ground,
        "ground": ground,
        "owners": usual.owner,
        **{group: usual.group == number for number, group in enumerate(("elderly", "established", "young"))},
    }[whom]
    world = world_of(given, placed("some", YoungNewcomer, Some(0.2, of=whom)))
    found = world.population.of_kind("some")
    assert not found[~among].any()
    low, high = binom.interval(0.999, int(among.sum()), 0.2)
    assert low <= found.sum() <= high
    if whom == "owners":
        assert world.households.owner[found].all()


def test_of_two_kinds_the_first_by_name_comes_first_and_shares_before_roles(scene: Scene) -> None:
    given = scene("minzhu", values=SMALL, months=1, burn_in=0)
    everybody = placed("everybody", Resident, Some(1.0))
    later = placed("later", Resident, Some(0.5))
    world = world_of(given, later, everybody, Head)
    assert world.population.of_kind("everybody").all()
    assert not world.population.of_kind("later").any() and not holders(world).any()


def test_kinds_are_groups_of_the_table_of_groups(scene: Scene) -> None:
    world = world_of(scene("minzhu", values=SMALL, months=2, burn_in=0), Rider, Head, by_group=True).run()
    table = world.groups_table()
    rows = table[(table["group"] == "rider") & (table["month"] == 2)]
    assert rows["households"].item() == world.population.of_kind("rider").sum()
    heads = table[(table["group"] == "stairwell_head") & (table["month"] == 2)]
    assert heads["households"].item() == world.compounds.stairwells
    usual = world_of(scene("minzhu", values=SMALL, months=2, burn_in=0), by_group=True).run().groups_table()
    assert set(table["group"]) - set(usual["group"]) == {"rider", "stairwell_head"}


def test_a_kind_of_an_own_rule_for_the_age_group_has_both(scene: Scene) -> None:
    class Slow(ElderlyResident):
        """Never pays."""

        def pays_fee(self, bill: Any, draw: Column) -> Truth:
            return draw < 0.0

    given = scene("minzhu", values=SMALL, months=2, burn_in=0)
    kinds = (("elderly", Slow), (Head.kind, Head))
    world = Neighbourhood([Placement(given, 3, kinds=kinds)]).run()
    old = world.population.of_kind("stairwell_head") & (world.households.group == ELDERLY)
    old &= ~world.population.ground
    assert old.any() and not world.households.paid[old].any()


def test_a_household_of_a_kind_is_called_by_its_words(scene: Scene) -> None:
    world = world_of(scene("minzhu", values=SMALL, months=1, burn_in=0), Rider, Head, Same)
    row = {kind: int(np.flatnonzero(world.population.of_kind(kind))[0]) for kind in ("rider", "same")}
    assert world.households.name_of(row["rider"]).startswith("delivery rider ")
    assert world.households.name_of(row["same"]).startswith("same ")


def wrong() -> Iterator[Any]:
    """Kinds that make no sense, and what the message says of them."""
    firm = type("firm", (PropertyFirm,), {"kind": "bank", "place": Some(0.1), "__module__": __name__})
    yield firm, ("firm (", "one of residents", "'bank'")
    yield placed("nowhere", Resident, None), ("nowhere (", "does not say where", "Some(0.04)")
    yield placed("many", Resident, Some(4)), ("many (", "share 4", "0 to 1")
    yield placed("half", Resident, 0.5), ("half (", "0.5", "Some(0.04")
    yield placed("who", Resident, Some(0.5, of="eldery")), ("who (", '"eldery"', "Did you mean elderly?")
    yield placed("hall", Resident, OneA("compound")), ("hall (", '"compound"', "stairwell")
    yield placed("kid", YoungNewcomer, OneA("stairwell", of="elderly")), ("kid (", "elderly", "young")
    yield placed("owner", Resident, Some(0.1)), ('"owner"', "group of that name")
    yield placed("楼长", Resident, Some(0.1)), ("letters a to z",)


@pytest.mark.parametrize(("kind", "words"), list(wrong()), ids=lambda one: getattr(one, "__name__", ""))
def test_a_kind_that_makes_no_sense_is_refused(scene: Scene, kind: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(RuleError) as error:
        world_of(scene("minzhu", values=SMALL, months=1, burn_in=0), kind)
    assert all(word in str(error.value) for word in words), str(error.value)
