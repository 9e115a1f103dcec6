"""Values by type of compound: over those of all, at compounds of that type and nowhere else."""

import pytest

from experiments.design.cells import Cell, Cells
from scenarios import read
from scenarios.problems import ScenarioError
from scenarios.resolve import Months, resolved
from scenarios.unsettled import left_open
from tests.scenarios.test_posterior import study

KEY = "fee.intercept"
STREET = "fee.intercept@street"


def value(case: str, **given: float) -> float:
    overrides = {key.replace("_", ".", 1).replace("_", "@"): one for key, one in given.items()}
    return read.scenario(case, "baseline", months=1, overrides=overrides).parameters[KEY]


def test_a_value_for_a_type_holds_over_the_one_for_all_at_that_type_alone() -> None:
    assert value("minzhu", fee_intercept=0.3, fee_intercept_street=0.6) == 0.6
    assert value("honghu", fee_intercept=0.3, fee_intercept_street=0.6) == 0.3
    assert value("honghu", fee_intercept_street=0.6) == read.ledger()[KEY].at("commodity")


def test_in_a_district_each_compound_has_the_value_of_its_own_type() -> None:
    found = read.scenario("xihu-district", "baseline", months=1, overrides={STREET: 0.6, KEY: 0.2})
    here = {one.scenario.case.compound_type: one.scenario.parameters[KEY] for one in found.members}
    assert here["street"] == 0.6 and {*here.values()} == {0.2, 0.6}


def test_the_ledger_may_have_another_value_for_a_type() -> None:
    entry = read.ledger()[KEY].model_copy(update={"by_type": {"street": 0.7}})
    ledger = {**read.ledger(), KEY: entry}
    held = [
        resolved(ledger, read.case(name), read.governance("baseline"), Months(1, 0, 1), {}).parameters[KEY]
        for name in ("minzhu", "honghu")
    ]
    assert held == [0.7, entry.default]


def test_a_type_that_no_case_is_of_is_refused_with_those_there_are() -> None:
    with pytest.raises(ScenarioError, match=r"fee\.intercept@stret: no case is of type stret; .*street"):
        read.scenario("minzhu", "baseline", overrides={"fee.intercept@stret": 0.5})
    with pytest.raises(ScenarioError, match=r"fee\.intercept@street = 99 is out of range"):
        read.scenario("minzhu", "baseline", overrides={STREET: 99})


def test_what_a_case_gives_is_kept_from_draws_for_its_type_too() -> None:
    case, model = read.case("minzhu"), read.governance("baseline")
    draw = {"place.floors": 5.0, "place.floors@street": 4.0, STREET: 0.6}
    assert left_open(draw, case, model) == {STREET: 0.6}


def test_a_study_drawn_from_a_posterior_runs_and_tells_each_type_its_own_value(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(f"weight,{KEY},{STREET}\n1,0.3,0.6\n", encoding="utf-8")
    plan = study(tmp_path, "{}", "sampling: {design: posterior, points: 2, posterior: mine.csv}")
    plan = plan.model_copy(update={"case_names": {name: name for name in ("minzhu", "honghu")}})
    cells = Cells(plan)
    held = {name: cells.scenario(Cell(name, "baseline", 1)).parameters[KEY] for name in plan.case_names}
    told = cells.labels(cells.places(cells.natural, 1)).groupby("case")[KEY].unique()
    assert held == {name: told[name].item() for name in held}
    assert sorted(held.values()) == [0.3, 0.6] and cells.varied == (KEY,)
