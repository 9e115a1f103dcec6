"""Mesa with one object a resident: the state is seen by all before anybody changes it."""

from __future__ import annotations

import mesa
import numpy as np

from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload


class MesaResident(mesa.Agent):
    """One resident."""

    known: list[MesaResident]

    def __init__(self, model: MesaWorld, given: ReferenceWorkload, row: int) -> None:
        super().__init__(model)
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


class MesaWorld(mesa.Model):
    """All residents."""

    def __init__(self, given: ReferenceWorkload) -> None:
        super().__init__(rng=1)
        self.draws, self.count = given.draws(), given.residents
        self.people = [MesaResident(self, given, row) for row in range(given.residents)]
        begins, known = (rows.tolist() for rows in given.rows_of_known())
        for row, one in enumerate(self.people):
            one.known = [self.people[other] for other in known[begins[row] : begins[row + 1]]]

    def step(self) -> None:
        """Simulate one step."""
        self.draw = self.draws.random(self.count).tolist()
        self.agents.do("look")
        self.agents.do("decide")

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        for _ in range(steps):
            self.step()

    def state(self) -> EndState:
        """Say how things stand."""
        opinion = np.array([one.opinion for one in self.people])
        return EndState(opinion, np.array([one.active for one in self.people]))
