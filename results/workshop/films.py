"""The films of a workshop: the first replicate of a set-up under each governance model, made by the pool.

Invariant: a film is made once for the same scenarios, however many ask for it, at once or later; those that
nobody has asked for longest are forgotten first.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress

from experiments.compound_film.film import Film, living
from experiments.design.runs import STUDY, seed_of
from experiments.execution.simulate import RunError
from experiments.provenance.sources import CodeError, stamp
from results.workshop.process_pool import Lost, Pool
from scenarios.inputs import Scenario

FIRST = 0
"""The replicate that is filmed: the first of the comparison."""

type Key = tuple[str, ...]
"""The code, and the content of every scenario."""

KEPT = 6
"""Films remembered: of some 3 000 households a film under two governance models takes 30 MB."""


class Films:
    """Films by the scenarios that they are of."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._made: OrderedDict[Key, Future[list[Film]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, scenarios: Sequence[Scenario]) -> list[Film]:
        """The film of each scenario; waits until they are there. Lost or RunError if they cannot be made."""
        key, mine = (stamp(), *(one.digest() for one in scenarios)), Future[list[Film]]()
        with self._lock:
            found = self._made.setdefault(key, mine)
            self._made.move_to_end(key)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        if found is mine:
            self._make(key, mine, scenarios)
        return found.result()

    def tried(self, scenarios: Sequence[Scenario]) -> None:
        """Make the film now if it can be made; whoever asks for it later hears what is wrong with it."""
        with suppress(CodeError, Lost, RunError, RuntimeError):
            self.of(scenarios)

    def _make(self, key: Key, future: "Future[list[Film]]", scenarios: Sequence[Scenario]) -> None:
        """Have it made; what failed is not remembered, so that it can be tried again."""
        try:
            future.set_result(self._pool.answer(living, list(scenarios), seed_of(STUDY, FIRST)))
        except BaseException as error:
            with self._lock:
                self._made.pop(key, None)
            future.set_exception(error)
