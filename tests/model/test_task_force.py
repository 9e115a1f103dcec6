"""Task force: when it is here, what it brings, what it leaves and where its people are missed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.neighbourhood import Neighbourhood

type Held = Callable[..., tuple[Neighbourhood, Any]]


def days_and_coordination(world: Neighbourhood, since: float) -> tuple[float, float]:
    """Days that help and coordination, so many months after the last large petition, in the second year."""
    world.month = 20
    world.last_large[:] = world.month - since
    world.begin_month()
    return float(world.levers.helper_days[0]), float(world.levers.coordination[0])


SETTINGS = {"task_force__months": 6, "task_force__hole": 0.4, "task_force__hole_months": 3}


def test_it_comes_after_a_large_petition_stays_and_leaves_a_hole(held: Held) -> None:
    world, _ = held("task_force", **SETTINGS, triage__coordination=0.3)
    days = 20 * 112 / 1340
    found = {since: days_and_coordination(world, since) for since in (1.0, 6.0, 7.0, 9.0, 10.0, np.inf)}
    for since in (1.0, 6.0):
        assert found[since] == pytest.approx((days, 0.9))
    for since in (7.0, 9.0):
        assert found[since] == pytest.approx((0.0, 0.3 * 0.6))
    for since in (10.0, np.inf):
        assert found[since] == (0.0, 0.3)


def test_a_standing_office_is_always_here_and_leaves_no_hole(held: Held) -> None:
    world, force = held("task_force", **SETTINGS, task_force__standing=1.0)
    days = {since: days_and_coordination(world, since) for since in (1, 7, np.inf)}
    assert len(set(days.values())) == 1 and days[1][1] == pytest.approx(0.9)
    assert force.staff_days() == pytest.approx(112 / 1340 * 3.5)


def test_a_convenor_who_coordinates_as_well_gains_days_only(held: Held) -> None:
    world, _ = held("task_force", "convenor", convenor__coordination=1.0)
    assert days_and_coordination(world, 1) == pytest.approx((20 * 112 / 1340, 1.0))


def test_its_days_are_paid_and_it_is_watched_for_and_accompanied(held: Held) -> None:
    world, force = held("task_force", **SETTINGS)
    days_and_coordination(world, np.inf)
    assert world.levers.paid_helper_days == 0.0
    assert force.staff_days() == pytest.approx(112 / 1340 * 0.5)
    days_and_coordination(world, 1)
    assert world.levers.paid_helper_days == pytest.approx(20 * 112 / 1340)
    assert force.staff_days() == pytest.approx(112 / 1340 * 3.5)


def test_its_people_are_missed_at_the_street_office(held: Held) -> None:
    world, _ = held("task_force", **SETTINGS, task_force__street_share=0.5)
    days_and_coordination(world, 1)
    assert world.levers.street_days == pytest.approx(10 * 112 / 1340)


def test_a_large_petition_of_any_building_cluster_calls_it(held: Held) -> None:
    world, force = held("task_force", **SETTINGS, place__households=900)
    days_and_coordination(world, np.inf)
    assert world.clusters.count > 2 and force.staff_days() == pytest.approx(900 / 1340 * 0.5)
    world.last_large[1] = world.month - 2
    assert force.staff_days() == pytest.approx(900 / 1340 * 3.5)


def test_a_task_force_that_never_came_is_not_missed(held: Held) -> None:
    """The petition was before there could be any; one month of it is the least that leaves a hole."""
    world, _ = held("task_force", **SETTINGS, triage__coordination=0.3)
    for since, coordination in ((9.0, 0.3), (8.0, 0.3), (7.0, 0.3 * 0.6)):
        world.month = 2
        world.last_large[:] = world.month - since
        world.begin_month()
        assert world.levers.coordination == pytest.approx(coordination)
