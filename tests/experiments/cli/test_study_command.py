"""The verbs for studies: what they print, what they refuse, with which code they leave."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.design.runs import seed_of
from model.neighbourhood import Neighbourhood

STUDY = "cases: [xihu]\ngovernance: [baseline, troika]\nmonths: 2\nburn_in: 1\nreplicates: 2\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small study."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(STUDY, "utf-8")
    return tmp_path


def test_a_study_is_carried_out_and_says_where_its_runs_are(gongzhi, here: Path) -> None:
    first = gongzhi("study", "mine.yaml", "--jobs", "1")
    assert first.code == 0 and first.out.startswith(
        "4 runs of mine in results/studies/mine; 4 made now, 0 failed.\nOutcomes are of months 1 to 2, "
    )
    again = gongzhi("study", "mine.yaml").out
    assert again.startswith("4 runs of mine in results/studies/mine; 0 made now, 0 failed.\n")
    assert len(pd.read_parquet("results/studies/mine/runs")) == 4
    more = json.loads(gongzhi("study", "mine.yaml", "--replicates", "3", "--json").out)
    assert (more["runs"], more["made"], more["folder"]) == (6, 2, "results/studies/mine")
    assert gongzhi("study", "mine.yaml", "--lang", "zh").out.startswith("研究 mine 的 4 次运行")


def test_shards_have_folders_of_their_own_and_are_merged(gongzhi, here: Path) -> None:
    for number in ("1", "2"):
        assert gongzhi("study", "mine.yaml", "--shard", f"{number}/2").code == 0
    folders = [f"results/studies/mine-shard-{number}-of-2" for number in (1, 2)]
    answer = gongzhi("merge", *folders, "--out", "all", "--json")
    done = json.loads(answer.out)
    assert (done["folder"], done["runs"], done["failed"]) == ("all", 4, 0)


def test_a_failure_is_told_with_the_command_that_replays_it(gongzhi, here: Path, monkeypatch) -> None:
    begin, bad = Neighbourhood.begin_month, seed_of("mine", 1)

    def broken(world: Neighbourhood) -> None:
        if world.month == 1 and any(placement.seed == bad for placement in world.compounds.placements):
            raise ZeroDivisionError("nobody is left")
        begin(world)

    monkeypatch.setattr(Neighbourhood, "begin_month", broken)
    answer = gongzhi("study", "mine.yaml", "--out", "here")
    assert answer.code == 1 and "2 made now, 2 failed" in answer.out
    command = answer.err.partition("gongzhi ")[2].split()
    replayed = gongzhi(*command)
    assert replayed.code == 1 and "Month 1: ZeroDivisionError: nobody is left" in replayed.out


WRONG = [
    (("study", "nowhere"), "There is no study nowhere"),
    (("study", "mine.yaml", "--shard", "3/2"), "--shard must be K/N"),
    (("study", "mine.yaml", "--shard", "two"), "--shard must be K/N"),
    (("study", "mine.yaml", "--replicates", "none"), "--replicates must be a whole number"),
    (("study", "mine.yaml", "--jobs", "0"), "--jobs must be a whole number"),
    (("study", "seek.yaml", "--shard", "1/2"), "target precision cannot be cut into shards"),
    (("merge", "a", "b", "--out", "c"), "a holds no study"),
    (("replay", "abc", "--study", "nowhere"), "nowhere holds no study"),
    (("schema", "letters"), "There is no schema of letters; there is one of: study, cluster."),
    (("schema", "clustr"), "Did you mean cluster?"),
    (("study", "mine.yaml", "--cluster", "nowhere.yaml"), "nowhere.yaml does not exist"),
    (("study", "mine.yaml", "--cluster", "mine.yaml"), "mine.yaml, line 1, column 1: cases is unknown"),
    (("study", "mine.yaml", "--cluster", "tcp://127.0.0.1:9", "--jobs", "2"), "either --jobs or --cluster"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_is_wrong_is_one_message_and_code_2(
    gongzhi, here: Path, words: tuple[str, ...], said: str
) -> None:
    target = "precision: {outcome: conflict_index, width: 1}"
    (here / "seek.yaml").write_text(STUDY.replace("replicates: 2", target), "utf-8")
    answer = gongzhi(*words)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out
    assert not Path("results").exists()


def test_the_schemas_are_printed(gongzhi) -> None:
    assert "parameters" in json.loads(gongzhi("schema", "study").out)["properties"]
    assert "walltime" in json.loads(gongzhi("schema", "cluster").out)["properties"]


SPOILT = [
    ("replicates: 2", "replicates: 2\noutcomes: [conflct_index]", (), "Did you mean conflict_index?"),
    ("replicates: 2", "precision: {outcome: anger, width: 1}", (), "anger"),
    ("[xihu]", "[]", (), "cases is [], which has too few values"),
    ("months: 2", "months: 2\nparameters: {issues.rate: []}", (), "parameters.issues.rate is []"),
    ("months: 2", "months: 3", ("--out", "other"), "other holds the study other, not mine"),
    ("months: 2", "months: 3", ("--cluster", "tcp://127.0.0.1:9"), "no Dask scheduler at tcp://127.0.0.1:9"),
]


@pytest.mark.parametrize(("old", "new", "words", "said"), SPOILT, ids=[new for _, new, _, _ in SPOILT])
@pytest.mark.slow
def test_bad_input_is_one_message_and_harms_no_store(
    gongzhi, here: Path, monkeypatch, old: str, new: str, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr("experiments.execution.dask_cluster.SECONDS", 1)
    gongzhi("study", "mine.yaml")
    (here / "other.yaml").write_text(STUDY, "utf-8")
    gongzhi("study", "other.yaml", "--out", "other")
    before = {
        file: file.read_bytes() for file in here.rglob("*") if file.is_file() and file.suffix != ".yaml"
    }
    (here / "mine.yaml").write_text(STUDY.replace(old, new), "utf-8")
    answer = gongzhi("study", "mine.yaml", *words)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out
    assert all(file.read_bytes() == content for file, content in before.items())
