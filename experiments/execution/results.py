"""A folder of results, of `compare`, `run` or a study file: its tables, and the origin that makes its runs
again.

Invariant: whatever kind of folder it is, the tables look alike, a row is a world
(`experiments/execution/pooled.py`), and whoever tells of the folder tells of these tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd
from pydantic import BaseModel

from experiments.design.smallest_effect import entries as judged_by
from experiments.execution.origin import Origin, World
from experiments.execution.pooled import tables
from experiments.execution.sweep_store import State, origin_of_store, state, stored
from experiments.statistics.paired import judged, of_outcome
from experiments.store import tables as written
from experiments.store.manifest import read_json
from experiments.store.output_folder import MANIFEST, FolderError
from experiments.store.store import IDENTITY, Store, existing
from experiments.store.tables import Study
from scenarios.language import _

COMPARED = ("compare", "run")
"""The verbs whose folders hold a comparison, or a single run."""


class Results(NamedTuple):
    """The tables of a folder, where they come from, and of a study how far it is and what it was asked."""

    study: Study
    origin: Origin
    state: State = State(failed=0, unfinished=False)
    asked: Mapping[str, object] = MappingProxyType({})


def results_in(folder: Path, point: int | None = None) -> Results:
    """What a folder holds, at one point of its design if that is given; FolderError if it is not there, not
    of gongzhi, empty, damaged or too new.
    """
    if not folder.is_dir():
        raise FolderError(_("There is no folder {folder}.", folder=folder))
    if (folder / IDENTITY).exists():
        return _stored(existing(folder), point)
    if (folder / MANIFEST).exists():
        return _compared(folder)
    raise FolderError(_("{folder} holds no finished results of gongzhi.", folder=folder))


def _compared(folder: Path) -> Results:
    """A folder of `compare` or `run`."""
    try:
        manifest = read_json(folder / MANIFEST)
        verb = str(manifest["command"][1])
        if verb not in COMPARED:
            raise FolderError(
                _(
                    "{folder} holds the results of gongzhi {verb}; its figures are those in it.",
                    folder=folder,
                    verb=verb,
                )
            )
        origin = origin_of(manifest)
        return Results(_in_families(written.read(folder), origin), origin)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        if isinstance(error, FolderError):
            raise
        raise _damaged(folder, error) from None


def _in_families(study: Study, origin: Origin) -> Study:
    """The study; a comparison made before outcomes were primary or exploratory is judged again from its
    rows.
    """
    table = study.comparison
    if table is None or "family" in table:
        return study
    entries = judged_by(origin.smallest, origin.primary)
    rows = [{**row, **of_outcome(entries[row["outcome"]])} for row in table.to_dict("records")]
    costs = [[row for row in rows if row["cost"] == cost] for cost in table["cost"].unique()]
    return replace(study, comparison=pd.concat(map(judged, costs), ignore_index=True))


def _stored(store: Store, point: int | None) -> Results:
    """The store of a study file."""
    told = store.identity()
    rows = stored(store)
    try:
        origin = origin_of_store(store.folder, told, rows, point)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(store.folder, error) from None
    return Results(tables(*rows, origin), origin, state(store, told), told)


def _damaged(folder: Path, error: Exception) -> FolderError:
    problem = str(error).partition("\n")[0].rstrip(".。") or type(error).__name__
    return FolderError(_("{folder} cannot be read: {problem}.", folder=folder, problem=problem))


class Manifest(BaseModel):
    """What is read of the manifest of a comparison or a single run (`experiments/store/manifest.py`)."""

    class Given(BaseModel):
        """One scenario."""

        case: str
        governance: str
        digest: str

    command: list[str]
    cases: list[str]
    governance: list[str]
    months: int
    burn_in: int
    start: int
    parameters_overridden: dict[str, float]
    scenarios: list[Given]
    replicates: list[int | None]
    seeds: list[int]
    code: str
    smallest: dict[str, float] = {}
    primary: list[str] = []


def origin_of(told: Mapping[str, object]) -> Origin:
    """The origin of a comparison or a single run, from its manifest; ValueError if that is damaged."""
    manifest = Manifest.model_validate(told)
    cases, models = _named(manifest.command)
    found = dict(zip(manifest.governance, dict.fromkeys(models), strict=True))
    ids = {name: one for one, name in found.items()}
    worlds = zip(manifest.replicates, manifest.seeds, strict=True)
    return Origin(
        command=manifest.command,
        cases=dict(zip(manifest.cases, cases, strict=True)),
        governance=found,
        names=[ids[name] for name in models],
        months=manifest.months,
        burn_in=manifest.burn_in,
        start=manifest.start,
        fixed=manifest.parameters_overridden,
        points={0: {}},
        worlds=[World(replicate=replicate, seed=seed) for replicate, seed in worlds],
        made=[],
        equal_cost="--equal-cost" in manifest.command,
        monthly=True,
        digests={f"{one.case}/{one.governance}": one.digest for one in manifest.scenarios},
        code=manifest.code,
        smallest=manifest.smallest,
        primary=manifest.primary,
    )


def _named(command: Sequence[str]) -> tuple[list[str], list[str]]:
    """The cases and governance models of a command line, as the user named them."""
    plain = list(takewhile(lambda word: not word.startswith("--"), command[2:]))
    if command[1] == "run":
        return plain[:1], plain[1:]
    return plain, command[command.index("--governance") + 1].split(",")
