"""The project's calibration, from the screening to broken models, kept step by step in a folder of its own.

Invariant: what is fitted are the patterns of role C, and those of role V are looked at in the last step
alone. The same command goes on where it stopped, by itself after so many hours, and ends with the same
tables.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import pandas as pd

from experiments.calibration.diagnostics import quantiles
from experiments.calibration.request import Sizes, requested
from experiments.calibration.simulator import on_this_machine
from experiments.evidence.behaviour.validation_draws import asked
from experiments.evidence.code_of_pages import FOLDER
from experiments.history_matching.emulator_fit import one_thread
from experiments.history_matching.matching_request import MatchingRequest, WaveSizes, matching
from experiments.history_matching.matching_results import matching_results
from experiments.history_matching.waves import Telling, history_matched
from experiments.inference.inference import QUANTILES, Inference
from experiments.inference.matched_waves import MatchedWaves
from experiments.inference.posterior_tests import InferenceSizes
from experiments.patterns.evaluate import patterns
from experiments.store.kept_tables import KeptTables, TimeOver
from experiments.store.output_folder import MAKER, write_text
from experiments.store.tables import for_spreadsheets
from scenarios.pattern import Pattern
from scenarios.posterior import FOLDER as POSTERIORS
from scenarios.posterior import USUAL, WEIGHT

PLACE = Path("results/studies/project-calibration")
"""Where its steps are kept."""

HOURS = 1.5
"""How long it works before it stops between two steps, of which none shall take half an hour more."""

LIST = "validation-list"
COMMAND = "python -m experiments.evidence calibration"
DIGITS, SHIPPED = 6, 1000
"""What is written of a posterior: digits, and draws, which come in an order without meaning."""


class CalibrationSizes(NamedTuple):
    """How much work: of history matching, and of the inference."""

    waves: WaveSizes = WaveSizes(screening=400, points=300, waves=4, replicates=2)
    inference: InferenceSizes = InferenceSizes()


def smaller(points: int) -> CalibrationSizes:
    """So little work that one sees whether it works: points of each wave, and all else in proportion."""
    few = max(2, points // 10)
    inference = InferenceSizes(points, points, 32, points, points, few, points, few, few, 2, again=few)
    return CalibrationSizes(WaveSizes(2 * points, points, 2, 2), inference)


def request_of(sizes: WaveSizes, ids: tuple[str, ...] = ()) -> MatchingRequest:
    """What is fitted: all that can matter, on all targets (or those named)."""
    return matching(requested(Sizes(0, 0, sizes.replicates, sizes.seed), ids=ids), sizes, ())


def calibration(
    say: Callable[[str], None],
    jobs: int,
    sizes: CalibrationSizes,
    folder: Path = PLACE,
    hours: float | None = HOURS,
    ids: tuple[str, ...] = (),
) -> dict[str, pd.DataFrame]:
    """All tables by name, `draws` among them; TimeOver when the hours are over."""
    end = None if hours is None else monotonic() + 3600 * hours
    request, opening = request_of(sizes.waves, ids), on_this_machine(jobs)

    def told(wave: int, run: int, of: int) -> None:
        say(f"wave {wave}: {run} of {of} points run")
        if end is not None and monotonic() > end:
            raise TimeOver(f"wave {wave}")

    match = history_matched(request, folder / "waves", opening, Telling(told))
    identity = {**request.identity(), "inference": list(sizes.inference)}
    left = None if end is None else max(0.0, (end - monotonic()) / 3600)
    kept = KeptTables(folder / "inference", identity, left)
    matched = MatchedWaves(match, folder / "runs", opening, sizes.inference.seed)
    with one_thread():
        found = Inference(matched, kept, opening, sizes.inference, unseen(), say).tables()
    found["checks"] = found["checks"].assign(counts=found["checks"]["id"].map(counting()).fillna(True))
    tables = matching_results(match)
    return {**found, "waves": tables.waves, "emulators": tables.emulators, "screened": tables.screened}


def unseen() -> list[Pattern]:
    """The patterns of role V: all of the model, and of claims those that cost little beside them."""
    own = [one for one in patterns().values() if one.role == "V" and one.claim is None]
    return list({one.id: one for one in (*own, *asked())}.values())


def counting(folder: Path = FOLDER) -> Mapping[str, bool]:
    """By pattern of role V whether meeting it says anything, as the list of them says; where there is none
    all count.
    """
    file = folder / f"{LIST}.csv"
    if not file.exists():
        return {}
    return pd.read_csv(file, encoding="utf-8-sig").set_index("id")["counts"].astype(bool).to_dict()


def write_posterior(draws: pd.DataFrame, parameters: pd.DataFrame, sizes: CalibrationSizes) -> None:
    """What studies draw from, the first draws of the posterior, with what made it."""
    table = draws[draws[WEIGHT] > 0].head(SHIPPED)[[WEIGHT, *draws.columns.drop(WEIGHT)]]
    safe = for_spreadsheets(table)
    text = safe.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    write_text(POSTERIORS / f"{USUAL}.csv", text)
    manifest: Mapping[str, object] = {
        **{"made_by": MAKER, "command": COMMAND.split(), **request_of(sizes.waves).identity()},
        **{"inference": sizes.inference._asdict(), "medoid": medoid(parameters)},
        "intervals": _intervals(table),
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
    write_text(POSTERIORS / f"{USUAL}.json", content + "\n")


def _intervals(draws: pd.DataFrame) -> dict[str, list[float]]:
    """By column the median and the middle 90 %."""
    weights = draws[WEIGHT].to_numpy()
    found = {
        key: quantiles(column.to_numpy(), weights, QUANTILES)
        for key, column in draws.drop(columns=WEIGHT).items()
    }
    return {str(key): [float(f"{one:.{DIGITS}g}") for one in numbers] for key, numbers in found.items()}


def medoid(parameters: pd.DataFrame) -> dict[str, float]:
    """The values of the draw in the middle, of those parameters alone that were not held."""
    learned = parameters[~parameters["held"].astype(bool)]
    return dict(zip(map(str, learned["parameter"]), map(float, learned["medoid"]), strict=True))
