"""S3, S4, S9, S10 and S11 for one compound, by a reader of docs/odd.en.md who had seen no code of the model.

Signs and names are the page's. A household is a number 0 … N − 1, ``stairwell`` says where it lives, ``ties``
are pairs of acquaintances of shape (m, 2), one a tie; -1 is nobody. ``p`` gives a parameter or a lever by its
name. Answers are new states and chances; nothing is drawn here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Values = Mapping[str, float]
Home = Mapping[str, Any]
"""States of households by their names."""

DYAD, STAIRWELL, COMPOUND = 0, 1, 2
MOST_OWED = 12.0


def plus(x: Floats) -> Floats:
    """[x]⁺."""
    return np.maximum(x, 0.0)


def sigma(x: Floats) -> Floats:
    """σ(x)."""
    return 1.0 / (1.0 + np.exp(-x))


def stairwell_sum(x: Floats, stairwell: Whole) -> Floats:
    """Sum over the own stairwell, oneself included."""
    return np.bincount(stairwell, weights=x)[stairwell]


def ties_sum(x: Floats, ties: Whole) -> Floats:
    """Sum over acquaintances, by both ends; who is tied twice counts twice."""
    both = np.concatenate((ties, ties[:, ::-1]))
    return np.bincount(both[:, 0], weights=x[both[:, 1]], minlength=len(x))


# S3


def weight_of_issues(
    reporter: Whole, partner: Whole, scale: Whole, v: Floats, stairwell: Whole, p: Values
) -> Floats:
    """I of S3 for each household, of issues that are neither resolved nor faded."""
    n = len(stairwell)
    felt = np.zeros(n)
    two, some, all_of_them = scale == DYAD, scale == STAIRWELL, scale == COMPOUND
    np.add.at(felt, reporter[two], p["grievance.dyad"] * v[two])
    other = two & (partner >= 0)
    np.add.at(felt, partner[other], p["grievance.dyad"] * v[other])
    of_stairwell = np.zeros(stairwell.max() + 1)
    np.add.at(of_stairwell, stairwell[reporter[some]], p["grievance.stairwell"] * v[some])
    thin = min(1.0, p["grievance.compound_size"] / n)
    return felt + of_stairwell[stairwell] + p["grievance.compound"] * thin * v[all_of_them].sum()


def hardship(
    h: Floats, issues: Floats, d: Floats, p: Values, caused: float = 0.0, relief: float = 0.0
) -> Floats:
    """H of S3."""
    more = issues + caused + p["grievance.nuisance"] * d - relief
    return np.clip((1.0 - p["grievance.decay"]) * h + more, 0.0, 1.0)


def grievance(h: Floats, t_c: Floats, t_f: Floats, *, firm: bool) -> Floats:
    """G of S3."""
    return h * (1.0 - ((t_c + t_f) / 2.0 if firm else t_c))


# S4


def channel_chances(h: Home, record: float, p: Values) -> tuple[Floats, Floats]:
    """Chances of telling inside and of the hotline; ``h`` are the holders of issues, one an issue."""
    c = np.where(h["online"], p["internal_online"], p["internal_offline"])
    c = c + np.where(h["owner"], 0.0, p["channels.tenant_extra"] * (1.0 - p["tenant_eased"]))
    push = p["channels.grievance"] * h["grievance"]
    u = push + p["channels.efficacy"] * h["efficacy"] + p["channels.trust"] * h["trust_committee"] - c
    u = u + p["channels.record"] * (record - p["channels.record_centre"])
    w = push - p["channels.cost_external"] - np.where(h["online"], 0.0, p["channels.offline_extra"])
    z = 1.0 + np.exp(u) + np.exp(w)
    return np.exp(u) / z, np.exp(w) / z


def record_of_answers(answered: float, unanswered: float, p: Values) -> float:
    """r of S4."""
    return (answered + p["channels.record_centre"]) / (answered + unanswered + 1.0)


def kept_record(count: float, cases: float, p: Values) -> float:
    """Either count of the record after this month's cases."""
    return count * (1.0 - 1.0 / p["channels.record_months"]) + cases


# S9


def exposure(reporter: Whole, partner: Whole, stairwell: Whole, p: Values) -> Floats:
    """e of S9 for each household over a set of issues."""
    n = len(stairwell)
    e = np.zeros(n)
    for who, other in zip(reporter, partner, strict=True):
        near = stairwell == stairwell[who]
        own = np.zeros(n, dtype=np.bool_)
        own[who] = True
        if other >= 0:
            own[other] = True
        e += np.where(own, 1.0, np.where(near, p["trust.stairwell"], 0.0))
        e += p["trust.compound"] * min(1.0, p["grievance.compound_size"] / n)
    return e


def is_late(in_hand: Bools, told: Floats, month: int, p: Values) -> Bools:
    """Late of S9; `in_hand` are those passed on, assigned or reopened, `told` the month when last told."""
    waited = month - told
    return in_hand & (waited >= p["wait.expected"]) & (waited < p["wait.expected"] + p["wait.most"])


def of_the_firm(by_firm: Bools, *, firm: bool) -> Bools:
    """Which won and lost issues count for the firm; late ones only if they are no disputes besides."""
    return by_firm & firm


def unfairness(reporter: Whole, procedure: Floats, n: int, p: Values) -> Floats:
    """Sum of the centre less J over the own issues in the set lost."""
    return np.bincount(reporter, p["trust.procedure_centre"] - procedure, n)


def trust_in_committee(
    t: Floats, w: Floats, lost: Floats, late: Floats, m: Floats, unfair: Floats, p: Values
) -> Floats:
    """T_c of S9; w and lost with news and promises in them, unfair the sum over the own lost."""
    up = (p["trust.gain"] * w + p["trust.contact"] * m) * (1.0 - t)
    down = (p["trust.loss"] * (lost + p["wait.loss"] * late) + p["trust.procedure"] * unfair) * t
    return np.clip(t + up - down + p["trust.drift"] * (p["population.trust_committee"] - t), 0.0, 1.0)


def trust_in_firm(
    t: Floats, w: Floats, lost: Floats, late: Floats, p: Values, y: float | None = None
) -> Floats:
    """T_f of S9; y the quality of the owners' committee that serves, if one does."""
    up = p["trust.gain"] * w * (1.0 - t)
    down = p["trust.loss"] * (lost + p["wait.loss"] * late) * t
    t = np.clip(t + up - down + p["trust.drift"] * (p["population.trust_firm"] - t), 0.0, 1.0)
    bad = y is not None and y < p["owners_committee.good"]
    return plus(t - p["owners_committee.trust_loss"]) if bad else t


def trust_in_neighbours(t: Floats, events: Floats, p: Values) -> Floats:
    """T_n of S9."""
    met = p["trust.contact"] * events * (1.0 - t)
    return np.clip(t + met + p["trust.drift"] * (p["population.trust_neighbours"] - t), 0.0, 1.0)


# S10


def perceived_example(
    mu: Floats, active: Bools, online: Bools, stairwell: Whole, ties: Whole, p: Values
) -> tuple[Floats, Floats]:
    """The new μ and the number of ties d."""
    one, was = np.ones(len(mu)), active.astype(float)
    d = ties_sum(one, ties)
    seen = stairwell_sum(was, stairwell) - was + ties_sum(was, ties)
    share = seen / np.maximum(stairwell_sum(one, stairwell) - 1.0 + d, 1.0)
    if p["group_norm"] > 0.0 and online.any():
        share = np.where(online, share + p["group_norm"] * (was[online].mean() - share), share)
    return mu + p["participation.norm_speed"] * (share - mu), d


def unlike(group: Whole, owner: Bools, incomer: Bools, present: Bools, stairwell: Whole) -> Floats:
    """u of S10."""
    here = present.astype(float)
    n = stairwell_sum(here, stairwell)
    a = np.zeros(len(here))
    for trait in (group, owner.astype(int), incomer.astype(int)):
        for value in np.unique(trait):
            a += np.where(trait == value, stairwell_sum(here * (trait == value), stairwell), 0.0)
    return (3.0 * n - a) / np.maximum(n - here, 1.0)


def chance_of_taking_part(
    h: Home, mu: Floats, d: Floats, u: Floats, led: Bools, time_cost: Floats, p: Values
) -> Floats:
    """Taking part this month, 0 for who is not at home; `led`: an own pending issue has lead > 1."""
    example = p["participation.norm"] * d / (d + p["participation.density"])
    least = p["participation.norm_least"]
    example = example * np.log((mu + least) / (p["participation.norm_centre"] + least))
    logit = p["participation.intercept"] + p["participation.age"] * h["age"] + example
    logit = logit + p["participation.party"] * (h["party"] - p["votes.party_centre"])
    logit = logit + p["participation.belonging"] * (h["belonging"] - p["population.belonging"])
    logit = logit + p["participation.trust"] * (h["trust_committee"] - p["participation.trust_centre"])
    logit = logit + p["participation.owner"] * h["owner"]
    logit = logit + p["participation.cross_ties"] * np.log(1.0 + h["cross_ties"])
    logit = logit - p["participation.heterogeneity"] * (u - p["participation.heterogeneity_centre"])
    logit = logit + p["participation.efficacy"] * h["efficacy"]
    logit = logit + p["participation.grievance"] * h["grievance"] * led
    logit = logit - p["participation.cost"] * time_cost - p["tiring.weight"] * h["given"] + p["meeting_ease"]
    gap = p["exclusion.news"] * max(p["internal_offline"] - p["internal_online"], 0.0)
    logit = logit + np.where(h["online"], p["online_call"] - p["online_burden"], -gap)
    return np.where(h["present"], sigma(logit), 0.0)


def efficacy(e: Floats, who: Whole, success: Floats, kappa: Floats, p: Values) -> Floats:
    """E after this month's tries, each of a household, a success and a weight."""
    n = len(e)
    weight = np.bincount(who, weights=kappa, minlength=n)
    came = np.bincount(who, weights=kappa * success, minlength=n) / np.where(weight > 0.0, weight, 1.0)
    return e + np.where(
        weight > 0.0, p["participation.efficacy_rate"] * np.minimum(1.0, weight) * (came - e), 0.0
    )


def given_lately(g: Floats, sat: Bools, served: Bools, p: Values) -> Floats:
    """The state g of S10 after this month."""
    return p["tiring.kept"] * g + sat + served


# S11


def neighbours_paid(paid: Bools, stairwell: Whole, ties: Whole) -> Floats:
    """C̄ of S11."""
    one, was = np.ones(len(paid)), paid.astype(float)
    near = stairwell_sum(was, stairwell) / stairwell_sum(one, stairwell)
    d = ties_sum(one, ties)
    return np.where(d > 0.0, 0.5 * near + 0.5 * ties_sum(was, ties) / np.maximum(d, 1.0), near)


def chance_of_paying(h: Home, c_bar: Floats, q: float, price: float, p: Values) -> Floats:
    """Chance of who weighs; `h` also holds whether it always and whether it never pays."""
    hidden = p["exclusion.books"] * min(p["disclosed_online"], p["disclosure"])
    delta = p["disclosure"] - np.where(h["online"], 0.0, hidden)
    logit = p["fee.intercept"] + p["fee.norm"] * (c_bar - p["fee.norm_centre"])
    logit = logit + p["fee.quality"] * (q - p["fee.quality_centre"])
    logit = logit + p["fee.trust"] * (h["trust_firm"] - p["fee.trust_centre"]) + p["fee.disclosure"] * delta
    logit = logit - p["fee.arrears"] * h["owed"] / MOST_OWED + p["fee.promise"] * h["promised"]
    logit = logit - p["fee.dearer"] * np.log(price / p["fee.price"])
    return np.where(h["always"], 1.0, np.where(h["never"], 0.0, sigma(logit)))


def months_owed(a: Floats, paid: Bools, *, firm: bool) -> Floats:
    """A of S11 after the bill."""
    return np.clip(a + np.where(paid, -1.0, 1.0), 0.0, MOST_OWED) if firm else a


def collection(paid: Bools, area: Floats, *, firm: bool) -> float:
    """C of S11."""
    return float((area * paid).sum() / area.sum()) if firm else 0.0


def cost_of_service(q: float, p_c: float, x: float, area: float, p: Values) -> float:
    """K of S11 for a lone compound, yuan a month."""
    fixed = p["fee.fixed_share"]
    effort = fixed + (1.0 - fixed) * q / p["fee.quality_target"] + p["fee.effort_cost"] * x
    return p_c * p["fee.collection_reference"] * area * (1.0 - p["cheaper_service"]) * effort


def quality(
    q: float, c: float, price: float, p_c: float, x: float, p: Values, *, firm: bool, plus: bool
) -> float:
    """Quality q of S11; `plus`: the contract is cost-plus."""
    s = c * price / (p_c * p["fee.collection_reference"]) - p["fee.effort_cost"] * x
    if plus:
        s = (s - p["fee.fixed_share"] - p["fee_negotiation.remuneration"]) / (1.0 - p["fee.fixed_share"])
    aim = float(np.clip(p["fee.quality_target"] * s, p["fee.quality_low"], p["fee.quality_high"]))
    return q + p["fee.quality_speed"] * ((aim if firm else p["fee.quality_without"]) - q)


def follows(left: int, p: Values, *, at_the_fee: bool) -> int:
    """The month in which a firm comes after one left at the fee, or else walked out as a shock."""
    return left + math.ceil(p["fee.vacancy_months"]) - (not at_the_fee)


def months_of_poor_service(months: int, q: float, p: Values, *, firm: bool) -> int:
    """Poor months in a row, after this month's q."""
    return months + 1 if firm and q < p["owners_committee.replace_below"] else 0


def chance_of_leaving(cash: float, cost: float, p: Values) -> float:
    """Chance that the firm of a lone compound leaves; K after the new quality."""
    return p["fee.exit_hazard"] if -cash / max(cost, 1.0) > p["fee.exit_months"] else 0.0
