"""What a conclusion depends on in the model: the values of its parameters (prior draws), and its structure.

A draw gives every parameter that is neither fixed, nor of the place, nor given by the case or set by the
governance model a value from its range (Latin hypercube; uniform or log-uniform as the ledger says). In each
draw every governance model is compared with the baseline at equal cost, in the same few replicates; and all
ways to build the model are compared in the same replicates. Invariant: an outcome on which a governance model
beats the baseline, or loses to it, in 99 % of the draws or more is called **built in**: how the model is made
decides it, not the world. Only behavioural outcomes (scenarios/outcomes.yaml) are judged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from time import perf_counter

import numpy as np
import pandas as pd
from scipy.stats import binomtest, qmc

from experiments.analysis.comparison import matched
from experiments.evidence.parts.kept_steps import Keep, nothing_kept
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.patterns.structural_variants import STRUCTURES, runs
from experiments.statistics.paired import Side, compare
from experiments.statistics.ties import mean_apart
from scenarios import read
from scenarios.built_in import COLUMNS
from scenarios.problems import ScenarioError
from scenarios.read import OutcomeEntry, Parameter, Scenario
from scenarios.unsettled import in_draw

CASES = ("xihu", "minzhu")
STRUCTURE_CASES, STRUCTURE_MODELS = ("minzhu", "honghu"), ("baseline", "one-four-n", "troika")
DEMAND, HIGHER = "issues.rate", (110.0, 210.0)
"""The key of the demands a year per 1 000 residents, and at which of them a conclusion is asked again."""

BASELINE = "baseline"
SEED = 20211210
TOGETHER = 10
"""Draws that are simulated together: they share worker processes, and their months fit in memory."""

ALMOST_ALL = 0.99
"""The share of draws from which on what goes one way is called built in."""

Draw = Mapping[str, float]


def varied() -> list[Parameter]:
    """The parameters that a draw gives a value: neither fixed nor of the place."""
    return [
        entry
        for entry in read.ledger().values()
        if entry.prior != "fixed" and entry.high > entry.low and not entry.key.startswith("place.")
    ]


def draws(count: int, seed: int = SEED) -> Iterator[Draw]:
    """Draws without end: Latin hypercubes of `count` points, one after another."""
    entries, block = varied(), 0
    while True:
        points = qmc.LatinHypercube(len(entries), rng=np.random.default_rng(seed + block)).random(count)
        for point in points:
            yield {entry.key: value_at(entry, float(u)) for entry, u in zip(entries, point, strict=True)}
        block += 1


def value_at(entry: Parameter, u: float) -> float:
    """The value of a parameter at the quantile u in [0, 1) of its prior."""
    if entry.kind == "flag":
        return float(u >= 0.5)
    if entry.kind == "whole":
        return float(min(entry.low + np.floor(u * (entry.high - entry.low + 1)), entry.high))
    if entry.prior == "log-uniform":
        return float(entry.low * (entry.high / entry.low) ** u)
    return entry.low + u * (entry.high - entry.low)


Drawn = dict[tuple[str, str], Scenario]
"""The scenarios of one draw by case and governance model."""


def possible(
    count: int, cases: Sequence[str], models: Sequence[str], months: int, seed: int = SEED
) -> Iterator[tuple[int, Drawn]]:
    """The first `count` draws in which no shares exceed 1, with their numbers among all draws."""
    places, chosen = list(map(read.case, cases)), list(map(read.governance, models))
    cells = list(product(zip(cases, places, strict=True), zip(models, chosen, strict=True)))

    def made(draw: Draw) -> Drawn:
        return {(case, model): in_draw(draw, place, one, months) for (case, place), (model, one) in cells}

    return first_possible(count, made, seed)


def first_possible[T](count: int, make: Callable[[Draw], T], seed: int = SEED) -> Iterator[tuple[int, T]]:
    """What is made of the first `count` draws that do not raise ScenarioError, with their numbers among all
    draws.
    """
    found = 0
    for number, draw in enumerate(draws(count, seed)):
        try:
            made = make(draw)
        except ScenarioError:
            continue
        yield number, made
        found += 1
        if found == count:
            return


def differences(
    make: Simulate,
    say: Callable[[str], None],
    count: int,
    replicates: int,
    months: int,
    cases: Sequence[str] = CASES,
    models: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The mean paired difference to the baseline at equal cost: a row for each draw,
    case, model and outcome.
    """
    chosen = [BASELINE, *(models or [name for name in read.governance_models() if name != BASELINE])]
    points, begun = list(possible(count, cases, chosen, months)), perf_counter()
    say(f"{count} draws of {len(varied())} parameters, {len(chosen)} governance models, {len(cases)} cases")
    tables = []
    for first in range(0, len(points), TOGETHER):
        tables.append(_differences(make, replicates, points[first : first + TOGETHER]))
        done = min(first + TOGETHER, len(points))
        say(f"{done} of {len(points)} draws, {perf_counter() - begun:.0f} s")
    return pd.concat(tables, ignore_index=True)


def _differences(make: Simulate, replicates: int, points: Sequence[tuple[int, Drawn]]) -> pd.DataFrame:
    worlds = Replicates(make, replicates, priced=True, study="prior draws")
    worlds.make([one for _, drawn in points for one in drawn.values()])
    pairs = {
        (number, case, model): matched(worlds, [drawn[case, BASELINE], one])
        for number, drawn in points
        for (case, model), one in drawn.items()
        if model != BASELINE
    }
    topped = Replicates(make, replicates, study="prior draws")  # what these cost is never asked
    topped.make([one for both in pairs.values() for one, given in both if any(given)])
    rows: list[dict[str, object]] = []
    for (number, case, model), both in pairs.items():
        a, b = (
            Side(one.governance.id, (topped if any(given) else worlds).outcomes(one), *given)
            for one, given in both
        )
        rows += ({"draw": number, "case": case, "governance": model} | row for row in _rows(a, b))
    return pd.DataFrame(rows)


def _rows(a: Side, b: Side) -> Iterator[dict[str, object]]:
    """b − a for each outcome that is judged, over the worlds in which both are defined."""
    for outcome in judged_outcomes():
        if outcome.id in a.outcomes.columns:
            one, other = (side.outcomes[outcome.id].to_numpy(float) for side in (a, b))
            yield {"outcome": outcome.id, "difference": mean_apart(one, other)}


def judged_outcomes() -> list[OutcomeEntry]:
    """The outcomes of which more, or less, is better, and that are what people do, feel or get."""
    return [one for one in read.outcome_entries().values() if one.direction and one.behavioural]


def tally(found: pd.DataFrame) -> pd.DataFrame:
    """In how many draws each governance model beats the baseline: a row for each case, model and outcome.

    better, worse, same: draws (of those in which the outcome is defined); matters: draws in which it is
    better by no less than the smallest difference of interest; built_in: "better" or "worse" in nearly all of
    them; built_in_low, built_in_high: exact 95 % interval of the share of all draws that go the way that more
    of them go.
    """
    entries = read.outcome_entries()
    rows = []
    for (case, model, outcome), cells in found.groupby(["case", "governance", "outcome"], sort=False):
        entry = entries[str(outcome)]
        gains = cells["difference"].dropna().to_numpy(float) * entry.direction
        better, worse, total = int((gains > 0).sum()), int((gains < 0).sum()), len(gains)
        rows.append(
            {
                **{"case": case, "governance": model, "outcome": outcome, "draws": total},
                **{"better": better, "worse": worse, "same": total - better - worse},
                "share_better": better / total if total else np.nan,
                "matters": int((gains >= entry.smallest).sum()),
                "median_difference": float(np.median(gains)) * entry.direction if total else np.nan,
                "built_in": built_in(better, worse, total),
                **dict(zip(("built_in_low", "built_in_high"), exact(max(better, worse), total), strict=True)),
            }
        )
    return pd.DataFrame(rows)


def built_in(better: int, worse: int, draws: int) -> str:
    """Which way an outcome goes in nearly all draws; empty where it does not."""
    if not draws or max(better, worse) < ALMOST_ALL * draws:
        return ""
    return "better" if better > worse else "worse"


def exact(count: int, draws: int) -> tuple[float, float]:
    """The exact 95 % interval of a share (Clopper & Pearson 1934); NaN of no draws."""
    if not draws:
        return np.nan, np.nan
    found = binomtest(count, draws).proportion_ci(method="exact")
    return float(found.low), float(found.high)


def named(tallied: pd.DataFrame) -> pd.DataFrame:
    """What is built in, as it is told wherever it is shown: a row for each governance model, outcome and way
    (columns: scenarios/built_in.py), with the cases in which it is and the fewest draws of any.
    """
    kept = tallied[tallied["built_in"] != ""]
    groups = kept.groupby(["governance", "outcome", "built_in"], sort=False)
    rows = [
        (model, BASELINE, outcome, way, " ".join(cells["case"]), int(cells["draws"].min()))
        for (model, outcome, way), cells in groups
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def structures(
    say: Callable[[str], None], replicates: int, months: int, keep: Keep = nothing_kept
) -> pd.DataFrame:
    """A row for each structure, case, demand, pair and outcome: the columns of a comparison, `structure` and
    `demand` (demands a year per 1 000 residents).

    Under other demands than the case's own only what is said of one governance model is asked again: whether
    it is better than the baseline.
    """
    tables = []
    for name in STRUCTURES:
        tables.append(keep(name, partial(_structure, name, replicates, months)))
        say(f"structures: {name}")
    return pd.concat(tables, ignore_index=True)


def _structure(name: str, replicates: int, months: int) -> pd.DataFrame:
    tables = []
    for case, demand, models in _asked():
        made = runs(STRUCTURES[name], case, models, replicates, months, {DEMAND: demand})
        compared = compare(made, models, read.outcome_entries())
        tables.append(compared.assign(structure=name, demand=demand))
    return pd.concat(tables, ignore_index=True)


def _asked() -> Iterator[tuple[str, float, Sequence[str]]]:
    """Each case with its own demand, and the governance models compared there; then the higher demands."""
    for case in STRUCTURE_CASES:
        yield case, float(read.scenario(case, BASELINE).parameters[DEMAND]), STRUCTURE_MODELS
    for demand in HIGHER:
        yield STRUCTURE_CASES[0], demand, STRUCTURE_MODELS[:2]
