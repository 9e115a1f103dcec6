"""Effects of single instruments: who is compared with whom, and what is said of the difference."""

import pytest

from experiments.patterns.instrument_effects import EffectVerdict, effects, judge, page, sides
from experiments.patterns.measurements import scenario_of
from experiments.statistics.contrasts import Result
from scenarios.expectation import Expectation, expectations
from scenarios.shipped import shipped
from scenarios.side import Side


def expected(**given: object) -> Expectation:
    return Expectation.model_validate({"outcome": "capacity", "direction": "down", "case": "xihu"} | given)


def test_an_instrument_is_compared_with_the_baseline() -> None:
    first, second = (scenario_of(side).instruments for side in sides("patrol", expected()))
    assert (first, second) == ((), ("patrol",))


def test_what_stands_beside_stands_on_both_sides() -> None:
    both = sides("by_type", expected(beside=["forum"], settings={"forum.sessions": 1}))
    assert [scenario_of(side).instruments for side in both] == [("forum",), ("forum", "by_type")]
    assert {scenario_of(side).parameters["forum.sessions"] for side in both} == {1}


def test_a_downside_on_its_own_is_the_instrument_with_and_without_it() -> None:
    both = [scenario_of(side) for side in sides("patrol", expected(without={"patrol.detection": 0.02}))]
    assert [one.instruments for one in both] == [("patrol",), ("patrol",)]
    assert [one.parameters["patrol.detection"] for one in both] == [0.02, 0.1]


@pytest.mark.parametrize(
    ("low", "high", "direction", "verdict"),
    [
        (0.1, 0.2, "up", EffectVerdict.AS_EXPECTED),
        (0.1, 0.2, "down", EffectVerdict.OPPOSITE),
        (-0.2, -0.1, "down", EffectVerdict.AS_EXPECTED),
        (-0.1, 0.2, "up", EffectVerdict.NOT_SHOWN),
        (0.0, 0.0, "up", EffectVerdict.NOT_SHOWN),
        (float("nan"), float("nan"), "down", EffectVerdict.NOT_SHOWN),
    ],
)
def test_the_verdict_follows_the_interval(low, high, direction, verdict) -> None:
    assert judge(Result((low + high) / 2, low, high, 5), direction) is verdict


def test_something_is_expected_of_every_instrument_and_can_be_run() -> None:
    found = expectations()
    assert set(found) == shipped("instruments")
    for kind, one in found.items():
        for expectation in (*one.acts_on, *one.downside):
            assert all(scenario_of(side).digest() for side in sides(kind, expectation))


@pytest.mark.slow
def test_the_page_tells_every_expectation_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(kind: str, expected: Expectation) -> tuple[Side, ...]:
        return tuple(side.model_copy(update={"months": 14}) for side in sides(kind, expected))

    monkeypatch.setattr("experiments.patterns.instrument_effects.sides", short)
    found = effects(["convenor", "patrol"], replicates=2, jobs=1)
    text = page(found, 2)
    assert text.count("\n| ") == 2 + len(found) and "巡逻" in text and "patrol" in text
