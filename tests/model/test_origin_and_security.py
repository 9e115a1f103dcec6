"""Disputes between locals and incomers, and over security: how often they arise, what they leave alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.column import IntArray
from model import arrivals
from model.issues import kinds
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]

OFTEN = {
    "place.households": 20_000, "identity.incomers": 0.4, "identity.rate": 0.04, "security.rate": 0.01,
    "issues.fee_service": 0.08, "fee.firm_present": 1, "security.quality": 3.0, "owners_committee.initial": 0,
}  # fmt: skip


@pytest.fixture
def month(scene: Scene) -> Neighbourhood:
    """A large compound in its second month, before anything arises."""
    world = Neighbourhood(scene("xihu", values=OFTEN, burn_in=0), rng=4)
    world.step()
    world.month = 2
    world.begin_month()
    world.firms.quality[:] = 0.6
    return world


def arisen(world: Neighbourhood, kind: str) -> IntArray:
    """Places of the disputes of a kind that arise now."""
    arrivals.arise(world)
    issues = world.issues
    return np.flatnonzero((issues.raised == world.month) & (issues.kind == kinds().number[kind]))


def few(expected: float) -> float:
    """Four standard deviations of a count."""
    return 4.0 * float(np.sqrt(expected))


def test_disputes_over_origin_arise_with_their_hazard(month: Neighbourhood) -> None:
    h, stair = month.households, month.compounds.stair_of_row
    h.trust_neighbours[:] = np.where(h.incomer, 0.2, 0.7)
    expected = 0.0
    for mine in (True, False):
        others = np.bincount(stair, (h.incomer != mine) & h.present) / month.compounds.stair_size
        asked = (h.incomer == mine) & h.present
        expected += np.sum((0.04 * others[stair] * (1.0 - h.trust_neighbours) / 0.4)[asked])
    assert expected > 100
    assert len(arisen(month, "identity")) == pytest.approx(expected, abs=few(expected))


def test_who_falls_out_over_origin(month: Neighbourhood) -> None:
    places = arisen(month, "identity")
    h, one, other = month.households, month.issues.reporter[places], month.issues.partner[places]
    assert len(places) > 100 and (other >= 0).all()
    assert (h.incomer[one] != h.incomer[other]).all() and (h.stairwell[one] == h.stairwell[other]).all()
    assert h.present[one].all() and h.present[other].all()


@pytest.mark.parametrize(
    ("quality", "misrule", "safer", "exposure", "times"),
    [
        (0.6, 0.0, 0.0, 1.0, 1.0),
        (0.9, 0.0, 0.0, 1.0, 1.0),
        (0.2, 0.0, 0.0, 1.0, 1.0 + 3.0 * 0.4),
        (0.6, 0.5, 0.0, 1.0, 1.0 + 2.0 * 0.5),
        (0.6, 0.0, 0.7, 1.0, 0.3),
        (0.2, 0.5, 0.7, 2.0, 2.2 * 2.0 * 0.3 * 2.0),
    ],
)
def test_disputes_over_security_arise_with_their_hazard(
    month: Neighbourhood, quality: float, misrule: float, safer: float, exposure: float, times: float
) -> None:
    month.firms.quality[:], month.misrule[:] = quality, misrule
    month.levers.safer = np.full(1, safer)
    month.compounds._each["security.exposure"] = np.full(1, exposure)
    expected = 0.01 * times * month.households.present.sum()
    assert len(arisen(month, "security")) == pytest.approx(expected, abs=few(expected))


def test_a_bad_owners_committee_doubles_disputes_over_the_fee_and_where_none_serves_nothing_changes(
    month: Neighbourhood,
) -> None:
    month.firms.quality[:] = 0.3
    assert month.misrule.tolist() == [0.0]
    expected = 0.08 * 0.3 * month.households.present.sum()
    assert len(arisen(month, "fee-service")) == pytest.approx(expected, abs=few(expected))
    month.month, month.misrule[:] = 3, 1.0
    assert len(arisen(month, "fee-service")) == pytest.approx(2.0 * expected, abs=few(2.0 * expected))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_are_of_one_origin_nobody_falls_out_over_it(scene: Scene, share: float) -> None:
    values = {"identity.incomers": share, "identity.rate": 0.05}
    months = Neighbourhood(scene("xihu", values=values, months=24), rng=5).run().monthly()
    assert months["conflict_identity"].max() == 0.0 < months["conflict_security"].max()


def test_other_disputes_and_demands_arise_as_they_would_without(scene: Scene) -> None:
    none = {"identity.rate": 0, "security.rate": 0}
    worlds = [Placement(scene("xihu", values=OFTEN | values, burn_in=0), 7) for values in ({}, none)]
    world = Neighbourhood(worlds)
    world.step()
    issues, new = world.issues, [kinds().number[kind] for kind in ("identity", "security")]
    ours = ~np.isin(issues.kind, new)
    assert (~ours).sum() > 100 and (issues.compound[~ours] == 0).all()
    for name in ("kind", "scale", "severity", "work", "key"):
        mine, other = (getattr(issues, name)[ours & (issues.compound == number)] for number in (0, 1))
        assert len(mine) > 100 and (mine == other).all()


def test_who_comes_with_a_renewal_is_an_incomer_and_who_follows_another_is_one_as_often_as_the_first(
    month: Neighbourhood,
) -> None:
    population, rows = month.population, np.arange(20_000)
    assert month.households.incomer.mean() == pytest.approx(0.4, abs=0.015)
    month.households.occupancy[:] += 1
    population.settle(rows, population.newcomers.following(rows, np.zeros(len(rows), dtype=np.bool_)))
    assert month.households.incomer.mean() == pytest.approx(0.4, abs=0.015)
    month.households.occupancy[:] += 1
    population.settle(rows, population.newcomers.young(rows))
    assert month.households.incomer.all()


def test_patrols_and_gates_together_let_through_what_neither_stops(held: Held) -> None:
    values = {"security__deters": 0.6, "smart_security__prevents": 0.8}
    world, _ = held("patrol", "smart_security", **values)
    assert world.levers.safer.tolist() == pytest.approx([1.0 - 0.4 * 0.2])
    world, _ = held("patrol", **values, patrol__strength=0.5)
    assert world.levers.safer.tolist() == pytest.approx([0.3])


def test_where_cadres_patrol_there_is_less_conflict_over_security(lived: Lived) -> None:
    guarded, plain = (lived(*kinds, security__rate=0.01, security__deters=0.6) for kinds in (("patrol",), ()))
    assert guarded["conflict_security"] < 0.7 * plain["conflict_security"]
