"""The issue log: a row for each run and issue, when it came up, whom it was told to and how it ended.

Invariant: counted by month it gives the observations of the months (raised, collected, resolved).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.execution.collectors import CHANNELS
from experiments.export.chosen_runs import ChosenRun
from experiments.export.household_panel import labelled
from experiments.export.table_file import TableFile

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

TABLE = "issues"
REACH = np.array(["household", "stairwell", "compound"])
"""Whom an issue concerns, in the order of the model's codes."""


class IssueLog:
    """Puts every issue of a run into a file at its end, those that came up before the record too."""

    def __init__(self, file: TableFile) -> None:
        self._file = file

    def month(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Nothing yet."""

    def end(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Put them down."""
        self._file.add(labelled(run, issues(world), ["issue"]))


def issues(world: Neighbourhood) -> pd.DataFrame:
    """A row for each issue, in the order in which they came up."""
    table = world.issues_table()
    columns = {
        "issue": pd.Series([f"{key:016x}" for key in table["key"]], dtype="str"),
        "compound": table["compound"].astype("int64") + 1,
        "kind": table["kind"].astype("str"),
        "dispute": table["dispute"],
        "reach": pd.Series(REACH[table["scale"]], dtype="str"),
        "dwelling": _number(table["reporter"] + 1),
        "other_dwelling": _number(table["partner"] + 1),
        "raised": table["raised"].astype("int64"),
        "reported": _month(table["reported"]),
        "channel": pd.Series(np.array(CHANNELS)[table["channel"]], dtype="str"),
        "told_again": table["told_again"].astype("int64"),
        "resolved": _month(table["done"]),
        "closed": _month(table["closed"]),
        "status": table["status"].astype("str"),
        "reopened": table["reopened"].astype("int64"),
        "attempts": table["attempts"].astype("int64"),
        "severity": table["severity"],
    }
    return pd.DataFrame(columns)


def _number(column: pd.Series[int]) -> pd.Series[int]:
    """Numbers from 1; missing where it is nobody in particular."""
    whole = column.astype("Int64")
    return whole.mask(whole < 1)


def _month(column: pd.Series[int]) -> pd.Series[int]:
    """Months; missing where it never came to that."""
    from model.issues import NEVER

    whole = column.astype("Int64")
    return whole.mask(whole == NEVER)
