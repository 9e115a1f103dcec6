"""The floor: the workload in C, compiled here (`cc -O3 -march=native`), with the draws of NumPy."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload

SOURCE = Path(__file__).with_name("floor.c")
COMPILER = ("cc", "-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")


class Compiled:
    """Arrays for one loop in C; OSError without a compiler."""

    def __init__(self, given: ReferenceWorkload) -> None:
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder, "floor.so")
            subprocess.run([*COMPILER, str(SOURCE), "-o", str(library)], check=True, capture_output=True)
            self.step = ctypes.CDLL(str(library)).step
        self.given, self.draws = given, given.draws()
        self.begins, self.known = given.rows_of_known()
        self.opinion, self.active = given.start.copy(), given.active.copy()
        self.next_opinion, self.next_active = self.opinion.copy(), self.active.copy()

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        given, count = self.given, self.given.residents
        same = [_at(column) for column in (self.begins, self.known, given.start, given.stubborn)]
        numbers = ctypes.c_double(BASE), ctypes.c_double(SLOPE)
        for _ in range(steps):
            draw = self.draws.random(count)
            now = [_at(column) for column in (self.opinion, self.active)]
            after = [_at(column) for column in (self.next_opinion, self.next_active)]
            self.step(count, *same, _at(given.threshold), _at(draw), *numbers, *now, *after)
            self.opinion, self.next_opinion = self.next_opinion, self.opinion
            self.active, self.next_active = self.next_active, self.active

    def state(self) -> EndState:
        """Say how things stand."""
        return EndState(self.opinion, self.active)


def _at(column: np.ndarray[Any, Any]) -> ctypes.c_void_p:
    """Where a column begins in memory."""
    return ctypes.c_void_p(column.ctypes.data)
