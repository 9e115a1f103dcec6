"""Slopes among households: how the odds of having taken part in the past year rise with what a household
feels, from the lowest that is found to the highest, as a survey of one day would say it.

A logistic regression in every compound, over the households at home at the end of the run, as multilevel
studies of participation fit one (D20): trust in the residents' committee, belonging and efficacy together,
with age, owning and Party membership beside them. The model reads none of this.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

FloatArray = NDArray[np.float64]

SLOPES = {"slope_on_trust": 1, "slope_on_belonging": 2}
"""What may be asked, and the place of its coefficient."""

FELT = ("trust_committee", "belonging", "efficacy")
YEAR = 12.0
STEPS, ENOUGH, FAR = 25, 1e-8, 30.0
"""Newton's steps at most; the step that is none; the coefficient beyond which odds have no end."""


def slopes(world: "Neighbourhood") -> dict[str, FloatArray]:
    """Log odds over the range of what is felt, by name: (compounds,); nan where the odds have no end."""
    h = world.households
    about = [*(h.columns[name] for name in FELT), h.age / 100.0, h.owner, h.party]
    design = np.column_stack([np.ones(len(h.present)), *about]).astype(np.float64)
    took_part = np.asarray(h.months_idle < YEAR, dtype=np.float64)
    fits = []
    for compound in range(world.compounds.count):
        rows = np.flatnonzero((world.compounds.of_row == compound) & h.present)
        wide = np.ptp(design[rows], axis=0) if len(rows) else np.zeros(design.shape[1])
        fits.append(logistic(design[rows], took_part[rows]) * wide)
    return {name: np.array([fit[place] for fit in fits]) for name, place in SLOPES.items()}


def logistic(design: FloatArray, truth: FloatArray) -> FloatArray:
    """Coefficients of the logistic regression of `truth` (rows,) on `design` (rows, columns), by Newton's
    method (McCullagh and Nelder 1989); nan where there is no finite one, and 0 for a column that is 0.
    """
    found = np.zeros(design.shape[1])
    for _step in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -FAR, FAR)))
        information = design.T @ (design * (chance * (1.0 - chance))[:, None])
        step = np.linalg.pinv(information, hermitian=True) @ (design.T @ (truth - chance))
        found += step
        if not np.isfinite(found).all() or np.abs(found).max() > FAR:
            break
        if np.abs(step).max() < ENOUGH:
            return found
    return np.full(design.shape[1], np.nan)
