"""Statistics that hold what they promise: intervals cover, false alarms are rare, equivalence is shown."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.statistics.intervals import Sample, ends, p_equivalence, paired_sample, reach
from experiments.statistics.paired import judged, paired
from experiments.statistics.verdict import Verdict

FloatArray = NDArray[np.float64]
Sides = tuple[FloatArray, FloatArray]
SHOWN = {Verdict.BETTER, Verdict.WORSE, Verdict.HIGHER, Verdict.LOWER}
WORLDS, STUDIES = 20, 2000


def bell(luck: np.random.Generator) -> Sides:
    """Two sides that share most of their luck; b is 0.3 above a."""
    common = luck.normal(size=WORLDS)
    return common + luck.normal(size=WORLDS), common + luck.normal(0.3, 1, WORLDS)


def skewed(luck: np.random.Generator) -> Sides:
    """What b adds is exponential, on top of a little noise; 1 above a."""
    common = luck.normal(size=WORLDS)
    return common, common + luck.exponential(size=WORLDS) + 0.1 * luck.normal(size=WORLDS)


def counts(luck: np.random.Generator) -> Sides:
    """Petitions: one a world, of which b prevents each with probability 0.6; 55 % of worlds do not differ."""
    a = luck.poisson(1.0, WORLDS)
    return a.astype(np.float64), luck.binomial(a, 0.4).astype(np.float64)


def covered(sides: Callable[[np.random.Generator], Sides], true: float, studies: int = STUDIES) -> float:
    """The share of studies that have an interval whose interval holds the true difference."""
    luck = np.random.default_rng(7)
    found = [paired(*sides(luck), direction=-1, counted=True) for _ in range(studies)]
    told = [one for one in found if not math.isnan(one.low)]
    return float(np.mean([one.low <= true <= one.high for one in told]))


@pytest.mark.parametrize(("sides", "true"), [(bell, 0.3), (skewed, 1.0), (counts, -0.6)])
def test_intervals_of_20_worlds_cover_the_true_difference_as_often_as_they_say(sides, true: float) -> None:
    assert 0.93 <= covered(sides, true) <= 0.97


def test_without_the_stretch_skewed_worlds_would_not_be_covered() -> None:
    luck = np.random.default_rng(7)
    held = 0
    for _ in range(STUDIES):
        found = paired_sample(*skewed(luck))
        half = reach(WORLDS)[0] * found.spread / math.sqrt(WORLDS)
        held += abs(found.mean - 1) <= half
    assert held / STUDIES < 0.93


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.15])
def test_rare_events_that_no_world_showed_are_not_taken_for_impossible(rate: float) -> None:
    def rare(luck: np.random.Generator) -> Sides:
        return np.zeros(WORLDS), luck.binomial(1, rate, WORLDS).astype(np.float64)

    def beside_common_ones(luck: np.random.Generator) -> Sides:
        a = luck.binomial(1, 0.5, WORLDS).astype(np.float64)
        return a, a + luck.binomial(1, rate, WORLDS).astype(np.float64)

    assert covered(rare, rate, 500) >= 0.95
    assert covered(beside_common_ones, rate, 500) >= 0.95


def test_the_interval_is_students_but_longer_on_the_long_tail_of_skewed_worlds() -> None:
    assert reach(20) == pytest.approx((2.0930, 2.0930), abs=5e-5)
    below, above = reach(20, 1.0)
    assert below == pytest.approx(2.0930, abs=5e-5) and above > 2.5
    assert reach(20, -1.0) == (above, below)
    # Hall's inverse at t = −2.0930: √20·3·(1 − (1 − 2.0930/√20 − 1/120)^(1/3)).
    assert above == pytest.approx(
        math.sqrt(20) * 3 * (1 - (1 - 2.0930240544 / math.sqrt(20) - 1 / 120) ** (1 / 3))
    )


def test_skewness_that_luck_explains_does_not_stretch_the_interval() -> None:
    found = paired_sample(np.zeros(5), np.array([0.0, 1.0, 2.0, 3.0, 5.0]))
    assert found.skewness == 0
    assert ends(found)[1] - found.mean == pytest.approx(found.mean - ends(found)[0])


def rows_of(table: list[Sides], smallest: float = 0.5) -> list[dict[str, object]]:
    return [paired(a, b, direction=1).__dict__ | {"direction": 1, "smallest": smallest} for a, b in table]


def verdicts(table: list[Sides], smallest: float = 0.5) -> set[str]:
    return set(judged(rows_of(table, smallest), ("verdict",))["verdict"])


def test_a_table_without_any_difference_raises_a_false_alarm_in_one_study_of_20_at_most() -> None:
    luck = np.random.default_rng(3)
    draws = (
        lambda: luck.normal(size=WORLDS),
        lambda: luck.exponential(size=WORLDS),
        lambda: luck.poisson(0.3, WORLDS).astype(float),
    )
    studies, alarms = 200, 0
    for _ in range(studies):
        table = [(draw(), draw()) for draw in draws for _pair in range(6)]
        alarms += bool(verdicts(table, smallest=0.0) & SHOWN)
    assert alarms / studies <= 0.05 + 1.645 * math.sqrt(0.05 * 0.95 / studies)


def test_a_table_of_differences_that_matter_is_called_equivalent_in_one_study_of_20_at_most() -> None:
    luck = np.random.default_rng(4)
    studies, wrong = 200, 0
    for _ in range(studies):
        table = [(np.zeros(WORLDS), luck.normal(0.5, 0.3, WORLDS)) for _row in range(18)]
        wrong += Verdict.NO_PRACTICAL in verdicts(table)
    assert 0 < wrong / studies <= 0.05 + 1.645 * math.sqrt(0.05 * 0.95 / studies)


def test_equivalence_is_two_one_sided_tests_worked_out_by_hand() -> None:
    # Mean 0.1, error 0.4/√16 = 0.1; to 0.5 there are 4 errors, to −0.5 there are 6; t(15) beyond 4: 0.000579.
    assert p_equivalence(16, 0.1, 0.4, 0.0, 0.3131, 0.5) == pytest.approx(0.000579, abs=1e-6)
    assert p_equivalence(16, -0.1, 0.4, 0.0, 0.1131, 0.5) == pytest.approx(0.000579, abs=1e-6)
    assert p_equivalence(16, 0.6, 0.4, 0.0, 0.8131, 0.5) > 0.8
    assert math.isnan(p_equivalence(16, 0.1, 0.4, 0.0, 0.3131, 0.0))


def test_equivalence_is_harder_to_show_of_worlds_with_a_long_tail() -> None:
    plain = p_equivalence(16, 0.1, 0.4, 0.0, 0.3, 0.5)
    assert all(p_equivalence(16, 0.1, 0.4, skewness, 0.3, 0.5) > plain for skewness in (1.0, 2.0))


def test_worlds_all_alike_show_equivalence_as_far_as_an_unseen_world_allows() -> None:
    # Of 20 worlds alike, with steps of 1: that not a tenth of all worlds differ has a p of 0.9^20.
    alike = Sample(20, 0.0, 0.0, step=1.0)
    assert p_equivalence(20, 0.0, 0.0, 0.0, ends(alike)[1], 0.1) == pytest.approx(0.9**20)
    assert p_equivalence(20, 0.0, 0.0, 0.0, ends(alike)[1], 1.5) == 0
    assert p_equivalence(20, 0.0, 0.0, 0.0, 0.0, 0.1) == 0


def test_equivalence_is_corrected_for_the_number_of_comparisons_too() -> None:
    luck = np.random.default_rng(5)
    close = (np.zeros(WORLDS), luck.normal(0.0, 0.75, WORLDS))
    alone, among = rows_of([close]), rows_of([close] + [(np.zeros(WORLDS), np.full(WORLDS, 9.0))] * 40)
    assert max(-float(str(alone[0]["low"])), float(str(alone[0]["high"]))) < 0.5
    assert judged(alone, ("verdict",))["verdict"].iloc[0] == Verdict.NO_PRACTICAL
    assert judged(among, ("verdict",))["verdict"].iloc[0] == Verdict.NOT_SHOWN
