"""A scenario: who overrules whom, its identity, and what may not be asked for."""

import math
import pickle
from typing import Any

import pytest

from scenarios.read import ScenarioError, governance_models, ledger, parse_override, scenario


def test_later_values_overrule_earlier_ones_from_ledger_to_case_to_governance_to_override() -> None:
    assert scenario("minzhu", "baseline").parameters["fee.quality"] == ledger()["fee.quality"].default
    assert scenario("minzhu", "baseline").parameters["place.households"] == 518
    assert scenario("minzhu", "one-four-n").parameters["forum.representatives"] == 0.5
    own = {"place.households": 100.0, "forum.representatives": 0.25}
    values = scenario("minzhu", "one-four-n", overrides=own).parameters
    assert (values["place.households"], values["forum.representatives"]) == (100, 0.25)


def test_every_value_is_a_float() -> None:
    assert {type(value) for value in scenario("minzhu", "one-four-n").parameters.values()} == {float}


def test_a_scenario_survives_pickling_with_its_identity() -> None:
    made = scenario("honghu", "troika", months=24, overrides={"fee.price": 1.5})
    copy = pickle.loads(pickle.dumps(made))
    assert copy == made and hash(copy) == hash(made) and copy.digest() == made.digest()
    assert type(copy.parameters) is type(made.parameters)


def test_a_scenario_cannot_be_changed() -> None:
    made = scenario("xihu", "baseline")
    with pytest.raises(TypeError):
        made.parameters["fee.price"] = 2.0  # type: ignore[index]
    with pytest.raises(AttributeError):
        made.months = 3  # type: ignore[misc]


def test_whatever_a_run_depends_on_changes_the_digest() -> None:
    same = [
        scenario("xihu", "troika"),
        scenario("西湖区", "三驾马车"),
        scenario("xihu", "troika", overrides={}),
    ]
    others = [
        scenario("minzhu", "troika"),
        scenario("xihu", "baseline"),
        scenario("xihu", "troika", months=59),
        scenario("xihu", "troika", burn_in=11),
        scenario("xihu", "troika", start=2),
        scenario("xihu", "troika", overrides={"fee.price": 0.81}),
    ]
    assert len({one.digest() for one in same}) == 1
    assert len({one.digest() for one in same + others}) == 1 + len(others)


def test_a_parameter_that_is_not_in_the_ledger_is_said_to_be_missing() -> None:
    with pytest.raises(ScenarioError, match=r"no parameter fee\.qualty\. Did you mean fee\.quality\?"):
        scenario("xihu", "baseline").parameters["fee.qualty"]


@pytest.mark.parametrize("text", ["fee.quality=4", " fee.quality = 4.0 ", "fee.quality＝４"])
def test_an_override_is_a_key_and_a_value_also_when_typed_full_width(text: str) -> None:
    assert parse_override(text) == ("fee.quality", 4.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fee.quality", "write KEY=VALUE"),
        ("=4", "write KEY=VALUE"),
        ("fee.quality=", "is not a number"),
        ("fee.quality=four", "four is not a number"),
        ("fee.quality=nan", "nan is not a number"),
        ("fee.quality=inf", "inf must be a finite number"),
        ("fee.quality=1e400", "1e400 must be a finite number"),
        ("place.households=50%", "place.households = 50% is not a number. Write 0.5."),
        ("place.households=1,000", "place.households = 1,000 is not a number. Write 1000."),
        ("fee.qualty=4", r"Unknown parameter: fee\.qualty\. Did you mean fee\.quality\?"),
        ("closed_loop.reopen=0.1", r"Did you mean triage\.unsatisfied\?"),
        ("fee.quality=40", r"fee\.quality = 40 is out of range; allowed is 2 to 7 \(logit\)"),
        ("place.floors=2.5", r"place\.floors = 2\.5 must be a whole number"),
        ("landlord.converts_at=0.5", "must be 0 or 1"),
    ],
)
def test_a_wrong_override_is_told_what_is_wrong(text: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        parse_override(text)


@pytest.mark.parametrize("value", [math.nan, math.inf, "4", None])
def test_an_override_that_is_not_a_number_is_refused_also_from_code(value: object) -> None:
    with pytest.raises(ScenarioError, match=r"not a number|a finite number"):
        scenario("xihu", "baseline", overrides={"fee.quality": value})  # type: ignore[dict-item]


def test_shares_of_one_whole_may_not_exceed_it_together() -> None:
    with pytest.raises(
        ScenarioError, match=r"elderly_share \(0\.6\) \+ population\.young_share \(0\.5\) = 1\.1"
    ):
        scenario(
            "xihu", "baseline", overrides={"population.elderly_share": 0.6, "population.young_share": 0.5}
        )


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ({"months": 0}, "months = 0 must be at least 1"),
        ({"months": -5}, "months = -5 must be at least 1"),
        ({"months": 1.5}, "whole number"),
        ({"burn_in": -1}, "burn_in = -1 must be at least 0"),
        ({"start": -60}, "start is -60; it must be a month of the run, -59 to 60"),
    ],
)
def test_months_must_be_whole_and_not_before_the_beginning(months: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        scenario("xihu", "baseline", **months)


def test_governance_models_can_be_made_in_code_and_given_as_they_are() -> None:
    plain = governance_models()["baseline"].model_copy(update={"id": "mine"})
    assert scenario("xihu", plain).governance.id == "mine"
