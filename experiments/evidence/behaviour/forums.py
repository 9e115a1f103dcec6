"""Forums: which of a forum's parameters move trust and conflict, and what a forum does where days run out.

Each parameter lies at the low and at the high end of its plausible range, the others at their defaults, under
a forum alone with one session a month in Xihu; the same replicates for all, so that differences are paired.
"""

from collections.abc import Iterator

import numpy as np

from experiments.analysis.coalitions import coalition
from experiments.evidence.behaviour.over_replicates import Row, measured
from experiments.evidence.model_uncertainty import BASELINE
from experiments.execution.run_cache import Replicates
from scenarios import read

CASE, RATE = "xihu", "issues.rate"
FORUM = ("three-joys", "forum")
"""A forum as this governance model has it."""

MONTHLY = {"forum.sessions": 1.0}
"""One session a month, which three governance models have."""

PARAMETERS = tuple(
    f"forum.{name}"
    for name in (
        "legitimacy", "lean_other", "lean_payers", "facilitator", "confidence", "priority", "news",
        "voice_scale", "seat_share", "broken_promise", "capture",
    )
)  # fmt: skip
BURN_IN, MOST_MONTHS = 12, 24
"""Months before the first recorded one, and recorded ones at most: enough for paired differences."""

MOVED = ("trust_RC", "conflict_index")
"""What a forum whose decisions count should move."""

LOADS = (30.0, 120.0)
"""Demands per 1000 residents and year: days are left, and days run out."""


def forums(worlds: Replicates, months: int) -> Iterator[Row]:
    """Rows of the parts `forum` (the measure is the parameter: high end less low end) and `forum load`."""
    yield from _parameters(worlds, months)
    yield from _loads(worlds, months)


def _parameters(worlds: Replicates, months: int) -> Iterator[Row]:
    known = read.ledger()
    ends = {
        key: [_scenario(months, {key: end}) for end in (known[key].low, known[key].high)]
        for key in PARAMETERS
    }
    worlds.make([scenario for both in ends.values() for scenario in both])
    for key, both in ends.items():
        for outcome in MOVED:
            low, high = (worlds.outcomes(one)[outcome].to_numpy(float) for one in both)
            yield measured("forum", np.nan, outcome, key, high, low)


def _loads(worlds: Replicates, months: int) -> Iterator[Row]:
    for rate in LOADS:
        pair = [_scenario(months, {RATE: rate}), _scenario(months, {RATE: rate}, held=False)]
        worlds.make(pair)
        for outcome in ("utilisation", "conflict_index"):
            held, usual = (worlds.outcomes(one)[outcome].to_numpy(float) for one in pair)
            yield measured("forum load", rate, outcome, "level", usual)
            yield measured("forum load", rate, outcome, "difference", held, usual)


def _scenario(months: int, values: dict[str, float], held: bool = True) -> read.Scenario:
    model = read.governance(BASELINE)
    whole, piece = FORUM
    if held:
        model = coalition(read.governance(whole), model, frozenset({piece}))
    length = min(months, MOST_MONTHS)
    return read.scenario(CASE, model, months=length, burn_in=BURN_IN, overrides={**MONTHLY, **values})
