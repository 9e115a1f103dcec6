"""A committee's record: what it is known for, and how that draws people to it or drives them away."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.perceptions import Doors
from agents.resident import EXTERNAL, INTERNAL, SILENT, Resident
from agents.table import Table
from model import reputation, waiting
from model.issues import ASSIGNED, DYAD, RESOLVED
from model.neighbourhood import Neighbourhood
from model.trust import Events
from scenarios.read import Scenario, ledger

type Scene = Callable[..., Scenario]
type Held = Callable[..., tuple[Neighbourhood, Any]]

MONTHS = 12  # how long a case is remembered
DRAW = (np.arange(2_000) + 0.5) / 2_000


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    """A compound in which nothing was told yet."""
    built = Neighbourhood(scene("minzhu", values={"channels.record_months": MONTHS}, months=2), rng=1)
    built.month = 1
    built.begin_month()
    return built


def _months(world: Neighbourhood, count: int, **news: int) -> None:
    """Live some months with so many cases ``won``, ``lost`` and newly ``late`` in each."""
    cases, late = sum(news.values()), news.get("late", 0)
    usual: dict[str, Any] = {"compound": 0, "scale": DYAD, "status": RESOLVED, "reported": world.month}
    world.issues.add({"key": np.arange(cases, dtype=np.uint64), **usual})
    world.issues.status[:late], world.issues.reported[:late] = ASSIGNED, world.month - 3
    world.news = Events()
    world.news.note("won", np.arange(late, late + news.get("won", 0)))
    world.news.note("lost", np.arange(late + news.get("won", 0), cases))
    for _ in range(count):
        reputation.remember(world, waiting.late(world).newly)


@pytest.mark.parametrize(("won", "lost", "late"), [(6, 2, 0), (6, 0, 2), (0, 3, 1), (5, 0, 0)])
def test_the_record_goes_to_the_share_answered_of_a_steady_stream(
    world: Neighbourhood, won: int, lost: int, late: int
) -> None:
    """Counts go to the monthly number times 12, the record to (12 g + .6) / (12 (g + b) + 1)."""
    _months(world, 60 * MONTHS, won=won, lost=lost, late=late)
    all_cases = won + lost + late
    exact = (MONTHS * won + 0.6) / (MONTHS * all_cases + 1.0)
    assert reputation.record(world) == pytest.approx(exact)
    assert reputation.record(world) == pytest.approx(won / all_cases, abs=0.6 / (MONTHS * all_cases))


def test_a_good_year_is_remembered_and_fades(world: Neighbourhood) -> None:
    _months(world, MONTHS, won=4)
    good = float(reputation.record(world)[0])
    world.news, world.issues.status[:] = Events(), RESOLVED
    answered = world.residents_committees.answered.copy()
    for _ in range(MONTHS):
        reputation.remember(world, waiting.late(world).newly)
    assert world.residents_committees.answered == pytest.approx(answered * (1 - 1 / MONTHS) ** MONTHS)
    assert 0.6 < reputation.record(world)[0] < good


def test_where_nothing_was_told_yet_the_record_is_as_usual(world: Neighbourhood) -> None:
    assert (reputation.record(world) == 0.6).all()


def _chosen(people: Table, doors: Doors) -> Any:
    return people.decide(Resident.chooses_channel, doors, DRAW)


@pytest.fixture
def people(world: Neighbourhood) -> Table:
    """Two thousand rows of households as a world has them."""
    values = {key: float(entry.default) for key, entry in ledger().items()}
    rows = {name: np.resize(column, len(DRAW)) for name, column in world.households.columns.items()}
    rows["kind"] = np.zeros(len(DRAW), dtype=np.int8)
    rows["grievance"] = np.linspace(0.0, 0.8, len(DRAW))
    return Table([Resident], np.zeros(len(DRAW), dtype=int), values, rows)


@pytest.mark.parametrize(("weight", "record"), [(0.0, 0.05), (0.0, 0.98), (2.0, 0.6)])
def test_without_weight_or_as_usual_the_record_changes_no_choice(
    people: Table, weight: float, record: float
) -> None:
    """The choice of version one to the bit: exp(b_G G + b_E E + b_T T − c) against exp(b_G G − c′)."""
    people._parameters["record_slope"] = weight
    h = people.columns
    push = 4.0 * h["grievance"]
    cost = np.where(h["online"], 2.0, 2.5) + 0.5 * (1.0 - 0.2) * ~h["owner"]
    inside = np.exp(push + 1.0 * h["efficacy"] + 1.0 * h["trust_committee"] - cost)
    outside = np.exp(push - 3.0 - 0.3 * ~h["online"])
    total = 1.0 + inside + outside
    hotline = np.where(1.0 - outside / total <= DRAW, EXTERNAL, SILENT)
    found = _chosen(people, Doors(2.0, 2.5, 3.0, 0.2, record))
    assert (found == np.where(inside / total > DRAW, INTERNAL, hotline)).all()
    assert set(found.tolist()) == {SILENT, INTERNAL, EXTERNAL}


def test_a_good_record_draws_people_inside(people: Table) -> None:
    """By the odds of speaking inside against silence: exp(2 (.9 − .3))."""
    poor, good = (np.mean(_chosen(people, Doors(2.0, 2.5, 3.0, 0.2, r)) == INTERNAL) for r in (0.3, 0.9))
    assert good > poor + 0.1


def test_a_world_without_weight_does_not_mind_what_it_remembers(scene: Scene) -> None:
    def months(remembered: float) -> bytes:
        values = {"channels.record": 0, "channels.record_months": remembered, "place.households": 112}
        lived = Neighbourhood(scene("minzhu", values=values, months=12, burn_in=6), rng=3).run()
        return lived.monthly().to_numpy(dtype=float).tobytes()

    assert months(6) == months(36)


def test_one_desk_of_three_bodies_makes_it_easier_to_speak_inside(held: Held) -> None:
    plain, _ = held("culture")
    for strength in (0.0, 0.5, 1.0):
        world, _ = held("alliance", alliance__strength=strength)
        for door in ("internal_online", "internal_offline"):
            eased = getattr(plain.levers, door) - getattr(world.levers, door)
            assert eased == pytest.approx(0.4 * strength)
