"""A wave as it is kept: its emulators, what they left of the prior, and how good they are.

Invariant: a file holds arrays alone and is read without running anything that lies in it; it is there whole
or not at all.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration.targets import Target
from experiments.history_matching.emulator import Emulators, TargetEmulator
from experiments.history_matching.subset_simulation import Left
from experiments.store.output_folder import FolderError, written_whole
from scenarios.language import _


@dataclass(frozen=True)
class Wave:
    """`number`: from 1; `emulators`; `left`: of the prior after this wave; `quality`: of the emulators, a row
    for each target; `points`: that had been run in all; `learned`: those of them that the emulators learned
    from at most; `seconds` it took, with the points run for it.
    """

    number: int
    emulators: Emulators
    left: Left
    quality: pd.DataFrame
    points: int
    learned: int
    seconds: float

    def judged(self, quality: pd.DataFrame) -> "Wave":
        """The same, with what later points say of the emulators."""
        return replace(self, quality=quality)


def file_of(folder: Path, number: int) -> Path:
    """Where a wave is kept."""
    return folder / f"wave-{number}.npz"


def write_wave(wave: Wave, folder: Path) -> None:
    """Keep a wave in the folder."""
    arrays: dict[str, Any] = {
        "keys": np.array(wave.emulators.keys),
        "draws": wave.left.draws,
        "volumes": wave.left.volumes,
        "quality": np.array(json.dumps(wave.quality.to_dict("records"))),
        "counts": np.array([wave.points, wave.learned]),
        "seconds": np.array(wave.seconds),
    }
    for place, one in enumerate(wave.emulators.each):
        arrays |= {f"{place}-{name}": value for name, value in one._asdict().items()}
    with written_whole(file_of(folder, wave.number)) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def read_wave(folder: Path, number: int, targets: Sequence[Target]) -> Wave | None:
    """The wave of that number, None if it is not there; FolderError if it is damaged."""
    file = file_of(folder, number)
    if not file.exists():
        return None
    try:
        with np.load(file, allow_pickle=False) as found:
            return _wave(found, number, targets)
    except Exception as error:
        raise FolderError(_("{file} is damaged or not of gongzhi.", file=file)) from error


def _wave(found: Any, number: int, targets: Sequence[Target]) -> Wave:
    each = tuple(
        TargetEmulator(*(found[f"{place}-{name}"] for name in TargetEmulator._fields))
        for place in range(len(targets))
    )
    points, learned = map(int, found["counts"])
    return Wave(
        number,
        Emulators(tuple(map(str, found["keys"])), tuple(targets), each),
        Left(found["draws"], found["volumes"]),
        pd.DataFrame(json.loads(str(found["quality"]))),
        points,
        learned,
        float(found["seconds"]),
    )
