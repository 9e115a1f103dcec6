"""Sharing equally or by need: what either rule does to inequality between the compounds of a district.

The rule compared is the ledger's `district.by_need`: 0, everything stays with the compound it was meant for;
1, staff-days and works money go where work and unpaid works wait.
"""

from collections.abc import Callable

import pandas as pd

from experiments.evidence.districts import DISTRICT, district
from experiments.execution.replicates import Make, Worlds
from experiments.statistics.paired import COLUMNS, Side, judged, pair_rows
from scenarios import read

KEY = "district.by_need"
RULES = {"equal": 0.0, "by-need": 1.0}
GOVERNANCE = ("baseline", "one-four-n")


def allocation(
    make: Make, say: Callable[[str], None], count: int = 63, replicates: int = 20, months: int = 60
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The paired comparison of both rules (a: equal, b: by need) for each governance model, and its runs."""
    worlds = Worlds(make, replicates, study="allocation")
    rows: list[dict[str, object]] = []
    runs = []
    for governance in GOVERNANCE:
        sides: list[Side] = []
        for rule, value in RULES.items():
            scenario = district(count, governance, months, {KEY: value})
            worlds.ask([scenario])
            sides.append(Side(rule, worlds.outcomes(scenario)))
            runs.append(sides[-1].outcomes.reset_index().assign(rule=rule))
            say(f"{governance}, {rule}: {replicates} worlds of {count} compounds")
        equal, by_need = sides
        found = pair_rows(DISTRICT, equal, by_need, read.outcome_entries())
        rows += [{"governance": governance, "compounds": count} | row for row in found]
    return judged(rows, ("governance", "compounds", *_columns())), pd.concat(runs, ignore_index=True)


def _columns() -> tuple[str, ...]:
    """The columns of a comparison that mean something where both sides have the same governance model."""
    of_costs = ("cost", "given_days_a", "given_yuan_a", "given_days_b", "given_yuan_b", "cost_gap")
    return tuple(name for name in COLUMNS if name not in of_costs)
