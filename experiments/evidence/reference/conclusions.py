"""Conclusions of the reference study: which differences from the baseline are shown, and under how many
calibrations.

Invariant: a conclusion is the sign of a difference from the baseline, on one outcome, in one case, at
one cost. It is shown where the 95 % interval over draws leaves out zero and the difference is no smaller than
what matters by the ledger; it holds where a calibration shows the same sign, and stands where it still does
when all comparisons of a calibration at one cost are corrected for together (Holm).
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.robustness import ranks
from experiments.evidence.model_uncertainty import BASELINE
from experiments.evidence.reference.calibrated_draws import CALIBRATIONS, DEFAULT, POSTERIOR, families
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.statistics.contrasts import share
from experiments.statistics.paired import COUNTED, EQUAL, NATURAL, holm, paired
from experiments.statistics.ties import apart
from experiments.statistics.verdict import LEVEL
from scenarios import read
from scenarios.read import OutcomeEntry

FloatArray = NDArray[np.float64]

WITHIN = ["calibration", "cost", "case"]
KEYS = ["cost", "case", "governance", "outcome"]
MOST = 0.9
"""Of draws, or of replicates: in so many a sign is said to be kept."""

BETTER, WORSE, OPEN = "better", "worse", "open"
RESAMPLES, SEED = 1000, 20_240_229


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """Each governance model minus the baseline, paired by draw: a row for each calibration, cost, case, model
    and outcome with its interval, the shares of draws in which it is better or worse, p as it is and
    corrected (Holm, over a calibration at one cost), and `shown`: better, worse or open.
    """
    found = pd.DataFrame([row for rows in _cells(runs) for row in _differences(*rows)])
    families = found.groupby(["calibration", "cost"], sort=False)["p"]
    found["p_holm"] = families.transform(lambda some: holm(some.to_numpy(dtype=np.float64)))
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
        gains = entry.direction * apart(one, other)[np.isfinite(other - one)]
        shares = {"better": (gains > 0).mean(), "worse": (gains < 0).mean()} if len(gains) else {}
        yield {
            **labels,
            **{"governance": model, "n": found.n, "mean_baseline": found.mean_a},
            **{"difference": found.difference, "low": found.low, "high": found.high, "shown": verdict},
            **{"draws_better": shares.get("better", np.nan), "draws_worse": shares.get("worse", np.nan)},
            "p": found.p,
        }


def shown(difference: float, low: float, high: float, entry: OutcomeEntry) -> str:
    """Which way a difference goes, where it is shown and large enough to matter."""
    if not (low > 0 or high < 0) or abs(difference) < entry.smallest:
        return OPEN
    return BETTER if difference * entry.direction > 0 else WORSE


def conclusions(table: pd.DataFrame) -> pd.DataFrame:
    """A row for each conclusion: what each calibration shows, `held`: under how many of them it is the same,
    `sign`: which way, `stands`: whether all show it after correction too, and `changes`: whether one
    calibration shows the opposite of another.
    """
    by = table.set_index([*KEYS, "calibration"])
    wide = by["shown"].unstack().reset_index()
    sure = (by["p_holm"] < 1 - LEVEL).unstack().all(axis=1).to_numpy(dtype=bool)
    there = [name for name in CALIBRATIONS if name in wide]
    better, worse = ((wide[there] == sign).sum(axis=1) for sign in (BETTER, WORSE))
    signs = np.where(better > worse, BETTER, np.where(worse > better, WORSE, OPEN))
    held = np.maximum(better, worse)
    found = wide.assign(held=held, sign=signs, stands=sure & (held == len(CALIBRATIONS)))
    return found.assign(changes=(better > 0) & (worse > 0)).rename_axis(columns=None)


def under_posterior(table: pd.DataFrame) -> pd.DataFrame:
    """What becomes under the posterior of each conclusion that the defaults show: a row for each with its
    `sign`; `shown`: what the posterior shows; `same`: whether the mean over its draws has the same sign;
    `draws`, `replicates`: in what share of its draws, and of the replicates at the defaults, the difference
    has that sign.
    """
    by = {name: rows.set_index(KEYS) for name, rows in table.groupby("calibration")}
    here, there = by[DEFAULT], by[POSTERIOR].reindex(by[DEFAULT].index)
    better = (here["shown"] == BETTER).to_numpy()
    found = pd.DataFrame(
        {
            "sign": here["shown"],
            "shown": there["shown"],
            "same": np.sign(here["difference"]) == np.sign(there["difference"]),
            "draws": np.where(better, there["draws_better"], there["draws_worse"]),
            "replicates": np.where(better, here["draws_better"], here["draws_worse"]),
        },
        index=here.index,
    )
    return found[found["sign"] != OPEN].reset_index()


def kept_by_outcome(found: pd.DataFrame) -> pd.DataFrame:
    """Of what `under_posterior` gives, by outcome and over all (the last row, whose outcome is empty): how
    many conclusions the defaults show; how many the posterior shows too, shows with the opposite sign, has
    the same sign of in the mean, and in MOST of the draws; and of those that the defaults have in MOST of
    their replicates, how many it has in MOST of its draws.
    """
    parts = [(outcome, found[found["outcome"] == outcome]) for outcome in OUTCOMES]
    return pd.DataFrame([_kept(outcome, rows) for outcome, rows in [*parts, ("", found)] if len(rows)])


def _kept(outcome: str, rows: pd.DataFrame) -> dict[str, object]:
    clear = rows["replicates"] >= MOST
    return {
        **{"outcome": outcome, "defaults": len(rows)},
        "shown": int((rows["shown"] == rows["sign"]).sum()),
        "opposite": int((~rows["shown"].isin([OPEN]) & (rows["shown"] != rows["sign"])).sum()),
        "same": int(rows["same"].sum()),
        "draws": int((rows["draws"] >= MOST).sum()),
        **{"clear": int(clear.sum()), "clear_kept": int((clear & (rows["draws"] >= MOST)).sum())},
    }


def counted(found: pd.DataFrame) -> pd.DataFrame:
    """At each cost how many conclusions hold under three, two, one and no calibrations, and how many of them
    stand.
    """
    held = found.groupby("cost", sort=False)["held"].value_counts().unstack(fill_value=0)
    held = held.loc[[cost for cost in (NATURAL, EQUAL) if cost in held.index]]
    table = held.reindex(columns=range(len(CALIBRATIONS), -1, -1), fill_value=0)
    sums = found.groupby("cost")[["stands", "changes"]].sum()
    return table.join(sums).rename_axis("cost").reset_index()


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
