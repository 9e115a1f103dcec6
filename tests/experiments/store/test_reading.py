"""Whoever reads a store changes nothing in it, and is told in one sentence what cannot be read."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pandas as pd
import pytest

from experiments.store import parquet
from experiments.store.merge_shards import merge
from experiments.store.store import LOCK, StoreError, existing

VERBS = (
    "report store",
    "figure store --kind differences --out f.svg",
    "why store#KEY --agent 1 --month 1",
    "replay KEY --study store",
    "merge store --out merged",
    "regions store --better troika --than baseline --outcome conflict_index",
)


def flip(folder: Path) -> str:
    """Change one bit of the first part of a table; says its name."""
    part = next(folder.iterdir())
    written = bytearray(part.read_bytes())
    written[len(written) // 3] ^= 1
    part.write_bytes(written)
    return f"Damaged: store/{folder.name}/{part.name}. Nothing was changed"


def without_months(folder: Path) -> str:
    """Take out of what the store says of itself how long its runs were."""
    told = json.loads((folder / "study.json").read_text("utf-8"))
    del told["months"]
    (folder / "study.json").write_text(json.dumps(told), "utf-8")
    return "store/study.json is damaged"


def foreign(folder: Path) -> str:
    """Put a table beside the parts that is none of runs."""
    pd.DataFrame({"trust": [1.0]}).to_parquet(folder / "runs/part-9.parquet")
    return "Damaged: store/runs/part-9.parquet"


def state(folder: Path) -> dict[Path, tuple[int, int]]:
    """When everything in a folder was last changed, and how long it is."""
    return {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in [folder, *folder.rglob("*")]}


HARM: dict[str, Callable[[Path], str]] = {
    "a bit of the runs": lambda store: flip(store / "runs"),
    "a bit of the months": lambda store: flip(store / "monthly"),
    "what the store is": without_months,
    "a table that is none of runs": foreign,
}


@pytest.fixture
def store(planned, carried_out, tmp_path: Path, monkeypatch) -> Path:
    """A finished store with months, where the command is given."""
    monkeypatch.chdir(tmp_path)
    carried_out(planned(monthly="true", parameters="\n  issues.rate: [30, 60]"))
    return Path("store")


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_store_is_told_in_one_sentence_and_stays_as_it_is(gongzhi, store: Path, harm: str) -> None:
    key = str(pd.read_parquet(store / "runs")["key"].iloc[0])
    told = HARM[harm](store)
    before = state(store)
    for words in VERBS:
        answer = gongzhi(*words.replace("KEY", key).split(), "--lang", "en")
        if answer.code == 0:
            assert words.startswith(("why", "replay", "regions")) and not told.startswith("store/"), words
        else:
            assert answer.code == 2 and answer.err.count("\n") == 1 and told in answer.err, (words, answer)
        assert state(store) == before and not Path("merged").exists() and not Path("f.svg").exists(), words
    if harm == "a bit of the runs":
        assert f"已损坏：store/runs/{next(store.joinpath('runs').iterdir()).name}" in (
            gongzhi("report", "store", "--lang", "zh").err
        )


@pytest.mark.slow
def test_a_store_on_a_disk_that_takes_nothing_is_read_and_otherwise_told(
    gongzhi, store: Path, monkeypatch
) -> None:
    opened = os.open

    def refused(*given: object) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system")

    def unlocked(file: Path | str, *given: int, **named: int) -> int:
        return refused() if Path(file).name == LOCK else opened(file, *given, **named)

    key, before = str(pd.read_parquet(store / "runs")["key"].iloc[0]), state(store)
    monkeypatch.setattr("experiments.store.output_folder.put", refused)
    monkeypatch.setattr(os, "open", unlocked)
    for words in ("report store", "study small.yaml --out store --jobs 1"):
        answer = gongzhi(*words.split(), "--lang", "en")
        assert answer.code == 2 and answer.err.count("\n") == 1, words
        assert "cannot be written" in answer.err and "the disk is read-only" in answer.err, words
    for words in VERBS[1], VERBS[2], VERBS[3]:
        assert gongzhi(*words.replace("KEY", key).split()).code == 0, words
    assert state(store) == before


def test_a_store_between_two_renames_is_read_as_it_was_before(store: Path) -> None:
    shutil.move(store / "runs", store / ".runs.old")
    assert sum(len(part) for part in existing(store).read("runs")) == 12
    parquet.recover(store / "runs")
    assert (store / "runs").is_dir() and not (store / ".runs.old").exists()


def test_a_part_that_is_gone_while_it_is_read_is_told_as_another_gongzhi(store: Path, monkeypatch) -> None:
    monkeypatch.setattr(parquet, "parts", lambda folder: [folder / "part-0000.parquet"])
    with pytest.raises(StoreError, match="Another gongzhi is writing to"):
        existing(store).keys()


def test_shards_of_which_one_is_damaged_are_not_merged_and_stay(planned, carried_out, tmp_path: Path) -> None:
    for number in (1, 2):
        carried_out(planned(), f"shard{number}", shard=(number, 2))
    flip(tmp_path / "shard2/runs")
    before = state(tmp_path / "shard2")
    with pytest.raises(StoreError, match=r"Damaged: .*shard2/runs"):
        merge([tmp_path / "shard1", tmp_path / "shard2"], tmp_path / "out")
    assert state(tmp_path / "shard2") == before and not (tmp_path / "out").exists()
