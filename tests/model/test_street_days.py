"""Days that a street office lends: it can follow as many demands fewer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from model.district import at_their_desks, slowdown
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Any]
type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]


@pytest.mark.parametrize(("lent", "left"), [(0.0, 1.0), (3.0, 0.8), (15.0, 0.0), (90.0, 0.0)])
def test_hands_fall_by_the_days_lent(scene: Scene, lent: float, left: float) -> None:
    """Of ``street.days`` per 1 000 residents, here 15; residents are 1 000."""
    given = {"place.households": 200, "place.persons": 5.0, "street.days": 15.0}
    world = Neighbourhood(scene("xihu", "baseline", given, months=1, burn_in=0))
    world.levers.street_days[:] = lent
    assert at_their_desks(world) == pytest.approx(left)


def test_compounds_of_a_street_bear_together_what_one_of_them_takes() -> None:
    hands = np.array([10.0 * 0.5, 10.0, 10.0])
    paces = slowdown(np.array([10.0, 10.0, 10.0]), hands, np.array([0, 0, 1]))
    assert paces == pytest.approx([0.75, 0.75, 1.0])


def test_what_one_compound_takes_beyond_its_share_is_missed_in_its_street(scene: Scene) -> None:
    world = Neighbourhood(scene("district-small", "baseline", {}, months=1, burn_in=0))
    days = world.compounds.each("street.days") * world.compounds.residents / 1000.0
    world.levers.street_days[0] = 0.25 * days.sum()
    assert world.levers.street_days[0] > days[0]
    assert at_their_desks(world) == pytest.approx(0.75)


def run(given: Scenario) -> pd.DataFrame:
    return Neighbourhood([Placement(given, seed) for seed in range(4)]).run().monthly()


@pytest.mark.slow
def test_where_hands_bind_what_waits_at_the_street_waits_longer(scene: Scene, made_of: MadeOf) -> None:
    """Only there: an office with hands to spare lends them for nothing."""
    usual = {"place.households": 200, "task_force.standing": 1.0, "task_force.days": 60, "street.days": 10.0}
    usual |= {"issues.rate": 30.0, "channels.cost_internal": 2.5, "issues.fade": 0.05}

    def open_issues(capacity: float, share: float) -> float:
        values = usual | {"street.capacity": capacity, "task_force.street_share": share}
        given = scene("xihu", made_of("task_force"), values, months=30, burn_in=12)
        return float(run(given)["open_issues"].mean())

    assert open_issues(3.0, 0.5) > open_issues(3.0, 0.0) + 0.3
    assert open_issues(200.0, 0.5) == open_issues(200.0, 0.0)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_rounds_of_street_cadres_are_missed_at_the_street_and_not_at_the_committee(
    held: Held, share: float
) -> None:
    """Whoever walks, the days are the same and cost the same."""
    world, patrol = held("patrol", patrol__street_share=share, patrol__staff_days=6.0)
    days = 6.0 * 112 / 1000
    assert patrol.staff_days() == pytest.approx(days * (1.0 - share))
    assert world.levers.street_days == pytest.approx(days * share)
    assert world.levers.paid_helper_days == pytest.approx(days * share)


def test_street_cadres_leave_the_committee_its_days_and_find_as_much(lived: Lived) -> None:
    own, lent = (lived("patrol", patrol__street_share=share, patrol__staff_days=6.0) for share in (0.0, 1.0))
    assert lent["capacity"] > own["capacity"] + 0.4
    assert lent["collected"] == pytest.approx(own["collected"], rel=0.05)
