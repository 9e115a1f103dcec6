"""This project's own way: residents are rows of a table, and the month asks two rules of the whole cohort."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np

from agents.actor import Actor, Parameter, State
from agents.column import BoolArray, Column, FloatArray, Number, Truth, clip
from agents.table import Table
from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload


class Around(NamedTuple):
    """What a resident sees of acquaintances: their mean opinion, the share of them active."""

    heard: Column
    active: Column


class Resident(Actor):
    """A resident of the workload, with its rules as those of `agents/resident.py` are written."""

    kind: ClassVar[str] = "resident"

    opinion = State()
    start = State()
    stubborn = State()
    threshold = State()
    base = Parameter("workload.base")
    slope = Parameter("workload.slope")

    def thinks(self, around: Around) -> Number:
        """Opinion: between the first one and what was heard."""
        return clip((1.0 - self.stubborn) * around.heard + self.stubborn * self.start, -1.0, 1.0)

    def acts(self, around: Around, draw: Column) -> Truth:
        """Whether the resident is active: enough others are, and the opinion makes it likely."""
        return (around.active >= self.threshold) & (draw < self.base + self.slope * self.opinion)


class Residents(Table):
    """One row a resident."""

    __slots__ = ()

    opinion: FloatArray
    start: FloatArray
    stubborn: FloatArray
    threshold: FloatArray
    active: BoolArray


class Cohorts:
    """The table, the ties and the month."""

    def __init__(self, given: ReferenceWorkload) -> None:
        from scipy import sparse

        begins, known = given.rows_of_known()
        size = (given.residents, given.residents)
        self.known = sparse.csr_array((np.ones(len(known)), known, begins), shape=size)
        self.share = 1.0 / np.diff(begins)
        self.draws = given.draws()
        columns = {
            "opinion": given.start.copy(),
            "start": given.start,
            "stubborn": given.stubborn,
            "threshold": given.threshold,
            "active": given.active.copy(),
        }
        values = {"workload.base": BASE, "workload.slope": SLOPE}
        self.table = Residents([Resident], np.zeros(given.residents, dtype=np.int64), values, columns)

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """What everybody sees first, then who decides what, then that it is so."""
        table = self.table
        heard = (self.known @ table.opinion) * self.share
        active = (self.known @ table.active.astype(np.float64)) * self.share
        around = Around(heard, active)
        draw = self.draws.random(len(table))
        table.opinion[:] = table.decide(Resident.thinks, around)
        table.active[:] = table.decide(Resident.acts, around, draw)

    def state(self) -> EndState:
        """Say how things stand."""
        return EndState(self.table.opinion, self.table.active)
