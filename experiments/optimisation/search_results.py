"""What a search found: carried out from the request to its tables and files, in a folder that can be gone on
with.

Invariant: run again in the same folder, a search goes on where it was, with the same result as one that was
never interrupted; more trials or fresh replicates go on too, and another search is refused. Every mix that is
reported can be run, compared and taken apart like any governance model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.design.runs import STUDY, Run, seed_of
from experiments.execution.executors import Executor
from experiments.execution.run_cache import RunCache
from experiments.optimisation.holdout import MIX, Standing, front_of
from experiments.optimisation.instrument_space import as_file
from experiments.optimisation.mix_search import MixSearch, SearchedMixes
from experiments.optimisation.nsga2 import GENERATION, library
from experiments.optimisation.search_request import SearchRequest
from experiments.store import output_folder as folders
from experiments.store.manifest import manifest
from experiments.store.store import LOCK, TABLES, Store, StoreError, opened
from experiments.store.tables import write_tables
from scenarios.language import _
from scenarios.read import Governance

STORE = "search"
"""The name of the study in the store of a search."""

RESULTS = "found"
"""The folder, in that of a search, with its tables, pictures and texts."""

JOURNAL = "optuna.log"


class Failed(NamedTuple):
    """Runs that failed: how many, key and error of the first, and the governance models they were under."""

    runs: int
    key: str
    error: str
    models: tuple[Governance, ...]


@dataclass(frozen=True)
class Found:
    """front: a row for each mix or governance model run in fresh replicates, and outcome; mixes: a row for
    each mix that was looked at; curves: by how many were looked at, what search and chance had covered;
    models: the mixes run in fresh replicates as governance models, in the order of the table.
    """

    request: SearchRequest
    looked: SearchedMixes
    front: pd.DataFrame
    mixes: pd.DataFrame
    curves: pd.DataFrame
    models: tuple[Governance, ...]
    failed: Failed

    def standing(self, standing: Standing) -> list[str]:
        """The ids of the mixes of this standing."""
        rows = self.front[(self.front["kind"] == MIX) & (self.front["standing"] == str(standing))]
        return [str(mix) for mix in rows["mix"].unique()]

    def recurring(self) -> Mapping[str, int]:
        """In how many of the mixes on the front each piece is held, most often first."""
        on_front = set(self.standing(Standing.FRONT))
        space = self.request.space
        held = [
            piece
            for mix in self.looked.again
            if space.governance(mix).id in on_front
            for piece in space.held(mix)
        ]
        counts = {piece: held.count(piece) for piece in space.pieces if piece in held}
        return dict(sorted(counts.items(), key=lambda item: -item[1]))


def carry_out(
    request: SearchRequest, open_lanes: Callable[[], Executor], folder: Path | None, quiet: bool
) -> Found:
    """Search; in a folder, with everything stored there. StoreError if the folder holds something else."""
    library()
    runs = RunCache(request.columns, open_lanes, folder is not None, quiet)
    try:
        if folder is None:
            return _found(request, runs)
        _refuse(request, folder)
        if not Store(folder).identity():
            MixSearch(request, runs).price()
        with opened(folder, STORE) as store:
            store.identify(_identity(request, folder))
            runs.attach(store)
            found = _found(request, runs)
            runs.settle()
            store.identify(_identity(request, folder, (*found.models, *found.failed.models)))
            return found
    finally:
        runs.close()


def _refuse(request: SearchRequest, folder: Path) -> None:
    """StoreError or FolderError unless the folder is free, or holds this search."""
    stored = Store(folder).identity().get("search")
    if stored is None:
        ours = {LOCK, *TABLES}
        if not folder.is_dir() or {entry.name for entry in folder.iterdir()} - ours:
            folders.check(folder)
        return
    for option, value in request.identity().items():
        found = stored.get(option) if isinstance(stored, dict) else None
        if found != value:
            differing = {"folder": folder, "option": option, "found": _plain(found), "asked": _plain(value)}
            raise StoreError(
                _(
                    "{folder} holds a search with {option} {found}, not {asked}; name another folder with "
                    "--out.",
                    **differing,
                )
            )


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{key}={one}" for key, one in value.items()) or "–"
    return ",".join(map(str, value)) if isinstance(value, list) else "–" if value is None else str(value)


def _identity(request: SearchRequest, folder: Path, models: Sequence[Governance] = ()) -> dict[str, object]:
    """What the store says of its search: enough to refuse another one, and to make its runs again."""
    one = request.of(request.space.nothing())
    place = folder.resolve()
    own = request.case.file
    case = str(Path(own).resolve().relative_to(place.parent, walk_up=True)) if own else request.case.id
    files = {model.id: f"{place.name}/{RESULTS}/governance/{model.id}.yaml" for model in models}
    return {
        **{"study": STORE, "search": request.identity(), "months": one.months, "burn_in": one.burn_in},
        **{"start": one.start, "fixed": dict(request.overrides), "cases": {request.case.id: case}},
        "governance": {model.id: model.id for model in request.beside} | files,
        "outcomes": list(request.columns),
    }


def _found(request: SearchRequest, runs: RunCache) -> Found:
    search = MixSearch(request, runs)
    search.price()
    looked = search.look()
    front = front_of(request, runs, search, looked)
    order = front.loc[front["kind"] == MIX, "mix"].drop_duplicates()
    models = {model.id: model for model in map(request.space.governance, looked.again)}
    return Found(
        request,
        looked,
        front,
        search.table(looked),
        search.curves(looked),
        tuple(models[mix] for mix in order),
        _failed(request, runs),
    )


def _failed(request: SearchRequest, runs: RunCache) -> Failed:
    failed = list(runs.failed())
    models = {run.scenario.governance.id: run.scenario.governance for run, _failure in failed}
    named = {request.space.baseline.id, *(model.id for model in request.beside)}
    mixes = tuple(model for name, model in models.items() if name not in named)
    key, error = (failed[0][1].key, failed[0][1].error) if failed else ("", "")
    return Failed(len(failed), key, error, mixes)


def write(found: Found, folder: Path) -> None:
    """Tables as Parquet and CSV, the manifest, the mixes as governance models and the search as Optuna's own
    journal, into a folder that exists.
    """
    tables = {"front": found.front, "mixes": found.mixes, "curves": found.curves}
    write_tables(tables, manifest_of(found), folder)
    (folder / "governance").mkdir()
    for model in (*found.models, *found.failed.models):
        (folder / "governance" / f"{model.id}.yaml").write_text(as_file(model), encoding="utf-8")
    if found.looked.search is not None:
        names = {"aims": [aim.id for aim in found.request.aims], "generation": GENERATION}
        found.looked.search.write(folder / JOURNAL, names)


def manifest_of(found: Found) -> dict[str, object]:
    """What made the result: the scenarios of the front in all replicates, and how it was searched for."""
    request = found.request
    models = (request.space.baseline, *found.models, *request.beside)
    runs = [
        Run(request.scenario(model), replicate, seed_of(STUDY, replicate))
        for model in models
        for replicate in (*request.searched, *request.unseen)
    ]
    return manifest(request.command, runs, request.overrides) | {
        "search": request.identity(),
        "trials": request.trials,
        "mixes_looked_at": len(found.mixes),
        "mixes_possible": request.space.size,
        "exhaustive": request.is_exhaustive,
        "searched_in_replicates": [request.searched.start, request.searched.stop - 1],
        "reported_from_replicates": [request.unseen.start, request.unseen.stop - 1],
        "failed_runs": found.failed.runs,
        "optuna": metadata.version("optuna"),
    }
