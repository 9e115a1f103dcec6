"""What each instrument of a governance model adds: tables for a terminal, and the one-page summary.

Invariant: what an instrument adds is told as the last one, alone and (if asked for) on average,
because these may differ; and shares of a whole are told only where a whole effect was shown.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.analysis.ablation import ADD, LEAVE_OUT, SHAPLEY, WHOLE, Ablation
from experiments.statistics.paired import EQUAL
from experiments.statistics.verdict import SHOWN, Verdict, word
from experiments.store.manifest import command_line
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
from results.figures.ablation_bars import figure_files, tested_how
from results.findings.comparisons.case_tables import difference_cell
from results.text.conditions import timing_of
from results.text.equal_cost import costs_compared, titled_at_cost
from results.text.names import (
    amount,
    case_name,
    governance_name,
    in_points,
    joined,
    outcome_name,
    shown_first,
)
from results.text.rows import Row, by_outcome, records, value
from results.text.verdicts import difference, within_the_model
from scenarios.language import _

ACROSS = (
    *("conflict_index", "participation_month", "resolution_ratio", "trust_RC", "satisfaction"),
    "cost_total",
)
"""The outcomes that a terminal has room for."""


def tables(study: Ablation) -> Iterator[Block]:
    """A table for each cost and test: instruments or groups down, outcomes across; then how to read it."""
    for (cost, test), rows in study.table[study.table["test"] != WHOLE].groupby(["cost", "test"], sort=False):
        whole = study.table[(study.table["test"] == WHOLE) & (study.table["cost"] == cost)]
        yield _table(study, str(cost), str(test), pd.concat([rows, whole]))
        yield BLANK
    yield from lines(reading(study))


def _table(study: Ablation, cost: str, test: str, rows: pd.DataFrame) -> Table:
    title = _("{title}: {what}", title=_title(study), what=tested_how(test))
    outcomes = [outcome for outcome in ACROSS if outcome in set(rows["outcome"])]
    body: list[list[str | Cell]] = []
    sections = []
    for (which, instrument), cells in rows.groupby(["test", "instrument"], sort=False):
        if which == WHOLE:
            sections.append(len(body))
        name, found = study.named(str(which), str(instrument)), by_outcome(cells)
        body.append([name, *(difference_cell(found[outcome], always=False) for outcome in outcomes)])
    heads = ["", *(outcome_name(outcome) + in_points(outcome) for outcome in outcomes)]
    return Table(heads, body, titled_at_cost(title, cost), sections=sections, least=14)


def reading(study: Ablation) -> Iterator[str]:
    """How to read the numbers."""
    yield _(
        "A number is what the instrument adds: with it minus without it, mean over "
        "{replicates} replicates, the same for every row; ± reaches to the farther end of the "
        "95 % interval. Verdicts are corrected for all primary outcomes and instruments of a "
        "table (Holm).",
        replicates=study.replicates,
    )
    yield _(
        "As the last one: the whole against the whole without it. Alone: the baseline with it against the "
        "baseline. Where both are small, others do its work or it needs others."
    )
    if study.groups:
        yield _("Shapley shares are means over all orders of adding; together they are the whole effect.")
    at_equal = study.table[study.table["cost"] == EQUAL]
    if len(at_equal):
        yield _(
            "At equal cost whoever is cheaper in a comparison receives the difference as plain staff-days "
            "and yuan; for Shapley shares every part is topped up to the dearest. Running costs then differ "
            "by at most {gap} %; capital stays apart.",
            gap=f"{100 * at_equal['cost_gap'].abs().max():.2f}",
        )
    yield from timing_of(study.manifest, [study.case.id])


def _title(study: Ablation) -> str:
    return _(
        "{governance} on {case}, taken apart",
        governance=governance_name(study.model.id),
        case=case_name(study.case.id),
    )


def document(study: Ablation, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    yield Heading(1, _title(study))
    yield from lines(reading(study))
    for cost in costs_compared(study.table):
        rows = study.table[study.table["cost"] == cost]
        yield Heading(2, titled_at_cost(_("What came out"), cost))
        for test in [WHOLE, LEAVE_OUT, ADD, *([SHAPLEY] if study.groups else [])]:
            yield Heading(3, tested_how(test))
            yield Points(list(_found(study, rows[rows["test"] == test])) or [_("No difference was shown.")])
        if study.groups:
            yield from _shares(study, rows)
        for name, (at, tests) in figure_files(study).items():
            if at == cost:
                yield Picture(folder / f"figures/{name}.svg", joined(map(tested_how, tests)))
    yield Heading(2, _("What this cannot tell"))
    yield Paragraph(within_the_model())
    files = _("All tests are in ablation.csv, all runs in runs.csv, versions and seeds in manifest.json.")
    yield from closing(command_line(study.manifest), files)


def _found(study: Ablation, rows: pd.DataFrame) -> Iterator[str]:
    """A sentence for each instrument or group: the main outcomes on which a difference was shown."""
    for test, instrument in dict.fromkeys(zip(rows["test"], rows["instrument"], strict=True)):
        cells = rows[(rows["instrument"] == instrument) & rows["verdict"].isin(SHOWN)]
        found = by_outcome(cells)
        parts = [
            difference(found[outcome])
            + (f" [{word(Verdict.SMALL)}]" if found[outcome]["verdict"] == Verdict.SMALL else "")
            for outcome in shown_first(cells)
        ]
        if parts:
            name = study.named(str(test), str(instrument))
            yield _("{instrument}: {outcomes}.", instrument=name, outcomes=joined(parts, long=True))


def _shares(study: Ablation, rows: pd.DataFrame) -> Iterator[Block]:
    """Of each main outcome on which the whole has an effect: the part of it that is each group's."""
    whole = rows[(rows["test"] == WHOLE) & rows["verdict"].isin(SHOWN)]
    lines = []
    for outcome in shown_first(whole):
        cells = records(rows[(rows["test"] == SHAPLEY) & (rows["outcome"] == outcome)])
        parts = [_part(study, row) for row in cells]
        effect = amount(outcome, value(cells[0], "whole"))
        lines.append(
            _(
                "{outcome} ({effect}): {parts}.",
                outcome=outcome_name(outcome),
                effect=effect,
                parts=joined(parts),
            )
        )
    if lines:
        yield Paragraph(_("Parts of the whole effect, where one was shown:"))
        yield Points(lines)


def _part(study: Ablation, row: Row) -> str:
    """A group's part of a whole effect, in percent."""
    percent = round(100 * value(row, "share_of_whole"))
    return _(
        "{instrument} {percent} %",
        instrument=study.named(SHAPLEY, str(row["instrument"])),
        percent=f"{percent}".replace("-", "−"),
    )
