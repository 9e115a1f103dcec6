"""Building clusters: neighbouring stairwells, about as large as asked for, and petitions counted in each."""

from collections.abc import Callable

import numpy as np
import pytest

from model.clusters import Clusters
from model.compounds import Compounds
from model.neighbourhood import Neighbourhood, Placement
from model.petitions import activate
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

STAIRWELL = 18  # households, in minzhu
STAIRWELL_OF_12 = {"place__floors": 6, "place__dwellings_per_floor": 2}


def sizes(scene: Scene, **values: float) -> list[int]:
    given = {key.replace("__", "."): value for key, value in values.items()}
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
    compounds = Compounds([Placement(scene(case, values={"place.households": n}), 1) for case, n in places])
    clusters = Clusters(compounds)
    assert (np.diff(clusters.of_stair) >= 0).all()
    assert (clusters.compound[clusters.of_stair] == compounds.stair_compound).all()
    assert (np.bincount(clusters.of_stair) > 0).all()
    assert np.bincount(clusters.compound).tolist() == [2, 10, 1]
    alone = [Clusters(Compounds([placement])) for placement in compounds.placements]
    assert clusters.households.tolist() == [n for one in alone for n in one.households.tolist()]


def signs(world: Neighbourhood, rows: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let just these households sign this month."""
    signed = np.zeros(world.compounds.rows, dtype=np.bool_)
    signed[rows] = True
    monkeypatch.setattr("model.petitions._gather", lambda world, salience: signed)
    activate(world)


def test_five_of_one_cluster_are_a_petition_and_five_of_two_are_none(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = Neighbourhood(scene("minzhu", values={"place.households": 600}), rng=1)
    counted = world.record.series["cluster_petitions"]
    handed_in = []
    for rows in ([0, 1, 2, 300, 301], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, *range(300, 305)], [*range(8)]):
        world.step()
        counted[world.record.page] = 0.0
        world.last_in_cluster[world.last_in_cluster == world.month] = -np.inf
        signs(world, rows, monkeypatch)
        handed_in.append(int(counted[world.record.page, 0]))
    assert handed_in == [0, 1, 1, 0]


def test_where_a_compound_is_one_cluster_its_petitions_are_the_old_ones(scene: Scene) -> None:
    """But for those counted with a large petition, which does not wait for the group's last."""
    values = {"place.households": 200, "petitions.threshold": 0.05, "petitions.large_households": 100}
    places = [Placement(scene("minzhu", values=values, months=60), seed) for seed in range(8)]
    months = Neighbourhood(places).run().monthly()
    assert months["group_petitions"].sum() > 5
    assert (months["cluster_petitions"] == months["group_petitions"])[months["large_petitions"] == 0].all()
