"""What is taken out of a folder is of the very runs that were stored, and adds up to what was observed."""

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.errors import ArgumentError
from experiments.execution.executors import InProcess
from experiments.execution.stored_study import StoredStudy
from experiments.execution.sweep import carry_out
from experiments.export import chosen_runs as choosing
from experiments.export.chosen_runs import Choice, chosen_runs
from experiments.export.household_panel import TABLE as HOUSEHOLDS
from experiments.export.issue_log import TABLE as ISSUES
from experiments.export.remade_runs import make_again
from experiments.export.run_files import RunFiles, write_runs
from experiments.store.tables import from_spreadsheets
from model.neighbourhood import Neighbourhood, Placement
from scenarios import codebook
from scenarios.study import read_study

pytestmark = pytest.mark.usefixtures("brief_pasts")

WHICH = ["governance", "replicate", "month"]
CASE = "extends: minzhu\nparameters:\n  place.households: {value: 150, source: made up, grade: assumption}\n"
STUDY = """
name: {zh: 小研究, en: a small study}
cases: [here.yaml]
governance: [baseline, one-four-n]
months: 4
burn_in: 4
replicates: 2
monthly: true
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small study whose runs are real ones."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "here.yaml").write_text(CASE, encoding="utf-8")
    (folder / "small.yaml").write_text(STUDY, encoding="utf-8")
    carry_out(read_study(folder / "small.yaml"), folder / "store", lambda work: InProcess())
    return folder / "store"


@pytest.fixture(scope="module")
def written(store: Path) -> Path:
    """A folder with the panel, the log and the networks of all its runs."""
    out = store.parent / "out"
    out.mkdir()
    files = RunFiles(out / "households.parquet", out / "issues.parquet", out / "ties.graphml")
    assert len(write_runs(store, Choice(), files)) == 6
    return out


def months_of(store: Path) -> pd.DataFrame:
    study = StoredStudy(store)
    assert study.monthly is not None
    runs = study.runs[["key", "governance", "replicate"]]
    months = study.monthly.merge(runs, on="key")
    return months.set_index(WHICH).sort_index()


def test_the_household_panel_adds_up_to_what_was_observed_each_month(store: Path, written: Path) -> None:
    panel, months = pd.read_parquet(written / "households.parquet"), months_of(store)
    assert len(panel) == 150 * len(months)
    groups = panel.groupby(WHICH)
    for name in (
        "trust_committee",
        "trust_firm",
        "belonging",
        "efficacy",
        "hardship",
        "grievance",
        "satisfaction",
    ):
        np.testing.assert_allclose(groups[name].mean(), months[name], rtol=1e-12)
    home = groups["at_home"].sum()
    for name, observed in {
        "took_part": "participation",
        "attended": "attendance",
        "took_part_online": "participation_online",
        "disturbed": "disturbed_share",
    }.items():
        both = panel.assign(both=panel[name] & panel["at_home"]).groupby(WHICH)["both"].sum()
        np.testing.assert_allclose(both / home, months[observed])
    np.testing.assert_allclose(
        groups["age_group"].apply(lambda ages: (ages == "elderly").mean()), months["elderly_share"]
    )
    np.testing.assert_allclose(
        groups["ties"].apply(lambda ties: (ties == 0).mean()), months["isolated_share"]
    )


def test_the_issue_log_adds_up_to_what_was_observed_each_month(store: Path, written: Path) -> None:
    log, months = pd.read_parquet(written / "issues.parquet"), months_of(store)
    assert months["raised"].sum() > 0 and log["issue"].str.len().eq(16).all()
    for column, observed in {"raised": "raised", "reported": "collected", "resolved": "resolved"}.items():
        there = log[log[column] >= 1].groupby(["governance", "replicate", column]).size()
        counted = there.rename_axis(months.index.names).reindex(months.index, fill_value=0)
        assert counted.to_list() == months[observed].to_list(), column
    assert (log["channel"] == "nobody").equals(log["reported"].isna())


@pytest.mark.parametrize(("file", "table"), [("households", HOUSEHOLDS), ("issues", ISSUES)])
def test_every_column_taken_out_is_described_with_its_type(written: Path, file: str, table: str) -> None:
    kinds = {"integer": "int64", "number": "double", "boolean": "bool", "string": "large_string"}
    for field in pq.read_schema(written / f"{file}.parquet"):
        assert codebook.is_described(table, field.name), field.name
        assert str(field.type) == kinds[str(codebook.column(table, field.name).type)], field.name
        assert field.metadata[b"description_zh"]


def test_a_network_is_read_back_with_the_same_ties(store: Path, written: Path) -> None:
    (one,) = chosen_runs(store, Choice(governance=["one-four-n"], replicates="1"))
    world = Neighbourhood([Placement(one.run.scenario, one.run.seed)]).run()
    graph = nx.read_graphml(written / "ties-here-one-four-n-1.graphml", node_type=int)
    ties = world.network()
    assert dict(graph.nodes).keys() == dict(ties.nodes).keys() and graph.number_of_edges() > 0
    read_back = {frozenset((a, b)): layer for a, b, layer in graph.edges(data="layer")}
    assert read_back == {frozenset((a, b)): layer for a, b, layer in ties.edges(data="layer")}
    node = graph.nodes[1]
    assert isinstance(node["at_home"], bool) and isinstance(node["trust_committee"], float)
    assert graph.graph["governance"] == "one-four-n" and graph.graph["replicate"] == 1


def test_a_table_as_csv_holds_the_same_rows(store: Path, written: Path, tmp_path: Path) -> None:
    write_runs(store, Choice(), RunFiles(issues=tmp_path / "issues.csv"))
    whole = pd.read_parquet(written / "issues.parquet")
    text = from_spreadsheets(
        pd.read_csv(tmp_path / "issues.csv", encoding="utf-8-sig", dtype={"issue": str, "kind": str})
    )
    pd.testing.assert_frame_equal(text, whole, check_dtype=False)


def test_only_the_runs_and_months_asked_for_are_taken_out(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.parquet"
    write_runs(store, Choice("here", ["baseline"], "0"), RunFiles(agents=file, every=3))
    panel = pd.read_parquet(file)
    assert set(panel["governance"]) == {"baseline"} and set(panel["replicate"]) == {0}
    assert sorted(set(panel["month"])) == [1, 4]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(case="xihu"), r"--case must be one of here, not xihu"),
        (Choice(governance=["troika"]), r"--governance must be one of baseline, one-four-n, not troika"),
        (Choice(replicates="1-3"), r'from 0 to 1, as in 0-4,7, not "1-3"'),
        (Choice(replicates="a"), r"--replicate must be numbers"),
        (Choice(point=3), r"--point must be one of 0, not 3"),
    ],
)
def test_what_the_folder_does_not_hold_is_told_with_what_it_holds(
    store: Path, choice: Choice, said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        chosen_runs(store, choice)


def test_runs_of_other_code_are_refused_before_anything_runs(
    store: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(choosing, "changed", lambda origin: True)
    with pytest.raises(ArgumentError, match="cannot be made again as they were"):
        write_runs(store, Choice(), RunFiles(agents=tmp_path / "a.csv"))
    assert not list(tmp_path.iterdir())


def test_a_run_that_comes_out_otherwise_than_stored_is_refused_and_leaves_no_file(
    store: Path, tmp_path: Path, monkeypatch
) -> None:
    (one,) = chosen_runs(store, Choice(governance=["baseline"], replicates="0"))
    with pytest.raises(
        ArgumentError, match=r"here/baseline/0 comes out otherwise .*quality is 0\.\d+ now, 0\.123"
    ):
        make_again([one._replace(stored={**one.stored, "quality": 0.123})], [])
    right = choosing._stored

    def wrong(folder, found):
        return {key: {**values, "quality": 0.123} for key, values in right(folder, found).items()}

    monkeypatch.setattr(choosing, "_stored", wrong)
    files = RunFiles(tmp_path / "a.parquet", tmp_path / "i.csv", tmp_path / "n.graphml")
    with pytest.raises(ArgumentError, match="nothing was written"):
        write_runs(store, Choice(replicates="0"), files)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--agents", "a.xlsx"], "a.xlsx 的文件名须以 .parquet 或 .csv 结尾"),
        (["--network", "n.txt"], "n.txt 的文件名须以 .graphml 结尾"),
        (["--xlsx", "a.csv"], "a.csv 的文件名须以 .xlsx 结尾"),
        ([], "请说明导出什么"),
        (["--xlsx", "a.xlsx", "--case", "here"], "选择运行的选项"),
        (["--issues", "a.csv", "--tables", "runs"], "--tables 只能与 --xlsx 同用"),
        (["--agents", "a.csv", "--every", "0"], "--every"),
        (["--agents", "no/such/a.csv"], "没有文件夹 no/such"),
        (["--network", "no/such/a.graphml"], "没有文件夹 no/such"),
    ],
)
def test_what_is_wrong_is_one_message_and_nothing_is_written(
    gongzhi, store: Path, tmp_path: Path, monkeypatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = gongzhi("export", str(store), *words, "--lang", "zh")
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
