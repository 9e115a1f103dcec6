"""Simulated at once from Python: one run, or a comparison of governance models.

Invariant: the numbers are those of the command `gongzhi run` or `gongzhi compare` given the same.
"""

from collections.abc import Iterable, Mapping

from experiments.analysis.comparison import Request, carry_out, comparison, single
from experiments.design.runs import STUDY, Run, seed_of
from experiments.errors import ArgumentError
from experiments.limits import LARGEST_SEED, MOST_REPLICATES
from results.notebook.arguments import (
    case_of,
    cases_of,
    model_of,
    models_of,
    primary_of,
    processes,
    smallest_of,
    whole,
)
from results.notebook.shown import Results, SingleRun
from scenarios.language import _
from scenarios.read import Case, Governance, Scenario
from scenarios.resolve import MONTHS


def run(
    case: str | Case | Scenario,
    governance: str | Governance | None = None,
    *,
    replicate: int = 0,
    seed: int | None = None,
    months: int = MONTHS,
    overrides: Mapping[str, float] | None = None,
) -> SingleRun:
    """One run: a case under a governance model, or a scenario, with the seed of a replicate or another."""
    number = whole(replicate, "replicate", 0, MOST_REPLICATES)
    if seed is not None:
        if number:
            raise ArgumentError(_("Give either replicate or seed, not both: a replicate has its own seed."))
        seed = whole(seed, "seed", 0, LARGEST_SEED)
    if isinstance(case, Scenario):
        if governance is not None or overrides is not None or months != MONTHS:
            raise ArgumentError(_("A scenario has its governance model, months and values already."))
        request = _of_scenario(case, number, seed)
    else:
        if governance is None:
            raise ArgumentError(_("{name} is missing.", name="governance"))
        request = single(case_of(case), model_of(governance), months, dict(overrides or {}), number, seed)
    return SingleRun(carry_out(request, 1, monthly=True, quiet=True))


def _of_scenario(scenario: Scenario, replicate: int, seed: int | None) -> Request:
    """The run of a scenario that was made already."""
    made = Run(scenario, replicate, seed_of(STUDY, replicate)) if seed is None else Run(scenario, None, seed)
    return Request(
        (made,), {}, (), ("gongzhi", "run", scenario.case.reference, scenario.governance.reference)
    )


def compare(
    cases: str | Case | Iterable[str | Case],
    governance: Iterable[str | Governance],
    *,
    replicates: int = 20,
    months: int = MONTHS,
    overrides: Mapping[str, float] | None = None,
    equal_cost: bool = False,
    smallest: Mapping[str, float] | None = None,
    primary: Iterable[str] = (),
    jobs: int | None = None,
    quiet: bool = True,
) -> Results:
    """Governance models compared on one or more cases, paired by replicate. `overrides`: values by key of the
    ledger; `smallest`, `primary`: differences that matter and outcomes that count, if not the project's;
    `jobs`: processes, None: as many as pay off; not `quiet`: how far it is is said on standard error.
    """
    request = comparison(
        cases_of(cases),
        models_of(governance),
        whole(replicates, "replicates", 1, MOST_REPLICATES),
        months,
        dict(overrides or {}),
        equal_cost=equal_cost,
        smallest=smallest_of(smallest),
        primary=primary_of(primary),
    )
    return Results(carry_out(request, processes(jobs), monthly=True, quiet=quiet))
