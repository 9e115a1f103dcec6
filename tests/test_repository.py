"""The rules of the house: which package imports which, how long files are, what pins and READMEs hold."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
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


def modules(package: str) -> list[Path]:
    """Return the Python files of a package; results of studies are not code."""
    return [path for path in sorted((ROOT / package).rglob("*.py")) if "studies" not in path.parts[-3:]]


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
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tells = path == ROOT / "experiments/command.py" or path.name.endswith("_verbs.py")
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


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    assert not [wrong for path in modules(package) for wrong in wrong_imports(package, path)]


@pytest.mark.parametrize("package", PACKAGES)
def test_files_stay_short(package: str) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules(package)}
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
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
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
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, f"{path.name} names an address"
        pins = text.replace("\\\n", " ").splitlines()
        assert all(re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:", pin) for pin in pins if pin.strip()), (
            path.name
        )


def test_every_dependency_is_pinned() -> None:
    asked, extras = project()["dependencies"], project()["optional-dependencies"]
    assert isinstance(asked, list) and asked and isinstance(extras, dict) and extras
    assert _names(asked) <= _pinned("requirements.txt").keys()
    assert (
        _names([one for extra in extras.values() for one in extra])
        <= _pinned("requirements-extras.txt").keys()
    )


def test_both_files_of_pins_name_the_same_versions() -> None:
    core, extras = _pinned("requirements.txt"), _pinned("requirements-extras.txt")
    both = core.keys() & extras.keys()
    assert both and {name: core[name] for name in both} == {name: extras[name] for name in both}


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
