"""Places: which has most conflict and petitions, whether types of compound come in the order observed, what
Honghu's petitions hang on, what a renewal brings, and what elections do.

Everything is measured in the same replicates, so that whatever two settings give is compared one by one; an
interval is that of a mean or of a paired difference. The estate of Honghu, which is large, has fewer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.evidence.behaviour.elections import STUDY, TYPES, YEARS, elections
from experiments.evidence.behaviour.over_replicates import difference, level
from experiments.evidence.behaviour.place_bars import About, Row, row
from experiments.evidence.model_uncertainty import BASELINE
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.patterns.evaluate import patterns
from experiments.statistics.contrasts import Result, kendall, order, quotient, side_by_side
from experiments.statistics.intervals import FloatArray
from experiments.statistics.verdict import LEVEL
from scenarios import read

ESTATE, RENEWED, BEFORE = "honghu", "minzhu", "minzhu-no-renewal"
PLACES = (RENEWED, BEFORE, "xihu", ESTATE, "anzhi", *TYPES)

CONFLICT, SHOPS = "conflict_index", "converted_share"
PETITIONS = tuple(f"{size}_petitions_per_1000" for size in ("large", "group", "cluster"))
OUTCOMES = (CONFLICT, *PETITIONS, "participation_month", "trust_RC", "fee_collection")

SMALL, BAD, POOR, SAFER = "smaller", "bad committee", "poor firm", "insecurity"
OTHERWISE: Mapping[str, Mapping[str, float]] = {
    "": {},
    SMALL: {"place.households": 1000.0},
    BAD: {
        "owners_committee.initial": 1.0,
        "owners_committee.quality_a": 1.0,
        "owners_committee.quality_b": 5.0,
    },
    POOR: {"fee.ratio": 0.85},
    SAFER: {"security.exposure": 1.0},
}
"""Honghu as it is, and otherwise. The last makes it as safe as others: insecurity is the default less it."""

RISES = (BASELINE, "one-four-n", "joint-meeting", "gov-market-society")
"""Governance models under which a renewal is looked at."""

SHUFFLES, SEED, WINDOW = 2000, 20171215, 12
"""How often labels are shuffled, and the seed of that; of how many months at the end of a run shops are a
mean, as outcomes are.
"""


class Setting(NamedTuple):
    """A case under a governance model, and how it is otherwise."""

    case: str
    model: str = BASELINE
    otherwise: str = ""


SETTINGS = (
    *(Setting(place) for place in PLACES),
    *(Setting(ESTATE, otherwise=other) for other in OTHERWISE if other),
    *(Setting(place, model) for model in RISES[1:] for place in (BEFORE, RENEWED)),
)
"""Everything that is looked at."""


class Worlds:
    """The replicates in which everything is measured; the estate has fewer, for it is large."""

    def __init__(self, make: Simulate, replicates: int, estates: int, months: int) -> None:
        self.months = months
        several, few, self._monthly = (
            Replicates(make, number, study=STUDY) for number in (replicates, estates, replicates)
        )
        self._tables: dict[Setting, pd.DataFrame] = {}
        self._simulate(few, [one for one in SETTINGS if one.case == ESTATE])
        self._simulate(several, [one for one in SETTINGS if one.case != ESTATE])

    def _simulate(self, worlds: Replicates, settings: Sequence[Setting]) -> None:
        scenarios = {one: self._scenario(one) for one in settings}
        worlds.make(list(scenarios.values()))
        self._tables |= {one: worlds.outcomes(scenario) for one, scenario in scenarios.items()}

    def _scenario(self, one: Setting) -> read.Scenario:
        return read.scenario(one.case, one.model, months=self.months, overrides=OTHERWISE[one.otherwise])

    def outcome(self, outcome: str, one: Setting) -> FloatArray:
        """An outcome in each replicate of a setting."""
        return self._tables[one][outcome].to_numpy(dtype=float)

    def shops(self, case: str) -> FloatArray:
        """The share of ground floors that are shops at the baseline in the last months, in each replicate."""
        months = self._monthly.make([self._scenario(Setting(case))], monthly=True).monthly
        share = months[SHOPS].to_numpy(dtype=float).reshape(-1, self.months)
        return np.asarray(share[:, -WINDOW:].mean(axis=1))


def places(
    make: Simulate,
    say: Callable[[str], None],
    replicates: int = 40,
    estates: int = 16,
    months: int = 60,
    years: int = YEARS,
) -> pd.DataFrame:
    """A row for each number: of what it is (`About`), the value with its interval, and the verdict."""
    worlds = Worlds(make, replicates, estates, months)
    say("places: simulated")
    parts = (_levels, _order, _petitions, _renewal)
    found = [one for part in parts for one in part(worlds)]
    return pd.DataFrame([*found, *elections(make, replicates, years)])


def _levels(worlds: Worlds) -> Iterator[Row]:
    """Every place at the baseline, and how far the estate is ahead of each of the others."""
    for place in PLACES:
        for outcome in (*OUTCOMES, *kinds_of_conflict()):
            found = level(worlds.outcome(outcome, Setting(place)))
            yield row(About("places", "level", outcome, place), found)
        for outcome in (CONFLICT, *PETITIONS) if place != ESTATE else ():
            ahead = difference(*(worlds.outcome(outcome, Setting(one)) for one in (place, ESTATE)))
            yield row(About("lead", "ahead", outcome, place), ahead)


def kinds_of_conflict() -> list[str]:
    """The outcomes that are each a part of the conflict index."""
    every = [name for name in read.outcome_entries() if name.startswith("conflict_")]
    return [name for name in every if name not in (CONFLICT, "conflict_reported")]


def observed_order() -> dict[str, int]:
    """The rank in conflict of each type of neighbourhood, as the pattern of that name has it."""
    pattern = patterns()["type-order"]
    cases = [str(side.case) for side in pattern.all_sides()]
    return dict(zip(cases, pattern.ranks, strict=True))


def _order(worlds: Worlds) -> Iterator[Row]:
    """Kendall's τ of the means and of each replicate with the order observed, and with shuffled labels."""
    ranks = observed_order()
    observed = np.array(list(ranks.values()), dtype=float)
    values = np.stack([worlds.outcome(CONFLICT, Setting(place)) for place in ranks])
    means = order(side_by_side([_plain(one) for one in values]), list(ranks.values()))
    alone = kendall(values.T, observed)
    draws = np.random.default_rng(SEED)
    mixed = kendall(draws.permuted(np.tile(values.T, (SHUFFLES, 1)), axis=1), observed)
    none = mixed.reshape(SHUFFLES, -1).mean(axis=1)
    told = {
        "means": means,
        "each": level(alone),
        "shuffled": Result(float(none.mean()), *_middle(none), len(alone)),
        "chance": Result(float((mixed >= means.value).mean()), np.nan, np.nan, len(mixed)),
    }
    for measure, found in told.items():
        yield row(About("order", measure, CONFLICT), found)


def _plain(values: FloatArray) -> FloatArray:
    """Values over replicates as the reading of a side whose ratio is their mean."""
    return np.stack([values, np.ones(len(values))], axis=1)


def _middle(values: FloatArray) -> tuple[float, float]:
    """Between what 95 % of the values lie."""
    low, high = np.quantile(values, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return float(low), float(high)


def _petitions(worlds: Worlds) -> Iterator[Row]:
    """Petitions in the estate: in a smaller one, and with a worse committee or firm or less insecurity."""
    usual, small = Setting(ESTATE), Setting(ESTATE, otherwise=SMALL)
    for outcome in PETITIONS:
        whole, smaller = worlds.outcome(outcome, usual), worlds.outcome(outcome, small)
        for measure, found in (("whole", level(whole)), (SMALL, level(smaller))):
            yield row(About("petitions", measure, outcome, ESTATE), found)
        sides = side_by_side([_plain(one) for one in (whole, smaller)])
        yield row(About("petitions", "ratio", outcome, ESTATE), quotient(sides))
    for measure in (BAD, POOR, SAFER):
        other = Setting(ESTATE, otherwise=measure)
        without, with_it = (other, usual) if measure == SAFER else (usual, other)
        for outcome in (*PETITIONS, CONFLICT):
            change = difference(worlds.outcome(outcome, without), worlds.outcome(outcome, with_it))
            yield row(About("petitions", measure, outcome, ESTATE), change)


def _renewal(worlds: Worlds) -> Iterator[Row]:
    """Shops before and after a renewal, and how far it raises conflict under several governance models."""
    for measure, place in (("before", BEFORE), ("after", RENEWED)):
        yield row(About("renewal", measure, SHOPS, place, BASELINE), level(worlds.shops(place)))
    rises = {}
    for model in RISES:
        before, after = (worlds.outcome(CONFLICT, Setting(place, model)) for place in (BEFORE, RENEWED))
        rises[model] = after - before
        measure = "rise" if model == BASELINE else "governed"
        yield row(About("renewal", measure, CONFLICT, RENEWED, model), difference(before, after))
        if model != BASELINE:
            more = difference(rises[BASELINE], rises[model])
            yield row(About("renewal", "against", CONFLICT, RENEWED, model), more)
