"""The page on what conclusions depend on in the model: the values of its parameters (prior draws).

Invariant: what goes one way in every draw is called built in and named with its outcome.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.markdown import markdown_table
from results.text.names import (
    case_name,
    governance_name,
    joined,
    main_outcomes,
    outcome_name,
)
from scenarios.language import _

FLAGS = {"better": "▲", "worse": "▼"}


def prior_draws(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    return "\n\n".join([f"# {_('Prior draws at equal cost')}", _draws_opening(table), *_cases(table)]) + "\n"


def _draws_opening(table: pd.DataFrame) -> str:
    return _(
        "In each of {draws} draws every parameter that is neither fixed nor given by the place "
        "or chosen by the governance model takes a value from its range in the ledger (Latin "
        "hypercube). Each governance model is then compared with the baseline in the same "
        "replicates, the cheaper side topped up with plain staff-days and money. A cell says "
        "in what share of the draws the governance model is better; ▲ marks what is better in "
        "every draw in which it differs at all, ▼ what is worse in every one: built in, that "
        "is, decided by how the model is made and not by the values of its parameters.",
        draws=int(table["draws"].max()),
    )


def _cases(table: pd.DataFrame) -> Iterator[str]:
    for case, rows in table.groupby("case", sort=False):
        yield f"## {case_name(str(case))}"
        yield _shares(rows)
        yield f"### {_('Built in')}"
        yield "\n".join(_built_in(rows)) or _("Nothing.")


def _shares(rows: pd.DataFrame) -> str:
    """A table: main outcomes down, governance models across."""
    models = [str(model) for model in rows["governance"].unique()]
    cells = {(row["outcome"], row["governance"]): row for row in rows.to_dict("records")}
    lines = [
        [outcome_name(outcome), *(_share_cell(cells[outcome, model]) for model in models)]
        for outcome in main_outcomes(list(rows["outcome"].unique()))
    ]
    return markdown_table([_("outcome"), *map(governance_name, models)], lines)


def _share_cell(row: dict[str, object]) -> str:
    if not row["draws"]:
        return "–"
    return f"{100 * float(str(row['share_better'])):.0f} %{FLAGS.get(str(row['built_in']), '')}"


def _built_in(rows: pd.DataFrame) -> Iterator[str]:
    """A line for each governance model and way in which something is built in, over all outcomes."""
    found = rows[rows["built_in"].isin(FLAGS)].groupby(["governance", "built_in"], sort=False)
    for (model, way), cells in found:
        outcomes = joined(map(outcome_name, cells["outcome"].astype(str)))
        yield "- " + _in_every_draw(str(way), governance_name(str(model)), outcomes)


def _in_every_draw(way: str, governance: str, outcomes: str) -> str:
    if way == "better":
        return _(
            "{governance} is better in every draw: {outcomes}.", governance=governance, outcomes=outcomes
        )
    return _("{governance} is worse in every draw: {outcomes}.", governance=governance, outcomes=outcomes)
