"""The statistics themselves: whether intervals cover, alarms are true, studies stop in time, plans come true.

Thousands of worlds are made once; their mean difference is taken for the truth, and small studies are drawn
from them. Invariant: every outcome that varies is judged, those included on which a method is known
to fail.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.replication_planning import spread_of
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.intervals import Sample, ends, p_difference, paired_sample, reach
from experiments.statistics.paired import COUNTED, judged, paired
from experiments.statistics.power import corrected, for_difference, for_width, power_to_show
from experiments.statistics.sequential_stopping import FEWEST, more, seen
from experiments.statistics.verdict import SHOWN, Verdict
from scenarios import read
from scenarios.study import Precision

CASE, MODELS = "xihu", ("baseline", "one-four-n")
SIZES = (10, 20, 40)
ORACLE = (40, 80, 160)
"""Worlds at which an oracle, which knows the spread, reaches the target width."""

PILOT, PLANNED, POWER = 20, 100, 0.8
CLAIMS = {
    "alarms_difference": SHOWN,
    "alarms_equivalence": (Verdict.NO_PRACTICAL,),
}
"""What would be false in either kind of table."""

SEED = 20211210

FloatArray = NDArray[np.float64]
Row = dict[str, object]


class Truth(NamedTuple):
    """An outcome in all worlds, those left out in which a side does not define it: both sides, and the mean
    difference and its spread over all of them.
    """

    outcome: str
    a: FloatArray
    b: FloatArray
    whole: Sample
    counted: bool

    def drawn(self, rng: np.random.Generator, replicates: int) -> Sample:
        """A study of so many worlds."""
        chosen = rng.integers(0, len(self.a), replicates)
        return paired_sample(self.a[chosen], self.b[chosen], self.counted)


def statistics(
    make: Simulate, say: Callable[[str], None], replicates: int = 4000, studies: int = 2000, months: int = 24
) -> pd.DataFrame:
    """A row for each check, outcome, number of worlds and measure: its value, and from how many studies."""
    made = Replicates(make, replicates, study="statistics")
    scenarios = [read.scenario(CASE, model, months=months) for model in MODELS]
    made.make(scenarios)
    a, b = (made.outcomes(scenario) for scenario in scenarios)
    say(f"{replicates} worlds of {len(MODELS)} governance models")
    known, rng = truths(a, b), np.random.default_rng(SEED)
    rows = list(_row("reference", "", replicates, studies, {"months": months}))
    for check in (coverage, stopping, planning):
        rows += [row for truth in known for row in check(truth, rng, studies)]
        say(f"{check.__name__}: {len(known)} outcomes")
    rows += alarms(a, known, rng, studies)
    say("alarms")
    return pd.DataFrame(rows)


def truths(a: pd.DataFrame, b: pd.DataFrame) -> list[Truth]:
    """The outcomes whose paired difference varies, each with its truth."""
    found = []
    for outcome in read.outcome_entries().values():
        if outcome.id not in a.columns:
            continue
        one, other = (side[outcome.id].to_numpy(dtype=np.float64) for side in (a, b))
        there = np.isfinite(one) & np.isfinite(other)
        whole = paired_sample(one[there], other[there]) if there.any() else Sample(0, math.nan, math.nan)
        if whole.spread > 0:
            counted = outcome.unit in COUNTED
            found.append(Truth(outcome.id, one[there], other[there], whole, counted))
    return found


def _row(
    check: str, outcome: str, replicates: int, studies: int, measures: Mapping[str, float]
) -> Iterator[Row]:
    for measure, value in measures.items():
        yield {
            **{"check": check, "outcome": outcome, "worlds": replicates, "studies": studies},
            **{"measure": measure, "value": value},
        }


def coverage(truth: Truth, rng: np.random.Generator, studies: int) -> Iterator[Row]:
    """How often intervals hold the truth: ours, and Student's; `told`: the share of studies that have one."""
    true = truth.whole.mean
    for replicates in SIZES:
        held, student, defined = 0, 0, 0
        for _ in range(studies):
            found = truth.drawn(rng, replicates)
            low, high = ends(found)
            half = reach(replicates)[0] * found.spread / math.sqrt(replicates)
            defined += not math.isnan(low)
            held += low <= true <= high
            student += abs(found.mean - true) <= half
        measures = {
            "coverage": held / defined if defined else math.nan,
            "told": defined / studies,
            "coverage_student": student / studies,
            "skewness": truth.whole.skewness,
            "alike": float(np.mean(truth.a == truth.b)),
        }
        yield from _row("coverage", truth.outcome, replicates, studies, measures)


def stopping(truth: Truth, rng: np.random.Generator, studies: int) -> Iterator[Row]:
    """Studies that stop at a width: how often their last interval holds the truth, and their worlds over
    those of an oracle.
    """
    for oracle in ORACLE:
        width = 2 * reach(oracle)[0] * truth.whole.spread / math.sqrt(oracle)
        ran, held = [], 0
        for _ in range(max(1, studies // 4)):
            found, replicates = stopped(truth, rng, width)
            low, high = ends(found)
            held += low <= truth.whole.mean <= high
            ran.append(replicates)
        measures = {"coverage": held / len(ran), "times_oracle": float(np.mean(ran)) / oracle}
        yield from _row("stopping", truth.outcome, oracle, len(ran), measures)


def stopped(truth: Truth, rng: np.random.Generator, width: float, most: int = 1000) -> tuple[Sample, int]:
    """A study that looks, and goes on until it is as precise as asked for: what it saw last, its worlds."""
    target = Precision(outcome=truth.outcome, width=width, least=FEWEST, most=most)
    chosen = rng.integers(0, len(truth.a), most)
    replicates = FEWEST
    while True:
        found = paired_sample(truth.a[chosen[:replicates]], truth.b[chosen[:replicates]], truth.counted)
        needed = more(replicates, seen(found, replicates, width), target)
        if needed <= replicates:
            return found, replicates
        replicates = needed


def planning(truth: Truth, rng: np.random.Generator, studies: int) -> Iterator[Row]:
    """Plans from small pilots, for what takes PLANNED worlds in truth: the worlds planned, and what comes of
    them.
    """
    spread, alpha = truth.whole.spread, corrected(len(read.outcome_entries()))
    shift = _shift(spread, alpha)
    width = 2 * reach(PLANNED)[0] * spread / math.sqrt(PLANNED)
    plans: dict[str, list[float]] = {name: [] for name in ("likely", "cautious", "width")}
    for _ in range(max(1, studies // 4)):
        chosen = rng.integers(0, len(truth.a), PILOT)
        pilot = spread_of(truth.a[chosen], truth.b[chosen], np.zeros(PILOT, dtype=np.int64), truth.counted)
        if pilot.found.spread > 0:
            for name, size in (("likely", pilot.found.spread), ("cautious", pilot.high)):
                plans[name].append(for_difference(size, shift, POWER, alpha) or math.inf)
            plans["width"].append(for_width(pilot.found._replace(spread=pilot.high), width) or math.inf)
    measures = {"shown": _shown(truth, rng, studies, shift, alpha)}
    for name in ("likely", "cautious"):
        replicates = np.array(plans[name] or [math.nan])
        power = [power_to_show(int(number), spread, shift, alpha) for number in plans[name]]
        measures |= {name: float(np.median(replicates)), f"{name}_power": float(np.mean(power or [math.nan]))}
    measures["enough"] = float(np.mean(np.array(plans["cautious"] or [math.nan]) >= PLANNED))
    measures["enough_width"] = float(np.mean(np.array(plans["width"] or [math.nan]) >= PLANNED))
    yield from _row("planning", truth.outcome, PLANNED, studies, measures)


def _shift(spread: float, alpha: float) -> float:
    """The true difference that takes PLANNED worlds to be shown."""
    low, high = 0.0, spread
    for _ in range(60):
        middle = (low + high) / 2
        enough = power_to_show(PLANNED, spread, middle, alpha) >= POWER
        low, high = (low, middle) if enough else (middle, high)
    return high


def _shown(truth: Truth, rng: np.random.Generator, studies: int, shift: float, alpha: float) -> float:
    """How often PLANNED worlds show a true difference of that size: predicted is POWER."""
    moved = truth._replace(b=truth.b - truth.whole.mean + shift)
    return float(np.mean([p_difference(moved.drawn(rng, PLANNED)) < alpha for _ in range(studies)]))


def alarms(a: pd.DataFrame, known: Sequence[Truth], rng: np.random.Generator, studies: int) -> Iterator[Row]:
    """The share of tables that hold a single false verdict: that something differs, among all outcomes of one
    governance model in three sets of unrelated worlds; and that something does not matter, among all outcomes
    whose true difference is just the smallest of interest.
    """
    for replicates in SIZES:
        wrong = dict.fromkeys(CLAIMS, 0)
        some = max(1, studies // 4)
        for _ in range(some):
            tables = _unrelated(a, rng, replicates), _at_the_limit(known, rng, replicates)
            for (check, false), rows in zip(CLAIMS.items(), tables, strict=True):
                wrong[check] += bool(judged(list(rows), ("verdict",))["verdict"].isin(false).any())
        for check, count in wrong.items():
            yield from _row(check, "", replicates, some, {"any": count / some})


def _unrelated(a: pd.DataFrame, rng: np.random.Generator, replicates: int) -> Iterator[Row]:
    """The rows of a comparison of a governance model with itself, but in other worlds."""
    sides = [
        a.iloc[rng.choice(third, replicates, replace=False)] for third in np.array_split(np.arange(len(a)), 3)
    ]
    for one in read.outcome_entries().values():
        if one.id in a.columns:
            values = [side[one.id].to_numpy(dtype=np.float64) for side in sides]
            for first, second in combinations(values, 2):
                found = asdict(paired(first, second, one.direction, one.unit in COUNTED))
                yield found | {"direction": one.direction, "smallest": one.smallest}


def _at_the_limit(known: Sequence[Truth], rng: np.random.Generator, replicates: int) -> Iterator[Row]:
    """The rows of a comparison in which every outcome differs by just the smallest difference of interest."""
    for truth in known:
        one = read.outcome_entries()[truth.outcome]
        chosen = rng.integers(0, len(truth.a), replicates)
        moved = truth.b[chosen] - truth.whole.mean + one.smallest
        found = asdict(paired(truth.a[chosen], moved, one.direction, truth.counted))
        yield found | {"direction": one.direction, "smallest": one.smallest}
