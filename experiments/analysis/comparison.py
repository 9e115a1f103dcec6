"""A request: the runs that a command line asks for, and the study that carrying it out gives.

The rule it holds: everything asked for is read and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from experiments.design import arguments
from experiments.design import equal_cost as equal
from experiments.design.runs import Run, replicated
from experiments.design.smallest_effect import entries as judged_by
from experiments.design.smallest_effect import primary as made_for
from experiments.design.smallest_effect import stated
from experiments.execution.progress import making
from experiments.execution.replicates import Worlds
from experiments.statistics.paired import compare
from experiments.store.manifest import manifest
from experiments.store.tables import Study
from scenarios import read


@dataclass(frozen=True)
class Request:
    """The runs, the values given by `--set`, the governance models to compare (none for a single run), the
    command; `smallest`, `primary`: other smallest differences of interest and primary outcomes than the
    project's.
    """

    runs: tuple[Run, ...]
    overrides: Mapping[str, float]
    governance: tuple[str, ...]
    command: tuple[str, ...]
    equal_cost: bool = False
    smallest: Mapping[str, float] = MappingProxyType({})
    primary: tuple[str, ...] = ()


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
    command = [
        "run",
        scenario.case.reference,
        scenario.governance.reference,
        *_options([which], length, values),
    ]
    return Request((Run(scenario, number, chosen),), values, (), ("gongzhi", *command))


def comparison(
    cases: Sequence[str],
    governance: str,
    replicates: str,
    months: str,
    settings: Sequence[str],
    equal_cost: bool = False,
    smallest: Sequence[str] = (),
    primary: str | None = None,
) -> Request:
    """Every case under every governance model, in the same worlds; at equal cost too if asked for."""
    length, values, least = arguments.months(months), arguments.overrides(settings), stated(smallest)
    first = made_for(primary)
    places, models = arguments.named_cases(cases), arguments.named_governance(governance)
    worlds = arguments.whole(replicates, "--replicates", 1, arguments.MOST_REPLICATES)
    different = {model.id: model for model in models}.values()
    scenarios = [
        read.scenario(place, model, months=length, overrides=values)
        for place in places
        for model in different
    ]
    names = tuple(model.id for model in models)
    which = [("--governance", ",".join(model.reference for model in models)), ("--replicates", worlds)]
    command = ["compare", *(place.reference for place in places), *_options(which, length, values)]
    command += ["--equal-cost"] if equal_cost else []
    command += [word for name, value in least.items() for word in ("--smallest", f"{name}={value:g}")]
    command += ["--primary", ",".join(first)] if first else []
    runs = replicated(scenarios, worlds)
    return Request(runs, values, names, ("gongzhi", *command), equal_cost, least, first)


def carry_out(request: Request, jobs: int | None, monthly: bool, quiet: bool) -> Study:
    """Simulate the runs on `jobs` processes (None: as many as pay off) and compare the governance models."""
    entries, make = judged_by(request.smallest, request.primary), making(jobs, quiet)
    made_by = manifest(request.command, request.runs, request.overrides)
    made_by |= {"smallest": dict(request.smallest), "primary": list(request.primary)}
    if not request.equal_cost:
        rows = make(request.runs, monthly)
        compared = compare(rows.runs, request.governance, entries) if request.governance else None
        return Study(rows.runs, rows.monthly, compared, made_by)
    scenarios = list(dict.fromkeys(run.scenario for run in request.runs))
    worlds = Worlds(make, len(request.runs) // len(scenarios), priced=True)
    rows = worlds.ask(scenarios, monthly)
    by_name = {(one.case.id, one.governance.id): one for one in scenarios}
    at_equal, topped_up = equal.comparison(worlds, by_name, request.governance, entries)
    compared = pd.concat([compare(rows.runs, request.governance, entries), at_equal], ignore_index=True)
    return Study(rows.runs, rows.monthly, compared, made_by, topped_up)


def _options(which: Sequence[tuple[str, object]], months: int, values: Mapping[str, float]) -> list[str]:
    """The options that make the same runs again: not where to write, nor how many processes."""
    settings = [("--set", f"{key}={value:g}") for key, value in values.items()]
    return [part for name, value in (*which, ("--months", months), *settings) for part in (name, str(value))]
