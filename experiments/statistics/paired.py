"""A comparison is paired by replicate: the same world under governance model a and under governance model b.

Invariant: a **difference is always b minus a**, and a verdict is always about b as seen from a. Only
`share_a_better` counts for a: the share of replicates in which a is the better one, ties counted half.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from experiments.statistics.intervals import ends, p_difference, p_equivalence, paired_sample
from experiments.statistics.ties import apart
from experiments.statistics.verdict import verdict
from scenarios.read import OutcomeEntry

FloatArray = NDArray[np.float64]

COUNTED = (
    *("events per year", "events per 1000 households and year"),
    *("share of assemblies", "share of elections"),
)
"""Units of outcomes that count rare things: where none happened, nothing is known of how often they do."""

NATURAL, EQUAL = "natural", "equal"
"""At what cost: as the governance models are, or with the cheaper side topped up
(`experiments/design/equal_cost.py`).
"""

COLUMNS = (
    *("case", "cost", "outcome", "a", "b", "n", "mean_a", "mean_b", "difference", "low", "high"),
    *("spread", "skewness", "effect_size", "share_a_better"),
    *("p", "p_holm", "p_equivalence", "p_equivalence_holm", "verdict", "utilisation_a", "utilisation_b"),
    *("given_days_a", "given_yuan_a", "given_days_b", "given_yuan_b", "cost_gap"),
    *("unit", "direction", "smallest", "family"),
)

GIVEN = ("given_days", "given_yuan")
"""The columns that say what a run was given to make costs equal: staff-days, yuan."""

PRIMARY, EXPLORATORY = "primary", "exploratory"
"""The families of outcomes: those a comparison was made for, and all others."""

OF_EQUIVALENCE = ("n", "difference", "spread", "skewness", "high", "smallest")
OF_VERDICT = ("difference", "low", "high", "p_holm", "p_equivalence_holm", "direction", "smallest", "spread")
FOUND = ("p_holm", "p_equivalence", "p_equivalence_holm", "verdict")
"""What makes the p of equivalence, what makes a verdict, and what is found on the way."""


class Side(NamedTuple):
    """One side of a comparison: its governance model, its outcomes (a row for each replicate, which is the
    index), and what it was given to make costs equal: staff-days a month per 1 000 households, yuan a month
    and household.
    """

    name: str
    outcomes: pd.DataFrame
    given_days: float = 0.0
    given_yuan: float = 0.0


@dataclass(frozen=True)
class Paired:
    """The paired statistics of one outcome: n complete pairs, difference = b − a with its interval, spread
    and skewness (beyond what luck makes) of the paired differences, p of a t-test.
    """

    n: int
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    spread: float
    skewness: float
    effect_size: float
    share_a_better: float
    p: float


def paired(a: FloatArray, b: FloatArray, direction: int, counted: bool = False) -> Paired:
    """Compare b with a, replicate by replicate; replicates in which either is undefined are left out.

    a, b: one value a replicate, shape (replicates,), in the same order; direction: 1 where more is better, −1
    where less is, 0 where neither; counted: the outcome counts rare things. One pair gives no interval
    (`experiments/statistics/intervals.py`).
    """
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) == 0:
        return Paired(0, *[float("nan")] * 10)
    found = paired_sample(a, b, counted)
    return Paired(
        found.n,
        float(a.mean()),
        float(b.mean()),
        found.mean,
        *ends(found),
        found.spread,
        found.skewness,
        _effect_size(found.mean, found.spread, found.n),
        _share_a_better(a, b, direction),
        p_difference(found),
    )


def _effect_size(mean: float, spread: float, n: int) -> float:
    """Cohen's d of paired differences (d_z) with Hedges' correction for few pairs; 0 where a and b are
    identical.
    """
    if mean == 0 and not spread > 0:
        return 0.0
    if spread == 0:
        return float(np.copysign(np.inf, mean))
    freedom = n - 1
    if freedom < 2:
        return float("nan")
    correction = np.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)) / np.sqrt(
        freedom / 2
    )
    return float(correction * mean / spread)


def _share_a_better(a: FloatArray, b: FloatArray, direction: int) -> float:
    """Share of replicates in which a beats b, ties counted half; NaN where neither direction is better."""
    if direction == 0:
        return float("nan")
    return float(np.mean(0.5 - 0.5 * direction * np.sign(apart(a, b))))


def holm(p: FloatArray) -> FloatArray:
    """Holm's step-down correction of p-values, shape kept; undefined ones (NaN) stay so and are not
    counted.
    """
    corrected = np.full(p.shape, np.nan)
    defined = np.flatnonzero(~np.isnan(p))
    order = defined[np.argsort(p[defined], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(factors * p[order]))
    return corrected


def pairs(governance: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """All pairs (a, b) of the governance models in the order given; one named twice is also compared with
    itself.
    """
    return tuple(dict.fromkeys(combinations(governance, 2)))


def compare(
    runs: pd.DataFrame, governance: Sequence[str], outcomes: Mapping[str, OutcomeEntry]
) -> pd.DataFrame:
    """The table of comparisons: a row for each cost, case, pair of governance models and outcome (columns:
    COLUMNS); pairs of which one side has no runs are left out. The correction runs over each cost by itself.

    runs: tidy, with case, governance, replicate and a column for each outcome; `cost` and what a side was
    given (`given_days`, `given_yuan`) where there is more than natural cost.
    """
    costs = runs["cost"] if "cost" in runs else pd.Series(NATURAL, index=runs.index)
    tables = []
    for cost in (NATURAL, EQUAL):
        some = runs[costs == cost]
        cases = some["case"].unique()
        rows = [row for case in cases for row in _rows(case, some, governance, outcomes, cost)]
        tables += [judged(rows)] if rows else []
    return pd.concat(tables, ignore_index=True) if tables else judged([])


def judged(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = COLUMNS) -> pd.DataFrame:
    """The rows as a table with their verdicts.

    Holm's correction runs over all rows of a family (one, if rows name none), once over the tests that there
    is no difference and once over those that there is one that matters: a family holds a false verdict of
    either kind in one study of 20.
    """
    given = dict.fromkeys((*columns, *OF_EQUIVALENCE, *OF_VERDICT, "p", "family"))
    table = pd.DataFrame(rows, columns=[name for name in given if name not in FOUND])
    table["p_equivalence"] = [p_equivalence(*row) for row in _told(table, OF_EQUIVALENCE)]
    for p in ("p", "p_equivalence"):
        families = table[p].astype(np.float64).groupby(table["family"], dropna=False)
        table[f"{p}_holm"] = families.transform(lambda some: holm(some.to_numpy()))
    table["verdict"] = [str(verdict(*row)) for row in _told(table, OF_VERDICT)]
    return table[list(columns)]


def _told(table: pd.DataFrame, columns: Sequence[str]) -> "zip[tuple[Any, ...]]":
    return zip(*(table[name] for name in columns), strict=True)


def _rows(
    case: str, runs: pd.DataFrame, governance: Sequence[str], outcomes: Mapping[str, OutcomeEntry], cost: str
) -> Iterable[dict[str, object]]:
    """The rows of one case at one cost, without what needs the whole table (correction and verdict)."""
    side = {
        str(name): Side(str(name), rows.set_index("replicate"), *_given(rows))
        for name, rows in runs[runs["case"] == case].groupby("governance")
    }
    there = ((side[a], side[b]) for a, b in pairs(governance) if a in side and b in side)
    return (row for a, b in there for row in pair_rows(case, a, b, outcomes, cost))


def _given(runs: pd.DataFrame) -> Iterable[float]:
    """What a side was given, mean over its runs: staff-days, yuan."""
    return (float(runs[name].mean()) if name in runs else 0.0 for name in GIVEN)


def pair_rows(
    case: str, a: Side, b: Side, outcomes: Mapping[str, OutcomeEntry], cost: str = NATURAL
) -> Iterable[dict[str, object]]:
    """The rows of one pair, one for each outcome, without correction and verdict.

    The utilisation of either side stands beside every outcome, because work demanded over capacity decides
    whether costs bite; so does the share by which running costs differ.
    """
    together = a.outcomes.index.intersection(b.outcomes.index).sort_values()
    side_a, side_b = a.outcomes.loc[together], b.outcomes.loc[together]
    beside = {
        **{"utilisation_a": _mean(side_a, "utilisation"), "utilisation_b": _mean(side_b, "utilisation")},
        **{"given_days_a": a.given_days, "given_yuan_a": a.given_yuan},
        **{"given_days_b": b.given_days, "given_yuan_b": b.given_yuan},
        "cost_gap": _gap(_mean(side_a, "cost_total"), _mean(side_b, "cost_total")),
    }
    for outcome in (outcomes[name] for name in outcomes if name in side_a.columns):
        values_a, values_b = (_column(side, outcome.id) for side in (side_a, side_b))
        statistics = paired(values_a, values_b, outcome.direction, outcome.unit in COUNTED)
        yield {
            **{"case": case, "cost": cost, "outcome": outcome.id, "a": a.name, "b": b.name},
            **_certain(asdict(statistics), a.name == b.name),
            **beside,
            **of_outcome(outcome),
        }


def of_outcome(outcome: OutcomeEntry) -> dict[str, object]:
    """What a row says of its outcome besides: unit, direction, smallest difference of interest, family."""
    family = PRIMARY if outcome.primary else EXPLORATORY
    return {
        **{"unit": outcome.unit, "direction": outcome.direction, "smallest": outcome.smallest},
        "family": family,
    }


def _gap(a: float, b: float) -> float:
    """By what share of their mean b is above a; exactly 0 where both are the same."""
    return 0.0 if a == b else float(apart(a, b)) / ((a + b) / 2)


def _certain(statistics: dict[str, object], same: bool) -> dict[str, object]:
    """A governance model differs from itself by exactly zero: that needs no replicates."""
    if not same or not statistics["n"] or statistics["difference"] != 0:
        return statistics
    return statistics | {"low": 0.0, "high": 0.0, "spread": 0.0, "skewness": 0.0, "p": 1.0}


def _column(frame: pd.DataFrame, name: str) -> FloatArray:
    """One outcome, one value a replicate."""
    values: FloatArray = frame[name].to_numpy(dtype=np.float64)
    return values


def _mean(frame: pd.DataFrame, name: str) -> float:
    """Mean over replicates where the column exists, else NaN."""
    return float(frame[name].mean()) if name in frame else float("nan")
