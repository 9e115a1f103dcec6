"""One run and a comparison of governance models: tables for a terminal, and the one-page summary.

Invariant: every difference told carries its interval and its verdict, utilisation is told beside the
outcomes, and the page says that all of it holds within the model.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from pathlib import Path

import pandas as pd

from experiments.statistics.paired import EXPLORATORY, PRIMARY
from experiments.statistics.verdict import Verdict, short
from experiments.store.manifest import command_line
from experiments.store.tables import Study
from results.document.blocks import (
    BLANK,
    Block,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Points,
    Table,
    closing,
    lines,
)
from results.figures.paired_outcomes import differences_file, drawn_pairs
from results.figures.study_figures import alternative, further
from results.text import assumption_share, built_in
from results.text.conditions import conditions
from results.text.equal_cost import costs_compared, titled_at_cost, what_was_given
from results.text.names import (
    case_name,
    governance_name,
    joined,
    main_outcomes,
    name_in,
    number,
    outcome_name,
    outcome_unit,
    pair_name,
    shown_first,
    study_title,
    titled,
)
from results.text.rows import Row, reach, records, value
from results.text.verdicts import cautions, verdicts
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
            number(float(row[outcome])),
            outcome_unit(outcome),
            Cell(outcome, style="dim"),
        )
        for outcome in study.outcomes
        if outcome in outcome_entries()
    ]
    heads = (_("outcome"), _("value"), _("unit"), "id")
    return Table(heads, rows, title, lines=False, left=(0, 2, 3), whole=(3,))


def tables(study: Study) -> Iterator[Block]:
    """The main outcomes of a comparison, a table for each case."""
    assert study.comparison is not None
    for (cost, case), rows in study.comparison.groupby(["cost", "case"], sort=False):
        title = titled_at_cost(case_name(str(case)), str(cost))
        for pairs in batched(dict.fromkeys(zip(rows["a"], rows["b"], strict=True)), PAIRS_BESIDE):
            yield _case_table(title, rows, pairs)
            yield BLANK
        yield from lines(what_was_given(rows))
        yield from lines(
            built_in.sentences(row for row in records(rows) if row["outcome"] in shown_first(rows))
        )
    yield from lines(reading(study))
    yield from lines(conditions(study))


def _case_table(title: str, rows: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> Table:
    """One case: outcomes down, pairs of governance models across, utilisation at the bottom."""
    cells = {(row["outcome"], row["a"], row["b"]): row for row in records(rows)}
    body: list[list[str | Cell]] = [
        [name_in(cells[outcome, *pairs[0]]), *(difference_cell(cells[outcome, a, b]) for a, b in pairs)]
        for outcome in shown_first(rows)
    ]
    body.append([outcome_name("utilisation"), *(_utilisation(rows, a, b) for a, b in pairs)])
    heads = [_("outcome"), *(pair_name(a, b) for a, b in pairs)]
    return Table(heads, body, title, sections=(len(body) - 1,))


def difference_cell(row: Row, always: bool = True) -> str | Cell:
    """A difference with its interval, and the verdict below; unless `always`, only where one was shown."""
    if not row["n"]:
        return _("undefined")
    verdict = Verdict(str(row["verdict"]))
    text = f"{number(value(row, 'difference'), signed=True)} ±{number(reach(row))}"
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


def document(study: Study, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the study's figures already."""
    yield Heading(1, study_title(study.governance, study.cases))
    yield from _question(study)
    yield from _came_out(study, folder)
    yield from _guessed(study)
    files = _("All runs are in runs.csv, all months in monthly.csv, versions and seeds in manifest.json.")
    yield from closing(command_line(study.manifest), files, cannot_tell=list(cautions(study)))


def _question(study: Study) -> Iterator[Block]:
    yield Heading(2, _("What was asked"))
    if study.comparison is None:
        yield Paragraph(
            _(
                "How one simulated run fares: {months} months, seed {seed}.",
                months=study.months,
                seed=study.runs["seed"][0],
            )
        )
    else:
        yield Paragraph(
            _(
                "How conflict, participation, resolution of issues, petitions, trust, fees, "
                "fairness and cost differ between these governance models. Each was simulated "
                "for {months} months in {replicates} replicates: in replicate 7 every "
                "governance model meets the same people, ties, shocks and random draws, and "
                "only what it changes differs.",
                months=study.months,
                replicates=study.replicates,
            )
        )
    changed = study.manifest["parameters_overridden"]
    if isinstance(changed, Mapping) and changed:
        values = joined(f"{key} = {value:g}" for key, value in changed.items())
        yield Paragraph(_("Parameters set for this study: {values}.", values=values))


def _came_out(study: Study, folder: Path) -> Iterator[Block]:
    yield Heading(2, _("What came out"))
    yield Points(list(conditions(study)))
    if study.comparison is None:
        yield Points([_outcome(study.runs.iloc[0], outcome) for outcome in main_outcomes(study.outcomes)])
        yield Paragraph(
            _("One run shows what can happen, not what tends to happen: compare over many replicates.")
        )
    else:
        for (cost, case), rows in study.comparison.groupby(["cost", "case"], sort=False):
            yield from _case(rows, str(case), str(cost), folder)
        yield Paragraph(
            _(
                "All pairs and all outcomes are in comparison.csv; outcomes of the family exploratory are not"
                " those that the comparison was made for."
            )
        )
        yield Picture(folder / "figures/costs.svg", _("Cost and load"))
    for case in study.cases:
        yield Picture(
            folder / f"figures/months-{case}.svg", _("{case}: month by month", case=case_name(case))
        )
        for wanted, file in further(case, folder / "figures"):
            yield Picture(file, alternative(wanted))
    if study.comparison is not None:
        yield from _on_request()


def _on_request() -> Iterator[Block]:
    """The figures that `gongzhi figure` draws."""
    yield Paragraph(
        _(
            "More figures are drawn by gongzhi figure DIR --kind KIND, where DIR is this folder; with "
            "several cases add --case CASE. KIND is one of:"
        )
    )
    words = {
        "cost-effect": _("running cost and what comes of it"),
        "gains": _("who gains and who loses"),
        "funnel": _("what becomes of issues"),
        "stairwells": _("shops and the households they disturb"),
        "network": _("who knows whom"),
    }
    yield Points([_("{name}: {said}", name=kind, said=text) for kind, text in words.items()])


def _outcome(row: "pd.Series[float]", outcome: str) -> str:
    return _("{outcome}: {value}", outcome=titled(outcome), value=number(float(row[outcome])))


def _case(rows: pd.DataFrame, case: str, cost: str, folder: Path) -> Iterator[Block]:
    """What may be said of one case at one cost: every governance model compared with the first one named."""
    yield Heading(3, titled_at_cost(case_name(case), cost))
    pairs = drawn_pairs(rows)
    for a, b in pairs:
        if a == pairs[0][0]:
            yield Paragraph(_headline(rows, a, b))
            yield Points(list(verdicts(rows[(rows["a"] == a) & (rows["b"] == b)])))
    if given := list(what_was_given(rows)):
        yield Points(given)
    text = titled_at_cost(_("{case}: differences between governance models", case=case_name(case)), cost)
    yield Picture(folder / f"figures/{differences_file(case, cost)}.svg", text)


def _headline(rows: pd.DataFrame, a: str, b: str) -> str:
    """Who is compared with whom, and at what load."""
    row = rows[(rows["a"] == a) & (rows["b"] == b)].iloc[0]
    return _(
        "{b} compared with {a} (work demanded over capacity: {load_b} against {load_a}):",
        a=governance_name(a),
        b=governance_name(b),
        load_a=number(row["utilisation_a"]),
        load_b=number(row["utilisation_b"]),
    )


def _guessed(study: Study) -> Iterator[Block]:
    """How much of the variance comes from assumptions, where that was measured."""
    yield Heading(2, _("How much is guessed"))
    yield Paragraph(assumption_share.opening(study))
    if parts := list(assumption_share.sentences(study)):
        yield Points(parts)
        yield Paragraph(assumption_share.reading())
