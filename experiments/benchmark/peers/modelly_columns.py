"""Modelly in its vector mode: columns of its agents, and sums by the sparse matrix of its network."""

from __future__ import annotations

import numpy as np
from modelly import Agent, Column, Model
from modelly.space.networks import MultilayerNetwork

from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload


class ModellyResident(Agent):
    """One resident."""

    opinion = Column(float)
    start = Column(float)
    stubborn = Column(float)
    threshold = Column(float)
    active = Column(bool, default=False)


class ModellyWorld(Model):
    """All residents."""

    def __init__(self, given: ReferenceWorkload) -> None:
        super().__init__()
        self.draws = given.draws()
        ModellyResident.create_agents(self, given.residents)
        table = self.columns[ModellyResident]
        table.opinion = table.start = given.start
        table.stubborn, table.threshold, table.active = given.stubborn, given.threshold, given.active
        self.network = MultilayerNetwork(given.residents, layers=["known"])
        pairs = zip(given.one.tolist(), given.other.tolist(), strict=True)
        self.network.add_edges(pairs, layer="known")
        self.share = 1.0 / np.diff(self.network.adjacency().indptr)

    def step(self) -> None:
        """Simulate one step."""
        table, known = self.columns[ModellyResident], self.network.adjacency()
        heard = (known @ table.opinion) * self.share
        around = (known @ table.active.astype(np.float64)) * self.share
        draw = self.draws.random(len(table))
        moved = (1.0 - table.stubborn) * heard + table.stubborn * table.start
        table.opinion = np.minimum(np.maximum(moved, -1.0), 1.0)
        table.active = (around >= table.threshold) & (draw < BASE + SLOPE * table.opinion)

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        for _ in range(steps):
            self.step()

    def state(self) -> EndState:
        """Say how things stand."""
        table = self.columns[ModellyResident]
        return EndState(table.opinion.copy(), table.active.copy())
