"""Inequality: how far groups of residents are apart, how unequally hardship and satisfaction are spread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import ELDERLY, YOUNG
from model.issue_outcomes import reported_and_resolved
from model.months import ratio
from model.record import PROFILES, Record

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

GROUPS: dict[str, Callable[[IntArray], tuple[BoolArray, BoolArray]]] = {
    "elderly_young": lambda profile: (profile % 3 == ELDERLY, profile % 3 == YOUNG),
    "owner_tenant": lambda profile: (profile // 3 % 2 == 1, profile // 3 % 2 == 0),
    "upper_ground": lambda profile: (profile // 6 == 0, profile // 6 == 1),
}


def gaps(record: Record) -> dict[str, FloatArray]:
    """Absolute differences between two groups in resolution, participation and satisfaction."""
    reported, resolved = (column.sum(axis=1) for column in reported_and_resolved(record))
    people = record.by_profile["people"]
    measures = {
        "resolution": (resolved, reported),
        "participation": (record.by_profile["active"], people),
        "satisfaction": (record.by_profile["satisfaction"], people),
    }
    found, profile = {}, np.arange(PROFILES)
    for pair, split in GROUPS.items():
        one, other = split(profile)
        for measure, (part, whole) in measures.items():
            rates = [
                ratio(part[:, chosen].sum(axis=1), whole[:, chosen].sum(axis=1)) for chosen in (one, other)
            ]
            found[f"gap_{pair}_{measure}"] = np.abs(rates[0] - rates[1])
    return found


def spread(world: Neighbourhood, record: Record) -> dict[str, FloatArray]:
    """How unequally hardship is spread over households, and satisfaction over groups of them."""
    people, felt = record.by_profile["people"], record.by_profile["satisfaction"]
    mean = ratio(felt.sum(axis=1), people.sum(axis=1))
    relative = np.divide(felt, people * mean[:, None], out=np.ones_like(felt), where=people > 0)
    share = people / np.maximum(people.sum(axis=1, keepdims=True), 1.0)
    return {
        "gini_hardship": _gini(world),
        "theil_between_groups": (share * relative * np.log(np.maximum(relative, 2.0**-60))).sum(axis=1),
    }


def _gini(world: Neighbourhood) -> FloatArray:
    compounds = world.compounds
    hardship = world.households.hardship
    order = np.lexsort((hardship, compounds.of_row))
    rank = compounds.local + 1.0
    ordered = hardship[order]
    weighted, total = compounds.sums(rank * ordered), compounds.sums(ordered)
    size = compounds.households.astype(float)
    return ratio(2.0 * weighted, size * total) - (size + 1.0) / size
