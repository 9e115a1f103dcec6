"""The rules of the house: which package imports which, how long files are, what pins and READMEs hold."""

import ast
import importlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "scenarios": set(),
    "agents": {"scenarios"},
    "model": {"scenarios", "agents"},
    "experiments": {"scenarios", "agents", "model"},
    "results": {"scenarios", "agents", "model", "experiments"},
}
PACKAGES = tuple(MAY_IMPORT)
VAGUE_NAMES = {"utils", "util", "base", "common", "helpers", "config", "types"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


@cache
def modules(package: str) -> list[Path]:
    """Return the Python files of a package; results of studies are not code."""
    return [path for path in sorted((ROOT / package).rglob("*.py")) if "studies" not in path.parts[-3:]]


@cache
def source(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(source(path))


def house_imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each package of ours that is imported by its full name, with the statement."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module]
        for name in names:
            if (top := name.partition(".")[0]) in PACKAGES:
                assert isinstance(node, ast.stmt)
                yield top, node


def inside_functions(tree: ast.AST) -> set[ast.AST]:
    """Return all nodes that run only when a function is called."""
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return {inner for function in functions for inner in ast.walk(function)}


def wrong_imports(package: str, path: Path) -> list[str]:
    """Return the imports of a file that point the wrong way, as "file:line imports package"."""
    tree = syntax(path)
    tells = path.is_relative_to(ROOT / "experiments/cli")
    late = inside_functions(tree) if tells else set()
    return [
        f"{path.relative_to(ROOT)}:{statement.lineno} imports {imported}"
        for imported, statement in house_imports(tree)
        if imported not in MAY_IMPORT[package] | {package}
        and not (imported == "results" and statement in late)
    ]


def command_lines(readme: str) -> list[str]:
    """Return the commands in the shell blocks of a page, without the comments, which are translated."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|bash|shell|console)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = (re.sub(r"(^|\s+)#.*", "", line).rstrip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line]


def project() -> dict[str, object]:
    """Return the [project] table of pyproject.toml."""
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_the_one_of_this_repository(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file is not None, (
        f"{package} has no __init__.py: another distribution's {package} would come first"
    )
    assert Path(file).resolve() == ROOT / package / "__init__.py"


def test_the_facade_binds_every_package_and_is_installed_with_them() -> None:
    assert set(importlib.import_module("gongzhi").OURS) == set(PACKAGES)
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert set(tool["hatch"]["build"]["targets"]["wheel"]["packages"]) == {"gongzhi.py", *PACKAGES}


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    assert not [wrong for path in modules(package) for wrong in wrong_imports(package, path)]


@pytest.mark.parametrize("package", PACKAGES)
def test_files_stay_short(package: str) -> None:
    lengths = {path: len(source(path).splitlines()) for path in modules(package)}
    assert not {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function; of a verb those of its body, for its options are a table."""
    is_verb = any(
        "Option(" in ast.unparse(one) for one in ast.walk(function.args) if isinstance(one, ast.Call)
    )
    first = function.body[0].lineno if is_verb else function.lineno
    return (function.end_lineno or first) - first + 1


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_stay_short(package: str) -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines_of(node)} lines"
        for path in modules(package)
        for node in ast.walk(syntax(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and lines_of(node) > LONGEST_FUNCTION
    ]
    assert not too_long


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_or_folder_has_a_name_that_says_nothing(package: str) -> None:
    named = {part for path in modules(package) for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not named & VAGUE_NAMES


def test_pins_name_no_address_and_every_package_has_a_hash() -> None:
    files = [path for pattern in ("*requirements*", "*constraints*", "*.lock") for path in ROOT.glob(pattern)]
    assert files
    for path in files:
        text = source(path)
        assert "://" not in text, f"{path.name} names an address"
        pins = text.replace("\\\n", " ").splitlines()
        assert all(re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:", pin) for pin in pins if pin.strip()), (
            path.name
        )


def test_every_dependency_is_pinned() -> None:
    asked, extras = project()["dependencies"], project()["optional-dependencies"]
    assert isinstance(asked, list) and asked and isinstance(extras, dict) and extras
    assert _names(asked) <= _pinned("requirements.txt").keys()
    for name, extra in extras.items():
        file = "requirements-notebooks.txt" if name == "notebooks" else "requirements-extras.txt"
        assert _names(extra) <= _pinned(file).keys()


@pytest.mark.parametrize(
    "further",
    [f"requirements-{name}.txt" for name in ("extras", "notebooks", "docs", "peers")],
)
def test_all_files_of_pins_name_the_same_versions(further: str) -> None:
    known = _pinned("requirements-extras.txt") | _pinned("requirements.txt")
    both = known.keys() & _pinned(further).keys()
    assert "numpy" in both
    assert {name: known[name] for name in both} == {name: _pinned(further)[name] for name in both}


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", one)[0].replace(".", "-").lower() for one in requirements}


def _pinned(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


def test_the_citation_has_the_version_of_the_project() -> None:
    assert f"\nversion: {project()['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = command_lines("README.md"), command_lines("README.zh.md")
    assert english == chinese
    assert {"make demo", "make test"} <= set(english)


# The layout inside experiments and results. What is listed here is known and may only become less: whoever
# mends one takes it out of the list, and a new one fails.
EXPERIMENTS_ORDER = ("statistics", "provenance", "design", "store", "execution", "analysis")
RESULTS_ORDER = ("web", "text", "document", "figures", "stories", "findings", "compound", "report")
LAYERS = {"experiments": EXPERIMENTS_ORDER, "results": RESULTS_ORDER}
MOST_MODULES = 15
SHORTEST_SHARED_FILE = 40
KNOWN: dict[str, list[str]] = json.loads((ROOT / "tests/known_layout.json").read_text(encoding="utf-8"))
"""What was not as it should be when these tests were written."""

SIMULATE = {
    "rule_check",
    "contract_tests",
    "execution",
    "compound_film",
    "recording",
    "explanation",
    "export",
    "benchmark",
    "evidence",
    "trial",
    "exercises",
}
"""The packages of experiments that make a world."""


def layer(module: str) -> int:
    """Return how high a module of experiments or results stands; those of no stated order stand between."""
    top, _, rest = module.partition(".")
    package = rest.partition(".")[0]
    if package in LAYERS[top]:
        return LAYERS[top].index(package)
    if (ROOT / top / f"{package}.py").is_file() and package != "__main__":
        return -1
    return 99 if module.startswith("experiments.cli") or package == "__main__" else 50


def named(path: Path) -> str:
    """Return the dotted name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def our_modules() -> set[str]:
    """Return the full name of every module of ours."""
    return {named(file) for package in PACKAGES for file in modules(package)}


@cache
def imported_modules(path: Path) -> set[str]:
    """Return every module of ours that a file imports, early or late, by its full name."""
    found: set[str] = set()
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & our_modules()
        elif isinstance(node, ast.ImportFrom) and node.module in our_modules():
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in our_modules() else node.module for name in inner}
    return found


def code_files(package: str) -> list[Path]:
    """Return the modules of a package but for the `__init__` of each folder."""
    return [path for path in modules(package) if path.name != "__init__.py"]


def calls_of(path: Path) -> set[str]:
    """Return the names that a file calls, plain or as attributes."""
    tree = syntax(path)
    functions = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in functions}


def repeated(names: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what is named twice or more, with where."""
    found: dict[str, list[str]] = {}
    for name, where in names:
        found.setdefault(name, []).append(where)
    return {name: where for name, where in sorted(found.items()) if len(where) > 1}


def told(counts: dict[str, int]) -> set[str]:
    """Return each folder with its count."""
    return {f"{folder}: {count}" for folder, count in counts.items()}


def known(what: str, package: str) -> set[str]:
    """Return what is known of a package."""
    return {one for one in KNOWN[what] if one.startswith(package)}


@pytest.mark.parametrize("package", LAYERS)
def test_no_folder_holds_more_modules_than_a_newcomer_reads(package: str) -> None:
    counts = Counter(str(path.parent.relative_to(ROOT)) for path in code_files(package))
    crowded = {folder: count for folder, count in counts.items() if count > MOST_MODULES}
    assert told(crowded) == known("crowded", package)


@pytest.mark.parametrize("package", LAYERS)
def test_packages_import_those_below_them_only(package: str) -> None:
    upward = {
        f"{named(path)} imports {name}"
        for path in code_files(package)
        for name in imported_modules(path)
        if name.startswith(package + ".") and layer(name) > layer(named(path))
    }
    assert upward == known("upward", package)


@pytest.mark.parametrize("package", LAYERS)
def test_no_small_file_serves_one_other_alone(package: str) -> None:
    users = Counter(name for top in PACKAGES for path in modules(top) for name in imported_modules(path))
    alone = {
        named(path)
        for path in code_files(package)
        if path.name != "__main__.py"
        and len(source(path).splitlines()) < SHORTEST_SHARED_FILE
        and users[named(path)] == 1
    }
    assert alone == known("small", package)


@pytest.mark.parametrize("package", LAYERS)
def test_file_names_are_unique_within_a_package(package: str) -> None:
    files = ((path.stem, named(path)) for path in code_files(package) if path.stem != "__main__")
    assert {f"{package}: {name}" for name in repeated(files)} == known("same file name", package)


def test_class_names_are_unique_within_experiments() -> None:
    classes = (
        (node.name, named(path))
        for path in code_files("experiments")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ClassDef)
    )
    assert set(repeated(classes)) == set(KNOWN["same class name"])


def test_only_packages_that_simulate_make_a_world() -> None:
    makers = {named(path) for top in LAYERS for path in code_files(top) if "Neighbourhood" in calls_of(path)}
    assert {name for name in makers if name.split(".")[1] not in SIMULATE} == set(KNOWN["simulates"])


def test_only_the_store_and_the_reader_of_results_open_tables() -> None:
    readers = {
        named(path)
        for top in LAYERS
        for path in code_files(top)
        if calls_of(path) & {"read_parquet", "read_table", "ParquetFile"} or '"study.json"' in source(path)
    }
    allowed = {name for name in readers if name.startswith("experiments.store.")}
    assert readers - allowed - {"experiments.execution.results"} == set(KNOWN["opens tables"])


def test_nothing_below_the_command_line_imports_it() -> None:
    below = {
        f"{named(path)} imports {name}"
        for top in PACKAGES
        for path in code_files(top)
        if not named(path).startswith(("experiments.cli", "experiments.__main__"))
        for name in imported_modules(path)
        if name.startswith("experiments.cli")
    }
    assert below == set(KNOWN["imports the command line"])
