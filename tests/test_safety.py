"""Nothing that lies in a folder which a user names is run: what could run it is named here, with the why."""

import ast
from collections.abc import Iterator

import pytest

from tests.test_repository import PACKAGES, ROOT

UNPACKERS = {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "runpy"}
"""Modules that make objects, or run code, of bytes."""

RUNNERS = {
    "eval",
    "exec",
    "__import__",
    "import_module",
    "exec_module",
    "spec_from_file_location",
    "execfile",
}
RUNNERS |= {"read_pickle", "to_pickle", "ForkingPickler", "popen", "getoutput", "unsafe_load", "full_load"}
"""What runs code, or makes objects, of what it is given."""

WHOLE = {"compile", "os.system", "YAML", "yaml.load", "yaml.load_all", "yaml.YAML", "ruamel.yaml.YAML"}
"""What does so under these names; `re.compile` and safe readers of YAML do not."""

ENDS = {whole.rpartition(".")[2] for whole in WHOLE}

ALLOWED = {
    ("model/instrument.py", "import_module"): "an instrument of the project, by the name of its own file",
    ("model/case_rules.py", "import_module"): "rules of the user's project, by the name of their file",
    (
        "experiments/provenance/chosen_rules.py",
        "import_module",
    ): "the user's file of rules, named on the command line",
    (
        "experiments/contract_tests/code_of_rules.py",
        "import_module",
    ): "rules of the project under test, by the name of their file",
    (
        "experiments/exercises/exercise.py",
        "import_module",
    ): "what judges an exercise, named in the code",
    (
        "experiments/rule_check/asked_rules.py",
        "import_module",
    ): "rules to be checked, once nothing is wrong with them as they are written",
    (
        "experiments/trial/side_driver.py",
        "import_module",
    ): "the model of either side of a trial, by its own name",
    (
        "experiments/recording/frozen.py",
        "pickle",
    ): "worlds that this process made and keeps in its memory; no file is read",
    ("model/outcome.py", "import_module"): "an outcome of the user's project, by the name of its file",
    ("experiments/errors.py", "compile"): "rules of the project, to find the line that is no Python",
    (
        "experiments/execution/simulate.py",
        "import_module",
    ): "the model, by its own name, after its code was hashed",
    (
        "experiments/explanation/rule_fingerprints.py",
        "import_module",
    ): "the project's own rules, by the names of their files",
    ("experiments/extras.py", "import_module"): "libraries of the extras, named in the code",
    (
        "experiments/history_matching/wave.py",
        "allow_pickle or shell",
    ): "arrays alone: it says that nothing is to be unpickled",
    ("gongzhi.py", "import_module"): "our own packages, named in the code",
    ("experiments/optimisation/instrument_space.py", "YAML"): "writes a governance model and reads nothing",
    ("experiments/field_data/issue_log/log_patterns.py", "YAML"): "writes patterns and reads nothing",
    ("experiments/field_data/own_case.py", "YAML"): "keeps comments; its reader makes no objects of tags",
    ("experiments/archive/packed_files.py", "YAML"): "keeps comments; its reader makes no objects of tags",
    ("experiments/archive/packed_files.py", "load"): "with that reader",
}
"""Pools of processes and Dask pickle what they send each other; none of that lies in a folder."""


def is_safe(call: ast.Call) -> bool:
    """Whether it asks for a safe reader of YAML."""
    return any(word.arg == "typ" and ast.unparse(word.value) == "'safe'" for word in call.keywords)


def dangers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the name of everything that could run what it reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = {module, *(alias.name for alias in node.names)}
            yield from (
                (node.lineno, name) for name in names if name.partition(".")[0] in UNPACKERS | RUNNERS
            )
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            whole = ast.unparse(node.func) if name in ENDS else name
            if name in RUNNERS or (whole in WHOLE and not is_safe(node)):
                yield node.lineno, name
            if any(word.arg in ("allow_pickle", "shell") for word in node.keywords):
                yield node.lineno, "allow_pickle or shell"


def found() -> dict[tuple[str, str], list[int]]:
    """Every danger in our code, by file and name, with its lines."""
    places: dict[tuple[str, str], list[int]] = {}
    files = [*ROOT.glob("*.py"), *(file for name in PACKAGES for file in (ROOT / name).rglob("*.py"))]
    for file in files:
        for line, name in dangers(ast.parse(file.read_text("utf-8"))):
            places.setdefault((file.relative_to(ROOT).as_posix(), name), []).append(line)
    return places


def test_what_could_run_the_content_of_a_file_is_named_with_its_reason() -> None:
    places = found()
    assert {place: lines for place, lines in places.items() if place not in ALLOWED} == {}
    assert set(ALLOWED) <= set(places), "a place is named that is no longer there"


SOCKETS = {
    "results/workshop/serve.py": "the workshop page on 127.0.0.1, and one to vote on where agreed to",
    "results/workshop/room/invitation.py": "finds the address of this machine and sends nothing",
    "results/workshop/room/voting_socket.py": "serves the page to vote on, on the socket it is given",
}


def test_what_opens_a_socket_is_named_with_its_reason() -> None:
    files = (file for name in PACKAGES for file in (ROOT / name).rglob("*.py"))
    openers = {
        file.relative_to(ROOT).as_posix() for file in files if "import socket\n" in file.read_text("utf-8")
    }
    assert openers == set(SOCKETS)


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from pickle import load",
        "eval(text)",
        "builtins.exec(text)",
        "pd.read_pickle(file)",
        "np.load(file, allow_pickle=True)",
        "YAML(typ='unsafe').load(file)",
        "yaml.load(file)",
        "importlib.import_module(name)",
        "subprocess.run(text, shell=True)",
    ],
)
def test_a_line_that_could_run_the_content_of_a_file_is_found(line: str) -> None:
    assert list(dangers(ast.parse(line)))
