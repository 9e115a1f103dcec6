"""What the model should show of a place, from its log: patterns of role C, with the log's interval as range.

Each is counted as the model counts it: issues told for the first time, calls with those told again, demands
done within three months of being told, months with a collective petition.
"""

import io
from collections.abc import Iterator
from typing import NamedTuple

from experiments.field_data.issue_log.log_statistics import monthly_rate
from experiments.field_data.issue_log.log_summary import YEAR, LogSummary
from experiments.statistics.contrasts import Result
from experiments.statistics.survey_intervals import times
from scenarios.language import _

FEWEST_MONTHS, MOST_MONTHS = 12, 60
"""Months of a run in which the patterns are read."""

HOTLINE = "hotline"

MADE = "# gongzhi import issues: made again by the next import; write patterns of your own into another file."
"""The first line of such a file, by which it is known."""


class LogPattern(NamedTuple):
    """A pattern: its name, what is measured, the number in the log with its interval, words for it."""

    name: str
    outcome: str
    per: str | None
    found: Result
    text: str
    role: str = "C"


def log_patterns(log: LogSummary, share_of_place: float) -> list[LogPattern]:
    """The patterns that the log gives; `share_of_place`: households of the case over those of the log."""
    only_hotline = log.channels() == {HOTLINE}
    counts = _of_hotline(log, share_of_place) if only_hotline else _of_all(log, share_of_place)
    return [*counts, *_of_answers(log, "V" if only_hotline else "C"), *_of_petitions(log)]


def _of_all(log: LogSummary, share_of_place: float) -> Iterator[LogPattern]:
    told = log.rate(log.demands())
    if told.n:
        text = _("Ordinary demands told for the first time, a month.")
        yield LogPattern("told", "demands_told", None, times(told, share_of_place), text)
    if (share := log.demand_share()) is not None and share.value < 1:
        text = _("Share of the issues told that are ordinary demands; the rest are disputes.")
        yield LogPattern("demands-among-told", "demands_told", "collected", share, text)
    known = [one for one in log.issues if one.channel]
    share = log.share(known, lambda one: one.channel == HOTLINE) if len(log.channels()) > 1 else None
    new = sum(not one.repeat for one in known)
    if share is not None and new:
        text = _("Calls to the hotline, those told again included, for each issue told.")
        yield LogPattern("hotline", "hotline_calls", "collected", times(share, len(known) / new), text)


def _of_hotline(log: LogSummary, share_of_place: float) -> Iterator[LogPattern]:
    calls = log.rate(log.issues)
    if calls.n:
        text = _("Calls to the hotline a month, those told again included.")
        yield LogPattern("hotline", "hotline_calls", None, times(calls, share_of_place), text)


def _of_answers(log: LogSummary, role: str) -> Iterator[LogPattern]:
    if _has_answers(log) and (found := log.in_time()) is not None:
        text = _("Share of ordinary demands done within three months of being told.")
        yield LogPattern("in-time", "resolution_in_time", None, found, text, role)
    if (
        log.months >= YEAR + FEWEST_MONTHS // 2
        and _has_answers(log)
        and (found := log.resolved()) is not None
    ):
        text = _("Share of the issues told that are done within twelve months.")
        yield LogPattern("resolved", "resolution_ratio", None, found, text, role)


def _has_answers(log: LogSummary) -> bool:
    """Whether the log says when things were done."""
    return any(one.closed for one in log.new)


def _of_petitions(log: LogSummary) -> Iterator[LogPattern]:
    if months := log.petition_months():
        found = monthly_rate([1] * months + [0] * (log.months - months))
        text = _("Months a year with a collective petition.")
        yield LogPattern("petitions", "group_petitions_year", None, times(found, 12.0), text)


def run_months(log: LogSummary) -> int:
    """How long the runs are in which the patterns are read: as long as the log, within reason."""
    return min(max(log.months, FEWEST_MONTHS), MOST_MONTHS)


def pattern_file(
    patterns: list[LogPattern], log: LogSummary, case: tuple[str, str], governance: str, source: str
) -> str:
    """The text of the file; `case`: its name, which patterns begin with, and how it is named from there."""
    from ruamel.yaml import YAML

    name, reference = case
    content = {f"{name}-{one.name}": _entry(one, log, reference, governance, source) for one in patterns}
    target = io.StringIO()
    editor = YAML()
    editor.width = 100_000
    editor.dump(content, target)
    return f"{MADE}\n{target.getvalue()}"


def _entry(
    one: LogPattern, log: LogSummary, reference: str, governance: str, source: str
) -> dict[str, object]:
    value, low, high = one.found.value, one.found.low, one.found.high
    entry: dict[str, object] = {"source": f"{source}, n={one.found.n}", "role": one.role, "text": one.text}
    entry |= {"form": "level", "case": reference, "governance": governance, "outcome": one.outcome}
    entry |= {"per": one.per} if one.per else {}
    entry |= {"months": run_months(log), "target": _short(value), "tolerance": [_short(low), _short(high)]}
    return entry


def _short(value: float) -> float:
    return float(f"{value:.4g}")
