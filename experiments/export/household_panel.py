"""The household panel: a row for each run, household and month, how it is at the month's end.

Invariant: what the columns add up to is what was observed of the month (`model/record.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.export.chosen_runs import ChosenRun
from experiments.export.table_file import TableFile

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

TABLE = "households"
AGE_GROUPS = np.array(["elderly", "established", "young"])
"""In the order of the model's codes."""

YES_OR_NO = {
    **{"owner": "owner", "party": "party", "online": "online", "incomer": "incomer"},
    **{"at_home": "present", "shop": "converted", "took_part": "active", "paid_fee": "paid"},
}
"""By the panel's name, columns of the model that say yes or no."""


class HouseholdPanel:
    """Puts every household into a file in every `every`-th recorded month, counted back from the last."""

    def __init__(self, file: TableFile, every: int = 1) -> None:
        self._file, self._every = file, every

    def month(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Put the month down if its turn is."""
        if world.month >= 1 and (world.months - world.month) % self._every == 0:
            self._file.add(labelled(run, households(world).assign(month=world.month), ["month"]))

    def end(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Nothing more."""


def labelled(run: ChosenRun, rows: pd.DataFrame, first: list[str]) -> pd.DataFrame:
    """The rows with which run they are of in front, then these columns."""
    scenario = run.run.scenario
    labels: dict[str, object] = {"case": scenario.case.id, "governance": scenario.governance.id}
    labels |= {"replicate": run.run.replicate, "seed": run.run.seed, "point": run.point}
    found = rows.assign(**labels).astype({"replicate": "Int64", "seed": "int64", "point": "int64"})
    rest = [name for name in rows.columns if name not in first]
    return found[[*labels, *first, *rest]]


def households(world: Neighbourhood) -> pd.DataFrame:
    """A row for each household, in the order of the dwellings."""
    from model.institutions import OCCUPANCY_STEP
    from model.record import FELT, satisfaction

    h, compounds = world.households, world.compounds
    dwelling = np.arange(1, compounds.rows + 1)
    disturbed = (h.disturbance > compounds.value_to_rows("nuisance.threshold")) & h.present
    columns = {
        "household": h.occupancy.astype(np.int64) * OCCUPANCY_STEP + dwelling,
        "dwelling": dwelling,
        "compound": compounds.of_row.astype(np.int64) + 1,
        "stairwell": h.stairwell.astype(np.int64) + 1,
        "floor": h.floor.astype(np.int64),
        "age_group": AGE_GROUPS[h.group],
        "kind": np.array([kind.kind for kind in h.classes])[h.kind],
        "age": h.age.copy(),
        **{name: np.array(h.columns[source], dtype=np.bool_) for name, source in YES_OR_NO.items()},
        "attended": np.array(world.came, dtype=np.bool_),
        "took_part_online": np.array(world.acted_online, dtype=np.bool_),
        "months_owed": h.owed.copy(),
        **{name: h.columns[name].copy() for name in FELT},
        "satisfaction": satisfaction(world),
        "disturbed": np.array(disturbed, dtype=np.bool_),
        "ties": world.ties.degree.astype(np.int64),
    }
    return pd.DataFrame(columns)
