"""Who takes part, in the order of the tables, and what each is measured against.

A library is imported when its world is built: where it is missing, the others go on.
"""

from __future__ import annotations

from experiments.benchmark.peers.compiled_floor import Compiled
from experiments.benchmark.peers.gongzhi_cohorts import Cohorts
from experiments.benchmark.peers.numpy_columns import GatheredColumns, PlainColumns
from experiments.benchmark.peers.reference_workload import Contestant, ReferenceWorkload, Running


def _modelly(given: ReferenceWorkload) -> Running:
    from experiments.benchmark.peers.modelly_columns import ModellyWorld

    return ModellyWorld(given)


def _starsim(given: ReferenceWorkload) -> Running:
    from experiments.benchmark.peers.starsim_states import StarsimWorld

    return StarsimWorld(given)


def _mesa_frames(given: ReferenceWorkload) -> Running:
    from experiments.benchmark.peers.mesa_frames_columns import FrameWorld

    return FrameWorld(given)


def _mesa(given: ReferenceWorkload) -> Running:
    from experiments.benchmark.peers.mesa_objects import MesaWorld

    return MesaWorld(given)


def _agentpy(given: ReferenceWorkload) -> Running:
    from experiments.benchmark.peers.agentpy_objects import AgentPyWorld

    return AgentPyWorld(given)


COLUMNS = Contestant("NumPy columns", PlainColumns)
FLOOR = Contestant("compiled (C)", Compiled)

CONTESTANTS = (
    COLUMNS,
    Contestant("gongzhi cohorts", Cohorts),
    Contestant("Modelly, vector mode", _modelly),
    Contestant("Starsim", _starsim),
    Contestant("NumPy alone, gathered sums", GatheredColumns),
    Contestant("mesa-frames", _mesa_frames),
    Contestant("Mesa objects", _mesa),
    Contestant("AgentPy", _agentpy),
    FLOOR,
)
"""NumPy columns come first: what they end in is what all others must end in."""
