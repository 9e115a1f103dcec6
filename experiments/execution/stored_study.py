"""A study in its store, opened to be read: what it says of itself, its rows, and the scenario of each.

Invariant: whoever does not write a store takes its rows from here, so all tell of the same rows. Reading it
changes nothing.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pydantic import ValidationError

from experiments.design.equal_cost import Price, topped_up
from experiments.design.formula_columns import DEFINED, bring_defined
from experiments.design.number_ranges import short_list
from experiments.execution.origin import (
    Identity,
    Origin,
    Replicate,
    StoredRuns,
    digests,
    scenario_of,
)
from experiments.provenance.run_key import Code
from experiments.statistics.paired import EQUAL, GIVEN, NATURAL
from experiments.store import parquet
from experiments.store.manifest import code_hash
from experiments.store.store import (
    FAILURES,
    IDENTITY,
    MONTHLY,
    RUNS,
    StoreError,
    damaged,
    existing,
    not_ours,
)
from scenarios import read
from scenarios.language import _
from scenarios.problems import ScenarioError, nearest
from scenarios.read import Scenario

PLACE = ("case", "governance", "cost", "point", "replicate")
"""The columns that together say which run a row is."""

OTHER_CODE = "other"
"""In the place of the code that made the runs, where it is not the code as it is now."""

type Row = Mapping[str, object]


class State(NamedTuple):
    """How far a study is: how many runs failed, whether some are still to be made (as in one shard of
    several), and how many are there.
    """

    failed: int
    unfinished: bool
    made: int = 0


CARRIED_OUT = State(failed=0, unfinished=False)
"""The state of whatever is no study: it is delivered whole or not at all."""


class StoredStudy:
    """The study in a folder. `content`: all that it says of itself; `identity`: what is read of that, in
    which files of the user's own are found from here. StoreError if there is none, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, existing(folder)
        self.content = self.store.identity()
        try:
            found = Identity.model_validate(self.content)
            bring_defined(self.content.get(DEFINED))
        except ValidationError:
            raise not_ours(folder / IDENTITY) from None
        placed = {"cases": self._from_here(found.cases), "governance": self._from_here(found.governance)}
        self.identity = found.model_copy(update=placed)

    def _from_here(self, names: Mapping[str, str]) -> dict[str, str]:
        """By id, how each is found: its id, or the way of its file from here; the store says it from where
        it lies.
        """
        beside = self.folder.resolve().parent
        return {
            one: os.path.relpath(beside / where) if where.endswith((".yaml", ".yml")) else where
            for one, where in names.items()
        }

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases."""
        return tuple(self.identity.cases)

    @property
    def governance(self) -> tuple[str, ...]:
        """The ids of the governance models."""
        return tuple(self.identity.governance)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row for each run, by PLACE; StoreError if there is none, or if a part is damaged."""
        found = list(self.store.read(RUNS))
        if not found:
            raise self.empty()
        rows = pd.concat(found, ignore_index=True).drop_duplicates(list(PLACE))
        return rows.sort_values(list(PLACE), ignore_index=True)

    def empty(self) -> StoreError:
        """The message on a study of which no run is there yet."""
        return StoreError(
            _("{folder} holds no finished run yet; carry the study out first.", folder=self.folder)
        )

    @cached_property
    def monthly(self) -> pd.DataFrame | None:
        """A row for each run and month by key; None where no months were kept."""
        months = list(self.store.read(MONTHLY))
        return pd.concat(months, ignore_index=True) if months else None

    def failures(self) -> list[pd.DataFrame]:
        """A row for each run that failed, in parts."""
        return list(self.store.read(FAILURES))

    def state(self) -> State:
        """How far the study is."""
        loose = any(file.name.startswith(parquet.LOOSE) for file in parquet.parts(self.store.table(RUNS)))
        failed = sum(map(len, self.failures()))
        natural = int((self.runs["cost"] == NATURAL).sum())
        part = loose or not self.content.get("settled") or self._whole() > natural + failed
        return State(failed, part, len(self.runs))

    def _whole(self) -> int:
        """How many runs the study asks for at natural cost, as far as its store says."""
        replicates = (self.identity.asked or {}).get("replicates")
        worlds = replicates if isinstance(replicates, int) else self.runs["replicate"].nunique()
        points = self.identity.points or self.runs["point"].nunique()
        return len(self.cases) * len(self.governance) * points * worlds

    @property
    def missing(self) -> int:
        """How many runs there would be besides, had all been made: those left to do and those that failed."""
        each = [self.runs[name].nunique() for name in PLACE[1:] if name != "point"]
        points = sum(rows["point"].nunique() for _case, rows in self.runs.groupby("case"))
        whole = points * int(pd.Series(each).prod())
        return whole - len(self.runs)

    def groups(self) -> Iterator[tuple[str, str, pd.DataFrame]]:
        """What is looked at apart: case, cost, and the runs of both."""
        for case in self.cases:
            for cost in sorted(self.runs["cost"].unique(), reverse=True):
                rows = self.runs[(self.runs["case"] == case) & (self.runs["cost"] == cost)]
                if len(rows):
                    yield case, str(cost), rows

    def row(self, key: str) -> Row:
        """The row of the run, made or failed, whose key begins so; StoreError if there is none, or more than
        one. A part that is damaged matters only if the run is in no other.
        """
        parts = [
            part.to_pandas(use_threads=False)
            for name in (FAILURES, RUNS)
            for part in self.store.readable(name)
        ]
        keys = sorted({one for part in parts for one in part["key"] if one.startswith(key)})
        if len(keys) > 1:
            raise StoreError(
                _("{key} begins the keys of {count} runs; give more of it.", key=key, count=len(keys))
            )
        if not keys and self.store.damaged:
            raise damaged(self.store.damaged)
        if not keys:
            failed = sorted(self.store.keys(FAILURES))
            advice = nearest(key, failed) or (
                " " + _("Failed: {keys}.", keys=", ".join(failed[:5])) if failed else ""
            )
            raise StoreError(_("{folder} has no run {key}.", folder=self.folder, key=key) + advice)
        rows = pd.concat([part[part["key"] == keys[0]] for part in parts], ignore_index=True)
        return {str(name): value for name, value in rows.iloc[0].items()}

    def scenario(self, row: Row) -> Scenario:
        """The scenario of a row, with what it was given to make costs equal."""
        varied = {name: float(str(value)) for name, value in row.items() if "." in name}
        natural = scenario_of(self.identity, str(row["case"]), str(row["governance"]), varied)
        return topped_up(natural, Price(*(float(str(row[name])) for name in GIVEN)))

    def origin(self, point: int | None = None, again: bool = True) -> Origin:
        """What makes the runs again, or those of one point; ValueError or KeyError if a row is damaged.

        again: whether they are to be made again. What that takes, a scenario for each point, is left out
        where they are only read.
        """
        study, runs = self.identity, self.runs
        varied = [str(name) for name in runs if "." in str(name)]  # also those of a project elsewhere
        first = _records(runs.drop_duplicates("point").sort_values("point"))
        replicates = _records(runs.drop_duplicates("replicate").sort_values("replicate"))
        origin = Origin(
            command=["gongzhi", "study", study.study],
            cases=study.cases,
            governance=study.governance,
            names=list(study.governance),
            months=study.months,
            burn_in=study.burn_in,
            start=study.start,
            fixed=study.fixed,
            points={int(row["point"]): {key: float(row[key]) for key in varied} for row in first},
            worlds=[Replicate(replicate=int(row["replicate"]), seed=int(row["seed"])) for row in replicates],
            made=_stored_runs(runs) if again else [],
            equal_cost=bool((runs["cost"] == EQUAL).any()),
            monthly=self.monthly is not None,
            digests={},
            code="",
            smallest=study.smallest,
            primary=study.primary,
            project=study.project,
            rules=study.rules,
            measures=study.measures,
            defined=study.defined,
        )
        found = origin if point is None else origin.at(point)
        return _dated(found, runs) if again else found


def finished(folder: Path) -> StoredStudy:
    """The study in a store whose rows are analysed; StoreError if there is none, nothing was made yet, a part
    is damaged, or it names what nothing is known of.
    """
    study = StoredStudy(folder)
    _check_names(study, [study.runs])
    return study


def check_mergeable(folder: Path) -> None:
    """StoreError unless what the store of a shard says of itself can be read once it is merged."""
    study = StoredStudy(folder)
    _check_names(study, study.store.read(RUNS, ["case", "governance"]))


def _check_names(study: StoredStudy, parts: Iterable[pd.DataFrame]) -> None:
    """StoreError if the study names an outcome that there is not, or its rows what the study does not."""
    of, known = study.identity, read.outcome_entries()
    ours = {"case": of.cases.keys(), "governance": of.governance.keys()}
    if any(not set(part[name]) <= names for part in parts for name, names in ours.items()):
        raise not_ours(study.folder / IDENTITY)
    for reader, files in ((read.case, of.cases), (read.governance, of.governance)):
        with suppress(
            ScenarioError
        ):  # what files of the user's own describe goes by its name, else by its id
            for where in files.values():
                reader(where)
    if not {*of.outcomes, *of.primary, *of.smallest} <= known.keys():
        raise not_ours(study.folder / IDENTITY)


def _records(rows: pd.DataFrame) -> Iterable[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = rows.to_dict("records")
    return found


def _stored_runs(rows: pd.DataFrame) -> list[StoredRuns]:
    """The runs of a store, a scenario each."""
    columns = ["case", "governance", "point", "cost", *GIVEN]
    return [
        StoredRuns(
            case=case,
            governance=governance,
            point=int(point),
            cost=cost,
            days=float(days),
            yuan=float(yuan),
            replicates=short_list(int(one) for one in some["replicate"]),
        )
        for (case, governance, point, cost, days, yuan), some in rows.groupby(columns, sort=True)
    ]


def _dated(origin: Origin, rows: pd.DataFrame) -> Origin:
    """The origin with the digests of its scenarios, and the code if it is the code that made the runs: the
    keys of the runs tell.
    """
    try:
        here = rows[(rows["cost"] == NATURAL) & rows["point"].isin(list(origin.points))]
        row = here.iloc[0]
        scenario = origin.scenario(str(row["case"]), str(row["governance"]), int(row["point"]))
        same = Code().key(scenario, int(row["seed"])) == row["key"]
        now = digests(origin)
    except (ScenarioError, OSError, IndexError):
        same, now = False, {}
    return origin.model_copy(
        update={"digests": now, "code": code_hash(origin.scenarios()) if same else OTHER_CODE}
    )
