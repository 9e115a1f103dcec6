"""`gongzhi search`: a small real search in both languages, what it leaves in its folder, what it refuses."""

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.command_line import parse
from experiments.execution.executors import InProcess
from experiments.optimisation.search_request import Pieces, search_request
from experiments.optimisation.search_results import carry_out, write
from scenarios import read

SEARCH = (
    *("search", "xihu", "--budget", "3", "--outcome", "resolution_ratio", "--outcome", "satisfaction"),
    *("--instruments", "convenor,mediation,patrol,wishes", "--months", "2", "--trials", "8"),
    *("--replicates", "2", "--fresh", "3", "--jobs", "1"),
)
MADE = {
    *(f"{name}.{kind}" for name in ("front", "mixes", "curves") for kind in ("csv", "parquet")),
    *("datapackage.json", "figures", "governance", "manifest.json", "optuna.log"),
    *("summary.html", "summary.md"),
}


WORDS = {
    "en": ("on the front", "the search covered", "fresh replicates", "within this model", "legitimate voice"),
    "zh": ("在前沿上", "搜索覆盖了", "新的重复模拟", "本模型及其假设之内", "正当的表达"),
}


@pytest.mark.slow
@pytest.mark.usefixtures("unpainted")
def test_a_search_says_what_it_found_how_sure_it_is_and_what_it_cannot_tell(gongzhi, tmp_path: Path) -> None:
    out = tmp_path / "store"
    for spoken, words in WORDS.items():
        said = gongzhi(*SEARCH, "--out", str(out), "--lang", spoken)
        assert said.code == 0
        page = (out / "found/summary.md").read_text("utf-8")
        for word in words:
            assert word in said.out.replace("\n", " ") and word in page.replace("\n", " ")
        assert {path.name for path in (out / "found").iterdir()} == MADE
    keys = pd.read_parquet(out / "runs")["key"]
    assert keys.is_unique and len(keys) > 8 * 2


@pytest.mark.slow
def test_json_has_the_numbers_by_id_and_the_command_makes_them_again(gongzhi) -> None:
    said = gongzhi(*SEARCH, "--json")
    assert said.err == ""
    answer = json.loads(said.out)
    assert answer["aims"] == ["resolution_ratio", "satisfaction"]
    assert (answer["mixes_possible"], answer["covered"]["search"] > 0) == (16, True)
    assert {row["kind"] for row in answer["rows"]} == {"mix", "baseline", "named"}
    assert all(row["low"] <= row["difference"] <= row["high"] for row in answer["rows"] if row["n"])
    again = gongzhi(*answer["command"][1:], "--json")
    assert json.loads(again.out) == answer


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small search, without pictures."""
    folder = tmp_path_factory.mktemp("search") / "store"
    asked = search_request(
        *(read.case("xihu"), 3.0, ["resolution_ratio", "satisfaction"]),
        pieces=Pieces(instruments=("convenor", "mediation", "patrol", "wishes")),
        beside=[read.governance(name) for name in ("one-four-n", "troika")],
        months=2,
        trials=8,
        replicates=2,
        fresh=3,
    )
    found = carry_out(asked, InProcess, folder, quiet=True)
    (folder / "found").mkdir()
    write(found, folder / "found")
    return folder


def test_a_mix_that_was_found_can_be_run_like_any_governance_model(gongzhi, store: Path) -> None:
    front = pd.read_parquet(store / "found/front.parquet")
    mix = front.loc[front["kind"] == "mix", "mix"].iloc[0]
    file = store / "found/governance" / f"{mix}.yaml"
    said = gongzhi("run", "xihu", str(file), "--months", "2", "--replicate", "3", "--json")
    runs = pd.read_parquet(store / "runs").set_index(["governance", "replicate"])
    assert json.loads(said.out)["outcomes"]["satisfaction"] == runs.loc[(mix, 3), "satisfaction"]


def test_optuna_reads_the_journal_of_a_search(store: Path) -> None:
    import optuna

    journal = optuna.storages.journal.JournalFileBackend(str(store / "found/optuna.log"))
    study = optuna.load_study(study_name="search", storage=optuna.storages.JournalStorage(journal))
    assert len(study.trials) == 8
    assert set(study.trials[0].params) == {"convenor", "mediation", "patrol", "wishes"}
    assert all("limit 1" in trial.constraints for trial in study.trials)


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_two_processes_change_no_byte(gongzhi, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        gongzhi(*SEARCH[:-1], jobs, "--json", "--out", str(tmp_path / jobs / "store"))
    one, two = (sorted((tmp_path / jobs / "store").rglob("*")) for jobs in ("1", "2"))
    compared = [(a, b) for a, b in zip(one, two, strict=True) if a.is_file() and a.name != "optuna.log"]
    assert compared and all(a.read_bytes() == b.read_bytes() for a, b in compared)


HEAD = SEARCH[:4]
AIM = ("--outcome", "satisfaction")
KNOWN = ("--instruments", "convenor,mediation")
BAD = {
    "unknown case": ("search", "xihuu", "--budget", "3", *AIM),
    "no budget": ("search", "xihu", *AIM),
    "no outcome": HEAD,
    "budget below zero": ("search", "xihu", "--budget", "-1", *AIM),
    "budget that is no number": ("search", "xihu", "--budget", "much", *AIM),
    "endless budget": ("search", "xihu", "--budget", "inf", *AIM),
    "unknown outcome": (*HEAD, "--outcome", "satisfaktion"),
    "outcome without direction": (*HEAD, "--outcome", "issues_raised"),
    "cost alone": (*HEAD, "--outcome", "cost_total"),
    "too many outcomes": (*HEAD, *AIM, "--outcome", "conflict_index,trust_RC,belonging,quality"),
    "unknown instrument": (*HEAD, *AIM, "--instruments", "convenor,patroll"),
    "no instrument": (*HEAD, *AIM, "--instruments", ","),
    "instruments twice over": (*HEAD, *AIM, *KNOWN, "--from", "troika"),
    "a governance model without instruments": (*HEAD, *AIM, "--from", "baseline"),
    "unknown governance model beside": (*HEAD, *AIM, *KNOWN, "--beside", "trioka"),
    "no strength": (*HEAD, *AIM, *KNOWN, "--strengths", "0,1"),
    "too strong": (*HEAD, *AIM, *KNOWN, "--strengths", "1.5"),
    "too few trials": (*HEAD, *AIM, "--trials", "20"),
    "one world": (*HEAD, *AIM, *KNOWN, "--replicates", "1"),
    "one fresh world": (*HEAD, *AIM, *KNOWN, "--fresh", "1"),
    "capital below zero": (*HEAD, *AIM, *KNOWN, "--capital", "-0.1"),
    "misspelt parameter": (*HEAD, *AIM, *KNOWN, "--set", "fee.qualty=4"),
    "no jobs": (*HEAD, *AIM, *KNOWN, "--jobs", "0"),
    "nothing within the budget": (
        *("search", "xihu", "--budget", "0.5", *AIM, "--instruments", "wishes,group_services"),
        *("--months", "1", "--replicates", "2", "--jobs", "1"),
    ),
}


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("words", BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_message_and_nothing_written(
    gongzhi, words: tuple[str, ...], spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", spoken)
    said = gongzhi(*words, "--out", str(tmp_path / "out"))
    assert (said.code, said.out) == (2, "")
    lines = [line for line in said.err.splitlines() if not line.endswith(("done.", "已完成。"))]
    assert len(lines) == 1
    assert not list(tmp_path.iterdir())
    assert any("\u4e00" <= letter <= "\u9fff" for letter in lines[0]) == (spoken == "zh")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (BAD["unknown outcome"], "Did you mean satisfaction?"),
        (BAD["unknown instrument"], "Did you mean patrol?"),
        (BAD["nothing within the budget"], "The cheapest, micro wishes, costs 1 yuan"),
        (BAD["outcome without direction"], "neither more nor less is better"),
        (BAD["too few trials"], "--trials must be a whole number from "),
    ],
)
def test_messages_say_what_would_do(gongzhi, words: tuple[str, ...], told: str) -> None:
    assert told in gongzhi(*words, "--lang", "en").err


def test_a_folder_with_other_files_is_left_alone(gongzhi, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    said = gongzhi(*SEARCH, "--out", str(tmp_path))
    assert said.code == 2 and str(tmp_path) in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_without_optuna_the_extra_is_named(gongzhi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    said = gongzhi(*SEARCH, "--lang", "en")
    assert said.code == 2 and "Optuna is needed" in said.err and "analysis" in said.err


def test_outcomes_and_instruments_go_by_their_chinese_names_too(gongzhi) -> None:
    names = [read.outcome_entries()[name].name.zh for name in ("satisfaction", "conflict_index")]
    pieces = Pieces(instruments=parse.words("巡逻、党组织牵头"))
    outcomes = parse.words(f"{names[0]}，{names[1]}")
    asked = search_request(read.case("xihu"), parse.yuan("--budget")("３"), outcomes, pieces=pieces)
    assert [aim.id for aim in asked.aims] == ["satisfaction", "conflict_index"]
    assert (asked.space.pieces, asked.budget) == (("patrol", "convenor"), 3.0)


def test_one_outcome_alone_is_weighed_against_cost() -> None:
    pieces = Pieces(instruments=("patrol", "convenor"))
    asked = search_request(read.case("xihu"), 3.0, ["satisfaction"], pieces=pieces, capital=1.0)
    assert [aim.id for aim in asked.aims] == ["satisfaction", "cost_total"]
    assert asked.limits == (3.0, 1.0)
