"""A forum whose decisions count: legitimacy, promises kept and broken, and seats that some take first."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import forum, legitimacy, promises
from model.forum import hold_sessions
from model.issues import ASSIGNED, COMPOUND, ENDURED, OPEN, RESOLVED, STAIRWELL
from model.mediation import chance
from model.neighbourhood import Neighbourhood
from model.triage import unsatisfied
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]

VALUES = {"forum.issues": 1.0, "issues.rate": 30, "forum.sessions": 1.0, "participation.intercept": -4.0}
VALUES |= {"participation.cost": 1.0, "channels.cost_internal": 2.5}


@pytest.fixture(scope="module")
def grown(scene: Scene, made_of: MadeOf) -> Neighbourhood:
    """A compound with a forum, six months on; each test clears its issues."""
    world = Neighbourhood(scene("minzhu", made_of("forum"), VALUES, months=12), rng=3)
    for _ in range(6):
        world.step()
    return world


@pytest.fixture
def world(grown: Neighbourhood) -> Neighbourhood:
    """The same compound without issues and promises, at the beginning of a month."""
    grown.issues.close(np.arange(len(grown.issues)), RESOLVED, grown.month)
    grown.promises.due.clear()
    grown.begin_month()
    grown.attended[:] = False
    grown.levers.sessions[:] = 1.0
    return grown


def issue(world: Neighbourhood, **given: object) -> int:
    """Enter one ordinary issue of the first household upstairs that concerns everybody."""
    usual: dict[str, object] = {
        "key": np.array([77], dtype=np.uint64),
        "reporter": 20,
        "partner": -1,
        "stairwell": world.compounds.stair_of_row[20],
        "scale": COMPOUND,
        "status": OPEN,
        "severity": 0.5,
        "raised": world.month,
        **dict.fromkeys(("reported", "done", "returns", "closed"), -999),
        "lead": 1.0,
        "procedure": 0.4,
    }
    world.issues.add(usual | given)
    return len(world.issues) - 1


def heard(world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, opinion: float = 0.9) -> int:
    """An issue that a session of one mind has heard."""
    place = issue(world)
    monkeypatch.setattr("model.forum.first_opinions", lambda *_about: np.full(len(_about[-1]), opinion))
    hold_sessions(world)
    return place


def set_value(world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, key: str, value: float) -> None:
    """Let a parameter have a value for one test."""
    monkeypatch.setitem(world.compounds._each, key, np.full(world.compounds.count, value))


def come_due(world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, months: int = 6) -> np.ndarray:
    """What the promises of some months ago are to each household, and nothing else of that month."""
    world.tried[:] = world.succeeded[:] = 0.0
    monkeypatch.setattr(world, "month", world.month + months)
    promises.come_due(world)
    return world.promises.felt.copy()


@pytest.mark.parametrize("opinion", [0.9, -0.9])
def test_support_is_the_mean_opinion_of_those_who_sat(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, opinion: float
) -> None:
    place = heard(world, monkeypatch, opinion)
    assert world.issues.support[place] == pytest.approx(opinion)
    assert (world.issues.lead[place] > 1.0) == (opinion > 0.0)


def test_support_stays_between_minus_one_and_one(scene: Scene, made_of: MadeOf) -> None:
    given = scene("minzhu", made_of("forum"), VALUES | {"issues.rate": 200}, months=12)
    world = Neighbourhood(given, rng=1, archive=True).run()
    table = world.issues_table()
    assert table["support"].between(-1.0, 1.0).all()
    assert (table["support"] != 0.0).sum() >= 10
    assert not table.loc[~table["in_forum"], "support"].any()


@pytest.mark.parametrize(("support", "sign"), [(0.8, 1), (-0.8, -1), (0.0, 0)])
def test_what_a_session_stands_behind_is_settled_and_satisfies_more_often(
    world: Neighbourhood, support: float, sign: int
) -> None:
    place = np.array([issue(world, partner=21, dispute=True, scale=STAIRWELL)])
    settled, refused = chance(world, place), unsatisfied(world, place)
    world.issues.support[place] = support
    assert np.sign(chance(world, place) - settled) == sign
    assert np.sign(unsatisfied(world, place) - refused) == -sign


@given(st.floats(0.0, 1.0), st.floats(-1.0, 1.0))
def test_legitimacy_moves_the_odds_and_keeps_what_is_certain(chance: float, support: float) -> None:
    class Issues:
        compound, support = np.array([0]), np.zeros(1)

    class World:
        issues = Issues

        class compounds:  # noqa: N801
            @staticmethod
            def each(_key: str) -> np.ndarray:
                return np.array([0.5])

    Issues.support = np.array([support])
    found = legitimacy.fewer_refusals(World, np.array([0]), np.array([chance]))[0]  # type: ignore[arg-type]
    assert 0.0 <= found <= 1.0
    if chance in (0.0, 1.0) or support == 0.0:
        assert found == chance
    elif 1e-6 < chance < 1.0 - 1e-6:
        odds = found / (1.0 - found) / (chance / (1.0 - chance))
        assert np.log(odds) == pytest.approx(-0.5 * support, abs=1e-6)


def test_a_promise_that_nobody_kept_disappoints_those_who_sat(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(world, monkeypatch)
    sat = np.flatnonzero(world.attended)
    felt = come_due(world, monkeypatch)
    assert np.flatnonzero(felt).tolist() == sat.tolist()
    assert (felt[sat] == 0.5).all()
    assert (world.tried[sat] == 0.5).all()
    assert not world.succeeded.any()


def test_a_promise_breaks_once(world: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> None:
    heard(world, monkeypatch)
    broken = [come_due(world, monkeypatch, 1).any() for _ in range(12)]
    assert sum(broken) == 1
    hold_sessions(world)
    assert not world.promises.due


@pytest.mark.parametrize(
    ("what_became_of_it", "broken"),
    [
        ({"status": RESOLVED}, False),
        ({"status": ASSIGNED, "funded": True}, False),
        ({"status": ENDURED, "done": 3}, False),
        ({"status": ENDURED}, True),
        ({"status": ASSIGNED}, True),
    ],
)
def test_what_is_done_or_paid_for_is_no_broken_promise(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, what_became_of_it: dict[str, int], broken: bool
) -> None:
    place = heard(world, monkeypatch)
    for name, value in what_became_of_it.items():
        world.issues.columns[name][place] = value
    assert come_due(world, monkeypatch).any() == broken


def test_who_has_moved_in_since_was_promised_nothing(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(world, monkeypatch)
    gone = int(np.flatnonzero(world.attended)[0])
    monkeypatch.setitem(world.households.columns, "occupancy", world.households.occupancy.copy())
    world.households.columns["occupancy"][gone] += 1
    felt = come_due(world, monkeypatch)
    assert felt.any()
    assert felt[gone] == 0.0


def test_without_a_price_broken_promises_are_nothing(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_value(world, monkeypatch, "forum.broken_promise", 0.0)
    heard(world, monkeypatch)
    assert not come_due(world, monkeypatch).any()
    assert not world.tried.any()


def test_a_small_compound_is_not_all_at_the_table(scene: Scene, made_of: MadeOf) -> None:
    values = VALUES | {"place.households": 100, "forum.stratified": 1.0}
    world = Neighbourhood(scene("minzhu", made_of("forum"), values, months=12), rng=3)
    world.step()
    world.levers.sessions[:] = 1.0
    world.attended[:] = False
    hold_sessions(world)
    assert world.attended.sum() == 10


def captured_panel(world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, **values: float) -> forum.Panel:
    """Who sits where so much is captured; every household would come, the first twenty have issues."""
    for name, value in values.items():
        set_value(world, monkeypatch, f"forum.{name}", value)
    monkeypatch.setitem(world.households.columns, "active", world.households.present.copy())
    for row in range(20):
        issue(world, reporter=row, key=np.array([row + 1], dtype=np.uint64))
    return forum._seat(world, 0)


def test_the_loudest_and_owners_take_captured_seats(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = world.households
    fair = captured_panel(world, monkeypatch, capture=0.0).rows
    taken = captured_panel(world, monkeypatch, capture=1.0).rows
    assert len(taken) == len(fair) == 40
    loud = np.flatnonzero(h.present[:20])
    assert np.isin(loud, taken).all()
    assert np.isin(loud, fair).mean() < 0.5
    assert h.owner[np.setdiff1d(taken, loud)].all()
    assert not h.owner[np.setdiff1d(fair, loud)].all()


def test_half_of_the_captured_seats_go_to_the_most_grieved(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.households.columns, "grievance", np.arange(len(world.households), dtype=float))
    rows = captured_panel(world, monkeypatch, capture=0.25).rows
    loud = np.flatnonzero(world.households.present[:20])
    assert set(rows[:5]) == set(loud[-5:])
    assert world.households.owner[rows[5:10]].all()


def test_those_who_share_the_cost_lean_otherwise(world: Neighbourhood) -> None:
    rows = np.arange(200, 400)
    usual, dear = (issue(world, scale=STAIRWELL, capital=capital) for capital in (False, True))
    others = ~forum.affected_by(world, usual, rows)
    means = [forum.first_opinions(world, place, rows)[others].mean() for place in (usual, dear)]
    assert means[0] - means[1] == pytest.approx(0.2, abs=0.03)


def test_seats_by_lot_cannot_be_captured(world: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> None:
    by_lot = captured_panel(world, monkeypatch, capture=0.0, stratified=1.0)
    taken = captured_panel(world, monkeypatch, capture=1.0, stratified=1.0)
    assert taken.rows.tolist() == by_lot.rows.tolist()
    assert not taken.by_themselves.any()


@pytest.mark.parametrize(("capture", "first"), [(0.0, 30), (1.0, 20)])
def test_a_captured_agenda_begins_with_those_at_the_table(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, capture: float, first: int
) -> None:
    set_value(world, monkeypatch, "forum.capture", capture)
    issue(world, reporter=20, severity=0.1)
    issue(world, reporter=30, severity=0.9, key=np.array([78], dtype=np.uint64))
    rows = np.array([20, 40, 50])
    panel = forum.Panel(rows, np.ones(3), np.ones(3, dtype=np.bool_))
    places = forum._agenda(world, 0, 1, panel)
    assert world.issues.reporter[places].tolist() == [first]
    by_lot = panel._replace(by_themselves=np.array([False, True, True]))
    for month in range(20):
        monkeypatch.setattr(world, "month", month)
        assert world.issues.reporter[forum._agenda(world, 0, 1, by_lot)].tolist() == [30]


def test_seats_by_lot_weaken_the_hold_on_the_agenda(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_value(world, monkeypatch, "forum.capture", 1.0)
    issue(world, reporter=20, severity=0.1)
    issue(world, reporter=30, severity=0.9, key=np.array([78], dtype=np.uint64))
    panel = forum.Panel(np.array([20, 40, 50, 60]), np.ones(4), np.array([True, False, False, False]))
    captured = []
    for month in range(100):
        monkeypatch.setattr(world, "month", month)
        captured.append(world.issues.reporter[forum._agenda(world, 0, 1, panel)][0] == 20)
    assert 0.1 < np.mean(captured) < 0.4


def test_switched_off_nothing_of_it_is_felt(
    scene: Scene, made_of: MadeOf, monkeypatch: pytest.MonkeyPatch, differing: Callable[..., list[str]]
) -> None:
    off = dict.fromkeys(("forum.legitimacy", "forum.broken_promise", "forum.capture"), 0.0)
    given = scene("minzhu", made_of("forum"), VALUES | {"issues.rate": 200} | off, months=12)
    rows = Neighbourhood(given, rng=1).run().monthly()
    monkeypatch.setattr("model.promises.come_due", lambda _world: None)
    monkeypatch.setattr(
        "model.mediation.legitimacy.gained_odds", lambda _world, places: np.zeros(len(places))
    )
    monkeypatch.setattr("model.triage.legitimacy.fewer_refusals", lambda _world, _places, chance: chance)
    assert differing(rows, Neighbourhood(given, rng=1).run().monthly()) == []
    on = scene("minzhu", made_of("forum"), VALUES | {"issues.rate": 200}, months=12)
    monkeypatch.undo()
    assert differing(rows, Neighbourhood(on, rng=1).run().monthly())
