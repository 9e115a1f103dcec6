"""The code that a process has loaded: the folder it lies in, and a stamp that every edit of it changes.

Invariant: no worker runs a batch unless it has loaded what its parent wants to be run. A worker
imports this before the model, so what it says here is never newer than the rules that it has.
"""

from collections.abc import Callable
from typing import NamedTuple

from experiments.provenance.sources import place, stamp


class Loaded(NamedTuple):
    """Where the code lies, and its stamp."""

    place: str
    stamp: str


class OtherCode(RuntimeError):
    """A worker has loaded other code than is wanted; `loaded` says which, and goes back with it."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(loaded)
        self.loaded = loaded


def on_disk() -> Loaded:
    """What a process would load now."""
    return Loaded(place(), stamp())


HERE = on_disk()
"""What this process has loaded, or loads next."""


def checked[*Ts, R](expected: Loaded, work: Callable[[*Ts], R], *arguments: *Ts) -> R:
    """In a worker: do the work, if the code is that which is wanted, else OtherCode."""
    if expected != HERE:
        raise OtherCode(HERE)
    return work(*arguments)
