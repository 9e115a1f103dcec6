"""A study that is registered: it says whether what was run is what was written down before."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli.app import main
from experiments.registration.as_registered import as_registered
from experiments.registration.registration import hand_on, register
from experiments.store.merge_shards import merge
from experiments.store.output_folder import REGISTRATION, UNFINISHED
from experiments.store.store import StoreError
from results.findings.registration.in_words import registered
from scenarios import language
from scenarios.study import StudyPlan


def told(folder: Path) -> str:
    with language.spoken("en"):
        return " ".join(registered(folder))


def test_a_study_run_as_registered_says_so_and_another_says_in_what_it_differs(
    planned: Callable[..., StudyPlan], carried_out: Callable[..., object], tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    assert as_registered(folder) is None
    found = register(planned(), folder)
    assert found.study["primary_outcomes"] and len(found.study["seeds"]) == 3
    carried_out(planned())
    assert "what was run is what was registered" in told(folder)
    carried_out(planned(replicates="4", parameters="\n  issues.rate: 30"))
    now = as_registered(folder)
    assert now is not None and set(now.differs) == {"replicates", "parameters"} and not now.same
    assert "number of replicates" in told(folder) and "parameter settings" in told(folder)


def test_a_registration_is_never_written_over_and_says_when_it_came_late_or_was_changed(
    planned: Callable[..., StudyPlan], carried_out: Callable[..., object], tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    carried_out(planned())
    assert register(planned(), folder).runs_there == 6
    written = (folder / REGISTRATION).read_text("utf-8")
    with language.spoken("en"), pytest.raises(StoreError, match="never written over"):
        register(planned(replicates="4"), folder)
    assert (folder / REGISTRATION).read_text("utf-8") == written
    assert "6 runs were there already" in told(folder) and "what was run is" not in told(folder)
    content = json.loads(written)
    content["study"]["primary_outcomes"] = ["satisfaction"]
    (folder / REGISTRATION).write_text(json.dumps(content), "utf-8")
    assert "changed after it was written" in told(folder)
    for key, other in {"registered_at": "2025-01-01T00:00:00+00:00", "runs_there": 0}.items():
        (folder / REGISTRATION).write_text(json.dumps({**json.loads(written), key: other}), "utf-8")
        assert "changed after it was written" in told(folder), key
    for key in ("asked", "code"):
        content = json.loads(written)
        content["study"][key] = ["other"]
        (folder / REGISTRATION).write_text(json.dumps(content), "utf-8")
        with pytest.raises(StoreError, match=REGISTRATION):
            as_registered(folder)
    (folder / REGISTRATION).write_text("{}", "utf-8")
    with pytest.raises(StoreError, match=REGISTRATION):
        as_registered(folder)


def test_a_registration_is_written_whole_or_not_at_all_and_a_damaged_one_is_told_before_anything_runs(
    planned: Callable[..., StudyPlan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    folder = tmp_path / "store"

    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk, pytest.raises(StoreError):
        disk.setattr("os.fsync", full)
        register(planned(), folder)
    assert not (folder / REGISTRATION).exists()
    (folder / f"{REGISTRATION}{UNFINISHED}").write_text("{", "utf-8")  # what a power cut leaves
    register(planned(), folder)
    (folder / REGISTRATION).write_text("{", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["study", "staff-days", "--out", str(folder), "--jobs", "1"])
    assert ended.value.code == 2 and REGISTRATION in capsys.readouterr().err
    assert not (folder / "study.json").exists()


def test_shards_carry_their_registration_and_runs_made_without_it_are_told(
    planned: Callable[..., StudyPlan], carried_out: Callable[..., object], tmp_path: Path
) -> None:
    whole, one, two = (tmp_path / name for name in ("whole", "one", "two"))
    carried_out(planned(), "one", shard=(1, 2))
    hand_on(whole, two)
    assert not two.exists(), "nothing was registered yet"
    register(planned(), whole)
    hand_on(whole, two)
    assert (two / REGISTRATION).read_bytes() == (whole / REGISTRATION).read_bytes()
    carried_out(planned(), "two", shard=(2, 2))
    assert "what was run is what was registered" in told(two)
    merge([one, two], whole)
    found = as_registered(whole)
    assert found is not None and not found.begun_under and not found.same and not found.differs
    assert "nothing says that they came after it" in told(whole)
    assert found.plain()["registered_before_first_run"] is False


def test_a_merged_study_is_as_registered_where_all_its_shards_were_begun_under_it(
    planned: Callable[..., StudyPlan], carried_out: Callable[..., object], tmp_path: Path
) -> None:
    whole, shards = tmp_path / "whole", [tmp_path / "one", tmp_path / "two"]
    register(planned(), whole)
    for number, shard in enumerate(shards, 1):
        hand_on(whole, shard)
        carried_out(planned(), shard.name, shard=(number, 2))
        carried_out(planned(), shard.name, shard=(number, 2))
    for out in (whole, tmp_path / "elsewhere"):
        merge(shards, out)
        assert "what was run is what was registered" in told(out)
    other = shards[0] / REGISTRATION
    other.write_text(other.read_text("utf-8").replace('"hash": "', '"hash": "0'), "utf-8")
    merge(shards, tmp_path / "third")
    assert as_registered(tmp_path / "third") is None


def test_a_registration_brought_to_runs_that_are_there_does_not_make_them_planned(
    planned: Callable[..., StudyPlan], carried_out: Callable[..., object], tmp_path: Path
) -> None:
    carried_out(planned())
    register(planned(), tmp_path / "empty")
    shutil.copy(tmp_path / "empty" / REGISTRATION, tmp_path / "store")
    carried_out(planned())
    assert "nothing says that they came after it" in told(tmp_path / "store")


def test_what_registering_would_not_heed_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "store"
    for words in (["--jobs", "2"], ["--by-group"], ["--cluster", "tcp://a:1"], ["--shard", "1/2"]):
        with pytest.raises(SystemExit) as ended:
            main(["study", "staff-days", "--register", "--out", str(out), *words])
        assert ended.value.code == 2 and words[0] in capsys.readouterr().err
    assert not out.exists()
