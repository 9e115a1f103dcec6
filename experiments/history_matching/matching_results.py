"""Finished history matching as tables: what was screened, what was run, what each wave left, how good its
emulators are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.history_matching.prior import Prior
from experiments.history_matching.waves import HistoryMatch
from experiments.patterns.measurements import FloatArray
from experiments.store.manifest import FORMAT, NEWEST
from experiments.store.output_folder import MAKER
from experiments.store.tables import write_tables

TABLES = ("run_points", "left", "screened", "screening", "emulators", "waves")


@dataclass(frozen=True)
class MatchingResults:
    """run_points: all that were run, in values, with number and standard error of each target; left: draws
    from what the last wave left; screened: a row for each parameter; screening: one for each target and
    parameter; emulators: one for each wave and target; waves: one for each wave.
    """

    run_points: pd.DataFrame
    left: pd.DataFrame
    screened: pd.DataFrame
    screening: pd.DataFrame
    emulators: pd.DataFrame
    waves: pd.DataFrame
    manifest: Mapping[str, object]

    def write(self, folder: Path) -> None:
        """Every table and the manifest, into a folder that exists."""
        write_tables({name: getattr(self, name) for name in TABLES}, self.manifest, folder)


def matching_results(match: HistoryMatch) -> MatchingResults:
    """The tables of what came of a request."""
    request = match.request
    return MatchingResults(
        run_points=_points(match),
        left=_values(match.prior, match.waves[-1].left.pooled),
        screened=match.parameters,
        screening=match.screening,
        emulators=pd.concat([one.quality for one in match.waves], ignore_index=True),
        waves=pd.DataFrame([_row(match, place) for place in range(len(match.waves))]),
        manifest={
            "made_by": MAKER,
            FORMAT: NEWEST,
            "command": list(request.command()),
            **request.identity(),
            "worlds": match.replicates,
        },
    )


def _points(match: HistoryMatch) -> pd.DataFrame:
    names = [one.pattern.id for one in match.request.targets]
    parts = [
        pd.DataFrame({"wave": match.run_in}),
        _values(match.prior, match.points.shares),
        pd.DataFrame(match.points.means, columns=names),
        pd.DataFrame(match.points.errors, columns=[f"{name}_error" for name in names]),
    ]
    return pd.concat(parts, axis=1)


def _values(prior: Prior, shares: FloatArray) -> pd.DataFrame:
    return pd.DataFrame(prior.values(shares), columns=list(prior.keys))


def _row(match: HistoryMatch, place: int) -> dict[str, object]:
    wave = match.waves[place]
    volume = wave.left.volume
    return {
        **{"wave": wave.number, "points": wave.points, "learned": wave.learned},
        **{"parameters": len(match.keys), "volume": volume, "volume_error": wave.left.error},
        **{"volume_log10": float(np.log10(volume)) if volume > 0 else np.nan, "seconds": wave.seconds},
    }
