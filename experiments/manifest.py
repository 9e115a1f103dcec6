"""A manifest says what made a result: scenarios, seeds, versions, code and the command that makes it again.

The rule it holds: no clock, no machine and no number of jobs in it, so that the same study gives the same
manifest.
"""

import platform
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from experiments.design import STUDY, Run
from experiments.folder import MAKER
from experiments.form import FORMAT, NEWEST
from experiments.key import syntax
from scenarios.language import language

LIBRARIES = ("numpy", "scipy", "mesa", "pandas", "gongzhi")
CODE = ("model", "agents")
"""The packages that decide what a run gives."""


def command_line(told: Mapping[str, object]) -> str:
    """The command in a manifest, as it is typed."""
    command = told.get("command")
    return " ".join(map(str, command)) if isinstance(command, list) else str(command)


def manifest(
    command: Sequence[str], runs: Sequence[Run], overrides: Mapping[str, float]
) -> dict[str, object]:
    """What made these runs, ready for JSON; `command` is the command line without where and on how many
    cores.
    """
    scenarios = list(dict.fromkeys(run.scenario for run in runs))
    return {
        "made_by": MAKER,
        FORMAT: NEWEST,
        "command": list(command),
        "language": language(),
        "study": STUDY,
        "cases": list(dict.fromkeys(scenario.case.id for scenario in scenarios)),
        "governance": list(dict.fromkeys(scenario.governance.id for scenario in scenarios)),
        "months": scenarios[0].months,
        "burn_in": scenarios[0].burn_in,
        "start": scenarios[0].start,
        "parameters_overridden": dict(overrides),
        "scenarios": [
            {"case": scenario.case.id, "governance": scenario.governance.id, "digest": scenario.digest()}
            for scenario in scenarios
        ],
        "replicates": list(dict.fromkeys(run.replicate for run in runs)),
        "seeds": list(dict.fromkeys(run.seed for run in runs)),
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES},
        "code": code_hash(),
    }


def code_hash() -> str:
    """SHA-256 of the syntax trees of model/ and agents/ without their docstrings: a comment changes no
    result.
    """
    digest = sha256()
    for package in CODE:
        for file in _sources(package):
            tree = syntax(file.read_text(encoding="utf-8"))
            digest.update(f"{package}/{file.name}\n{tree}\n".encode())
    return digest.hexdigest()


def _sources(package: str) -> list[Path]:
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    return sorted(file for place in places or () for file in Path(place).rglob("*.py"))


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"
