"""The store of a study: whatever happens to it, one message and nothing else lost."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from experiments.store import parquet
from experiments.store.output_folder import UNFINISHED
from experiments.store.store import StoreError, opened
from tests.experiments.execution.test_sweep import content, runs


def test_a_folder_with_another_study_or_other_files_is_refused(planned, carried_out, tmp_path: Path) -> None:
    carried_out(planned("one"))
    with pytest.raises(StoreError, match="holds the study one, not two"):
        carried_out(planned("two"))
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/dear.txt").touch()
    with pytest.raises(StoreError, match="holds files that are no study"):
        carried_out(planned("one"), "letters")
    with pytest.raises(StoreError, match="is a file"):
        carried_out(planned("one"), "letters/dear.txt")


def test_a_damaged_identity_is_told(planned, carried_out, tmp_path: Path) -> None:
    carried_out(planned())
    (tmp_path / "store/study.json").write_text("{", "utf-8")
    with pytest.raises(StoreError, match=r"study\.json is damaged"):
        carried_out(planned())


@pytest.mark.parametrize("harm", ["empty", "cut", "changed"])
def test_a_damaged_part_is_named_put_away_and_its_runs_are_made_again(
    planned, carried_out, tmp_path: Path, harm: str
) -> None:
    carried_out(planned())
    before = content(tmp_path / "store")
    part = next((tmp_path / "store/runs").iterdir())
    written = bytearray(part.read_bytes())
    middle = len(written) // 3
    written[middle] ^= 1
    part.write_bytes({"empty": b"", "cut": bytes(written[:middle]), "changed": bytes(written)}[harm])
    report = carried_out(planned())
    assert report.made == 6 and report.damaged == [part]
    assert str(part) in " ".join(report.warnings())
    assert (tmp_path / "store/damaged" / f"runs-{part.name}").exists()
    assert before.items() <= content(tmp_path / "store").items()


def test_a_changed_bit_is_found_wherever_it_is(tmp_path: Path) -> None:
    part = parquet.write(pd.DataFrame({"key": ["a", "b"], "trust": [0.5, 0.25]}), tmp_path, parquet.LOOSE)
    written = part.read_bytes()
    assert len(parquet.read(part)) == 2
    for place in range(0, len(written), 7):
        part.write_bytes(written[:place] + bytes([written[place] ^ 4]) + written[place + 1 :])
        with pytest.raises((ValueError, OSError)):
            parquet.read(part, ["key"])


def test_the_same_rows_are_the_same_part(tmp_path: Path) -> None:
    table = pd.DataFrame({"key": ["a", "b"], "trust": [0.5, 0.25]})
    first, again = (parquet.write(table, tmp_path, parquet.LOOSE) for _ in range(2))
    other = parquet.write(table.assign(trust=[0.5, 0.75]), tmp_path, parquet.LOOSE)
    assert first == again != other and len(list(tmp_path.iterdir())) == 2


def test_a_part_whose_name_has_no_digest_is_read(tmp_path: Path) -> None:
    part = parquet.write(pd.DataFrame({"key": ["a"]}), tmp_path, parquet.LOOSE)
    assert len(parquet.read(part.rename(tmp_path / "part-0000.parquet"))) == 1


@pytest.mark.slow
def test_a_damaged_loose_part_costs_only_its_own_runs(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("experiments.execution.sweep.Sweep._settle", lambda sweep, labels: None)
    carried_out(planned(), households=300)
    loose = sorted((tmp_path / "store/runs").iterdir())
    assert len(loose) == 6
    loose[2].write_bytes(loose[2].read_bytes()[:100])
    monkeypatch.undo()
    report = carried_out(planned())
    assert report.made == 1 and report.damaged == [loose[2]] and len(runs(tmp_path / "store")) == 6


def test_a_damaged_month_makes_its_run_again(planned, carried_out, tmp_path: Path) -> None:
    carried_out(planned(monthly="true"))
    before = content(tmp_path / "store")
    part = next((tmp_path / "store/monthly").iterdir())
    part.write_bytes(part.read_bytes()[:200])
    assert carried_out(planned(monthly="true")).made == 6
    assert before.items() <= content(tmp_path / "store").items()


def test_months_asked_for_later_are_made(planned, carried_out, tmp_path: Path) -> None:
    carried_out(planned())
    assert carried_out(planned(monthly="true")).made == 6
    assert len(pd.read_parquet(tmp_path / "store/monthly")) == 12 and len(runs(tmp_path / "store")) == 6


def test_a_full_disk_is_one_message_and_the_store_goes_on(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    carried_out(planned(), "whole")
    write, left = parquet.write, iter(range(3))

    def full(table: pd.DataFrame, folder: Path, beginning: str, of: str = "") -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(table, folder, beginning, of)

    monkeypatch.setattr(parquet, "write", full)
    with pytest.raises(StoreError, match=r"cannot be written to: the disk is full\. What is stored is safe"):
        carried_out(planned(), households=300)
    monkeypatch.undo()
    assert len(runs(tmp_path / "store")) == 3
    assert carried_out(planned()).made == 3
    assert content(tmp_path / "store") == content(tmp_path / "whole")


def test_a_disk_that_fills_up_at_the_very_end_loses_nothing(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    write = parquet.write

    def full(table: pd.DataFrame, folder: Path, beginning: str, of: str = "") -> None:
        if beginning.startswith(parquet.SETTLED):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(table, folder, beginning, of)

    monkeypatch.setattr(parquet, "write", full)
    with pytest.raises(StoreError, match="the disk is full"):
        carried_out(planned())
    monkeypatch.undo()
    assert carried_out(planned()).made == 0 and len(runs(tmp_path / "store")) == 6


def test_a_half_written_file_is_no_part(tmp_path: Path, monkeypatch) -> None:
    def full(file: int) -> None:
        assert [entry.suffix for entry in tmp_path.iterdir()] == [UNFINISHED]
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        parquet.write(pd.DataFrame({"key": ["a"]}), tmp_path, parquet.LOOSE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_replacing_a_table_can_be_interrupted_at_every_step(
    tmp_path: Path, monkeypatch, renamed: int
) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    parquet.write(pd.DataFrame({"key": ["a", "b"]}), folder, parquet.LOOSE)
    rename, left = os.replace, iter(range(1 + renamed))

    def killed(old: Path, new: Path) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        rename(old, new)

    monkeypatch.setattr(os, "replace", killed)
    monkeypatch.setattr(shutil, "rmtree", lambda *given, **named: None)
    with suppress(KeyboardInterrupt):
        parquet.replace(folder, [pd.DataFrame({"key": ["a", "b"]})])
    monkeypatch.undo()
    parquet.recover(folder)
    assert [name for name in pd.read_parquet(folder)["key"]] == ["a", "b"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs"]


def test_parts_hold_at_least_a_hundred_runs_where_there_are_so_many() -> None:
    sizes = [
        [len(some) for some in parquet.cut([str(n) for n in range(count)])] for count in (1, 99, 700, 10_000)
    ]
    assert sizes[:3] == [[1], [99], [700]] and set(sizes[3]) == {500}


@pytest.mark.slow
def test_a_store_that_does_not_fit_into_memory_is_settled_to_the_same_bytes(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_OF", 2)
    plan = planned(monthly="true", replicates="5")
    carried_out(plan, "whole")
    monkeypatch.setattr("experiments.store.parquet.GULP", 1)
    monkeypatch.setattr("experiments.execution.sweep.MANY_LOOSE", 3)
    carried_out(plan, households=300)
    assert len(content(tmp_path / "store")) == 10
    assert content(tmp_path / "store") == content(tmp_path / "whole")


def test_a_disk_that_fills_up_while_rows_are_sorted_loses_nothing(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    def full(**named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("experiments.store.parquet.GULP", 1)
    monkeypatch.setattr("experiments.store.parquet.mkdtemp", full)
    with pytest.raises(StoreError, match="the disk is full"):
        carried_out(planned(monthly="true"))
    monkeypatch.undo()
    assert carried_out(planned(monthly="true")).made == 0
    assert not list((tmp_path / "store").glob(".sorting-*"))


@pytest.mark.parametrize("name", [".sorting-1", "runs/part-0001.parquet", ".runs.new", ".lock", "aside"])
def test_a_link_in_a_store_is_told_and_neither_read_nor_written_nor_removed(
    planned, carried_out, gongzhi, tmp_path: Path, name: str
) -> None:
    carried_out(planned())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/letter.txt").write_text("dear", "utf-8")
    link = tmp_path / "store" / name
    link.unlink(missing_ok=True)
    link.symlink_to(tmp_path / ("elsewhere/letter.txt" if "." in name[1:] else "elsewhere"))
    with pytest.raises(StoreError, match=f"{name} is a link"):
        carried_out(planned(replicates="4"))
    store = str(tmp_path / "store")
    for words in ("report", "figure --kind differences", "why --agent 1 --month 1", "merge --out out"):
        verb, *others = words.split()
        told = gongzhi(verb, store, *others, "--lang", "en")
        assert told.code == 2 and f"{name} is a link" in told.err, words
    assert [file.read_text("utf-8") for file in (tmp_path / "elsewhere").iterdir()] == ["dear"]


def test_a_link_in_a_folder_that_is_no_store_is_no_business_of_ours(
    planned, carried_out, tmp_path: Path
) -> None:
    for folder, name in (("letters", "dear.txt"), ("begun", "runs")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).symlink_to(tmp_path)
    with pytest.raises(StoreError, match="letters holds files that are no study"):
        carried_out(planned(), "letters")
    with pytest.raises(StoreError, match="begun/runs is a link"):
        carried_out(planned(), "begun")


def test_what_cannot_be_removed_is_told(planned, carried_out, monkeypatch) -> None:
    def stays(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", folder)

    monkeypatch.setattr("experiments.store.parquet.remove", stays)
    with pytest.raises(StoreError, match="cannot be written to: permission denied"):
        carried_out(planned())


def test_two_at_once_in_one_store_are_refused(planned, carried_out, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with opened(tmp_path / "store", "small"), pytest.raises(StoreError, match="Another gongzhi is writing"):
        carried_out(planned())
