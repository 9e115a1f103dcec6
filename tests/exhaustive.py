"""How much is tried of what has hundreds of cases: a sample in `make test`, all of it with EXHAUSTIVE=1."""

import os
from collections.abc import Sequence

EVERY = 1 if os.environ.get("EXHAUSTIVE") else 4
"""Every how-many-th case is tried."""


def some[Case](cases: Sequence[Case], first: int = 0) -> Sequence[Case]:
    """The cases that are tried, from the ``first`` on."""
    return cases[first % EVERY :: EVERY]
