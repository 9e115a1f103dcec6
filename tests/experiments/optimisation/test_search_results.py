"""A search in its folder: an interrupted one ends as one that was not, and another one is refused."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import ArgumentError
from experiments.execution.stored_study import StoredStudy
from experiments.optimisation.instrument_space import as_file
from experiments.optimisation.search_results import manifest_of
from experiments.store.store import StoreError
from scenarios import read
from tests.experiments.optimisation.conftest import AT_ONCE, KINDS, TEN, Planted, searched


def files(folder: Path) -> dict[str, bytes]:
    """All files of a search but Optuna's journal, which has a clock in it."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in (".lock", "optuna.log")
    }


@pytest.mark.parametrize(
    "share",
    [0.1, 0.7, *(pytest.param(some, marks=pytest.mark.slow) for some in (0.4, 0.6, 0.9))],
)
def test_an_interrupted_search_goes_on_to_what_it_would_have_been(tmp_path: Path, share: float) -> None:
    whole = Planted(noise=0.05)
    uninterrupted = searched(whole, tmp_path / "whole/store")
    first, second = Planted(noise=0.05), Planted(noise=0.05)
    first.interrupts_after = after = AT_ONCE * int(share * len(whole.made) / AT_ONCE)
    with pytest.raises(KeyboardInterrupt):
        searched(first, tmp_path / "parts/store")
    resumed = searched(second, tmp_path / "parts/store")
    kept = len(first.made) if after > 24 else 0
    assert len(second.made) == len(whole.made) - kept
    for table in ("front", "mixes", "curves"):
        pd.testing.assert_frame_equal(getattr(resumed, table), getattr(uninterrupted, table))
    assert manifest_of(resumed) == manifest_of(uninterrupted)
    assert files(tmp_path / "parts/store") == files(tmp_path / "whole/store")


def test_more_trials_go_on_and_end_as_if_asked_for_at_once(tmp_path: Path) -> None:
    at_once, first, more = Planted(0.05), Planted(0.05), Planted(0.05)
    searched(at_once, tmp_path / "one/store", trials=36)
    searched(first, tmp_path / "two/store", trials=28)
    searched(more, tmp_path / "two/store", trials=36)
    assert len(more.made) < len(at_once.made) / 2
    one, two = (pd.read_parquet(tmp_path / name / "store/runs") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two)


def test_the_same_search_again_makes_nothing_and_another_seed_is_another_search(tmp_path: Path) -> None:
    again, other = Planted(0.05), Planted(0.05)
    found = searched(Planted(0.05), tmp_path / "store")
    assert searched(again, tmp_path / "store").mixes.equals(found.mixes)
    assert not again.made
    assert not searched(other, seed=1).mixes["instruments"].equals(found.mixes["instruments"])


def test_another_search_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    searched(Planted(), tmp_path / "store")
    before, lane = files(tmp_path), Planted()
    other = {"budget": 4.0, "months": 3, "seed": 1, "instruments": ("forum", "patrol"), "replicates": 5}
    words = {"budget": "4", "instruments": "forum,patrol"}
    for option, value in other.items():
        said = words.get(option, value)
        with pytest.raises(StoreError, match=f"holds a search with --{option} .*, not {said}"):
            searched(lane, tmp_path / "store", **{option: value})
    assert files(tmp_path) == before and not lane.made


def test_a_budget_that_nothing_keeps_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    lane = Planted()
    cheapest = min((lane.costs[KINDS.index(kind)], kind) for kind in TEN)
    with pytest.raises(ArgumentError, match=r"--budget 0\.01") as wrong:
        searched(lane, tmp_path / "store", budget=0.01)
    assert read.sections()[cheapest[1]].name.en in str(wrong.value)
    assert not list(tmp_path.iterdir())


def test_an_instrument_that_fails_is_left_out_and_its_run_can_be_replayed(tmp_path: Path) -> None:
    lane = Planted()
    lane.fails_with = TEN[0]
    found = searched(lane, tmp_path / "store", beside=())
    failed = found.mixes[found.mixes["within"].isna()]
    assert len(failed) and failed["instruments"].str.contains(TEN[0]).all()
    assert found.failed.runs == 2 * len(failed) and "no household came" in found.failed.error
    assert not found.front["instruments"].str.contains(TEN[0]).any()
    folder = tmp_path / "store/found/governance"
    folder.mkdir(parents=True)
    for model in found.failed.models:
        (folder / f"{model.id}.yaml").write_text(as_file(model), encoding="utf-8")
    stored = StoredStudy(tmp_path / "store")
    assert TEN[0] in stored.scenario(stored.row(found.failed.key)).instruments
