"""A study that is registered: it says whether what was run is what was written down before."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli.app import main
from experiments.registration.as_registered import as_registered
from experiments.registration.registration import register
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
