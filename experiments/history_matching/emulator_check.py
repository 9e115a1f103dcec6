"""How good emulators are: told by points held back while they were fitted, and by points run afterwards.

Leaving out one point at a time without a new fit is no check here: lengths and polynomial have seen it.
"""

import numpy as np
import pandas as pd

from experiments.history_matching.emulator import Emulators
from experiments.history_matching.emulator_fit import drawn_in, judged, training
from experiments.history_matching.points import Points


def checked(emulators: Emulators, learned: Points, wave: int) -> pd.DataFrame:
    """A row for each target: points learned from, R² and share within two standard deviations of those
    held back, by how much variances were raised, the part of the numbers' variance that is noise (R² at best
    is 1 less that), and the active parameters.
    """
    rows = [_row(emulators, place, learned) for place in range(len(emulators.targets))]
    return pd.DataFrame(rows).assign(wave=wave, fresh_r2=np.nan, fresh_within=np.nan)


def with_fresh(table: pd.DataFrame, emulators: Emulators, fresh: Points) -> pd.DataFrame:
    """The same with what the emulators said of points run afterwards: R², and the share within two standard
    deviations of emulator and noise.
    """
    means, variances = emulators.predict(fresh.shares)
    noise = emulators.noise(fresh.shares)
    given = [drawn_in(fresh.means[:, place], one) for place, one in enumerate(emulators.targets)]
    found = [
        judged(values - means[:, place], variances[:, place] + noise[:, place], values)
        for place, values in enumerate(given)
    ]
    return table.assign(fresh_r2=[one[0] for one in found], fresh_within=[one[1] for one in found])


def _row(emulators: Emulators, place: int, learned: Points) -> dict[str, object]:
    one, target = emulators.each[place], emulators.targets[place]
    shares, values, errors = training(learned, place, target)
    r2, within, _count = map(float, one.held)
    spread = float(values.var())
    return {
        **{"wave": 0, "pattern": target.pattern.id, "points": len(values), "r2": r2, "within": within},
        "noise": float(np.nanmean(errors**2)) / spread if spread and np.isfinite(errors).any() else np.nan,
        "inflation": float(one.inflation),
        "deviation": float(np.sqrt(one.predict(shares)[1].mean())),
        "observed": target.deviation,
        "active": ", ".join(emulators.keys[which] for which in one.active),
    }
