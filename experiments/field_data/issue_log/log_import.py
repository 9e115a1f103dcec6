"""A complaint log becomes part of a case: values with what they leave open, weights of demands, patterns.

Invariant: with a fault nothing is written, unless the faulty rows are to be left out; a word that nobody
knows is named with its count and counted nowhere.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from experiments.errors import ArgumentError
from experiments.field_data.faulty_rows import refuse_faulty
from experiments.field_data.headings import Columns
from experiments.field_data.import_report import ImportReport, begun, finished
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.issue_log.log_categories import is_issue
from experiments.field_data.issue_log.log_days import month_in, month_number
from experiments.field_data.issue_log.log_entries import KNOWN, NEEDED, LogEntry, LogReader, ReadLog
from experiments.field_data.issue_log.log_figures import figures, tables
from experiments.field_data.issue_log.log_meaning import meaning_table
from experiments.field_data.issue_log.log_patterns import MADE, LogPattern, log_patterns, pattern_file
from experiments.field_data.issue_log.log_summary import LogSummary
from experiments.field_data.issue_log.log_values import case_values, place_of, weights_of
from experiments.field_data.own_case import OwnCase, own_case
from experiments.field_data.raw_table import RawTable
from experiments.field_data.requested_table import requested_table
from scenarios import read
from scenarios.files import shown
from scenarios.issue_words import own_categories
from scenarios.language import _
from scenarios.project import PATTERNS, project

USUAL = "baseline"
"""The governance model under which a log was written, where nobody says."""


def import_issues(request: ImportRequest) -> ImportReport:
    """Read the log, write case and patterns; ArgumentError if it cannot be read or rows are faulty."""
    governance = read.governance(request.log.governance or USUAL).reference
    case = own_case(request.case, request.like)
    table, columns, log = _read(request)
    refuse_faulty(table.file, log.faults, request.leave_out_faulty and bool(log.entries))
    summary, outside = _summed(request, table, columns, log)
    there = read.case(request.like or case.like or case.reference)
    place = place_of(there, request.log.households)
    source = _("complaint log, {span}, imported {day}", span=summary.span, day=date.today())
    values = tuple(case_values(summary, place, source))
    weights = weights_of(summary, place, source)
    patterns = log_patterns(summary, read.households(there) / place.households)
    report = replace(
        begun("issues", table, case, columns),
        rows=len(log.entries),
        faults=log.faults,
        figures=figures(summary, place, outside),
        tables=(*tables(log, patterns), meaning_table(patterns, _others(summary, weights is not None))),
        remarks=_remarks(case, summary, patterns, weights is None),
    )
    written = (
        {_pattern_file(case): _patterns_text(governance, case, summary, patterns, source)} if patterns else {}
    )
    return finished(report, values, {"demands": weights} if weights else {}, written)


def _read(request: ImportRequest) -> tuple[RawTable, Columns, ReadLog]:
    own = own_categories(request.log.categories)
    table, columns, mapping = requested_table(request, KNOWN)
    for field in NEEDED:
        if field not in columns.places:
            known = "、".join(KNOWN[field][:5])
            message = _(
                "{file} has no column for {field}, as in {known}; say with --columns FILE which one it is.",
                file=table.file,
                field=field,
                known=known,
            )
            raise ArgumentError(message)
    return table, columns, LogReader(table, columns, mapping, own).read()


def _summed(
    request: ImportRequest, table: RawTable, columns: Columns, log: ReadLog
) -> tuple[LogSummary, int]:
    """The log summed up, and how many entries lie outside the months asked for."""
    if request.log.channel is not None and "channel" in columns.places:
        raise ArgumentError(_("{file} has a column for the channel; leave --channel out.", file=table.file))
    months = [month_number(one.told) for one in log.entries]
    first, last = _month(request.log.first, "--from"), _month(request.log.last, "--to")
    first = min(months, default=0) if first is None else first
    last = max(months, default=0) if last is None else last
    inside = [one for one, month in zip(log.entries, months, strict=True) if first <= month <= last]
    if not any(is_issue(one.meaning) for one in inside):
        message = _(
            "{file} has no entry of a category that is known; say with --categories FILE what each is."
        )
        raise ArgumentError(message.format(file=table.file))
    entries = tuple(_through(one, request.log.channel) for one in inside)
    return LogSummary(entries, first, last), len(log.entries) - len(inside)


def _through(entry: LogEntry, channel: str | None) -> LogEntry:
    return entry._replace(channel=channel) if channel else entry


def _month(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    if (month := month_in(text)) is None:
        message = _("{option} = {value} must be a month, as in 2024-03.", option=option, value=text)
        raise ArgumentError(message)
    return month


def _others(log: LogSummary, has_weights: bool) -> set[str]:
    """What the log shows beside patterns."""
    there = {
        "kinds": has_weights,
        "satisfaction": log.unsatisfied() is not None,
        "days": bool(log.days()),
        "disputes": any(log.disputes().values()),
    }
    return {name for name, is_there in there.items() if is_there}


def _pattern_file(case: OwnCase) -> Path:
    """Where the patterns go: into the project that the case is of, or beside the case."""
    here = project()
    if here is not None and case.file.parent == here.folder / "cases":
        return here.folder / PATTERNS / f"{case.name}-log.yaml"
    return case.beside("patterns.yaml")


def _patterns_text(
    governance: str, case: OwnCase, log: LogSummary, patterns: list[LogPattern], source: str
) -> str:
    file = _pattern_file(case)
    if file.exists() and not file.read_text(encoding="utf-8").startswith(MADE):
        message = _("{file} is there already and was not made by an import; move it away.", file=shown(file))
        raise ArgumentError(message)
    reference = case.name if file.parent != case.file.parent else case.file.name
    return pattern_file(patterns, log, (case.name, reference), governance, source)


def _remarks(case: OwnCase, log: LogSummary, patterns: list[LogPattern], few: bool) -> tuple[str, ...]:
    """How to read it, and what to do next."""
    found = [
        _(
            "A log has what was told, not what people live with. The range of issues.rate is wider than the "
            "log's own interval: what bad service adds is not of the rate itself, and up to half of what "
            "arises may never be told (assumption). calibrate narrows it."
        )
    ]
    if not log.channels():
        found.append(
            _(
                "No entry says in a word that is known who was told: all count as told, and "
                "no channel is fitted."
            )
        )
    if log.channels() == {"hotline"}:
        found.append(
            _(
                "The log is that of the hotline alone: it says nothing of what is told inside, so that it "
                "sets no rate of demands, and how soon demands are done is compared, not fitted."
            )
        )
    if all(one.repeat is None for one in log.issues):
        found.append(_("No column says what is told again: every entry counts as told for the first time."))
    if few:
        found.append(_("Too few demands for weights of their own: those of the case stay as they are."))
    fewer = {one.name for one in patterns if one.role == "C"}
    if fewer:
        option = (
            "" if _pattern_file(case).parent != case.file.parent else f" --file {shown(_pattern_file(case))}"
        )
        place = f"--case {case.reference}{option}"
        found.append(_("Judge it: {command}", command=f"gongzhi patterns {place}"))
        keys = ",".join(fitting_keys(fewer))
        command = f"gongzhi calibrate {place} --parameters {keys} --out results/studies/{case.name}"
        found.append(_("Fit it: {command}", command=command))
    return tuple(found)


MOVES = {
    "told": ("issues.rate",),
    "demands-among-told": ("issues.young_old", "issues.encroachment"),
    "hotline": ("channels.cost_external",),
    "in-time": ("triage.firm_speed", "triage.street_speed"),
    "resolved": ("triage.loss",),
    "petitions": ("petitions.threshold",),
}
"""By pattern the parameters that move it most and belong to no instrument."""


def fitting_keys(names: set[str]) -> list[str]:
    """The parameters worth fitting to these patterns."""
    return list(dict.fromkeys(key for name, keys in MOVES.items() if name in names for key in keys))
