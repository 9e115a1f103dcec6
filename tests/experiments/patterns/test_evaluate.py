"""Patterns: what belongs to a calibration, how every form is evaluated, and what the command says of it."""

import json
from pathlib import Path

import pytest

from experiments.errors import ArgumentError
from experiments.patterns.evaluate import chosen, evaluate, for_calibration, objects, span
from experiments.patterns.measurements import measurable, scenario_of
from experiments.statistics.contrasts import Met
from scenarios.pattern import read_patterns
from scenarios.side import Side
from tests.experiments.calibration.conftest import known

PROJECTS = known()
OWN = """\
level:
  form: level
  outcome: conflict_index
  case: xihu
  governance: baseline
  tolerance: [0, 100]
nothing:
  form: difference
  outcome: conflict_index
  case: xihu
  governance: baseline
  sides:
    one:
    same:
  target: up
costs:
  form: difference
  outcome: cost_total
  case: xihu
  sides:
    baseline:
      governance: baseline
    troika:
      governance: troika
  target: up
times:
  form: ratio
  outcome: cost_total
  case: xihu
  sides:
    baseline:
      governance: baseline
    troika:
      governance: troika
  tolerance: [1, 10]
order:
  form: ranking
  outcome: cost_total
  governance: baseline
  sides:
    few_people:
      case: xihu
    many_people:
      case: honghu
      settings:
        place.households: 294
  target: up
votes:
  form: group
  outcome: vote
  case: minzhu
  governance: baseline
  groups: [young, elderly]
  target: up
more_staff:
  form: trend
  outcome: cost_total
  case: xihu
  governance: baseline
  sweep:
    triage.staff: [1.8, 2.0, 2.5]
  target: up
moved:
  form: trend
  outcome: young_share
  case: minzhu
  governance: baseline
  target: up
beyond:
  form: interaction
  outcome: cost_total
  case: xihu
  sides:
    one:
      governance: baseline
    two:
      governance: troika
    three:
      governance: baseline
    four:
      governance: troika
  tolerance: [0, 0]
some:
  form: share
  outcome: cost_total
  case: xihu
  governance: baseline
  within: [0, null]
  tolerance: [0.3, null]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    short = OWN.replace("  outcome:", "  months: 30\n  outcome:").replace("months: 30", "months: 14", 1)
    file.write_text(short, encoding="utf-8")
    return file


def test_a_calibration_gets_patterns_of_role_c_and_no_other() -> None:
    given = for_calibration()
    assert (
        set(given)
        == {name for name, one in PROJECTS.items() if one.role == "C"}
        >= {"fee-mean", "dense-ties"}
    )
    assert {pattern.role for pattern in given.values()} == {"C"}


def test_no_claim_of_the_seeds_is_calibrated_on() -> None:
    claims = [pattern for pattern in PROJECTS.values() if pattern.claim]
    assert {pattern.claim for pattern in claims} == {f"SF{number}" for number in range(1, 23)}
    assert {pattern.id for pattern in claims if pattern.role != "V"} == {"SF1-shops", "SF1-conflict"}
    assert {pattern.role for pattern in claims} == {"V", "I"}


def test_every_row_of_the_specification_has_a_pattern() -> None:
    rows = (
        *("forum-resolution", "solved-a-session", "vote-by-age", "vote-by-party", "isolation", "fee-mean"),
        *("fee-clusters", "low-price", "large-petitions", "joint-meeting-calms", "conversion", "disturbed"),
        *("mediation", "maturing-loop", "owners-committee-vote", "digital-gap", "heterogeneity", "decay"),
        *("fair-process", "renewal-shock", "petition-stock", "quorum"),
    )
    assert not [row for row in rows if not any(name.startswith(row) for name in PROJECTS)]


@pytest.mark.parametrize("pattern", PROJECTS.values(), ids=PROJECTS)
def test_every_pattern_has_sides_that_can_be_run(pattern) -> None:
    assert pattern.text.zh.endswith(("。", "）。")) and pattern.text.en.endswith(".")
    assert all(scenario_of(side).digest() for side in pattern.all_sides())


@pytest.mark.slow
def test_every_form_is_evaluated(own: Path) -> None:
    known = read_patterns(own, measurable(), own=True)
    found = {one.pattern.id: one for one in evaluate(known.values(), replicates=8, jobs=1).found}
    assert {name for name, one in found.items() if one.verdict is not Met.MET} == {"nothing"}
    assert found["nothing"].verdict is Met.NOT and found["nothing"].result.low == 0
    assert found["times"].result.value > 1 and found["some"].result.value == 1


def test_a_scenario_that_several_patterns_ask_for_is_run_once(own: Path) -> None:
    known = read_patterns(own, measurable(), own=True)
    asked = [known[name] for name in ("costs", "times", "beyond")]
    assert len(evaluate(asked, replicates=2, jobs=1).runs) == 2 * 2


@pytest.mark.slow
def test_numbers_do_not_depend_on_what_else_is_asked_or_on_the_processes(own: Path) -> None:
    known = read_patterns(own, measurable(), own=True)
    alone = evaluate([known["costs"]], replicates=3, jobs=1).found[0]
    among = evaluate(known.values(), replicates=3, jobs=2).found
    assert next(one for one in among if one.pattern.id == "costs").result == alone.result


def test_instruments_come_on_top_and_may_be_left_out() -> None:
    side = Side(case="xihu", governance="joint-meeting", instruments=["mediation"], without=["patrol"])
    kinds = scenario_of(side).instruments
    assert "mediation" in kinds and "patrol" not in kinds and "forum" in kinds


def test_patterns_are_chosen_by_id_claim_and_role() -> None:
    known = PROJECTS
    assert {one.claim for one in chosen(known, ["SF1"], None)} == {"SF1"}
    assert [one.id for one in chosen(known, ["fee-mean"], "C")] == ["fee-mean"]
    assert chosen(known, ["fee-mean"], "V") == []
    with pytest.raises(ArgumentError, match=r"Did you mean fee-mean\?"):
        chosen(known, ["fee-meen"], None)


def test_the_range_is_told_in_signs(own: Path) -> None:
    known = read_patterns(own, measurable(), own=True)
    said = {
        one.pattern.id: span(one)
        for one in evaluate([known[name] for name in ("level", "costs", "some")], replicates=2, jobs=1).found
    }
    assert (said["level"], said["costs"], said["some"]) == ("0–100", "> 0", "≥ 0.3")


def test_the_object_of_a_pattern_has_the_keys_that_files_hold(own: Path) -> None:
    known = read_patterns(own, measurable(), own=True)
    one = objects(evaluate([known["costs"]], replicates=3, jobs=1))[0]
    assert {"id", "source", "target", "tolerance", "role", "result", "low", "high", "verdict"} <= set(one)
    assert (one["target"], one["tolerance"], one["verdict"]) == ("up", [0.0, None], "met")


def test_the_command_judges_a_file_of_ones_own(gongzhi, own: Path, tmp_path: Path) -> None:
    answer = gongzhi("patterns", "--file", str(own), "--id", "costs", "--replicates", "2", "--json")
    assert answer.code == 0
    (one,) = json.loads(answer.out)
    assert one["id"] == "costs" and one["verdict"] in {"met", "not met", "cannot tell"}


def test_the_command_prints_a_table_in_the_language_chosen(gongzhi, own: Path) -> None:
    words = ("patterns", "--file", str(own), "--id", "costs", "--replicates", "2")
    assert "met" in gongzhi(*words).out and "符合" in gongzhi(*words, "--lang", "zh").out


def test_the_command_writes_a_folder_that_pandas_reads(gongzhi, own: Path, tmp_path: Path) -> None:
    import pandas as pd

    out = tmp_path / "out"
    answer = gongzhi("patterns", "--file", str(own), "--id", "costs", "--replicates", "2", "--out", str(out))
    assert answer.code == 0
    table = pd.read_parquet(out / "patterns.parquet")
    assert list(table["id"]) == ["costs"] and table["tolerance_low"][0] == 0
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["replicates"] == [0, 1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--id", "nonsense"], "There is no pattern nonsense"),
        (["--role", "X"], "There is no role X"),
        (["--replicates", "1"], "--replicates must be a whole number from 2"),
        (["--file", "nowhere.yaml"], "nowhere.yaml does not exist"),
    ],
)
def test_bad_input_is_one_message(gongzhi, words, told) -> None:
    answer = gongzhi("patterns", *words)
    assert (answer.code, answer.out) == (2, "") and told in answer.err
