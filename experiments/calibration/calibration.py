"""A calibration in its folder: begun, gone on with, finished.

The rule it holds: a folder belongs to one request and one state of the code; the same command goes on where
it stopped and ends with the same rows as if it had never stopped, and any other request is refused.
"""

import importlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration.effort import effort
from experiments.calibration.generation import Generation, Settings, Shares
from experiments.calibration.notebook import Notebook
from experiments.calibration.reader import Opening
from experiments.calibration.request import Request
from experiments.calibration.simulator import Bench
from experiments.calibration.targets import Candidate
from experiments.design.sampling import MissingExtra, scaled
from experiments.patterns.measurements import FloatArray
from experiments.store.manifest import read_json
from experiments.store.output_folder import MAKER, FolderError
from experiments.store.store import LOCK, StoreError, alone
from scenarios import read
from scenarios.language import _
from scenarios.sampling import Range

IDENTITY = "calibration.json"

type Telling = Callable[[int, int], None]
"""Is told the generation and how many of its candidates were tried."""


@dataclass(frozen=True)
class Calibrated:
    """A finished calibration: its generations, of which the last is the posterior, the worlds that each
    pattern was given, and what runs raised that could not be made this time.
    """

    request: Request
    worlds: Mapping[str, int]
    generations: tuple[Generation, ...]
    failed: tuple[str, ...] = ()

    @property
    def posterior(self) -> pd.DataFrame:
        """A row for each candidate of the last generation: `weight`, the parameters' values, `distance`, and
        the number found for each pattern.
        """
        return in_values(self.generations[-1].rows, self.request.keys)

    @property
    def prior(self) -> pd.DataFrame:
        """The same of the first generation, whose candidates are draws from the prior."""
        return in_values(self.generations[0].rows, self.request.keys)


def calibrated(request: Request, folder: Path, opening: Opening, telling: Telling) -> Calibrated:
    """Carry the calibration out in its folder; StoreError if the folder holds anything else."""
    library()
    _check(request, folder)
    with alone(folder):
        return _carried_on(request, folder, opening, telling)


def _carried_on(request: Request, folder: Path, opening: Opening, telling: Telling) -> Calibrated:
    from experiments.calibration.abc_smc import fitted

    worlds, sizes = _worlds(request, folder, opening), request.sizes
    settings = Settings(request.keys, request.targets, sizes.population, sizes.generations, request.name)
    bench = Bench(request.targets, worlds, opening)
    notebook = Notebook(folder, bench, values_of, telling)
    try:
        generations = fitted(settings, notebook.tried, folder)
    finally:
        bench.close()
    return Calibrated(request, worlds, tuple(generations), tuple(bench.failed))


def _worlds(request: Request, folder: Path, opening: Opening) -> Mapping[str, int]:
    """The worlds of each pattern: those the folder tells of, or those of a pilot, which it then tells of."""
    file = folder / IDENTITY
    if file.exists():
        try:
            return {str(name): int(count) for name, count in _told(file)["worlds"].items()}
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            raise FolderError(_("{file} is damaged or not of gongzhi.", file=file)) from None
    worlds = dict(effort(request.targets, request.sizes.replicates, opening))
    told = {"made_by": MAKER, **request.identity(), "worlds": worlds}
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, file)
    return worlds


def _told(file: Path) -> Mapping[str, Any]:
    try:
        return read_json(file)
    except ValueError as error:
        raise FolderError(str(error)) from None


def _check(request: Request, folder: Path) -> None:
    """StoreError if the folder belongs to something else."""
    file = folder / IDENTITY
    ours = {LOCK, file.with_suffix(".unfinished").name}
    if not file.exists():
        if folder.exists() and not (folder.is_dir() and {one.name for one in folder.iterdir()} <= ours):
            message = _(
                "{folder} holds files that are no calibration; name another folder with --out.", folder=folder
            )
            raise StoreError(message)
        return
    there, own = _told(file), json.loads(json.dumps(request.identity()))
    if different := [key for key, value in own.items() if there.get(key) != value]:
        message = _(
            "{folder} holds another calibration: {what} differ. Name another folder with --out.",
            folder=folder,
            what=", ".join(different),
        )
        raise StoreError(message)


def results_of(folder: Path) -> Path:
    """The folder, in that of a calibration, with its tables, pictures and texts."""
    return folder / "results"


def in_values(rows: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """Rows whose parameters are shares of their ranges, with values instead."""
    return rows.assign(**{key: _values(key, rows[key].to_numpy()) for key in keys})


def values_of(shares: Shares) -> Candidate:
    """The values of a candidate."""
    return {key: float(_values(key, np.array([share]))[0]) for key, share in shares.items()}


def library() -> None:
    """MissingExtra if pyABC is not installed."""
    try:
        importlib.import_module("pyabc")
    except ImportError:
        raise MissingExtra("pyABC", "calibrate") from None


def _values(key: str, shares: FloatArray) -> FloatArray:
    parameter = read.ledger()[key]
    return scaled(key, Range(low=parameter.low, high=parameter.high), shares)
