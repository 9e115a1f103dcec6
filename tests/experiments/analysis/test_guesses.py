"""Shares of guesses and luck: found where they were planted, from a study that says what it samples."""

import json
from collections.abc import Callable

import pandas as pd
import pytest

from experiments.analysis.sensitivity import SensitivityRequest, analysed, objects
from experiments.evidence.guesses import guesses
from experiments.execution.sweep_report import Report
from experiments.store.store import Store
from results.findings.sensitivity import reading
from scenarios import language, read
from scenarios.guessed import GUESSES, LUCK, fingerprint
from scenarios.study import StudyPlan, study
from scenarios.unsettled import by_reason, told

WHOLE = {"parameters": "ledger", "sampling": "{design: lhs, points: 2}", "replicates": "1"}


@pytest.fixture
def planted(world, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world in which an assumption and luck, four to one, make the resolution of issues; a survey makes
    participation, and luck alone makes trust.
    """

    def share(scenario: read.Scenario, key: str) -> float:
        entry = read.ledger()[key]
        assert entry.grade == ("assumption" if key == "population.hardship" else "survey")
        return (scenario.parameters[key] - entry.low) / (entry.high - entry.low)

    row = world._row

    def made(self: object, placement) -> dict[str, float]:
        found: dict[str, float] = row(self, placement)
        luck = found["conflict_index"] / read.outcome_entries()["conflict_index"].smallest / 20 % 1
        found["resolution_ratio"] = 2 * share(placement.scenario, "population.hardship") + luck
        found["participation_month"] = share(placement.scenario, "mediation.success")
        found["trust_RC"] = luck
        return found

    monkeypatch.setattr(world, "_row", made)


def silent(_text: str) -> None:
    return None


@pytest.mark.slow
@pytest.mark.usefixtures("planted")
def test_guesses_and_luck_have_the_shares_that_they_were_given() -> None:
    table = guesses(silent, jobs=1, months=1, replicates=6, points=16)
    assert set(table["ledger"]) == {fingerprint()} and set(table["months"]) == {1}
    level = table[(table["governance"] == "baseline")].set_index(["outcome", "part"])
    assert level["least_run"]["resolution_ratio", GUESSES] == pytest.approx(0.8, abs=0.15)
    assert level["most_run"]["resolution_ratio", LUCK] == pytest.approx(0.2, abs=0.15)
    assert level["least"]["resolution_ratio", GUESSES] == pytest.approx(1)
    assert level["least"]["participation_month", GUESSES] == pytest.approx(0, abs=1e-6)
    assert level["most_run"]["trust_RC", LUCK] == pytest.approx(1, abs=1e-6)
    plan = study("guesses")
    assert set(table["part"]) == {*(read.ledger()[key].grade for key in plan.sampled), LUCK}
    assert table.groupby("governance")["against"].unique().map(sorted).to_dict() == {
        "baseline": [""],
        "one-four-n": ["", "baseline"],
        "troika": ["", "baseline"],
    }


@pytest.mark.usefixtures("world")
def test_a_study_of_the_whole_ledger_says_what_it_samples_and_what_it_holds(
    planned: Callable[..., StudyPlan], carried_out: Callable[..., Report], tmp_path
) -> None:
    plan = planned(**WHOLE)
    report = carried_out(plan)
    assert report.runs == 4 and not report.failed
    assert f"Sampled: {len(plan.sampled)} parameters" in report.message()
    assert "forum.stratified" in json.dumps(report.plain()["held"])
    asked = Store(tmp_path / "store").identity()["asked"]
    assert isinstance(asked, dict) and asked["held"] == plan.held
    runs = pd.concat(Store(tmp_path / "store").read("runs"))
    assert all(runs[key].nunique() > 1 for key in plan.sampled if read.ledger()[key].kind == "number")


@pytest.mark.usefixtures("world")
def test_a_study_of_a_few_parameters_says_nothing_of_the_ledger(planned, carried_out) -> None:
    report = carried_out(planned(parameters="{fee.quality: 4}"))
    assert "\n" not in report.message() and report.plain()["held"] == {}


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_sensitivity_says_what_a_study_of_the_whole_ledger_holds(planned, carried_out, tmp_path) -> None:
    lines = {"sampling": "{design: sobol, points: 2, groups: grade}", "outcomes": "[conflict_index]"}
    plan = planned(**(WHOLE | lines | {"replicates": "3"}))
    carried_out(plan)
    found = analysed(SensitivityRequest(tmp_path / "store"))
    assert found.held == plan.held and objects(found)["held"] == by_reason(plan.held)
    language.use("en")
    assert told(len(plan.sampled), plan.held) in list(reading(found))
