"""What every rule must do: answer a whole cohort and one agent alike, the same for the same draws, and write
nothing.
"""

import inspect
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from agents.actor import Actor
from agents.table import Table
from experiments.contract_tests.small_worlds import changed, fingerprint
from model.case_rules import classes_in
from model.neighbourhood import Neighbourhood, Placement
from scenarios.language import _
from scenarios.read import Parameter, Scenario, ScenarioError, ledger, scenario

__all__ = ["shaken", "test_a_rule_answers_a_cohort_and_one_agent_alike_and_writes_nothing"]

NOT_RULES = {name for name in dir(Actor) if not name.startswith("_")}
COMPOUNDS, HOUSEHOLDS = 24, 40
SHARES = ("here", "convening")
"""Columns of institutions that are never more than 1."""

WAYS = ("one value for all", "own values")
type Shaken = Callable[..., Neighbourhood]


def rules_of(kind: type[Actor]) -> Iterator[str]:
    """The rules of a class: its public methods, but for those that nobody gave types, neither it nor what it
    builds on: such are helpers of its own, which the model never calls.
    """
    for name, member in inspect.getmembers(kind, inspect.isfunction):
        if name.startswith("_") or name in NOT_RULES or member is getattr(Actor, name, None):
            continue
        if None not in _types(kind, name):
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


def _types(kind: type[Actor], name: str) -> list[Any]:
    """The type of each argument of a rule, in their order: as it says itself, else as the nearest rule says
    that it overrides; None where nobody says.
    """
    versions = [vars(one)[name] for one in kind.__mro__ if inspect.isfunction(vars(one).get(name))]
    said = [_said(version) for version in versions]
    return [
        next((types[place] for types in said if place < len(types) and types[place] is not None), None)
        for place in range(len(said[0]))
    ]


def _said(rule: Callable[..., Any]) -> list[Any]:
    hints = typing.get_type_hints(rule)
    return [hints.get(name) for name in inspect.signature(rule).parameters if name != "self"]


def _situation(types: list[Any], count: int, rng: np.random.Generator) -> list[Any]:
    """Random arguments of these types: columns, or named tuples of columns."""

    def column() -> Any:
        small = rng.random(count) < 0.5
        return np.where(small, rng.random(count) ** 8, rng.random(count))

    def argument(hint: Any) -> Any:
        fields = getattr(hint, "_fields", None)
        return column() if fields is None else hint(*(column() for _each in fields))

    return [argument(hint) for hint in types]


def table_of(kind: type[Actor], built: Neighbourhood) -> Table:
    """The table of a world in which agents of a class stand."""
    return next(table for table in built.tables() if kind in table.classes)


def _columns(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _is_same(whole: Any, single: Any) -> bool:
    """Whether two columns of answers are of the same type, finite and the same but for rounding."""
    if len(whole) != len(single) or (whole.dtype == np.bool_) != (single.dtype == np.bool_):
        return False
    one, other = np.asarray(whole, dtype=float), np.asarray(single, dtype=float)
    return bool(np.isfinite(one).all()) and np.allclose(one, other, rtol=1e-12, atol=1e-9)


def check_rule(kind: type[Actor], name: str, world: Neighbourhood) -> None:
    """AssertionError, or RuleError, unless the rule keeps its contract."""
    table, rng = table_of(kind, world), np.random.default_rng(len(name))
    rule = getattr(kind, name)
    members = np.flatnonzero(table.kind == table.classes.index(kind))
    given = _situation(_types(kind, name), len(members), rng)
    before = fingerprint(world)
    many, again = (table.decide(rule, *given, rows=members) for _time in range(2))
    table.one_by_one = True
    try:
        single = table.decide(rule, *given, rows=members)
    finally:
        table.one_by_one = False
    written = changed(before, fingerprint(world))
    where = {"kind": kind.__name__, "rule": name}
    assert not written, _(
        "{kind}.{rule} changes {columns}; a rule only answers.", **where, columns=", ".join(written)
    )
    for one, other in zip(_columns(many), _columns(again), strict=True):
        assert one.tobytes() == other.tobytes(), _(
            "{kind}.{rule} answers the same draws differently: let chance come from its draw alone.", **where
        )
    for one, other in zip(_columns(many), _columns(single), strict=True):
        assert _is_same(one, other), _(
            "{kind}.{rule} answers a cohort and one agent after another differently: {many} and {single}.",
            **where,
            many=one[:5],
            single=other[:5],
        )


@pytest.fixture(scope="module")
def shaken() -> Shaken:
    """Shaken worlds, each made once."""
    known: dict[tuple[str, type[Actor]], Neighbourhood] = {}

    def make(way: str, word: str, kind: type[Actor]) -> Neighbourhood:
        key = way, kind
        if key not in known:
            known[key] = shaken_world(way, ((word, kind),))
        return known[key]

    return make


@pytest.mark.parametrize("way", WAYS)
def test_a_rule_answers_a_cohort_and_one_agent_alike_and_writes_nothing(
    shaken: Shaken, way: str, rule_file: str
) -> None:
    for word, kind in classes_in(import_module(f"agents.{rule_file}")).items():
        world = shaken(way, word, kind)
        for name in rules_of(kind):
            check_rule(kind, name, world)
