"""People and ties as a case gives them: exactly those in the world, and all else as without a file."""

from typing import ClassVar

import numpy as np
import pytest

from agents.elderly import ElderlyResident
from agents.place import Some
from agents.resident import YOUNG
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import case, scenario

HEAD = "building,stairwell,floor,door,age,owner,party,online,area,hardship,use,isolated,off_site\n"


def sample() -> tuple[str, str]:
    """200 made-up households of two buildings in which everything is given somewhere, and 150 ties."""
    draw = np.random.default_rng(5)
    rows, flat = [], 0
    for stairwell, floors in enumerate((6, 8, 5, 7, 6, 9, 5, 8, 6, 7)):
        for floor in range(1, floors + 1):
            for door in range(1, 4):
                use = "home" if floor == 1 and door == 2 else "shop" if floor == 1 and door == 3 else ""
                age = str(draw.integers(25, 90)) if flat % 4 else ""
                cells = (*draw.integers(0, 2, 3).tolist(), 50 + flat % 60, round(flat / 250, 2))
                rows.append(f"{stairwell // 5 + 1},{stairwell + 1},{floor},{floor}0{door},{age},"
                            f"{','.join(map(str, cells))},{use},,{int(flat % 50 == 7)}")  # fmt: skip
                flat += 1
    pairs = {tuple(sorted(draw.choice(200, 2, replace=False) + 1)) for _ in range(400)}
    ties = [f"{one},{other}" for one, other in sorted(pairs)[:150]]
    return HEAD + "\n".join(rows[:200]) + "\n", "one,other\n" + "\n".join(ties) + "\n"


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """Write a case with these files; its scenario, eighteen months long."""

    def made(households: str = "", ties: str = "", extra: str = "", governance: str = "one-four-n", **values):
        folder = tmp_path_factory.mktemp("place")
        text = "extends: minzhu\n" + extra
        for name, content in (("households", households), ("ties", ties)):
            if content:
                (folder / f"{name}.csv").write_text(content, encoding="utf-8")
                text += f"{name}: {name}.csv\n"
        (folder / "ours.yaml").write_text(text, encoding="utf-8")
        given = {key.replace("__", "."): value for key, value in values.items()}
        place = case(str(folder / "ours.yaml"))
        return scenario(place, governance, months=12, burn_in=6, overrides=given)

    return made


@pytest.fixture(scope="module")
def ours(write):
    return write(*sample())


def test_the_first_households_are_exactly_those_given(ours) -> None:
    world = Neighbourhood(ours, rng=3)
    h, given = world.households, ours.case.households
    assert len(h) == 200 and world.compounds.stairwells == 10
    for name in ("age", "party", "online", "area", "hardship", "off_site"):
        told = np.array(given.column(name), dtype=float)
        here = ~np.isnan(told)
        assert (h.columns[name][here] == told[here]).all(), name
    age, landlord = np.array(given.column("age"), dtype=float), world.population.landlords
    assert (h.group[age >= 60] == 0).all() and (h.group[age < 45] == 2).all()
    assert (h.owner[~landlord] == np.array(given.column("owner"))[~landlord]).all() and h.owner[
        landlord
    ].all()
    assert (h.floor == np.array(given.column("floor"))).all()
    assert [door.split("-")[0] for door in h.doors()] == list(given.column("stairwell"))


def test_who_lives_on_the_ground_floor_is_of_its_age_group_and_a_shop_is_open(ours) -> None:
    world = Neighbourhood(ours, rng=3)
    use = np.array(ours.case.households.column("use"))
    kinds = np.array([kind.kind for kind in world.households.classes])[world.households.kind]
    homes, shops = use == "home", use == "shop"
    assert set(kinds[homes]) <= {"elderly", "established", "young"}
    assert (kinds[shops] == "landlord").all() and world.households.converted[shops].all()
    world.run()
    assert not world.households.converted[homes].any()
    assert (world.households.kind[homes] == world.households.group[homes]).all()


def test_a_ground_floor_of_elderly_owners_stays_elderly(write) -> None:
    world = Neighbourhood(write("age,owner\n" + "72,1\n" * 28, fee__firm_present=1), rng=1)
    assert (world.households.group == 0).all() and not world.population.landlords.any()
    assert world.households.agent(0).kind == "elderly" and world.run().households.converted.sum() == 0


def test_what_is_not_given_is_drawn_with_the_draws_of_a_world_without_a_file(write) -> None:
    plain = Neighbourhood(write(place__households=42.0), rng=9)
    empty = Neighbourhood(write("age,party\n" + ",\n" * 42), rng=9)
    named = Neighbourhood(write("age,party\n" + ",\n" * 20 + "81,1\n" + ",\n" * 21), rng=9)
    others = np.arange(42) != 20
    for name, column in plain.households.columns.items():
        assert (empty.households.columns[name] == column).all(), name
        kept = others if name not in ("cross_ties", "disturbance") else slice(0, 0)
        assert (named.households.columns[name][kept] == column[kept]).all(), name
    assert (named.households.age[20], named.households.party[20]) == (81.0, True)


def test_the_acquaintances_at_the_start_are_exactly_those_given(ours) -> None:
    world = Neighbourhood(ours, rng=4)
    edges = {tuple(sorted((one, other))) for one, other, layer in world.network().edges(data="layer")
             if layer == "acquaintance"}  # fmt: skip
    assert edges == set(ours.case.ties.ends) and len(edges) == 150
    alone = np.setdiff1d(np.arange(200), np.array(sorted(ours.case.ties.knowing)) - 1)
    assert list(np.flatnonzero(world.households.isolated)) == list(alone)
    assert world.ties.slots.shape[0] == 200 and world.ties.degree.sum() == 300
    kept = np.bincount(world.ties.ends[0], minlength=200)
    assert (np.abs(2 * kept - world.ties.degree) <= 2).all()


def test_given_ties_drift_and_keep_their_number(write) -> None:
    still = {"elderly__move_out": 0.0005, "established__move_out": 0.0005, "turnover__tenant": 0.002}
    ring = "one,other\n" + "\n".join(
        f"{one},{(one + step - 1) % 300 + 1}" for one in range(1, 301) for step in (1, 2)
    )
    world = Neighbourhood(write(ties=ring, place__households=300.0, **still), rng=2)
    before = set(zip(*(end.tolist() for end in world.ties.ends), strict=True))
    world.run()
    after = set(zip(*(end.tolist() for end in world.ties.ends), strict=True))
    assert before != after and len(after) == pytest.approx(600, rel=0.2)


def test_who_is_given_and_whom_they_know_is_the_same_until_the_record_begins(ours) -> None:
    world = Neighbourhood(ours, rng=4)
    slots = world.ties.slots.copy()
    for _month in range(ours.burn_in):
        world.step()
    assert world.month == 0 and (world.households.occupancy == 0).all()
    assert (world.ties.slots == slots).all()
    world.run()
    assert (world.households.occupancy > 0).any() and (world.ties.slots != slots).any()


def test_a_compound_among_others_lives_as_it_would_alone(ours, write, rows_of, differing) -> None:
    other = write(place__households=35.0)
    worlds = [Placement(other, 1), Placement(ours, 2), Placement(ours, 3), Placement(other, 4)]
    together = Neighbourhood(worlds).run()
    for place in (1, 3):
        alone = Neighbourhood([worlds[place]]).run()
        assert not differing(rows_of(together, place), rows_of(alone, 0))


def test_one_by_one_they_decide_as_in_columns(ours, differing) -> None:
    short = scenario(ours.case, "one-four-n", months=2, burn_in=0)
    columns, single = (Neighbourhood(short, rng=6, one_by_one=one).run().monthly() for one in (False, True))
    assert not differing(columns, single)


class Grandparent(ElderlyResident):
    """An elderly resident who looks after a grandchild."""

    kind = "grandparent"
    words: ClassVar = {"en": "grandparent", "zh": "带孙辈的老人"}
    place = Some(0.9, of="all")


def test_whose_age_is_given_is_of_no_kind_of_another_age_group(write) -> None:
    given = write("age,owner,use\n" + "35,1,home\n72,1,home\n,,\n" * 40)
    world = Neighbourhood([Placement(given, 3, kinds=(("grandparent", Grandparent),))])
    one = world.population.of_kind("grandparent")
    assert not one[::3].any() and 30 <= one[1::3].sum() <= 40 and one[2::3].any()
    assert (world.households.age[::3] == 35).all() and (world.households.group[::3] == YOUNG).all()
    world.run()


def test_the_network_of_a_world_cannot_be_set(ours) -> None:
    world = Neighbourhood(ours, rng=1)
    with pytest.raises(AttributeError, match="gongzhi import ties"):
        world.network = world.network()
