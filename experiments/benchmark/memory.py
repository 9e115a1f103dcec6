"""Memory: bytes a household that a world holds, and at its height, measured in a process of its own.

``python -m experiments.benchmark.memory 2991`` measures one world for each governance model and
prints JSON; the bench calls that.
"""

import gc
import json
import subprocess
import sys
import tracemalloc
from typing import NamedTuple

import numpy as np

from experiments.benchmark.speed import GOVERNANCE, scenario
from model.neighbourhood import Neighbourhood

OURS = ("model", "agents")
STEPS = 18


class Memory(NamedTuple):
    """Bytes a household: `state`, all arrays that the world keeps from month to month, and `peak`, all memory
    at its height, building and living.
    """

    governance: str
    households: int
    state: float
    peak: float


def measured(households: int, governance: str, steps: int = STEPS) -> Memory:
    """Build a world and live in it for `steps` months while memory is watched."""
    given = scenario(governance, households)
    Neighbourhood(scenario(governance, 30), rng=1).step()  # what is read once belongs to no world
    gc.collect()
    tracemalloc.start()
    world = Neighbourhood(given, rng=1)
    for _ in range(steps):
        world.step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Memory(governance, households, state_bytes(world) / households, peak / households)


def apart(households: int, steps: int = STEPS) -> list[Memory]:
    """`measured` in a new process, for each governance model of the bench."""
    words = [sys.executable, "-m", "experiments.benchmark.memory", str(households), str(steps)]
    printed = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [Memory(**entry) for entry in json.loads(printed)]


def state_bytes(world: object) -> int:
    """Bytes of all different arrays that can be reached from the world through objects of the model."""
    seen: set[int] = set()
    total, ahead = 0, [world]
    while ahead:
        thing = ahead.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, np.ndarray):
            total += thing.nbytes if thing.base is None else 0
            ahead.append(thing.base)
        else:
            ahead.extend(_inside(thing))
    return total


def _inside(thing: object) -> list[object]:
    if isinstance(thing, dict):
        return list(thing.values())
    if isinstance(thing, list | tuple | set):
        return list(thing)
    ours = type(thing).__module__.partition(".")[0] in OURS
    return list(vars(thing).values()) if ours and hasattr(thing, "__dict__") else []


if __name__ == "__main__":
    size, *rest = (int(word) for word in sys.argv[1:])
    print(json.dumps([measured(size, governance, *rest)._asdict() for governance in GOVERNANCE]))
