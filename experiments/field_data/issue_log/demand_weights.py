"""How often which demand comes up, from how often it was told.

Whom a household tells does not depend on what the demand is about (agents/resident.py), so shares told are
shares lived. What concerns the elderly or the young alone comes up among them alone: its weight is larger
than its share, by as much as its group is smaller than the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from experiments.field_data.issue_log.log_categories import DEMANDS, is_demand
from experiments.field_data.issue_log.log_entries import LogEntry

ENOUGH = 50
"""Demands on which weights may rest."""

PRIOR = 0.5
"""Entries that every demand is given beforehand: none is impossible because a log has none (Jeffreys)."""

ROUNDS = 200


def demand_weights(entries: Iterable[LogEntry], groups: Mapping[str, float]) -> dict[str, float] | None:
    """By demand its weight, 1 on average; None if there are too few. `groups`: shares of the elderly, the
    established and the young among households.
    """
    counts = told_by_demand(entries)
    if sum(counts.values()) < ENOUGH:
        return None
    told = np.array([counts[kind.id] + PRIOR for kind in DEMANDS])
    shares = told / told.sum()
    concerns = np.array([[kind.affects in ("all", group) for kind in DEMANDS] for group in groups], float)
    of_group = np.array(list(groups.values()))
    weights = shares.copy()
    for _round in range(ROUNDS):  # share = weight × the chance that its group draws it, solved in turn
        drawn = (of_group[:, None] * concerns / (concerns @ weights)[:, None]).sum(axis=0)
        weights = shares / drawn
        weights = weights / weights.sum()
    return {
        kind.id: float(f"{value * len(DEMANDS):.3g}") for kind, value in zip(DEMANDS, weights, strict=True)
    }


def told_by_demand(entries: Iterable[LogEntry]) -> dict[str, float]:
    """Demands told by kind; where only the category is known, they are shared out as those known there are,
    or equally.
    """
    counts = Counter(one.meaning for one in entries if is_demand(one.meaning))
    found = {kind.id: float(counts[kind.id]) for kind in DEMANDS}
    for category in dict.fromkeys(kind.category for kind in DEMANDS):
        members = [kind.id for kind in DEMANDS if kind.category == category]
        known = np.array([found[kind] for kind in members])
        parts = known / known.sum() if known.sum() else np.full(len(members), 1 / len(members))
        for kind, part in zip(members, parts, strict=True):
            found[kind] += counts[category] * float(part)
    return found
