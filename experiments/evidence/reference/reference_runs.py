"""The runs of the reference study: every draw in a world of its own, at natural and at equal cost.

Invariant: in a draw all governance models meet the same world and the same parameters; worlds are others in
every calibration, so that what holds in all three does not rest on the luck of the same worlds. Work is done
in portions, each kept as soon as it is made: who goes on after a kill ends with the same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.equal_cost import Price, lacking, topped_up
from experiments.design.runs import Run, seed_of
from experiments.evidence.reference.calibrated_draws import (
    CALIBRATIONS,
    DRAWS,
    MONTHS,
    Draw,
    draws_of,
    households,
    models_at,
    places,
)
from experiments.execution.run_all import Rows, Simulate
from experiments.statistics.paired import EQUAL, GIVEN, NATURAL
from experiments.store.kept_tables import KeptTables
from scenarios import read
from scenarios.posterior import read_posterior
from scenarios.unsettled import in_draw

OUTCOMES = (
    *("conflict_index", "participation_month", "resolution_ratio", "time_to_resolve"),
    *("large_petitions_year", "group_petitions_year", "trust_RC", "trust_prop", "fee_collection"),
    *("satisfaction", "gap_elderly_young_resolution", "gap_elderly_young_satisfaction"),
)
"""What conclusions are drawn on: main outcomes that have a better side, costs apart."""

KEPT = (*OUTCOMES, "conflict_reported", "utilisation", "cost_total")
"""What the rows of the study keep of every run."""

LABELS = ("calibration", "cost", "case", "governance", "point", "replicate", "seed")

PORTION = 2_000_000
"""Households of the runs of a portion, about: some minutes of work."""

POINTS = 400
"""Prior draws of each half in which failure regions are looked for, and tried again."""

BITS = 12
"""Binary digits that rows keep behind the first: off by at most 1 in 8 000, and half the size."""

NOTHING_GIVEN = Price(0.0, 0.0)


class ReferenceSizes(NamedTuple):
    """Draws of each calibration, months recorded, the cases, and the points of failure regions."""

    draws: int = DRAWS
    months: int = MONTHS
    cases: tuple[str, ...] = ()
    points: int = POINTS

    @property
    def chosen(self) -> tuple[str, ...]:
        """The cases named, or all."""
        return self.cases or places()


def reference_runs(
    make: Simulate, say: Callable[[str], None], tables: KeptTables, sizes: ReferenceSizes, posterior: str
) -> pd.DataFrame:
    """A row for each calibration, cost, case, governance model and draw: LABELS, what was given to make costs
    equal, and KEPT.

    posterior: its id or file. ScenarioError before anything is simulated if it is unfit.
    """
    read_posterior(posterior)
    cut, found = list(portions(sizes.chosen, sizes.draws)), []
    for calibration in CALIBRATIONS:
        draws = draws_of(calibration, sizes.draws, sizes.chosen, posterior)
        for place, cases in enumerate(cut):
            one = partial(_portion, make, calibration, draws, cases, sizes.months)
            found.append(tables.table(f"{calibration}-{place:02d}", one))
            say(f"reference study: {calibration}, portion {place + 1} of {len(cut)}, {len(found[-1])} rows")
    return pd.concat(found, ignore_index=True)


def portions(cases: Sequence[str], draws: int) -> Iterator[tuple[str, ...]]:
    """The cases in order, together as long as their runs have no more than PORTION households."""
    some: list[str] = []
    held = 0
    for case in cases:
        more = draws * len(models_at(case)) * households(case)
        if some and held + more > PORTION:
            yield tuple(some)
            some, held = [], 0
        some.append(case)
        held += more
    yield tuple(some)


def _portion(
    make: Simulate, calibration: str, draws: Sequence[Draw], cases: Sequence[str], months: int
) -> pd.DataFrame:
    """One calibration of some cases at either cost; floats in BITS."""
    natural = list(_natural(calibration, draws, cases, months))
    made = make(natural, True)
    given = _given(natural, made.monthly)
    plain = _labelled(made.runs, calibration, NATURAL, [NOTHING_GIVEN] * len(natural))
    equal = _labelled(_topped(make, natural, made, given), calibration, EQUAL, given)
    found = pd.concat([plain, equal], ignore_index=True)
    floats = [name for name in found.columns if name not in LABELS]
    rounded = found.assign(**{name: _shortened(found[name]) for name in floats})
    return rounded.astype({"point": "int16", "replicate": "int16"})


def _natural(calibration: str, draws: Sequence[Draw], cases: Sequence[str], months: int) -> Iterator[Run]:
    """Draws of the same case and governance model side by side: a world is fastest where most is alike."""
    seeds = [seed_of(f"reference study, {calibration}", place) for place in range(len(draws))]
    for case in map(read.case, cases):
        for model in map(read.governance, models_at(case.id)):
            for place, draw in enumerate(draws):
                yield Run(in_draw(draw, case, model, months), place, seeds[place])


def _topped(make: Simulate, natural: Sequence[Run], made: Rows, given: Sequence[Price]) -> pd.DataFrame:
    """The rows at equal cost: run again where something was given."""
    topped = [
        Run(topped_up(run.scenario, more), run.replicate, run.seed)
        for run, more in zip(natural, given, strict=True)
        if more != NOTHING_GIVEN
    ]
    equal = made.runs.copy()
    if topped:
        values = make(topped, False).runs
        where = [place for place, more in enumerate(given) if more != NOTHING_GIVEN]
        equal.loc[where, values.columns] = values.set_axis(where, axis=0)
    return equal


def _given(runs: Sequence[Run], monthly: pd.DataFrame) -> list[Price]:
    """What each run lacks to the dearest governance model of its case and draw; runs in that order."""
    keys = ["case", "governance", "replicate"]
    governed = monthly[monthly["month"] >= runs[0].scenario.start]
    means = governed.groupby(keys)[["paid_helper_days", "yuan_running"]].mean()
    of_run = [(run.scenario.case.id, run.scenario.governance.id, run.replicate) for run in runs]
    prices = np.nan_to_num(means.loc[of_run].to_numpy(dtype=np.float64))
    found = [NOTHING_GIVEN] * len(runs)
    same = pd.DataFrame(of_run, columns=keys).groupby(["case", "replicate"], sort=False).indices
    for where in same.values():
        for place, more in zip(where, lacking([Price(*prices[place]) for place in where]), strict=True):
            found[place] = more
    return found


def _labelled(runs: pd.DataFrame, calibration: str, cost: str, given: Sequence[Price]) -> pd.DataFrame:
    """A draw is a point with one world of its own."""
    labels = runs[["case", "governance", "seed"]].assign(
        calibration=calibration, cost=cost, point=runs["replicate"].astype("int64"), replicate=0
    )
    more = pd.DataFrame(given, columns=list(GIVEN), index=runs.index)
    return pd.concat([labels[list(LABELS)], more, runs[list(KEPT)]], axis=1)


def _shortened(values: pd.Series) -> pd.Series:
    """Values in BITS as float32: the table is shipped, and the rest would only take room."""
    fraction, power = np.frexp(values.to_numpy(dtype=np.float64))
    short = np.ldexp(np.round(np.ldexp(fraction, BITS + 1)), power - BITS - 1)
    return pd.Series(short.astype(np.float32), index=values.index)
