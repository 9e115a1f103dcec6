"""Balance: whether anything that should be level drifts under the baseline, where nothing happens to a place.

Twenty years of three cases without shocks. Of each observation: its level in years 3 to 10, its drift in
them, and how far its first recorded year lies from the line through them. Replicates are added until the
drift of the conflict index and of every mean over households is as sure as REACH, as far as MOST
household-months allow.
"""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from experiments.design.runs import Run, seed_of
from experiments.execution.run_all import Simulate
from experiments.statistics.drift import MEANS, MUCH, OBSERVED, YEAR, Drift, drift, off_the_line
from experiments.statistics.intervals import FloatArray
from scenarios import read

CASES = ("minzhu-no-renewal", "xihu", "honghu")
MONTHS = 240
YEARS = (3, 10)
"""The years in which things should be level."""

REACH = 0.005
"""How sure a drift should be: half of its interval, a year."""

FIRST, MOST = 16, 60_000_000
"""How many replicates are made first; about how many household-months of a case in all."""

TRANSIENT = 0.05
"""A first year that lies as far from the line through the years afterwards is a transient."""

Months = dict[str, FloatArray]
"""By observation: (replicates, months)."""


def balance(
    make: Simulate,
    say: Callable[[str], None],
    replicates: int | None = None,
    months: int = MONTHS,
    cases: Sequence[str] = CASES,
) -> pd.DataFrame:
    """A row for each case and observation; as many replicates as are needed where no number is given."""
    found = [row for case in cases for row in rows(case, measured(make, say, case, replicates, months))]
    return pd.DataFrame(found)


def measured(
    make: Simulate, say: Callable[[str], None], case: str, replicates: int | None = None, months: int = MONTHS
) -> Months:
    """The months of a case in so many replicates, or in as many as are needed."""
    scenario = read.scenario(case, "baseline", months=months)
    most = max(MOST // (scenario.households * (months + scenario.burn_in)), FIRST)
    found, made = _made(make, scenario, 0, replicates or FIRST), replicates or FIRST
    while replicates is None and (wanted := min(needed(found), most, 4 * made)) > made:
        say(f"{case}: {made} replicates made, {wanted} wanted")
        more = _made(make, scenario, made, wanted)
        found = {name: np.concatenate([values, more[name]]) for name, values in found.items()}
        made = wanted
    return found


def _made(make: Simulate, scenario: read.Scenario, first: int, end: int) -> Months:
    runs = [Run(scenario, one, seed_of("balance", one)) for one in range(first, end)]
    table = make(runs, True).monthly
    return {name: table[name].to_numpy(dtype=float).reshape(len(runs), -1) for name in OBSERVED}


def needed(found: Months) -> int:
    """How many replicates the least sure drift needs, to judge by those that are there."""
    reach = [drifted(found[name]).reach for name in MEANS]
    widest = max((one for one in reach if math.isfinite(one)), default=0.0)
    return math.ceil(1.05 * len(found[MEANS[0]]) * (widest / REACH) ** 2) if widest > REACH else 0


def drifted(values: FloatArray) -> Drift:
    """The drift in the years in which things should be level."""
    return drift(values[:, YEAR * (YEARS[0] - 1) : YEAR * YEARS[1]])


def first_year(values: FloatArray) -> tuple[float, float]:
    """How far the first recorded year lies from the line through those years, as a share of their level, and
    half of the interval.
    """
    return off_the_line(values, slice(0, YEAR), slice(YEAR * (YEARS[0] - 1), YEAR * YEARS[1]))


def rows(case: str, found: Months) -> Iterator[dict[str, object]]:
    """What is told of each observation of a case."""
    for name, values in found.items():
        level, a_year, reach = drifted(values)
        first, first_reach = first_year(values)
        yield {
            **{"case": case, "observation": name, "replicates": len(values), "level": level},
            **{"drift": a_year, "drift_low": a_year - reach, "drift_high": a_year + reach},
            "first_year": first,
            **{"first_year_low": first - first_reach, "first_year_high": first + first_reach},
        }


def drifts(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the conflict index and of means over households that drift by 2 % a year or more."""
    return table[table["observation"].isin(MEANS) & (table["drift"].abs() >= MUCH)]
