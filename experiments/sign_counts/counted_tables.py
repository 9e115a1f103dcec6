"""The table of sign counts, made of the reference study and of the structural variants: nothing is simulated.

Invariant: every row names the code of the model that its numbers come from. Of a pair the governance model
whose id comes first in the alphabet is `a`.
"""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.evidence.code_of_pages import model_code, noted, same_rows
from experiments.evidence.model_uncertainty import BASELINE, DEMAND
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.patterns.structural_variants import AS_BUILT
from experiments.sign_counts.sign_count import (
    COLUMNS,
    PAIR,
    POSTERIOR,
    PRIOR,
    STRUCTURE,
    FloatArray,
    ways,
)
from experiments.store.tables import read_tables
from scenarios import read
from scenarios.language import _
from scenarios.problems import ScenarioError

RUNS, STRUCTURES = "reference-runs", "structures"
STRUCTURE_MONTHS = 60
"""Over how many months the structures are run."""


def sign_counts(folder: Path, posterior: str, months: int) -> pd.DataFrame:
    """The whole table from those of a folder of evidence. posterior: which one the reference study drew from;
    months: over how many, where its rows do not say so.
    """
    drawn = of_draws(read_tables(folder, [RUNS])[RUNS], posterior, months)
    built = of_structures(pd.read_csv(folder / f"{STRUCTURES}.csv", encoding="utf-8-sig"), STRUCTURE_MONTHS)
    tables = [
        drawn.assign(code=_code(folder, f"{RUNS}.parquet")),
        built.assign(code=_code(folder, f"{STRUCTURES}.csv")),
    ]
    found = pd.concat(tables, ignore_index=True)[list(COLUMNS)]
    return found.sort_values([*PAIR, "source"], kind="stable", ignore_index=True)


def _code(folder: Path, table: str) -> str:
    """The code that made a table, or the present one where both give the same rows; of what nobody noted the
    one that stood in the repository when it was committed.
    """
    origin = noted(folder).get(table)
    codes = (origin.codes or origin.committed) if origin else ()
    now = model_code()
    return " ".join(now if code in same_rows(folder, now) else code for code in codes)


def of_draws(runs: pd.DataFrame, posterior: str, months: int) -> pd.DataFrame:
    """The counts of the reference study's draws from posterior and prior."""
    keys = ["calibration", "cost", "case", *(["months"] if "months" in runs else [])]
    rows: list[dict[str, object]] = []
    for labels, some in runs[runs["calibration"].isin((POSTERIOR, PRIOR))].groupby(keys, sort=False):
        source, cost, case, *stated = labels
        same = {"case": case, "cost": cost, "source": source, "months": stated[0] if stated else months}
        same |= {"basis": posterior if source == POSTERIOR else ""}
        rows += (same | row for row in _of_pairs(some))
    return _compact(pd.DataFrame(rows))


def _of_pairs(runs: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Every pair of governance models of a case at one cost, and every outcome defined in a draw."""
    models = sorted(map(str, runs["governance"].unique()))
    pairs = [(one, other) for one, other in combinations(range(len(models)), 2)]
    first, second = (list(some) for some in zip(*pairs, strict=True))
    replicates = int(runs["replicate"].nunique())
    for outcome in OUTCOMES:
        table = runs.pivot(index=["point", "replicate"], columns="governance", values=outcome)
        values: FloatArray = table[models].to_numpy(dtype=np.float64)
        differences = pd.DataFrame(values[:, second] - values[:, first], index=table.index)
        by_draw = differences.groupby(level="point").mean().to_numpy(dtype=np.float64)
        counts = ways(by_draw, read.outcome_entries()[outcome].smallest)
        for (a, b), draws, higher, lower in zip(pairs, *counts, strict=True):
            if draws:
                numbers = {"draws": draws, "higher": higher, "lower": lower, "replicates": replicates}
                yield {"a": models[a], "b": models[b], "outcome": outcome, **numbers}


def of_structures(table: pd.DataFrame, months: int) -> pd.DataFrame:
    """The counts over other ways to build the model, each a draw, at each case's own demand; ScenarioError if
    the table is of other demands, as it is after a change of defaults.
    """
    rows: list[dict[str, object]] = []
    others = table[table["structure"] != AS_BUILT]
    for (case, demand), some in others.groupby(["case", "demand"], sort=False):
        if demand != float(read.scenario(str(case), BASELINE).parameters[DEMAND]):
            continue
        for labels, cells in some.groupby(["cost", "a", "b", "outcome"], sort=False):
            cost, a, b, outcome = map(str, labels)
            by_way = cells["difference"].to_numpy(dtype=np.float64) * (1 if a < b else -1)
            draws, higher, lower = ways(by_way, read.outcome_entries()[outcome].smallest)
            if draws:
                pair = {"case": case, "cost": cost, "a": min(a, b), "b": max(a, b), "outcome": outcome}
                numbers = {"draws": draws, "higher": higher, "lower": lower}
                rows.append({**pair, **numbers, "replicates": int(cells["n"].max())})
    if not rows:
        raise ScenarioError(
            _("{file} holds no case at its own demand: make it again first.", file=f"{STRUCTURES}.csv")
        )
    return _compact(pd.DataFrame(rows).assign(source=STRUCTURE, months=months, basis=""))


def _compact(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype(dict.fromkeys(("draws", "higher", "lower", "months", "replicates"), "int16"))
