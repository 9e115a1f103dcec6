"""The store of a study file, read as a finished study: its rows, and the origin that makes its runs again."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pydantic import BaseModel

from experiments.compare import EQUAL, NATURAL
from experiments.folder import FolderError
from experiments.key import Code
from experiments.manifest import code_hash
from experiments.origin import Made, Origin, World, digests, scenario_of, short_list
from experiments.store import MONTHLY, RUNS, Store
from experiments.worlds import GIVEN
from scenarios import read
from scenarios.language import _
from scenarios.problems import ScenarioError

MADE = ("case", "governance", "point", "cost", *GIVEN)
OTHER_CODE = "other"
"""In the place of the code that made the runs, where it is not the code as it is now."""


class Rows(NamedTuple):
    """What a store holds: a row for each run, and for each run and month by key, where months were kept."""

    runs: pd.DataFrame
    monthly: pd.DataFrame | None


class Identity(BaseModel):
    """What is read of `study.json` (`experiments/sweep.py`)."""

    study: str
    months: int
    burn_in: int
    start: int
    fixed: dict[str, float]
    cases: dict[str, str]
    governance: dict[str, str]


def stored(store: Store) -> Rows:
    """The rows of a store; FolderError if it has none."""
    parts = list(store.read(RUNS))
    if not parts:
        raise FolderError(
            _("{folder} holds no finished run yet; carry the study out first.", folder=store.folder)
        )
    months = list(store.read(MONTHLY))
    return Rows(pd.concat(parts, ignore_index=True), pd.concat(months, ignore_index=True) if months else None)


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
