"""Response: what more demands do at the baseline, what trained mediation does alone, how busy committees are,
and what the parameters of a forum move.

Everything but the forum (see `forums`) is measured in Minzhu Village in the same
replicates. The utilisation of its committee is also that over prior draws: wherever the ledger's plausible
ranges leave room. Intervals are those of the means over replicates, or of paired differences.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from experiments.analysis.coalitions import coalition
from experiments.evidence.behaviour.forums import forums
from experiments.evidence.behaviour.over_replicates import Row, measured
from experiments.evidence.behaviour.signs import with_usual
from experiments.evidence.model_uncertainty import BASELINE, possible
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from scenarios import read

CASE, RATE = "minzhu", "issues.rate"
USUAL = float(read.ledger()[RATE].default)
RATES, MEDIATED = with_usual(RATE, (30.0, 110.0, 210.0)), with_usual(RATE, (30.0, 108.0))
"""Demands per 1000 residents and year: at the baseline, and with trained mediation; USUAL among them."""

ANSWERS = ("trust_RC", "trust_prop", "fee_collection", "satisfaction", "utilisation", "resolution_in_time")
"""What should answer to demand, as far as the model has it."""

CONFLICT, UTILISATION = "conflict_index", "utilisation"
MEDIATION = ("one-four-n", "mediation")
"""Trained mediation, as this governance model has it."""

DRAWS, OF_DRAW = 100, 3
"""Prior draws, and the replicates of each."""


def response(
    make: Simulate,
    say: Callable[[str], None],
    replicates: int = 40,
    months: int = 60,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """A row for each number: its `part` (demand, mediation, forum, forum load, draws), the rate of demands,
    the outcome, what is measured of it, the value with its interval, and of how many replicates or draws.
    """
    worlds = Replicates(make, replicates, study="response")
    found = [*_demand(worlds, months)]
    say("response: demand")
    found += _mediation(worlds, months)
    say("response: mediation")
    found += forums(worlds, months)
    say("response: forum")
    return pd.DataFrame([*found, *_utilisation(make, draws, months)])


def _demand(worlds: Replicates, months: int) -> Iterator[Row]:
    """Every answer at each rate, and against the lowest rate."""
    scenarios = {rate: _scenario(rate, months) for rate in RATES}
    worlds.make(list(scenarios.values()))
    tables = {rate: worlds.outcomes(one) for rate, one in scenarios.items()}
    for outcome in (*(name for name in ANSWERS if name in read.outcome_entries()), CONFLICT):
        values = {rate: table[outcome].to_numpy(float) for rate, table in tables.items()}
        for rate in RATES:
            yield measured("demand", rate, outcome, "level", values[rate])
            if rate != RATES[0]:
                yield measured("demand", rate, outcome, "difference", values[rate], values[RATES[0]])


def _mediation(worlds: Replicates, months: int) -> Iterator[Row]:
    """Conflict with trained mediation alone, against the baseline at the same rate."""
    for rate in MEDIATED:
        alone, baseline = _scenario(rate, months, with_mediation=True), _scenario(rate, months)
        worlds.make([alone, baseline])
        values = [worlds.outcomes(one)[CONFLICT].to_numpy(float) for one in (alone, baseline)]
        yield measured("mediation", rate, CONFLICT, "level", values[1])
        yield measured("mediation", rate, CONFLICT, "difference", *values)


def _scenario(rate: float, months: int, with_mediation: bool = False) -> read.Scenario:
    model = read.governance(BASELINE)
    if with_mediation:
        whole, piece = MEDIATION
        model = coalition(read.governance(whole), model, frozenset({piece}))
    return read.scenario(CASE, model, months=months, overrides={RATE: rate})


def _utilisation(make: Simulate, draws: int, months: int) -> Iterator[Row]:
    """Quartiles of the utilisation over prior draws; the mean of a few replicates is that of a draw."""
    scenarios = [drawn[CASE, BASELINE] for _number, drawn in possible(draws, [CASE], [BASELINE], months)]
    worlds = Replicates(make, OF_DRAW, study="response")
    worlds.make(scenarios)
    found = np.array([worlds.outcomes(one)[UTILISATION].mean() for one in scenarios])
    for name, share in (("quarter", 0.25), ("median", 0.5), ("three quarters", 0.75)):
        value = float(np.quantile(found, share))
        place = {"part": "draws", "rate": np.nan, "outcome": UTILISATION, "measure": name}
        yield place | {"value": value, "low": np.nan, "high": np.nan, "n": len(found)}
