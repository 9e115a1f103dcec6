"""All households as a table for pandas, one row each, as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from agents.place import as_written
from model.institutions import OCCUPANCY_STEP

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def as_table(world: Neighbourhood) -> pd.DataFrame:
    """Who lives where, then all that is kept of a household, a state by the name that its agent has it by.

    ``unique_id`` and ``compound`` (from 1) are int64, ``door`` is text, ``kind`` and ``class`` are
    categories; a state is float64, bool or a whole number as its column is, one of the user's own NaN
    where the household's class has none.
    """
    h = world.households
    classes = [as_written(kind).__name__ for kind in h.classes]
    columns: dict[str, Any] = {
        "unique_id": h.occupancy * np.int64(OCCUPANCY_STEP) + h.all_rows() + 1,
        "door": h.doors(),
        "compound": h.compound.astype(np.int64) + 1,
        "kind": pd.Categorical([h.classes[number].kind for number in h.kind]),
        "class": pd.Categorical([classes[number] for number in h.kind]),
    }
    for name, column in h.columns.items():
        if name in h.own_states.kept:
            columns[name] = np.where(h.own_states.kept[name][h.kind], column, np.nan)
        elif name != "kind":
            columns[name] = column.copy()
    return pd.DataFrame(columns)
