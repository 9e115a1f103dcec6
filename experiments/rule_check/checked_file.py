"""A file of rules, checked: first as it is written, then by asking its rules in small worlds.

Invariant: a rule that is wrong as it is written is not asked, and nothing is asked where the file itself does
something when it is loaded, or where a loop in it never ends.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from experiments.rule_check.along_the_column import AlongTheColumn, unordered
from experiments.rule_check.call_sites import columns_handed
from experiments.rule_check.columns_in_function import ColumnsIn
from experiments.rule_check.endless import endless
from experiments.rule_check.impurity import Problem, Spot, problem
from experiments.rule_check.outside import outward
from experiments.rule_check.overriding import unheard
from experiments.rule_check.rule_file import ReachedFunction, RuleFile, at_loading
from experiments.rule_check.writing import WrittenBy
from scenarios.language import _

HIDING = {"reaches", "random"}
"""What stands where a draw might: then it is no use to say that the draw is ignored."""


class CheckedFile(NamedTuple):
    """A file that was checked: what is wrong, the methods and functions that were looked at as they are
    written, and the rules that were asked in small worlds, each as `Class.method`.
    """

    file: str
    problems: list[Problem]
    written: tuple[str, ...]
    asked: tuple[str, ...]


def problems(file: Path) -> list[Problem]:
    """What is wrong with the rules of a file, as they are written and as they answer, by line; ScenarioError
    or ArgumentError if it cannot be read.
    """
    return checked_file(file).problems


def checked_file(file: Path) -> CheckedFile:
    """The same, with what was checked."""
    from experiments.rule_check.asked_rules import Asked, asked  # loads the model, which takes a second

    read = RuleFile(file)
    found = _as_written(read)
    wrong = {one.rule for one in found}
    waits = any(one.code == "endless" for one in found)
    answers = Asked([], ()) if waits or "" in wrong else asked(read, wrong)
    written = tuple(one.name for one in read.reached())
    return CheckedFile(read.name, in_order([*found, *answers.problems]), written, answers.rules)


def problems_as_written(file: Path) -> list[Problem]:
    """What is wrong with the rules of a file as they are written, in the order of their lines; nothing is
    run. ScenarioError or ArgumentError if it cannot be read.
    """
    return _as_written(RuleFile(file))


def _as_written(read: RuleFile) -> list[Problem]:
    reached = read.reached()
    handed = columns_handed(read, reached)
    found = [*_when_loaded(read)]
    for one in reached:
        found += _of_one(one, read)
        if not one.one_by_one:
            columns = ColumnsIn(one, read, handed[id(one.node)])
            found += (_told(read, one, each) for each in AlongTheColumn(one, read, columns).found())
    return in_order(found)


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """Problems by line, each sort once a line."""
    first = {(one.line, one.code): one for one in reversed(list(found))}
    return [first[place] for place in sorted(first)]


def _when_loaded(read: RuleFile) -> Iterator[Problem]:
    """What the file does when it is loaded."""
    for statement in read.loose:
        nodes = [node for node in at_loading(statement) if not isinstance(node, ast.Import | ast.ImportFrom)]
        for each in (*outward(nodes, read.imports, read.globals), *endless(nodes, read)):
            yield problem(read.name, each.line, "", each.code, what=each.what)


def _of_one(one: ReachedFunction, read: RuleFile) -> Iterator[Problem]:
    stored = {
        node.id
        for node in ast.walk(one.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own = stored | {each.arg for each in one.given} | read.globals | {one.me}
    body = (node for part in one.node.body for node in ast.walk(part))
    found = [*outward(body, read.imports, own), *WrittenBy(one, read).found(), *unordered(one.node)]
    found += [*endless(ast.walk(one.node), read), *unheard(one, read)]
    hidden = bool(HIDING & {each.code for each in found})
    yield from (_told(read, one, each) for each in found if not (hidden and each.code == "draw-ignored"))


def _told(read: RuleFile, one: ReachedFunction, spot: Spot) -> Problem:
    near = _("Did you mean {near}?", near=spot.near) + " " if spot.near else ""
    what = " ".join(spot.what.split())
    return problem(read.name, spot.line, one.rule, spot.code, what=what, near=near)
