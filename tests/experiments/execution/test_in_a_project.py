"""A study of a project's own case, rule, instrument and outcomes: the same bytes however it is carried out,
and an edit makes exactly the runs again that it touches.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.study import Part, merge
from experiments.cli.study import study as carry_out
from experiments.design.cells import LABELS, Cells
from experiments.design.runs import KEYS, replicated
from experiments.execution.results import results_in
from experiments.execution.run_all import run_batch
from experiments.execution.simulate import PRICE, RunError
from experiments.execution.stored_study import StoredStudy
from experiments.explanation.run_lookup import past_run
from experiments.export.chosen_runs import ChosenRun
from experiments.export.remade_runs import make_again
from experiments.provenance.chosen_project import chosen, forget_choice
from experiments.recording.recorder import advance
from experiments.store.manifest import code_hash
from model.neighbourhood import Neighbourhood
from results.text.rows import in_what_matters
from scenarios import catalogue, read
from scenarios.problems import ScenarioError
from scenarios.study import study_of
from tests.experiments.execution.test_kill import PROGRAM, ROOT
from tests.experiments.execution.test_sweep import content

ASKING = ["trust_RC", "hardship_p95"]
NOT_ASKING = ["trust_RC"]
WHERE = ("case", "governance")

type Keys = dict[tuple[str, str], str]


def keys(outcomes: list[str] = ASKING) -> Keys:
    """What the keys of the study's runs share, by case and governance model."""
    cases, models = ["lane", "street"], ["baseline", "captains-only"]
    asked = {"cases": cases, "governance": models, "months": 3, "replicates": 1, "outcomes": outcomes}
    cells = Cells(study_of("asked", asked))
    return {(cell.case, cell.governance): cells.identity(cell) for cell in cells.natural}


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def touched(before: Keys, after: Keys) -> set[tuple[str, str]]:
    return {place for place in before if before[place] != after[place]}


def test_an_edit_of_an_outcome_touches_the_runs_that_measure_it(in_project: Path) -> None:
    asking, not_asking = keys(), keys(NOT_ASKING)
    edit(in_project / "outcomes/hardship_p95.py", "rows], 95)", "rows], 90)")
    assert touched(asking, keys()) == set(asking)
    assert not touched(not_asking, keys(NOT_ASKING))


def test_an_edit_of_words_touches_no_run(in_project: Path) -> None:
    before = keys()
    edit(in_project / "outcomes/hardship_p95.py", '"""95th percentile of', '"""Ninety-fifth percentile of')
    edit(in_project / "agents/hesitant.py", '"""Waits', '"""Always waits')
    edit(in_project / "instruments/door_captains.py", '"""Neighbours', '# why\n        """Other neighbours')
    edit(in_project / "outcomes/formulas.yaml", "/ cost_total", "/ cost_staff_days")
    edit(in_project / "outcomes/hardship_p95.py", 'name = "hardship', 'name = "more hardship')
    edit(in_project / "outcomes/hardship_p95.py", "direction = -1", "direction: int = 0")
    assert not touched(before, keys())


def test_what_an_outcome_says_of_itself_counts_where_its_code_reads_it(in_project: Path) -> None:
    edit(in_project / "outcomes/hardship_p95.py", "rows], 95)", "rows], 95) * self.smallest")
    before = keys()
    edit(in_project / "outcomes/hardship_p95.py", "smallest = 0.02", "smallest = 0.03")
    assert touched(before, keys()) == set(before)


@pytest.mark.parametrize("name", sorted({*LABELS, *PRICE, *KEYS}))
def test_no_outcome_is_called_as_another_column_of_a_table_of_runs(in_project: Path, name: str) -> None:
    (in_project / "outcomes/formulas.yaml").write_text(f"{name}: trust_RC * 2\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=rf"formulas\.yaml.*{name} is the name of another column"):
        read.outcome_entries()


def test_a_rule_that_leaves_python_is_a_run_that_stopped(in_project: Path) -> None:
    edit(
        in_project / "agents/hesitant.py", "if meeting.norm < 0.05:", "raise SystemExit(0)\n        if False:"
    )
    scenario = read.scenario("lane", "baseline", months=2, burn_in=0)
    with pytest.raises(RunError, match="SystemExit"):
        run_batch(replicated([scenario], 1))
    (run,) = replicated([scenario], 1)
    with pytest.raises(RunError, match="SystemExit"):
        make_again([ChosenRun(run, 0, {})], [])
    world = Neighbourhood(scenario)
    with pytest.raises(RunError, match="SystemExit"):
        for _month in range(scenario.months):
            advance(world)


def test_the_largest_difference_is_found_where_nobody_said_what_matters(in_project: Path) -> None:
    row = {"difference": 0.5, "low": 0.4, "high": 0.6, "smallest": 0.0}
    assert in_what_matters(row) == pytest.approx(5.0)
    assert in_what_matters(row | {"smallest": 0.25}) == 2.0
    assert in_what_matters({"difference": 0.0, "low": 0.0, "high": 0.0, "smallest": 0.0}) == 0.0


def test_an_edit_of_a_rule_touches_the_cases_that_name_it(in_project: Path) -> None:
    before = keys()
    edit(in_project / "agents/hesitant.py", "0.05", "0.06")
    assert touched(before, keys()) == {place for place in before if place[0] == "lane"}


def test_an_edit_of_an_instrument_touches_the_governance_models_that_hold_it(in_project: Path) -> None:
    before = keys()
    edit(in_project / "instruments/door_captains.py", "+= self", "+= 2 * self")
    assert touched(before, keys()) == {place for place in before if place[1] == "captains-only"}


def test_what_a_project_holds_and_a_run_does_not_use_is_in_no_key(in_project: Path) -> None:
    shutil.rmtree(in_project / "outcomes")

    def shipped() -> tuple[str, str]:
        asked = {"cases": ["xihu"], "governance": ["troika"], "replicates": 1}
        cells = Cells(study_of("shipped", asked))
        return cells.identity(cells.natural[0]), code_hash([cells.scenario(cells.natural[0])])

    inside = shipped()
    with chosen(None):
        assert shipped() == inside


def test_moving_a_project_changes_no_key(in_project: Path) -> None:
    before = keys()
    moved = shutil.copytree(in_project, in_project.parent / "elsewhere")
    with chosen(moved):
        assert keys() == before


def edited_and_carried_out(folder: Path, store: Path) -> int:
    """How many runs the study made, begun as if by a new command."""
    forget_choice()
    before = set(pd.read_parquet(store / "runs")["key"]) if store.exists() else set()
    carry_out("first", out=store, jobs=1, as_json=True)
    return len(set(pd.read_parquet(store / "runs")["key"]) - before)


@pytest.fixture
def small(in_project: Path) -> Path:
    """The project with a study of one month and one world."""
    edit(
        in_project / "studies/first.yaml",
        "months: 3\nburn_in: 1\nreplicates: 2",
        "months: 1\nburn_in: 0\nreplicates: 1",
    )
    return in_project


def test_an_edit_of_a_formula_makes_no_run_and_another_column(small: Path) -> None:
    store = small / "results/first"
    assert edited_and_carried_out(small, store) == 4
    edit(small / "studies/first.yaml", "trust_RC * 2", "trust_RC * 3")
    assert edited_and_carried_out(small, store) == 0
    rows = pd.read_parquet(store / "runs")
    assert (rows["twice"] == rows["trust_RC"] * 3).all()


def test_results_of_a_project_are_read_outside_it_and_made_again_only_in_it(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = small / "results/first"
    edited_and_carried_out(small, store)
    key = str(pd.read_parquet(store / "runs").set_index("case").loc["lane", "key"].iloc[0])
    assert past_run(store, key).scenario.case.rules == {"elderly": "hesitant"}
    with chosen(None):
        monkeypatch.setattr(catalogue, "_brought", {})
        found = results_in(store)
        assert found.study.comparison is not None
        assert {"hardship_p95", "twice", "participation_per_yuan"} <= set(found.study.comparison["outcome"])
        assert read.outcome_entries()["hardship_p95"].unit == "0 to 1"
        with pytest.raises(ScenarioError, match=r"in the project Ours, and none is chosen.*--project DIR"):
            past_run(store, key)


@pytest.mark.slow
def test_a_study_of_a_project_gives_the_same_bytes_however_it_is_carried_out(
    in_project: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    carry_out("first", out=whole, jobs=1, as_json=True)
    (tmp_path / "program.py").write_text(PROGRAM.replace("households=600", "households=60"), "utf-8")
    words = [sys.executable, str(tmp_path / "program.py"), "first", str(tmp_path / "killed"), "1", "held"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(words, cwd=in_project, env=os.environ | {"PYTHONPATH": path}, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert 0 < len(StoredStudy(tmp_path / "killed").runs) < 8
    carry_out("first", out=tmp_path / "killed", jobs=1, as_json=True)
    two = [sys.executable, "-m", "experiments", "study", "first", "--out", str(tmp_path / "two")]
    here = os.environ | {"PYTHONPATH": path}
    subprocess.run([*two, "--jobs", "2"], cwd=in_project, env=here, check=True, capture_output=True)
    shards = [tmp_path / f"shard-{number}" for number in (1, 2, 3)]
    for number, shard in enumerate(shards, 1):
        carry_out("first", out=shard, shard=Part((number, 3)), jobs=1, as_json=True)
    merge(shards, out=tmp_path / "merged", as_json=True)
    moved = shutil.copytree(in_project, tmp_path / "moved")
    with chosen(moved):
        carry_out("first", out=tmp_path / "elsewhere", jobs=1, as_json=True)
    for name in ("killed", "two", "elsewhere", "merged"):
        assert content(tmp_path / name) == content(whole), name
