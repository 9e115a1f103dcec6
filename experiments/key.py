"""The key of a run: a hash of its scenario, its seed and the code that it really runs.

The rule it holds: whatever can change a run's rows changes its key, and nothing else does. A comment or a
docstring changes none; a change to the file of an instrument changes only the runs that hold it.
"""

import ast
import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from experiments.sources import stamp
from scenarios.read import Scenario, issue_kinds

LIBRARIES = ("numpy", "scipy", "mesa")
"""Libraries whose version may change a result."""

CORE = ("model", "agents")
INSTRUMENTS = "model.instruments"
LETTERS = 32
"""Length of a key: as many letters of SHA-256 as nobody will see twice."""


class Code:
    """The code as it stood when this was made: what each set of instruments runs."""

    def __init__(self) -> None:
        self.stamp = stamp()
        self._trees = {
            package: {file.stem: _digest(file) for file in sources(package)}
            for package in (*CORE, INSTRUMENTS)
        }
        self._imports = {file.stem: _imports(file) for file in sources(INSTRUMENTS)}
        versions = {name: metadata.version(name) for name in LIBRARIES}
        kinds = [kind.model_dump(exclude={"name", "category_name"}) for kind in issue_kinds()]
        self._common = json.dumps([versions, kinds, [self._trees[name] for name in CORE]], sort_keys=True)
        self._of_kinds: dict[tuple[str, ...], str] = {}

    def digest(self, kinds: Sequence[str]) -> str:
        """SHA-256 of everything that a run with these kinds of instruments goes through."""
        chosen = tuple(sorted(set(kinds)))
        if chosen not in self._of_kinds:
            trees = self._trees[INSTRUMENTS]
            files = {kind: trees[kind] for kind in sorted(self._with_imports({"__init__", *chosen}))}
            text = self._common + json.dumps(files, sort_keys=True)
            self._of_kinds[chosen] = sha256(text.encode()).hexdigest()
        return self._of_kinds[chosen]

    def _with_imports(self, kinds: set[str]) -> set[str]:
        """These instruments and those whose files theirs import, however far away."""
        known = kinds & self._imports.keys()
        further = known.union(*(self._imports[kind] for kind in known)) & self._imports.keys()
        return known if further == known else self._with_imports(further)

    def identity(self, scenario: Scenario) -> str:
        """What the keys of all runs of a scenario share."""
        kinds = {kind for one in _compounds(scenario) for kind in one.instruments}
        types = [one.case.compound_type for one in _compounds(scenario)]
        return json.dumps([scenario.digest(), types, self.digest(sorted(kinds))])

    def key(self, scenario: Scenario, seed: int) -> str:
        """The key of a run."""
        return run_key(self.identity(scenario), seed)


def run_key(identity: str, seed: int) -> str:
    """The key of the run with that seed of a scenario with that identity."""
    return sha256(f"{identity}/{seed}".encode()).hexdigest()[:LETTERS]


def _compounds(scenario: Scenario) -> list[Scenario]:
    """The scenario and, of a district, those of its compounds."""
    return [scenario, *(member.scenario for member in scenario.members)]


def sources(package: str) -> list[Path]:
    """The Python files that lie directly in a package."""
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    return sorted(file for place in places or () for file in Path(place).glob("*.py"))


def _imports(file: Path) -> set[str]:
    """The instruments whose files this one imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(INSTRUMENTS):
            names |= {str(node.module).rpartition(".")[2], *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name.rpartition(".")[2] for alias in node.names if INSTRUMENTS in alias.name}
    return names


def _digest(file: Path) -> str:
    return sha256(syntax(file.read_text(encoding="utf-8")).encode()).hexdigest()


@cache
def syntax(text: str) -> str:
    """The syntax tree of a source text without comments, docstrings and layout."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return ast.dump(tree)


def _is_text(statement: ast.stmt) -> bool:
    """A bare string: the docstring of a module, class, function or attribute."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
