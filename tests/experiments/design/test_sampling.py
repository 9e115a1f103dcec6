"""The points of a study: all combinations, the same every time, within their ranges."""

import numpy as np
import pandas as pd
import pytest

from experiments.design.sampling import factors, points, unit_cube, varied
from experiments.extras import MissingExtra
from scenarios.problems import ScenarioError

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


RATE = ("issues.rate",)
GRADED = "\n  issues.rate: sampled\n  fee.quality: sampled\n  triage.work: sampled\n  issues.fade: sampled"


@pytest.mark.parametrize(
    ("by", "known"),
    [
        ("grade", {"official": RATE, "assumption": ("fee.quality", "triage.work", "issues.fade")}),
        ("section", {"issues": (*RATE, "issues.fade"), "fee": ("fee.quality",), "triage": ("triage.work",)}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_parameters_of_a_group_move_together(planned, design: str, by: str, known: dict) -> None:
    plan = planned(parameters=GRADED, sampling=f"{{design: {design}, points: 4, groups: {by}}}")
    assert factors(plan) == known
    cube, keys = unit_cube(plan), list(plan.sampled)
    places = len(known) + (2 if design == "sobol" else 1)
    blocks = cube.reshape(4, places, 4)
    before = blocks[:, :-2] if design == "morris" else np.repeat(blocks[:, :1], len(known), axis=1)
    after = blocks[:, 1:-1]
    groups = [frozenset(keys.index(key) for key in held) for held in known.values()]
    for one, other in zip(before.reshape(-1, 4), after.reshape(-1, 4), strict=True):
        assert frozenset(np.flatnonzero(one != other)) in groups


@pytest.mark.parametrize(
    ("sampling", "said"),
    [
        ("{design: lhs, points: 4, groups: grade}", "sampling.groups is for the designs sobol and morris"),
        ("{design: sobol, points: 4, groups: kind}", "allowed are: grade, section"),
        ("{design: morris, points: 4, levels: 5}", "levels is 5; a Morris design needs an even number"),
    ],
)
def test_a_design_that_cannot_be_is_refused(planned, sampling: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        planned(parameters=GRADED, sampling=sampling)


def test_one_group_of_everything_is_refused(planned) -> None:
    two = "\n  fee.quality: sampled\n  triage.work: sampled"
    with pytest.raises(ScenarioError, match="makes one group of all parameters"):
        planned(parameters=two, sampling="{design: sobol, points: 4, groups: grade}")


def test_whole_numbers_of_a_morris_design_change_with_every_step(planned) -> None:
    two = "\n  votes.assembly_months: {low: 6, high: 8}\n  mediation.attempts: sampled"
    plan = planned(parameters=two, sampling="{design: morris, points: 20}")
    table = pd.DataFrame(points(plan)).to_numpy().reshape(20, 3, 2)
    assert (np.diff(table, axis=1) != 0).any(axis=2).all() and set(table[:, :, 0].ravel()) == {6, 7, 8}
