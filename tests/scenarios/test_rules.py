"""Every rule that the model asks, all it is shown and every state of an agent has words, and no more."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import agents
import agents.perceptions
from agents.actor import Actor, State
from agents.voter import Voter
from experiments.explanation.rule_fingerprints import fingerprint, standing
from experiments.recording.recorder import arguments, who_decides
from model.levers import ALL
from model.neighbourhood import Neighbourhood
from scenarios import language
from scenarios.read import scenario
from scenarios.rules import rule_words
from scenarios.shipped import shipped

ROOT = Path(agents.__file__).resolve().parents[1]
DRAW = "draw"


def kinds() -> dict[str, type[Actor]]:
    """Every class of agents that comes with gongzhi, by name."""
    found: dict[str, type[Actor]] = {}
    for name in sorted(shipped("agents")):
        module = importlib.import_module(f"agents.{name}")
        classes = inspect.getmembers(module, inspect.isclass)
        found |= {name: one for name, one in classes if issubclass(one, Actor) and one is not Actor}
    return found


def asked() -> set[tuple[str, str]]:
    """Class and method of every rule that is handed to `decide` somewhere in the model."""
    found = set()
    for file in (ROOT / "model").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "decide":
                rule = node.args[0]
                assert isinstance(rule, ast.Attribute) and isinstance(rule.value, ast.Name), ast.unparse(node)
                found.add((rule.value.id, rule.attr))
    return found


RULES = sorted(asked())


def test_every_rule_that_is_asked_has_words_and_no_words_are_of_another() -> None:
    known = kinds()
    assert len(RULES) >= 40
    assert {f"{who_decides(known[kind])}.{rule}" for kind, rule in RULES} == set(rule_words().rules)


def test_the_words_of_every_rule_were_written_for_the_code_that_there_is() -> None:
    written = {rule: entry.code for rule, entry in rule_words().rules.items()}
    assert written == standing(), (
        "a rule was changed: read its words in scenarios/rules.yaml, "
        "then run python -m experiments.explanation.rule_fingerprints"
    )


def test_all_kinds_of_agents_share_one_version_of_each_rule_that_has_words() -> None:
    known = kinds()
    for base, rule in RULES:
        of_kind = [kind for kind in known.values() if issubclass(kind, known[base]) and hasattr(kind, "kind")]
        assert len({fingerprint(kind, rule) for kind in of_kind}) == 1, rule


def test_everything_that_rules_are_shown_has_words_and_nothing_else() -> None:
    known, shown = kinds(), set()
    for name, situation in inspect.getmembers(agents.perceptions, inspect.isclass):
        shown |= {f"{name}.{field}" for field in getattr(situation, "_fields", ())}
    shown |= {"Neighbours.opposing", "Neighbours.inspection"}
    for kind, rule in RULES:
        function = getattr(known[kind], rule)
        hints = {name: str(part.annotation) for name, part in inspect.signature(function).parameters.items()}
        bare = [name for name in arguments(known[kind], rule) if hints[name] == "Column" and name != DRAW]
        shown |= {f"{who_decides(known[kind])}.{rule}.{name}" for name in bare}
    assert shown == set(rule_words().shown)


def test_every_state_of_an_agent_has_words_and_nothing_else() -> None:
    states = set()
    for kind in kinds().values():
        names = [name for name in dir(kind) if isinstance(getattr(kind, name), State)]
        states |= {f"{who_decides(kind)}.{name}" for name in names}
    assert states == set(rule_words().states)


def test_every_kind_of_agent_and_every_lever_has_a_name_and_nothing_else() -> None:
    world = Neighbourhood(scenario("xihu", "baseline", months=1, overrides={"place.households": 20}))
    there = {kind.kind for table in world.tables() for kind in table.classes}
    assert there == set(rule_words().agents)
    assert {lever.name for lever in ALL} == set(rule_words().levers)


@pytest.mark.parametrize("rule", rule_words().rules)
def test_a_rule_says_what_it_answers(rule: str) -> None:
    entry = rule_words().rules[rule]
    ways = [bool(entry.answers()), bool(entry.becomes), entry.amount is not None]
    assert sum(ways) == 1
    assert entry.answers().keys() in ({0, 1}, {0, 1, 2}, set())
    for state in entry.becomes:
        assert f"{rule.partition('.')[0]}.{state}" in rule_words().states
    if entry.yes_below is not None:
        assert f"{rule}.{entry.yes_below}" in rule_words().shown


def test_states_that_follow_from_answers_are_what_the_rule_is_about() -> None:
    households = {name for name, kind in kinds().items() if issubclass(kind, Voter)}
    assert {"Resident", "Voter", "GroundFloorLandlord"} <= households
    assert rule_words().rules["household.trusts"].becomes == ("trust_committee", "trust_firm")


def test_ranges_run_upwards_and_codes_have_words() -> None:
    for measure in (*rule_words().shown.values(), *rule_words().states.values()):
        assert measure.range[0] < measure.range[1]
        assert (measure.kind == "code") == bool(measure.words)
        assert measure.of is None or (measure.channel == "institution" and measure.of in rule_words().agents)
        if measure.kind == "flag":
            assert measure.range == [0, 1]


def test_every_unit_is_translated() -> None:
    with (language.LOCALE / "zh/LC_MESSAGES/gongzhi.po").open("rb") as file:
        chinese = {str(message.id): str(message.string) for message in read_po(file)}
    words = rule_words()
    measures = (*words.shown.values(), *words.states.values())
    units = {one.unit for one in measures} | {one.unit for one in words.rules.values()}
    assert not [unit for unit in units if not chinese.get(unit)]
