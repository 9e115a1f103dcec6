"""Two finished folders compared, whatever made them: the runs of A and of B, paired by replicate.

Invariant: a difference is B minus A and a verdict is on B. What is paired has the same case, the same
governance model and, where values are varied, the same values; what else differs between the folders is said.
Replicates of unlike seeds meet unlike worlds: they are told as that, and never mixed with pairs of like ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.analysis.comparisons.folder_differences import (
    ComparedScenario,
    Unlike,
    fitting,
    unlike,
    varied,
)
from experiments.errors import ArgumentError
from experiments.execution.origin import Origin
from experiments.execution.results import StoredRows, judged_by, rows_in
from experiments.statistics.paired import COLUMNS, Side, judged, pair_rows
from experiments.store.manifest import analysis_manifest
from experiments.store.tables import plain_rows
from scenarios import read
from scenarios.language import _
from scenarios.problems import listed

WHOSE = ("case_a", "case_b", "governance_a", "governance_b")
FIRST, LAST = COLUMNS.index("n"), COLUMNS.index("utilisation_b") + 1
OF_FOLDERS = (
    *(*WHOSE, "outcome", *COLUMNS[FIRST:LAST]),
    *("cost_gap", "unit", "direction", "smallest", "family", "same_seeds"),
)
"""The columns of the table."""

LIBRARIES = ("gongzhi", "numpy", "scipy", "pandas")


class PairedRows(NamedTuple):
    """The rows of both sides of a group, by what is paired; how many pairs there are, and whether both sides
    of each have the same seed; how many pairs were left out because they have not.
    """

    a: pd.DataFrame
    b: pd.DataFrame
    pairs: int
    same_seeds: bool
    left_out: int


@dataclass(frozen=True)
class FolderComparison:
    """`table`: columns OF_FOLDERS; `unlike`: what else differs; `pairs`: the fewest and the most pairs of a
    group; `points`: points in common where values are varied, else 1, and those that A and B have;
    `left_out`: pairs of unlike seeds that were left out; `origin`: that of A, whose primary outcomes and
    smallest differences of interest hold.
    """

    a: Path
    b: Path
    table: pd.DataFrame
    unlike: tuple[Unlike, ...]
    pairs: tuple[int, int]
    same_seeds: bool
    left_out: int
    points: tuple[int, int, int]
    origin: Origin

    @property
    def manifest(self) -> dict[str, object]:
        """What made the table."""
        command = ("gongzhi", "compare-folders", str(self.a), str(self.b))
        size = {"months": self.origin.months, "pairs": self.pairs[0]}
        return analysis_manifest(command, str(self.a), None, size, LIBRARIES)


def compared(a: Path, b: Path) -> FolderComparison:
    """B against A; ArgumentError if they are one folder, are of unlike months or have nothing in common,
    FolderError if one is not there, not of gongzhi or damaged.
    """
    if a.resolve() == b.resolve():
        raise ArgumentError(_("{a} and {b} are the same folder.", a=a, b=b))
    one, other = rows_in(a), rows_in(b)
    months = one.origin.months, other.origin.months
    if months[0] != months[1]:
        raise ArgumentError(
            _(
                "{a} records {months_a} months and {b} {months_b}: their outcomes are of unlike times and "
                "are not compared.",
                a=a,
                b=b,
                months_a=months[0],
                months_b=months[1],
            )
        )
    groups = list(_groups(one, other))
    if not groups:
        raise ArgumentError(_nothing_in_common(a, b, one, other))
    points = fitting(one.origin, other.origin)
    if not points:
        keys = listed(sorted(varied(one.origin) | varied(other.origin)))
        raise ArgumentError(
            _("{a} and {b} have no set of values in common; what they vary: {keys}.", a=a, b=b, keys=keys)
        )
    paired = {group: found for group in groups if (found := _paired(group, one, other, points))}
    if not paired:
        raise ArgumentError(
            _("{a} and {b} have no replicate of the same scenario and values in common.", a=a, b=b)
        )
    return _comparison((a, b), (one, other), paired, points)


def _comparison(
    folders: tuple[Path, Path],
    sides: tuple[StoredRows, StoredRows],
    paired: Mapping[ComparedScenario, PairedRows],
    points: Mapping[int, int],
) -> FolderComparison:
    one, other = sides
    same = any(found.same_seeds for found in paired.values())
    kept = {group: found for group, found in paired.items() if found.same_seeds == same}
    numbers = [found.pairs for found in kept.values()]
    return FolderComparison(
        *folders,
        judged(list(_rows(kept, one)), OF_FOLDERS),
        tuple(unlike(one, other, list(kept), points)),
        (min(numbers), max(numbers)),
        same,
        sum(found.left_out for found in kept.values())
        + sum(found.pairs for group, found in paired.items() if group not in kept),
        (len(points), len(one.origin.points), len(other.origin.points)),
        one.origin,
    )


def _groups(one: StoredRows, other: StoredRows) -> Iterator[ComparedScenario]:
    """What is compared: the same case under the same governance model; where both folders have one case, or
    one governance model, and not the same, these. Nothing if neither is the same.
    """
    mine, theirs = _scenarios(one), _scenarios(other)
    cases = _matched([case for case, _model in mine], [case for case, _model in theirs])
    models = _matched([model for _case, model in mine], [model for _case, model in theirs])
    if set(cases) - set(cases.values()) and set(models) - set(models.values()):
        return
    for case, model in mine:
        if (cases.get(case), models.get(model)) in theirs:
            yield ComparedScenario(case, cases[case], model, models[model])


def _scenarios(side: StoredRows) -> list[tuple[str, str]]:
    """The cases and governance models of which a folder has runs."""
    rows = side.rows[["case", "governance"]].drop_duplicates()
    return [(str(case), str(model)) for case, model in rows.itertuples(index=False)]


def _matched(mine: Iterable[str], theirs: Iterable[str]) -> dict[str, str]:
    """Which of the names of B stands for which of A: the same name, or the only one for the only one."""
    a, b = list(dict.fromkeys(mine)), list(dict.fromkeys(theirs))
    if len(a) == len(b) == 1:
        return {a[0]: b[0]}
    return {name: name for name in a if name in b}


def _paired(
    group: ComparedScenario, one: StoredRows, other: StoredRows, points: Mapping[int, int]
) -> PairedRows | None:
    """The rows of a group that are paired, by seed where a run has no number; None if there are none."""
    a = _side(one.rows, group.case_a, group.governance_a)
    b = _side(other.rows, group.case_b, group.governance_b)
    a = a[a["point"].isin(list(points))].assign(point=lambda rows: rows["point"].map(points))
    by = ["point", "replicate" if a["replicate"].notna().all() and b["replicate"].notna().all() else "seed"]
    a, b = (side.drop_duplicates(by).set_index(by).sort_index() for side in (a, b))
    both = a.index.intersection(b.index).sort_values()
    if both.empty:
        return None
    a, b = a.loc[both], b.loc[both]
    same = True
    if "seed" in a:
        alike = a["seed"].to_numpy() == b["seed"].to_numpy()
        same = bool(alike.any())
        a, b = (a[alike], b[alike]) if same else (a, b)
    left_out = len(both) - len(a)
    a, b = (_worlds(side, len(points) > 1) for side in (a, b))
    return PairedRows(a, b, len(a), same, left_out)


def _side(rows: pd.DataFrame, case: str, governance: str) -> pd.DataFrame:
    return rows[(rows["case"] == case) & (rows["governance"] == governance)]


def _worlds(rows: pd.DataFrame, by_point: bool) -> pd.DataFrame:
    """A row for each pair: a replicate, or where values are varied a point, the mean of its replicates."""
    outcomes = [name for name in rows if name in read.outcome_entries()]
    if by_point:
        return rows[outcomes].groupby(level="point").mean()
    return rows[outcomes].reset_index(drop=True)


def _rows(paired: Mapping[ComparedScenario, PairedRows], one: StoredRows) -> Iterator[dict[str, object]]:
    for group, found in paired.items():
        there = [name for name in found.a if name in found.b]
        sides = Side("A", found.a[there]), Side("B", found.b[there])
        for row in pair_rows(group.case_a, *sides, judged_by(one.origin, map(str, there))):
            yield {**group._asdict(), **row, "same_seeds": found.same_seeds}


def _nothing_in_common(a: Path, b: Path, one: StoredRows, other: StoredRows) -> str:
    return _(
        "{a} and {b} have no case and governance model in common. {a}: {what_a}. {b}: {what_b}.",
        a=a,
        b=b,
        what_a=_held(one.rows),
        what_b=_held(other.rows),
    )


def _held(rows: pd.DataFrame) -> str:
    return listed([*rows["case"].unique(), *rows["governance"].unique()])


def objects(found: FolderComparison) -> dict[str, object]:
    """The comparison for programs; `difference` is B minus A, the verdict is on B."""
    common, of_a, of_b = found.points
    return {
        **{"a": str(found.a), "b": str(found.b)},
        **{"same_seeds": found.same_seeds, "pairs": list(found.pairs), "left_out": found.left_out},
        **{"points": common, "points_a": of_a, "points_b": of_b},
        "unlike": [one._asdict() for one in found.unlike],
        "comparison": plain_rows(found.table),
    }
