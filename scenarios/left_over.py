"""What is left for shares that a case only assumes, where it knows others of the same whole.

Invariant: shares that a file gives itself stay as they are; those that it takes over, from the case it builds
on or from the ledger, give way so that the whole is 1, and only where it would be exceeded.
"""

from collections.abc import Mapping

from scenarios.contents import Ledger
from scenarios.entries import Given
from scenarios.problems import number
from scenarios.resolve import PARTS_OF_ONE


def left_over(given: Mapping[str, Given], parent: Mapping[str, Given], ledger: Ledger) -> dict[str, Given]:
    """The shares taken over that have to give way to those given: what is left, in the same proportions."""
    found: dict[str, Given] = {}
    for keys in PARTS_OF_ONE:
        known = sum(given[key].value for key in keys if key in given)
        taken = {key: _taken(key, parent, ledger) for key in keys if key not in given}
        total = sum(taken.values())
        if len(taken) == len(keys) or not total or known > 1 or known + total <= 1:
            continue
        source = f"assumption: what is left by {' and '.join(key for key in keys if key in given)}"
        for key, value in taken.items():
            rest = float(number(max(0.0, 1 - known) * value / total))
            found[key] = Given(value=rest, grade="assumption", source=source)
    return found


def _taken(key: str, parent: Mapping[str, Given], ledger: Ledger) -> float:
    return parent[key].value if key in parent else ledger.parameters[key].default
