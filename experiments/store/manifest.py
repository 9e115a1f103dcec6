"""A manifest says what made a result: scenarios, seeds, versions, code and the command that makes it again.
It also says in which format the folder is written, so that a later version knows what it reads.

Invariant: no clock, no machine and no number of jobs in it, so that the same study gives the same manifest. A
format that this version does not know is never read as if it were one that it knows.
"""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from experiments.design.formula_columns import DEFINED, defined
from experiments.design.runs import STUDY, Run
from experiments.provenance import made_in
from experiments.provenance.run_key import Code
from experiments.store.output_folder import MAKER, FolderError
from scenarios.files import text_of
from scenarios.language import _, language
from scenarios.plausible import implausible
from scenarios.read import Scenario

LIBRARIES = ("numpy", "scipy", "mesa", "pandas", "networkx", "gongzhi")

FORMAT, NEWEST = "format", 1
"""Where a manifest says its format, and the newest one that is read; it grows when a table means something
else.
"""

CITY = "city"
"""Where a manifest says what a city is made of."""

MOST_BYTES = 100_000_000
"""How large such a file may be: the manifest of a comparison of a hundred thousand scenarios."""


def command_line(manifest: Mapping[str, object]) -> str:
    """The command in a manifest, as it is typed."""
    command = manifest.get("command")
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
        "implausible": implausible(scenarios),
        "scenarios": [
            {"case": scenario.case.id, "governance": scenario.governance.id, "digest": scenario.digest()}
            for scenario in scenarios
        ],
        "replicates": list(dict.fromkeys(run.replicate for run in runs)),
        "seeds": list(dict.fromkeys(run.seed for run in runs)),
        "versions": library_versions(),
        "code": code_hash(scenarios),
        **made_in.said(scenarios[0].measures),
        **({DEFINED: own} if (own := defined({})) else {}),
    }


def analysis_manifest(
    command: Sequence[str], study: str, plan: object, size: Mapping[str, int], libraries: Sequence[str]
) -> dict[str, object]:
    """What made a result that was read off a store: the store's study, how large that is, and the command."""
    return {
        "made_by": MAKER,
        "command": list(command),
        "language": language(),
        "study": study,
        "plan": plan,
        **size,
        "versions": {name: _version(name) for name in libraries},
    }


def library_versions() -> dict[str, str]:
    """The versions of Python and of the libraries that make runs."""
    return {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES}


def code_hash(scenarios: Iterable[Scenario] = ()) -> str:
    """A hash of the code of the model, and of what runs of these scenarios go through of a project; CodeError
    if it cannot be followed.
    """
    return Code().hash(scenarios)


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def read_json(file: Path) -> dict[str, Any]:
    """What a JSON file of a folder of results says; ValueError if it is damaged or no ordinary file,
    FolderError if it is of a format that is not known.
    """
    try:
        found = json.loads(text_of(file, MOST_BYTES))
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text that can be printed
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError(_("{file} is damaged or not of gongzhi.", file=file))
    _check_format(file, found)
    return found


def _check_format(file: Path, content: Mapping[str, object]) -> None:
    """FolderError if the file says a format that is not known; one that says none is of the first."""
    found = content.get(FORMAT, 1)
    if type(found) is not int or not 1 <= found <= NEWEST:
        raise FolderError(
            _(
                "{file} has format {found}; this gongzhi reads formats up to {newest}. A newer gongzhi has "
                "probably written it.",
                file=file,
                found=found,
                newest=NEWEST,
            )
        )
