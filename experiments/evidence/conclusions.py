"""Conclusions of the reference study: which differences from the baseline are shown, and under how many
calibrations.

Invariant: a conclusion is the sign of a difference from the baseline, on one outcome, in one case, at
one cost. It is shown where the 95 % interval over draws leaves out zero and the difference is no smaller than
what matters by the ledger; it holds where a calibration shows the same sign.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.robustness import ranks
from experiments.evidence.model_uncertainty import BASELINE
from experiments.evidence.reference import CALIBRATIONS, OUTCOMES, families
from experiments.statistics.contrasts import share
from experiments.statistics.paired import COUNTED, EQUAL, NATURAL, paired
from experiments.statistics.verdict import LEVEL
from scenarios import read
from scenarios.read import OutcomeEntry

FloatArray = NDArray[np.float64]

WITHIN = ["calibration", "cost", "case"]
BETTER, WORSE, OPEN = "better", "worse", "open"
RESAMPLES, SEED = 1000, 20_240_229


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """Each governance model minus the baseline, paired by draw: a row for each calibration, cost, case, model
    and outcome with its interval, and `shown`: better, worse or open.
    """
    found = pd.DataFrame([row for rows in _cells(runs) for row in _differences(*rows)])
    return found.merge(cost_gaps(runs), on=[*WITHIN, "governance"])


def cost_gaps(runs: pd.DataFrame) -> pd.DataFrame:
    """By what share of the baseline's mean running cost that of each governance model lies above it."""
    means = runs.groupby([*WITHIN, "governance"])["cost_total"].mean().unstack()
    gaps = means.div(means[BASELINE], axis=0) - 1.0
    return gaps.stack().rename("cost_gap").reset_index()


def _cells(runs: pd.DataFrame) -> Iterator[tuple[dict[str, object], OutcomeEntry, pd.DataFrame]]:
    """By calibration, cost, case and outcome: a row a draw, a column a governance model."""
    entries = read.outcome_entries()
    for keys, rows in runs.groupby(WITHIN, sort=False):
        for outcome in OUTCOMES:
            table = rows.pivot(index="point", columns="governance", values=outcome).astype("float64")
            named = table[list(dict.fromkeys(rows["governance"]))]
            yield dict(zip(WITHIN, keys, strict=True)) | {"outcome": outcome}, entries[outcome], named


def _differences(
    labels: dict[str, object], entry: OutcomeEntry, table: pd.DataFrame
) -> Iterator[dict[str, object]]:
    for model in (str(name) for name in table.columns if name != BASELINE):
        one, other = (table[name].to_numpy(dtype=np.float64) for name in (BASELINE, model))
        found = paired(one, other, entry.direction, entry.unit in COUNTED)
        verdict = shown(found.difference, found.low, found.high, entry)
        yield {
            **labels,
            **{"governance": model, "n": found.n, "mean_baseline": found.mean_a},
            **{"difference": found.difference, "low": found.low, "high": found.high, "shown": verdict},
        }


def shown(difference: float, low: float, high: float, entry: OutcomeEntry) -> str:
    """Which way a difference goes, where it is shown and large enough to matter."""
    if not (low > 0 or high < 0) or abs(difference) < entry.smallest:
        return OPEN
    return BETTER if difference * entry.direction > 0 else WORSE


def conclusions(table: pd.DataFrame) -> pd.DataFrame:
    """A row for each conclusion: what each calibration shows, `held`: under how many of them it is the same,
    `sign`: which way, and `changes`: whether one calibration shows the opposite of another.
    """
    keys = ["cost", "case", "governance", "outcome"]
    wide = table.set_index([*keys, "calibration"])["shown"].unstack().reset_index()
    there = [name for name in CALIBRATIONS if name in wide]
    better, worse = ((wide[there] == sign).sum(axis=1) for sign in (BETTER, WORSE))
    signs = np.where(better > worse, BETTER, np.where(worse > better, WORSE, OPEN))
    found = wide.assign(held=np.maximum(better, worse), sign=signs, changes=(better > 0) & (worse > 0))
    return found.rename_axis(columns=None)


def counted(found: pd.DataFrame) -> pd.DataFrame:
    """How many conclusions hold under three, two, one and none of the calibrations at each cost."""
    held = found.groupby("cost", sort=False)["held"].value_counts().unstack(fill_value=0)
    held = held.loc[[cost for cost in (NATURAL, EQUAL) if cost in held.index]]
    table = held.reindex(columns=range(len(CALIBRATIONS), -1, -1), fill_value=0)
    return table.assign(changes=found.groupby("cost")["changes"].sum()).rename_axis("cost").reset_index()


def heads(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs of one governance model of each family: variants would share what is one idea's place."""
    return runs[runs["governance"].isin(families())]


def best(runs: pd.DataFrame) -> pd.DataFrame:
    """The governance model, of one of each family, that is most often best: a row for each calibration, cost,
    case and outcome, with the share of draws in which it is (ties split) and its interval.
    """
    rows = []
    for labels, entry, table in _cells(heads(runs)):
        there = table.dropna()
        if len(there) and len(there.columns) > 1:
            first = ranks(entry.direction * there.to_numpy(dtype=np.float64))[:, :, 0]
            place = int(first.mean(axis=0).argmax())
            value, low, high = _interval(first[:, place])
            which = {"governance": there.columns[place], "n": len(there)}
            rows.append({**labels, **which, "best": value, "low": low, "high": high})
    return pd.DataFrame(rows)


def _interval(first: FloatArray) -> tuple[float, float, float]:
    """A mean share over draws with the ends of its bootstrap interval; exact where it is all or nothing."""
    value, count = float(first.mean()), len(first)
    if value in (0.0, 1.0):
        exact = share([bool(value)] * count)
        return value, exact.low, exact.high
    weights = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    low, high = np.quantile(weights @ first / count, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return value, float(low), float(high)


def rank_shares(runs: pd.DataFrame) -> pd.DataFrame:
    """Rank probabilities among one governance model of each family, over all cases, each of which weighs the
    same: a row for each calibration, cost, outcome and governance model with `rank_1` ….
    """
    found: dict[tuple[object, ...], list[FloatArray]] = {}
    chosen = heads(runs)
    names: Sequence[str] = list(dict.fromkeys(chosen["governance"]))
    for labels, entry, table in _cells(chosen):
        there = table[names].dropna()
        if len(there):
            shares = ranks(entry.direction * there.to_numpy(dtype=np.float64)).mean(axis=0)
            found.setdefault((labels["calibration"], labels["cost"], labels["outcome"]), []).append(shares)
    rows = []
    for (calibration, cost, outcome), of_cases in found.items():
        for name, row in zip(names, np.mean(of_cases, axis=0), strict=True):
            by_place = {f"rank_{place}": value for place, value in enumerate(row, 1)}
            labels = {"calibration": calibration, "cost": cost, "outcome": outcome, "governance": name}
            rows.append(labels | {"cases": len(of_cases)} | by_place)
    return pd.DataFrame(rows)
