"""Stopping at a width: in small steps, not too early, not much later than somebody who knows the spread."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from experiments.execution.sweep_report import Report
from experiments.statistics.intervals import Sample, ends, paired_sample, reach
from experiments.statistics.sequential_stopping import FEWEST, InterimLook, look, more, seen
from scenarios.study import Precision

FloatArray = NDArray[np.float64]
STUDIES, LONGEST = 1000, 600


def target(width: float, least: int = FEWEST, most: int = LONGEST) -> Precision:
    return Precision(outcome="conflict_index", width=width, least=least, most=most)


def carried_out(values: FloatArray, wanted: Precision) -> Sample:
    """A study that looks at these differences, one a world, until it stops."""
    worlds = wanted.least
    while True:
        found = paired_sample(np.zeros(worlds), values[:worlds])
        following = more(worlds, seen(found, worlds, wanted.width), wanted)
        if following <= worlds:
            return found
        worlds = following


def oracle(spread: float, width: float) -> int:
    """The worlds of somebody who knows the spread; like everybody, no fewer than FEWEST."""
    return next(n for n in range(FEWEST, LONGEST) if 2 * reach(n)[0] * spread / math.sqrt(n) <= width)


def bell(luck: np.random.Generator) -> FloatArray:
    return luck.normal(0.0, 1.0, LONGEST)


def skewed(luck: np.random.Generator) -> FloatArray:
    """Skewness 1.4, as that of the more skewed outcomes."""
    return np.asarray((luck.gamma(2.0, size=LONGEST) - 2.0) / math.sqrt(2.0), dtype=np.float64)


def counts(luck: np.random.Generator) -> FloatArray:
    """Petitions under two governance models, hardly paired: half of the worlds do not differ."""
    differences = luck.poisson(0.2, LONGEST) - luck.poisson(0.5, LONGEST)
    return np.asarray((differences + 0.3) / math.sqrt(0.7), dtype=np.float64)


@pytest.mark.parametrize("draw", [bell, skewed, counts])
@pytest.mark.parametrize("width", [0.8, 0.5])
def test_a_study_that_stopped_covers_the_truth_and_ran_little_longer_than_an_oracle(
    draw: Callable[[np.random.Generator], FloatArray], width: float
) -> None:
    luck = np.random.default_rng(11)
    stopped = [carried_out(draw(luck), target(width)) for _ in range(STUDIES)]
    held = [low <= 0 <= high for low, high in map(ends, stopped)]
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean([one.n for one in stopped]) <= 1.2 * oracle(1.0, width)
    assert all(np.diff(ends(one))[0] <= width for one in stopped)


def test_studies_that_believed_few_worlds_would_not_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.statistics.sequential_stopping.FEWEST", 4)
    luck = np.random.default_rng(12)
    held = [
        low <= 0 <= high
        for low, high in (ends(carried_out(skewed(luck), target(0.8, least=4))) for _ in range(STUDIES))
    ]
    assert np.mean(held) < 0.93


def test_replicates_grow_by_a_fifth_at_most_and_by_one_at_least() -> None:
    wide = InterimLook(9.0, 10_000)
    grown = [FEWEST]
    while grown[-1] < LONGEST:
        grown.append(more(grown[-1], wide, target(1.0)))
    steps = np.diff(grown)
    assert (steps >= 1).all() and (steps[:-1] <= np.array(grown[:-2]) * 0.2).all()
    assert grown[-1] == LONGEST and more(LONGEST, wide, target(1.0)) == LONGEST


def test_no_more_are_made_than_the_width_takes() -> None:
    assert more(100, InterimLook(1.01, 103), target(1.0)) == 103
    assert more(100, InterimLook(1.0, 100), target(1.0)) == 100


def test_a_width_is_not_believed_of_few_worlds_unless_there_may_be_no_more() -> None:
    assert more(3, InterimLook(0.0, 2), target(1.0, least=3)) == FEWEST
    assert more(3, InterimLook(0.0, 2), target(1.0, least=3, most=5)) == 5
    assert more(5, InterimLook(0.0, 2), target(1.0, least=3, most=5)) == 5


def rows(outcome: str, **values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "case": "xihu",
                "point": 0,
                "cost": "natural",
                "governance": name,
                "replicate": k,
                outcome: value,
            }
            for name, column in values.items()
            for k, value in enumerate(column)
        ]
    )


def test_a_look_sees_the_widest_interval_of_all_pairs() -> None:
    table = rows("conflict_index", a=[0, 0, 0, 0], b=[1, 0, 2, 1], c=[5, 5, 5, 5])
    half = 3.182446305 / math.sqrt(6)  # differences 1, 0, 2, 1
    found = look(table, target(1.0))
    assert found.width == pytest.approx(2 * half) and found.needed > 4


def test_worlds_that_leave_an_outcome_undefined_are_made_up_for() -> None:
    nothing = math.nan
    half = rows("conflict_index", a=[0] * 8, b=[1, 0, 2, 1, nothing, nothing, nothing, nothing])
    full = rows("conflict_index", a=[0] * 4, b=[1, 0, 2, 1])
    assert look(half, target(1.0)).needed == 2 * look(full, target(1.0)).needed


def test_a_rare_event_that_never_happened_is_not_known_to_any_width() -> None:
    table = rows("large_petitions_year", a=[0.0] * 30, b=[0.0] * 30)
    wanted = Precision(outcome="large_petitions_year", width=0.5, least=30, most=90)
    found = look(table, wanted)
    assert math.isinf(found.width) and more(30, found, wanted) == 36


def test_a_report_says_whether_the_width_or_the_most_stopped_the_study(tmp_path) -> None:
    at = {"study": "mine", "folder": tmp_path, "target": target(1.0), "replicates": 44}
    reached, missed = Report(**at, seen=InterimLook(0.98, 44)), Report(**at, seen=InterimLook(1.2, 60))
    assert "Stopped: 44 replicates suffice" in " ".join(reached.warnings()) and "0.98" in " ".join(
        reached.warnings()
    )
    assert "Stopped before the target: 44 replicates are the most" in " ".join(missed.warnings())
    told = reached.plain()
    assert (told["stopped"], told["width"], told["target_width"]) == ("width", 0.98, 1.0)
    assert missed.plain()["stopped"] == "most"
    assert Report("mine", tmp_path).plain()["stopped"] is None
