"""The whole ledger sampled: whatever a study leaves open, and a reason for everything else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import read
from scenarios.sampling import Range
from scenarios.study import StudyPlan, read_study
from scenarios.study_schema import schema
from scenarios.unsettled import by_reason, in_draw, told

Write = Callable[..., Path]
GOOD = "cases: [xihu, minzhu]\ngovernance: [baseline, one-four-n]\nreplicates: 3\n"
LHS, SOBOL = "{design: lhs, points: 4}", "{design: sobol, points: 4, groups: grade}"


def test_a_draw_replaces_no_value_of_a_compound_of_a_district_and_what_is_given_holds_over_all() -> None:
    case, model = read.case("district-old-small"), read.governance("one-four-n")
    assert in_draw({}, case, model, 3) == read.scenario(case, model, months=3)
    first = case.district.members[0].case  # type: ignore[union-attr]
    own = next(key for key in first.parameters if key not in case.parameters)
    draw = {own: read.ledger()[own].high, "trust.gain": 0.1}
    found = in_draw(draw, case, model, 3, given={"fee.quality": 4.0})
    parameters = [one.scenario.parameters for one in found.members]
    assert parameters[0][own] == first.parameters[own].value != draw[own]
    assert {(one["trust.gain"], one["fee.quality"]) for one in parameters} == {(0.1, 4.0)}


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a study of the whole ledger."""
    monkeypatch.chdir(tmp_path)

    def write(parameters: str = "ledger", sampling: str | None = SOBOL, good: str = GOOD) -> Path:
        file = tmp_path / "mine.yaml"
        line = f"sampling: {sampling}\n" if sampling else ""
        file.write_text(f"{good}{line}parameters: {parameters}\n", encoding="utf-8")
        return file

    return write


@pytest.fixture
def plan(written: Write) -> StudyPlan:
    return read_study(written())


def test_every_parameter_of_the_ledger_is_sampled_over_its_range_or_held_for_a_reason(plan) -> None:
    ledger = read.ledger()
    assert set(plan.sampled) | set(plan.held) == set(ledger) and not set(plan.sampled) & set(plan.held)
    assert all(one == Range(low=ledger[key].low, high=ledger[key].high) for key, one in plan.sampled.items())
    held = by_reason(plan.held)
    assert all(key.startswith("place.") for key in held["place"])
    assert all(ledger[key].prior == "fixed" or ledger[key].low == ledger[key].high for key in held["fixed"])
    assert {ledger[key].kind for key in held["flag"]} == {"flag"}


def test_what_a_case_or_a_governance_model_gives_is_not_sampled(plan) -> None:
    given = {key for name in ("xihu", "minzhu") for key in read.case(name).parameters}
    given |= {"forum.representatives", "forum.firm_at_table"}
    assert given and not given & set(plan.sampled)
    assert plan.held["population.tenant_share"] == plan.held["forum.representatives"] == "given"


def test_what_compounds_of_a_district_give_is_not_sampled(written: Write) -> None:
    plan = read_study(written(good=GOOD.replace("[xihu, minzhu]", "[district-small]")))
    district = read.case("district-small").district
    assert district is not None
    given = {key for part in district.members for key in part.case.parameters}
    assert "population.elderly_share" in given and not given & set(plan.sampled)


def test_shares_are_held_only_where_together_they_could_exceed_one(plan) -> None:
    together = {key for key, reason in plan.held.items() if reason == "together"}
    assert together == {
        *("population.conditional_share", "population.free_rider_share", "population.hump_share"),
        *("issues.dyad_share", "issues.stairwell_share", "forum.stratified"),
    }
    assert {"fee.unconditional", "fee.refusing", "landlord.food_share"} <= set(plan.sampled)
    highest = {key: one.high for key, one in plan.sampled.items()}
    for case in plan.cases:
        for model in plan.governance:
            read.scenario(case, model, overrides=highest)


def test_a_share_is_sampled_where_the_others_leave_room_for_it(written: Write) -> None:
    beside = "{ledger: sampled, population.conditional_share: 0.4, population.free_rider_share: [0.2, 0.3]}"
    plan = read_study(written(beside, LHS))
    assert "population.hump_share" in plan.sampled and "population.hump_share" not in plan.held


def test_single_parameters_can_be_set_beside_the_ledger(written: Write, plan: StudyPlan) -> None:
    file = written("{issues.rate: 30, ledger: sampled, fee.quality: {low: 3, high: 4}, triage.work: [3, 4]}")
    other = read_study(file)
    assert other.fixed == {"issues.rate": 30.0} and other.grid == {"triage.work": [3.0, 4.0]}
    assert other.sampled["fee.quality"] == Range(low=3, high=4)
    assert set(plan.sampled) - set(other.sampled) == {"issues.rate", "triage.work"}
    assert not {"issues.rate", "triage.work", "fee.quality"} & set(other.held)


def test_the_order_is_that_of_the_ledger_whatever_the_order_of_the_cases(written: Write, plan) -> None:
    assert list(plan.sampled) == [key for key in read.ledger() if key in plan.sampled]
    turned = GOOD.replace("xihu, minzhu", "minzhu, xihu").replace(
        "baseline, one-four-n", "one-four-n, baseline"
    )
    other = read_study(written(good=turned))
    assert list(other.sampled.items()) == list(plan.sampled.items()) and other.held == plan.held


WRONG = [
    ("leger", SOBOL, "it must hold keys of its own, or be one word: ledger, posterior"),
    ("leger", SOBOL, "Did you mean ledger?"),
    ("{leger: sampled}", SOBOL, "Did you mean ledger?"),
    ("{ledger: 3}", SOBOL, "line 5, column 1: parameters.ledger is 3; it must be sampled."),
    ("ledger", None, "sampling is missing; ledger is to be sampled"),
    ("ledger", "{design: posterior, points: 4}", "parameters.ledger is to be sampled, and the points come"),
    ("ledger", "{design: sobol, points: 6}", "needs a power of 2"),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "sampling", "said"), WRONG, ids=[one[2] for one in WRONG])
def test_what_is_wrong_is_one_message(written: Write, message, parameters, sampling, said) -> None:
    file = written(parameters, sampling)
    assert said in message(lambda: read_study(file))
    assert message(lambda: read_study(file), "zh")


def test_what_is_held_is_told_by_name_but_for_what_nobody_varies(plan: StudyPlan) -> None:
    said = told(len(plan.sampled), plan.held)
    assert said.startswith(f"Sampled: {len(plan.sampled)} parameters of the ledger.")
    for key, reason in plan.held.items():
        assert (key in said) == (reason not in ("place", "fixed"))


def test_the_schema_allows_the_word_and_the_key() -> None:
    parameters = schema()["properties"]["parameters"]
    assert parameters["pattern"] == "^(ledger|posterior)$"
    assert parameters["properties"]["ledger"] == {"const": "sampled"}
