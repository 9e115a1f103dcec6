"""The whole: waves on a function that is known, and on the model, on a very small scale."""

from pathlib import Path

import numpy as np
import pytest

from experiments.calibration.simulator import Opening, on_this_machine
from experiments.history_matching.matching_request import WaveSizes, matching
from experiments.history_matching.matching_results import matching_results
from experiments.history_matching.waves import HistoryMatch, Telling, history_matched
from experiments.store.output_folder import FolderError
from experiments.store.store import StoreError
from tests.experiments.history_matching.conftest import KEYS, TARGETS, Simulated, Toy, drawn, truth


def nowhere(*_: object) -> object:
    raise AssertionError("nothing is to be opened")


OPENING: Opening = nowhere  # type: ignore[assignment]


def prepared(folder: Path, toy: Toy) -> Path:
    """A folder that has its identity, which the pilot would have written."""
    import json

    folder.mkdir()
    (folder / "calibration.json").write_text(json.dumps(dict(toy.identity())))
    return folder


def same(one: HistoryMatch, other: HistoryMatch) -> bool:
    """Whether two ended alike to the last digit."""
    ours, theirs = (np.concatenate([wave.left.draws for wave in match.waves]) for match in (one, other))
    return bool((ours == theirs).all() and (one.points.means == other.points.means).all())


@pytest.mark.slow
def test_waves_rule_out_all_but_what_gives_the_targets_and_go_on_where_they_stopped(
    toy: Toy, tmp_path: Path
) -> None:
    folder, told = prepared(tmp_path / "whole", toy), list[float]()
    found = history_matched(toy, folder, OPENING, Telling(wave=lambda wave: told.append(wave.left.volume)))
    assert told == [wave.left.volume for wave in found.waves] and len(told) == 3
    assert told[0] > told[1] > 0.5 * told[2] and told[2] < 0.2
    gives = truth(found.waves[-1].left.pooled)
    assert (np.abs(gives - [one.centre for one in TARGETS]).mean(axis=0) < 0.3).all()
    inside = drawn(20_000, 9)
    inside = inside[(np.abs(truth(inside) - [one.centre for one in TARGETS]) < 0.02).all(axis=1)]
    assert (found.excess(inside) <= 1).mean() > 0.9
    everywhere = np.random.default_rng(5).random((200, len(found.keys)))
    assert (found.allowed(everywhere) == (found.excess(everywhere) <= 1)).all()
    assert found.parameters["kept"].all() and len(found.points) == 80 + 2 * 40

    asked = Simulated.asked
    assert same(found, history_matched(toy, folder, OPENING)) and Simulated.asked == asked
    journal = folder / "tried.jsonl"
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:100])[:-9])
    for number in (2, 3):
        (folder / f"wave-{number}.npz").unlink()
    assert same(found, history_matched(toy, folder, OPENING)) and Simulated.asked == asked + 61

    results = matching_results(found)
    assert list(results.waves["volume"]) == told and len(results.run_points) == 160
    assert set(KEYS) <= set(results.left.columns)
    (folder / "wave-1.npz").write_bytes(b"no wave")
    with pytest.raises(FolderError, match=r"wave-1\.npz is damaged"):
        history_matched(toy, folder, OPENING)
    other = Toy(toy.sizes._replace(points=41), KEYS, TARGETS)
    with pytest.raises(StoreError, match="another calibration"):
        history_matched(other, folder, OPENING)


@pytest.mark.slow
def test_waves_match_the_model_itself(tmp_path: Path) -> None:
    from experiments.calibration.request import Sizes, requested

    keys = ("nuisance.threshold", "nuisance.distance_scale", "fee.intercept")
    request = requested(Sizes(8, 1, 2), keys, ["disturbed", "fee-mean"])
    small = matching(request, WaveSizes(24, 20, 2, 2), keys)
    assert small.keys[:3] == keys and {"fee.intercept@mixed", "fee.intercept@street"} == set(small.keys[3:])
    found = history_matched(small, tmp_path / "out", on_this_machine(1))
    assert not found.failed and len(found.points) == 44 and np.isfinite(found.points.means).mean() > 0.8
    assert 0 < found.waves[-1].left.volume < 1
    assert np.nanmin(found.points.errors) >= 0 and np.nanmax(found.points.errors) > 0
