"""The points of a study: all combinations, the same every time, within their ranges."""

import numpy as np
import pytest

from experiments.sampling import MissingExtra, points, varied

TWO = "\n  issues.rate: sampled\n  fee.quality: {low: 3, high: 5}"


def test_every_listed_combination_meets_every_sampled_point(planned) -> None:
    plan = planned(
        parameters="\n  triage.budget: [2, 4]\n  fee.quality: sampled\n  triage.work: 3",
        sampling="{design: lhs, points: 5}",
    )
    found = points(plan)
    assert len(found) == 10 and varied(plan) == ("triage.budget", "fee.quality") == tuple(found[0])
    assert [point["triage.budget"] for point in found] == [2.0] * 5 + [4.0] * 5
    assert [point["fee.quality"] for point in found[:5]] == [point["fee.quality"] for point in found[5:]]


def test_a_latin_hypercube_has_one_point_in_every_slice_and_follows_the_prior(planned) -> None:
    plan = planned(parameters=TWO, sampling="{design: lhs, points: 20}")
    quality = np.array([point["fee.quality"] for point in points(plan)])
    rate = np.log([point["issues.rate"] for point in points(plan)])
    assert sorted((quality - 3) // 0.1) == list(range(20))
    low, high = np.log(3.3), np.log(210)
    assert sorted((rate - low) // ((high - low) / 20)) == list(range(20))


def test_the_design_comes_from_the_name_of_the_study(planned) -> None:
    one, again = (planned("one", parameters=TWO, sampling="{design: lhs, points: 4}") for _ in range(2))
    other = planned("other", parameters=TWO, sampling="{design: lhs, points: 4}")
    assert points(one) == points(again) != points(other)


def test_whole_numbers_are_sampled_as_such(planned) -> None:
    plan = planned(parameters="\n  place.floors: {low: 3, high: 5}", sampling="{design: lhs, points: 30}")
    assert {point["place.floors"] for point in points(plan)} == {3.0, 4.0, 5.0}


@pytest.mark.parametrize(("design", "count"), [("sobol", 4 * (2 + 2)), ("morris", 4 * (2 + 1))])
def test_designs_for_sensitivity_have_their_number_of_points(planned, design: str, count: int) -> None:
    pytest.importorskip("SALib")
    plan = planned(parameters=TWO, sampling=f"{{design: {design}, points: 4}}")
    found = points(plan)
    assert len(found) == count and found == points(plan)
    assert all(3 <= point["fee.quality"] <= 5 for point in found)


def test_a_library_that_is_not_there_is_one_message(planned, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "SALib.sample.sobol", None)
    plan = planned(parameters=TWO, sampling="{design: sobol, points: 4}")
    with pytest.raises(MissingExtra, match=r"SALib .*\(analysis\): make extras"):
        points(plan)
