"""The part of the reference study's page on where, in the prior, a governance model is not better than the
baseline.
"""

import math
from collections.abc import Iterator

import pandas as pd

from experiments.analysis.scenario_discovery import Kind
from experiments.evidence.reference.failure_regions import MODEL, NOT_AGAIN
from results.text.equal_cost import titled_at_cost
from results.text.names import (
    amount,
    case_name,
    governance_name,
    in_percent,
    number,
    outcome_name,
    parameter_in_section,
)
from scenarios import read
from scenarios.language import _


def failures(table: pd.DataFrame) -> Iterator[str]:
    """A heading, how to read it, and a sentence for each question."""
    yield f"## {_('Where {governance} is not better than the baseline', governance=governance_name(MODEL))}"
    yield _(
        "At {points} draws from the prior, each in two replicates, all parameters vary; a region is looked "
        "for among those that a calibration fits and those of the study “where-it-fails”, and then tried "
        "again in {points} other draws in other replicates. Better means: by at least what matters by the "
        "ledger. Shares are shares of the prior, not of real places.",
        points=int(table["points"].max()),
    )
    keys = ["case", "cost", "outcome"]
    lines = [_line(rows) for _keys, rows in table.groupby(keys, sort=False)]
    yield "\n".join(f"- {line}" for line in lines)


def _line(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    outcome = str(first["outcome"])
    where = titled_at_cost(f"{case_name(str(first['case']))} · {outcome_name(outcome)}", str(first["cost"]))
    sentence = _(
        "{where}: not better by {smallest} in {share} % of draws [{low}, {high}].",
        where=where,
        smallest=amount(outcome, read.outcome_entries()[outcome].smallest).lstrip("+"),
        share=f"{100 * float(first['share']):.0f}",
        low=f"{100 * float(first['low']):.0f}",
        high=f"{100 * float(first['high']):.0f}",
    )
    return f"{sentence} {_region(rows)}"


def _region(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    if str(first["found"]) not in (str(Kind.REGION), NOT_AGAIN):
        return _("No region of the parameters looked at stands up where it was not looked for.")
    told = {
        "density": in_percent(float(first["density"])),
        "all": in_percent(float(first["fresh_share"])),
        "coverage": in_percent(float(first["coverage"])),
    }
    if str(first["found"]) == NOT_AGAIN:
        return _(
            "A region was found and does not hold in fresh draws: of these {density} fail there, and {all} "
            "of all.",
            **told,
        )
    bounds = _(" and ").join(
        _bound(str(row["parameter"]), float(row["from"]), float(row["to"])) for row in rows.to_dict("records")
    )
    return _(
        "Mainly where {bounds}: of the fresh draws there {density} fail (of all: {all}), and they are "
        "{coverage} of all that fail.",
        bounds=bounds,
        **told,
    )


def _bound(key: str, low: float, high: float) -> str:
    name = parameter_in_section(key)
    if math.isfinite(low) and math.isfinite(high):
        return _(
            "{parameter} is between {low} and {high}", parameter=name, low=number(low), high=number(high)
        )
    if math.isfinite(low):
        return _("{parameter} is above {low}", parameter=name, low=number(low))
    return _("{parameter} is below {high}", parameter=name, high=number(high))
