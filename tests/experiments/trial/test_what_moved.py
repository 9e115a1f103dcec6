"""Decisions are compared where both sides made them; a gap that closes from above is warned of."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.trial.decision_counts import decision_counts
from experiments.trial.gap_levels import gap_levels
from experiments.trial.moved import moved
from experiments.trial.time_limit import TimeLimit
from experiments.trial.tried_edit import compared

KEY = "0/household.takes_part/1"


def decisions(file: Path, *rows: tuple[float, ...]) -> Path:
    """Write decisions: month, row, occupancy, item, kind, answer each."""
    columns: dict[str, Any] = {KEY: np.array(rows, dtype=float).T}
    np.savez(file, **columns)
    return file


def test_decisions_of_both_sides_are_matched_by_who_decides_and_when(tmp_path: Path) -> None:
    before = decisions(tmp_path / "a.npz", (1, 7, 0, 0, 0, 1), (2, 7, 0, 0, 0, 1), (2, 8, 0, 0, 1, 0))
    now = decisions(
        tmp_path / "b.npz", (2, 8, 0, 0, 1, 0), (1, 7, 0, 0, 0, 1), (2, 7, 0, 0, 0, 0), (3, 7, 1, 0, 0, 0)
    )
    elderly, young = decision_counts(before, now, (["elderly", "young"],) * 2)
    assert (elderly.kind, elderly.both, elderly.differ, elderly.only_now) == ("elderly", 2, 1, 1)
    assert elderly.first is not None
    assert (elderly.first.month, elderly.first.row, elderly.first.rule) == (2, 7, "household.takes_part")
    assert (young.both, young.differ, young.first) == (1, 0, None)


def test_a_household_that_moved_in_on_one_side_alone_decides_there_alone(tmp_path: Path) -> None:
    before = decisions(tmp_path / "a.npz", (1, 7, 0, 0, 0, 1))
    now = decisions(tmp_path / "b.npz", (1, 7, 1, 0, 0, 0))
    [one] = decision_counts(before, now, (["elderly"],) * 2)
    assert (one.both, one.only_before, one.only_now) == (0, 1, 1)


def levels(before: float, now: float, spread: float = 0.01) -> tuple[list[float], list[float]]:
    noise = np.random.default_rng(1).normal(0, spread, (2, 30))
    return (before + noise[0]).tolist(), (now + noise[0] + noise[1] / 10).tolist()


def test_a_gap_that_closes_because_the_better_off_fall_is_warned_of() -> None:
    shown = {"gap_elderly_young_participation": {"verdict": "better", "difference": -0.1}}
    old, young = levels(0.3, 0.2), levels(0.1, 0.1)
    [one] = gap_levels(
        {"gap_elderly_young_participation": [old[0], young[0]]},
        {"gap_elderly_young_participation": [old[1], young[1]]},
        shown,
    )
    assert one.from_above
    assert [level.group for level in one.groups] == ["elderly", "young"]
    assert one.groups[0].before > one.groups[0].now
    risen = levels(0.1, 0.2)
    [other] = gap_levels(
        {"gap_elderly_young_participation": [old[0], risen[0]]},
        {"gap_elderly_young_participation": [old[0], risen[1]]},
        shown,
    )
    assert not other.from_above


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"replicate": range(len(values)), "conflict_index": values, "satisfaction": 0.5})


def test_what_is_told_as_moved_is_what_the_corrected_test_shows() -> None:
    noise = np.random.default_rng(3).normal(5, 1, 60)
    table = compared(
        "minzhu", frame(noise), frame(noise + 0.02 + np.random.default_rng(4).normal(0, 0.01, 60))
    )
    rows = {row["outcome"]: row for row in table.to_dict("records")}
    assert moved(rows["conflict_index"])
    assert rows["conflict_index"]["verdict"] == "no practical difference"
    assert not moved(rows["satisfaction"])
    assert rows["satisfaction"]["verdict"] == "identical in every replicate"


def test_no_batch_is_begun_that_would_not_end_in_time() -> None:
    limit = TimeLimit(500, limit=1e6)
    limit.took(1, 0.6)
    assert limit.next_batch() == 4
    limit.took(4, 0.7)
    limit.took(64, 3.0)
    assert limit.next_batch() == 64
    over = TimeLimit(500, limit=0.0)
    over.took(1, 0.6)
    assert over.next_batch() == 0
