"""A request: the runs that are to be made and compared, and the study that carrying it out gives.

Invariant: every scenario is resolved and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from experiments.design.equal_cost import Price, lacking, topped_up
from experiments.design.runs import KEYS, STUDY, Run, replicated, seed_of
from experiments.design.smallest_effect import entries as judged_by
from experiments.execution.run_all import simulating
from experiments.execution.run_cache import Replicates
from experiments.statistics.paired import EQUAL, GIVEN, Side, compare, judged, pair_rows, pairs
from experiments.store.manifest import manifest
from experiments.store.tables import Study
from scenarios import read
from scenarios.read import Case, Governance, OutcomeEntry, Scenario

TOPPED = [*KEYS, "a", "b", *GIVEN]
"""The columns before the outcomes of runs that were topped up."""


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
    command = comparing(cases, governance, replicates, months, overrides)
    command += ["--equal-cost"] if equal_cost else []
    command += judging(smallest, primary)
    runs = replicated(scenarios, replicates)
    return Request(runs, overrides, names, tuple(command), equal_cost, smallest, tuple(primary))


def comparing(
    cases: Sequence[Case],
    governance: Sequence[Governance],
    replicates: int,
    months: int,
    overrides: Mapping[str, float],
) -> list[str]:
    """The command that makes the runs of a comparison again."""
    which = [
        ("--governance", ",".join(model.reference for model in governance)),
        ("--replicates", replicates),
    ]
    return ["gongzhi", "compare", *(one.reference for one in cases), *_options(which, months, overrides)]


def judging(smallest: Mapping[str, float], primary: Sequence[str]) -> list[str]:
    """The options of a command that say what matters and what it is made for."""
    found = [word for name, value in smallest.items() for word in ("--smallest", f"{name}={value:g}")]
    return [*found, *(["--primary", ",".join(primary)] if primary else [])]


def carry_out(request: Request, jobs: int | None, monthly: bool, quiet: bool) -> Study:
    """Simulate the runs on `jobs` processes (None: as many as pay off) and compare the governance models."""
    entries, simulate = judged_by(request.smallest, request.primary), simulating(jobs, quiet)
    made_by = manifest(request.command, request.runs, request.overrides)
    made_by |= {"smallest": dict(request.smallest), "primary": list(request.primary)}
    if not request.equal_cost:
        rows = simulate(request.runs, monthly)
        compared = compare(rows.runs, request.governance, entries) if request.governance else None
        return Study(rows.runs, rows.monthly, compared, made_by)
    scenarios = list(dict.fromkeys(run.scenario for run in request.runs))
    replicates = Replicates(simulate, len(request.runs) // len(scenarios), priced=True)
    rows = replicates.make(scenarios, monthly)
    by_name = {(one.case.id, one.governance.id): one for one in scenarios}
    at_equal, topped = compared_at_equal_cost(replicates, by_name, request.governance, entries)
    compared = pd.concat([compare(rows.runs, request.governance, entries), at_equal], ignore_index=True)
    return Study(rows.runs, rows.monthly, compared, made_by, topped)


def _options(which: Sequence[tuple[str, object]], months: int, values: Mapping[str, float]) -> list[str]:
    """The options that make the same runs again: not where to write, nor how many processes."""
    settings = [("--set", f"{key}={value:g}") for key, value in values.items()]
    return [part for name, value in (*which, ("--months", months), *settings) for part in (name, str(value))]


def matched(replicates: Replicates, scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Price]]:
    """The scenarios of one comparison, each with what it lacks, and that; all must have been made."""
    given = lacking([replicates.price(scenario) for scenario in scenarios])
    return [(topped_up(scenario, more), more) for scenario, more in zip(scenarios, given, strict=True)]


def compared_at_equal_cost(
    replicates: Replicates,
    scenarios: Mapping[tuple[str, str], Scenario],
    governance: Sequence[str],
    outcomes: Mapping[str, OutcomeEntry],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of comparisons at equal cost, and the runs that were topped up for it.

    scenarios: by case and governance model, all of them made at natural cost.
    """
    sides = {
        (case, a, b): matched(replicates, [scenarios[case, a], scenarios[case, b]])
        for case in dict.fromkeys(case for case, _ in scenarios)
        for a, b in pairs(governance)
    }
    replicates.make([scenario for both in sides.values() for scenario, _ in both])
    rows: list[Mapping[str, object]] = []
    topped: list[pd.DataFrame] = []
    for (case, a, b), both in sides.items():
        one, other = (
            Side(name, replicates.outcomes(scenario), *given)
            for name, (scenario, given) in zip((a, b), both, strict=True)
        )
        rows += pair_rows(case, one, other, outcomes, EQUAL)
        topped += [_topped_up(side, a, b) for side in (one, other) if side.given_days or side.given_yuan]
    return judged(rows), pd.concat(topped, ignore_index=True) if topped else pd.DataFrame(columns=TOPPED)


def _topped_up(side: Side, a: str, b: str) -> pd.DataFrame:
    """A row for each run of a side that was topped up: keys, its pair, what it was given, outcomes."""
    table = side.outcomes.reset_index()
    table = table.assign(a=a, b=b, given_days=side.given_days, given_yuan=side.given_yuan)
    return table[[*TOPPED, *(name for name in table.columns if name not in TOPPED)]]
