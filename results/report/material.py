"""What a report is made of: the tables of a finished comparison or study, read from its folder.

The rule it holds: a report says of what it is made. A study that is half done is told as half done, and where
parameters were varied a world is a point of the design, so that an interval covers the plausible worlds and
not only the luck within one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments import study as finished
from experiments.compare import NATURAL, compare
from experiments.folder import MANIFEST, FolderError
from experiments.parts import parts
from experiments.run import KEYS
from experiments.smallest import entries as judged_by
from experiments.store import FAILURES, IDENTITY, MONTHLY, RUNS, Store, existing
from experiments.study import Study
from scenarios import read
from scenarios.language import _

LABELS = (*KEYS, "key", "cost", "point", "given_days", "given_yuan", "price_days", "price_yuan")


@dataclass(frozen=True)
class Material:
    """`study`: tables as everything in `results/` reads them; `name`, `text`: the question; `points`: how
    many sets of parameters were drawn (1: none was varied); `varied`: their keys; `missing`, `failed`: runs
    that are not there; `unfinished`: the study was not carried out to its end.
    """

    folder: Path
    study: Study
    name: str = ""
    text: str = ""
    points: int = 1
    varied: tuple[str, ...] = ()
    failed: int = 0
    unfinished: bool = False

    @property
    def is_store(self) -> bool:
        """Whether the folder is the store of a study file."""
        return (self.folder / IDENTITY).exists()


def material(folder: Path) -> Material:
    """What the folder holds; FolderError if it is not there, is nothing of ours, is empty or too new."""
    if not folder.is_dir():
        raise FolderError(_("There is no folder {folder}.", folder=folder))
    if (folder / IDENTITY).exists():
        return _of_store(existing(folder))
    if (folder / MANIFEST).exists():
        return _of_comparison(folder)
    raise FolderError(
        _("{folder} holds no results of gongzhi: neither {a} nor {b}.", folder=folder, a=MANIFEST, b=IDENTITY)
    )


def _of_comparison(folder: Path) -> Material:
    try:
        study = finished.read(folder)
    except (OSError, ValueError, KeyError) as error:
        if isinstance(error, FolderError):
            raise
        problem = str(error).partition("\n")[0]
        raise FolderError(_("{folder} cannot be read: {problem}.", folder=folder, problem=problem)) from None
    return Material(folder, study)


def _of_store(store: Store) -> Material:
    told = store.identity()
    runs = _in_order(_table(store, RUNS), told)
    if runs.empty:
        raise FolderError(
            _("{folder} holds no finished run yet; carry the study out first.", folder=store.folder)
        )
    outcomes = [name for name in runs.columns if name in read.outcome_entries()]
    varied = tuple(name for name in runs.columns if name in read.ledger())
    points = int(runs["point"].nunique())
    study = Study(
        runs=_as_compared(runs, outcomes, points),
        monthly=_months(store, runs, points),
        comparison=_compared(runs, outcomes, points, _smallest(told)),
        manifest=_manifest(store, told, runs),
    )
    failed = sum(len(part) for part in store.read(FAILURES))
    return Material(
        store.folder,
        study,
        name=str(told["study"]),
        points=points,
        varied=varied,
        failed=failed,
        unfinished=not told.get("settled") or any(_loose(store)),
    )


def _smallest(told: Mapping[str, object]) -> Mapping[str, float]:
    """Other smallest differences of interest, as the study states them."""
    found = told.get("smallest")
    return found if isinstance(found, dict) else {}


def _loose(store: Store) -> list[Path]:
    return [file for file in parts(store.table(RUNS)) if file.name.startswith("loose")]


def _table(store: Store, name: str) -> pd.DataFrame:
    found = list(store.read(name))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _in_order(runs: pd.DataFrame, told: Mapping[str, object]) -> pd.DataFrame:
    """The runs in the order in which the study names cases and governance models."""
    if runs.empty:
        return runs
    named = {"case": told.get("cases"), "governance": told.get("governance")}
    places = {
        key: runs[key].map({name: place for place, name in enumerate(names)})
        for key, names in named.items()
        if isinstance(names, dict)
    }
    costs = (runs["cost"] != NATURAL).astype(int)
    keyed = pd.DataFrame({**places, "cost": costs, "point": runs["point"], "replicate": runs["replicate"]})
    return runs.loc[keyed.sort_values(list(keyed.columns), kind="stable").index].reset_index(drop=True)


def _as_compared(runs: pd.DataFrame, outcomes: list[str], points: int) -> pd.DataFrame:
    """The runs at natural cost with one row a world: where parameters were varied, the mean of a point."""
    natural = runs[runs["cost"] == NATURAL]
    if points == 1:
        return natural[[*KEYS, *outcomes]].reset_index(drop=True)
    return _by_point(natural, outcomes)


def _by_point(runs: pd.DataFrame, outcomes: list[str]) -> pd.DataFrame:
    """One row a point: the mean of its replicates; the point stands where the replicate stood."""
    means = runs.groupby(["case", "governance", "point"], sort=False)[outcomes].mean().reset_index()
    means = means.rename(columns={"point": "replicate"})
    return means.assign(seed=means["replicate"])[[*KEYS, *outcomes]]


def _compared(
    runs: pd.DataFrame, outcomes: list[str], points: int, smallest: Mapping[str, float]
) -> pd.DataFrame | None:
    """Every pair of governance models at every cost, corrected within it; None where there is only one."""
    models = list(dict.fromkeys(runs["governance"]))
    if len(models) < 2:
        return None
    entries = {name: judged_by(smallest)[name] for name in outcomes}
    tables = []
    for cost, rows in runs.groupby("cost", sort=False):
        worlds = rows if points == 1 else _by_point(rows, outcomes)
        tables.append(compare(_complete(worlds, models), models, entries).assign(cost=cost))
    return pd.concat(tables, ignore_index=True)


def _complete(runs: pd.DataFrame, models: list[str]) -> pd.DataFrame:
    """The cases of which every governance model has runs: the others are not finished."""
    count = runs.groupby("case")["governance"].nunique()
    return runs[runs["case"].isin(count.index[count == len(models)])]


def _months(store: Store, runs: pd.DataFrame, points: int) -> pd.DataFrame:
    """The months of the runs at natural cost, empty where the study keeps none."""
    months = _table(store, MONTHLY)
    if months.empty:
        return pd.DataFrame()
    labels = runs.loc[runs["cost"] == NATURAL, ["key", *KEYS]]
    return labels.merge(months, on="key").drop(columns="key")


def _manifest(store: Store, told: Mapping[str, object], runs: pd.DataFrame) -> dict[str, object]:
    """What the rest of `results/` asks a manifest for."""
    return {
        **told,
        "command": ["gongzhi", "study", str(told["study"]), "--out", store.folder.name],
        "parameters_overridden": told.get("fixed", {}),
        "replicates": sorted(int(one) for one in runs["replicate"].unique()),
        "seeds": list(dict.fromkeys(int(one) for one in runs["seed"])),
    }
