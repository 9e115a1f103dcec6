"""A request: the runs that a command line asks for, and the study that carrying it out gives.

The rule it holds: everything asked for is read and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments import arguments
from experiments.compare import compare
from experiments.design import Run, replicated
from experiments.manifest import manifest
from experiments.progress import progress
from experiments.study import Study
from experiments.workers import jobs_for, run_all
from scenarios import read


@dataclass(frozen=True)
class Request:
    """The runs, the values given by `--set`, the governance models to compare (none for a single run), the
    command.
    """

    runs: tuple[Run, ...]
    overrides: Mapping[str, float]
    governance: tuple[str, ...]
    command: tuple[str, ...]


def single(
    case: str,
    governance: str,
    seed: str | None,
    replicate: str | None,
    months: str,
    settings: Sequence[str],
) -> Request:
    """One case under one governance model with one seed."""
    length, values = arguments.months(months), arguments.overrides(settings)
    scenario = read.scenario(read.case(case), read.governance(governance), months=length, overrides=values)
    number, chosen = arguments.wanted_seed(seed, replicate)
    which = ("--seed", chosen) if number is None else ("--replicate", number)
    command = ["run", scenario.case.id, scenario.governance.id, *_options([which], length, values)]
    return Request((Run(scenario, number, chosen),), values, (), ("gongzhi", *command))


def comparison(
    cases: Sequence[str], governance: str, replicates: str, months: str, settings: Sequence[str]
) -> Request:
    """Every case under every governance model, in the same worlds."""
    length, values = arguments.months(months), arguments.overrides(settings)
    places, models = arguments.named_cases(cases), arguments.named_governance(governance)
    worlds = arguments.whole(replicates, "--replicates", 1, arguments.MOST_REPLICATES)
    different = {model.id: model for model in models}.values()
    scenarios = [
        read.scenario(place, model, months=length, overrides=values)
        for place in places
        for model in different
    ]
    names = tuple(model.id for model in models)
    which = [("--governance", ",".join(names)), ("--replicates", worlds)]
    command = ["compare", *(place.id for place in places), *_options(which, length, values)]
    return Request(replicated(scenarios, worlds), values, names, ("gongzhi", *command))


def carry_out(request: Request, jobs: int | None, monthly: bool, quiet: bool) -> Study:
    """Simulate the runs on `jobs` processes (None: as many as pay off) and compare the governance models."""
    entries = read.outcome_entries()
    with progress(len(request.runs), quiet) as advance:
        rows = run_all(request.runs, jobs or jobs_for(request.runs), advance, monthly)
    compared = compare(rows.runs, request.governance, entries) if request.governance else None
    made_by = manifest(request.command, request.runs, request.overrides)
    return Study(rows.runs, rows.monthly, compared, made_by)


def _options(which: Sequence[tuple[str, object]], months: int, values: Mapping[str, float]) -> list[str]:
    """The options that make the same runs again: not where to write, nor how many processes."""
    settings = [("--set", f"{key}={value:g}") for key, value in values.items()]
    return [part for name, value in (*which, ("--months", months), *settings) for part in (name, str(value))]
