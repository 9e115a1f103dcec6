"""What a log gives a case: values that come to the model from outside, with what the log leaves open of them.

What the log shows of what the model brings about (who is told, how soon it is done) is no value of the case
but a pattern to be fitted: experiments/field_data/issue_log/log_patterns.py.
"""

from collections.abc import Iterator
from typing import NamedTuple

from experiments.field_data.issue_log.demand_weights import demand_weights, told_by_demand
from experiments.field_data.issue_log.log_summary import LogSummary
from experiments.field_data.own_case import OwnValue
from scenarios import read
from scenarios.entries import Case
from scenarios.language import _

QUALITY_EFFECT, QUALITY_ANCHOR = "issues.quality_effect", "issues.quality_anchor"
RATE, UNSATISFIED = "issues.rate", "triage.unsatisfied"

LEAST_TOLD = 0.5
"""The smallest share of demands that is told to somebody, as assumed for the upper end of the rate: in the
model nearly all are in the end.
"""


class LogPlace(NamedTuple):
    """The place of a log: how many households it covers, their size, how many times as many demands the worst
    service brings, and the shares of age groups.
    """

    households: int
    persons: float
    worst: float
    groups: dict[str, float]


def place_of(case: Case, households: int | None) -> LogPlace:
    """The place as the case has it, but for the households that the log covers, if they are others."""
    elderly, young = (read.value_in(case, f"population.{one}_share") for one in ("elderly", "young"))
    groups = {"elderly": elderly, "established": max(0.0, 1 - elderly - young), "young": young}
    worst = 1 + read.value_in(case, QUALITY_EFFECT) * read.value_in(case, QUALITY_ANCHOR)
    return LogPlace(households or read.households(case), read.value_in(case, "place.persons"), worst, groups)


def case_values(log: LogSummary, place: LogPlace, source: str) -> Iterator[OwnValue]:
    """The parameters that the log says something of; `source`: which log it is, its n is put behind."""
    if "hotline" not in log.channels() or len(log.channels()) > 1:
        yield from _rate(log, place, source)
    unsatisfied = log.unsatisfied()
    if unsatisfied is not None:
        yield _within(
            UNSATISFIED, unsatisfied.value, unsatisfied.low, unsatisfied.high, unsatisfied.n, source
        )


def _rate(log: LogSummary, place: LogPlace, source: str) -> Iterator[OwnValue]:
    """Demands a year per 1000 residents. The parameter is what arises where service is good: of what is told
    some may come of bad service (so it may be lower), and some that arises is never told (so it may be
    higher).
    """
    found = log.rate(log.demands())
    yearly = 12 * 1000 / (place.households * place.persons)
    if found.n:
        low, high = found.low * yearly / place.worst, found.high * yearly / LEAST_TOLD
        middle = found.value * yearly / ((1 + place.worst) / 2)  # service midway between good and the worst
        yield _within(
            RATE, middle, low, high, found.n, _("{source}; told, less what poor service adds", source=source)
        )


def _within(key: str, value: float, low: float, high: float, n: int, source: str) -> OwnValue:
    """The value and its range, cut to what is possible."""
    one = read.ledger()[key]
    least = max(one.least, 0.01 * one.default) if one.prior == "log-uniform" else one.least
    low, value, high = (min(max(bound, least), one.most) for bound in (low, value, high))
    return OwnValue(key, value, low, high, n, f"{source}, n={n}")


def weights_of(log: LogSummary, place: LogPlace, source: str) -> dict[str, object] | None:
    """What the case has of its demands; None if the log has too few."""
    weights = demand_weights(log.demands(), place.groups)
    if weights is None:
        return None
    count = round(sum(told_by_demand(log.demands()).values()))
    return {"weights": weights, "grade": "survey", "source": f"{source}, n={count}"}
