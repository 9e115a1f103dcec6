"""What a search found: carried out from the request to its tables, in a folder that can be gone on with.

The rule it holds: run again in the same folder, a search goes on where it was, with the same result as one
that was never interrupted; more trials or fresh worlds go on too, and another search is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.execution.executors import Lanes
from experiments.execution.run_cache import KeptRuns
from experiments.optimisation.holdout import MIX, Standing, front_of
from experiments.optimisation.nsga2 import library
from experiments.optimisation.request import Wanted
from experiments.optimisation.search import Looked, Looking
from experiments.store import output_folder as folders
from experiments.store.store import LOCK, TABLES, Store, StoreError, opened
from scenarios.language import _
from scenarios.read import Governance

STORE = "search"
"""By this name the store of a search is known."""

RESULTS = "found"
"""The folder, in that of a search, with its tables, pictures and texts."""


class Failed(NamedTuple):
    """Runs that failed: how many, key and error of the first, and the governance models they were under."""

    runs: int
    key: str
    error: str
    models: tuple[Governance, ...]


@dataclass(frozen=True)
class Found:
    """front: a row for each mix or governance model run in fresh worlds, and outcome; mixes: a row for each
    mix that was looked at; curves: by how many were looked at, what search and chance had covered; models:
    the mixes run in fresh worlds as governance models, in the order of the table.
    """

    wanted: Wanted
    looked: Looked
    front: pd.DataFrame
    mixes: pd.DataFrame
    curves: pd.DataFrame
    models: tuple[Governance, ...]
    failed: Failed

    def standing(self, standing: Standing) -> list[str]:
        """The ids of the mixes that stand so."""
        rows = self.front[(self.front["kind"] == MIX) & (self.front["standing"] == str(standing))]
        return [str(mix) for mix in rows["mix"].unique()]

    def recurring(self) -> Mapping[str, int]:
        """In how many of the mixes on the front each piece is held, most often first."""
        on_front = set(self.standing(Standing.FRONT))
        space = self.wanted.space
        held = [
            piece
            for mix in self.looked.again
            if space.governance(mix).id in on_front
            for piece in space.held(mix)
        ]
        counts = {piece: held.count(piece) for piece in space.pieces if piece in held}
        return dict(sorted(counts.items(), key=lambda item: -item[1]))


def carry_out(wanted: Wanted, open_lanes: Callable[[], Lanes], folder: Path | None, quiet: bool) -> Found:
    """Search; in a folder, with everything stored there. StoreError if the folder holds something else."""
    library()
    runs = KeptRuns(wanted.columns, open_lanes, folder is not None, quiet)
    try:
        if folder is None:
            return _found(wanted, runs)
        _refuse(wanted, folder)
        if not Store(folder).identity():
            Looking(wanted, runs).price()
        with opened(folder, STORE) as store:
            store.identify(_identity(wanted, folder))
            runs.attach(store)
            found = _found(wanted, runs)
            runs.settle()
            store.identify(_identity(wanted, folder, (*found.models, *found.failed.models)))
            return found
    finally:
        runs.close()


def _refuse(wanted: Wanted, folder: Path) -> None:
    """StoreError or FolderError unless the folder is free, or holds this search."""
    asked = Store(folder).identity().get("search")
    if asked is None:
        ours = {LOCK, *TABLES}
        if not folder.is_dir() or {entry.name for entry in folder.iterdir()} - ours:
            folders.check(folder)
        return
    for option, value in wanted.identity().items():
        found = asked.get(option) if isinstance(asked, dict) else None
        if found != value:
            told = {"folder": folder, "option": option, "found": _plain(found), "asked": _plain(value)}
            raise StoreError(
                _(
                    "{folder} holds a search with {option} {found}, not {asked}; name another folder with "
                    "--out.",
                    **told,
                )
            )


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{key}={one}" for key, one in value.items()) or "–"
    return ",".join(map(str, value)) if isinstance(value, list) else "–" if value is None else str(value)


def _identity(wanted: Wanted, folder: Path, models: Sequence[Governance] = ()) -> dict[str, object]:
    """What the store says of its search: enough to refuse another one, and to make its runs again."""
    one = wanted.of(wanted.space.nothing())
    place = folder.resolve()
    own = wanted.case.file
    case = str(Path(own).resolve().relative_to(place.parent, walk_up=True)) if own else wanted.case.id
    files = {model.id: f"{place.name}/{RESULTS}/governance/{model.id}.yaml" for model in models}
    return {
        **{"study": STORE, "search": wanted.identity(), "months": one.months, "burn_in": one.burn_in},
        **{"start": one.start, "fixed": dict(wanted.overrides), "cases": {wanted.case.id: case}},
        "governance": {model.id: model.id for model in wanted.beside} | files,
        "outcomes": list(wanted.columns),
    }


def _found(wanted: Wanted, runs: KeptRuns) -> Found:
    looking = Looking(wanted, runs)
    looking.price()
    looked = looking.look()
    front = front_of(wanted, runs, looking, looked)
    order = front.loc[front["kind"] == MIX, "mix"].drop_duplicates()
    models = {model.id: model for model in map(wanted.space.governance, looked.again)}
    return Found(
        wanted,
        looked,
        front,
        looking.table(looked),
        looking.curves(looked),
        tuple(models[mix] for mix in order),
        _failed(wanted, runs),
    )


def _failed(wanted: Wanted, runs: KeptRuns) -> Failed:
    failed = list(runs.failed())
    models = {asked.scenario.governance.id: asked.scenario.governance for asked, _failure in failed}
    named = {wanted.space.baseline.id, *(model.id for model in wanted.beside)}
    mixes = tuple(model for name, model in models.items() if name not in named)
    key, error = (failed[0][1].key, failed[0][1].error) if failed else ("", "")
    return Failed(len(failed), key, error, mixes)
