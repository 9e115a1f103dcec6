"""Building clusters: neighbouring stairwells, about as large as asked for, in which petitions gather."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from model import petitions
from model.clusters import Clusters
from model.compounds import Compounds
from model.neighbourhood import Neighbourhood, Placement
from model.streams import normal
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

STAIRWELL = 18  # households, in minzhu
CLUSTER = {"cluster.households": 300}
PETITIONS = {"petitions.large_households": 30, "petitions.refractory_months": 3}
SIGNING = {"petitions.threshold": 0.15, "issues.rate": 30, "grievance.decay": 0.15, **PETITIONS}
"""There is something to sign about, and nobody is reluctant to."""
STAIRWELL_OF_12 = {"place__floors": 6, "place__dwellings_per_floor": 2}


def sizes(scene: Scene, **values: float) -> list[int]:
    given = CLUSTER | {key.replace("__", "."): value for key, value in values.items()}
    return Clusters(Compounds([Placement(scene("minzhu", values=given), 1)])).households.tolist()


def test_a_small_compound_is_one_cluster_and_a_large_one_several_alike(scene: Scene) -> None:
    assert sizes(scene, place__households=12) == [12]
    assert sizes(scene, place__households=440) == [440]
    assert sizes(scene, place__households=600, **STAIRWELL_OF_12) == [300, 300]
    assert sizes(scene, place__households=100, cluster__households=100) == [100]
    assert sizes(scene, place__households=48, cluster__households=100) == [48]


@pytest.mark.parametrize("households", [1, 299, 451, 518, 1000, 2991, 12_345])
@pytest.mark.parametrize("about", [100, 300, 1000])
def test_clusters_are_about_as_large_as_asked_for(scene: Scene, households: int, about: int) -> None:
    found = sizes(scene, place__households=households, cluster__households=about)
    assert sum(found) == households
    assert len(found) == max(1, round(households / about))
    assert max(found) - min(found) <= 2 * STAIRWELL
    assert (
        all(about / 1.5 - STAIRWELL <= size <= 1.5 * about + STAIRWELL for size in found) or len(found) == 1
    )


def test_clusters_are_stretches_of_stairwells_within_one_compound(scene: Scene) -> None:
    places = [("minzhu", 518), ("honghu", 2991), ("xihu", 294)]
    given = [scene(case, values=CLUSTER | {"place.households": n}) for case, n in places]
    compounds = Compounds([Placement(one, 1) for one in given])
    clusters = Clusters(compounds)
    assert (np.diff(clusters.of_stair) >= 0).all()
    assert (clusters.compound[clusters.of_stair] == compounds.stair_compound).all()
    assert (np.bincount(clusters.of_stair) > 0).all()
    assert np.bincount(clusters.compound).tolist() == [2, 10, 1]
    alone = [Clusters(Compounds([placement])) for placement in compounds.placements]
    assert clusters.households.tolist() == [n for one in alone for n in one.households.tolist()]


def handed_in(world: Neighbourhood, rows: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let just these households sign this month: petitions of clusters, of the compound, and large ones."""
    signed = np.zeros(world.compounds.rows, dtype=np.bool_)
    signed[rows] = True
    monkeypatch.setattr(petitions, "_gather", lambda world, salience: signed)
    petitions.activate(world)
    names = ("cluster_petitions", "group_petitions", "large_petitions")
    return [int(world.record.series[name][world.record.page, 0]) for name in names]


@pytest.fixture
def quiet(scene: Scene) -> Neighbourhood:
    """Three clusters of 300 households in which nobody has signed yet."""
    values = {"place.households": 900, "petitions.threshold": 2.0, **QUIET_PLACE, **CLUSTER, **PETITIONS}
    world = Neighbourhood(scene("minzhu", values=values), rng=1)
    world.step()
    assert world.clusters.households.tolist() == [300, 300, 300]
    return world


QUIET_PLACE = {"place.floors": 6, "place.dwellings_per_floor": 2}


def test_five_of_one_cluster_are_a_petition_and_five_of_two_are_none(
    quiet: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert handed_in(quiet, [0, 1, 2, 300, 301], monkeypatch) == [0, 0, 0]
    assert handed_in(quiet, [0, 1, 2, 3, 4], monkeypatch) == [1, 1, 0]


def test_clusters_wait_each_for_itself_and_not_for_each_other(
    quiet: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = [0, 1, 2, 3, 4], [300, 301, 302, 303, 304]
    found = []
    for rows in (first, [*first, *second], first, first, second, second):
        found.append(handed_in(quiet, rows, monkeypatch)[0])
        monkeypatch.undo()
        quiet.step()
    assert found == [1, 1, 0, 1, 1, 0]


def test_thirty_of_one_cluster_are_large_and_two_such_clusters_one_event(
    quiet: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert handed_in(quiet, [*range(29), *range(300, 329)], monkeypatch) == [2, 1, 0]
    quiet.step()
    assert handed_in(quiet, [*range(30), *range(300, 330)], monkeypatch) == [2, 1, 1]


def test_only_the_cluster_that_is_heard_is_relieved_and_help_comes_to_the_compound(
    quiet: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = quiet.households
    h.hardship[:], h.trust_committee[:] = 0.8, 0.5
    handed_in(quiet, [*range(300, 330), 0, 1], monkeypatch)
    assert np.unique(h.hardship[300:330]).tolist() == [0.8 * 0.5]
    assert np.unique(h.hardship[330:600]).tolist() == [0.8 * 0.85]
    assert (np.r_[h.hardship[:300], h.hardship[600:]] == 0.8).all()
    assert np.unique(h.trust_committee[330:600]).tolist() == [0.5 - 0.02]
    assert (np.r_[h.trust_committee[:330], h.trust_committee[600:]] == 0.5).all()
    assert quiet.help_after_petition.tolist() == quiet.compounds.each("petitions.capacity").tolist() != [0.0]


def test_half_of_what_is_in_the_air_is_the_whole_compound_s(scene: Scene) -> None:
    """log salience is N(0, .5²) in every cluster; half of its variance is shared within a compound."""
    values = {"place.households": 900, "petitions.salience": 0.5, **QUIET_PLACE, **CLUSTER}
    world = Neighbourhood([Placement(scene("minzhu", values=values), seed) for seed in range(200)])
    drawn = []
    for world.month in range(20):
        drawn.append(np.log(petitions._in_the_air(world)).reshape(200, 3))
    one, other = np.concatenate(drawn)[:, 0], np.concatenate(drawn)[:, 1]
    assert one.mean() == pytest.approx(0.0, abs=0.03)
    assert one.std() == pytest.approx(0.5, rel=0.05)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.5, abs=0.05)
    assert np.corrcoef(one[:-20], other[20:])[0, 1] == pytest.approx(0.0, abs=0.05)


def as_before(world: Neighbourhood) -> None:
    """Petitions as they were when a compound was one crowd."""
    compounds, each, h = world.compounds, world.compounds.each, world.households
    signed = petitions._gather(world, in_one_air(world))
    count = compounds.counts(signed)
    rest = each("petitions.refractory_months")
    large = (world.month - world.last_large >= rest) & (count >= each("petitions.large_households"))
    group = large | ((world.month - world.last_group >= rest) & (count >= each("petitions.group_households")))
    for name, what in {"petitioners": count, "large_petitions": large, "group_petitions": group}.items():
        world.record.put(name, what.astype(float))
    world.last_large[large] = world.month
    world.last_group[group] = world.month
    there = large[compounds.of_row]
    relief = np.where(
        signed,
        compounds.value_to_rows("petitions.relief_joined"),
        compounds.value_to_rows("petitions.relief_all"),
    )
    h.hardship[:] = np.where(there, h.hardship * relief, h.hardship)
    loss = np.where(there & ~signed, compounds.value_to_rows("petitions.trust_loss"), 0.0)
    h.trust_committee[:] = np.maximum(h.trust_committee - loss, 0.0)
    world.help_after_petition[:] = np.where(large, each("petitions.capacity"), 0.0)


def in_one_air(world: Neighbourhood) -> np.ndarray:
    compounds = world.compounds
    salience = compounds.each("petitions.salience")
    return np.exp(salience * normal(compounds.seed_key, "salience", world.month))


def test_where_a_compound_is_one_cluster_only_the_draw_is_new(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"place.households": 200, "petitions.threshold": 0.05, **PETITIONS}
    values |= {"issues.rate": 30, "grievance.decay": 0.15, "issues.severity_b": 3}
    places = [Placement(scene("minzhu", values=values, months=36), seed) for seed in range(8)]
    monkeypatch.setattr(petitions, "_in_the_air", in_one_air)
    now = Neighbourhood(places).run().monthly()
    monkeypatch.setattr(petitions, "activate", as_before)
    before = Neighbourhood(places).run().monthly()
    assert now["large_petitions"].sum() > 5
    assert now["group_petitions"].sum() > now["large_petitions"].sum()
    assert (now.pop("cluster_petitions") == now["group_petitions"]).all()
    pd.testing.assert_frame_equal(now, before.drop(columns="cluster_petitions"))


def test_clusters_alone_are_those_beside_others_and_one_by_one_those_of_a_cohort(scene: Scene) -> None:
    values = {"place.households": 160, "petitions.threshold": 0.05, "cluster.households": 40}
    values |= {"population.threshold_mean": 0.1, "petitions.futility": 1.0}
    mine = Placement(scene("minzhu", values={**values, "place.floors": 3}, months=12), 5)
    other = Placement(scene("xihu", months=12), 6)
    alone = Neighbourhood([mine]).run().record.series
    beside = Neighbourhood([other, mine]).run().record.series
    asked = Neighbourhood([mine], one_by_one=True).run().record.series
    assert alone["cluster_petitions"].max() > 1
    for name in ("petitioners", "cluster_petitions", "large_petitions", "open_issues"):
        assert beside[name][:, 1].tobytes() == asked[name][:, 0].tobytes() == alone[name][:, 0].tobytes()


def test_large_petitions_are_petitions_and_both_come_at_most_once_a_month(scene: Scene) -> None:
    values = {"petitions.threshold": 0.05, "place.households": 900, "issues.rate": 30}
    values |= CLUSTER | PETITIONS
    places = [Placement(scene("minzhu", values=values, months=36), seed) for seed in range(4)]
    months = Neighbourhood(places).run().monthly()
    assert (months["large_petitions"] <= months["group_petitions"]).all()
    assert (months["group_petitions"] == months["cluster_petitions"].clip(upper=1)).all()
    assert months["cluster_petitions"].max() > 1
    assert set(months["large_petitions"]) == {0.0, 1.0}


@pytest.mark.slow
def test_petitions_per_household_hardly_depend_on_how_large_a_compound_is(scene: Scene) -> None:
    """In the estate of 2 991 households and the same with 1 000: within a factor of two."""
    rates = []
    for households, replicates in ((1000, 24), (2991, 8)):
        given = scene("honghu", values=SIGNING | {"place.households": households}, months=60)
        outcomes = Neighbourhood([Placement(given, seed) for seed in range(replicates)]).run().outcomes()
        rates.append(outcomes[["large_petitions_per_1000", "cluster_petitions_per_1000"]].mean())
    ratio = rates[0] / rates[1]
    assert ((ratio > 0.5) & (ratio < 2.0)).all(), ratio


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "good", "bad"), [("fee.ratio", 1.1, 0.85), ("security.exposure", 1.0, 4.0), ("quality", 5.0, 1.0)]
)
def test_a_poor_firm_insecurity_and_a_bad_committee_bring_petitions(
    scene: Scene, key: str, good: float, bad: float
) -> None:
    petitions_of = []
    for value in (good, bad):
        values = {"place.households": 1000, key: value}
        if key == "quality":
            shape = {"owners_committee.quality_a": value, "owners_committee.quality_b": 6.0 - value}
            values = {"place.households": 1000, "owners_committee.initial": 1, **shape}
        given = scene("honghu", values=SIGNING | values, months=36, burn_in=36)
        outcomes = Neighbourhood([Placement(given, seed) for seed in range(24)]).run().outcomes()
        petitions_of.append(outcomes["cluster_petitions_year"])
    more = petitions_of[1] - petitions_of[0]
    assert more.mean() > 2 * more.std() / np.sqrt(len(more))
