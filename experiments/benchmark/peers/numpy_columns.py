"""Plain NumPy columns, no framework: sums over acquaintances as sparse products, or gathered and reduced."""

from __future__ import annotations

import numpy as np

from agents.column import FloatArray
from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload


class PlainColumns:
    """Arrays and a loop."""

    def __init__(self, given: ReferenceWorkload) -> None:
        from scipy import sparse

        begins, known = given.rows_of_known()
        size = (given.residents, given.residents)
        self.known = sparse.csr_array((np.ones(len(known)), known, begins), shape=size)
        self.share = 1.0 / np.diff(begins)
        self.given, self.draws = given, given.draws()
        self.opinion, self.active = given.start.copy(), given.active.copy()

    def sums(self, column: FloatArray) -> FloatArray:
        """Sum a column over the acquaintances of each."""
        return self.known @ column

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        given = self.given
        for _ in range(steps):
            heard = self.sums(self.opinion) * self.share
            around = self.sums(self.active.astype(np.float64)) * self.share
            draw = self.draws.random(given.residents)
            moved = (1.0 - given.stubborn) * heard + given.stubborn * given.start
            self.opinion = np.minimum(np.maximum(moved, -1.0), 1.0)
            self.active = (around >= given.threshold) & (draw < BASE + SLOPE * self.opinion)

    def state(self) -> EndState:
        """Say how things stand."""
        return EndState(self.opinion, self.active)


class GatheredColumns(PlainColumns):
    """The same with sums that need NumPy alone, as in the reference loop of the bench."""

    def __init__(self, given: ReferenceWorkload) -> None:
        super().__init__(given)
        begins, self.ends = given.rows_of_known()
        self.first = begins[:-1]

    def sums(self, column: FloatArray) -> FloatArray:
        """Sum a column over the acquaintances of each."""
        return np.add.reduceat(column[self.ends], self.first)
