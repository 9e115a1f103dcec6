"""Gains and losses by group of residents, of a whole study: a table beside its store.

Invariant: the runs are made again under watch, in the same worlds, so what a group gains is of the very runs
whose outcomes were compared. They are made on this machine, at natural cost, and nothing is taken up again
where that was interrupted.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.analysis.distributional import COLUMNS, changes, levels
from experiments.errors import ArgumentError
from experiments.execution.collectors import Watch, watch
from experiments.execution.origin import Origin, runs_of
from experiments.execution.stored_study import finished
from experiments.statistics.paired import NATURAL
from experiments.store.derived_tables import BY_GROUP, put_tables
from experiments.store.store import alone, unwritable
from scenarios.language import _

BY_GROUPS = ("case", "cost", *COLUMNS[1:])
"""The columns of the table."""


def check_pairs(governance: Sequence[str]) -> None:
    """ArgumentError if a study has no two governance models of which one could gain more."""
    if len(set(governance)) < 2:
        raise ArgumentError(_("--by-group compares governance models, and the study has one."))


def written_by_group(folder: Path, quiet: bool) -> pd.DataFrame:
    """The table, put beside the store; StoreError if the disk will not take it, RunError if a run fails."""
    with alone(folder):
        found = changes_by_group(finished(folder).origin(), quiet)
        try:
            put_tables(folder, {BY_GROUP: found})
        except OSError as error:
            raise unwritable(folder, error) from error
    return found


def changes_by_group(origin: Origin, quiet: bool = True) -> pd.DataFrame:
    """What each governance model changes against the first one for each group, those outside it and the gap
    between them; models that lack runs in a case are left out.
    """
    names = list(dict.fromkeys(origin.names))
    watched = [one for case in origin.cases for one in runs_of(origin, case, names)]
    models = [name for name in names if _cases(watched, name) == _cases(watched)]
    values = levels(watch(watched, quiet).groups, origin.by_point)
    return changes(values, models, origin.smallest).assign(cost=NATURAL)[list(BY_GROUPS)]


def _cases(watched: Sequence[Watch], governance: str | None = None) -> set[str]:
    """The cases that have runs, under one governance model if it is named."""
    scenarios = (one.run.scenario for one in watched)
    return {one.case.id for one in scenarios if governance in (None, one.governance.id)}
