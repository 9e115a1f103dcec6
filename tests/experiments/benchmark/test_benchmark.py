"""The bench: its tables are right in small, its bars judge fairly; nothing here demands a speed."""

import json
import math

import numpy as np
import pytest

from experiments.benchmark import __main__ as bench
from experiments.benchmark import memory, mesa_batch_run, pairing, rule_forms, speed
from experiments.benchmark.mesa_batch_run import Compound
from experiments.benchmark.pairing import Interval
from experiments.benchmark.performance_targets import Bar, as_objects, bar_rows, laid_out
from experiments.benchmark.sections import SECTIONS, Section
from experiments.benchmark.study_throughput import throughput
from experiments.benchmark.timing import Timing, best, reference, timing
from model.neighbourhood import Neighbourhood
from scenarios import read

HOUSEHOLDS = 40


def small(governance: str = "baseline", months: int = 2):
    return speed.scenario(governance, HOUSEHOLDS, months)


def test_a_timing_is_the_shortest_and_the_median_and_divides() -> None:
    assert timing([3.0, 1.0, 2.0]) == Timing(1.0, 2.0)
    assert timing([4.0]).per(2, 10.0) == Timing(20.0, 20.0)


def test_the_calmest_reference_scales_the_bars() -> None:
    measured = [reference(repetitions=1), reference(repetitions=2)]
    assert best(measured).factor == min(found.factor for found in measured) > 0


def test_a_whole_run_costs_more_than_its_months() -> None:
    found = speed.cost(small(), repetitions=2)
    assert (found.governance, found.households) == ("baseline", HOUSEHOLDS)
    assert 0 < found.months.least < found.whole.least
    assert found.building.least > 0


@pytest.mark.slow
def test_runs_are_timed_alone_and_side_by_side() -> None:
    found = speed.side_by_side(small(), runs=3, sample=2, repetitions=2)
    assert found.runs == 3
    assert found.ratio == pytest.approx(found.alone.least / found.beside.least)


def test_an_array_is_counted_once_and_a_view_of_it_not_at_all() -> None:
    column = np.zeros(10)
    assert memory.state_bytes({"column": column, "again": column, "part": column[2:5]}) == 80
    assert memory.state_bytes([column[:1]]) == 80


def test_a_world_keeps_less_than_it_needs_at_its_height() -> None:
    found = memory.measured(HOUSEHOLDS, "one-four-n", steps=2)
    assert 8 < found.state < found.peak


def test_both_ways_end_in_the_same_households() -> None:
    found = rule_forms.both_ways(small("one-four-n"), before=2, months=2, repetitions=1)
    assert found.difference <= 1e-9
    assert found.ratio > 0
    assert 0 < found.asking_one_by_one.least < found.one_by_one.least, "a part of the same clock"


def test_every_rule_that_a_run_asks_has_a_cost() -> None:
    found = rule_forms.calls(small("one-four-n", months=12), repetitions=1)
    by_name = {call.rule: call for call in found}
    assert {"Resident.takes_part", "Resident.pays_fee", "PropertyFirm.changes_quality"} <= by_name.keys()
    assert by_name["Resident.takes_part"].calls == HOUSEHOLDS
    assert [call.microseconds.least for call in found] == sorted(
        (call.microseconds.least for call in found), reverse=True
    )
    assert min(call.microseconds.least for call in found) < rule_forms.mean_call(found)


def test_batch_runs_compound_is_the_same_model_with_the_same_draws() -> None:
    compound = Compound("one-four-n", months=2, burn_in=0, bad=-1, harm="none", folder="", rng=7)
    while compound.running:
        compound.step()
    alone = Neighbourhood(read.scenario("xihu", "one-four-n", months=2, burn_in=0), rng=7).run().outcomes()
    collected = compound.datacollector.model_vars
    assert collected["conflict_index"] == alone["conflict_index"].tolist()
    assert collected["issues_raised"] == alone["issues_raised"].tolist()


@pytest.mark.slow
def test_both_sides_are_told_of_a_run_that_raises(tmp_path) -> None:
    found = {}
    for side in ("ours", "theirs"):
        (tmp_path / side).mkdir()
        trials = mesa_batch_run.Trials(str(tmp_path / side), replicates=4, months=1, burn_in=0, harm="raise")
        found[side] = mesa_batch_run.run_side(side, trials, 600.0)
    assert (found["ours"].rows, found["theirs"].rows) == (7, 0)
    assert found["theirs"].error == "ZeroDivisionError: nobody is left"


@pytest.mark.slow
def test_a_side_that_does_not_end_is_ended(tmp_path) -> None:
    trials = mesa_batch_run.Trials(str(tmp_path), replicates=4, months=1, burn_in=0, harm="die")
    assert mesa_batch_run.run_side("theirs", trials, 10.0).rows is None


def test_what_both_sides_do_is_told_side_by_side() -> None:
    whole = (mesa_batch_run.SideOutcome(30.0, 200, 0.5), mesa_batch_run.SideOutcome(5.0, 200, 0.5))
    raised = (
        mesa_batch_run.SideOutcome(4.0, 0, None, "ValueError: no"),
        mesa_batch_run.SideOutcome(4.0, 199, 0.5),
    )
    found = mesa_batch_run.BatchRunComparison(
        200, whole, raised, (mesa_batch_run.SideOutcome(60.0, None), whole[1]), (0, 150)
    )
    rows = mesa_batch_run.side_rows(found)
    assert found.ratio == 6.0
    assert [row["batch_run"] for row in rows] == [
        "200 of 200 rows",
        "0 of 200 rows: ValueError: no",
        "no end after 60 s",
        "0 of 200 runs are there",
    ]
    assert [row["gongzhi study"] for row in rows][1::2] == ["199 of 200 rows", "150 of 200 runs are there"]


@pytest.mark.slow
def test_a_study_is_timed_whole_and_its_runs_apart() -> None:
    found = throughput(40, sample=4, households=HOUSEHOLDS, months=1, repetitions=1)
    assert found.runs == 40 and 0 < found.runs_alone < found.command
    assert found.not_runs == pytest.approx(1.0 - found.runs_alone / found.command)
    assert found.overhead == pytest.approx(found.not_runs - found.loading / found.command)
    assert found.ratio == pytest.approx(found.one_by_one / found.command)


def test_perfect_pairs_correlate_and_leave_no_variance() -> None:
    values = np.random.default_rng(3).normal(size=50)
    found = pairing.pairing("trust_RC", values, values + 1.0)
    assert found.correlation.value == pytest.approx(1.0)
    assert found.ratio.value == pytest.approx(0.0)
    assert abs(found.independent.value) < 0.4
    assert found.throwaway == 0.28


def test_the_correlation_has_fishers_interval() -> None:
    values = np.random.default_rng(4).normal(size=(2, 103))
    found = pairing.correlation(values[0], values[0] + values[1])
    half = np.arctanh(found.high) - np.arctanh(found.value)
    assert half == pytest.approx(1.959964 / 10.0, rel=1e-6)


def test_the_variance_ratio_is_one_less_the_covariance() -> None:
    a, b = np.random.default_rng(5).normal(size=(2, 60))
    found = pairing.variance_ratio(a, b)
    covariance = np.cov(a, b)
    assert found.value == pytest.approx(1.0 - 2.0 * covariance[0, 1] / np.trace(covariance))
    assert found.low < found.value < found.high


def test_pairs_without_a_value_are_left_out_and_constants_have_no_correlation() -> None:
    values = np.random.default_rng(6).normal(size=20)
    holes = values.copy()
    holes[:3] = np.nan
    assert pairing.pairing("quality", values, holes).n == 17
    assert math.isnan(pairing.pairing("reopen_share", values, np.zeros(20)).correlation.value)


def test_two_governance_models_are_paired_outcome_by_outcome() -> None:
    found = {entry.outcome: entry for entry in pairing.pairings(5, case="xihu", months=2)}
    assert pairing.THROWAWAY.keys() <= found.keys()
    assert found["participation_month"].n == 5
    assert len(pairing.pairing_bars(list(found.values()))) == len(pairing.THROWAWAY)


@pytest.mark.parametrize(
    ("bar", "verdict"),
    [
        (Bar("", 1.9, 2.0), "met"),
        (Bar("", 3.0, 2.0), "met"),
        (Bar("", 3.1, 2.0), "not met"),
        (Bar("", 3.0, 2.0, scaled=False), "not met"),
        (Bar("", 3.0, 2.0, at_most=False, scaled=False), "met"),
        (Bar("", 0.5, 0.6, at_most=False, scaled=False, reach=0.7), "undecided"),
        (Bar("", 0.5, 0.6, at_most=False, scaled=False, reach=0.55), "not met"),
        (Bar("", float("nan"), 2.0), "not met"),
    ],
)
def test_a_bar_judges_by_the_limit_on_this_machine(bar: Bar, verdict: str) -> None:
    assert bar.verdict(factor=1.5) == verdict


def test_a_table_is_laid_out_in_columns() -> None:
    rows = bar_rows([Bar("memory", 12345.6, 600.0, "bytes")], factor=1.0)
    head, line = laid_out(rows).splitlines()
    assert line.index("12 346") + len("12 346") == head.index("measured") + len("measured")
    assert laid_out([]) == "(nothing)"


def test_what_is_written_down_is_plain() -> None:
    rows = [{"time": Timing(1.0, 2.0), "range": Interval(float("nan"), 0.0, 1.0), "n": np.int64(3)}]
    assert json.loads(json.dumps(as_objects(rows))) == [
        {"time": {"least": 1.0, "median": 2.0}, "range": {"value": None, "low": 0.0, "high": 1.0}, "n": 3}
    ]


@pytest.mark.slow
def test_the_bench_prints_its_bars_and_writes_them_down(tmp_path, monkeypatch, capsys) -> None:
    section = Section("Nothing much", [{"what": "a", "ns": 1.5}], [Bar("a", 1.5, 2.0, "ns", scaled=False)])
    monkeypatch.setitem(SECTIONS, "start", lambda amounts: section)
    files = {option: tmp_path / f"bench.{option}" for option in ("json", "markdown")}
    options = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    bench.main(["--only", "start", *options])
    printed = capsys.readouterr().out
    assert "Nothing much" in printed
    assert "reference loop" in printed
    written = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert written["sections"]["start"]["rows"] == [{"what": "a", "ns": 1.5}]
    assert written["bars"][0]["verdict"] == "met"
    assert written["sections"]["start"]["reference_ns"]["factor"] > 0
    page = files["markdown"].read_text(encoding="utf-8")
    assert "## Nothing much\n\n| what | ns |\n| --- | --- |\n| a | 1.5 |\n" in page and "| met |" in page
    assert set(tmp_path.iterdir()) == set(files.values())


@pytest.mark.parametrize(
    "words",
    [
        ["--replicates", "0"],
        ["--runs", "4"],
        ["--json", "/nowhere/at/all.json"],
        ["--json", "/"],
        ["--only", "x"],
    ],
)
def test_a_wrong_word_ends_the_bench_before_it_begins(words, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        bench.main(words)
    assert left.value.code == 2
    assert words[0] in capsys.readouterr().err
