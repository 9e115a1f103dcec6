"""A manifest says what made a result: scenarios, seeds, versions, code and the command that makes it again.

The rule it holds: no clock, no machine and no number of jobs in it, so that the same study gives the same
manifest.
"""

import platform
from collections.abc import Mapping, Sequence
from importlib import metadata

from experiments.design.runs import STUDY, Run
from experiments.provenance.run_key import Code
from experiments.store.format import FORMAT, NEWEST
from experiments.store.output_folder import MAKER
from scenarios.language import language
from scenarios.plausible import implausible

LIBRARIES = ("numpy", "scipy", "mesa", "pandas", "networkx", "gongzhi")


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
        "implausible": implausible(scenarios),
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
    """A hash of the code of the model; CodeError if it cannot be followed."""
    return Code().hash()


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"
