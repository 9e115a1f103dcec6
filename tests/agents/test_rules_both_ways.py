"""Every rule of every kind of agent says the same to a whole cohort and to one agent after another.

Rules are found by themselves: all public methods of the classes in ``agents/`` that come with gongzhi. A
new rule of theirs is tested as soon as it is written; a file of somebody's own has a test of its own.
"""

import importlib
import inspect

import pytest

from agents.actor import Actor
from experiments.contract_tests.code_of_rules import check_rule
from experiments.rule_check.shaken_worlds import WAYS, rules_of, shaken_world, table_of
from model.neighbourhood import Neighbourhood
from scenarios.shipped import shipped

OURS = {f"agents.{name}" for name in shipped("agents")}


def kinds() -> list[type[Actor]]:
    """Every class of agents that comes with gongzhi and is not only there to be built upon."""
    for name in sorted(shipped("agents")):
        importlib.import_module(f"agents.{name}")
    return [kind for kind in _below(Actor) if not _below(kind)]


def _below(kind: type[Actor]) -> list[type[Actor]]:
    own = [sub for sub in kind.__subclasses__() if sub.__module__ in OURS]
    return own + [deeper for sub in own for deeper in _below(sub)]


def rules() -> list[tuple[type[Actor], str]]:
    return [(kind, name) for kind in kinds() for name in rules_of(kind)]


@pytest.fixture(scope="module", params=WAYS)
def world(request: pytest.FixtureRequest) -> Neighbourhood:
    """Many small compounds, all alike or each with parameters of its own, their people's states shaken up."""
    return shaken_world(request.param)


@pytest.mark.parametrize(
    ("kind", "name"), rules(), ids=lambda part: part if isinstance(part, str) else part.kind
)
def test_a_rule_tells_a_cohort_and_one_agent_the_same_and_writes_nothing(
    kind: type[Actor], name: str, world: Neighbourhood
) -> None:
    check_rule(kind, name, world)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.kind)
def test_every_kind_of_agent_has_a_table_in_the_world(kind: type[Actor], world: Neighbourhood) -> None:
    assert kind in table_of(kind, world).classes
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
