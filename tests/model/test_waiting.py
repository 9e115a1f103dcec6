"""Being kept waiting costs trust in whoever holds the issue, and nothing before it is expected to be done."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import trust, waiting
from model.issues import (
    ASSIGNED,
    DYAD,
    ESCALATED,
    EXTERNAL,
    FIRM,
    OPEN,
    PASSED_ON,
    REOPENED,
    RESOLVED,
    STREET,
)
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

MONTH, HOLDER = 20, 30
LATE = {"wait.expected": 3, "wait.most": 6, "wait.loss": 0.15}
FELT = {"trust.gain": 0.06, "trust.loss": 0.12, "trust.compound": 0.1}


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    """Twenty stairwells in a month without news; trust drifts nowhere."""
    values = {"place.households": 280, "fee.firm_present": 1, "trust.drift": 0, "trust.contact": 0}
    built = Neighbourhood(scene("minzhu", values=values | LATE | FELT, months=MONTH + 2, burn_in=0), rng=1)
    built.step()
    built.month = MONTH
    built.begin_month()
    built.issues.status[:] = RESOLVED
    return built


def _waits(world: Neighbourhood, months: int = 3, **given: Any) -> None:
    usual: dict[str, Any] = {"key": np.array([5], dtype=np.uint64), "compound": 0, "reporter": HOLDER}
    usual |= {"partner": -1, "stairwell": world.compounds.stair_of_row[HOLDER], "scale": DYAD}
    usual |= {"fixer": STREET, "status": ASSIGNED, "reported": MONTH - months}
    world.issues.add(usual | given)


@pytest.mark.parametrize(("months", "is_late"), [(0, 0), (2, 0), (3, 1), (8, 1), (9, 0), (20, 0)])
def test_an_issue_is_late_for_six_months_after_three(world: Neighbourhood, months: int, is_late: int) -> None:
    _waits(world, months)
    assert len(waiting.late(world).places) == is_late
    assert len(waiting.late(world).newly) == (months == 3)


@pytest.mark.parametrize(
    ("status", "is_late"),
    [(PASSED_ON, 1), (ASSIGNED, 1), (REOPENED, 1), (OPEN, 0), (EXTERNAL, 0), (ESCALATED, 0), (RESOLVED, 0)],
)
def test_only_what_was_told_and_waits_inside_is_late(world: Neighbourhood, status: int, is_late: int) -> None:
    _waits(world, status=status)
    assert len(waiting.late(world).places) == is_late


@pytest.mark.parametrize(
    ("fixer", "dispute", "here", "blamed", "spared"),
    [
        (STREET, False, 1.0, "trust_committee", "trust_firm"),
        (FIRM, False, 1.0, "trust_firm", "trust_committee"),
        (FIRM, True, 1.0, "trust_committee", "trust_firm"),
        (FIRM, False, 0.0, "trust_committee", "trust_firm"),
    ],
    ids=["street", "firm", "dispute over the firm", "no firm"],
)
def test_a_month_of_waiting_costs_trust_by_exposure(
    world: Neighbourhood, fixer: int, dispute: bool, here: float, blamed: str, spared: str
) -> None:
    """T falls by α⁻ · wait.loss · e · T: e = 1 for the holder, .5 in the stairwell, all + .1 · 50/280."""
    world.firms.here[:] = here
    world.households.columns[blamed][:] = 0.5
    before = world.households.columns[spared].copy()
    _waits(world, fixer=fixer, dispute=dispute)
    trust.update(world)
    near, far = world.compounds.stair_of_row == 2, 0.1 * 50.0 / 280.0
    exposure = np.where(np.arange(280) == HOLDER, 1.0, np.where(near, 0.5, 0.0)) + far
    assert world.households.columns[blamed] == pytest.approx(0.5 - 0.12 * 0.15 * exposure * 0.5)
    assert world.households.columns[spared] == pytest.approx(before)


def test_whoever_waits_its_whole_time_has_lost_about_as_much_as_by_a_loss(world: Neighbourhood) -> None:
    _waits(world)
    world.households.trust_committee[:] = 0.5
    for world.month in range(MONTH, MONTH + 30):
        trust.update(world)
    far = 0.1 * 50.0 / 280.0
    left = (1.0 - 0.12 * 0.15 * (1.0 + far)) ** LATE["wait.most"]
    assert world.households.trust_committee[HOLDER] == pytest.approx(0.5 * left)


def test_where_nothing_is_late_waiting_costs_nothing(scene: Scene) -> None:
    """A world in which nobody waits too long lives the months of one in which waiting costs nothing."""

    def months(loss: float) -> bytes:
        values = {"wait.expected": 24, "wait.loss": loss, "place.households": 112, "issues.rate": 150}
        lived = Neighbourhood(scene("minzhu", values=values, months=12, burn_in=6), rng=3).run()
        return lived.monthly().to_numpy(dtype=float).tobytes()

    assert months(0.0) == months(0.3)


@pytest.mark.parametrize(("said", "sign"), [("accepted", 1.0), ("refused", -2.0)])
def test_what_a_forum_says_counts_half(world: Neighbourhood, said: str, sign: float) -> None:
    """Accepted: + ½ · .06 e (1 − T), refused: − ½ · .12 e T; always news about the committee."""
    _waits(world, months=0, fixer=FIRM)
    world.households.trust_committee[:] = 0.5
    firm = world.households.trust_firm.copy()
    world.news.note(said, np.array([len(world.issues) - 1]))
    trust.update(world)
    far = 0.1 * 50.0 / 280.0
    moved = world.households.trust_committee - 0.5
    assert moved[HOLDER] == pytest.approx(sign * 0.5 * 0.06 * (1.0 + far) * 0.5)
    assert moved[200] == pytest.approx(sign * 0.5 * 0.06 * far * 0.5)
    assert world.households.trust_firm == pytest.approx(firm)


@pytest.mark.slow
def test_where_more_is_demanded_than_can_be_done_trust_fee_and_satisfaction_fall(scene: Scene) -> None:
    """Minzhu with 30 and with 210 demands per 1 000 residents and year, the same seeds."""

    def late_years(rate: float) -> Any:
        values = {"issues.rate": rate}
        places = [Placement(scene("minzhu", values=values, months=96), seed) for seed in range(16)]
        lived = Neighbourhood(places).run().monthly()
        return lived[lived["month"] > 72].mean(numeric_only=True)

    calm, swamped = late_years(30), late_years(210)
    for name in ("trust_committee", "trust_firm", "fee_collection", "satisfaction"):
        assert swamped[name] < calm[name], name
