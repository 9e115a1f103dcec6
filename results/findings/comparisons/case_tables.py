"""One run and a comparison of governance models, as tables for a terminal.

Invariant: every difference told carries its interval and its verdict, and utilisation is told beside the
outcomes.
"""

from collections.abc import Iterator, Sequence
from itertools import batched

import pandas as pd

from experiments.sign_counts.known_signs import UNKNOWN, KnownSigns, known_signs
from experiments.statistics.paired import EXPLORATORY, PRIMARY
from experiments.statistics.verdict import Verdict, short
from experiments.store.tables import Study
from results.document.blocks import BLANK, Block, Cell, Table, lines
from results.text import built_in
from results.text.conditions import conditions
from results.text.equal_cost import costs_compared, titled_at_cost, what_was_given
from results.text.headlines.districts import sentences
from results.text.names import (
    case_name,
    governance_name,
    joined,
    level,
    name_beside_differences,
    number,
    outcome_name,
    outcome_unit,
    pair_name,
    shown_first,
)
from results.text.rows import Row, difference_and_reach, records, shown_rows
from results.text.signs import sign_sentences
from results.text.signs.sign_marks import marks
from scenarios.language import _
from scenarios.read import outcome_entries

PAIRS_BESIDE = 3
"""Pairs of governance models that fit beside each other."""

STYLES = {
    Verdict.BETTER: "green",
    Verdict.WORSE: "red",
    Verdict.HIGHER: "cyan",
    Verdict.LOWER: "cyan",
    Verdict.SMALL: "yellow",
}


def run_tables(study: Study) -> Iterator[Block]:
    """One run: its outcomes, and of when they are."""
    yield outcomes_table(study)
    yield from lines(conditions(study))


def outcomes_table(study: Study) -> Table:
    """One run: every outcome with its unit."""
    row = study.runs.iloc[0]
    title = _(
        "{case} under {governance}, {months} months, seed {seed}",
        case=case_name(row["case"]),
        governance=governance_name(row["governance"]),
        months=study.months,
        seed=row["seed"],
    )
    rows = [
        (
            outcome_name(outcome),
            level(outcome, float(row[outcome])),
            outcome_unit(outcome),
            Cell(outcome, style="dim"),
        )
        for outcome in study.outcomes
        if outcome in outcome_entries()
    ]
    heads = (_("outcome"), _("value"), _("unit"), "id")
    return Table(heads, rows, title, lines=False, left=(0, 2, 3), whole=(3,))


def tables(study: Study) -> Iterator[Block]:
    """A comparison: its tables, and of when the outcomes are."""
    yield from case_tables(study)
    yield from lines(conditions(study))


def case_tables(study: Study) -> Iterator[Block]:
    """The main outcomes of a comparison, a table for each case, and how to read them."""
    assert study.comparison is not None
    known = known_signs(study)
    yield from each_case(study.comparison, known)
    yield from lines(text for case in study.cases for text in sentences(study, case))
    yield from lines(reading(study))
    yield from lines(sign_sentences.on_signs(shown_rows(study.comparison), known))


def each_case(comparison: pd.DataFrame, known: KnownSigns = UNKNOWN) -> Iterator[Block]:
    """A table for each case and cost, and for every few pairs of governance models; known: of their signs."""
    for (cost, case), rows in comparison.groupby(["cost", "case"], sort=False):
        title = titled_at_cost(case_name(str(case)), str(cost))
        for pairs in batched(dict.fromkeys(zip(rows["a"], rows["b"], strict=True)), PAIRS_BESIDE):
            yield _case_table(title, rows, pairs, known)
            yield BLANK
        yield from lines(what_was_given(rows))
        first = shown_rows(rows)
        yield from lines(sign_sentences.pair_sentences(first, known))
        yield from lines(built_in.sentences(first))


def _case_table(title: str, rows: pd.DataFrame, pairs: Sequence[tuple[str, str]], known: KnownSigns) -> Table:
    """One case: outcomes down, pairs of governance models across, utilisation at the bottom."""
    cells = {(row["outcome"], row["a"], row["b"]): row for row in records(rows)}
    body: list[list[str | Cell]] = [
        [
            name_beside_differences(cells[outcome, *pairs[0]]),
            *(_cell(cells[outcome, a, b], known) for a, b in pairs),
        ]
        for outcome in shown_first(rows)
    ]
    body.append([outcome_name("utilisation"), *(_utilisation(rows, a, b) for a, b in pairs)])
    heads = [_("outcome"), *(pair_name(a, b) for a, b in pairs)]
    return Table(heads, body, title, sections=(len(body) - 1,))


def _cell(row: Row, known: KnownSigns) -> str | Cell:
    """A difference with its interval, and below it the verdict with the marks of its sign."""
    found = difference_cell(row)
    if isinstance(found, str) or not (signs := marks(row, known)):
        return found
    return found._replace(below=f"{found.below} {signs}")


def difference_cell(row: Row, always: bool = True) -> str | Cell:
    """A difference with its interval, and the verdict below; unless `always`, only where one was shown."""
    if not row["n"]:
        return _("undefined")
    verdict = Verdict(str(row["verdict"]))
    text = difference_and_reach(row)
    return Cell(text, short(verdict) if always or verdict in STYLES else "", STYLES.get(verdict, "dim"))


def _utilisation(rows: pd.DataFrame, a: str, b: str) -> str:
    row = rows[(rows["a"] == a) & (rows["b"] == b)].iloc[0]
    return f"{number(row['utilisation_a'])} → {number(row['utilisation_b'])}"


def fewer_replicates(table: pd.DataFrame, replicates: int) -> str:
    """Which primary outcomes rest on fewer worlds, being undefined in the others; empty if none does."""
    rows = table[(table["family"] == PRIMARY) & (table["n"] < replicates)]
    least = rows.groupby("outcome", sort=False)["n"].min()
    parts = [f"{outcome_name(str(name))} {n}" for name, n in least.items()]
    return (
        _("Undefined in some replicates, so of fewer: {outcomes}.", outcomes=joined(parts)) if parts else ""
    )


def reading(study: Study) -> Iterator[str]:
    """How to read the numbers of a comparison."""
    assert study.comparison is not None
    yield _(
        "Means over {replicates} replicates, the same for every governance model; a heading "
        "says what is subtracted from what, ± reaches to the farther end of the 95 % interval "
        "of the mean paired difference.",
        replicates=study.replicates,
    )
    if fewer := fewer_replicates(study.comparison, study.replicates):
        yield fewer
    yield _(
        "Verdicts are on the governance model that a heading names first, corrected for {tests} comparisons "
        'of primary outcomes (Holm). "small": shown, but smaller than what matters; "no practical '
        'difference": shown to lie within what matters; "identical": the same in every replicate; "not '
        'shown": no difference could be shown.',
        tests=tests_in(study.comparison, PRIMARY),
    )
    if others := tests_in(study.comparison, EXPLORATORY):
        yield _(
            "All other outcomes are exploratory and corrected in a family of their own ({tests} comparisons):"
            " what is shown of them is for another study to confirm. --json and --out have them all.",
            tests=others,
        )


def tests_in(comparison: pd.DataFrame, family: str) -> int:
    """How many tests of one cost are corrected for together."""
    rows = comparison[comparison["family"] == family]
    return int(rows["p"].notna().sum()) // max(1, len(costs_compared(rows)))
