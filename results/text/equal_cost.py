"""At what cost governance models were compared, in words: what each side was given to make costs equal.

Invariant: whoever reads a comparison at equal cost sees what was given to whom, what difference in
running cost is left, and what capital money, which is never made equal, either side took.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.design.equal_cost import AGREE
from experiments.statistics.paired import EQUAL, NATURAL
from results.text.names import case_name, governance_name, number, outcome_name
from scenarios.language import _


def titled_at_cost(title: str, cost: str) -> str:
    """A title that says so where costs were made equal."""
    return _("{title}, at equal cost", title=title) if cost == EQUAL else title


def titled_question(case: str, outcome: str, cost: str) -> str:
    """The title of what is told of one outcome on one case."""
    return titled_at_cost(f"{case_name(case)} · {outcome_name(outcome)}", cost)


def file_at_cost(name: str, cost: str) -> str:
    """The name of a file, without its ending, that is about one cost."""
    return name if cost == NATURAL else f"{name}-{cost}-cost"


def costs_compared(comparison: pd.DataFrame) -> list[str]:
    """At which costs the governance models were compared, in the order of the table."""
    return [str(cost) for cost in comparison["cost"].unique()]


def what_was_given(rows: pd.DataFrame) -> Iterator[str]:
    """A sentence or two for each case and pair compared at equal cost; of several cases each is named."""
    at_equal = rows[rows["cost"] == EQUAL]
    several = at_equal["case"].nunique() > 1
    for (case, a, b), pair in at_equal.groupby(["case", "a", "b"], sort=False):
        row = pair.iloc[0]
        gap = abs(float(row["cost_gap"]))
        text = _(
            "{given_a}; {given_b}. Running costs then differ by {gap} %. Capital stays apart: {capital}.",
            given_a=_given(str(a), row["given_days_a"], row["given_yuan_a"]),
            given_b=_given(str(b), row["given_days_b"], row["given_yuan_b"]),
            gap=f"{100 * gap:.2f}",
            capital=_capital(pair, str(a), str(b)),
        )
        if gap > AGREE:
            text += " " + _("That is more than 1 %: costs could not be made equal.")
        yield _("{case}: {text}", case=case_name(str(case)), text=text) if several else text


def _given(governance: str, days: float, yuan: float) -> str:
    name = governance_name(governance)
    if not days and not yuan:
        return _("{governance} was given nothing", governance=name)
    return _(
        "{governance} was given {days} staff-days a month per 1000 households and {yuan} yuan a month per "
        "household",
        governance=name,
        days=number(days),
        yuan=number(yuan),
    )


def _capital(pair: pd.DataFrame, a: str, b: str) -> str:
    found = pair[pair["outcome"] == "cost_capital"]
    if found.empty:
        return _("not measured")
    return _(
        "{a} {capital_a}, {b} {capital_b} yuan a month per household",
        a=governance_name(a),
        b=governance_name(b),
        capital_a=number(float(found.iloc[0]["mean_a"])),
        capital_b=number(float(found.iloc[0]["mean_b"])),
    )
