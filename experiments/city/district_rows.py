"""The rows of districts that run side by side, with how many households tell of each outcome.

Invariant: whatever a mean over the compounds of a district leaves out, because nothing is known of them, a
mean over the districts of a city leaves out too; so the two are the same mean over compounds.
"""

import gc
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.runs import Task
from experiments.execution.simulate import Trial, attempt_reading, rows

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

TELLING = "telling:"
"""Begins the name of a column that says how many households of a district tell of an outcome."""

HOUSEHOLDS = f"{TELLING}all"

SILENT = ("owner_turnout", "quorum_failed", "committee_turnout", "maintenance_carried", "election_turnout",
          "fee_collection")  # fmt: skip
"""Observations of which some compounds tell nothing in some months: without a vote, without a firm."""


def attempt_districts(tasks: Sequence[Task], monthly: bool) -> Trial:
    """Simulate districts: a row for each, and their months if wanted.

    A world refers to itself and is large: what is left of the last one goes before the next one comes.
    """
    gc.collect()
    return attempt_reading(tasks, partial(district_rows, monthly=monthly))


def district_rows(world: "Neighbourhood", tasks: Sequence[Task], monthly: bool) -> Trial:
    """The rows of a world that holds these districts and has come to its end."""
    found = rows(world, tasks, monthly)
    telling = world.outcomes(by_compound=True).notna()
    columns = {f"{TELLING}{name}": _households(world, telling[name].to_numpy()) for name in telling}
    everybody = _households(world, np.ones(world.compounds.count, dtype=np.bool_))
    runs = pd.concat([found.runs, pd.DataFrame({HOUSEHOLDS: everybody} | columns)], axis=1)
    return Trial(runs, found.monthly.assign(**_months(world)) if monthly else found.monthly)


def _households(world: "Neighbourhood", there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Households of the compounds of each district that are `there`: (districts,)."""
    weight = world.compounds.households * there
    return np.bincount(world.groups.placement, weight, world.groups.placements)


def _months(world: "Neighbourhood") -> dict[str, NDArray[np.float64]]:
    """The same of SILENT observations, month by month in the order of the monthly rows."""
    record = world.record
    pages = slice(record.burn_in, record.burn_in + record.lived)
    return {
        f"{TELLING}{name}": np.array(
            [_households(world, ~np.isnan(page)) for page in record.series[name][pages]]
        ).T.ravel()
        for name in SILENT
    }
