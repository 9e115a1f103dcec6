"""Every rule of every kind of agent says the same to a whole cohort and to one agent after another.

Rules are found by themselves: all public methods of the classes in ``agents/``. A new rule is tested as soon
as it is written.
"""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import agents
from agents.actor import Actor
from agents.table import Table
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Parameter, ScenarioError, ledger, scenario

NOT_RULES = {name for name in dir(Actor) if not name.startswith("_")}
COMPOUNDS, HOUSEHOLDS = 24, 40
SHARES = ("here", "convening")
"""Columns of institutions that are never more than 1."""


def kinds() -> list[type[Actor]]:
    """Every class of agents that is not only there to be built upon."""
    for entry in pkgutil.iter_modules(agents.__path__):
        importlib.import_module(f"agents.{entry.name}")
    return [kind for kind in _below(Actor) if not _below(kind)]


def _below(kind: type[Actor]) -> list[type[Actor]]:
    own = [sub for sub in kind.__subclasses__() if sub.__module__.startswith("agents.")]
    return own + [deeper for sub in own for deeper in _below(sub)]


def rules() -> list[tuple[type[Actor], str]]:
    return list(_rules())


def _rules() -> Iterator[tuple[type[Actor], str]]:
    for kind in kinds():
        for name, member in inspect.getmembers(kind, inspect.isfunction):
            if (
                not name.startswith("_")
                and name not in NOT_RULES
                and member is not getattr(Actor, name, None)
            ):
                yield kind, name


@pytest.fixture(scope="module", params=["one value for all", "own values"])
def world(request: pytest.FixtureRequest) -> Neighbourhood:
    """Many small compounds, all alike or each with parameters of its own, their people's states shaken up."""
    rng = np.random.default_rng(20)
    shaken = request.param == "own values"
    places = [Placement(_given(rng if shaken else None), seed) for seed in range(COMPOUNDS)]
    built = Neighbourhood(places, rng=0)
    for table in built.tables():
        for name, column in table.columns.items():
            if name != "kind":
                column[:] = _shaken(column, rng, table is built.households or name in SHARES)
    return built


def _given(rng: np.random.Generator | None) -> Any:
    values: dict[str, float] = {"place.households": HOUSEHOLDS}
    if rng is not None:
        for key, entry in ledger().items():
            if entry.kind == "number" and entry.low < entry.high:
                values[key] = _between(entry, rng)
    while True:
        try:
            return scenario("xihu", "baseline", months=1, burn_in=0, overrides=values)
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


def _situation(rule: Callable[..., Any], count: int, rng: np.random.Generator) -> list[Any]:
    """Random arguments of the types the rule names: columns, or named tuples of columns."""
    hints = typing.get_type_hints(rule)
    names = [name for name in inspect.signature(rule).parameters if name != "self"]

    def column() -> Any:
        small = rng.random(count) < 0.5
        return np.where(small, rng.random(count) ** 8, rng.random(count))

    def argument(hint: Any) -> Any:
        fields = getattr(hint, "_fields", None)
        return column() if fields is None else hint(*(column() for _ in fields))

    return [argument(hints[name]) for name in names]


def _table_of(kind: type[Actor], built: Neighbourhood) -> Table:
    return next(table for table in built.tables() if kind in table.classes)


def _columns(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _assert_same(many: Any, one_by_one: Any) -> None:
    for whole, single in zip(_columns(many), _columns(one_by_one), strict=True):
        assert len(whole) == len(single)
        assert np.isfinite(np.asarray(whole, dtype=float)).all()
        assert (whole.dtype == np.bool_) == (single.dtype == np.bool_)
        np.testing.assert_allclose(np.asarray(whole, float), np.asarray(single, float), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    ("kind", "name"), rules(), ids=lambda part: part if isinstance(part, str) else part.kind
)
def test_a_rule_tells_a_cohort_and_one_agent_the_same(
    kind: type[Actor], name: str, world: Neighbourhood
) -> None:
    table, rng = _table_of(kind, world), np.random.default_rng(len(name))
    rule = getattr(kind, name)
    members = np.flatnonzero(table.kind == table.classes.index(kind))
    given = _situation(rule, len(members), rng)
    many = table.decide(rule, *given, rows=members)
    table.one_by_one = True
    try:
        single = table.decide(rule, *given, rows=members)
    finally:
        table.one_by_one = False
    _assert_same(many, single)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.kind)
def test_every_kind_of_agent_has_a_table_in_the_world(kind: type[Actor], world: Neighbourhood) -> None:
    assert kind in _table_of(kind, world).classes
    assert inspect.getdoc(kind)


def test_all_rules_are_found() -> None:
    found = {name for _, name in rules()}
    assert {
        "takes_part",
        "wants_shop",
        "changes_quality",
        "coordinates",
        "brings",
        "comes",
        "builds",
    } <= found
    assert len(kinds()) >= 12
