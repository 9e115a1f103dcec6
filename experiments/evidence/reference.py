"""The reference study: every kind of place under every governance model, three times calibrated.

Three calibrations: the ledger's defaults (a draw is another world), draws from the posterior, draws from the
prior. Invariant: in a draw all governance models meet the same world and the same parameters; worlds
are others in every calibration, so that what holds in all three does not rest on the luck of the same worlds.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from experiments.analysis.comparison import matched
from experiments.analysis.scenario_discovery import Kind, Region, RegionRequest, region, restrictions
from experiments.design.equal_cost import Price, lacking, topped_up
from experiments.design.runs import Run, seed_of
from experiments.design.sampling import drawn
from experiments.evidence import model_uncertainty
from experiments.evidence.model_uncertainty import BASELINE, Drawn
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.paired import EQUAL, GIVEN, NATURAL
from scenarios import read
from scenarios.calibration import suggested
from scenarios.posterior import read_posterior
from scenarios.study import study

DEFAULT, POSTERIOR, PRIOR = CALIBRATIONS = ("default", "posterior", "prior")
DRAWS, MONTHS = 12, 36
OUTCOMES = (
    *("conflict_index", "participation_month", "resolution_ratio", "time_to_resolve"),
    *("large_petitions_year", "group_petitions_year", "trust_RC", "trust_prop", "fee_collection"),
    *("satisfaction", "gap_elderly_young_resolution", "gap_elderly_young_satisfaction"),
)
"""What conclusions are drawn on: main outcomes that have a better side, costs apart."""

KEPT = (*OUTCOMES, "conflict_reported", "utilisation", "cost_total")
"""What the rows of the study keep of every run."""

LABELS = ("calibration", "cost", "case", "governance", "point", "replicate", "seed")

WHERE, ON, MODEL = (
    ("xihu", "minzhu"),
    ("conflict_index", "fee_collection", "participation_month"),
    "one-four-n",
)
"""The failure regions that are looked for: in which cases, on which outcomes, of which governance model."""

POINTS, WORLDS = 400, 2
"""Prior draws, and worlds of each, in which they are looked for."""


def places() -> tuple[str, ...]:
    """The cases: all but districts and cities, of which one is larger than all the others together."""
    return tuple(name for name, case in read.cases().items() if not case.parts)


def models() -> tuple[str, ...]:
    """All governance models; the baseline first."""
    return (BASELINE, *(name for name in read.governance_models() if name != BASELINE))


def families() -> tuple[str, ...]:
    """One governance model of each family: those that extend no other; the baseline first."""
    known = read.governance_models()
    return tuple(name for name in models() if not known[name].extends)


def reference_runs(
    make: Simulate,
    say: Callable[[str], None],
    posterior: str,
    draws: int = DRAWS,
    months: int = MONTHS,
    cases: Sequence[str] = (),
) -> pd.DataFrame:
    """A row for each calibration, cost, case, governance model and draw: LABELS, what was given to make costs
    equal, and KEPT.

    posterior: its id or file. ScenarioError before anything is simulated if it is unfit.
    """
    chosen = tuple(cases) or places()
    points = {name: draws_of(name, draws, chosen, months, posterior) for name in CALIBRATIONS}
    tables = []
    for name, drawn_points in points.items():
        tables.append(_simulated(make, name, drawn_points))
        say(f"reference study: {name}, {len(tables[-1])} runs")
    found = pd.concat(tables, ignore_index=True)
    floats = [name for name in found.columns if name not in LABELS]
    return found.astype(dict.fromkeys(floats, "float32")).astype({"point": "int16", "replicate": "int16"})


def draws_of(
    calibration: str, count: int, cases: Sequence[str], months: int, posterior: str
) -> Sequence[Drawn]:
    """The scenarios of each draw by case and governance model.

    A draw replaces the ledger's defaults, and nothing that a case gives or a governance model sets.
    """
    if calibration == PRIOR:
        return [one for _number, one in model_uncertainty.possible(count, cases, models(), months)]
    if calibration == DEFAULT:
        return [_scenarios({}, cases, months)] * count
    return [_scenarios(one, cases, months) for one in drawn(read_posterior(posterior), count, "reference")]


def _scenarios(draw: Mapping[str, float], cases: Sequence[str], months: int) -> Drawn:
    return {
        (case, model): model_uncertainty.scenario(draw, read.case(case), read.governance(model), months)
        for case in cases
        for model in models()
    }


def _simulated(make: Simulate, calibration: str, points: Sequence[Drawn]) -> pd.DataFrame:
    """One calibration at either cost."""
    seeds = [seed_of(f"reference study, {calibration}", place) for place in range(len(points))]
    natural = [Run(one, place, seeds[place]) for place, cell in enumerate(points) for one in cell.values()]
    made = make(natural, True)
    given = _given(natural, made.monthly)
    topped = [
        Run(topped_up(run.scenario, more), run.replicate, run.seed)
        for run, more in zip(natural, given, strict=True)
        if more != Price(0.0, 0.0)
    ]
    plain = _labelled(made.runs, calibration, NATURAL, [Price(0.0, 0.0)] * len(natural))
    equal = made.runs.copy()
    if topped:
        values = make(topped, False).runs
        places = [place for place, more in enumerate(given) if more != Price(0.0, 0.0)]
        equal.loc[places, values.columns] = values.set_axis(places, axis=0)
    return pd.concat([plain, _labelled(equal, calibration, EQUAL, given)], ignore_index=True)


def _given(runs: Sequence[Run], monthly: pd.DataFrame) -> list[Price]:
    """What each run lacks to the dearest governance model of its case and draw; runs in that order."""
    start = runs[0].scenario.start
    keys = ["case", "governance", "replicate"]
    months = monthly[monthly["month"] >= start].groupby(keys)[["paid_helper_days", "yuan_running"]].mean()
    prices = [
        Price(*np.nan_to_num(months.loc[run.scenario.case.id, run.scenario.governance.id, run.replicate]))
        for run in runs
    ]
    pairs = zip(runs, prices, strict=True)
    replicates = groupby(pairs, key=lambda pair: (pair[0].replicate, pair[0].scenario.case.id))
    return [more for _, same in replicates for more in lacking([price for _, price in same])]


def _labelled(runs: pd.DataFrame, calibration: str, cost: str, given: Sequence[Price]) -> pd.DataFrame:
    """A draw is a point with one world of its own."""
    labels = runs[["case", "governance", "seed"]].assign(
        calibration=calibration, cost=cost, point=runs["replicate"].astype("int64"), replicate=0
    )
    more = pd.DataFrame(given, columns=list(GIVEN), index=runs.index)
    return pd.concat([labels[list(LABELS)], more, runs[list(KEPT)]], axis=1)


def failure_regions(
    make: Simulate,
    say: Callable[[str], None],
    points: int = POINTS,
    months: int = MONTHS,
    cases: Sequence[str] = WHERE,
) -> pd.DataFrame:
    """Where in the prior the governance model MODEL is not better than the baseline: a row for each question,
    and one for each further restriction of its box.
    """
    worlds = Replicates(make, WORLDS, priced=True, study="reference study, regions")
    draws = list(model_uncertainty.possible(points, cases, (BASELINE, MODEL), months))
    worlds.make([one for _, cell in draws for one in cell.values()])
    pairs = {
        (case, place): matched(worlds, [cell[case, BASELINE], cell[case, MODEL]])
        for place, (_, cell) in enumerate(draws)
        for case in cases
    }
    worlds.make([one for both in pairs.values() for one, _ in both])
    rows: list[dict[str, object]] = []
    for case in cases:
        for cost in (NATURAL, EQUAL):
            cells = [[cell[case, BASELINE], cell[case, MODEL]] for _, cell in draws]
            if cost == EQUAL:
                cells = [[one for one, _ in pairs[case, place]] for place in range(len(draws))]
            runs = _points(worlds, cells, case)
            for outcome in ON:
                entry = read.outcome_entries()[outcome]
                rows += _region_rows(
                    region(runs, RegionRequest(MODEL, BASELINE, entry, entry.smallest, case, cost))
                )
                say(f"failure regions: {case}, {cost}, {outcome}: {rows[-1]['found']}")
    return pd.DataFrame(rows)


def searched(case: str) -> list[str]:
    """The parameters among which a region is looked for: those that a calibration fits and those of the
    project's own study of regions; hundreds of others vary too and would only give chance its way.
    """
    known = read.case(case).parameters
    keys = dict.fromkeys([*suggested(), *study("where-it-fails").sampled])
    return [key for key in keys if key not in known]


def _points(worlds: Replicates, cells: Sequence[Sequence[read.Scenario]], case: str) -> pd.DataFrame:
    """The runs as the search for regions wants them."""
    tables = []
    for place, cell in enumerate(cells):
        for one in cell:
            values = {key: cell[0].parameters[key] for key in searched(case)}
            found = worlds.outcomes(one).reset_index()
            tables.append(found.assign(point=place, governance=one.governance.id, **values))
    return pd.concat(tables, ignore_index=True)


def _region_rows(found: Region) -> list[dict[str, object]]:
    """The answer as rows, of which each holds one restriction, or none."""
    question, count = found.request, int(found.points["failing"].sum())
    same = {
        "case": question.case,
        "cost": question.cost,
        "outcome": question.outcome.id,
        "found": str(found.kind),
    }
    numbers = {"points": len(found.points), "failing": count, "undecided": found.undecided}
    row = {**same, **numbers, "share": found.share.value, "low": found.share.low, "high": found.share.high}
    held = found.held_out
    row |= {"density": held.density if held else np.nan, "coverage": held.coverage if held else np.nan}
    bounds = restrictions(found) if found.kind is Kind.REGION else []
    return [
        row | {"parameter": one["parameter"], "from": one["low"], "to": one["high"]} for one in bounds
    ] or [row | {"parameter": None, "from": None, "to": None}]
