"""The page on what conclusions depend on in the model: the values of its parameters (prior draws).

Invariant: what goes one way in nearly every draw is called built in and named with its outcome, the number of
draws and the exact interval of their share.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.model_uncertainty import ALMOST_ALL
from experiments.markdown import markdown_table
from results.text.names import (
    case_name,
    governance_name,
    joined,
    main_outcomes,
    outcome_name,
    whole_percent,
)
from results.text.rows import Row, records, value
from scenarios.language import _

FLAGS = {"better": "▲", "worse": "▼"}


def prior_draws(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    title = f"# {_('Prior draws at equal cost')}"
    return "\n\n".join([title, _draws_opening(table), _counted(table), *_cases(table)]) + "\n"


def _draws_opening(table: pd.DataFrame) -> str:
    return _(
        "In each of {draws} draws every parameter that is neither fixed nor given by the place "
        "or chosen by the governance model takes a value from its range in the ledger (Latin "
        "hypercube). Each governance model is then compared with the baseline in the same "
        "replicates, the cheaper side topped up with plain staff-days and money. A cell says "
        "in what share of the draws the governance model is better; ▲ marks what is better in "
        "{share} % of the draws or more, ▼ what is worse in as many: built in, that "
        "is, decided by how the model is made and not by the values of its parameters. Only what people "
        "do, feel or get is judged: not costs, nor the days and money that instruments move, nor "
        "open books, which an instrument opens by itself.",
        draws=int(table["draws"].max()),
        share=f"{100 * ALMOST_ALL:g}",
    )


def _counted(table: pd.DataFrame) -> str:
    """How many different outcomes some governance model is built to win."""
    outcomes = list(dict.fromkeys(table.loc[table["built_in"] == "better", "outcome"].astype(str)))
    if not outcomes:
        return _("No governance model is built to win any outcome.")
    return _(
        "Different outcomes that some governance model is built to win, in one case or more: {count} "
        "({outcomes}).",
        count=len(outcomes),
        outcomes=joined(map(outcome_name, outcomes)),
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
    return whole_percent(float(str(row["share_better"]))) + FLAGS.get(str(row["built_in"]), "")


def _built_in(rows: pd.DataFrame) -> Iterator[str]:
    """A line for each governance model and way in which something is built in, over all outcomes."""
    found = rows[rows["built_in"].isin(FLAGS)].groupby(["governance", "built_in"], sort=False)
    for (model, way), cells in found:
        outcomes = joined((_with_share(row) for row in records(cells)), long=True)
        yield "- " + _nearly_always(str(way), governance_name(str(model)), outcomes)


def _with_share(row: Row) -> str:
    """An outcome with its draws, and the exact interval of their share."""
    return _(
        "{outcome} ({count} of {draws} draws, share {low}–{high} %)",
        outcome=outcome_name(str(row["outcome"])),
        count=int(value(row, str(row["built_in"]))),
        draws=int(value(row, "draws")),
        low=f"{100 * value(row, 'built_in_low'):.1f}",
        high=f"{100 * value(row, 'built_in_high'):.1f}",
    )


def _nearly_always(way: str, governance: str, outcomes: str) -> str:
    if way == "better":
        return _("{governance} is better: {outcomes}.", governance=governance, outcomes=outcomes)
    return _("{governance} is worse: {outcomes}.", governance=governance, outcomes=outcomes)
