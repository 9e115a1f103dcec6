"""Tables of the description that need no prose: each case's own values, instruments as their code has them,
levers, observations and outcomes.

Invariant: a case, an instrument or an outcome that is added stands here by itself.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import ModuleType

from experiments.markdown import markdown_table
from model import inequality, issue_outcomes, observations
from model.instrument import instrument_kinds
from model.levers import ALL, Lever
from scenarios import catalogue, codebook, read
from scenarios.by_type import default_in_words
from scenarios.description import description
from scenarios.entries import Case, IssueKind, Text
from scenarios.language import _, pick
from scenarios.problems import number
from scenarios.rules import rule_words

MODEL = Path(__file__).parent.parent.parent / "model"


def told_cases() -> Mapping[str, Case]:
    """The cases that are described: all but those of somebody's own in a clone of gongzhi."""
    left_out = catalogue.of_clone("cases")
    return {name: case for name, case in read.cases().items() if name not in left_out}


def case_table() -> str:
    """What each case is: its type, its shocks, and the compounds of a district."""
    heads = (_("case"), _("name"), _("compound type"), _("shocks"), _("compounds in it"), _("what it is"))
    return markdown_table(heads, [_case(name, case) for name, case in told_cases().items()])


def _case(name: str, case: Case) -> list[str]:
    shocks = [_("{shock} in month {month}", shock=f"`{one.kind}`", month=one.month) for one in case.events]
    return [
        f"`{name}`",
        pick(case.name),
        f"`{case.compound_type}`",
        _("; ").join(shocks) or "–",
        _("; ").join(_shared(case)) or "1",
        pick(case.text),
    ]


def _shared(case: Case) -> Iterator[str]:
    """The members of a district, and among how many bodies they are divided."""
    if case.district is None:
        return
    names = {id(one): name for name, one in read.cases().items()}
    for part in case.district.members:
        yield f"{part.count} × `{names.get(id(part.case), pick(part.case.name))}`"
    for word in ("committees", "streets", "firms"):
        yield f"`{word}` {number(getattr(case.district, word).value)}"


def case_values() -> str:
    """Every value that a case has of its own, by parameter, beside the one it replaces."""
    own: dict[str, dict[str, list[str]]] = {}
    for name, case in told_cases().items():
        for key, given in case.parameters.items():
            own.setdefault(key, {}).setdefault(number(given.value), []).append(f"`{name}`")
    rows = [
        (f"`{key}`", default_in_words(entry), _("; ").join(_by_value(own[key])))
        for key, entry in read.ledger().items()
        if key in own
    ]
    return markdown_table((_("parameter"), _("without a case"), _("in cases")), rows)


def _by_value(values: Mapping[str, list[str]]) -> Iterator[str]:
    return (f"{value}{_(': ')}{_(', ').join(cases)}" for value, cases in values.items())


def demand_table() -> str:
    """The catalogue of demands, then the disputes: what decides over each."""
    heads = (_("item"), _("name"), _("weight"), _("whom it concerns"), _("who can settle it"))
    marks = (_("responsibility often unclear"), _("a department has a say by law"))
    return markdown_table((*heads, *marks), [_demand(one) for one in read.issue_kinds()])


def _demand(one: IssueKind) -> list[str]:
    return [
        f"`{one.id}`",
        pick(one.name),
        number(one.weight),
        f"`{one.affects}`",
        f"`{one.fixer}`",
        _("yes") if one.ambiguous else _("no"),
        _("yes") if one.authority else _("no"),
    ]


def instrument_code(kind: str) -> str:
    """The file of an instrument without imports and docstrings: what it costs, moves and does."""
    tree = ast.parse(
        inspect.getsource(inspect.getmodule(instrument_kinds()[kind]) or instrument_kinds()[kind])
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [one for one in node.body if not _says_nothing(one)] or [ast.Pass()]
    return ast.unparse(tree)


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement is an import, for types alone, or a text that stands by itself."""
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return (
        text
        or isinstance(node, ast.Import | ast.ImportFrom)
        or ast.unparse(node).startswith("if TYPE_CHECKING")
    )


def lever_table() -> str:
    """Every lever: what it is without an instrument, and which files of the model read it."""
    heads = (_("lever"), _("name"), _("baseline"), _("0 to 1"), _("read in"))
    return markdown_table(heads, [_lever(one) for one in ALL])


def _lever(one: Lever) -> list[str]:
    start = one.baseline
    return [
        f"`{one.name}`",
        pick(rule_words().levers[one.name]) if one.name in rule_words().levers else "–",
        f"`{start}`" if isinstance(start, str) else number(start),
        _("yes") if one.share else _("no"),
        ", ".join(f"`model/{file}`" for file in _readers_of(one.name)),
    ]


@cache
def _readers_of(lever: str) -> tuple[str, ...]:
    """Files of the model that look at a lever and are not the one that holds it."""
    found = re.compile(rf"\blevers\.{lever}\b")
    files = (file for file in sorted(MODEL.rglob("*.py")) if file.name != "levers.py")
    return tuple(
        file.relative_to(MODEL).as_posix() for file in files if found.search(file.read_text(encoding="utf-8"))
    )


def observation_table() -> str:
    """What is written down every month."""
    heads = (_("observation"), _("name"), _("what it says"), _("unit"))
    found = codebook.observations().items()
    return markdown_table(
        heads, [(f"`{key}`", pick(one.name), pick(one.text), _(one.unit)) for key, one in found]
    )


def outcome_table() -> str:
    """Every outcome: over whom, of which months, and by which formula."""
    heads = (
        _("outcome"),
        _("name"),
        _("what it counts, over whom, in which months"),
        _("unit"),
        _("formula"),
    )
    rows = [
        (
            f"`{key}`",
            pick(one.name),
            pick(one.text),
            "–" if one.unit == "none" else _(one.unit),
            formula_of(key),
        )
        for key, one in read.outcome_entries().items()
    ]
    return markdown_table(heads, rows)


def formula_of(outcome: str) -> str:
    """How an outcome comes from the months: in words where these are written, else as the code has it."""
    written: Mapping[str, Text] = description().outcome_formulas
    for pattern, text in written.items():
        if fnmatchcase(outcome, pattern):
            return pick(text)
    return f"`{_expressions()[outcome]}`"


@cache
def _expressions() -> Mapping[str, str]:
    """Every `"outcome": expression` of the files that make outcomes."""
    modules: tuple[ModuleType, ...] = (observations, issue_outcomes, inequality)
    trees = [ast.parse(inspect.getsource(module)) for module in modules]
    return {
        key.value: ast.unparse(value)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
