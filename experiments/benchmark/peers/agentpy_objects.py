"""AgentPy with one object a resident, called through its agent lists."""

from __future__ import annotations

import agentpy
import numpy as np

from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload


class AgentPyResident(agentpy.Agent):
    """One resident."""

    known: list[AgentPyResident]

    def begin(self, given: ReferenceWorkload, row: int) -> None:
        """Be somebody."""
        self.start = self.opinion = float(given.start[row])
        self.stubborn, self.threshold = float(given.stubborn[row]), float(given.threshold[row])
        self.active, self.row = bool(given.active[row]), row

    def look(self) -> None:
        """See acquaintances."""
        total, count = 0.0, 0
        for other in self.known:
            total += other.opinion
            count += other.active
        self.heard, self.around = total / len(self.known), count / len(self.known)

    def decide(self) -> None:
        """Change opinion, then act."""
        moved = (1.0 - self.stubborn) * self.heard + self.stubborn * self.start
        self.opinion = min(max(moved, -1.0), 1.0)
        draw = self.model.draw[self.row]
        self.active = self.around >= self.threshold and draw < BASE + SLOPE * self.opinion


class AgentPyModel(agentpy.Model):
    """All residents."""

    def setup(self) -> None:
        """Make the residents."""
        given: ReferenceWorkload = self.p.given
        self.draws = given.draws()
        self.people = agentpy.AgentList(self, given.residents, AgentPyResident)
        begins, known = (rows.tolist() for rows in given.rows_of_known())
        everybody = list(self.people)
        for row, one in enumerate(everybody):
            one.begin(given, row)
            one.known = [everybody[other] for other in known[begins[row] : begins[row + 1]]]

    def step(self) -> None:
        """Simulate one step."""
        self.draw = self.draws.random(len(self.people)).tolist()
        self.people.look()
        self.people.decide()


class AgentPyWorld:
    """The model in its own loop."""

    def __init__(self, given: ReferenceWorkload) -> None:
        self.model = AgentPyModel({"given": given})
        self.model.sim_setup()

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        for _ in range(steps):
            self.model.sim_step()

    def state(self) -> EndState:
        """Say how things stand."""
        people = list(self.model.people)
        return EndState(np.array([one.opinion for one in people]), np.array([one.active for one in people]))
