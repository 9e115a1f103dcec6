"""Robustness: in what share of plausible worlds each governance model is best, nearly best, or worst, and how
much it can cost to have chosen it.

A world is a point of the parameters with a replicate; every point weighs the same. Invariant: ties
are split, worlds in which a governance model's outcome is undefined are left out and counted, and every share
has its interval. How points were drawn makes no difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.statistics.contrasts import share
from experiments.statistics.ties import ROUNDING, apart, levelled, size_of
from experiments.statistics.verdict import LEVEL
from experiments.store.tables import plain
from scenarios.read import OutcomeEntry

FloatArray = NDArray[np.float64]

DRAWS, SEED = 1000, 20_240_229
"""Of the bootstrap."""

SHARES = ("best", "within", "worst")


@dataclass(frozen=True)
class Robustness:
    """One outcome in one case at one cost.

    `table`: a row for each governance model with the shares `best`, `within`, `worst` and `rank_1` …, the
    largest `regret` over the points (a mean over worlds, in the unit of the outcome), the `point` where it
    is, and intervals (`best_low` …). `undefined`: governance models without the outcome, which are left out;
    `worlds` and `left_out`: worlds counted and left out.

    `tolerance` is what "within" means, in the unit of the outcome: that percentage of `scale`, the mean size
    of the outcome over all worlds and governance models, and never less than what matters by the ledger. So
    it is the same in every world, means something where the best is 0 or negative, and neither the number of
    governance models nor a hopeless one changes much of it.
    """

    case: str
    cost: str
    outcome: OutcomeEntry
    points: int
    worlds: int
    left_out: int
    undefined: tuple[str, ...]
    percent: float
    scale: float
    tolerance: float
    table: pd.DataFrame


class Values(NamedTuple):
    """The outcome, (points, replicates, governance models), where more is better; NaN for worlds left out.
    `shared`: whether replicate 7 is the same world at every point.
    """

    better: FloatArray
    shared: bool

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which worlds count: (points, replicates)."""
        found: NDArray[np.bool_] = np.isfinite(self.better[:, :, 0])
        return found


def robustness(
    runs: pd.DataFrame,
    governance: Sequence[str],
    outcome: OutcomeEntry,
    percent: float,
    case: str,
    cost: str,
) -> Robustness:
    """How robust the governance models are, from the runs of one case at one cost.

    runs: tidy, with governance, point, replicate, seed and the outcome, which must have a better side.
    """
    arrays = {name: _array(runs, name, outcome) for name in governance}
    undefined = tuple(name for name in governance if not np.isfinite(arrays[name]).any())
    ranked = [name for name in governance if name not in undefined]
    values = _together([arrays[name] for name in ranked], outcome.direction, _shared(runs))
    there, every = int(values.there.sum()), values.there.size
    scale = _scale(values) if there else float("nan")
    tolerance = max(percent / 100 * scale, outcome.smallest)
    enough = len(ranked) > 1 and there > 0
    points = np.sort(runs["point"].unique())
    return Robustness(
        case,
        cost,
        outcome,
        int(values.there.any(axis=1).sum()),
        there,
        every - there,
        undefined,
        percent,
        scale,
        tolerance,
        _table(values, ranked, tolerance, points) if enough else pd.DataFrame(),
    )


def _array(runs: pd.DataFrame, governance: str, outcome: OutcomeEntry) -> FloatArray:
    """The outcome under one governance model: (points, replicates)."""
    index, columns = (np.sort(runs[name].unique()) for name in ("point", "replicate"))
    rows = runs[runs["governance"] == governance]
    table = rows.pivot(index="point", columns="replicate", values=outcome.id)
    found: FloatArray = table.reindex(index=index, columns=columns).to_numpy(dtype=np.float64)
    return found


def _together(arrays: Sequence[FloatArray], direction: int, shared: bool) -> Values:
    if not arrays:
        return Values(np.full((1, 1, 1), np.nan), shared)
    values = direction * np.stack(arrays, axis=2)
    values[~np.isfinite(values).all(axis=2)] = np.nan
    return Values(values, shared)


def _shared(runs: pd.DataFrame) -> bool:
    """Whether a replicate is the same world at every point, so that its luck is everywhere the same."""
    return bool(runs.groupby("replicate")["seed"].nunique().max() == 1 and runs["replicate"].nunique() > 1)


def _scale(values: Values) -> float:
    """The mean size of the outcome; every point weighs the same."""
    return float(np.nanmean(_per_point(np.abs(values.better), values.there)))


def _per_point(what: FloatArray, there: NDArray[np.bool_]) -> FloatArray:
    """Means over the worlds of each point, NaN where there is none: (points, …)."""
    count = there.sum(axis=1).reshape(-1, *[1] * (what.ndim - 2))
    total = np.where(np.isnan(what), 0.0, what).sum(axis=1)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def ranks(better: FloatArray) -> FloatArray:
    """The share of each governance model in each rank, ties split: (…, governance models, ranks).

    better: (…, governance models), one outcome, where more is better; NaN gives zeros.
    """
    better = levelled(better)
    mine, others = better[..., :, None], better[..., None, :]
    before, equal = (others > mine).sum(axis=-1), (others == mine).sum(axis=-1)
    rank = np.arange(better.shape[-1])
    among = (rank >= before[..., None]) & (rank < (before + equal)[..., None])
    return np.divide(among, equal[..., None], out=np.zeros(among.shape), where=equal[..., None] > 0)


def _table(
    values: Values, governance: Sequence[str], tolerance: float, points: NDArray[np.int64]
) -> pd.DataFrame:
    count, kept = len(governance), values.there.any(axis=1)
    values, points = Values(values.better[kept], values.shared), points[kept]
    shares = _shares(values, tolerance)
    mean = _per_point(shares, values.there).mean(axis=0)
    measured = mean[:, [0, count, count - 1]].T
    low, high = _intervals(values, shares[..., [0, count, count - 1]], measured)
    regret, regret_low, regret_high = _largest_regret(values)
    columns: dict[str, object] = {"governance": list(governance)}
    for place, name in enumerate(SHARES):
        columns |= {name: measured[place], f"{name}_low": low[place], f"{name}_high": high[place]}
    columns |= {"regret": regret, "regret_low": regret_low, "regret_high": regret_high}
    columns["point"] = points[levelled(_regret(_means(values)), axis=0).argmax(axis=0)]
    columns |= {f"rank_{rank + 1}": mean[:, rank] for rank in range(count)}
    return pd.DataFrame(columns)


def _shares(values: Values, tolerance: float) -> FloatArray:
    """In each world, the share in each rank and then whether it is within the tolerance of the best:
    (points, replicates, governance models, ranks + 1).
    """
    behind = values.better.max(axis=2, keepdims=True) - values.better
    size = max(tolerance, size_of(values.better))
    within = np.where(np.isfinite(behind), apart(tolerance, behind, size) <= 0.0, 0.0)
    return np.concatenate([ranks(values.better), within[..., None]], axis=3)


def _intervals(values: Values, shares: FloatArray, measured: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ends of the intervals of SHARES, (shares, governance models) each: percentiles of a bootstrap, and for
    what is so in no world or in all of them the exact interval for so many points.
    """
    tail = (1 - LEVEL) / 2
    drawn = np.stack(list(_drawn(values, shares)))
    low, high = np.clip(np.quantile(drawn, [tail, 1 - tail], axis=0), 0.0, 1.0)
    never = share([False] * len(values.better))
    never_seen, always_seen = measured < ROUNDING, measured > 1 - ROUNDING
    high[never_seen], low[always_seen] = never.high, 1 - never.high
    return low, high


def _drawn(values: Values, shares: FloatArray) -> Iterator[FloatArray]:
    """SHARES in the draws of a cluster bootstrap over points: (shares, governance models) each.

    Where points share their worlds, worlds are drawn too: what is random in them does not
    average out over points.
    One fewer is drawn than there are, without which few worlds would seem to vary too little.
    """
    rng, (points, worlds) = np.random.default_rng(SEED), values.there.shape
    by_world, there = np.moveaxis(shares, 1, 0), values.there.astype(np.float64)
    for _ in range(DRAWS):
        weight = np.ones(worlds)
        if values.shared:
            weight = rng.multinomial(worlds - 1, np.full(worlds, 1 / worlds)).astype(np.float64)
        total, mass = np.tensordot(weight, by_world, axes=1), there @ weight
        often = rng.multinomial(points, np.full(points, 1 / points)) * (mass > 0)
        if often.any():
            means = total / np.where(mass > 0, mass, 1.0)[:, None, None]
            yield np.einsum("p,pgs->sg", often / often.sum(), means)


def _means(values: Values) -> FloatArray:
    """The mean of each governance model at each point, luck averaged out: (points, governance models)."""
    return _per_point(values.better, values.there)


def _regret(means: FloatArray) -> FloatArray:
    """By how much each falls short of the best at each point: (points, governance models)."""
    return apart(means, means.max(axis=1, keepdims=True))


def _largest_regret(values: Values) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The largest regret over the points simulated, and the ends of its interval: (governance models,) each.

    The largest of many means is too large by chance. Worlds drawn again show by how much: that is taken away,
    and Student's t on their spread gives the interval. From a single world neither can be told.
    """
    seen, worlds = _regret(_means(values)).max(axis=0), values.there.shape[1]
    if worlds < 2:
        return seen, np.full(len(seen), np.nan), np.full(len(seen), np.nan)
    drawn = np.stack(list(_regrets_drawn(values)))
    regret = np.maximum(2 * seen - drawn.mean(axis=0), 0.0)
    spread = drawn.std(axis=0, ddof=1) * np.sqrt(worlds / (worlds - 1))
    half = float(stats.t.ppf((1 + LEVEL) / 2, worlds - 1)) * spread
    return regret, np.maximum(regret - half, 0.0), regret + half


def _regrets_drawn(values: Values) -> Iterator[FloatArray]:
    """The largest regrets with the worlds drawn again, the same for all points where they share them."""
    rng, (points, worlds) = np.random.default_rng(SEED), values.there.shape
    better = np.where(np.isnan(values.better), 0.0, values.better)
    chances, there = np.full(worlds, 1 / worlds), values.there.astype(np.float64)
    for _ in range(DRAWS):
        weight = rng.multinomial(worlds, chances, size=1 if values.shared else points).astype(np.float64)
        weights = there * weight
        mass = weights.sum(axis=1)
        total = np.einsum("pr,prg->pg", weights, better)[mass > 0]
        if len(total):
            yield _regret(total / mass[mass > 0][:, None]).max(axis=0)


def objects(found: Robustness) -> dict[str, object]:
    """The same as plain data, for `--json`; null for what is undefined."""
    content = {
        **{"case": found.case, "cost": found.cost, "outcome": found.outcome.id},
        **{"points": found.points, "worlds": found.worlds, "left_out": found.left_out},
        **{"percent": found.percent, "scale": found.scale, "tolerance": found.tolerance},
    }
    rows = [plain({str(key): one for key, one in row.items()}) for row in found.table.to_dict("records")]
    return {**plain(content), "undefined": list(found.undefined), "governance": rows}


def tables(found: Sequence[Robustness]) -> dict[str, pd.DataFrame]:
    """All shares of several answers as one table, a row for each governance model."""
    rows = []
    for one in found:
        labels = {"case": one.case, "cost": one.cost, "outcome": one.outcome.id, "points": one.points}
        labels |= {"worlds": one.worlds, "left_out": one.left_out, "tolerance": one.tolerance}
        rows.append(pd.DataFrame(labels, index=one.table.index).join(one.table))
    there = [one for one in rows if len(one)] or rows[:1]
    return {"robustness": pd.concat(there, ignore_index=True)}
