"""A trial in words: what changed, which decisions differ, what moved and what did not, and what to beware of.

Invariant: every difference told carries its interval and its verdict; a gap is told with the levels of
both its groups.
"""

from collections.abc import Iterator, Sequence
from math import floor, log10

from experiments.statistics.paired import EXPLORATORY, PRIMARY
from experiments.statistics.verdict import Verdict, short
from experiments.trial.decision_counts import DecisionCount
from experiments.trial.gap_levels import GapLevels
from experiments.trial.moved import in_order, moved
from experiments.trial.tried_edit import TriedEdit
from results.document.blocks import BLANK, Block, Cell, Heading, Points, Table, lines
from results.findings.comparisons.case_tables import STYLES, tests_in
from results.text.conditions import model_version
from results.text.names import (
    after_each_other,
    case_name,
    governance_name,
    in_month,
    is_share,
    joined,
    level,
    name_in,
    number,
    outcome_name,
    scale,
)
from results.text.rows import Row, records
from results.text.rules import kind_name
from scenarios.language import _

MOST_DIGITS, MOST_RULES = 8, 4

MOST_MOVED = 12
"""Rows of the table of what moved, at most; --json has all."""


def tried_blocks(tried: TriedEdit) -> Iterator[Block]:
    """What came of the runs; nothing where there were none."""
    if tried.table is None:
        return
    yield BLANK
    yield Heading(2, _heading(tried))
    yield Points(list(decision_sentences(tried)))
    rows = in_order(records(tried.table))
    if rows:
        yield moved_table(rows[:MOST_MOVED])
    yield from lines(unmoved_sentences(tried))
    if warnings := list(gap_warnings(tried)):
        yield BLANK
        yield Points(warnings)
    yield from lines(_reading(tried))


def _heading(tried: TriedEdit) -> str:
    return _(
        "{case} under {governance}, {months} months, {replicates} replicates",
        case=case_name(tried.request.case.id),
        governance=governance_name(tried.request.governance.id),
        months=tried.request.months,
        replicates=tried.replicates,
    )


def decision_sentences(tried: TriedEdit) -> Iterator[str]:
    """Of replicate 0, kind by kind, how many decisions differ and which was the first."""
    alike = []
    for one in tried.decisions:
        if one.first is not None:
            yield _of_kind(one, tried.deciders.get(one.kind, ""))
        elif one.both:
            alike.append(kind_name(one.kind))
    if alike and not any(one.differ for one in tried.decisions):
        total = sum(one.both for one in tried.decisions)
        yield _("No decision differs in replicate 0 ({count} decisions).", count=f"{total:,}")
    elif alike:
        yield _("No decision differs of: {kinds}.", kinds=joined(alike))


def _of_kind(one: DecisionCount, door: str) -> str:
    assert one.first is not None
    text = _(
        "{kind}: {differ} of {both} decisions in replicate 0 differ, first {month}{who} ({rule}).",
        kind=kind_name(one.kind),
        differ=f"{one.differ:,}",
        both=f"{one.both:,}",
        month=in_month(one.first.month),
        who=_(", household {door}", door=door) if door else "",
        rule=one.first.rule.partition(".")[2],
    )
    if len(one.by_rule) > 1:
        most = sorted(one.by_rule.items(), key=lambda item: -item[1])[:MOST_RULES]
        rules = joined(f"{rule.partition('.')[2]} {count:,}" for rule, count in most)
        text = after_each_other(text, _("By rule: {rules}.", rules=rules))
    alone = one.only_before + one.only_now
    if alone:
        return after_each_other(text, _("Made on one side only: {count}.", count=f"{alone:,}"))
    return text


def moved_table(rows: Sequence[Row]) -> Table:
    """The outcomes that moved: both means, the difference with its interval, the verdict."""
    body: list[list[str | Cell]] = [
        [
            name_in(row),
            *(level(str(row["outcome"]), float(str(row[mean]))) for mean in ("mean_a", "mean_b")),
            _difference(row),
        ]
        for row in rows
    ]
    return Table((_("outcome"), _("before"), _("now"), _("now − before")), body, _("What moved"))


def _difference(row: Row) -> Cell:
    """The difference and the ends of its interval, two digits each that mean something, and the verdict."""
    outcome, verdict = str(row["outcome"]), Verdict(str(row["verdict"]))
    found, low, high = (
        _signed(scale(outcome) * float(str(row[name]))) for name in ("difference", "low", "high")
    )
    if is_share(outcome):
        found = _("{points} points", points=found)
    text = _("{difference} ({low} to {high})", difference=found, low=low, high=high)
    return Cell(text, short(verdict), STYLES.get(verdict, "dim"))


def _signed(value: float) -> str:
    """A difference with a sign; below one with two digits that mean something, however small."""
    size = abs(value)
    if not 0 < size < 1:
        return number(value, signed=True)
    return f"{value:+.{min(1 - floor(log10(size)), MOST_DIGITS)}f}".replace("-", "−")


def unmoved_sentences(tried: TriedEdit) -> Iterator[str]:
    """The primary outcomes that were not shown to move, by how sure that is."""
    assert tried.table is not None
    rows = records(tried.table)
    rest = [row for row in rows if row["family"] == PRIMARY and row["n"] and not moved(row)]
    words = {
        Verdict.IDENTICAL: _("Identical in every replicate: {outcomes}."),
        Verdict.NO_PRACTICAL: _("Shown to differ by less than what matters, if at all: {outcomes}."),
        Verdict.NOT_SHOWN: _(
            "No difference could be shown (which is not to say that there is none): {outcomes}."
        ),
    }
    if not any(map(moved, rows)):
        yield _("Nothing was shown to move.")
    for verdict, text in words.items():
        if found := [name_in(row) for row in rest if row["verdict"] == verdict]:
            yield text.format(outcomes=joined(found))
    others = [name_in(row) for row in in_order(rows)[MOST_MOVED:]]
    if others:
        yield _("Moved too: {outcomes}.", outcomes=joined(others))


def gap_warnings(tried: TriedEdit) -> Iterator[str]:
    """The levels beside every gap that moved, with a warning where it closes from above."""
    assert tried.table is not None
    rows = {str(row["outcome"]): row for row in records(tried.table)}
    for one in tried.levels:
        if moved(rows[one.outcome]):
            sentence = levels_sentence(one)
            yield after_each_other(sentence, warning(one)) if one.from_above else sentence


def levels_sentence(one: GapLevels) -> str:
    """The levels of both groups of a gap, before and now."""
    groups = (
        _(
            "{group} {before} → {now}",
            group=group_word(group.group),
            before=level(one.outcome, group.before),
            now=level(one.outcome, group.now),
        )
        for group in one.groups
    )
    return _("{gap}, the levels behind it: {levels}.", gap=outcome_name(one.outcome), levels=joined(groups))


def warning(one: GapLevels) -> str:
    """Why the closing of a gap is no good news."""
    upper = max(one.groups, key=lambda group: group.before)
    return _(
        "Beware: the gap closes because the level of the {group} falls, not because the others rise.",
        group=group_word(upper.group),
    )


def group_word(group: str) -> str:
    """A group of residents in words."""
    return {
        "elderly": _("elderly"),
        "young": _("young"),
        "owner": _("owners"),
        "tenant": _("tenants"),
        "upper": _("upper floors"),
        "ground": _("ground floor"),
    }.get(group, group)


def _reading(tried: TriedEdit) -> Iterator[str]:
    assert tried.table is not None
    yield ""
    if tried.replicates == 1:
        yield _(
            "One replicate has no interval, so nothing can be shown: half a minute was too short for this "
            "case or "
            "on a busy machine. Give --replicates N."
        )
        yield model_version()
        return
    yield _(
        "A difference is your version minus {other}, with its 95 % interval. Verdicts are corrected for "
        "{tests} primary outcomes (Holm), exploratory ones for {others} by themselves: what is shown of "
        "these "
        "is for another study to confirm.",
        other=tried.changed.against,
        tests=tests_in(tried.table, PRIMARY),
        others=tests_in(tried.table, EXPLORATORY),
    )
    yield model_version()
