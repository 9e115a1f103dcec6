"""What a study ends in: its comparison beside the store, and nothing of it by halves."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from experiments.analysis.comparisons.study_end import ending, written
from experiments.execution.results import results_in
from experiments.execution.sweep_report import Report
from experiments.store.derived_tables import BY_TYPE, COMPARISON, DERIVED
from experiments.store.merge_shards import merge
from experiments.store.output_folder import put
from experiments.store.store import StoreError
from scenarios.built_in import built_in
from scenarios.study import StudyPlan
from tests.experiments.conftest import Answer
from tests.experiments.store.test_settle import failing, full

Planned = Callable[..., StudyPlan]
CarriedOut = Callable[..., Report]
THREE = "[xihu-street, minzhu, xihu-danwei]"
FIVE = "[xihu-danwei, xihu-street, minzhu, anzhi, xihu-resettled]"

pytestmark = pytest.mark.usefixtures("world")


def beside(folder: Path) -> set[str]:
    """The files of tables that lie beside a store."""
    return {file.name for file in folder.iterdir() if file.name.split(".")[0] in DERIVED}


@pytest.mark.parametrize("lines", [{}, {"cost": "equal"}, {"parameters": "{issues.rate: [30, 60, 90]}"}])
def test_the_table_is_that_of_whoever_else_reads_the_store(
    planned: Planned, carried_out: CarriedOut, lines: dict[str, str]
) -> None:
    folder = carried_out(planned(**lines, governance="[baseline, troika, one-four-n]")).folder
    written(folder)
    told = results_in(folder).study.comparison
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "comparison.parquet"), told, check_dtype=False)
    csv = pd.read_csv(folder / "comparison.csv", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(csv, told, check_dtype=False, rtol=1e-12)


def test_cases_of_one_type_are_compared_as_their_mean(planned: Planned, carried_out: CarriedOut) -> None:
    folder = carried_out(planned(cases=FIVE)).folder
    table = written(folder).by_type
    assert table is not None
    assert dict(zip(table["compound_type"], table["cases"], strict=True)) == {
        "danwei": "xihu-danwei",
        "street": "xihu-street minzhu",
        "resettled": "anzhi xihu-resettled",
    }
    runs = pd.read_parquet(folder / "runs")
    mine = runs[runs["case"].isin(["xihu-street", "minzhu"])]
    means = mine.groupby(["governance", "replicate"])["conflict_index"].mean()
    row = table[(table["compound_type"] == "street") & (table["outcome"] == "conflict_index")].iloc[0]
    assert row["difference"] == pytest.approx((means["troika"] - means["baseline"]).mean(), rel=1e-12)
    assert row["n"] == 3
    undefined = table[(table["compound_type"] == "street") & (table["outcome"] == "fund_balance")].iloc[0]
    assert undefined["n"] == 0


def test_a_case_that_lacks_a_replicate_takes_it_from_its_type(
    planned: Planned, carried_out: CarriedOut
) -> None:
    folder = carried_out(planned(cases=FIVE)).folder
    for part in (folder / "runs").iterdir():
        rows = pd.read_parquet(part)
        rows[(rows["case"] != "minzhu") | (rows["replicate"] != 1)].to_parquet(folder / "runs/part.parquet")
        part.unlink()
    table = ending(folder).by_type
    assert table is not None
    of = table.groupby("compound_type")["n"].max()
    assert (of["street"], of["danwei"]) == (2, 3)


def test_what_is_undefined_in_one_case_is_undefined_for_its_type(
    planned: Planned, carried_out: CarriedOut
) -> None:
    folder = carried_out(planned(cases=FIVE)).folder
    for part in (folder / "runs").iterdir():
        rows = pd.read_parquet(part)
        there = (rows["case"] == "minzhu") & (rows["replicate"] == 1)
        rows.loc[there, "conflict_index"] = float("nan")
        part.unlink()
        rows.to_parquet(folder / "runs/part.parquet")
    table = ending(folder).by_type
    assert table is not None
    of = table[table["compound_type"] == "street"].set_index("outcome")["n"]
    assert (of["conflict_index"], of["satisfaction"]) == (2, 3)


def test_there_is_no_table_by_type_where_no_two_cases_are_of_one(
    planned: Planned, carried_out: CarriedOut
) -> None:
    folder = carried_out(planned(cases="[xihu, minzhu]")).folder
    assert written(folder).by_type is None
    assert beside(folder) == {"comparison.csv", "comparison.parquet"}


def test_the_tables_are_gone_before_a_row_changes(planned: Planned, carried_out: CarriedOut) -> None:
    folder = carried_out(planned()).folder
    written(folder)
    carried_out(planned())
    assert beside(folder)
    carried_out(planned(replicates="4"))
    assert not beside(folder)
    written(folder)
    carried_out(planned(replicates="4", primary="[satisfaction]"))
    assert not beside(folder)


def test_an_interrupt_leaves_no_half_table(
    planned: Planned, carried_out: CarriedOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = carried_out(planned()).folder
    whole = written(folder)
    before = (folder / "comparison.csv").read_bytes()
    count = iter(range(10))

    def interrupted(file: Path, content: bytes) -> None:
        if next(count) == 1:
            raise KeyboardInterrupt
        put(file, content)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("experiments.store.derived_tables.put", interrupted)
        written(folder)
    assert beside(folder) == {"comparison.parquet"}
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "comparison.parquet"), whole.study.comparison)
    written(folder)
    assert (folder / "comparison.csv").read_bytes() == before


def test_shards_that_were_merged_have_the_same_table(planned: Planned, carried_out: CarriedOut) -> None:
    plan = planned(cases=THREE)
    whole = carried_out(plan, "whole").folder
    parts = [carried_out(plan, f"part{number}", shard=(number, 2)).folder for number in (1, 2)]
    together = whole.with_name("together")
    merge(parts, together)
    for folder in (whole, together):
        written(folder)
    for name in (COMPARISON, BY_TYPE):
        for ends in (".csv", ".parquet"):
            assert (whole / f"{name}{ends}").read_bytes() == (together / f"{name}{ends}").read_bytes()


@pytest.mark.slow
def test_the_verbs_print_and_write_the_comparison(
    gongzhi: Callable[..., Answer], planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    planned(cases=THREE)
    told = gongzhi("study", "small.yaml", "--jobs", "1", "--out", "all")
    assert told.code == 0 and "troika − government-led baseline, by compound type" in told.out
    assert "in which of 3 cases" in told.out and "gongzhi report all" in told.out
    assert len(beside(Path("all"))) == 4
    for number in ("1", "2"):
        shard = gongzhi("study", "small.yaml", "--jobs", "1", "--shard", f"{number}/2", "--out", number)
        assert "comparison comes with gongzhi merge" in shard.out and not beside(Path(number))
    answer = json.loads(gongzhi("merge", "1", "2", "--out", "both", "--json").out)
    again = json.loads(gongzhi("study", "small.yaml", "--out", "all", "--json").out)
    assert answer["comparison"] == again["comparison"] and len(answer["comparison"]) > 3 * 14
    assert answer["comparison_by_type"] == again["comparison_by_type"]
    assert "by compound type" in gongzhi("merge", "1", "2", "--out", "both").out


def test_a_study_with_one_governance_model_says_so(
    gongzhi: Callable[..., Answer], planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    planned(governance="[troika]")
    told = gongzhi("study", "small.yaml", "--jobs", "1", "--out", "all")
    assert told.code == 0 and "The study has one governance model, troika" in told.out
    assert not beside(Path("all"))
    answer = json.loads(gongzhi("study", "small.yaml", "--out", "all", "--json").out)
    assert answer["comparison"] is None


def test_what_is_built_into_the_model_is_told_where_cases_are_counted(
    gongzhi: Callable[..., Answer], planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mark = next(one for one in built_in() if one.outcome == "participation_month")
    planned(cases=FIVE, governance=f"[{mark.against}, {mark.governance}]", replicates="2")
    told = gongzhi("study", "small.yaml", "--jobs", "1", "--out", "all").out
    assert told.count("Built into the model: ") == 1
    for model in (mark.against, mark.governance):
        planned(cases=FIVE, governance=f"[{model}]", replicates="2")
        gongzhi("study", "small.yaml", "--jobs", "1", "--out", model)
    assert "Built into the model: " in gongzhi("compare-folders", mark.against, mark.governance).out


@pytest.mark.parametrize("nth", range(5))
def test_a_full_disk_is_one_message_and_the_same_command_goes_on(
    planned: Planned, carried_out: CarriedOut, nth: int
) -> None:
    folder = carried_out(planned()).folder
    whole = {name: (folder / name).read_bytes() for name in sorted(beside_after(folder))}
    with failing(nth, full, ("fsync", "replace")), suppress(StoreError):
        written(folder)
    assert {name: (folder / name).read_bytes() for name in sorted(beside_after(folder))} == whole


def beside_after(folder: Path) -> set[str]:
    """The files of tables beside a store that was carried out once more."""
    written(folder)
    return beside(folder)
