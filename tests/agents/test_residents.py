"""What households decide, rule by rule, and which way it goes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.elderly import ElderlyResident
from agents.established import EstablishedResident
from agents.perceptions import Bill, Burden, Doors, Experience, Feeling, Meeting, Proposal, Trouble
from agents.resident import (
    ALWAYS_PAYS,
    CONDITIONAL,
    ELDERLY,
    ESTABLISHED,
    EXTERNAL,
    FREE_RIDER,
    HUMP,
    INTERNAL,
    NEVER_PAYS,
    OTHER,
    SILENT,
    WEIGHS,
    YOUNG,
    Resident,
)
from agents.table import Table
from agents.young import YoungNewcomer
from scenarios.read import ledger

type Rows = Callable[..., Table]
type Chance = Callable[..., float]
type Seen = Callable[..., Any]

NORM = 0.08  # a usual share of neighbours who take part


def test_elderly_residents_hear_more_than_young_newcomers(rows: Rows) -> None:
    heard = [
        rows(kind).parameter("sensitivity") for kind in (YoungNewcomer, EstablishedResident, ElderlyResident)
    ]
    assert heard == sorted(heard)
    assert heard[0] < heard[-1]


def test_the_more_disturbed_the_likelier_a_quarrel_over_noise(chance: Chance) -> None:
    minds = [chance(Resident.minds_noise, disturbance=d) for d in (0.0, 0.3, 0.9)]
    assert minds[0] == 0.0 < minds[1] < minds[2]
    assert minds[2] == pytest.approx(1.0 - np.exp(-ledger()["issues.noise"].default * 0.9), abs=2e-4)


def test_nobody_quarrels_who_is_not_at_home(chance: Chance) -> None:
    bad = Trouble(**dict.fromkeys(Trouble._fields, 100.0))
    assert chance(Resident.minds_noise, disturbance=1.0, present=False) == 0.0
    for quarrel in (Resident.clashes_over_habits, Resident.quarrels_over_fee, Resident.encroaches,
                    Resident.fears_for_safety):  # fmt: skip
        assert chance(quarrel, bad, present=False, group=YOUNG) == 0.0
        assert chance(quarrel, bad, present=True, group=YOUNG) == 1.0


def test_old_and_young_clash_and_the_middle_aged_stay_out(chance: Chance, seen: Seen) -> None:
    mixed = seen(Trouble, elderly_by_young=0.25)
    clash = {group: chance(Resident.clashes_over_habits, mixed, group=group) for group in range(3)}
    assert clash[ELDERLY] == clash[YOUNG] > 0.0 == clash[ESTABLISHED]
    assert chance(Resident.clashes_over_habits, seen(Trouble), group=YOUNG) == 0.0


def test_a_household_clashes_over_origin_by_its_share_of_others_and_its_distrust(chance: Chance) -> None:
    rate, usual = (ledger()[f"identity.{name}"].default for name in ("rate", "usual_trust"))
    for others, trust in ((0.5, 0.6), (1.0, 0.6), (1.0, 0.2), (1.0, 1.0), (0.0, 0.0)):
        found = chance(
            Resident.clashes_over_origin, others, values={"identity.rate": 10 * rate}, trust_neighbours=trust
        )
        assert found == pytest.approx(10 * rate * others * (1.0 - trust) / (1.0 - usual), abs=2e-4)
    assert chance(Resident.clashes_over_origin, 1.0, trust_neighbours=0.0, present=False) == 0.0


def test_only_owners_dispute_common_income(chance: Chance, seen: Seen) -> None:
    unclear = seen(Trouble, revenue=0.1)
    assert chance(Resident.claims_revenue, unclear, owner=True) == pytest.approx(0.1, abs=1e-3)
    assert chance(Resident.claims_revenue, unclear, owner=False) == 0.0


def test_an_ordinary_demand_comes_up_with_its_hazard(chance: Chance, seen: Seen) -> None:
    assert chance(Resident.meets_trouble, seen(Trouble, ordinary=0.2)) == pytest.approx(0.2, abs=1e-3)


def test_hardship_fades_and_grows_with_issues_and_nuisance(rows: Rows, seen: Seen) -> None:
    people = rows(
        values={"grievance.decay": 0.15},
        hardship=[0.5, 0.5, 0.5, 0.5, 1.0, 0.0],
        disturbance=[0.0, 0.0, 1.0, 0.0, 1.0, 0.0],
    )
    burden = seen(
        Burden,
        issues=np.array([0.0, 0.1, 0.0, 0.0, 9.0, 0.0]),
        relief=np.array([0.0, 0.0, 0.0, 0.05, 0.0, 0.5]),
    )
    felt = people.decide(Resident.suffers, burden)
    assert felt == pytest.approx([0.425, 0.525, 0.505, 0.375, 1.0, 0.0])


def test_grievance_is_hardship_that_nobody_legitimate_answers_for(rows: Rows) -> None:
    people = rows(hardship=0.4, trust_committee=[0.0, 1.0, 0.6, 0.6], trust_firm=[0.0, 1.0, 0.2, 0.2])
    resented = people.decide(Resident.resents, np.array([1.0, 1.0, 1.0, 0.0]))
    assert resented == pytest.approx([0.4, 0.0, 0.4 * 0.6, 0.4 * 0.4])


def _channels(rows: Rows, doors: Doors, **given: Any) -> dict[int, float]:
    draw = (np.arange(10_000) + 0.5) / 10_000
    people = rows(**{name: np.full(len(draw), value) for name, value in {"grievance": 0.0, **given}.items()})
    chosen = people.decide(Resident.chooses_channel, doors, draw)
    return {channel: float(np.mean(chosen == channel)) for channel in (SILENT, INTERNAL, EXTERNAL)}


def test_a_household_speaks_up_by_random_utility(rows: Rows, seen: Seen) -> None:
    found = _channels(
        rows,
        seen(Doors, internal_online=2.5, internal_offline=2.5, external=3.0, record=0.6),
        grievance=0.3,
        efficacy=0.4,
        trust_committee=0.5,
    )
    inside, outside = np.exp(4 * 0.3 + 0.4 + 0.5 - 2.5), np.exp(4 * 0.3 - 3.0)
    total = 1.0 + inside + outside
    assert found[INTERNAL] == pytest.approx(inside / total, abs=2e-4)
    assert found[EXTERNAL] == pytest.approx(outside / total, abs=2e-4)


def test_the_aggrieved_speak_up_and_those_who_trust_speak_inside(rows: Rows, seen: Seen) -> None:
    doors = seen(Doors, internal_online=2.5, internal_offline=2.5, external=3.0, record=0.6)
    calm, angry = (_channels(rows, doors, grievance=grievance) for grievance in (0.0, 0.8))
    assert angry[SILENT] < calm[SILENT]
    wary, trusting = (_channels(rows, doors, grievance=0.3, trust_committee=trust) for trust in (0.1, 0.9))
    assert trusting[INTERNAL] > wary[INTERNAL]
    assert trusting[EXTERNAL] < wary[EXTERNAL]


def test_a_door_that_opens_online_helps_only_those_online(rows: Rows, seen: Seen) -> None:
    shut, open_online = (
        seen(Doors, internal_online=2.5, internal_offline=2.5, external=3.0, record=0.6),
        seen(Doors, internal_online=1.5, internal_offline=2.8, external=3.0, record=0.6),
    )
    online = [_channels(rows, doors, online=True)[INTERNAL] for doors in (shut, open_online)]
    offline = [_channels(rows, doors, online=False)[INTERNAL] for doors in (shut, open_online)]
    assert online[0] < online[1]
    assert offline[1] < offline[0]


def test_the_hotline_is_farther_away_for_those_offline(rows: Rows, seen: Seen) -> None:
    doors = seen(Doors, internal_online=2.5, internal_offline=2.5, external=3.0, record=0.6)
    assert _channels(rows, doors, online=False)[EXTERNAL] < _channels(rows, doors, online=True)[EXTERNAL]


@pytest.mark.parametrize(
    ("met", "less", "more"),
    [
        ({}, {"age": 30}, {"age": 70}),
        ({}, {"party": False}, {"party": True}),
        ({}, {"owner": False}, {"owner": True}),
        ({}, {"belonging": 0.2}, {"belonging": 0.9}),
        ({}, {"trust_committee": 0.2}, {"trust_committee": 0.9}),
        ({}, {"efficacy": 0.1}, {"efficacy": 0.9}),
        ({}, {"cross_ties": 0}, {"cross_ties": 6}),
        ({"own_issue": 1.0}, {"grievance": 0.0}, {"grievance": 0.6}),
        ({"online_burden": 0.5}, {"online": True}, {"online": False}),
        ({"online_call": 0.5}, {"online": False}, {"online": True}),
    ],
    ids=lambda part: next(iter(part), "as usual"),
)
def test_participation_rises_with(
    chance: Chance, seen: Seen, met: dict[str, Any], less: dict[str, Any], more: dict[str, Any]
) -> None:
    meeting = seen(Meeting, norm=NORM, **met)
    assert chance(Resident.takes_part, meeting, **less) < chance(Resident.takes_part, meeting, **more)


def test_households_follow_neighbours_who_take_part_and_tire_of_what_they_give(
    chance: Chance, seen: Seen
) -> None:
    meeting = seen(Meeting, norm=NORM, acquaintances=6)
    usual = chance(Resident.takes_part, meeting)
    assert chance(Resident.takes_part, meeting._replace(norm=0.5)) > usual
    assert chance(Resident.takes_part, meeting, given=4.0) < usual
    offline = [chance(Resident.takes_part, meeting._replace(online_gap=gap), online=0) for gap in (0.0, 2.0)]
    online = [chance(Resident.takes_part, meeting._replace(online_gap=gap), online=1) for gap in (0.0, 2.0)]
    assert offline[1] < offline[0] and online[1] == online[0]
    assert chance(Resident.takes_part, meeting, present=False) == 0.0


def test_an_evening_costs_the_elderly_least(chance: Chance, seen: Seen) -> None:
    young, elderly = (
        chance(Resident.takes_part, seen(Meeting, norm=NORM), kind=kind, age=50)
        for kind in (YoungNewcomer, ElderlyResident)
    )
    assert young < elderly


def test_who_gives_up_little_by_coming_has_time_for_an_event(chance: Chance) -> None:
    young, elderly = (chance(Resident.has_time, kind=kind) for kind in (YoungNewcomer, ElderlyResident))
    assert young == pytest.approx(np.exp(-1.0), abs=1e-3)
    assert elderly == pytest.approx(np.exp(-0.5), abs=1e-3)
    assert chance(Resident.has_time, present=False) == 0.0


USUAL = {"efficacy": 0.4, "trust_committee": 0.55, "belonging": 0.5, "contacts": -np.log(1.0 - 0.04)}
"""A household as it was at the start."""

WEIGHTS = {"trust_committee": "trust", "contacts": "contact"}


def test_the_vote_follows_the_surveyed_curve_of_age_and_party(chance: Chance) -> None:
    for age, party in ((30, False), (50, True), (70, False)):
        odds = -3.22 + 0.061 * age + 0.69 * (party - 0.09)
        expected = 1.0 / (1.0 + np.exp(-odds))
        usual = chance(Resident.votes_for_committee, age=age, party=party, **USUAL)
        assert usual == pytest.approx(expected, abs=2e-4)
    assert chance(Resident.votes_for_committee, age=70, present=False) == 0.0


@pytest.mark.parametrize("state", list(USUAL))
def test_what_a_household_lived_through_brings_it_to_the_vote(chance: Chance, seen: Seen, state: str) -> None:
    more, none = USUAL | {state: USUAL[state] + 0.3}, {f"votes.{WEIGHTS.get(state, state)}": 0.0}
    for rule, shown in ((Resident.votes_for_committee, ()), (Resident.votes_as_owner, (seen(Proposal),))):
        assert chance(rule, *shown, **more) > chance(rule, *shown, **USUAL)
        assert chance(rule, *shown, values=none, **more) == chance(rule, *shown, values=none, **USUAL)


def test_owners_come_to_vote_when_the_firm_disappoints_or_voting_is_online(
    chance: Chance, seen: Seen
) -> None:
    plain, online, urged = seen(Proposal), seen(Proposal, online_gain=0.4), seen(Proposal, campaign=1.0)
    content = chance(Resident.votes_as_owner, plain, trust_firm=0.9)
    assert chance(Resident.votes_as_owner, plain, trust_firm=0.1) > content
    assert chance(Resident.votes_as_owner, online, trust_firm=0.9, online=True) > content
    assert chance(Resident.votes_as_owner, online, trust_firm=0.9, online=False) == content
    assert chance(Resident.votes_as_owner, urged, trust_firm=0.9) > content
    assert chance(Resident.votes_as_owner, plain, owner=False) == 0.0


def test_who_trusts_the_neighbours_says_yes_more_often(chance: Chance) -> None:
    assert chance(Resident.supports, trust_neighbours=0.3) < chance(Resident.supports, trust_neighbours=0.9)


def test_some_always_pay_the_fee_and_some_never(chance: Chance, seen: Seen) -> None:
    worst, best = seen(Bill), seen(Bill, quality=1.0, neighbours=1.0, disclosure=1.0)
    assert chance(Resident.pays_fee, worst, payer=ALWAYS_PAYS, owed=12.0, trust_firm=0.0) == 1.0
    assert chance(Resident.pays_fee, best, payer=NEVER_PAYS, owed=0.0, trust_firm=1.0) == 0.0
    assert 0.0 < chance(Resident.pays_fee, worst, payer=WEIGHS, trust_firm=0.0) < 0.1
    assert 0.9 < chance(Resident.pays_fee, best, payer=WEIGHS, trust_firm=1.0) < 1.0


def test_who_owes_ten_months_pays_less_often_than_a_twin_who_owes_none(chance: Chance, seen: Seen) -> None:
    usual = seen(Bill, quality=0.55, neighbours=0.75)
    weighs = {"fee.intercept": 0.9, "fee.trust": 1.0, "fee.arrears": 1.0}

    def chances(values: dict[str, float]) -> list[float]:
        return [
            chance(Resident.pays_fee, usual, values=values, owed=months, trust_firm=0.45)
            for months in (10.0, 0.0)
        ]

    late, twin = chances(weighs)
    assert late == pytest.approx(0.517, abs=1e-3)
    assert twin == pytest.approx(0.711, abs=1e-3)
    assert chances(weighs | {"fee.arrears": 0.0}) == [twin, twin]


@pytest.mark.parametrize("better", [{"quality": 0.8}, {"neighbours": 0.95}, {"disclosure": 0.5}])
def test_the_fee_is_paid_for_service_with_the_neighbours_and_open_books(
    chance: Chance, better: dict[str, float], seen: Seen
) -> None:
    usual = seen(Bill, quality=0.5, neighbours=0.7)
    assert chance(Resident.pays_fee, usual._replace(**better)) > chance(Resident.pays_fee, usual)


def test_donors_follow_their_neighbours_each_in_their_way(rows: Rows) -> None:
    kinds = np.repeat([CONDITIONAL, FREE_RIDER, HUMP, OTHER], 3)
    neighbours = np.tile([6.0, 15.0, 28.0], 4)
    given = rows(cooperator=kinds, trust_committee=1.0, donation=10.0).decide(Resident.gives, neighbours, 1.0)
    assert given == pytest.approx([4.8, 12.0, 22.4, 0.0, 0.0, 0.0, 6.0, 15.0, 2.0, 10.0, 10.0, 10.0])


def test_donors_give_more_where_books_are_open_and_the_committee_is_trusted(rows: Rows) -> None:
    people = rows(cooperator=CONDITIONAL, trust_committee=[0.4, 0.4, 0.8])
    shut, open_books, trusted = people.decide(Resident.gives, 20.0, np.array([0.0, 1.0, 1.0]))
    assert shut == pytest.approx(open_books / 2.0)
    assert trusted == pytest.approx(open_books * 2.0)


TRUSTING = {"trust.gain": 0.06, "trust.loss": 0.12}


def test_trust_is_lost_faster_than_it_is_won(rows: Rows, seen: Seen) -> None:
    people = rows(values=TRUSTING, trust_committee=0.55, trust_firm=0.45)
    won, _ = people.decide(Resident.trusts, seen(Experience, committee_won=1.0))
    lost, _ = people.decide(Resident.trusts, seen(Experience, committee_lost=1.0))
    assert won[0] == pytest.approx(0.55 + 0.06 * 0.45)
    assert lost[0] == pytest.approx(0.55 - 0.12 * 0.55)


def test_news_of_the_firm_bears_on_the_firm_alone(rows: Rows, seen: Seen) -> None:
    people = rows(values=TRUSTING, trust_committee=0.55, trust_firm=0.45)
    committee, firm = people.decide(Resident.trusts, seen(Experience, firm_won=1.0))
    assert (committee[0], firm[0]) == pytest.approx((0.55, 0.45 + 0.06 * 0.55))
    committee, firm = people.decide(Resident.trusts, seen(Experience, firm_lost=1.0))
    assert (committee[0], firm[0]) == pytest.approx((0.55, 0.45 - 0.12 * 0.45))


def test_unfair_procedure_costs_trust_and_contact_builds_it(rows: Rows, seen: Seen) -> None:
    people = rows(trust_committee=0.55)
    unfair, _ = people.decide(Resident.trusts, seen(Experience, unfair=0.5))
    fair, _ = people.decide(Resident.trusts, seen(Experience, unfair=-0.5))
    met, _ = people.decide(Resident.trusts, seen(Experience, contacts=1.0))
    assert unfair[0] < 0.55 < fair[0]
    assert met[0] == pytest.approx(0.55 + 0.01 * 0.45)


def test_trust_drifts_back_to_where_it_was(rows: Rows, seen: Seen) -> None:
    committee, firm = rows(trust_committee=[0.1, 0.9], trust_firm=[0.1, 0.9]).decide(
        Resident.trusts, seen(Experience)
    )
    assert committee[0] > 0.1
    assert committee[1] < 0.9
    assert firm[0] > 0.1
    assert firm[1] < 0.9


def test_efficacy_learns_from_success_and_failure_and_only_when_tried(rows: Rows) -> None:
    people = rows(efficacy=[0.4, 0.4, 0.4])
    learnt = people.decide(Resident.learns, np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    assert learnt == pytest.approx([0.43, 0.38, 0.4])


def test_home_is_where_issues_are_won_events_are_held_and_others_are_known(rows: Rows, seen: Seen) -> None:
    still = seen(Feeling)
    base = rows(belonging=0.5).decide(Resident.belongs, still)[0]
    assert base == pytest.approx(0.5)
    assert rows(belonging=0.5).decide(Resident.belongs, seen(Feeling, won=1.0))[0] > base
    assert rows(belonging=0.5).decide(Resident.belongs, seen(Feeling, events=1.0))[0] > base
    assert rows(belonging=0.5, cross_ties=5).decide(Resident.belongs, still)[0] > base
    assert rows(trust_neighbours=0.6).decide(Resident.trusts_neighbours, seen(Feeling, events=1.0))[0] > 0.6


def test_contacts_are_half_forgotten_after_three_months(rows: Rows) -> None:
    people = rows(contacts=1.0)
    for _ in range(3):
        people.columns["contacts"][:] = people.decide(Resident.remembers, 0.0)
    assert people.columns["contacts"][0] == pytest.approx(0.8**3)
    assert people.decide(Resident.remembers, 2.0)[0] == pytest.approx(0.8**4 + 2.0)


def test_tenants_leave_soonest_and_sooner_under_hardship(chance: Chance) -> None:
    values = {"turnover.tenant": 0.02, "established.move_out": 0.003, "turnover.hardship": 1.0}
    stays = chance(Resident.moves_out, values=values, owner=True, hardship=0.0)
    rents = chance(Resident.moves_out, values=values, owner=False, hardship=0.0)
    suffers = chance(Resident.moves_out, values=values, owner=False, hardship=1.0)
    assert stays < rents
    assert suffers == pytest.approx(2.0 * rents)
    own = {"elderly.move_out": 0.002, "young.move_out": 0.005}
    elderly, young = (
        chance(Resident.moves_out, kind=kind, values=own, owner=True, hardship=0.0)
        for kind in (ElderlyResident, YoungNewcomer)
    )
    assert (elderly, young) == (0.002, 0.005)


def test_each_tie_goes_quiet_with_the_same_small_chance(rows: Rows) -> None:
    draw = (np.arange(100_000) + 0.5) / 100_000
    lost = rows(age=np.zeros(len(draw))).decide(Resident.loses_tie, np.full(len(draw), 6.0), draw)
    share = np.bincount(np.minimum(lost, 6.0).astype(int), minlength=7) / len(draw)
    assert share == pytest.approx([0.01] * 6 + [0.94], abs=2e-5)
