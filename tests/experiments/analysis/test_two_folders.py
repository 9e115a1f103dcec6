"""Two finished folders are compared pair by pair, and what else differs between them is told."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.analysis.comparisons.two_folders import compared
from experiments.design.cells import Shard
from experiments.errors import ArgumentError
from experiments.execution.results import results_in
from experiments.execution.sweep_report import Report
from experiments.statistics.verdict import Verdict
from experiments.store.output_folder import FolderError
from scenarios.study import StudyPlan
from tests.experiments.conftest import Answer

Planned = Callable[..., StudyPlan]
CarriedOut = Callable[..., Report]
Gongzhi = Callable[..., Answer]

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_another_value_makes_exactly_the_known_difference(planned: Planned, carried_out: CarriedOut) -> None:
    a = carried_out(planned(), "a").folder
    b = carried_out(planned(parameters="{equal_cost.yuan: 7}"), "b").folder
    found = compared(a, b)
    cost = found.table[found.table["outcome"] == "cost_total"]
    assert cost["difference"].to_list() == pytest.approx([7.0, 7.0], rel=1e-12)
    assert found.table[found.table["outcome"] == "satisfaction"]["verdict"].eq(Verdict.IDENTICAL).all()
    assert [tuple(one) for one in found.unlike] == [("parameter", "equal_cost.yuan", None, 7.0)]
    assert (found.pairs, found.same_seeds, found.left_out) == ((3, 3), True, 0)
    assert dict(zip(cost["governance_a"], cost["n"], strict=True)) == {"baseline": 3, "troika": 3}


def test_a_governance_model_alone_is_compared_with_another_as_compare_does(
    planned: Planned, carried_out: CarriedOut
) -> None:
    both = carried_out(planned(), "both").folder
    a = carried_out(planned(governance="[baseline]"), "a").folder
    b = carried_out(planned(governance="[troika]"), "b").folder
    found, usual = compared(a, b).table, results_in(both).study.comparison
    assert usual is not None
    same = ["outcome", "n", "mean_a", "mean_b", "difference", "low", "high", "p_holm", "verdict", "family"]
    pd.testing.assert_frame_equal(found[same], usual[same])
    assert [one.what for one in compared(a, b).unlike] == ["governance"]


def test_replicates_that_both_have_are_paired(planned: Planned, carried_out: CarriedOut) -> None:
    a = carried_out(planned(replicates="2"), "a").folder
    b = carried_out(planned(replicates="5"), "b").folder
    found = compared(a, b)
    assert found.pairs == (2, 2) and found.unlike == ()
    assert found.table.loc[found.table["n"] > 0, "verdict"].eq(Verdict.IDENTICAL).all()


def test_points_that_both_have_are_paired(planned: Planned, carried_out: CarriedOut) -> None:
    a = carried_out(planned(parameters="{issues.rate: [30, 60, 90]}"), "a").folder
    b = carried_out(planned(parameters="{issues.rate: [90, 40, 60], equal_cost.yuan: 1}"), "b").folder
    found = compared(a, b)
    assert found.points == (2, 3, 3) and found.pairs == (2, 2)
    cost = found.table[found.table["outcome"] == "cost_total"]
    assert cost["n"].to_list() == [2, 2] and cost["difference"].to_list() == pytest.approx([1.0, 1.0])
    assert [one.name for one in found.unlike] == ["equal_cost.yuan"]
    other = carried_out(planned(parameters="{issues.rate: [31, 61]}"), "c").folder
    with pytest.raises(ArgumentError, match=r"no set of values in common; what they vary: issues\.rate"):
        compared(a, other)


def test_replicates_of_unlike_seeds_are_told_as_that(planned: Planned, carried_out: CarriedOut) -> None:
    a = carried_out(planned(), "a").folder
    b = carried_out(planned("another"), "b").folder
    found = compared(a, b)
    assert not found.same_seeds and found.pairs == (3, 3) and not found.table["same_seeds"].any()


@pytest.mark.slow
def test_a_comparison_is_compared_with_a_study_of_the_same_case(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path, unpainted: None
) -> None:
    words = ("compare", "xihu", "--governance", "baseline,troika", "--months", "2", "--jobs", "1")
    assert gongzhi(*words, "--replicates", "3", "--out", "compared").code == 0
    assert gongzhi(*words, "--replicates", "4", "--set", "equal_cost.yuan=7", "--out", "dearer").code == 0
    answer = json.loads(gongzhi("compare-folders", "compared", "dearer", "--json").out)
    cost = [row for row in answer["comparison"] if row["outcome"] == "cost_total"]
    assert [row["difference"] for row in cost] == pytest.approx([7.0, 7.0])
    assert answer["unlike"] == [{"what": "parameter", "name": "equal_cost.yuan", "a": None, "b": 7.0}]
    assert gongzhi("run", "xihu", "baseline", "--months", "2", "--seed", "7", "--out", "single").code == 0
    assert "no replicate of the same scenario" in gongzhi("compare-folders", "compared", "single").err
    carried_out(planned(), "study")
    told = gongzhi("compare-folders", "compared", "study")
    assert told.code == 0 and "Pairs of unlike seeds: 3." in told.out
    assert "months before the record: 60 in A, 1 in B." in told.out


def test_the_table_is_written_with_what_made_it(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path
) -> None:
    carried_out(planned(), "a")
    carried_out(planned(parameters="{equal_cost.yuan: 7}"), "b")
    assert "A difference is B − A, a verdict is on B." in gongzhi("compare-folders", "a", "b").out
    told = gongzhi("compare-folders", "a", "b", "--out", "found", "--lang", "zh")
    said = "差值为 B − A，结论针对 B。"
    assert told.code == 0 and said in told.out and said in Path("found/summary.md").read_text("utf-8")
    table = pd.read_parquet("found/comparison.parquet")
    pd.testing.assert_frame_equal(table, compared(Path("a"), Path("b")).table, check_dtype=False)
    made_by = json.loads(Path("found/manifest.json").read_text("utf-8"))
    assert made_by["command"] == ["gongzhi", "compare-folders", "a", "b"]
    again = gongzhi("compare-folders", "found", "b")
    assert again.code == 2 and "holds the results of gongzhi compare-folders" in again.err


def test_what_cannot_be_compared_is_refused_in_one_message(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path
) -> None:
    carried_out(planned(), "a")
    carried_out(planned(months="3"), "longer")
    carried_out(planned(cases="[minzhu]", governance="[council]"), "others")
    shutil.copytree("a", "broken")
    next(Path("broken/runs").iterdir()).write_bytes(b"words")
    Path("notes").mkdir()
    refused = {
        ("a", "./a"): "are the same folder",
        ("a", "longer"): "a records 2 months and longer 3",
        ("a", "others"): "have no case and governance model in common",
        ("a", "nowhere"): "There is no folder nowhere",
        ("a", "notes"): "notes holds no finished results of gongzhi",
        ("broken", "a"): "Damaged: broken/runs/",
    }
    for folders, said in refused.items():
        answer = gongzhi("compare-folders", *folders, "--out", "found")
        assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out
        assert not Path("found").exists()


def test_edited_files_of_a_case_are_noticed(planned: Planned, carried_out: CarriedOut, here: Path) -> None:
    place = Path("place.yaml")
    place.write_text("extends: xihu\nname: {zh: 此地, en: Here}\ntext: {zh: 此地, en: Here}\n", "utf-8")
    a = carried_out(planned(cases="[place.yaml]"), "a").folder
    place.write_text(
        place.read_text("utf-8")
        + "parameters:\n  fee.quality: {value: 4, grade: assumption, source: 'assumption: ours'}\n",
        "utf-8",
    )
    b = carried_out(planned(cases="[place.yaml]"), "b").folder
    assert [one.what for one in compared(a, b).unlike] == ["data"]


def test_a_folder_that_is_not_of_gongzhi_is_no_fault_of_ours(
    planned: Planned, carried_out: CarriedOut
) -> None:
    a = carried_out(planned(), "a").folder
    store = a / "study.json"
    store.write_text(store.read_text("utf-8").replace('"troika"', '"council"'), "utf-8")
    with pytest.raises(FolderError, match="damaged or not of gongzhi"):
        compared(a, carried_out(planned("b"), "b").folder)


@pytest.mark.parametrize("out", ["a", "b", "a/inside", "around", "link", "link/inside"])
def test_what_is_compared_is_never_written_over(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path, out: str
) -> None:
    carried_out(planned(), "a")
    Path("around").mkdir()
    shutil.copytree("a", "around/b")
    for folder in ("around", "around/b", "a"):  # as those of `compare` have, which are replaced
        (Path(folder) / "manifest.json").write_text('{"made_by": "gongzhi"}', "utf-8")
    Path("link").symlink_to("a")
    Path("b").symlink_to("around/b")
    before = sorted(here.rglob("*"))
    told = gongzhi("compare-folders", "a", "around/b", "--out", out)
    assert told.code == 2 and "must stay as it is" in told.err and told.err.count("\n") == 1
    assert sorted(here.rglob("*")) == before


def test_a_summary_has_a_heading_for_each_of_its_tables_and_no_word_of_figures(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path
) -> None:
    carried_out(planned(), "a")
    carried_out(planned(parameters="{equal_cost.yuan: 7}"), "b")
    told = gongzhi("compare-folders", "a", "b", "--out", "found", "--lang", "en")
    assert "A table and a summary are in found." in told.out and "igures" not in told.out
    page, text = (Path(f"found/summary.{kind}").read_text("utf-8") for kind in ("html", "md"))
    assert page.count("<table") == page.count("<h3>") == text.count("\n### ") == 2
    assert "under government-led baseline</h3>" in page and "<p></p>" not in page


def test_a_single_pair_has_no_interval_and_is_not_corrected(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path
) -> None:
    carried_out(planned(governance="[baseline]", replicates="1"), "a")
    carried_out(planned(governance="[troika]", replicates="1"), "b")
    told = gongzhi("compare-folders", "a", "b", "--lang", "en").out
    assert "±–" in told and "±nan" not in told and "corrected" not in told


def test_unlike_cases_are_not_told_as_the_same_world(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path
) -> None:
    carried_out(planned(), "a")
    carried_out(planned(cases="[minzhu]"), "b")
    shutil.copytree("a", "same")
    told = gongzhi("compare-folders", "a", "b", "--lang", "en").out
    assert "unlike worlds" in told and "the same world" not in told
    assert "met the same world" in gongzhi("compare-folders", "a", "same", "--lang", "en").out


@pytest.mark.parametrize("first", [True, False])
def test_a_study_that_is_not_finished_is_not_compared(
    gongzhi: Gongzhi, planned: Planned, carried_out: CarriedOut, here: Path, first: bool
) -> None:
    carried_out(planned(), "whole")
    carried_out(planned(), "shard", shard=Shard(1, 2))
    carried_out(planned(), "killed")
    identity = json.loads(Path("killed/study.json").read_text("utf-8"))
    Path("killed/study.json").write_text(json.dumps(identity | {"settled": ""}), "utf-8")
    for folder, made in {"shard": 3, "killed": 6}.items():
        folders = (folder, "whole") if first else ("whole", folder)
        told = gongzhi("compare-folders", *folders, "--out", "found")
        assert told.code == 2 and told.err.count("\n") == 1 and not Path("found").exists()
        assert f"The study in {folder} is not finished; {made} runs are there." in told.err
        assert "unfinished=True" not in told.err
