"""The first page, for officials: what was asked, what came out in plain sentences, what this cannot tell.

Invariant: it fits on a page, every number on it names the cell it is from, and "no difference could
be shown" is said where that is so.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.statistics.paired import EQUAL, NATURAL
from experiments.statistics.verdict import Verdict
from results.report.material import Material
from results.text import built_in
from results.text.completeness import notices
from results.text.conditions import conditions
from results.text.equal_cost import what_was_given
from results.text.names import (
    case_name,
    governance_name,
    joined,
    main_outcomes,
    name_in,
    number,
    shown_first,
    titled,
)
from results.text.rows import Row, records, value
from results.text.verdicts import cautions, sentence, verdicts, why_not_shown
from results.web.markup import Markup, tag
from results.web.traced import Cell, Numbers
from scenarios.language import _, language

MOST_NUMBERS = 3
"""Outcomes of one verdict told with their numbers."""

MOST_IN_FULL = 2
"""Comparisons told one by one; of more of them only in how many cases they agree."""


def first_page(found: Material, numbers: Numbers) -> Iterator[Markup]:
    """The page, piece by piece."""
    yield from (tag("p", text, cls="notice", role="note") for text in notices(found.state))
    yield tag("h2", _("What was asked"))
    yield tag("p", _asked(found))
    yield tag("h2", _("What came out"))
    yield from (tag("p", text, cls="quiet") for text in conditions(found.study))
    yield from _came_out(found, numbers)
    yield tag("h2", _("What this cannot tell"))
    yield tag("ul", *(tag("li", text) for text in cautions(found.study)))


def _asked(found: Material) -> str:
    study = found.study
    text = _(
        "How do {governance} fare on {cases}? Each was simulated for {months} months in "
        "{replicates} replicates.",
        governance=joined(governance_name(model) for model in study.governance),
        cases=joined(case_name(case) for case in study.cases),
        months=study.months,
        replicates=study.replicates,
    )
    if found.points > 1:
        return _(
            "How do {governance} fare on {cases}, over {months} months, wherever the "
            "assumptions leave room? {points} sets of values were drawn for {count} "
            "parameters; a replicate below is one such set.",
            governance=joined(governance_name(model) for model in study.governance),
            cases=joined(case_name(case) for case in study.cases),
            months=study.months,
            points=found.points,
            count=len(found.varied),
        )
    if len(study.governance) > 1:
        text += ("" if language() == "zh" else " ") + _(
            "In the same replicate every governance model meets the same people, ties, shocks "
            "and random draws: only what it changes differs."
        )
    return text


def _came_out(found: Material, numbers: Numbers) -> Iterator[Markup]:
    table = found.study.comparison
    if table is None or table.empty:
        yield from _levels(found, numbers)
        return
    for cost, rows in table.groupby("cost", sort=False):
        if cost != NATURAL:
            yield tag("h3", _("At equal cost"))
            yield tag("ul", *(tag("li", text) for text in what_was_given(rows)))
        yield from _pairs(rows, numbers, str(cost))


def _pairs(rows: pd.DataFrame, numbers: Numbers, cost: str) -> Iterator[Markup]:
    """The governance models against the first one; over several cases, how many of them say the same."""
    first = str(rows["a"].iloc[0])
    cases, others = rows["case"].nunique(), rows.loc[rows["a"] == first, "b"].nunique()
    for b, pair in rows[rows["a"] == first].groupby("b", sort=False):
        heading = _("{b} compared with {a}", a=governance_name(first), b=governance_name(str(b)))
        yield tag("h3", heading + ("" if cost != EQUAL else _(" (at equal cost)")))
        if cases * others > MOST_IN_FULL:
            yield tag("ul", *_over_cases(pair, cases, numbers))
            continue
        for case, of_case in pair.groupby("case", sort=False):
            if cases > 1:
                yield tag("p", tag("strong", case_name(str(case))))
            yield tag("ul", *_one_case(of_case, numbers))


def _one_case(pair: pd.DataFrame, numbers: Numbers) -> Iterator[Markup]:
    def put(text: str, row: Row, column: str) -> str:
        return numbers.put(text, comparison_cell(row, column))

    for text in verdicts(pair, put, MOST_NUMBERS):
        yield tag("li", numbers.shown(text))


def comparison_cell(row: Row, column: str) -> Cell:
    """The cell of the comparison that a number is from."""
    where = {key: row[key] for key in ("case", "cost", "outcome", "a", "b")}
    return Cell("comparison", where, column, value(row, column))


def _over_cases(pair: pd.DataFrame, cases: int, numbers: Numbers) -> Iterator[Markup]:
    """For each verdict the outcomes that have it, with the number of cases."""
    for verdict in Verdict:
        of_verdict = pair[pair["verdict"] == verdict]
        counts = of_verdict.groupby("outcome", sort=False)["case"].nunique()
        kept = [outcome for outcome in shown_first(pair) if outcome in counts.index]
        words = [_in_cases(outcome, int(counts[outcome]), cases, pair, numbers) for outcome in kept]
        if words:
            yield tag("li", numbers.shown(sentence(verdict, joined(words, long=True))))
    first = pair[pair["outcome"].isin(shown_first(pair))]
    for text in (*why_not_shown(records(first)), *built_in.sentences(records(first))):
        yield tag("li", text)


def _in_cases(outcome: str, count: int, cases: int, pair: pd.DataFrame, numbers: Numbers) -> str:
    where = {key: pair[key].iloc[0] for key in ("cost", "a", "b")} | {"outcome": outcome}
    name = name_in({"outcome": outcome, "family": pair.loc[pair["outcome"] == outcome, "family"].iloc[0]})
    cell = Cell("comparison", where, "verdict", float(count), "count")
    if count == cases:
        return _(
            "{outcome} (in all {count} cases)",
            outcome=name,
            count=numbers.put(str(count), cell),
        )
    return _(
        "{outcome} (in {count} of {all} cases)",
        outcome=name,
        count=numbers.put(str(count), cell),
        all=cases,
    )


def _levels(found: Material, numbers: Numbers) -> Iterator[Markup]:
    """What one governance model gave, where nothing is compared."""
    study = found.study
    for (case, model), rows in study.runs.groupby(["case", "governance"], sort=False):
        yield tag("h3", f"{case_name(str(case))} · {governance_name(str(model))}")
        items = []
        for outcome in main_outcomes(study.outcomes):
            mean = float(rows[outcome].mean())
            cell = Cell("runs", {"case": case, "governance": model}, outcome, mean, "mean")
            text = _("{outcome}: {value}", outcome=titled(outcome), value=numbers.put(number(mean), cell))
            items.append(tag("li", numbers.shown(text)))
        yield tag("ul", *items)
    if study.replicates == 1:
        yield tag(
            "p", _("One run shows what can happen, not what tends to happen: compare over many replicates.")
        )
