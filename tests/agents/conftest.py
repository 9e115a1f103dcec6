"""Households and institutions without a world: what their rules say about situations made up for the test."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from agents.actor import Actor
from agents.resident import Resident
from agents.table import Table
from scenarios.read import ledger

type Rows = Callable[..., Table]
type Chance = Callable[..., float]
type Seen = Callable[..., Any]

USUAL = {
    "trust_committee": 0.55,
    "trust_firm": 0.45,
    "trust_neighbours": 0.6,
    "efficacy": 0.4,
    "belonging": 0.5,
    "hardship": 0.1,
    "age": 50.0,
    "present": True,
    "owner": True,
    "online": True,
    "group": 1,
    "donation": 30.0,
    "rent_premium": 1500.0,
    "here": 1.0,
    "quality": 0.6,
}


@pytest.fixture
def rows() -> Rows:
    """Lay out agents of one kind; what is not given is usual for a household or institution, else zero."""

    def make(kind: type[Actor] = Resident, values: Mapping[str, float] | None = None, **given: Any) -> Table:
        count = max((np.size(column) for column in given.values()), default=1)
        states = [name for name in dir(kind) if type(getattr(kind, name)).__name__ == "State"]
        columns = {name: np.full(count, given.get(name, USUAL.get(name, 0.0))) for name in states}
        assert not set(given) - set(states), f"no state of {kind.__name__}: {set(given) - set(states)}"
        known = {key: float(entry.default) for key, entry in ledger().items()}
        return Table([kind], np.zeros(count, dtype=int), known | dict(values or {}), columns)

    return make


@pytest.fixture
def seen() -> Seen:
    """Describe a situation, what is not said of it being zero: ``seen(Bill, quality=0.6)``."""

    def make(situation: Callable[..., Any], **given: Any) -> Any:
        return situation(**dict.fromkeys(situation._fields, 0.0) | given)  # type: ignore[attr-defined]

    return make


@pytest.fixture
def chance(rows: Rows) -> Chance:
    """How likely one agent's answer is yes: over ten thousand evenly spaced draws."""

    def measure(
        rule: Callable[..., Any],
        *seen: Any,
        kind: type[Actor] = Resident,
        values: Mapping[str, float] | None = None,
        **given: Any,
    ) -> float:
        draw = (np.arange(10_000) + 0.5) / 10_000
        table = rows(kind, values, **{name: np.full(len(draw), value) for name, value in given.items()})
        if not given:
            table = rows(kind, values, **{_any_state(kind): np.full(len(draw), 0.5)})
        return float(np.mean(table.decide(rule, *seen, draw)))

    return measure


def _any_state(kind: type[Actor]) -> str:
    return next(name for name in dir(kind) if type(getattr(kind, name)).__name__ == "State")
