"""The page on structural sensitivity: which differences change with how the model is built.

The rule it holds: a conclusion that holds under one structure alone is said to hang on the structure.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.markdown import markdown_table
from experiments.patterns.structural_variants import STRUCTURES
from experiments.statistics.verdict import Verdict, word
from results.text.names import case_name, main_outcomes, number, outcome_name, pair_name
from scenarios.language import _, pick


def structures(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('Structural sensitivity')}", _opening(), _summary(table), *_tables(table)]
    return "\n\n".join(parts) + "\n"


def _opening() -> str:
    return _(
        "Where theory disagrees on how a part should be built, both ways stand side by side: futility of a "
        "petition falls smoothly with the neighbours who sign or only by whole contacts, and acquaintances "
        "form a small world or blocks by age. Every structure meets the same worlds. Results hold within the "
        "model."
    )


def _summary(table: pd.DataFrame) -> str:
    """How many verdicts on main outcomes are the same under every structure."""
    kept = table[table["outcome"].isin(main_outcomes(list(table["outcome"].unique())))]
    told = kept.groupby(["case", "a", "b", "outcome"])["verdict"].nunique()
    return _(
        "Of {all} verdicts on main outcomes {same} are the same under all structures.",
        all=len(told),
        same=int((told == 1).sum()),
    )


def _tables(table: pd.DataFrame) -> Iterator[str]:
    for (case, a, b), rows in table.groupby(["case", "a", "b"], sort=False):
        yield f"## {case_name(str(case))} · {pair_name(str(a), str(b))}"
        heads = [_("outcome"), *(pick(one.name) for one in STRUCTURES.values()), ""]
        outcomes = main_outcomes(list(rows["outcome"].unique()))
        yield markdown_table(
            heads, [_line(rows[rows["outcome"] == outcome], outcome) for outcome in outcomes]
        )


def _line(rows: pd.DataFrame, outcome: str) -> list[str]:
    by_structure = {str(row["structure"]): row for row in rows.to_dict("records")}
    cells = [_cell(by_structure[name]) for name in STRUCTURES]
    changes = len({by_structure[name]["verdict"] for name in STRUCTURES}) > 1
    return [outcome_name(outcome), *cells, _("hangs on the structure") if changes else ""]


def _cell(row: dict[str, object]) -> str:
    values = [number(float(str(row[name])), signed=True) for name in ("difference", "low", "high")]
    return f"{values[0]} [{values[1]}, {values[2]}] {word(Verdict(str(row['verdict'])))}"
