"""Which governance model is best in which case, and how often.

Invariant: no league table. Whatever is called best stands beside how often it is.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.reference.calibrated_draws import DEFAULT, POSTERIOR, PRIOR, families
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.markdown import markdown_table
from experiments.statistics.paired import EQUAL, NATURAL
from results.evidence.reference.calibration_names import calibration_name, cost_name
from results.text.names import (
    NOTHING,
    amount,
    case_name,
    governance_name,
    joined,
    outcome_name,
    whole_percent,
)
from scenarios.language import _


def best_by_case(table: pd.DataFrame, best: pd.DataFrame) -> Iterator[str]:
    """A table for each case: outcomes down, costs and calibrations across."""
    yield f"## {_('Case by case, under the posterior')}"
    yield _(
        "Which governance model, of one of each family ({names}), is best in most draws, in what share of "
        "them (ties split, 95 % interval), "
        "and by how much it differs from the baseline in the mean. The last columns tell what the default "
        "values and the prior call best. A low share means: no model is reliably the best.",
        names=joined(map(governance_name, families())),
    )
    differing = table.set_index(["calibration", "cost", "case", "outcome", "governance"]).sort_index()
    cells = best.set_index(["calibration", "cost", "case", "outcome"])
    heads = [_("outcome"), *(_heads())]
    for case in dict.fromkeys(best["case"]):
        yield f"### {case_name(str(case))}"
        lines = []
        for outcome in OUTCOMES:
            line = [outcome_name(outcome)]
            for cost in (NATURAL, EQUAL):
                line += _calibration_cells(cells, differing, (POSTERIOR, cost, case, outcome))
            others = ((name, EQUAL, case, outcome) for name in (DEFAULT, PRIOR))
            lines.append([*line, *(_named(cells, key) for key in others)])
        yield markdown_table(heads, lines)


def _heads() -> Iterator[str]:
    for cost in (NATURAL, EQUAL):
        yield _("best {cost}", cost=cost_name(cost))
        yield _("minus baseline")
    for name in (DEFAULT, PRIOR):
        yield _("{calibration}, equal cost", calibration=calibration_name(name))


type Key = tuple[object, ...]


def _calibration_cells(cells: pd.DataFrame, differing: pd.DataFrame, key: Key) -> list[str]:
    """The best model with its share, and its difference from the baseline."""
    named = _named(cells, key)
    if named == NOTHING:
        return [NOTHING, NOTHING]
    row = cells.loc[key]
    share = f"{named} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"
    if (*key, row["governance"]) not in differing.index:
        return [share, NOTHING]
    found, outcome = differing.loc[(*key, row["governance"])], str(key[-1])
    values = (amount(outcome, float(found[name]), bare=True) for name in ("low", "high"))
    return [share, f"{amount(outcome, float(found['difference']), bare=True)} [{', '.join(values)}]"]


def _named(cells: pd.DataFrame, key: Key) -> str:
    """The best model and in what share of draws it is; a dash where all models are always alike."""
    if key not in cells.index:
        return NOTHING
    row = cells.loc[key]
    if row["low"] == row["high"]:
        return NOTHING
    return f"{governance_name(str(row['governance']))} {whole_percent(float(row['best']))}"
