"""What instruments that go to people do, and their downsides: one sentence each."""

from collections.abc import Callable
from typing import Any

import numpy as np

from model.issues import ASSIGNED, COMPOUND, DYAD, NO_CHANNEL, OPEN, PASSED_ON, RESOLVED, STAIRWELL
from model.neighbourhood import Neighbourhood
from model.petitions import Circle
from model.venue import rows_beside

type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]


def issues_of(world: Neighbourhood, reporter: list[int], **given: Any) -> np.ndarray:
    """Enter issues of these households and nobody else's; returns their places."""
    world.issues.status[:] = RESOLVED  # what there was is out of the way
    count, rows = len(reporter), np.array(reporter)
    usual = {"key": np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15), "partner": -1}
    usual |= {"reporter": rows, "stairwell": world.compounds.stair_of_row[rows], "severity": 0.4, "lead": 1.0}
    usual |= {"raised": world.month, "reported": world.month, "work": 2.0, "scale": DYAD, "status": ASSIGNED}
    before = len(world.issues)
    world.issues.add(usual | given)
    return np.arange(before, before + count)


def test_micro_projects_pay_first_for_what_most_neighbours_vote_for(held: Held) -> None:
    world, projects = held("micro_projects")
    world.month = 3
    places = issues_of(world, [20, 40, 60], scale=[DYAD, STAIRWELL, COMPOUND], capital=True, cost=30_000.0)
    projects.purses = {"small": np.zeros(1), "any": np.array([60_000.0])}
    projects.at_fund()
    assert world.issues.funded[places].tolist() == [False, True, True]


def test_a_refused_proposal_counts_as_part_of_a_failure(held: Held) -> None:
    world, projects = held("micro_projects")
    world.month = 3
    issues_of(world, [20], capital=True, cost=30_000.0)
    projects.purses = {"small": np.zeros(1), "any": np.zeros(1)}
    projects.at_fund()
    assert (world.tried[20], world.succeeded[20]) == (0.5, 0.0)


def test_wishes_relieve_those_with_most_hardship(held: Held) -> None:
    world, wishes = held("wishes", wishes__share=0.05)
    world.households.hardship[:] = np.linspace(0.1, 0.9, 112)
    wishes.at_grievance()
    relieved, hardship = np.asarray(world.relief) > 0.0, world.households.hardship
    assert relieved.sum() >= 3
    assert hardship[relieved].min() > hardship[~relieved & world.households.present].max()


def test_applicants_whose_wish_is_refused_lose_trust(held: Held) -> None:
    world, wishes = held("wishes", wishes__share=0.05)
    before = world.households.trust_committee.copy()
    wishes.at_grievance()
    wishes.at_trust()
    lost = world.households.trust_committee < before
    assert lost.any() and not (lost & (np.asarray(world.relief) > 0.0)).any()


def test_a_case_manager_stays_with_the_household_until_it_moves_out(held: Held) -> None:
    world, managers = held("case_manager", case_manager__households=30)
    managers.at_grievance()
    theirs = np.flatnonzero(managers._adopted)
    world.households.hardship[:] = np.where(managers._adopted, 0.0, 0.9)
    world.population.key[theirs[0]] += np.uint64(1)
    managers.at_grievance()
    assert managers._adopted[theirs[1:]].all() and managers._adopted.sum() == len(theirs)
    assert not managers._adopted[theirs[0]]


def test_the_issues_of_the_adopted_come_first_and_are_not_passed_on(held: Held) -> None:
    world, managers = held("case_manager")
    managers.at_grievance()
    places = issues_of(world, [int(np.flatnonzero(managers._adopted)[0])], status=PASSED_ON)
    managers.at_triage()
    assert world.issues.status[places] == ASSIGNED and world.issues.lead[places] == 2.0


def test_neighbours_who_wait_themselves_resent_the_case_manager(held: Held) -> None:
    world, managers = held("case_manager")
    managers.at_grievance()
    adopted = int(np.flatnonzero(managers._adopted)[0])
    neighbour = adopted + 1 if adopted % 14 < 13 else adopted - 1
    far = (adopted + 56) % 112
    issues_of(world, [neighbour, far])
    before = world.households.trust_committee.copy()
    managers.at_trust()
    assert world.households.trust_committee[neighbour] < before[neighbour]
    assert world.households.trust_committee[far] == before[far]


def test_a_patrol_finds_what_nobody_told_and_is_trusted_more(lived: Lived) -> None:
    assert lived("patrol", security__deters=0)["collected"] > lived()["collected"]  # deterred, less is told
    assert lived("patrol")["trust_committee"] > lived()["trust_committee"]


def test_what_a_patrol_finds_loads_the_queue(lived: Lived) -> None:
    assert lived("patrol")["demanded"] > lived()["demanded"]
    assert lived("patrol")["capacity"] < lived()["capacity"]


def test_culture_acquaints_people_of_different_ages(held: Held) -> None:
    world, culture = held("culture", culture__events=6, ties__form_across=0.1)
    before = world.households.cross_ties.sum()
    culture.at_ties()
    world.ties.refresh()
    assert world.households.cross_ties.sum() > before
    assert np.asarray(world.events).sum() > 60


def test_those_at_home_beside_the_rooms_hear_the_events(held: Held) -> None:
    world, culture = held("culture")
    culture.at_grievance()
    heard = np.flatnonzero(world.extra_weight)
    assert set(heard) == set(rows_beside(world, np.ones(1))) and heard.max() < 14


def test_wechat_groups_open_a_door_for_those_online_only(held: Held) -> None:
    levers, plain = held("wechat_groups")[0].levers, held("culture")[0].levers
    assert levers.internal_online < plain.internal_online
    assert levers.internal_offline == plain.internal_offline


def test_in_wechat_groups_signatures_count_as_those_of_neighbours(held: Held) -> None:
    world, _ = held("wechat_groups")
    everybody, far = np.arange(112), slice(98, 112)
    signed = world.households.online & (everybody < 40)
    seen, _ = Circle(world, everybody).around(signed)
    world.levers.petition_spread[:] = 0.0
    plain, _ = Circle(world, everybody).around(signed)
    assert (seen > plain)[far].tolist() == world.households.online[far].tolist()


def test_a_solicitation_meeting_brings_out_what_those_who_take_part_had_told_nobody(held: Held) -> None:
    world, meetings = held("solicitation", solicitation__reach=0.4)
    world.households.months_idle[:56], world.households.months_idle[56:] = 0, 99
    places = issues_of(world, list(range(112)), status=OPEN)
    meetings.at_intake()
    told = world.issues.channel[places] != NO_CHANNEL
    assert 10 < told[:56].sum() < 40 and not told[56:].any()


def test_to_be_asked_and_not_answered_is_a_failure_once(held: Held) -> None:
    world, meetings = held("solicitation", solicitation__reach=0.4)
    world.households.months_idle[:] = 0
    issues_of(world, list(range(112)), status=OPEN)
    meetings.at_intake()
    meetings.at_trust()
    assert not world.tried.any()
    world.month += 3
    meetings.at_trust()
    meetings.at_trust()
    assert set(np.unique(world.tried)) == {0.0, 0.3} and not world.succeeded.any()


def test_where_tenants_are_counted_in_they_tell_more(lived: Lived) -> None:
    rented = {"population__tenant_share": 0.6}
    assert lived("tenant_inclusion", **rented)["collected"] > lived(**rented)["collected"]


def test_owners_feel_that_services_are_spread_thinner(held: Held) -> None:
    world, inclusion = held("tenant_inclusion")
    before = world.households.trust_committee.copy()
    inclusion.at_trust()
    assert ((world.households.trust_committee < before) == world.households.owner).all()
