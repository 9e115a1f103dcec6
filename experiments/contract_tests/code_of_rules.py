"""What every rule must do: answer a whole cohort and one agent alike, the same for the same draws, and write
nothing.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from agents.actor import Actor
from experiments.recording.world_fingerprint import changed, fingerprint
from experiments.rule_check.checked_file import problems
from experiments.rule_check.shaken_worlds import (
    WAYS,
    members_of,
    rules_of,
    shaken_world,
    situation,
    table_of,
    types_of,
)
from model.case_rules import classes_in
from model.neighbourhood import Neighbourhood
from scenarios.language import _
from scenarios.project_folder import modules

__all__ = [
    "shaken",
    "test_a_rule_answers_a_cohort_and_one_agent_alike_and_writes_nothing",
    "test_a_rule_hangs_on_nothing_but_what_it_is_given",
]

type Shaken = Callable[..., Neighbourhood]


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
    members = members_of(kind, table)
    given = situation(types_of(kind, name), len(members), rng)
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


def test_a_rule_hangs_on_nothing_but_what_it_is_given(rule_file: str) -> None:
    file = modules()[f"agents.{rule_file}"]
    found = [f"{one.where}: {one.reason} {one.remedy}" for one in problems(file)]
    assert not found, "\n".join(found)
