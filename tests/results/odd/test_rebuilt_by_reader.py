"""Five submodels built by a reader of the description come, month by month, to the model's numbers."""

from collections.abc import Iterator
from functools import cache, partial

import numpy as np
import numpy.typing as npt
import pytest

from model.issues import (
    ASSIGNED,
    BY_HOTLINE,
    ENDURED,
    ESCALATED,
    EXTERNAL,
    FIRM,
    OPEN,
    PASSED_ON,
    REOPENED,
    RESOLVED,
)
from model.streams import uniform
from tests.results.odd import rebuilt_by_reader as reader
from tests.results.odd.month_by_stage import Seen, watched

IN_DEBT = {
    "fee.ratio": 0.5,
    "fee.ratio_spread": 0.0,
    "fee.exit_months": 1.0,
    "fee.exit_hazard": 0.3,
    "fee.vacancy_months": 2.0,
    "fee.arrears_outlive": 0.5,
    "fee.firm_present": 1.0,
}
"""Values with which firms come and go."""
BARGAINS = {
    "fee.ratio": 0.7,
    "fee.ratio_spread": 0.0,
    "fee.collection_start": 0.6,
    "fee.quality_start": 0.3,
    "fee.firm_present": 1.0,
    "fee.intercept": 0.9,
    "fee_negotiation.cost_plus": 1.0,
    "owners_committee.initial": 1.0,
    "owners_committee.quality_a": 5.0,
    "owners_committee.quality_b": 1.0,
    "owners_committee.replace_months": 12.0,
    "votes.intercept": -2.5,
}
"""Values with which owners and firm agree on a dearer fee and on open accounts, and doors are called at."""

LIVELY = {"issues.rate": 30.0, "participation.intercept": -4.0, "participation.cost": 1.0}
LIVELY |= {"channels.cost_internal": 2.5}
"""Much is raised and told, and many take part."""

WORLDS = {
    "forum": ("xihu", "joint-meeting", 26, 12, {}),
    "closed loop": ("minzhu", "three-joys-closed-loop", 15, 3, {}),
    "online": ("xihu-resettled", "digital", 24, 0, {}),
    "walk-out": ("honghu-walkout", "baseline", 19, 0, {"place.households": 400.0}),
    "in debt": ("xihu-street", "baseline", 26, 0, IN_DEBT),
    "bargain": ("xihu-street", "troika", 18, 0, BARGAINS),
}
"""Compounds in which, between them, all that the five submodels speak of happens."""
same = partial(np.testing.assert_allclose, rtol=0.0, atol=1e-12)


@cache
def months(world: str) -> dict[str, list[Seen]]:
    """What the stages of one of the compounds saw and left."""
    case, governance, recorded, burn_in, values = WORLDS[world]
    return watched(case, governance, recorded, burn_in, LIVELY | values)


def all_months(stage: str) -> Iterator[Seen]:
    """A stage in each month of every compound."""
    for world in WORLDS:
        yield from months(world)[stage]


def test_hardship_and_grievance_are_what_the_description_says() -> None:
    for seen in all_months("S3"):
        live = seen.issues["status"] < RESOLVED
        who, other, scale, v = (
            seen.issues[name][live] for name in ("reporter", "partner", "scale", "severity")
        )
        weight = reader.weight_of_issues(who, other, scale, v, seen.more["stairwell"], seen.p)
        d, caused, relief = seen.h["disturbance"], seen.more["weight"], seen.more["relief"]
        h = reader.hardship(seen.h["hardship"], weight, d, seen.p, caused, relief)
        same(seen.after["hardship"], h)
        g = reader.grievance(h, seen.h["trust_committee"], seen.h["trust_firm"], firm=seen.firm["here"] > 0.0)
        same(seen.after["grievance"], g)


def test_holders_tell_whom_it_says_and_the_record_is_kept_as_it_says() -> None:
    answered = unanswered = 0.0
    told = 0
    for spoke, ended in zip(months("forum")["S4"], months("forum")["S9"], strict=True):
        h, p = spoke.h, spoke.p
        places = np.flatnonzero(spoke.issues["status"] == OPEN)
        who = spoke.issues["reporter"][places]
        record = reader.record_of_answers(answered, unanswered, p)
        inside, outside = reader.channel_chances({name: h[name][who] for name in h}, record, p)
        draw = uniform(spoke.more["issue_key"][places], "channel", spoke.month)
        went = np.where(draw < inside, 1, np.where(draw >= 1.0 - outside, 2, 0))
        now = spoke.issues_after["status"][places]
        found = np.where(now == OPEN, 0, np.where(now == EXTERNAL, 2, 1))
        np.testing.assert_array_equal(found, went)
        told += int(np.sum(went > 0))
        inside_first = ended.issues["channel"] != BY_HOTLINE
        cases = {what: inside_first[ended.more[what]].sum() for what in ("won", "lost")}
        waited = ended.month - ended.issues["reported"] - ended.issues["told_later"]
        newly = _in_hand(ended) & (waited == p["wait.expected"]) & inside_first
        answered = reader.kept_record(answered, cases["won"], p)
        unanswered = reader.kept_record(unanswered, cases["lost"] + newly.sum(), p)
    assert told > 20 and answered > 1.0 and unanswered > 1.0


def _in_hand(seen: Seen) -> npt.NDArray[np.bool_]:
    return np.isin(seen.issues["status"], (PASSED_ON, ASSIGNED, REOPENED))


def _felt(seen: Seen, places: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    who, other = seen.issues["reporter"][places], seen.issues["partner"][places]
    return reader.exposure(who, other, seen.more["stairwell"], seen.p)


def test_trust_moves_as_it_says() -> None:
    happened = dict.fromkeys(("accepted", "refused", "promises", "late", "firm", "disputes of the firm"), 0.0)
    for world in WORLDS:
        began = months(world)["S3"]
        for first, seen in zip(began, months(world)["S9"], strict=True):
            p, here = seen.p, seen.firm["here"] > 0.0
            won, lost = seen.more["won"], seen.more["lost"]
            told = seen.issues["reported"] + seen.issues["told_later"]
            late = np.flatnonzero(reader.is_late(_in_hand(seen), told.astype(float), seen.month, p))
            by_firm = reader.of_the_firm(seen.issues["fixer"] == FIRM, firm=here)
            held = by_firm & ~seen.issues["dispute"]
            news = {what: _felt(seen, seen.more[what]) for what in ("accepted", "refused")}
            w = _felt(seen, won[~by_firm[won]]) + p["forum.news"] * news["accepted"]
            down = _felt(seen, lost[~by_firm[lost]]) + p["forum.news"] * news["refused"] + seen.more["felt"]
            who, procedure = seen.issues["reporter"][lost], seen.issues["procedure"][lost]
            unfair = reader.unfairness(who, procedure, len(w), p)
            waiting, met = _felt(seen, late[~held[late]]), seen.more["met"]
            t_c = reader.trust_in_committee(seen.h["trust_committee"], w, down, waiting, met, unfair, p)
            same(seen.after["trust_committee"], t_c)
            theirs = (won[by_firm[won]], lost[by_firm[lost]], late[held[late]])
            w, down, waiting = (_felt(seen, places) for places in theirs)
            y = first.owners["quality"] if first.owners["here"] > 0.0 else None
            t_f = reader.trust_in_firm(seen.h["trust_firm"], w, down, waiting, p, y)
            same(seen.after["trust_firm"], t_f)
            happened["accepted"] += len(seen.more["accepted"])
            happened["refused"] += len(seen.more["refused"])
            happened["promises"] += seen.more["felt"].sum()
            happened["late"] += held[late].sum() * (~held[late]).sum()
            happened["firm"] += by_firm[won].sum() + by_firm[lost].sum()
            happened["disputes of the firm"] += (by_firm & seen.issues["dispute"])[lost].sum()
    assert min(happened.values()) > 0.0, happened


def test_households_take_part_as_it_says() -> None:
    took = 0
    for seen in all_months("S10"):
        h, p, stairwell = seen.h, seen.p, seen.more["stairwell"]
        mu, d = reader.perceived_example(
            h["perceived_norm"], h["active"], h["online"], stairwell, seen.ties, p
        )
        same(seen.after["perceived_norm"], mu)
        u = reader.unlike(h["group"], h["owner"], h["incomer"], h["present"], stairwell)
        led = np.zeros(len(mu), dtype=np.bool_)
        led[seen.issues["reporter"][(seen.issues["status"] <= ESCALATED) & (seen.issues["lead"] > 1.0)]] = (
            True
        )
        time_cost = np.array([p[f"{kind}.time_cost"] for kind in seen.more["kinds"]])[h["kind"]]
        chance = reader.chance_of_taking_part(h, mu, d, u, led, time_cost, p)
        takes_part = uniform(seen.more["key"], "takes part", seen.month) < chance
        sat = seen.more["attended"]
        np.testing.assert_array_equal(seen.after["active"], takes_part | sat)
        given = reader.given_lately(h["given"], sat, np.zeros_like(sat), p)
        same(seen.after["given"], given)
        took += int(takes_part.sum())
    assert took > 1000


def test_efficacy_and_trust_in_neighbours_move_as_it_says() -> None:
    came_back = 0
    for world in WORLDS:
        for worked, ended in zip(months(world)["S5"], months(world)["learn"], strict=True):
            came_back += _check_efficacy(worked, ended)
    assert came_back > 0


def _check_efficacy(worked: Seen, ended: Seen) -> int:
    """Tries of the month's issues, sessions and promises, of which those sent back are none."""
    old, new, p = worked.issues, ended.issues, ended.p
    t_n = reader.trust_in_neighbours(ended.h["trust_neighbours"], ended.more["events"], p)
    same(ended.after["trust_neighbours"], t_n)
    failed = new["attempts"] - old["attempts"] + ((new["status"] == ENDURED) & (old["status"] != ENDURED))
    resolved = (new["status"] == RESOLVED) & (new["closed"] == ended.month)
    size = len(t_n)
    tried = np.bincount(new["reporter"], failed + 1.0 * resolved, size) + ended.more["felt"]
    other = ended.more["tried"] - tried
    by_issues = other == 0.0
    assert np.isin(other[~by_issues], (1.0, 2.0)).all()  # a session or an owners' vote besides
    who = np.concatenate((np.repeat(new["reporter"], failed), new["reporter"][resolved], np.arange(size)))
    success = np.concatenate((np.zeros(failed.sum()), np.ones(resolved.sum()), np.zeros(size)))
    kappa = np.concatenate((np.ones(failed.sum() + resolved.sum()), ended.more["felt"]))
    e = reader.efficacy(ended.h["efficacy"], who, success, kappa, p)
    same(ended.after["efficacy"][by_issues], e[by_issues])
    return int(np.sum(new["reopened"] > old["reopened"]))


def test_households_pay_and_the_firm_serves_as_it_says() -> None:
    last = months("bargain")["S11"][-1]
    assert last.h["promised"].any() and last.firm["cost_plus"] and last.firm["price"] > last.p["fee.price"]
    for seen in all_months("S11"):
        h, p, here = seen.h, seen.p, seen.firm["here"] > 0.0
        c_bar = reader.neighbours_paid(h["paid"], seen.more["stairwell"], seen.ties)
        kinds = {"always": h["payer"] == 1, "never": h["payer"] == 2}
        chance = reader.chance_of_paying(h | kinds, c_bar, seen.firm["quality"], seen.firm["price"], p)
        pays = uniform(seen.more["key"], "fee", seen.month) < chance
        np.testing.assert_array_equal(seen.after["paid"], pays)
        comes = not here and seen.firm_after["here"] > 0.0
        owed = reader.months_owed(h["owed"], pays, firm=here) * (p["fee.arrears_outlive"] if comes else 1.0)
        same(seen.after["owed"], owed)
        _check_firm(seen, pays)


def _check_firm(seen: Seen, pays: npt.NDArray[np.bool_]) -> None:
    h, p, firm, here = seen.h, seen.p, seen.firm, seen.firm["here"] > 0.0
    c = reader.collection(pays, h["area"], firm=here)
    p_c, x = firm["cost_price"], firm["extra"]
    q = reader.quality(firm["quality"], c, firm["price"], p_c, x, p, firm=here, plus=firm["cost_plus"] > 0.0)
    comes = not here and seen.firm_after["here"] > 0.0
    assert seen.firm_after["quality"] == pytest.approx(
        max(q, p["fee.quality_new"]) if comes else q, abs=1e-12
    )
    if here and seen.firm_after["here"] > 0.0:
        assert seen.firm_after["collection"] == pytest.approx(c, abs=1e-12)
    if not comes:
        poor = reader.months_of_poor_service(int(firm["poor_months"]), q, p, firm=here)
        assert seen.firm_after["poor_months"] == poor


def test_firms_leave_in_debt_and_come_as_it_says() -> None:
    assert _came("walk-out") == [reader.follows(13, months("walk-out")["S11"][0].p, at_the_fee=False)]
    left = [seen.month for seen in months("in debt")["S11"] if _check_books(seen)]
    p = months("in debt")["S11"][0].p
    assert len(left) > 2
    assert _came("in debt") == [reader.follows(month, p, at_the_fee=True) for month in left]


def _came(world: str) -> list[int]:
    return [one.month for one in months(world)["S11"] if one.firm["here"] < one.firm_after["here"]]


def _check_books(seen: Seen) -> bool:
    """Tell whether the firm left, which must be where its debt and its draw say so."""
    firm, p, area = seen.firm, seen.p, seen.h["area"].sum()
    if firm["here"] <= 0.0:
        return False
    cost, later = (
        reader.cost_of_service(q, firm["cost_price"], firm["extra"], area, p)
        for q in (firm["quality"], seen.firm_after["quality"])
    )
    c = reader.collection(seen.after["paid"], seen.h["area"], firm=True)
    cash = seen.more["cash"] + c * firm["price"] * area - cost
    leaves = uniform(seen.more["seed_key"], "firm leaves", seen.month)[0] < reader.chance_of_leaving(
        cash, later, p
    )
    assert leaves == (seen.firm_after["here"] <= 0.0)
    assert seen.cash_after == pytest.approx(0.0 if leaves else cash, abs=0.02)
    return bool(leaves)
