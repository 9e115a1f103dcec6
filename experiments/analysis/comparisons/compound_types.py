"""Comparisons by compound type: the cases of one type as if they were one.

Invariant: a row is a replicate in which every case of the type was run, and its value is the mean over these
cases; what is undefined in one of them is undefined for the type. So it is paired as a case is.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from experiments.execution.origin import Origin
from experiments.execution.results import judged_by
from experiments.statistics.paired import COLUMNS, GIVEN, compare
from scenarios import read

TYPE, CASES = "compound_type", "cases"
BY_TYPE = (TYPE, CASES, *COLUMNS[COLUMNS.index("cost") :])
"""The columns of a comparison by type: `cases` names them, with a space between."""


def types_of(cases: Iterable[str]) -> dict[str, str]:
    """The compound type of each case; those in files of the user's own that are gone are left out."""
    known = ((case, read.known_case(case)) for case in cases)
    return {case: found.compound_type for case, found in known if found is not None}


def by_type(replicates: pd.DataFrame, types: Mapping[str, str], origin: Origin) -> pd.DataFrame | None:
    """The comparison of the governance models on the cases of each type together, in families of its own;
    None where there is no pair.

    replicates: a row for each case, governance model, cost and replicate; types: by case.
    """
    outcomes = judged_by(origin, (name for name in replicates if name in read.outcome_entries()))
    there = [name for name in GIVEN if name in replicates]
    found = compare(_means(replicates, types, [*outcomes, *there]), origin.names, outcomes)
    if found.empty:
        return None
    cases = {kind: " ".join(case for case in types if types[case] == kind) for kind in types.values()}
    return found.rename(columns={"case": TYPE}).assign(cases=found["case"].map(cases))[list(BY_TYPE)]


def _means(replicates: pd.DataFrame, types: Mapping[str, str], names: list[str]) -> pd.DataFrame:
    """The mean over the cases of a type in each replicate in which all of them were run."""
    kinds = replicates["case"].map(types)
    rows = replicates[kinds.notna()].assign(case=kinds)
    keys = ["case", "governance", "cost", "replicate"]
    groups = rows.groupby(keys, sort=False)[names]
    counts = groups.size()
    sums = groups.sum(min_count=1).where(groups.count().eq(counts, axis=0))
    many = pd.Series(types).value_counts()
    whole = counts.to_numpy() == many.reindex(counts.index.get_level_values("case")).to_numpy()
    return sums.div(counts, axis=0)[whole].reset_index()
