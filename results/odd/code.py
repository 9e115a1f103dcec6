"""What the description takes from the code: the order of the month, and every rule as a formula.

Invariant: a formula is the code itself, so it cannot say anything else than what is computed.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

from agents import landlord, learner, resident, voter
from agents.actor import Actor, Parameter
from model.kinds import KINDS
from model.neighbourhood import Neighbourhood
from scenarios.rules import Measure, RuleEntry, rule_words
from scenarios.shipped import shipped

ROOT = Path(__file__).parent.parent.parent
SUBMODEL = re.compile(r"\((?:[^()]*; )?(S\d+)(?:, S\d+)*\)")
HOUSEHOLD: tuple[type[Actor], ...] = (
    resident.Resident,
    landlord.GroundFloorLandlord,
    learner.Learner,
    voter.Voter,
)


class Rule(NamedTuple):
    """A rule: its id, its words, the submodel that its docstring names, its formula, its file."""

    id: str
    words: RuleEntry
    submodel: str
    formula: str
    docstring: str
    file: str


def stages() -> list[str]:
    """The calls of `Neighbourhood.step` in their order, as the description names them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(Neighbourhood.step)))
    calls = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [name for call in calls if (name := _stage(call))]


def _stage(call: ast.Call) -> str:
    """`shocks.strike(self)` → shocks.strike, `self.let_act(Instrument.at_fund)` → at_fund."""
    name = ast.unparse(call.func).removeprefix("self.")
    if name == "let_act":
        return ast.unparse(call.args[0]).rpartition(".")[2]
    return name if name != "_observe" else ""


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule that has words, by id."""
    found = {}
    for name, words in rule_words().rules.items():
        who, _dot, method = name.partition(".")
        function = _function(who, method)
        text = inspect.getdoc(function) or ""
        number = SUBMODEL.search(text)
        file = Path(inspect.getsourcefile(function) or "").resolve().relative_to(ROOT).as_posix()
        found[name] = Rule(name, words, number[1] if number else "", _formula(function, who), text, file)
    return found


def _function(who: str, method: str) -> FunctionType:
    """The method as the most general class writes it."""
    owner = next(kind for kind in kinds_of(who) if method in vars(kind))
    found: FunctionType = vars(owner)[method]
    return found


def kinds_of(who: str) -> Sequence[type[Actor]]:
    """The classes of households, or of an institution."""
    if who == "household":
        return HOUSEHOLD
    found: list[type[Actor]] = []
    waiting: list[type[Actor]] = [Actor]
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found += below
    return [kind for kind in found if vars(kind).get("kind") == who]


def _formula(rule: FunctionType, who: str) -> str:
    """The body of a rule, and below it those of the methods it calls that are no rules themselves."""
    called = [name for name in rule.__code__.co_names if f"{who}.{name}" not in rule_words().rules]
    methods = {name: member for kind in kinds_of(who) for name, member in vars(kind).items()}
    helpers = [(name, methods[name]) for name in called if isinstance(methods.get(name), FunctionType)]
    parts = [f"# {name.removeprefix('_')}:\n{_body(function)}" for name, function in helpers]
    return "\n".join([_body(rule), *parts])


def _body(function: FunctionType) -> str:
    """The body of a method without its docstring, `self.` left out."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    body = [node for node in tree.body if not _is_text(node)]
    text = "\n".join(ast.unparse(node) for node in body)
    return re.sub(r"\bself\._?", "", text)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def of_submodel(name: str) -> Iterator[Rule]:
    """The rules whose docstring names the submodel."""
    return (rule for rule in rules().values() if rule.submodel == name)


def names_meant(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """Every name in a formula that a class gives to a parameter, by name: the keys that it has there, several
    where kinds differ.
    """
    who = rule.id.partition(".")[0]
    classes = [*kinds_of(who), *(KINDS.values() if who == "household" else ())]
    for name in sorted(names_in(rule.formula)):
        given = [vars(kind)[name] for kind in classes if isinstance(vars(kind).get(name), Parameter)]
        if given:
            yield name, sorted({one.key for one in given})


def shown_in(rule: Rule) -> Iterator[tuple[str, Measure]]:
    """What the rule is shown, as `bill.quality`, and the words for it."""
    situations = {one.rpartition(".")[0] for one in rule_words().shown}
    for name, words in rule_words().shown.items():
        situation, _dot, field = name.rpartition(".")
        if situation == rule.id or (
            situation in situations and f"{situation.lower()}.{field}" in rule.formula
        ):
            yield field if situation == rule.id else f"{situation.lower()}.{field}", words


@cache
def names_of(key: str) -> frozenset[str]:
    """The names that classes of agents give to a parameter."""
    ours = ((ROOT / "agents" / f"{name}.py") for name in sorted(shipped("agents")))
    return frozenset(name for file in ours for name in _declared(file, key))


@cache
def _assigned(file: Path) -> tuple[tuple[str, str], ...]:
    """Every `name = Parameter("key")` of a file."""
    text = file.read_text(encoding="utf-8")
    return tuple(re.findall(r'^    (\w+) = Parameter\("([\w.]+)"\)', text, flags=re.MULTILINE))


def _declared(file: Path, key: str) -> list[str]:
    return [name for name, found in _assigned(file) if found == key]


@cache
def names_in(formula: str) -> frozenset[str]:
    """The names that a formula holds, without `waiting` in `waiting.months`, of which it reads a field."""
    return frozenset(re.findall(r"\w+\b(?!\.[a-z_])", formula))
