"""Conditional cooperation (Fischbacher & Gächter 2010): who follows at a discount lets giving decay."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from agents.resident import CONDITIONAL, FREE_RIDER, HUMP, Resident
from agents.table import Table
from scenarios.read import ledger

COUNT, YEARS, START = 400, 12, 100.0


def giving(shares: dict[int, float], follow: float) -> list[float]:
    """Mean gift a year where each sees the mean of the year before, all trust and the books are open."""
    values = {key: float(entry.default) for key, entry in ledger().items()}
    values |= {"fund.follow": follow, "fund.donation": START}
    kinds = np.repeat(list(shares), np.round(np.array(list(shares.values())) * COUNT).astype(int))
    columns: dict[str, Any] = {
        "cooperator": kinds.astype(float),
        "trust_committee": np.ones(len(kinds)),
        "donation": np.full(len(kinds), START),
    }
    table = Table([Resident], np.zeros(len(kinds), dtype=int), values, columns)
    means = [START]
    for _year in range(YEARS):
        seen = np.full(len(kinds), means[-1])
        means.append(float(table.decide(Resident.gives, seen, 1.0).mean()))
    return means


def test_followers_at_a_discount_give_less_every_year() -> None:
    means = giving({CONDITIONAL: 1.0}, follow=0.8)
    ratios = [later / earlier for earlier, later in pairwise(means)]
    assert ratios == pytest.approx([0.8] * YEARS)


def test_followers_who_match_keep_giving() -> None:
    assert giving({CONDITIONAL: 1.0}, follow=1.0)[-1] == pytest.approx(START)


def test_free_riders_make_giving_decay_even_where_followers_match() -> None:
    means = giving({CONDITIONAL: 0.7, FREE_RIDER: 0.3}, follow=1.0)
    assert means[-1] == pytest.approx(START * 0.7**YEARS)
    assert giving({CONDITIONAL: 0.5, FREE_RIDER: 0.5}, follow=1.0)[-1] < means[-1]


def test_hump_shaped_givers_fall_back_where_others_give_much() -> None:
    peak = ledger()["fund.hump_peak"].default * START
    assert giving({HUMP: 1.0}, follow=1.0)[1] == pytest.approx(
        min(START, max(2 * peak - START, 0.0)), rel=0.01
    )
