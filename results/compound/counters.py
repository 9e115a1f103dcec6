"""The counters beside a compound: the numbers of each month, named and scaled as the outcomes are.

Invariant: nothing is counted here that a monthly table has; a running counter is the sum of its months.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from results.text.names import level_unit, outcome_name, scale
from scenarios import read
from scenarios.codebook import observations
from scenarios.language import _, pick

type Series = Sequence[float | None]
"""One number a month, None where there is none."""

DIGITS = 4


class Counter(NamedTuple):
    """`observation`: a column of the monthly table; `outcome`: the one whose name, unit and direction it has,
    "" for none; `running`: whether it adds up from month to month.
    """

    observation: str
    outcome: str = ""
    running: bool = False


COUNTERS = (
    Counter("conflict_index", "conflict_index"),
    Counter("participation", "participation_month"),
    Counter("open_issues"),
    Counter("resolved", running=True),
    Counter("cluster_petitions", running=True),
    Counter("trust_committee", "trust_RC"),
    Counter("cost_running", "cost_total"),
)


def counters(monthly: Sequence[Mapping[str, Series]]) -> list[dict[str, object]]:
    """The counters, each with the series of every film: `monthly` as films have it."""
    return [_described(one) | {"series": [_series(one, table) for table in monthly]} for one in COUNTERS]


def _series(counter: Counter, monthly: Mapping[str, Series]) -> Series:
    factor = scale(counter.outcome) if counter.outcome else 1.0
    values = monthly[counter.observation]
    if counter.running:
        values = list(accumulate(value or 0.0 for value in values))
    return [None if value is None else float(f"{factor * value:.{DIGITS}g}") for value in values]


def _described(counter: Counter) -> dict[str, object]:
    """What a counter is called, and which way is better (0: neither, or one cannot say)."""
    if counter.outcome:
        name, unit = outcome_name(counter.outcome), level_unit(counter.outcome)
        direction = read.outcome_entries()[counter.outcome].direction
    else:
        name, direction = pick(observations()[counter.observation].name), 0
        unit = _("since month 1") if counter.running else _("per 100 households")
    return {"id": counter.observation, "name": name, "unit": unit, "direction": direction}
