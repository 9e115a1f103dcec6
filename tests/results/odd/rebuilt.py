"""Submodels S1, S6, S8 and S14 built again from the text of docs/odd.en.md alone, one household at a time.

Invariant: nothing of the model's code is used here, so that what agrees with it agrees by what is written.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Parameters = Mapping[str, float]


class Home(NamedTuple):
    """A household in its dwelling; `shop` and what follows it are the dwelling's."""

    stairwell: int
    floor: int
    kind: str
    present: bool
    online: bool
    group: int
    trust_committee: float
    trust_neighbours: float
    grievance: float
    threshold: float
    known: float
    futility: float
    disturbance: float
    shop: bool
    emission: float
    mitigation: float
    rent: float
    ties: tuple[int, ...]


def stairwell_and_floor(place: int, p: Parameters) -> tuple[int, int]:
    """Where the dwelling of a number lies (S1)."""
    of_floor, of_stairwell = (
        p["place.dwellings_per_floor"],
        p["place.floors"] * p["place.dwellings_per_floor"],
    )
    return math.floor(place / of_stairwell), math.floor(place % of_stairwell / of_floor) + 1


def sensitivity(home: Home, p: Parameters) -> float:
    """How much a household minds, by its kind (S1)."""
    return p[f"{home.kind}.sensitivity"]


def reaches(shop: Home, home: Home, p: Parameters) -> float:
    """What of a shop's noise reaches a household (S1)."""
    apart, scale = abs(shop.stairwell - home.stairwell), p["nuisance.distance_scale"]
    if apart > 2:
        return 0.0
    loud = shop.emission * (1.0 - shop.mitigation) * math.exp(-(home.floor - 1) / scale)
    return loud * math.exp(-p["nuisance.stairwell_step"] * apart / scale)


def disturbance(home: Home, shops: Sequence[Home], p: Parameters) -> float:
    """How disturbed a household is (S1)."""
    quiet = math.prod(1.0 - sensitivity(home, p) * reaches(shop, home, p) for shop in shops)
    return (1.0 - quiet) * home.present


class Quarrel(NamedTuple):
    """A dispute that is mediated: the two sides, the same one twice where there is no partner."""

    one: Home
    other: Home
    severity: float
    procedure: float
    haste: float
    support: float


def settles(quarrel: Quarrel, skill: float, p: Parameters) -> float:
    """The chance that a dispute is settled by the committee's own mediators (S6)."""
    one, other, mean = quarrel.one, quarrel.other, p["mediation.success"]
    trust = (one.trust_committee + other.trust_committee) / 2.0
    gap = 0.5 if one.group != other.group else 0.0
    better = skill - p["mediation.skill"] + trust - p["mediation.trust_centre"]
    better += quarrel.procedure - p["mediation.procedure_centre"]
    better -= quarrel.severity - p["mediation.severity_centre"] + gap - p["mediation.gap_centre"]
    odds = math.log(mean / (1.0 - mean)) + p["mediation.slope"] * better
    odds += p["forum.legitimacy"] * quarrel.support - p["triage.rush_settling"] * quarrel.haste
    return min(p["mediation.ceiling"], 1.0 / (1.0 + math.exp(-odds)))


def wants_shop(place: int, homes: Sequence[Home], inspection: float, p: Parameters) -> bool:
    """Whether a landlord has a shop from now on (S8)."""
    mine = homes[place]
    beside = [
        home for number, home in enumerate(homes) if home.stairwell == mine.stairwell and number != place
    ]
    opposing = 0
    for home in beside:
        new = 0.0 if mine.shop else sensitivity(home, p) * reaches(mine, home, p)
        feels = 1.0 - (1.0 - home.disturbance) * (1.0 - new)
        opposing += home.present and feels > p["nuisance.threshold"]
    share = opposing / (len(beside) + 1)
    cost = inspection * p["conversion.fine"] + p["conversion.social_cost"] * share
    return mine.rent * (1.0 - p["conversion.tax"]) * p["landlord.converts_at"] > cost


def clusters(sizes: Sequence[int], p: Parameters) -> list[int]:
    """The cluster of each stairwell, given how many dwellings each has (S14)."""
    whole = sum(sizes)
    count = max(1, round(whole / p["cluster.households"]))
    return [math.floor(count * (sum(sizes[:place]) + own / 2) / whole) for place, own in enumerate(sizes)]


def signers(homes: Sequence[Home], in_the_air: Sequence[float], spread: float, p: Parameters) -> set[int]:
    """Who has signed at the end of a month; `in_the_air`: a of each household, `spread` a lever (S14)."""
    stairwells: dict[int, list[int]] = {}
    for place, home in enumerate(homes):
        stairwells.setdefault(home.stairwell, []).append(place)
    asked = [
        place
        for place, (home, air) in enumerate(zip(homes, in_the_air, strict=True))
        if home.present and home.grievance * air > p["petitions.threshold"]
    ]
    signed: set[int] = set()
    for _sweep in range(round(p["petitions.sweeps"])):
        online = sum(homes[place].online for place in signed) / max(sum(home.online for home in homes), 1)
        now = set()
        for place in asked:
            home = homes[place]
            beside = [other for other in stairwells[home.stairwell] if other != place]
            size = len(beside) + len(home.ties)
            number = float(sum(other in signed for other in (*beside, *home.ties)))
            share = number / max(size, 1)
            if spread > 0.0 and home.online and signed:
                talk = p["ties.wechat_weight"] * spread * size
                number += talk * online
                share = max(share, number / max(size + talk, 1.0))
            reluctance = 1.0 - math.exp(-p["petitions.futility"] * home.known / (1.0 + number))
            drive = home.grievance * in_the_air[place] - home.futility * reluctance
            if drive > p["petitions.threshold"] and share >= home.threshold:
                now.add(place)
        if now == signed:
            break
        signed = now
    return signed
