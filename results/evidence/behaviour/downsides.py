"""The page on downsides: what each does to every governance model that brings it, place by place.

Invariant: which effects are shown is read off the intervals, and how many would be by chance is said.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.behaviour.downsides import DOWNSIDES, MODELS, OUTCOMES
from experiments.evidence.behaviour.signs import CASES, ESTATE
from experiments.markdown import markdown_table
from experiments.statistics.verdict import LEVEL
from results.text.conditions import model_version
from results.text.names import (
    after_each_other,
    case_name,
    governance_name,
    in_percent,
    joined,
    outcome_name,
)
from results.text.rows import records, value, with_interval
from scenarios.language import _, pick


def downsides(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('What downsides do')}", _opening(table)]
    for name, downside in DOWNSIDES.items():
        rows = table[table["downside"] == name]
        if len(rows):
            parts += [f"## {pick(downside.name)}", *_told(rows)]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    estate, others = table[table["case"] == ESTATE], table[table["case"] != ESTATE]
    text = _(
        "Each number is the model with the downside less the model without it, in the same replicates "
        "({small}; {large} of {estate}), with 95 % intervals in brackets; differences are paired. They are "
        "not corrected for their number: of {count} about {chance} would leave out zero by chance.",
        small=int(others["n"].max()) if len(others) else 0,
        large=int(estate["n"].max()) if len(estate) else 0,
        estate=case_name(ESTATE),
        count=len(table),
        chance=round((1.0 - LEVEL) * len(table)),
    )
    rest = _("A governance model that holds nothing that brings a downside is the same without it.")
    return after_each_other(model_version(), text, rest)


def _told(rows: pd.DataFrame) -> Iterator[str]:
    """The table, what is shown of each outcome, and which governance models the downside does not touch."""
    found = {(row["governance"], row["case"], row["outcome"]): row for row in records(rows)}
    heads = [_("governance model"), _("place"), *(outcome_name(outcome) for outcome in OUTCOMES)]
    places = [(model, case) for model in MODELS for case in CASES if (model, case, OUTCOMES[0]) in found]
    yield markdown_table(
        heads,
        [
            [governance_name(model), case_name(case),
             *(with_interval(found[model, case, outcome], signed=True) for outcome in OUTCOMES)]
            for model, case in places
        ],
    )  # fmt: skip
    yield "\n".join(f"- {_shown(rows, outcome)}" for outcome in OUTCOMES)
    if untouched := [governance_name(model) for model in MODELS if model not in set(rows["governance"])]:
        yield _("Not brought by: {models}.", models=joined(untouched))


def _shown(rows: pd.DataFrame, outcome: str) -> str:
    """In how many of the settings an outcome is shown to rise, and to fall."""
    mine = [row for row in records(rows) if row["outcome"] == outcome]
    up = sum(value(row, "low") > 0.0 for row in mine)
    down = sum(value(row, "high") < 0.0 for row in mine)
    largest = max(mine, key=lambda row: abs(value(row, "value")))
    text = _(
        "{outcome}: shown to rise in {up} and to fall in {down} of {all}",
        outcome=outcome_name(outcome),
        up=up,
        down=down,
        all=len(mine),
    )
    without = value(largest, "without")
    if not without or not value(largest, "value"):
        return text
    share = in_percent(abs(value(largest, "value") / without))
    return _("{text}; by at most {share} of its level", text=text, share=share)
