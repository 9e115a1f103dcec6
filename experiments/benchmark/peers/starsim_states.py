"""Starsim: a module with states of its people, sums over the edges of its network, in double precision."""

from __future__ import annotations

import os

import numpy as np

from agents.column import FloatArray
from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload

os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import starsim

starsim.options.set(precision=64, verbose=0)

STEPS = 2_500
"""A simulation names its length beforehand: more than any contest asks."""


class StarsimOpinions(starsim.Module):
    """What residents think and do."""

    def __init__(self, given: ReferenceWorkload) -> None:
        super().__init__(name="opinions")
        self.draws, self.count = given.draws(), given.residents
        self.define_states(
            starsim.FloatArr("opinion"),
            starsim.FloatArr("start"),
            starsim.FloatArr("stubborn"),
            starsim.FloatArr("threshold"),
            starsim.BoolArr("acting"),
        )

    def begin(self, given: ReferenceWorkload) -> None:
        """Set the states to those given."""
        self.opinion[:], self.start[:], self.stubborn[:] = given.start, given.start, given.stubborn
        self.threshold[:], self.acting[:] = given.threshold, given.active
        self.share = 1.0 / self.sums(np.ones(self.count))

    def sums(self, column: FloatArray) -> FloatArray:
        """Sum a column over the acquaintances of each."""
        edges = self.sim.networks["known"].edges
        one = np.bincount(edges.p1, column[edges.p2], self.count)
        return one + np.bincount(edges.p2, column[edges.p1], self.count)

    def step(self) -> None:
        """Simulate one step."""
        heard = self.sums(self.opinion.values) * self.share
        around = self.sums(self.acting.values.astype(np.float64)) * self.share
        draw = self.draws.random(self.count)
        moved = (1.0 - self.stubborn) * heard + self.stubborn * self.start
        self.opinion[:] = np.minimum(np.maximum(moved, -1.0), 1.0)
        self.acting[:] = (around >= self.threshold) & (draw < BASE + SLOPE * self.opinion)


class StarsimTies(starsim.Network):
    """Ties that stay as they are."""

    def step(self) -> None:
        """Nothing changes."""


class StarsimWorld:
    """The simulation, step by step."""

    def __init__(self, given: ReferenceWorkload) -> None:
        ties = {"p1": given.one, "p2": given.other, "beta": np.ones(len(given.one))}
        self.opinions = StarsimOpinions(given)
        self.sim = starsim.Sim(
            n_agents=given.residents,
            networks=StarsimTies(name="known", edges=ties),
            custom=self.opinions,
            start=0,
            dur=STEPS,
            copy_inputs=False,
        )
        self.sim.init()
        self.opinions.begin(given)

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        for _ in range(steps):
            self.sim.run_one_step()

    def state(self) -> EndState:
        """Say how things stand."""
        return EndState(np.array(self.opinions.opinion.values), np.array(self.opinions.acting.values))
