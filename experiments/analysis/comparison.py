"""A request: the runs that are to be made and compared, and the study that carrying it out gives.

Invariant: every scenario is resolved and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from experiments.design import equal_cost as equal
from experiments.design.runs import STUDY, Run, replicated, seed_of
from experiments.design.smallest_effect import entries as judged_by
from experiments.execution.progress import making
from experiments.execution.replicates import Worlds
from experiments.statistics.paired import compare
from experiments.store.manifest import manifest
from experiments.store.tables import Study
from scenarios import read
from scenarios.read import Case, Governance


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
    case: Case,
    governance: Governance,
    months: int,
    overrides: Mapping[str, float],
    replicate: int = 0,
    seed: int | None = None,
) -> Request:
    """One case under one governance model, with the seed of a replicate or with another one."""
    scenario = read.scenario(case, governance, months=months, overrides=overrides)
    which = ("--replicate", replicate) if seed is None else ("--seed", seed)
    run = Run(scenario, replicate, seed_of(STUDY, replicate)) if seed is None else Run(scenario, None, seed)
    command = ["run", case.reference, governance.reference, *_options([which], months, overrides)]
    return Request((run,), overrides, (), ("gongzhi", *command))


def comparison(
    cases: Sequence[Case],
    governance: Sequence[Governance],
    replicates: int,
    months: int,
    overrides: Mapping[str, float],
    *,
    equal_cost: bool = False,
    smallest: Mapping[str, float] = MappingProxyType({}),
    primary: Sequence[str] = (),
) -> Request:
    """Every case under every governance model, in the same worlds; at equal cost too if asked for."""
    different = {model.id: model for model in governance}.values()
    scenarios = [
        read.scenario(place, model, months=months, overrides=overrides)
        for place in cases
        for model in different
    ]
    names = tuple(model.id for model in governance)
    which = [
        ("--governance", ",".join(model.reference for model in governance)),
        ("--replicates", replicates),
    ]
    command = ["compare", *(place.reference for place in cases), *_options(which, months, overrides)]
    command += ["--equal-cost"] if equal_cost else []
    command += [word for name, value in smallest.items() for word in ("--smallest", f"{name}={value:g}")]
    command += ["--primary", ",".join(primary)] if primary else []
    runs = replicated(scenarios, replicates)
    return Request(runs, overrides, names, ("gongzhi", *command), equal_cost, smallest, tuple(primary))


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
