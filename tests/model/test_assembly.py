"""Owners' votes under Civil Code art. 278: two thirds take part, by number and by area; then a majority."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.assembly import Count, ask_owners, carried, quorate
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario, ledger

type Scene = Callable[..., Scenario]

QUORUM, ORDINARY, SPECIAL = (ledger()[f"votes.{name}"].default for name in ("quorum", "ordinary", "special"))


def vote(
    taking_part: int, of: int, yes: int, area: float | None = None, yes_area: float | None = None
) -> Count:
    """A vote of one compound: numbers of dwellings; area in proportion where not given."""
    share, agreed = taking_part / of, yes / max(taking_part, 1)
    return Count(
        np.array([share]),
        np.array([share if area is None else area]),
        np.array([agreed]),
        np.array([agreed if yes_area is None else yes_area]),
    )


def is_quorate(count: Count) -> bool:
    return bool(quorate(count, QUORUM)[0])


def is_carried(count: Count, special: bool = False) -> bool:
    return bool(carried(count, QUORUM, SPECIAL if special else ORDINARY, special)[0])


@pytest.mark.parametrize("of", [3, 6, 9, 12, 294, 300, 2991])
def test_exactly_two_thirds_are_enough_and_one_less_is_not(of: int) -> None:
    assert is_quorate(vote(2 * of // 3, of, 0))
    assert not is_quorate(vote(2 * of // 3 - 1, of, 0))


def test_number_and_area_must_both_reach_two_thirds() -> None:
    assert is_quorate(vote(70, 100, 0, area=0.67))
    assert not is_quorate(vote(70, 100, 0, area=0.66))
    assert not is_quorate(vote(66, 100, 0, area=0.90))


def test_an_ordinary_item_needs_more_than_half() -> None:
    assert not is_carried(vote(240, 300, 120))
    assert is_carried(vote(240, 300, 121))
    assert not is_carried(vote(240, 300, 121, yes_area=0.5))


def test_a_special_item_needs_at_least_three_quarters() -> None:
    assert is_carried(vote(240, 300, 180), special=True)
    assert not is_carried(vote(240, 300, 179), special=True)
    assert not is_carried(vote(240, 300, 180, yes_area=0.7499), special=True)
    assert not is_carried(vote(240, 300, 121), special=True)


def test_without_a_quorum_nothing_is_carried() -> None:
    assert not is_carried(vote(199, 300, 199))
    assert not is_carried(vote(199, 300, 199), special=True)


@given(st.integers(1, 400), st.data())
def test_the_arithmetic_is_that_of_whole_dwellings(of: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, of))
    yes = data.draw(st.integers(0, part))
    count = vote(part, of, yes)
    assert is_quorate(count) == (3 * part >= 2 * of)
    assert is_carried(count) == (3 * part >= 2 * of and 2 * yes > part)
    assert is_carried(count, special=True) == (3 * part >= 2 * of and 4 * yes >= 3 * part)


def test_the_count_of_a_vote_is_over_all_dwellings_and_all_area(scene: Scene) -> None:
    places = [
        Placement(scene("xihu", values={"place.households": size}), seed) for seed, size in ((1, 80), (2, 35))
    ]
    world = Neighbourhood(places)
    world.step()
    count = ask_owners(world, "trial", np.ones(2, dtype=bool))
    for compound, size in enumerate((80, 35)):
        mine = world.households.compound == compound
        came, area = world.last_owner_vote[mine], world.households.area[mine]
        assert count.households[compound] == came.sum() / size
        assert count.area[compound] == pytest.approx(area[came].sum() / area.sum())
        assert count.yes_households[compound] <= 1.0
    assert not world.last_owner_vote[~world.households.owner].any()


def _assemblies(scene: Scene, **values: float) -> Neighbourhood:
    keyed = {key.replace("__", "."): value for key, value in values.items()}
    return Neighbourhood(
        [Placement(scene("xihu", values=keyed, months=36), seed) for seed in range(12)]
    ).run()


def test_owners_are_asked_once_a_year_and_often_the_quorum_fails(scene: Scene) -> None:
    world = _assemblies(scene, owners_committee__initial=1.0)
    rows = world.monthly()
    asked = rows[rows["owner_turnout"].notna()]
    assert set(asked["month"] % 12) == {6}
    assert len(asked) == 12 * 3
    assert 0.3 < asked["quorum_failed"].mean() < 1.0
    assert ((asked["owner_turnout"] < QUORUM) <= (asked["quorum_failed"] == 1.0)).all()


def test_where_no_committee_serves_owners_are_asked_every_third_year(scene: Scene) -> None:
    rows = _assemblies(scene, owners_committee__initial=0.0).monthly()
    assert rows.loc[rows["owner_turnout"].notna(), "month"].tolist() == [18] * 12


def test_only_a_valid_vote_settles_who_owns_common_income(scene: Scene) -> None:
    never = {"stock__settled": 0.0, "stock__renew": 0.0}  # settled before, or open again after it was
    never |= {"owners_committee__initial": 1.0}
    world = _assemblies(scene, votes__support=2.0, votes__shock=1.5, **never)
    rows = world.monthly()
    settled = rows.groupby("compound")["ambiguity"].last() == 0.0
    valid = rows[rows["quorum_failed"] == 0.0].groupby("compound").size().reindex(range(12), fill_value=0) > 0
    assert settled.any()
    assert not valid.all()
    assert (settled <= valid).all()


def test_online_voting_brings_owners_to_the_vote(scene: Scene, made_of: Callable[..., object]) -> None:
    turnout = []
    for kinds in ((), ("digital_platform",)):
        served = {"owners_committee.initial": 1.0}
        places = [Placement(scene("xihu", made_of(*kinds), served), seed) for seed in range(12)]
        turnout.append(Neighbourhood(places).run().outcomes()["vote_owner"])
    assert (turnout[1] >= turnout[0]).all()
    assert turnout[1].mean() > turnout[0].mean()


def test_the_committee_is_elected_when_its_term_is_over(scene: Scene) -> None:
    values = {"votes.first_election": 5, "votes.term": 36}
    rows = Neighbourhood(scene("xihu", values=values, months=48), rng=1).run().monthly()
    assert list(rows.loc[rows["committee_turnout"].notna(), "month"]) == [5, 41]
    assert rows["committee_turnout"].between(0.3, 0.8).sum() == 2
