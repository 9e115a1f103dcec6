"""The notebook: what candidates gave, written down as soon as it is known.

The rule it holds: whoever goes on after an interrupt tries nothing twice, and what was being written when the
machine stopped is only lost, never misread.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from experiments.calibration.generation import Shares
from experiments.calibration.simulator import Bench
from experiments.calibration.targets import Candidate, Found

FILE = "tried.jsonl"


class Notebook:
    """Tries candidates on a bench unless they stand in the notebook already."""

    def __init__(
        self,
        folder: Path,
        bench: Bench,
        values: Callable[[Shares], Candidate],
        progress: Callable[[int, int], None] = lambda generation, number: None,
    ) -> None:
        self._file, self._bench, self._values, self._progress = folder / FILE, bench, values, progress
        self._known = dict(_read(self._file))
        if self._file.exists() and not self._file.read_bytes().endswith(b"\n"):
            with self._file.open("a", encoding="utf-8") as file:
                file.write("\n")

    def tried(
        self, generation: int, first: int, candidates: Sequence[Shares], hopeless: Callable[[Found], bool]
    ) -> list[Found]:
        """What each candidate gives."""
        keys = [
            json.dumps([generation, first + place, list(one.values())])
            for place, one in enumerate(candidates)
        ]
        new = [place for place, key in enumerate(keys) if key not in self._known]
        found = self._bench.tried([self._values(candidates[place]) for place in new], hopeless)
        with self._file.open("a", encoding="utf-8") as file:
            for place, one in zip(new, found, strict=True):
                self._known[keys[place]] = one
                file.write(json.dumps([keys[place], one]) + "\n")
        self._progress(generation, first + len(candidates))
        return [self._known[key] for key in keys]


def _read(file: Path) -> list[tuple[str, Found]]:
    """What stands in the notebook; a line that is not whole is passed over."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            key, values = json.loads(line)
            found.append((str(key), {str(name): float(value) for name, value in values.items()}))
        except (AttributeError, RecursionError, TypeError, ValueError):
            continue
    return found
