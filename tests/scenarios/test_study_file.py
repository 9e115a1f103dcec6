"""A study file: read whole, refused with one message that names file, line and key, known to editors."""

import json
from pathlib import Path

import pytest

from scenarios import read
from scenarios.problems import ScenarioError
from scenarios.sampling import Range
from scenarios.shipped import shipped
from scenarios.study import read_study, study, study_of
from scenarios.study_schema import schema

GOOD = """\
cases: [xihu, 民主村]
governance: [baseline, 三驾马车]
months: 12
parameters:
  fee.quality: 4
  issues.rate: [30, 60]
  triage.coordination: {low: 0.2, high: 0.5}
  triage.budget: sampled
sampling: {design: lhs, points: 8}
replicates: 5
outcomes: [conflict_index]
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write the good study with some text replaced."""
    monkeypatch.chdir(tmp_path)

    def write(old: str = "", new: str = "") -> Path:
        assert old in GOOD
        file = tmp_path / "mine.yaml"
        file.write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
        return file

    return write


def test_names_become_ids_and_values_are_told_apart(written) -> None:
    plan = read_study(written())
    assert (plan.id, plan.cases, plan.governance) == ("mine", ["xihu", "minzhu"], ["baseline", "troika"])
    assert plan.fixed == {"fee.quality": 4.0} and plan.grid == {"issues.rate": [30.0, 60.0]}
    budget = read.ledger()["triage.budget"]
    assert plan.sampled == {
        "triage.coordination": Range(low=0.2, high=0.5),
        "triage.budget": Range(low=budget.low, high=budget.high),
    }


WRONG = [
    ("fee.quality: 4", "fee.qualty: 4", "Did you mean fee.quality?"),
    ("fee.quality: 4", "fee.qualty: 4", "mine.yaml, line 5, column 3: parameters.fee.qualty is not"),
    ("fee.quality: 4", "fee.quality: 400", "= 400 is out of range"),
    ("fee.quality: 4", "fee.quality: good", "a number, a list of numbers, sampled or {low: …, high: …}"),
    ("fee.quality: 4", "fee.quality: .inf", "parameters.fee.quality is inf; it must be a finite number"),
    ("[30, 60]", "[30, .nan]", "parameters.issues.rate is nan; it must be a finite number"),
    ("[30, 60]", "[30, 30]", "parameters.issues.rate holds 30 twice"),
    ("[30, 60]", "[]", "parameters.issues.rate is"),
    ("low: 0.2", "low: 0.6", "must run from a lower to a higher value"),
    ("high: 0.5", "hihg: 0.5", "Did you mean high?"),
    ("[xihu, 民主村]", "[xihu, minzu]", "Did you mean minzhu?"),
    ("[xihu, 民主村]", "[xihu, 西湖]", "named twice"),
    ("[xihu, 民主村]", "[]", "too few values"),
    ("months: 12", "month: 12", "line 3, column 1: month is unknown"),
    ("months: 12", "months: 12\nstart: 13", "line 4, column 1: start is 13; it must be a month of the run"),
    ("months: 12", "months: 12\nstart: -100", "start is -100; it must be a month of the run, -59 to 12"),
    ("[xihu, 民主村]", "[../x.yaml]", "cases.0 names ../x.yaml, which does not exist"),
    ("triage.budget: sampled", 'triage.budget: "50%"', "sampled or {low: …, high: …}. Write 0.5."),
    ("triage.budget: sampled", f"triage.budget: [{'1, ' * 2000}1]", "has 2001 values; the most is 1000"),
    ("replicates: 5\n", "", "replicates is missing; give replicates or precision"),
    ("replicates: 5", "replicates: 0", "the least is 1"),
    ("replicates: 5", "replicates: 5\nprecision: {outcome: fee_collection, width: 1}", "not go together"),
    ("replicates: 5", "precision: {outcome: conflct_index, width: 1}", "Did you mean conflict_index?"),
    ("replicates: 5", "precision: {outcome: conflict_index, width: 0}", "precision.width"),
    ("replicates: 5", "precision: {outcome: conflict_index, width: 1, most: 3}", "below the least"),
    ("replicates: 5", "replicates: 5\nsmallest: {conflct_index: 1}", "Did you mean conflict_index?"),
    ("replicates: 5", "replicates: 5\nsmallest: {conflict_index: 0}", "smallest.conflict_index"),
    ("[conflict_index]", "[conflict_indx]", "outcomes.0 is \"conflict_indx\", which is no outcome"),
    ("sampling: {design: lhs, points: 8}\n", "", "sampling is missing; triage.coordination is to be sampled"),
    ("design: lhs", "design: latin", "allowed are: lhs, sobol, morris"),
    ("lhs, points: 8", "sobol, points: 9", "needs a power of 2. (8, 16)"),
    ("triage.budget: sampled", "place.has_venue: sampled", "write [0, 1]"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"), WRONG, ids=[f"{new or old}: {said}" for old, new, said in WRONG]
)
def test_what_is_wrong_is_one_message(written, message, old: str, new: str, said: str) -> None:
    file = written(old, new)
    assert said in message(lambda: read_study(file))
    assert message(lambda: read_study(file), "zh")


def test_sampling_without_a_range_is_refused(tmp_path: Path, message) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "cases: [xihu]\ngovernance: [baseline]\nreplicates: 1\nsampling: {design: lhs, points: 2}\n", "utf-8"
    )
    assert "no parameter has a range" in message(lambda: read_study(file))


def test_a_study_that_is_not_there_is_told_with_those_that_are(message) -> None:
    assert "Did you mean staff-days?" in message(lambda: study("staf-days"))
    assert "does not exist" in message(lambda: study("nowhere.yaml"))


@pytest.mark.parametrize("name", sorted(shipped("studies")))
def test_every_study_of_the_project_can_be_read_and_names_itself_in_both_languages(name: str) -> None:
    plan = study(name)
    assert plan.name.zh != plan.name.en and plan.text.zh != plan.text.en and plan.outcomes


def test_a_governance_model_of_ones_own_lies_beside_the_study(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/mine.yaml").write_text("instruments:\n  patrol:\n", "utf-8")
    file = tmp_path / "deep/question.yaml"
    file.write_text("cases: [xihu]\ngovernance: [baseline, mine.yaml]\nreplicates: 1\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    plan = study("deep/question.yaml")
    assert plan.governance == ["baseline", "mine"]
    assert read.governance(plan.governance_names["mine"]).instruments[0].kind == "patrol"


def test_the_schema_knows_every_key_of_a_study_the_ledger_and_the_outcomes() -> None:
    found = json.loads(json.dumps(schema()))
    assert {"cases", "governance", "parameters", "sampling", "precision", "cost"} <= set(found["properties"])
    assert set(found["properties"]["parameters"]["properties"]) == {"ledger", *read.ledger()}
    assert found["properties"]["outcomes"]["items"]["enum"] == list(read.outcome_entries())
    assert set(found["properties"]["smallest"]["properties"]) == set(read.outcome_entries())
    assert "id" not in found["properties"] and found["additionalProperties"] is False


def test_a_study_written_in_python_is_that_of_its_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "cases: [xihu]\ngovernance: [baseline, troika]\nreplicates: 2\nparameters: {issues.rate: [20, 30]}\n"
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    content = {
        "cases": ["xihu"],
        "governance": ["baseline", "troika"],
        "replicates": 2,
        "parameters": {"issues.rate": [20, 30]},
    }
    assert study_of("mine", content) == read_study(tmp_path / "mine.yaml")


@pytest.mark.parametrize("name", ["", "a/b", "../mine", "-x"])
def test_a_study_written_in_python_has_a_name_that_a_file_may_have(name: str) -> None:
    with pytest.raises(ScenarioError, match="no name for a study"):
        study_of(name, {})
