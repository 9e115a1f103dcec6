"""`import gongzhi`: the numbers and the words of the command, and one message on what will not do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gongzhi
from experiments.cli.app import main
from experiments.design.cells import Shard
from experiments.errors import ArgumentError
from experiments.execution.executors import opening
from experiments.execution.results import results_in
from experiments.execution.sweep import Order, carry_out
from experiments.store.output_folder import FolderError
from experiments.store.store import StoreError
from results.notebook.shown import SingleRun
from scenarios import language
from scenarios.problems import ScenarioError
from scenarios.study import read_study

pytestmark = pytest.mark.usefixtures("brief_pasts")

COMPARED = ["xihu", "--governance", "baseline,troika", "--replicates", "2", "--months", "2"]
FILE = """\
cases: [xihu]
governance: [baseline, troika]
months: 2
burn_in: 1
replicates: 2
parameters: {issues.rate: [20, 30]}
primary: [conflict_index]
monthly: true
"""
WRITTEN: dict[str, Any] = {
    **{"cases": ["xihu"], "governance": ["baseline", "troika"], "months": 2, "burn_in": 1, "replicates": 2},
    **{"parameters": {"issues.rate": np.array([20, 30])}, "primary": ("conflict_index",), "monthly": True},
}
NUMBER: Any = 3

type Said = Callable[..., str]


@pytest.fixture(autouse=True)
def english():
    with language.spoken("en"):
        yield
    language.use(None)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """What a command prints where no terminal says how wide it is."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*words: str) -> str:
        with pytest.raises(SystemExit) as left:
            main([*words, "--lang", "en"])
        assert not left.value.code
        return capsys.readouterr().out

    return call


def stored(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.parquet")}


def test_a_comparison_prints_what_the_command_prints(said: Said) -> None:
    found = gongzhi.compare("xihu", ["baseline", "troika"], replicates=2, months=2)
    assert str(found) + "\n" == said("compare", *COMPARED)
    assert repr(found) == str(found)


def test_a_comparison_has_the_numbers_and_the_verdicts_of_the_command(said: Said) -> None:
    found = gongzhi.compare(["xihu"], ("baseline", "troika"), replicates=2, months=2)
    rows = json.loads(said("compare", *COMPARED, "--json"))
    assert [row["difference"] for row in rows] == found.table["difference"].replace({np.nan: None}).tolist()
    assert [row["verdict"] for row in rows] == found.table["verdict"].tolist()
    assert len(found.runs) == 4 and sorted(found.monthly["month"].unique()) == [1, 2]


def test_one_run_has_the_numbers_of_the_command_by_names_or_by_scenario(said: Said) -> None:
    values = {"issues.rate": 30}
    one = gongzhi.run("xihu", "troika", replicate=1, months=2, overrides=values)
    words = ("xihu", "troika", "--replicate", "1", "--months", "2", "--set", "issues.rate=30")
    assert str(one) + "\n" == said("run", *words)
    made = gongzhi.scenario("xihu", "troika", months=2, overrides=values)
    again = gongzhi.run(made, replicate=1)
    pd.testing.assert_series_equal(one.outcomes, again.outcomes)
    assert one.months.equals(again.months) and list(one.months.index) == [1, 2]
    assert gongzhi.run(made, seed=one.seed).outcomes.equals(one.outcomes)


@pytest.mark.parametrize(("spoken", "verdict"), [("en", "not shown"), ("zh", "未能显示")])
def test_a_notebook_shows_verdicts_and_that_the_model_is_not_calibrated(spoken, verdict: str) -> None:
    found = gongzhi.compare("xihu", ["baseline", "troika"], replicates=2, months=1)
    with language.spoken(spoken):
        page = found._repr_html_()
        assert verdict in page and language._("Version two of the model, with calibrated defaults.") in page
        assert page.count("<table") == page.count("<h4>") == 1 and "<script" not in page


def test_a_frame_that_was_handed_out_may_be_changed() -> None:
    found = gongzhi.run("xihu", "baseline", months=1)
    before, runs, months = str(found), found.runs, found.months
    runs.loc[0, "conflict_index"] = -1.0
    months["hardship"] = 0
    assert str(found) == before and (found.months["hardship"] > 0).all()


def test_a_study_without_a_file_has_the_store_of_the_file_and_goes_on_with_it(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(FILE, encoding="utf-8")
    study = gongzhi.Study("mine", **WRITTEN)
    found = gongzhi.sweep(study, "python", jobs=1, quiet=True)
    said("study", "mine.yaml", "--out", "file", "--jobs", "1")
    assert stored(Path("python")) == stored(Path("file")) and stored(Path("file"))
    assert Path("python/study.json").read_text("utf-8") == Path("file/study.json").read_text("utf-8")
    assert "8 made now" in str(found)
    assert "0 made now" in str(gongzhi.sweep(study, "file", jobs=1, quiet=True))
    assert "0 made now" in str(gongzhi.sweep("mine.yaml", "python", jobs=1, quiet=True))
    assert "each of the 2 points is the mean of its replicates" in str(found)
    assert "calibrated defaults" in str(found) and "gongzhi report python" in str(found)
    assert set(found.monthly["month"]) == {1, 2}
    assert "20, 30" in str(study) and "calibrated defaults" in study._repr_html_()


def test_a_study_that_is_half_done_is_opened_only_by_who_knows(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(FILE.replace("[20, 30]", "20"), encoding="utf-8")
    plan = read_study(tmp_path / "mine.yaml")
    carry_out(plan, tmp_path / "part", opening(1), Order(shard=Shard(1, 2)))
    with pytest.raises(FolderError, match="not finished; 2 runs are there"):
        gongzhi.open_results(tmp_path / "part")
    assert "What follows will change." in str(gongzhi.open_results(tmp_path / "part", unfinished=True))
    carry_out(plan, tmp_path / "part", opening(1))
    assert "What follows" not in str(gongzhi.open_results(tmp_path / "part"))


def test_a_study_of_one_governance_model_shows_means(tmp_path: Path) -> None:
    study = gongzhi.Study("alone", cases="xihu", governance=["baseline"], months=1, replicates=2)
    found = gongzhi.sweep(study, tmp_path / "alone", jobs=1, quiet=True)
    assert "means over 2 replicates" in str(found)
    assert (
        found.table.loc[("xihu", "baseline"), "hardship" if "hardship" in found.table else "utilisation"] > 0
    )
    with pytest.raises(ArgumentError, match="monthly: true"):
        _ = found.monthly


@pytest.mark.slow
def test_finished_folders_of_the_command_open(said: Said, tmp_path: Path) -> None:
    said("compare", *COMPARED, "--out", str(tmp_path / "compared"), "--jobs", "1")
    found = gongzhi.open_results(tmp_path / "compared")
    assert found.table.equals(results_in(tmp_path / "compared").study.comparison)
    assert str(found) == str(gongzhi.compare("xihu", ["baseline", "troika"], replicates=2, months=2))
    said("run", "xihu", "baseline", "--months", "1", "--out", str(tmp_path / "one"))
    one = gongzhi.open_results(str(tmp_path / "one"))
    assert isinstance(one, SingleRun)
    pd.testing.assert_series_equal(one.outcomes, gongzhi.run("xihu", "baseline", months=1).outcomes)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: gongzhi.compare("xihuu", ["baseline", "troika"]),
            "Unknown case: xihuu. * Did you mean Xihu?",
        ),
        (lambda: gongzhi.compare("xihu", "baseline"), 'governance must be a list * not "baseline".'),
        (lambda: gongzhi.compare("xihu", ["baseline"]), "governance must be a list of two *"),
        (lambda: gongzhi.compare("xihu", {"baseline": 1, "troika": 2}), "governance must be a list of two *"),
        (lambda: gongzhi.compare([], ["baseline", "troika"]), "cases is empty*"),
        (lambda: gongzhi.compare(NUMBER, ["baseline", "troika"]), "cases must be a list, not 3."),
        (lambda: gongzhi.compare([NUMBER], ["baseline", "troika"]), "3 is no case; *"),
        (lambda: _compare(replicates=-3), "replicates must be a whole number from 1 to 10000, not -3."),
        (lambda: _compare(replicates=2.5), "replicates must be a whole number * not 2.5."),
        (lambda: _compare(replicates=True), "replicates must be a whole number * not true."),
        (lambda: _compare(jobs=0), "jobs must be a whole number from 1 to 1024, not 0."),
        (lambda: _compare(months=0), "*months*0*"),
        (lambda: _compare(overrides={"fee.qualty": 3}), "*fee.qualty*Did you mean fee.quality?"),
        (
            lambda: _compare(smallest={"conflict_indx": 1}),
            "There is no outcome conflict_indx*conflict_index?",
        ),
        (lambda: _compare(smallest={"conflict_index": -1}), "smallest*above 0, not -1."),
        (lambda: _compare(primary="conflict_index"), 'primary must be a list, not "conflict_index".'),
        (lambda: gongzhi.run("xihu"), "governance is missing."),
        (lambda: gongzhi.run("xihu", "troika", replicate=-1), "replicate must be a whole number from 0 *"),
        (lambda: gongzhi.run("xihu", "troika", replicate=1, seed=2), "Give either replicate or seed*"),
        (lambda: gongzhi.run(gongzhi.scenario("xihu", "troika"), "troika"), "A scenario has its *"),
        (lambda: gongzhi.Study("mine", case=["xihu"]), "mine: case is unknown;*Did you mean cases?"),
        (lambda: _study(replicats=3), "mine: replicats is unknown;*Did you mean replicates?"),
        (lambda: _study(governance="troika"), 'mine: governance is "troika"; it must be a list *'),
        (lambda: _study(governance=["troikka"]), "mine: governance.0 *Did you mean troika?"),
        (lambda: _study(replicates=-3), "mine: replicates *"),
        (lambda: _study(parameters={"issue.rate": 3}), "mine: parameters.issue.rate *mean issues.rate?"),
        (
            lambda: _study(parameters={"issues.rate": [30, 3000]}),
            "mine: parameters.issues.rate = 3000 is out *",
        ),
        (lambda: gongzhi.sweep(NUMBER, "there"), "3 is no study; *"),
        (lambda: gongzhi.open_results("nowhere"), "There is no folder nowhere."),
    ],
)
def test_what_will_not_do_is_one_message(call: Callable[[], object], words: str) -> None:
    with pytest.raises((ScenarioError, ArgumentError, FolderError, StoreError)) as refused:
        call()
    message = str(refused.value)
    place = 0
    for part in words.split("*"):
        assert part in message[place:], message
        place = message.index(part, place) + len(part)
    assert words.endswith("*") or message.endswith(words.rpartition("*")[2])
    assert "\n" not in message


def _compare(**other: Any) -> object:
    return gongzhi.compare("xihu", ["baseline", "troika"], **other)


def _study(**other: Any) -> object:
    written: dict[str, Any] = {"cases": ["xihu"], "governance": ["baseline", "troika"], "replicates": 2}
    return gongzhi.Study("mine", **written | other)


def test_a_name_that_the_facade_lacks_is_told_with_those_it_has() -> None:
    with pytest.raises(AttributeError, match=r"'comparison'; it has .*compare"):
        _ = gongzhi.comparison
    assert "compare" in dir(gongzhi) and all(hasattr(gongzhi, name) for name in gongzhi.__all__)
