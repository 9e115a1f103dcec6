"""Screening: which parameters move the targets, told from points that fill the prior in all of them.

Rank regression (Iman and Conover 1979) with a straight and a squared term, built up one parameter at a time.
A parameter moves a target if it explains more of the ranks than the best of all parameters would in
nineteen of twenty targets whose numbers were shuffled (Westfall and Young 1993), so that of hundreds of
parameters none is kept by chance alone.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from experiments.calibration.targets import Target
from experiments.history_matching.points import Points
from experiments.patterns.measurements import FloatArray
from scenarios.by_type import is_of_type, parameter_of

LEAST_KEPT = 60
"""So many parameters go into the waves, at least."""

SHUFFLED, LEVEL = 200, 0.95

MOST_STEPS = 25
"""Parameters that are found to move a target, at most."""

MOVES, NEXT, SHIFT, OUT = "moves", "next", "shift", "left out"
"""Why a parameter is kept, or not: it is found to move a target; it is one of the strongest of the others;
it is a type's shift of one that is kept.
"""


def screened(points: Points, keys: Sequence[str], targets: Sequence[Target], seed: int = 0) -> pd.DataFrame:
    """A row for each target and parameter: the share of the variance of its ranks that the parameter explains
    beside those before it, the share that chance reaches, and the step at which it was found, 0 if not.
    """
    tables = [_of_target(points, place, keys, one, seed) for place, one in enumerate(targets)]
    return pd.concat(tables, ignore_index=True)


def chosen(screening: pd.DataFrame, keys: Sequence[str], least: int = LEAST_KEPT) -> pd.DataFrame:
    """A row for each parameter: whether it is kept and why, and of the target that it moves most the share of
    the ranks' variance; those kept are at least `least` and come first.
    """
    table = screening.assign(strength=screening["share"] / screening["chance"])
    table = table.assign(found=table["step"] > 0).sort_values(
        ["found", "strength"], ascending=False, kind="stable"
    )
    best = table.groupby("parameter", sort=False).first()
    moved = screening[screening["step"] > 0].groupby("parameter")["pattern"].agg(", ".join)
    own = best.loc[[not is_of_type(str(key)) for key in best.index]]
    kept = set(own.index[: max(least, int(own["found"].sum()))])
    reasons = {key: _reason(key, bool(best["found"][key]), kept) for key in best.index}
    rows = best.reset_index()[["parameter", "pattern", "share", "chance"]]
    rows.insert(1, "kept", [reasons[key] != OUT for key in rows["parameter"]])
    rows.insert(2, "reason", [reasons[key] for key in rows["parameter"]])
    rows["moves"] = [str(moved.get(key, "")) for key in rows["parameter"]]
    return rows.sort_values("kept", ascending=False, kind="stable", ignore_index=True)


def _reason(key: str, found: bool, kept: set[str]) -> str:
    if is_of_type(key):
        return SHIFT if parameter_of(key) in kept else OUT
    if key not in kept:
        return OUT
    return MOVES if found else NEXT


def _of_target(points: Points, place: int, keys: Sequence[str], target: Target, seed: int) -> pd.DataFrame:
    there = np.isfinite(points.means[:, place])
    terms = _terms(points.shares[there])
    left = _centred(rankdata(points.means[there, place]))
    generator = np.random.default_rng([seed, place])
    share, chance, step = np.zeros(len(keys)), 1.0, np.zeros(len(keys), dtype=int)
    basis = np.zeros((len(left), 0))
    whole = max(float(left @ left), 1e-12)
    for number in range(1, MOST_STEPS + 1):
        explained = _explained(terms, left)
        explained[step > 0] = 0.0
        chance = _by_chance(terms, left, generator)
        share = np.where(step > 0, share, explained / whole)
        best = int(explained.argmax())
        if explained[best] <= chance * whole:
            break
        step[best] = number
        basis = np.linalg.qr(np.concatenate([basis, terms[best].T], axis=1))[0]
        left = left - basis @ (basis.T @ left)
    names = {"parameter": list(keys), "pattern": target.pattern.id}
    return pd.DataFrame({**names, "share": share, "chance": max(chance, 1e-9), "step": step})


def _terms(shares: FloatArray) -> FloatArray:
    """For each parameter two orthogonal unit columns, straight and squared: (parameters, 2, points)."""
    straight = shares - shares.mean(axis=0)
    straight = straight / np.maximum(np.linalg.norm(straight, axis=0), 1e-12)
    squared = (shares - 0.5) ** 2
    squared = squared - squared.mean(axis=0)
    squared = squared - straight * (straight * squared).sum(axis=0)
    squared = squared / np.maximum(np.linalg.norm(squared, axis=0), 1e-12)
    return np.stack([straight.T, squared.T], axis=1)


def _centred(values: FloatArray) -> FloatArray:
    found: FloatArray = values - values.mean()
    return found


def _explained(terms: FloatArray, left: FloatArray) -> FloatArray:
    """The sum of squares that each parameter explains: (parameters,)."""
    found: FloatArray = ((terms @ left) ** 2).sum(axis=1)
    return found


def _by_chance(terms: FloatArray, left: FloatArray, generator: np.random.Generator) -> float:
    """What the best of all parameters explains of shuffled numbers, as a share, in all but few of them."""
    shuffled = generator.permuted(np.tile(left, (SHUFFLED, 1)), axis=1).T
    best = ((terms @ shuffled) ** 2).sum(axis=1).max(axis=0)
    return float(np.quantile(best, LEVEL)) / max(float(left @ left), 1e-12)
