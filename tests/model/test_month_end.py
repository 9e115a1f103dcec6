"""What a month tells a household for states of its own."""

from collections.abc import Callable

import numpy as np
import pytest

from model import month_end
from model.conversion import close
from model.month_end import lived
from model.neighbourhood import Neighbourhood
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

BUSY = {"place.households": 112, "issues.rate": 150.0}


def _world(scene: Scene, governance: str = "one-four-n") -> Neighbourhood:
    world = Neighbourhood(scene("minzhu", governance, BUSY, months=12, burn_in=0), rng=3)
    for _month in range(4):
        world.step()
    return world


def test_a_shop_shut_by_order_is_told_to_its_holder_and_to_the_other_shops_of_the_stairwell(
    scene: Scene,
) -> None:
    world = _world(scene)
    world.begin_month()
    assert not lived(world).closed.any() and not lived(world).shops_closed_near.any()
    stair = world.compounds.stair_of_row
    pair = world.population.landlord_rows[:2]
    assert stair[pair[0]] == stair[pair[1]]
    close(world, pair)
    close(world, world.population.landlord_rows[2:3])
    found = lived(world)
    assert list(np.flatnonzero(found.closed)) == list(world.population.landlord_rows[:3])
    assert list(found.shops_closed_near[pair]) == [1.0, 1.0]
    near = np.flatnonzero(stair == stair[pair[0]])[2:]
    assert set(found.shops_closed_near[near]) == {2.0}


def test_every_month_is_told_for_itself_when_it_ends(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    given = scene("minzhu", "one-four-n-consent", {"place.households": 294}, months=24, burn_in=0)
    closed, won = [], []

    def watch(world: Neighbourhood) -> None:
        found, news = lived(world), world.news
        assert list(found.took_part) == list(world.households.active.astype(float))
        assert [found.won.sum(), found.lost.sum()] == [len(news.of("won")), len(news.of("lost"))]
        assert (found.won[world.issues.reporter[news.of("won")]] > 0.0).all()
        assert found.contacts is world.met
        closed.append(found.closed.sum())
        won.append(found.won.sum())

    monkeypatch.setattr(month_end, "turn", watch)
    Neighbourhood(given, rng=3).run()
    assert len(closed) == 24 and sum(won) > 0.0
    assert sum(closed) > 0.0 and closed.count(0.0) >= 16  # reviews are once a quarter
