"""Folders of results are read alike, whatever made them, and can be made again from their origin alone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.analysis.comparison import carry_out, comparison
from experiments.analysis.rerun import again
from experiments.design.number_ranges import short_list, spelled_out
from experiments.design.runs import KEYS
from experiments.execution.origin import Origin, changed
from experiments.execution.results import Results, results_in
from experiments.execution.sweep_report import Report
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.store.output_folder import FolderError
from experiments.store.tables import write
from scenarios import read
from scenarios.study import StudyPlan
from tests.experiments.store.test_manifest import STORED

pytestmark = pytest.mark.usefixtures("brief_pasts")

Planned = Callable[..., StudyPlan]
CarriedOut = Callable[..., Report]
SAMPLED = {
    "parameters": "{issues.rate: sampled, place.households: 28}",
    "sampling": "{design: lhs, points: 3}",
    "replicates": "2",
}


def alike(one: Results, other: Results) -> None:
    """Both have the same tables."""
    for name in ("runs", "monthly", "comparison"):
        left, right = getattr(one.study, name), getattr(other.study, name)
        pd.testing.assert_frame_equal(left, right, check_dtype=False)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small comparison at equal cost too."""
    folder = tmp_path_factory.mktemp("compared")
    models = [read.governance(name) for name in ("troika", "baseline")]
    values = {"place.households": 28.0, "fee.quality": 4.123456789}
    request = comparison([read.case("xihu")], models, 3, 2, values, equal_cost=True)
    write(carry_out(request, 1, monthly=True, quiet=True), folder)
    return folder


def test_a_comparison_says_what_makes_it_again(compared: Path) -> None:
    found = results_in(compared)
    assert found.origin.names == ["troika", "baseline"] and found.origin.equal_cost
    assert found.origin.fixed == {"place.households": 28, "fee.quality": 4.123456789}
    assert [world.replicate for world in found.origin.worlds] == [0, 1, 2]
    alike(again(found.origin, quiet=True), found)


def test_an_origin_survives_the_way_through_a_file(compared: Path) -> None:
    origin = results_in(compared).origin
    assert Origin.model_validate_json(origin.model_dump_json()) == origin


def test_a_change_of_code_or_data_is_seen(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = results_in(compared).origin
    assert not changed(origin)
    assert changed(origin.model_copy(update={"code": "other"}))
    assert changed(origin.model_copy(update={"digests": {"xihu/troika": "0"}}))
    assert changed(origin.model_copy(update={"cases": {"xihu": "nowhere"}}))


def test_a_study_with_points_has_a_row_a_point(planned: Planned, carried_out: CarriedOut) -> None:
    report = carried_out(planned(**SAMPLED, cost="equal", monthly="true", governance="[troika, baseline]"))
    found, runs = results_in(report.folder), pd.read_parquet(report.folder / "runs")
    assert found.origin.by_point and found.study.governance == ["troika", "baseline"]
    assert found.study.runs.groupby("governance")["replicate"].apply(list).to_dict() == {
        "troika": [0, 1, 2],
        "baseline": [0, 1, 2],
    }
    mine = runs[(runs["governance"] == "troika") & (runs["cost"] == NATURAL) & (runs["point"] == 1)]
    row = found.study.runs[
        (found.study.runs["governance"] == "troika") & (found.study.runs["replicate"] == 1)
    ]
    assert row["satisfaction"].item() == pytest.approx(mine["satisfaction"].mean()) and len(mine) == 2
    assert found.study.comparison is not None
    assert list(found.study.comparison["cost"].unique()) == [NATURAL, EQUAL]
    assert (found.study.comparison["n"].max(), set(found.study.comparison["a"])) == (3, {"troika"})


def test_a_study_is_made_again_from_its_origin_alone(planned: Planned, carried_out: CarriedOut) -> None:
    report = carried_out(planned(**SAMPLED, cost="equal", monthly="true"))
    found = results_in(report.folder)
    told = Origin.model_validate_json(found.origin.model_dump_json())
    assert not changed(told)
    alike(again(told, quiet=True), found)


def test_one_point_of_a_study_is_a_comparison_of_its_replicates(
    planned: Planned, carried_out: CarriedOut
) -> None:
    report = carried_out(planned(**SAMPLED, monthly="true"))
    found, runs = results_in(report.folder, 2), pd.read_parquet(report.folder / "runs")
    here = runs[runs["point"] == 2].set_index(["governance", "replicate"])["satisfaction"]
    assert found.study.runs.set_index(["governance", "replicate"])["satisfaction"].to_dict() == here.to_dict()
    assert set(found.study.monthly["replicate"]) == {0, 1}
    alike(again(found.origin, quiet=True), found)


def test_a_study_without_months_has_none(planned: Planned, carried_out: CarriedOut) -> None:
    found = results_in(carried_out(planned(parameters="{place.households: 28}")).folder)
    assert found.study.monthly.empty and set(KEYS) <= set(found.study.monthly)


def test_a_study_half_done_compares_what_both_sides_have(planned: Planned, carried_out: CarriedOut) -> None:
    plan = planned(parameters="{place.households: 28}", replicates="4")
    found = results_in(carried_out(plan, shard=(1, 3)).folder)
    assert found.study.comparison is not None
    both = [set(one["replicate"]) for _name, one in found.study.runs.groupby("governance")]
    assert found.study.comparison["n"].max() == len(set.intersection(*both)) < 4
    worlds = {name: found.origin.replicates("xihu", name, 0) for name in found.origin.names}
    assert {name: len(rows) for name, rows in worlds.items()} == {
        str(name): len(rows) for name, rows in found.study.runs.groupby("governance")
    }


def test_files_of_one_s_own_are_found_from_where_one_stands(
    planned: Planned, carried_out: CarriedOut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "lakeview.yaml"
    own.write_text(
        "extends: xihu\nname: {zh: 湖边, en: lakeview}\nparameters:\n  place.households: 28\n", "utf-8"
    )
    folder = carried_out(planned(cases="[lakeview.yaml]")).folder
    monkeypatch.chdir(tmp_path)
    origin = results_in(folder).origin
    assert origin.cases == {"lakeview": "lakeview.yaml"}
    assert read.case(origin.cases["lakeview"]).name.en == "lakeview" and not changed(origin)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no folder"),
        ({}, "holds no finished results"),
        ({"manifest.json": "{"}, "cannot be read"),
        (
            {"manifest.json": json.dumps({"made_by": "gongzhi", "command": ["gongzhi", "compare"]})},
            "manifest.json is damaged: cases is missing",
        ),
        (
            {"manifest.json": json.dumps({"command": ["gongzhi", "compare"], "cases": "xihu"})},
            'manifest.json is damaged: cases is "xihu"',
        ),
        ({"manifest.json": json.dumps({"command": ["gongzhi", "ablate"]})}, "results of gongzhi ablate"),
        ({"manifest.json": json.dumps({"command": ["gongzhi", "run"], "format": 9})}, "newer gongzhi"),
        ({"study.json": json.dumps({"made_by": "gongzhi", "study": "x"})}, "study.json is damaged"),
        ({"study.json": json.dumps({"made_by": "gongzhi", **STORED})}, "no finished run yet"),
        ({"study.json": json.dumps({"made_by": "gongzhi", "study": "x", "format": 9})}, "newer gongzhi"),
    ],
)
def test_a_folder_that_will_not_do_is_named(
    tmp_path: Path, content: dict[str, str] | None, said: str
) -> None:
    folder = tmp_path / "there"
    if content is not None:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text, "utf-8")
    with pytest.raises(FolderError, match=said) as told:
        results_in(folder)
    assert "there" in str(told.value) and "\n" not in str(told.value)


def test_a_comparison_that_has_lost_the_name_of_a_column_is_damaged(compared: Path, tmp_path: Path) -> None:
    shutil.copytree(compared, tmp_path / "there")
    file = tmp_path / "there/comparison.parquet"
    pd.read_parquet(file).rename(columns={"high": "hiwh"}).to_parquet(file)
    with pytest.raises(FolderError, match=r"there.*high"):
        results_in(tmp_path / "there")


def test_numbers_are_told_short_and_spelled_out_again() -> None:
    assert short_list([3, 0, 1, 2, 7]) == "0-3,7" and spelled_out("0-3,7") == [0, 1, 2, 3, 7]
    assert spelled_out(short_list(range(20))) == list(range(20))
