"""Structural sensitivity: the same comparison under every way to build the model.

The rule it holds: all structures meet the same worlds, and whatever changes its verdict is listed.
"""

from collections.abc import Callable

import pandas as pd

from experiments.patterns.structural_variants import STRUCTURES, runs
from experiments.statistics.paired import compare
from scenarios import read

CASES, GOVERNANCE = ("minzhu", "honghu"), ("baseline", "one-four-n", "troika")


def structures(say: Callable[[str], None], replicates: int, months: int) -> pd.DataFrame:
    """A row for each structure, case, pair and outcome: the columns of a comparison and `structure`."""
    tables = []
    for name, structure in STRUCTURES.items():
        for case in CASES:
            made = runs(structure, case, GOVERNANCE, replicates, months)
            compared = compare(made, GOVERNANCE, read.outcome_entries())
            tables.append(compared.assign(structure=name))
            say(f"structures: {name} on {case}")
    return pd.concat(tables, ignore_index=True)
