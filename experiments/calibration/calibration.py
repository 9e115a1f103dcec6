"""A calibration in its folder: begun, gone on with, finished.

Invariant: a folder belongs to one request and one state of the code; the same command goes on where it
stopped and ends with the same rows as if it had never stopped, and any other request is refused.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from experiments.calibration.request import CalibrationRequest
from experiments.calibration.simulator import Evaluator, Opening
from experiments.calibration.targets import Candidate, Shares, Statistics, Target
from experiments.calibration.type_shifts import shifted
from experiments.design.sampling import scaled
from experiments.execution.simulate import RunError
from experiments.extras import from_extra
from experiments.patterns.measurements import FloatArray
from experiments.statistics.contrasts import Result
from experiments.store.kept_tables import refuse_another
from experiments.store.manifest import read_json
from experiments.store.output_folder import MAKER, FolderError
from experiments.store.store import LOCK, StoreError, alone
from scenarios import read
from scenarios.by_type import parameter_of
from scenarios.entries import Parameter
from scenarios.language import _
from scenarios.sampling import Range

if TYPE_CHECKING:
    from experiments.calibration.abc_smc import Generation

LEDGER: Mapping[str, Parameter] = {}
"""Ranges as they are in the ledger."""

IDENTITY, JOURNAL = "calibration.json", "tried.jsonl"

PILOT, LEAST = 16, 3
"""The replicates of the pilot, and the fewest that a target is given."""

FINE = 0.4
"""The standard error that is small enough, as a share of half the target's range."""


class Requested(Protocol):
    """What is asked for, and what makes it the same as what a folder has."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """What is calibrated on."""

    @property
    def most(self) -> int:
        """The most replicates of a candidate."""

    def identity(self) -> Mapping[str, object]:
        """What makes two requests the same."""


type Progress = Callable[[int, int], None]
"""Receives the generation and how many of its candidates were tried."""


@dataclass(frozen=True)
class Calibrated:
    """A finished calibration: its generations, of which the last is the posterior, the replicates that each
    pattern was given, and what runs raised that could not be made this time.
    """

    request: CalibrationRequest
    replicates: Mapping[str, int]
    generations: tuple["Generation", ...]
    failed: tuple[str, ...] = ()

    @property
    def posterior(self) -> pd.DataFrame:
        """A row for each candidate of the last generation: `weight`, the parameters' values, `distance`, and
        the number found for each pattern.
        """
        return in_values(self.generations[-1].rows, self.request.priors)

    @property
    def prior(self) -> pd.DataFrame:
        """The same of the first generation, whose candidates are draws from the prior."""
        return in_values(self.generations[0].rows, self.request.priors)


def calibrated(request: CalibrationRequest, folder: Path, opening: Opening, progress: Progress) -> Calibrated:
    """Carry the calibration out in its folder; StoreError if the folder holds anything else."""
    from_extra("pyabc", "pyABC", "calibrate")
    check_folder(request, folder)
    with alone(folder):
        return _carried_on(request, folder, opening, progress)


def _carried_on(
    request: CalibrationRequest, folder: Path, opening: Opening, progress: Progress
) -> Calibrated:
    from experiments.calibration.abc_smc import fitted

    replicates = replicates_of(request, folder, opening)
    with closing(Evaluator(request.targets, replicates, opening)) as evaluator:
        journal = Journal(folder / JOURNAL, evaluator, progress, request.priors)
        generations = fitted(request, journal.evaluate, folder)
    return Calibrated(request, replicates, tuple(generations), tuple(evaluator.failed))


def replicates_of(
    request: Requested, folder: Path, opening: Opening, least: int = LEAST
) -> Mapping[str, int]:
    """The replicates of each pattern as the folder has them, or those of a pilot, written there."""
    file = folder / IDENTITY
    if file.exists():
        try:
            return {str(name): int(count) for name, count in _read(file)["worlds"].items()}
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            raise FolderError(_("{file} is damaged or not of gongzhi.", file=file)) from None
    replicates = replicates_needed(request.targets, request.most, opening, least)
    content = {"made_by": MAKER, **request.identity(), "worlds": replicates}
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, file)
    return replicates


def replicates_needed(
    targets: Sequence[Target], most: int, opening: Opening, least: int = LEAST
) -> dict[str, int]:
    """By pattern in how many replicates a candidate is read: as many as make chance small beside the target's
    range in a pilot at the ledger's own values; never more than the user allows, and never fewer than a few.
    """
    pilot = min(PILOT, most)
    with closing(Evaluator(targets, {one.pattern.id: pilot for one in targets}, opening)) as evaluator:
        found = evaluator.results([{}])[0]
    if evaluator.failed:
        raise RunError(None, evaluator.failed[0])
    return {one.pattern.id: _needed(one, found[one.pattern.id], least, most) for one in targets}


def _needed(target: Target, found: Result, least: int, most: int) -> int:
    """How many replicates bring the standard error down to what is small enough."""
    if not np.isfinite([found.low, found.high]).all():
        return most
    error = (found.high - found.low) / 2 / 2
    needed = found.n * (error / (FINE * target.half)) ** 2
    return int(np.clip(np.ceil(needed), min(least, most), most))


class Journal:
    """Evaluates candidates, unless the journal has them already; what they give is written down at once.

    Whoever goes on after an interrupt evaluates nothing twice, and a line that was being written when the
    machine stopped is only lost, never misread.
    """

    def __init__(
        self,
        file: Path,
        evaluator: Evaluator,
        progress: Progress = lambda generation, number: None,
        priors: Mapping[str, Parameter] = LEDGER,
    ) -> None:
        self._file, self._evaluator, self._progress, self._priors = file, evaluator, progress, priors
        self._known = dict(_entries(file))
        if file.exists() and not file.read_bytes().endswith(b"\n"):
            with file.open("a", encoding="utf-8") as unfinished:
                unfinished.write("\n")

    def evaluate(
        self,
        generation: int,
        first: int,
        candidates: Sequence[Shares],
        hopeless: Callable[[Statistics], bool],
    ) -> list[Statistics]:
        """What each candidate gives."""
        keys = [
            json.dumps([generation, number, list(one.values())])
            for number, one in enumerate(candidates, first)
        ]
        new = [place for place, key in enumerate(keys) if key not in self._known]
        values = [values_of(candidates[place], self._priors) for place in new]
        found = self._evaluator.evaluate(values, hopeless)
        with self._file.open("a", encoding="utf-8") as file:
            for place, one in zip(new, found, strict=True):
                self._known[keys[place]] = one
                file.write(json.dumps([keys[place], one]) + "\n")
        self._progress(generation, first + len(candidates))
        return [self._known[key] for key in keys]


def _entries(file: Path) -> list[tuple[str, Statistics]]:
    """What the journal has; a line that is not whole is passed over."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            key, values = json.loads(line)
            found.append((str(key), {str(name): float(value) for name, value in values.items()}))
        except (AttributeError, RecursionError, TypeError, ValueError):
            continue
    return found


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return read_json(file)
    except ValueError as error:
        raise FolderError(str(error)) from None


def check_folder(request: Requested, folder: Path) -> None:
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
    refuse_another(folder, _read(file), request.identity())


def results_of(folder: Path) -> Path:
    """The folder, in that of a calibration, with its tables, pictures and texts."""
    return folder / "results"


def in_values(rows: pd.DataFrame, priors: Mapping[str, Parameter]) -> pd.DataFrame:
    """Rows whose parameters are shares of their ranges, with values instead."""
    return rows.assign(**{key: _values(one, rows[key].to_numpy()) for key, one in priors.items()})


def values_of(shares: Shares, priors: Mapping[str, Parameter] = LEDGER) -> Candidate:
    """The values of a candidate; `priors`: entries with other ranges than the ledger's. What a type's shift
    gives is the value there.
    """
    names = {key: parameter_of(key) for key in shares}
    entries = {key: priors.get(name) or read.ledger()[name] for key, name in names.items()}
    there = shifted(shares).items()
    return {key: float(_values(entries[key], np.array([share]))[0]) for key, share in there}


def _values(parameter: Parameter, shares: FloatArray) -> FloatArray:
    return scaled(parameter.key, Range(low=parameter.low, high=parameter.high), shares)
