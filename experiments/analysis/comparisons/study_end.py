"""The end of a study: its rows compared as `gongzhi compare` compares, and by compound type.

Invariant: the tables are those that `results_in` gives of the same store. No scenario is made for them, so
that a study of thousands of points ends at once.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.analysis.choices import varied
from experiments.analysis.comparisons.compound_types import by_type, types_of
from experiments.analysis.comparisons.group_changes import written_by_group
from experiments.execution.origin import Origin
from experiments.execution.results import end_of, replicates_of
from experiments.store.derived_tables import BY_TYPE, COMPARISON, put_tables
from experiments.store.store import alone, unwritable
from experiments.store.tables import Study

MOST_MONTHS = 100_000
"""Rows of months up to which it is looked at whether runs were in balance."""


class Ending(NamedTuple):
    """`study`: the tables, whose comparison is None where there is no pair; `by_type`: the comparison by
    compound type, None where no two cases are of one; `types`: the compound type of each case; `missing`: how
    many runs are not there; `varied`: the parameters that differ between points; `sampling`: how they were
    drawn, as the study's file says, None where they were not; `by_group`: gains and losses by group of
    residents, where asked for.
    """

    folder: Path
    study: Study
    by_type: pd.DataFrame | None
    types: dict[str, str]
    origin: Origin
    missing: int
    varied: Sequence[str]
    sampling: Mapping[str, object] | None
    by_group: pd.DataFrame | None = None


def ending(folder: Path) -> Ending:
    """What the store in a folder ends in; FolderError if it holds no run, or is damaged."""
    (study, origin, _state, _identity), stored = end_of(folder, MOST_MONTHS)
    types = types_of(study.cases)
    together = None
    if study.comparison is not None and len(set(types.values())) < len(types):
        together = by_type(replicates_of(stored.runs, origin), types, origin)
    asked = (stored.identity.asked or {}).get("sampling")
    sampling = asked if isinstance(asked, dict) else None
    return Ending(folder, study, together, types, origin, stored.missing, varied(stored.runs), sampling)


def written(folder: Path, by_group: bool = False, quiet: bool = True) -> Ending:
    """The same, its tables put beside the store; StoreError if the disk will not take them, or if another
    process writes to the store. by_group: make the runs again for gains and losses by group too.
    """
    with alone(folder):
        found = ending(folder)
        try:
            put_tables(folder, {COMPARISON: found.study.comparison, BY_TYPE: found.by_type})
        except OSError as error:
            raise unwritable(folder, error) from error
    return found._replace(by_group=written_by_group(folder, quiet)) if by_group else found
