"""Who gains and who loses, on a terminal: the few changes that matter most.

Invariant: a change is told only where it was shown and is no smaller than what matters; how many were looked
at is told with them.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.analysis.distributional import GAP, MEMBERS, OTHERS, SCALES
from experiments.statistics.verdict import MATTERS
from results.document.blocks import BLANK, Block, Cell, Paragraph, Table
from results.figures.group_gains import measure_name, row_name
from results.findings.comparisons.case_tables import difference_cell
from results.text.names import case_name, in_points, pair_name
from results.text.rows import Row, in_what_matters, records
from scenarios.language import _

MOST = 12
"""Changes that are printed."""


def group_table(table: pd.DataFrame, files: str) -> Iterator[Block]:
    """The largest changes, measured in what matters, of groups and of the gap to everybody else; files: where
    all of them are.
    """
    rows = records(table[table["side"].isin((MEMBERS, GAP)) & table["verdict"].isin(MATTERS)])
    rows = sorted(rows, key=lambda row: -in_what_matters(row))
    if rows:
        heads = (_("who"), _("measure"), _("case"), _("governance models"), _("change"))
        body = [_cells(row) for row in rows[:MOST]]
        yield Table(heads, body, _("Who gains and who loses"), left=(0, 1, 2, 3))
        yield BLANK
    yield Paragraph(
        _(
            "Gains and losses by group: of {tests} changes {count} were shown that matter (corrected "
            "together, Holm), the largest first. All: {files} (.csv and .parquet).",
            tests=int(table["p"].notna().sum()),
            count=len(rows),
            files=files,
        )
    )


def _cells(row: Row) -> list[str | Cell]:
    group, measure = str(row["group"]), str(row["measure"])
    outcome = SCALES[measure].outcome
    who = row_name(group, MEMBERS)
    if row["side"] == GAP:
        who = _("gap: {group} − {others}", group=who, others=row_name(group, OTHERS))
    return [
        *(who, measure_name(measure) + in_points(outcome), case_name(str(row["case"]))),
        *(pair_name(str(row["a"]), str(row["b"])), difference_cell({**row, "outcome": outcome})),
    ]
