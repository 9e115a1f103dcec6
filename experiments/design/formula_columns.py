"""Columns of outcomes that are worked out from others, by the formulas of a project or of a study.

Invariant: they follow from the other columns of their row, so that an edit of a formula needs no run again.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scenarios import catalogue
from scenarios.entries import OutcomeEntry
from scenarios.own_outcomes import formulas_of

type Formulas = Mapping[str, OutcomeEntry]
"""Outcomes that have a formula, by id."""


DEFINED = "defined"
"""Where a folder of results says which outcomes in it are not gongzhi's."""


def formulas_known(further: Formulas) -> Formulas:
    """The formulas of the project, and further ones."""
    found = {**catalogue.own(), **further}
    return {name: entry for name, entry in found.items() if entry.formula is not None}


def with_formulas(rows: pd.DataFrame, formulas: Formulas) -> pd.DataFrame:
    """The rows of runs with a column for every outcome that these formulas give, after all others.

    What is there of these columns already is worked out anew; an outcome that needs one which was not
    measured is left out.
    """
    if not formulas:
        return rows
    left = rows.drop(columns=[name for name in formulas if name in rows])
    entries = {**catalogue.outcomes(), **formulas}
    columns = {str(name): left[name].to_numpy(dtype=np.float64) for name in left if name in entries}
    for name, formula in formulas_of({name: entries[name] for name in formulas}, columns, entries).items():
        columns[name] = formula.values(columns)
    return left.assign(**{name: columns[name] for name in formulas if name in columns})


def defined(formulas: Formulas) -> dict[str, dict[str, object]]:
    """What a folder says of the outcomes in it that are not gongzhi's, so that it is read anywhere."""
    found = {**catalogue.own(), **formulas}
    return {name: entry.model_dump(mode="json") for name, entry in found.items()}


def bring_defined(written: object) -> None:
    """Let the outcomes be known that a folder says it defines; ValueError if it says nothing of the kind."""
    if isinstance(written, dict):
        found = {str(name): OutcomeEntry.model_validate(entry) for name, entry in written.items()}
        catalogue.bring(found)
