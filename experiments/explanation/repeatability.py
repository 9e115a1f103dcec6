"""Whether a rule follows from what it is given: asked the same again it answers alike and rolls no dice.

The rule it holds: asking again leaves no trace. Random numbers that a rule draws on its own are put back, so
that a run that is watched stays the run that was not.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

TIMES = 8
"""How often a rule is asked the same again: of two choices drawn by a coin, chance alone hides one in 256."""


class Dice(NamedTuple):
    """Where every generator stands that a rule can reach without being given it."""

    python: object
    numpy: bytes
    place: tuple[object, ...]
    mesa: object
    mesa_numpy: object

    @classmethod
    def now(cls, model: Any) -> "Dice":
        """Where they stand at this moment; those of `model`, if there is one, too."""
        numpy = np.random.get_state(legacy=False)
        return cls(
            python=random.getstate(),
            numpy=numpy["state"]["key"].tobytes(),
            place=(numpy["state"]["pos"], numpy["has_gauss"], numpy["gauss"]),
            mesa=model.random.getstate() if hasattr(model, "random") else None,
            mesa_numpy=model.rng.bit_generator.state if hasattr(model, "rng") else None,
        )


@contextmanager
def put_back(model: Any) -> Iterator[Callable[[], bool]]:
    """Put the generators back where they stood; what is yielded tells whether any has moved meanwhile."""
    before, numpy = Dice.now(model), np.random.get_state(legacy=False)
    try:
        yield lambda: Dice.now(model) != before
    finally:
        random.setstate(before.python)  # type: ignore[arg-type]
        np.random.set_state(numpy)
        if before.mesa is not None:
            model.random.setstate(before.mesa)
        if before.mesa_numpy is not None:
            model.rng.bit_generator.state = before.mesa_numpy
