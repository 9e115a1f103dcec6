"""A run that fails, or kills its worker: it is recorded and can be replayed, and all others finish."""

import pdb
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.design.cells import Cells, RunSpec
from experiments.design.runs import seed_of
from experiments.execution.executors import ProcessExecutor, Ticket
from experiments.execution.replay import message, replay
from experiments.execution.stored_study import StoredStudy
from experiments.store.store import StoreError
from model.neighbourhood import Neighbourhood
from tests.experiments.execution.test_sweep import content, runs

BAD = seed_of("small", 1)


def stored(folder: Path) -> StoredStudy:
    """The study in its store."""
    return StoredStudy(folder / "store")


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch):
    """The world of replicate 1 under the troika breaks in its second month."""
    begin = Neighbourhood.begin_month

    def broken(world: Neighbourhood) -> None:
        for placement in world.compounds.placements:
            if (placement.seed, placement.scenario.governance.id, world.month) == (BAD, "troika", 2):
                raise ZeroDivisionError("nobody is left")
        begin(world)

    monkeypatch.setattr(Neighbourhood, "begin_month", broken)
    return monkeypatch


def test_one_run_fails_and_all_others_finish(planned, carried_out, tmp_path: Path, planted) -> None:
    report = carried_out(planned(months="4", monthly="true"), households=100_000)
    assert (report.runs, report.made, report.failed) == (6, 5, 1)
    failure = pd.read_parquet(tmp_path / "store/failures").iloc[0]
    assert (failure["governance"], failure["replicate"], failure["month"]) == ("troika", 1, 2)
    assert failure["error"] == "ZeroDivisionError: nobody is left" and "begin_month" not in failure["error"]
    assert "in broken" in failure["traceback"]
    assert f"gongzhi replay {failure['key'][:10]}" in " ".join(report.warnings())


@pytest.mark.slow
def test_one_run_in_a_thousand_fails_and_999_are_there(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    households = "\n  place.households: 40\n  issues.rate: [20, 30, 40, 50, 60]"
    plan = planned(replicates="100", parameters=households)
    bad = next(place for place in Cells(plan).places(Cells(plan).natural, 100) if _is_bad(place))
    monkeypatch.setattr(Neighbourhood, "begin_month", _breaking(bad))
    report = carried_out(plan, households=2_000)
    assert (report.runs, report.made, report.failed) == (1_000, 999, 1)
    table = runs(tmp_path / "store")
    assert len(table) == table["key"].nunique() == 999 and bad.key not in set(table["key"])
    assert table.groupby(["governance", "issues.rate"]).size().min() == 99
    failure = pd.read_parquet(tmp_path / "store/failures")
    assert failure["key"].tolist() == [report.first_failure] == [bad.key]
    replayed = replay(stored(tmp_path), stored(tmp_path).row(bad.key[:12]))
    assert replayed.same and replayed.month == 2 and str(replayed.error) == "nobody is left"
    monkeypatch.undo()
    assert carried_out(plan).made == 1 and len(runs(tmp_path / "store")) == 1_000


def _is_bad(place: RunSpec) -> bool:
    return place.seed == seed_of("small", 57) and place.cell[1:3] == ("troika", 3)


def _breaking(place: RunSpec) -> Callable[[Neighbourhood], None]:
    """A month that cannot begin in this place, its second."""
    begin = Neighbourhood.begin_month

    def broken(world: Neighbourhood) -> None:
        for placed in world.compounds.placements:
            given = placed.scenario
            here = (placed.seed, given.governance.id, given.parameters["issues.rate"])
            if here == (place.seed, place.cell.governance, 50.0) and world.month == 2:
                raise ZeroDivisionError("nobody is left")
        begin(world)

    return broken


def test_a_replay_comes_to_the_same_month_and_error(planned, carried_out, tmp_path: Path, planted) -> None:
    report = carried_out(planned(months="4", parameters="\n  issues.rate: [30, 60]\n  fee.quality: 4"))
    row = stored(tmp_path).row(report.first_failure[:8])
    replayed = replay(stored(tmp_path), row)
    assert replayed.same and replayed.month == 2 and isinstance(replayed.error, ZeroDivisionError)
    assert message(replayed).endswith("Month 2: ZeroDivisionError: nobody is left")


def test_the_debugger_opens_where_a_replay_fails(planned, carried_out, tmp_path: Path, planted) -> None:
    report = carried_out(planned(months="4"))
    opened: list[object] = []
    planted.setattr(pdb, "post_mortem", opened.append)
    replay(stored(tmp_path), stored(tmp_path).row(report.first_failure), debug=True)
    assert len(opened) == 1


def test_a_mended_run_is_made_when_the_study_is_run_again(
    planned, carried_out, tmp_path: Path, planted
) -> None:
    report = carried_out(planned(months="4"))
    planted.undo()
    replayed = replay(stored(tmp_path), stored(tmp_path).row(report.first_failure))
    assert replayed.error is None and "went to its end" in message(replayed)
    again = carried_out(planned(months="4"))
    assert (again.made, again.failed) == (1, 0)
    carried_out(planned(months="4"), "whole")
    assert content(tmp_path / "store") == content(tmp_path / "whole")


def test_every_stored_run_can_be_made_again_from_the_store_alone(
    planned, carried_out, tmp_path: Path
) -> None:
    plan = planned(
        cost="equal",
        governance="[baseline, one-four-n]",
        parameters="\n  issues.rate: sampled\n  fee.quality: 4",
        sampling="{design: lhs, points: 2}",
        replicates="1",
    )
    carried_out(plan)
    for key in runs(tmp_path / "store")["key"].unique():
        row = stored(tmp_path).row(key)
        replayed = replay(stored(tmp_path), row)
        assert replayed.same and replayed.well and not replayed.others, row
        assert stored(tmp_path).scenario(row).parameters["fee.quality"] == 4.0


def test_a_replay_says_that_its_row_is_not_that_stored(planned, carried_out, tmp_path: Path, gongzhi) -> None:
    carried_out(planned(replicates="1"))
    part = next((tmp_path / "store/runs").iterdir())
    table = pd.read_parquet(part)
    now = table.loc[1, "participation_month"]
    table.loc[1, "participation_month"] = 0.969
    part.unlink()
    table.to_parquet(part.with_name("part.parquet"), index=False)
    key = str(table.loc[1, "key"])
    answer = gongzhi("replay", key, "--study", str(tmp_path / "store"), "--lang", "en")
    assert answer.code == 1
    assert f"1 of its numbers are not those stored; participation_month is {now} now, 0.969" in answer.out
    assert "Code and data are the same: the row was not made by them." in answer.out
    assert gongzhi("replay", str(table.loc[0, "key"]), "--study", str(tmp_path / "store")).code == 0


def test_a_key_that_is_not_there_or_not_enough_is_told(planned, carried_out, tmp_path: Path) -> None:
    carried_out(planned())
    with pytest.raises(StoreError, match="has no run xyz"):
        stored(tmp_path).row("xyz")
    with pytest.raises(StoreError, match="begins the keys of 6 runs"):
        stored(tmp_path).row("")


def test_a_batch_is_tried_twice_and_then_run_by_run() -> None:
    batch = ("a", "b")
    first = Ticket(batch)  # type: ignore[arg-type]
    [second] = first.again()
    assert second == Ticket(batch, 1)  # type: ignore[arg-type]
    assert second.again() == [Ticket(("a",)), Ticket(("b",))]  # type: ignore[arg-type]
    assert Ticket(("a",), 1).again() == []  # type: ignore[arg-type]


DEADLY = """
import os, signal
from pathlib import Path
from experiments.execution.simulate import attempt

def work(tasks, monthly):
    if any(task.run.seed == {seed} for task in tasks):
        deaths = Path({folder!r})
        if len(list(deaths.iterdir())) < {times}:
            (deaths / f"{{len(list(deaths.iterdir()))}}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return attempt(tasks, monthly)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("times", "failed"), [(1, 0), (99, 1)], ids=["once", "always"])
def test_a_worker_that_dies_costs_only_its_batch(
    planned, carried_out, tmp_path: Path, monkeypatch, times: int, failed: int
) -> None:
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    name = f"deadly{times}"
    (tmp_path / f"{name}.py").write_text(DEADLY.format(seed=BAD, folder=str(deaths), times=times), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    work = __import__(name).work
    plan = planned(governance="[baseline]", replicates="6")
    report = carried_out(plan, executor=ProcessExecutor(2, work))
    assert (report.made, report.failed) == (6 - failed, failed)
    assert len(list(deaths.iterdir())) == (1 if times == 1 else 4)
    if failed:
        row = pd.read_parquet(tmp_path / "store/failures").iloc[0]
        assert row["seed"] == BAD and row["error"].startswith("the worker process died")
        assert carried_out(plan).made == 1
    carried_out(plan, "whole")
    assert content(tmp_path / "store") == content(tmp_path / "whole")
