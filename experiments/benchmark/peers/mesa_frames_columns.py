"""mesa-frames: a Polars frame of residents, sums by joining the frame of ties and grouping by who knows."""

from __future__ import annotations

import os

import numpy as np

from experiments.benchmark.peers.reference_workload import BASE, SLOPE, EndState, ReferenceWorkload

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # all run on one core

import polars
from mesa_frames import AgentSetPolars, ModelDF

START, STUBBORN, HEARD = polars.col("start"), polars.col("stubborn"), polars.col("heard")
MOVED = (1.0 - STUBBORN) * HEARD + STUBBORN * START
ACTS = (polars.col("around") >= polars.col("threshold")) & (
    polars.col("draw") < BASE + SLOPE * polars.col("opinion")
)


class FrameResidents(AgentSetPolars):
    """All residents."""

    agents: polars.DataFrame

    def __init__(self, model: FrameWorld, given: ReferenceWorkload) -> None:
        super().__init__(model)
        columns = given._asdict()
        frame = {name: columns[name] for name in ("start", "stubborn", "threshold", "active")}
        self.add(polars.DataFrame({"unique_id": np.arange(given.residents), **frame, "opinion": given.start}))

    def step(self) -> None:
        """Simulate one step."""
        seen = self.agents.select("unique_id", "opinion", polars.col("active").cast(polars.Float64))
        around = (
            self.model.ties.join(seen, left_on="known", right_on="unique_id", maintain_order="left")
            .group_by("unique_id", maintain_order=True)
            .agg(heard=polars.col("opinion").mean(), around=polars.col("active").mean())
        )
        draw = polars.Series("draw", self.model.draws.random(len(seen)))
        self.agents = (
            self.agents.with_columns(around["heard"], around["around"], draw)
            .with_columns(opinion=MOVED.clip(-1.0, 1.0))
            .with_columns(active=ACTS)
        )


class FrameWorld(ModelDF):
    """The model."""

    def __init__(self, given: ReferenceWorkload) -> None:
        super().__init__(seed=1)
        self.draws = given.draws()
        begins, known = given.rows_of_known()
        owner = np.repeat(np.arange(given.residents), np.diff(begins))
        self.ties = polars.DataFrame({"unique_id": owner, "known": known.astype(np.int64)})
        self.agents += FrameResidents(self, given)

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""
        for _ in range(steps):
            self.agents.do("step")

    def state(self) -> EndState:
        """Say how things stand."""
        frame = self.get_agents_of_type(FrameResidents).agents
        return EndState(frame["opinion"].to_numpy(), frame["active"].to_numpy())
