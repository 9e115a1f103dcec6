"""Tiring: what households gave lately keeps them away, and the same few are asked again."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.special import logit

from agents.resident import Resident
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]

EVERY_MEMBER = {"place.households": 400, "volunteers.party_share": 0.8, "volunteers.strength": 1.0}
STAYING = {"elderly.move_out": 0.0005, "established.move_out": 0.0005, "young.move_out": 0.001}


def served(world: Neighbourhood, months: int) -> list[np.ndarray]:
    """The rows of those who served, month by month."""
    found = []
    for _ in range(months):
        world.step()
        found.append(world.instrument("volunteers").serving)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize(("weight", "kept"), [(0.0, 0.8), (0.13, 0.8), (0.5, 0.5)])
def test_of_members_asked_every_month_so_many_serve_as_balance_what_tires_them(
    scene: Scene, made_of: MadeOf, weight: float, kept: float
) -> None:
    values = EVERY_MEMBER | STAYING | {"tiring.weight": weight, "tiring.kept": kept}
    world = Neighbourhood(scene("xihu", made_of("volunteers"), values, months=40, burn_in=0), rng=1)
    members: list[int] = []
    world.observers.append(
        lambda world: members.append(int((world.households.party & world.households.present).sum()))
    )
    serving = [len(rows) for rows in served(world, 40)]
    share = np.mean(serving[15:]) / (0.8 * np.mean(members[15:]))
    balance = brentq(lambda q: q - np.exp(-weight * q / (1.0 - kept)), 0.0, 1.0)
    assert share == pytest.approx(balance, abs=0.04)


def test_the_same_few_are_asked_again_while_others_never_are(scene: Scene, made_of: MadeOf) -> None:
    values = STAYING | {"place.households": 400, "volunteers.party_share": 0.3}
    world = Neighbourhood(scene("xihu", made_of("volunteers"), values, months=24, burn_in=0), rng=2)
    members = int((world.households.party & world.households.present).sum())
    ever = np.unique(np.concatenate(served(world, 24)))
    assert 0.25 * members < len(ever) < 0.5 * members


def test_what_was_given_fades_and_whoever_moves_in_has_given_nothing(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", values={"place.households": 60, "tiring.kept": 0.8}), rng=1)
    h = world.households
    h.given[:] = 5.0
    assert h.decide(Resident.tires, np.arange(60) % 2.0)[:2] == pytest.approx([4.0, 5.0])
    world.population.settle(np.array([3]), world.population.newcomers.first(np.array([3])))
    assert h.given[3] == 0.0 and h.given[4] == 5.0


def test_each_time_given_costs_as_many_log_odds_of_taking_part(scene: Scene) -> None:
    values = {"place.households": 4000, "participation.intercept": -3.0, "tiring.weight": 0.3}
    values |= STAYING | {"turnover.tenant": 0.0, "tiring.kept": 0.99}
    shares = []
    for gave in (0.0, 4.0):
        world = Neighbourhood(scene("xihu", values=values, months=1, burn_in=0), rng=1)
        world.households.given[:] = gave
        world.step()
        shares.append(world.households.active.mean())
    assert logit(shares[0]) - logit(shares[1]) == pytest.approx(1.2, abs=0.25)


@pytest.fixture(scope="module")
def months(scene: Scene, made_of: MadeOf) -> dict[str, pd.DataFrame]:
    """With nothing to give (baseline), and under sessions and volunteers: with each number of tiring."""
    small = {"place.households": 60, "forum.sessions": 1.0}
    numbers = {
        "usual": {},
        "at once": {"tiring.kept": 0.0},
        "tired": {"tiring.weight": 0.5},
        "untiring": {"tiring.weight": 0.0},
        "untiring at once": {"tiring.weight": 0.0, "tiring.kept": 0.0},
    }
    ways = {
        f"{name}{kinds}": scene("minzhu", made_of(*kinds), small | given, months=12)
        for kinds in ((), ("forum", "volunteers"))
        for name, given in numbers.items()
    }
    rows = Neighbourhood([Placement(given, 5) for given in ways.values()]).run().monthly()
    parts = (part.drop(columns="compound").reset_index(drop=True) for _, part in rows.groupby("compound"))
    return dict(zip(ways, parts, strict=True))


def test_where_nobody_is_asked_nobody_tires(months: dict[str, pd.DataFrame]) -> None:
    for name in ("at once", "tired", "untiring", "untiring at once"):
        pd.testing.assert_frame_equal(months["usual()"], months[f"{name}()"], check_exact=True)


def test_people_who_do_not_tire_take_part_more(months: dict[str, pd.DataFrame]) -> None:
    held = "('forum', 'volunteers')"
    tired, untiring = (months[f"{name}{held}"] for name in ("tired", "untiring"))
    assert untiring["participation"].mean() > 1.05 * tired["participation"].mean()
    assert untiring["capacity"].mean() > tired["capacity"].mean()
    assert untiring.equals(months[f"untiring at once{held}"])


def test_who_moves_in_while_a_volunteer_serves_has_given_nothing(scene: Scene, made_of: MadeOf) -> None:
    world = Neighbourhood(scene("xihu", made_of("volunteers"), EVERY_MEMBER, months=2, burn_in=0), rng=1)
    world.step()
    world.begin_month()
    volunteers, h = world.instrument("volunteers"), world.households
    before = h.given.copy()
    moved = volunteers.serving[:1]  # type: ignore[attr-defined]
    h.occupancy[moved] += 1
    volunteers.at_ties()
    assert (h.given - before)[volunteers.serving].tolist()[0] == 0.0  # type: ignore[attr-defined]
    assert (h.given - before).sum() == len(volunteers.serving) - 1  # type: ignore[attr-defined]
