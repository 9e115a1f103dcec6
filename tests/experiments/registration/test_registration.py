"""A study that is registered: it says whether what was run is what was written down before."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.registration.as_registered import as_registered
from experiments.registration.registration import register
from experiments.store.output_folder import REGISTRATION
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
    (folder / REGISTRATION).write_text("{}", "utf-8")
    with pytest.raises(StoreError, match=REGISTRATION):
        as_registered(folder)
