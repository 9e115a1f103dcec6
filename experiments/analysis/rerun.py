"""The tables of a finished folder made again, every run, from their origin alone.

Invariant: the same code gives the same tables, whether they are read or made again.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.analysis.comparison import Request, carry_out
from experiments.design.formula_columns import formulas_known, with_formulas
from experiments.design.runs import KEYS, Run
from experiments.execution.origin import ORIGIN, Origin, digests, made_runs, origin_of
from experiments.execution.results import Results, tables
from experiments.execution.run_all import simulating
from experiments.store.manifest import code_hash, library_versions
from experiments.store.tables import Study


def again(origin: Origin, quiet: bool) -> Results:
    """The finished study of this origin; ScenarioError if a file of the user's own is gone, RunError if a run
    fails.
    """
    study = _of_store(origin, quiet) if origin.made else _of_comparison(origin, quiet)
    return Results(study, origin)


def _of_comparison(origin: Origin, quiet: bool) -> Study:
    """The runs of `compare` or `run`, asked for as the command does."""
    runs = tuple(
        Run(scenario, each.replicate, each.seed)
        for case in origin.cases
        for model in origin.governance
        for scenario in [origin.scenario(case, model)]
        for each in origin.worlds
    )
    names = tuple(origin.names) if len(origin.names) > 1 else ()
    request = Request(
        runs,
        origin.fixed,
        names,
        tuple(origin.command),
        origin.equal_cost,
        origin.smallest,
        tuple(origin.primary),
    )
    return carry_out(request, None, monthly=True, quiet=quiet)


def _of_store(origin: Origin, quiet: bool) -> Study:
    """The runs that a store held, as tables of worlds."""
    stored = list(made_runs(origin))
    rows = simulating(None, quiet)([run for _made, run in stored], origin.monthly)
    runs = with_formulas(rows.runs, formulas_known(origin.defined))
    numbers = pd.Series([f"{place:08}" for place in range(len(stored))], name="key")
    labels = pd.DataFrame(
        {
            "key": numbers,
            "cost": [made.cost for made, _run in stored],
            "point": [made.point for made, _run in stored],
            "given_days": [made.days for made, _run in stored],
            "given_yuan": [made.yuan for made, _run in stored],
        }
    )
    monthly = None
    if origin.monthly:
        whose = np.repeat(numbers.to_numpy(), origin.months)
        monthly = rows.monthly.drop(columns=list(KEYS)).assign(key=whose)
    return tables(pd.concat([runs, labels], axis=1), monthly, origin)


def renewed(study: Mapping[str, object]) -> dict[str, object]:
    """The manifest of the same tables made by the code as it is now; ScenarioError if they cannot be made."""
    origin = origin_of(study)
    now = digests(origin)
    if ORIGIN in study:
        later = origin.model_copy(update={"digests": now, "code": code_hash(origin.scenarios())})
        return {**study, ORIGIN: later.model_dump(mode="json")}
    pairs = [(case, model, now[f"{case}/{model}"]) for case in origin.cases for model in origin.governance]
    scenarios = [{"case": case, "governance": model, "digest": digest} for case, model, digest in pairs]
    return {
        **study,
        "scenarios": scenarios,
        "versions": library_versions(),
        "code": code_hash(origin.scenarios()),
    }
