"""Small worlds in which rules are asked: many small compounds, people shaken up, and made-up situations."""

import inspect
import typing
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from agents.actor import Actor
from agents.column import IntArray
from agents.perceptions import Month
from agents.place import as_written
from agents.table import Table
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Parameter, Scenario, ScenarioError, ledger, scenario
from scenarios.rules import NEXT, Measure, rule_words

NOT_RULES = {name for name in dir(Actor) if not name.startswith("_")}
COMPOUNDS, HOUSEHOLDS = 24, 40
SHARES = ("here", "convening")
"""Columns of institutions that are never more than 1."""

WAYS = ("one value for all", "own values")


def rules_of(kind: type[Actor]) -> Iterator[str]:
    """The rules of a class: its public methods, but for those that nobody gave types, neither it nor what it
    builds on: such are helpers of its own, which the model never calls.
    """
    for name, member in inspect.getmembers(kind, inspect.isfunction):
        if name.startswith("_") or name in NOT_RULES or member is getattr(Actor, name, None):
            continue
        if None not in types_of(kind, name):
            yield name


def shaken_world(way: str, kinds: tuple[tuple[str, type[Actor]], ...] = ()) -> Neighbourhood:
    """Many small compounds, all alike or each with parameters of its own, their people's states shaken up;
    `kinds`: classes in the place of others, by kind.
    """
    rng = np.random.default_rng(20)
    own = way == "own values"
    places = [Placement(_given(rng if own else None), seed, kinds=kinds) for seed in range(COMPOUNDS)]
    built = Neighbourhood(places, rng=0)
    for table in built.tables():
        for name, column in table.columns.items():
            if name != "kind":
                column[:] = _shaken(column, rng, table is built.households or name in SHARES)
    return built


def _given(rng: np.random.Generator | None) -> Scenario:
    values: dict[str, float] = {"place.households": HOUSEHOLDS}
    if rng is not None:
        for key, entry in ledger().items():
            if entry.kind == "number" and entry.low < entry.high:
                values[key] = _between(entry, rng)
    while True:
        try:
            return scenario("xihu", "baseline", months=1, burn_in=0, overrides=values, measured=())
        except ScenarioError as clash:  # shares of one whole: leave out those it names
            values = {key: value for key, value in values.items() if key not in str(clash)}


def _between(entry: Parameter, rng: np.random.Generator) -> float:
    return float(rng.uniform(entry.low, entry.high))


def _shaken(column: Any, rng: np.random.Generator, people: bool) -> Any:
    """Random values of the column's type and size; those of institutions may also be months."""
    if column.dtype == np.bool_:
        return rng.random(len(column)) < 0.5
    if np.issubdtype(column.dtype, np.integer):
        return rng.integers(0, 4, len(column))
    largest = max(1.0, float(column.max())) if people else rng.choice([1.0, 60.0], len(column))
    return rng.random(len(column)) * largest


def types_of(kind: type[Actor], name: str) -> list[Any]:
    """The type of each argument of a rule, in their order: as it says itself, else as the nearest rule says
    that it overrides; None where nobody says. Further draws are left out, for the table gives them; what
    gives a state of the class's own its new value is shown the month.
    """
    if name.startswith(NEXT):
        return [Month]
    versions = [vars(one)[name] for one in kind.__mro__ if inspect.isfunction(vars(one).get(name))]
    said = [_said(version) for version in versions]
    return [
        next((types[place] for types in said if place < len(types) and types[place] is not None), None)
        for place in range(min(len(said[0]), len(said[-1])))
    ]


def _said(rule: Callable[..., Any]) -> list[Any]:
    hints = typing.get_type_hints(rule)
    return [hints.get(name) for name in inspect.signature(rule).parameters if name != "self"]


def situation(
    types: Sequence[Any], count: int, rng: np.random.Generator, names: Sequence[str] | None = None
) -> list[Any]:
    """Random arguments of these types, columns or named tuples of columns; `names`: what each is called in
    `scenarios/rules.yaml`, by whose words it then lies in its range; else from 0 to 1.
    """

    def column(name: str) -> Any:
        measure = rule_words().shown.get(name) if names is not None else None
        return _unit(count, rng) if measure is None else _in_range(measure, count, rng)

    def argument(hint: Any, name: str) -> Any:
        fields = getattr(hint, "_fields", None)
        if fields is None:
            return column(name)
        return hint(*(column(f"{hint.__name__}.{field}") for field in fields))

    return [argument(hint, name) for hint, name in zip(types, names or [""] * len(types), strict=True)]


def _unit(count: int, rng: np.random.Generator) -> Any:
    """Numbers from 0 to 1, many of them small."""
    return np.where(rng.random(count) < 0.5, rng.random(count) ** 8, rng.random(count))


def _in_range(measure: Measure, count: int, rng: np.random.Generator) -> Any:
    """Numbers of the range of something shown; flags and codes are whole, and the ends are there."""
    low, high = measure.range
    if measure.kind != "number":
        return rng.integers(int(low), int(high) + 1, count).astype(float)
    ends = np.where(rng.random(count) < 0.5, low, high)
    return np.where(rng.random(count) < 0.2, ends, low + (high - low) * _unit(count, rng))


def table_of(kind: type[Actor], built: Neighbourhood) -> Table:
    """The table of a world in which agents of a class stand."""
    return next(table for table in built.tables() if kind in map(as_written, table.classes))


def members_of(kind: type[Actor], table: Table) -> IntArray:
    """The rows of a class; of a kind of residents of the user's own, whatever they are else."""
    numbers = [number for number, one in enumerate(table.classes) if as_written(one) is kind]
    return np.flatnonzero(np.isin(table.kind, numbers))
