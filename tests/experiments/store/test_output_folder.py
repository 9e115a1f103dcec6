"""The results folder: whole or not at all, and never somebody else's."""

import os
from pathlib import Path

import pytest

from experiments.store.output_folder import FolderError, check, delivered, write_text


def deliver(folder: Path, text: str) -> None:
    with delivered(folder) as unfinished:
        (unfinished / "manifest.json").write_text('{"made_by": "gongzhi"}')
        (unfinished / "table.csv").write_text(text)


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_results_appear_when_they_are_finished(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    with delivered(folder) as unfinished:
        (unfinished / "table.csv").write_text("1")
        assert not folder.exists()
    assert everything(tmp_path) == ["new", "new/out", "new/out/table.csv"]


def test_a_failure_while_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="full"), delivered(tmp_path / "new" / "out") as unfinished:
        (unfinished / "table.csv").write_text("half")
        raise OSError(28, "No space left on device")
    assert everything(tmp_path) == []


def test_an_interrupt_while_writing_leaves_the_old_results(tmp_path: Path) -> None:
    deliver(tmp_path / "out", "old")
    with pytest.raises(KeyboardInterrupt), delivered(tmp_path / "out") as unfinished:
        (unfinished / "table.csv").write_text("half")
        raise KeyboardInterrupt
    assert everything(tmp_path) == ["out", "out/manifest.json", "out/table.csv"]
    assert (tmp_path / "out/table.csv").read_text() == "old"


def test_old_results_of_ours_are_replaced_whole(tmp_path: Path) -> None:
    deliver(tmp_path / "out", "old")
    (tmp_path / "out/left over.txt").write_text("")
    deliver(tmp_path / "out", "new")
    assert everything(tmp_path / "out") == ["manifest.json", "table.csv"]
    assert (tmp_path / "out/table.csv").read_text() == "new"


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    deliver(tmp_path / "out", "new")
    assert (tmp_path / "out/table.csv").read_text() == "new"


def test_somebody_elses_folder_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("")
    for attempt in (lambda: check(tmp_path), lambda: deliver(tmp_path, "new")):
        with pytest.raises(FolderError, match="not results of gongzhi"):
            attempt()
    assert everything(tmp_path) == ["thesis.docx"]


def test_a_manifest_of_another_program_does_not_make_a_folder_ours(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(FolderError):
        check(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(FolderError, match="file"):
        check(tmp_path / "out")


@pytest.mark.parametrize("place", ["/dev/null/out", "/proc/out/deep", "/dev/null"])
def test_a_place_that_cannot_be_written_is_refused_beforehand(place: str) -> None:
    with pytest.raises(FolderError):
        check(Path(place))


def test_checking_a_place_leaves_nothing_there(tmp_path: Path) -> None:
    check(tmp_path / "a" / "b" / "out")
    assert everything(tmp_path) == []


@pytest.mark.parametrize("name", ["pipe", "folder"])
def test_a_file_never_takes_the_place_of_what_is_no_ordinary_file(tmp_path: Path, name: str) -> None:
    there = tmp_path / name
    os.mkfifo(there) if name == "pipe" else there.mkdir()
    with pytest.raises(FolderError, match="is no ordinary file"):
        write_text(there, "text")
    assert everything(tmp_path) == [name] and not there.is_file()
