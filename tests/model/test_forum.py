"""Sessions: what is on the agenda, who sits, and what follows from being heard."""

from collections.abc import Callable

import numpy as np
import pytest

from model.forum import first_opinions, hold_sessions
from model.issues import ASSIGNED, BY_FORUM, COMPOUND, DYAD, OPEN, PASSED_ON, RESOLVED, STAIRWELL
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]

WILLING = {"participation.intercept": -4.0, "participation.cost": 1.0}
"""Enough households take part to fill the seats."""


@pytest.fixture
def world(scene: Scene, made_of: MadeOf) -> Neighbourhood:
    """A compound with a forum in which some months have passed."""
    values = WILLING | {"issues.rate": 200, "forum.issues": 1.0}
    given = scene("minzhu", made_of("forum"), values, months=24)
    built = Neighbourhood(given, rng=3)
    for _ in range(16):
        built.step()
    return built


def _issue(world: Neighbourhood, **given: object) -> int:
    """Enter one issue of the first household upstairs, ordinary but for what is given."""
    usual: dict[str, object] = {
        "key": np.array([77], dtype=np.uint64),
        "compound": 0,
        "reporter": 20,
        "partner": -1,
        "stairwell": world.compounds.stair_of_row[20],
        "scale": STAIRWELL,
        "status": OPEN,
        "severity": 0.5,
        "raised": world.month,
        "reported": -999,
        "done": -999,
        "returns": -999,
        "closed": -999,
        "lead": 1.0,
        "procedure": 0.4,
    }
    world.issues.add(usual | given)
    return len(world.issues) - 1


def _hold_one_session(world: Neighbourhood) -> None:
    world.met[:], world.tried[:], world.succeeded[:] = 0.0, 0.0, 0.0
    world.levers.sessions[:] = 1.0
    hold_sessions(world)


def test_unreported_issues_are_heard_first_then_those_without_a_lead(world: Neighbourhood) -> None:
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    passed_on = _issue(world, status=PASSED_ON, severity=0.9, reported=world.month, channel=1, scale=COMPOUND)
    mild, grave = _issue(world, severity=0.1, scale=COMPOUND), _issue(world, severity=0.8, scale=COMPOUND)
    order = []
    for _ in range(3):
        before = world.issues.procedure.copy()
        _hold_one_session(world)
        order += np.flatnonzero(world.issues.procedure != before).tolist()
    assert order == [grave, mild, passed_on]


def test_an_issue_heard_is_told_gets_a_lead_and_is_not_heard_again(world: Neighbourhood) -> None:
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    place = _issue(world, scale=COMPOUND, ambiguous=True, severity=1.0)
    _hold_one_session(world)
    assert world.issues.status[place] == ASSIGNED
    assert world.issues.reported[place] == world.month
    assert world.issues.channel[place] == BY_FORUM
    assert world.issues.lead[place] == 2.0
    assert world.issues.procedure[place] > 0.4
    world.issues.procedure[place] = 0.0
    _hold_one_session(world)
    assert world.issues.procedure[place] == 0.0


@pytest.mark.parametrize(("opinion", "said"), [(1.0, ["accepted"]), (-1.0, ["refused"])])
def test_what_a_session_says_is_news(
    world: Neighbourhood, monkeypatch: pytest.MonkeyPatch, opinion: float, said: list[str]
) -> None:
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    place = _issue(world, scale=COMPOUND)
    world.begin_month()
    monkeypatch.setattr("model.forum.first_opinions", lambda *_about: np.full(len(_about[-1]), opinion))
    _hold_one_session(world)
    assert [what for what in world.news.places if len(world.news.of(what))] == said
    assert world.news.of(said[0]).tolist() == [place]


def test_forty_sit_and_those_who_come_by_themselves_are_active(world: Neighbourhood) -> None:
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    _hold_one_session(world)
    came = world.met > 0.0
    assert 10 < came.sum() <= 40
    assert (world.met[came] == 1.0).all()
    assert world.households.active[came].all()
    assert world.households.present[came].all()


def test_seats_may_be_drawn_by_lot_or_belong_to_representatives(scene: Scene, made_of: MadeOf) -> None:
    values = {"forum.representatives": 0.5, "forum.stratified": 0.5, "representative.attends": 1.0}
    world = Neighbourhood(scene("minzhu", made_of("forum"), WILLING | values), rng=3)
    world.step()
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    lately = world.representatives.sessions_lately.copy()
    _hold_one_session(world)
    came = np.flatnonzero(world.met > 0.0)
    spokesmen = np.isin(came, world.representatives.household)
    at_home = world.households.present[world.representatives.household]
    assert spokesmen.sum() == min(at_home.sum(), 20)
    assert len(came) == 40
    assert not world.households.active[came[~spokesmen]].all()
    assert (world.representatives.sessions_lately - lately).sum() == spokesmen.sum()


def test_those_concerned_lean_to_yes_and_the_other_party_to_no(world: Neighbourhood) -> None:
    h = world.households
    rows = np.flatnonzero(world.compounds.stair_of_row == world.compounds.stair_of_row[20])
    partner = int(rows[rows != 20][-1])
    place = _issue(world, scale=DYAD, partner=partner)
    leaning = np.array([first_opinions(world, place, np.arange(len(h)))])
    near = np.zeros(len(h), dtype=bool)
    near[rows] = True
    near[partner] = False
    assert leaning[0][near].mean() > leaning[0][~near].mean()
    many = []
    for key in range(60):
        world.issues.key[place] = np.uint64(key * 0x9E3779B97F4A7C15 % 2**64)
        many.append(first_opinions(world, place, np.array([partner]))[0])
    assert np.mean(many) < -0.2
    assert np.abs(leaning).max() <= 1.0


def test_sessions_are_held_as_often_as_the_ledger_says(scene: Scene, made_of: MadeOf) -> None:
    for sessions in (0.15, 1.0, 1.6):
        given = scene("xihu", made_of("forum"), {"forum.sessions": sessions}, months=24)
        rows = Neighbourhood([Placement(given, seed) for seed in range(12)]).run().monthly()
        assert rows["sessions"].mean() == pytest.approx(sessions, abs=0.08)
        assert set(rows["sessions"]) <= {np.floor(sessions), np.ceil(sessions)}


def test_a_session_teaches_those_who_came_how_it_went(world: Neighbourhood) -> None:
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    _issue(world, scale=COMPOUND, severity=1.0)
    _hold_one_session(world)
    taught = world.tried > 0.0
    assert taught.sum() > 10
    assert (world.met[taught] > 0.0).all()
    assert (world.succeeded[taught] == 1.0).all()


def test_a_session_without_an_issue_teaches_nothing(world: Neighbourhood) -> None:
    world.issues.close(np.arange(len(world.issues)), RESOLVED, world.month)
    _hold_one_session(world)
    assert (world.met > 0.0).any()
    assert (world.tried == 0.0).all()


def test_a_session_may_hear_two_issues(scene: Scene, made_of: MadeOf) -> None:
    collected = []
    for issues in (1.0, 2.0):
        values = {"issues.rate": 210, "forum.issues": issues, "forum.sessions": 1.0}
        world = Neighbourhood(scene("minzhu", made_of("forum"), values, months=12), rng=1).run()
        collected.append(world.monthly()["collected_in_forum"].sum())
    assert collected[0] <= 12
    assert 12 < collected[1] <= 24
