"""Where two runs with the same draws part: the first of each sort in a sentence, the decisions that differ as
a table and a figure, and which draws what pairing leaves over comes from.

Invariant: rules and agents are named in words, draws by their stream and the line that makes them.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.pairing_audit.audit import Audit
from experiments.pairing_audit.first_difference import FirstDifference, KeyOwner
from experiments.pairing_audit.shared_draws import by_rule
from results.document.blocks import Table
from results.figures.style import MARKERS, OTHERS
from results.text.names import (
    governance_name,
    in_percent,
    joined,
    month_first,
    number,
    outcome_name,
    with_percent,
)
from results.text.rows import Row, records, value
from results.text.rules import household_name, kind_name, rule_name
from scenarios.language import _, pick
from scenarios.rules import rule_words

LINES = 6
"""Decisions that are drawn, those that differ most."""

STREAMS = 15
"""Streams a terminal has room for."""

HEAVY, NAMED = 0.1, 3
"""The least share that is named, and how many draws are named for an outcome."""

ALL, NONE = 0.95, 0.05
"""Shares from and up to which draws are said to be made in both worlds, or in one alone."""


def partings(audit: Audit) -> list[str]:
    """A sentence on what goes otherwise first, then one on the first of every other sort."""
    if not audit.partings:
        return [_("The two sides never diverge: every draw, decision and state is the same on both.")]
    return [_sentence(audit, found) for found in audit.partings]


def _sentence(audit: Audit, found: FirstDifference) -> str:
    a, b = names(audit)
    if found.what == "draw":
        return _(
            "{month}: under {governance} alone “{stream}” ({at}) is drawn from {count} times; the "
            "first draw is that of {who}.",
            month=month_first(found.month),
            count=found.how_many,
            stream=found.stream,
            at=found.at,
            governance=a if found.only == "a" else b,
            who=who_words(found.who),
        )
    answers = {"a": a, "b": b, "answer_a": _answer(found, 0), "answer_b": _answer(found, 1)}
    counted = {"month": month_first(found.month), "count": found.how_many, "of": found.of, "at": found.at}
    if found.what == "decision":
        return _(
            "{month}: on the same random draws {count} of {of} decide otherwise: {rule} ({at}, "
            "draws from “{stream}”). The first is {who}. {a}: {answer_a} {b}: {answer_b}",
            rule=rule_name(found.name),
            stream=found.stream,
            who=who_words(found.who),
            **counted,
            **answers,
        )
    return _(
        "{month}: {rule} ({at}) is another for {count} of {of}. Of {who} it is {answer_a} under {a} "
        "and {answer_b} under {b}.",
        rule=rule_name(found.name),
        who=who_words(found.who),
        **counted,
        **answers,
    )


def names(audit: Audit) -> tuple[str, str]:
    """The two governance models."""
    inspection = audit.inspection
    return governance_name(inspection.a.governance.id), governance_name(inspection.b.governance.id)


def _answer(found: FirstDifference, side: int) -> str:
    """An answer as the sentence for it where there is one."""
    assert found.answers is not None
    value = found.answers[side]
    entry = rule_words().rules.get(found.name)
    choices = entry.answers() if entry and found.what == "decision" else {}
    if entry and entry.yes_below is None and value in choices:
        return pick(choices[int(value)])
    return number(value) if abs(value) >= 1e4 else f"{value:.4g}".replace("-", "−")


def who_words(who: KeyOwner) -> str:
    """An agent in words."""
    if who.kind == "issue":
        return _("an issue of household {door}", door=who.door)
    if who.kind == "compound":
        return _("the compound") if who.compound is None else _("compound {number}", number=who.compound)
    if who.kind == "something":
        return _("something with a key of its own")
    return household_name(who.door, who.kind) if who.door else kind_name(who.kind)


def decisions_table(audit: Audit) -> Table:
    """Decisions down, what differs most first; how many, what share differs and since when across."""
    only = (_("only under {governance}", governance=name) for name in names(audit))
    heads = (_("decision"), _("in both"), _("otherwise"), _("since month"), *only)
    title = _(
        "Decisions on the same random draws ({replicates} replicates)", replicates=audit.inspection.replicates
    )
    return Table(heads, list(map(_decision, records(by_rule(audit.decisions)))), title)


def _decision(row: Row) -> list[str]:
    since = "" if pd.isna(row["first_month"]) else str(row["first_month"])
    both, a, b = (f"{row[name]:,}" for name in ("both", "only_a", "only_b"))
    return [rule_name(str(row["rule"])), both, in_percent(value(row, "share_different")), since, a, b]


def streams_table(audit: Audit) -> Table:
    """Streams down whose draws are not the same in both worlds, the first to differ on top; counts across."""
    only = (_("only under {governance}", governance=name) for name in names(audit))
    heads = (_("stream"), _("drawn at"), _("in both"), *only, _("since month"))
    title = _("Streams whose draws differ (replicate {replicate})", replicate=audit.inspection.replicate)
    rows = audit.streams[audit.streams["first_month"].notna()].sort_values("first_month", kind="stable")
    body = [
        [
            *(str(row[name]) for name in ("stream", "at")),
            *(f"{row[name]:,}" for name in ("both", "only_a", "only_b")),
            str(row["first_month"]),
        ]
        for row in records(rows.head(STREAMS))
    ]
    more = _("{count} more: see streams.csv or --json", count=len(rows) - STREAMS)
    return Table(heads, body, title, more if len(rows) > STREAMS else "", left=(0, 1))


def decisions_figure(audit: Audit) -> Figure:
    """The share of decisions on the same luck that differ, month by month."""
    heaviest = [str(rule) for rule in by_rule(audit.decisions)["rule"].head(LINES)]
    figure = Figure(figsize=(8.5, 4.2), layout="constrained")
    figure.suptitle(_("Decisions that differ on the same random draws"), weight="bold")
    panel = figure.subplots()
    for place, rule in enumerate(heaviest):
        rows = audit.decisions[(audit.decisions["rule"] == rule) & (audit.decisions["both"] > 0)]
        share = rows["different"] / rows["both"]
        how: dict[str, Any] = {"color": OTHERS[place], "marker": MARKERS[place], "ms": 3, "lw": 1.2}
        panel.plot(rows["month"], share, label=rule_name(rule), **how)
    panel.set_xlabel(_("recorded month"))
    panel.set_ylim(bottom=0)
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: with_percent(f"{100 * value:g}")))
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def causes(audit: Audit) -> Iterator[str]:
    """A sentence for each outcome that gains little: how much it could gain, and which draws its remaining
    variance comes from.
    """
    rows = audit.gains.set_index("outcome")
    for outcome in audit.little:
        yield _(
            "{outcome}: {times} times (at most {most}). {draws}",
            outcome=outcome_name(outcome),
            times=number(float(rows.loc[outcome, "times"])),
            most=number(float(rows.loc[outcome, "most"])),
            draws=joined(_draws(audit, outcome), long=True) or _("No single draw stands out."),
        )


def _draws(audit: Audit, outcome: str) -> Iterator[str]:
    """The heaviest draws, told function by function where a file was looked into."""
    fine = finest(audit.weights)
    rows = fine[(fine["outcome"] == outcome) & (fine["share"] >= HEAVY)]
    for row in records(rows.nlargest(NAMED, "share")):
        yield _(
            "{percent} {place} ({why})",
            percent=in_percent(value(row, "share")),
            place=str(row["draws"]).replace(" ", " · "),
            why=_why(audit, row),
        )


def finest(weights: pd.DataFrame) -> pd.DataFrame:
    """The weights of functions, and of those files that were not looked into."""
    names = [str(name) for name in weights["draws"]]
    looked_into = {name.partition(" ")[0] for name in names if " " in name}
    return weights[np.array([" " in name or name not in looked_into for name in names], dtype=bool)]


def _why(audit: Audit, row: Row) -> str:
    """Whether these draws could be paired better."""
    families = str(row["families"]).split(", ")
    mine = audit.streams[audit.streams["stream"].isin(families)]
    both, a, b = (int(mine[column].sum()) for column in ("both", "only_a", "only_b"))
    governance = names(audit)[0 if a > b else 1]
    if any(found.stream in families for found in audit.findings if found.kind != "reused"):
        return _("keyed badly: see the stray draws")
    if both <= NONE * (a + b):
        return _("made under {governance} alone: there is nothing to pair", governance=governance)
    if both >= ALL * (both + a + b):
        return _("the same draws on both sides")
    share = both / (both + a + b)
    return _("{percent} are the same draws, the others of what one side alone has", percent=in_percent(share))
