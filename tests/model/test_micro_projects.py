"""Micro projects are charged and voted on by residents' committee; a compound has its share by households."""

from collections.abc import Callable

import numpy as np
import pytest

from model.instruments.micro_projects import MicroProjects
from model.issues import ASSIGNED, COMPOUND, STAIRWELL
from model.neighbourhood import Neighbourhood
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]


@pytest.mark.parametrize("households", [300, 1340])
def test_a_household_gets_about_270_yuan_a_year_in_a_large_compound_as_in_a_small_one(
    scene: Scene, made_of: MadeOf, households: int
) -> None:
    values = {"place.households": households, "issues.rate": 3.3, "micro_projects.project": 90_000.0}
    world = Neighbourhood(scene("xihu", made_of("micro_projects"), values, burn_in=0), rng=1)
    paid = []
    for _month in range(12):
        world.step()
        paid.append(float(world.levers.capital[0]))
    assert sum(paid) == pytest.approx(4 * 90_000.0 * households / 1340)
    assert sum(paid) / households == pytest.approx(270.0, rel=0.01)


def _district(scene: Scene, made_of: MadeOf) -> Neighbourhood:
    """A district in which a quarter's money has been paid in and one large work waits in every compound."""
    values = {"micro_projects.project": 90_000.0, "micro_projects.small_share": 0.0}
    world = Neighbourhood(scene("district-small", made_of("micro_projects"), values, burn_in=0), rng=1)
    for _month in range(2):
        world.step()
    world.month = 3
    world.begin_month()
    count, issues = world.compounds.count, world.issues
    issues.capital[:] = False
    issues.add(
        {
            "key": np.arange(1, count + 1, dtype=np.uint64), "compound": np.arange(count), "capital": True,
            "reporter": world.compounds.first, "scale": COMPOUND, "status": ASSIGNED, "severity": 0.4,
            "cost": 80_000.0,
        }
    )  # fmt: skip
    return world


def test_the_compounds_of_a_committee_have_one_purse_and_one_vote(scene: Scene, made_of: MadeOf) -> None:
    world = _district(scene, made_of)
    projects, issues = world.instrument("micro_projects"), world.issues
    assert isinstance(projects, MicroProjects)
    share = 90_000.0 * world.compounds.households / 1340.0
    assert (share < 80_000.0).all()
    committee = world.groups.committee
    assert projects.purses["any"] == pytest.approx(np.bincount(committee, share))
    before = projects.purses["any"].copy()
    projects.at_fund()
    paid = committee[issues.compound[issues.funded & issues.capital]]
    assert np.bincount(paid, minlength=2).tolist() == [1, 1]
    assert before - projects.purses["any"] == pytest.approx([80_000.0, 80_000.0])


def test_what_small_works_leave_of_their_share_is_open_to_all(scene: Scene, made_of: MadeOf) -> None:
    world = _district(scene, made_of)
    projects, issues = world.instrument("micro_projects"), world.issues
    assert isinstance(projects, MicroProjects)
    first = int(np.flatnonzero(world.groups.committee == 0)[0])
    issues.scale[issues.compound == first] = STAIRWELL
    projects.purses = {"small": np.array([165_000.0, 79_999.0]), "any": np.zeros(2)}
    projects.at_fund()
    paid = issues.compound[issues.funded & issues.capital]
    assert first in paid
    assert np.bincount(world.groups.committee[paid], minlength=2).tolist() == [2, 0]
    assert projects.purses["small"].tolist() == [0.0, 0.0]
    assert projects.purses["any"].tolist() == [5_000.0, 79_999.0]


def test_what_most_of_the_committees_households_vote_for_is_paid_first(
    scene: Scene, made_of: MadeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _district(scene, made_of)
    projects, issues = world.instrument("micro_projects"), world.issues
    monkeypatch.setattr(projects, "_count", lambda places: issues.compound[places].astype(float))
    projects.at_fund()
    committee = world.groups.committee
    last = [int(np.flatnonzero(committee == one)[-1]) for one in range(2)]
    assert sorted(issues.compound[issues.funded & issues.capital].tolist()) == sorted(last)
