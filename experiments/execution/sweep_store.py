"""The store of a study file, read as a finished study: its rows, and the origin that makes its runs again.

Invariant: who does not write a store takes its rows from here, so all tell of the same rows.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pydantic import BaseModel

from experiments.execution.origin import Made, Origin, World, digests, scenario_of, short_list
from experiments.execution.replicates import GIVEN
from experiments.provenance.run_key import Code
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.store import parquet
from experiments.store.manifest import code_hash
from experiments.store.store import FAILURES, MONTHLY, RUNS, Store, StoreError
from scenarios import read
from scenarios.language import _
from scenarios.problems import ScenarioError

PLACE = ("case", "governance", "cost", "point", "replicate")
"""The columns that together say which run a row is."""

MADE = ("case", "governance", "point", "cost", *GIVEN)
OTHER_CODE = "other"
"""In the place of the code that made the runs, where it is not the code as it is now."""


class Rows(NamedTuple):
    """What a store holds: a row for each run, and for each run and month by key, where months were kept."""

    runs: pd.DataFrame
    monthly: pd.DataFrame | None


class State(NamedTuple):
    """How far a study is: how many runs failed, and whether it was carried out to its end."""

    failed: int
    unfinished: bool


class Identity(BaseModel):
    """What is read of `study.json` (`experiments/execution/sweep.py`)."""

    study: str
    months: int
    burn_in: int
    start: int
    fixed: dict[str, float]
    cases: dict[str, str]
    governance: dict[str, str]
    smallest: dict[str, float] = {}
    primary: list[str] = []


def stored(store: Store) -> Rows:
    """The rows of a store; StoreError if it has none, or if a part is damaged."""
    runs, months = runs_in(store), list(store.read(MONTHLY))
    return Rows(runs, pd.concat(months, ignore_index=True) if months else None)


def runs_in(store: Store) -> pd.DataFrame:
    """A row for each run of a store; StoreError if it has none, or if a part is damaged."""
    found = list(store.read(RUNS))
    if not found:
        raise StoreError(
            _("{folder} holds no finished run yet; carry the study out first.", folder=store.folder)
        )
    return pd.concat(found, ignore_index=True).drop_duplicates(list(PLACE), ignore_index=True)


def failures_in(store: Store) -> list[pd.DataFrame]:
    """A row for each run that failed, in parts."""
    return list(store.read(FAILURES))


def attempts(store: Store) -> list[pd.DataFrame]:
    """A row for each run that was tried, in parts, those that failed first; damaged parts are left out, and
    `store.damaged` tells which.
    """
    tables = [part for name in (FAILURES, RUNS) for part in store.readable(name)]
    return [part.to_pandas(use_threads=False) for part in tables]


def state(store: Store, told: Mapping[str, object]) -> State:
    """How far the study is that says this of itself."""
    loose = any(file.name.startswith(parquet.LOOSE) for file in parquet.parts(store.table(RUNS)))
    return State(sum(map(len, failures_in(store))), loose or not told.get("settled"))


def origin_of_store(folder: Path, told: Mapping[str, object], rows: Rows, point: int | None = None) -> Origin:
    """The origin of a store that says this of itself, or of one point of it; ValueError or KeyError if that
    is damaged.
    """
    study, runs = Identity.model_validate(told), rows.runs
    varied = [name for name in runs if name in read.ledger()]
    first = runs.drop_duplicates("point").sort_values("point")
    worlds = runs.drop_duplicates("replicate").sort_values("replicate")
    origin = Origin(
        command=["gongzhi", "study", study.study],
        cases={name: _placed(folder, found) for name, found in study.cases.items()},
        governance={name: _placed(folder, found) for name, found in study.governance.items()},
        names=list(study.governance),
        months=study.months,
        burn_in=study.burn_in,
        start=study.start,
        fixed=study.fixed,
        points={int(row["point"]): {key: float(row[key]) for key in varied} for row in _records(first)},
        worlds=[World(replicate=int(row["replicate"]), seed=int(row["seed"])) for row in _records(worlds)],
        made=_made(runs),
        equal_cost=bool((runs["cost"] == EQUAL).any()),
        monthly=rows.monthly is not None,
        digests={},
        code="",
        smallest=study.smallest,
        primary=study.primary,
    )
    return _dated(origin if point is None else origin.at(point), runs)


def _records(rows: pd.DataFrame) -> Iterable[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = rows.to_dict("records")
    return found


def _placed(folder: Path, found: str) -> str:
    """How a case or governance model is found: its id, or its file's way from here."""
    beside = folder.resolve().parent / found
    return os.path.relpath(beside) if found.endswith((".yaml", ".yml")) else found


def _made(rows: pd.DataFrame) -> list[Made]:
    """The runs of a store, a scenario each."""
    found = []
    for values, some in rows.groupby(list(MADE), sort=True):
        case, governance, point, cost, days, yuan = values
        numbers = short_list(int(one) for one in some["replicate"])
        found.append(
            Made(
                case=case,
                governance=governance,
                point=int(point),
                cost=cost,
                days=float(days),
                yuan=float(yuan),
                replicates=numbers,
            )
        )
    return found


def _dated(origin: Origin, rows: pd.DataFrame) -> Origin:
    """The origin with the digests of its scenarios, and the code if it is the code that made the runs: the
    keys of the runs tell.
    """
    try:
        here = rows[(rows["cost"] == NATURAL) & rows["point"].isin(list(origin.points))]
        row = here.iloc[0]
        scenario = scenario_of(origin, str(row["case"]), str(row["governance"]), int(row["point"]))
        same = Code().key(scenario, int(row["seed"])) == row["key"]
        told = digests(origin)
    except (ScenarioError, OSError, IndexError):
        same, told = False, {}
    return origin.model_copy(update={"digests": told, "code": code_hash() if same else OTHER_CODE})
