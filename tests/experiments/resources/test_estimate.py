"""An estimate counts what a sweep would make, weighs what it would write, and writes nothing itself."""

import ctypes
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.design.cells import Shard
from experiments.design.runs import seed_of
from experiments.execution.executors import InProcess
from experiments.execution.simulate import Trial, attempt
from experiments.resources import estimate as estimates
from experiments.resources.estimate import BatchCost, Line
from experiments.resources.family import MemoryCounters, memory_of, peak
from experiments.resources.pilot import MeasuredBatch, TimedBatches
from experiments.resources.rehearsal import like
from experiments.resources.workload import EstimateRequest, StudyWork, bytes_in, kind_of
from experiments.store.store import MONTHLY, RUNS
from scenarios.study import StudyPlan

type Planned = Callable[..., StudyPlan]


@pytest.fixture(autouse=True)
def _loaded(world: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the model takes two seconds."""
    monkeypatch.setattr(estimates, "_loading", lambda: 2.0)


def work(plan: StudyPlan, folder: Path, **how: Any) -> StudyWork:
    return StudyWork(EstimateRequest(plan, 1, folder=folder, **how))


def test_batches_and_runs_are_those_that_a_sweep_makes(planned: Planned, carried_out, tmp_path: Path) -> None:
    sizes: list[int] = []

    def noted(batch: Any, monthly: bool) -> Any:
        sizes.append(len(batch))
        return attempt(batch, monthly)

    plan = planned(replicates="60", cases="[xihu, minzhu]")
    found = work(plan, tmp_path / "store").least
    report = carried_out(plan, executor=InProcess(noted), households=60_000)
    assert (found.runs, found.missing) == (report.runs, report.made) == (240, 240)
    assert [len(batch) for one in found.rounds for batch in one] == sizes and found.batches > 1


def test_what_is_stored_is_done_and_months_that_are_not_there_are_not(
    planned: Planned, carried_out, tmp_path: Path
) -> None:
    carried_out(planned(replicates="2"))
    more = planned(replicates="5")
    assert work(more, tmp_path / "store").least.missing == 6 == carried_out(more).made
    assert work(more, tmp_path / "store").least.missing == 0
    assert work(planned(replicates="5", monthly="true"), tmp_path / "store").least.missing == 10


def test_a_damaged_part_is_told_and_its_runs_count_as_missing(
    gongzhi, planned: Planned, carried_out, tmp_path: Path
) -> None:
    carried_out(planned())
    part = next((tmp_path / "store/runs").iterdir())
    part.write_bytes(part.read_bytes()[:-9])
    words = ("estimate", str(tmp_path / "small.yaml"), "--out", str(tmp_path / "store"), "--jobs", "1")
    said = gongzhi(*words, "--json")
    found = json.loads(said.out)
    assert (said.code, found["missing"]["most"], found["damaged"]) == (0, 6, [str(part)])
    assert said.err == f"Damaged, so that its runs will be made again: {part}.\n"
    assert part.exists()


def test_a_shard_is_its_part_of_the_runs(planned: Planned, tmp_path: Path) -> None:
    parts = [work(planned(replicates="5"), tmp_path / "store", shard=Shard(one, 3)) for one in (1, 2, 3)]
    assert [one.least.missing for one in parts] == [4, 3, 3]


def test_at_equal_cost_all_runs_may_have_to_be_made_twice(
    planned: Planned, carried_out, tmp_path: Path
) -> None:
    plan = planned(cost="equal")
    found = work(plan, tmp_path / "store")
    assert (found.least.missing, found.most.missing) == (6, 12)
    assert 6 <= carried_out(plan).made <= 12
    assert [len(one) for one in found.most.rounds] == [1, 1]
    assert work(plan, tmp_path / "store").most.missing == 0


def test_a_target_precision_is_a_range_of_replicates(planned: Planned, tmp_path: Path) -> None:
    plan = planned(precision="{outcome: conflict_index, width: 0.2, least: 30, most: 80}")
    found = work(plan, tmp_path / "store")
    assert (found.least.missing, found.most.missing) == (60, 160)


@pytest.mark.parametrize("monthly", ["false", "true"])
def test_bytes_on_disk_are_those_of_the_whole_folder_within_three_tenths(
    gongzhi, planned: Planned, tmp_path: Path, monthly: str
) -> None:
    planned(replicates="60", monthly=monthly, months="6")
    words = (str(tmp_path / "small.yaml"), "--jobs", "1", "--out", str(tmp_path / "store"), "--json")
    said = json.loads(gongzhi("estimate", *words).out)
    assert not (tmp_path / "store").exists()
    assert gongzhi("study", *words).code == 0
    assert said["disk"]["most"] == pytest.approx(bytes_in(tmp_path / "store"), rel=0.3)
    assert (
        said["missing"] == {"least": 120, "most": 120} and said["household_months"]["least"] == 120 * 7 * 294
    )
    # Linux adds up pages core by core and settles later: a height read twice may differ by a few pages.
    assert said["memory"]["least"] <= peak() * 1.001 and said["seconds"]["least"] > 2.0
    assert json.loads(gongzhi("estimate", *words).out)["missing"]["most"] == 0


def test_processes_that_take_batches_in_turn_end_with_the_last(planned: Planned, tmp_path: Path) -> None:
    found = StudyWork(EstimateRequest(planned(replicates="4"), 2, folder=tmp_path / "store"))
    batch = found.least.rounds[0][0][:1]
    costs: dict[object, BatchCost] = {
        kind_of([place]): BatchCost(Line(1.0, 0.0), Line(0.0, 0.0)) for place in found.least.rounds[0][0]
    }
    assert estimates._last(found, [batch] * 5, 2, costs) == 3.0


def test_too_little_disk_and_memory_are_told(gongzhi, planned: Planned, monkeypatch, tmp_path: Path) -> None:
    planned()
    monkeypatch.setattr("shutil.disk_usage", lambda _place: SimpleNamespace(free=1000))
    monkeypatch.setattr(estimates, "_memory_of_machine", lambda: 1000)
    words = ("estimate", str(tmp_path / "small.yaml"), "--jobs", "1", "--out", str(tmp_path / "store"))
    said = gongzhi(*words, "--lang", "en")
    assert said.code == 0 and said.err.count("\n") == 2
    assert "has 0.0 MB left" in said.err and "give a smaller --jobs" in said.err
    assert "所在的磁盘还剩" in gongzhi(*words, "--lang", "zh").err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("estimate", "staff-dayz"), "There is no study staff-dayz"),
        (("estimate", "small.yaml", "--shard", "1/2"), "cannot be cut into shards"),
        (("estimate", "small.yaml", "--out", "small.yaml"), "is a file, not a folder"),
        (("estimate", "small.yaml", "--out", "."), "holds files that are no study"),
        (("estimate", "small.yaml", "--jobs", "0"), "--jobs must be a whole number"),
    ],
)
def test_a_slip_is_one_message(
    gongzhi, planned: Planned, monkeypatch, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    planned(precision="{outcome: conflict_index, width: 0.2}")
    monkeypatch.chdir(tmp_path)
    said = gongzhi(*words)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1) and problem in said.err


def test_a_run_of_the_pilot_that_fails_is_one_message(gongzhi, planned: Planned, world, tmp_path) -> None:
    planned()
    world.fails_at = seed_of("small", 0)
    said = gongzhi("estimate", str(tmp_path / "small.yaml"), "--jobs", "1", "--out", str(tmp_path / "store"))
    assert (said.code, said.out) == (2, "") and "no household came" in said.err


@pytest.mark.parametrize(("spoken", "title"), [("zh", "要用多少资源"), ("en", "What small will take")])
def test_the_table_is_told_in_both_languages(
    gongzhi, planned: Planned, tmp_path: Path, spoken: str, title: str
) -> None:
    planned(cost="equal")
    words = ("estimate", str(tmp_path / "small.yaml"), "--jobs", "1", "--out", str(tmp_path / "store"))
    said = gongzhi(*words, "--lang", spoken)
    assert said.code == 0 and title in said.out and not said.err
    assert ("至少" if spoken == "zh" else "at least") in said.out


def test_memory_of_a_process_is_counted_with_all_below_it() -> None:
    assert memory_of(os.getpid()) > 10_000_000 and peak() > 10_000_000


def test_later_months_that_take_longer_are_allowed_for() -> None:
    def took(months: int, month: float, households: int = 6000) -> MeasuredBatch:
        none = Trial(pd.DataFrame(), pd.DataFrame())
        return MeasuredBatch(("xihu", ("troika",)), 20, households, months, 0.1, month, 0, 0, none)

    alone, whole = took(20, 0.005, 300), took(10, 0.05, 50_000)
    same = TimedBatches((whole,), (alone,), ())
    later = TimedBatches((whole,), (alone,), (), (took(10, 0.015), took(100, 0.017)))
    assert same.later == 1.0 and later.later == pytest.approx(1.2)
    costs = [estimates._costs(one)[whole.kind].of(50_000, 100) for one in (same, later)]
    assert costs == [pytest.approx(0.1 + 5.0), pytest.approx(0.1 + 0.5 + 1.2 * 4.5, rel=0.01)]


def test_made_up_rows_are_as_hard_to_compress_as_real_ones() -> None:
    numbers = pd.DataFrame({"rate": [0.1 * k + 0.03 for k in range(9)], "count": [0.0, 1.0, 4.0] * 3})
    found = like(numbers.assign(none=float("nan")), 500, RUNS)
    assert found["rate"].nunique() == found["none"].nunique() == 500
    assert set(found["count"]) == {0.0, 1.0, 4.0}
    assert like(numbers.assign(none=float("nan")), 500, MONTHLY)["none"].isna().all()


class Handle:
    """A call of Windows that gives the handle of the process."""

    restype: object = None

    def __call__(self) -> int:
        return -1


def test_on_windows_the_height_of_memory_is_what_windows_tells(monkeypatch) -> None:
    def tell(process, counters, size) -> int:
        counters._obj.PeakWorkingSetSize = 123_456_789
        return int(size == ctypes.sizeof(MemoryCounters))

    system = SimpleNamespace(kernel32=SimpleNamespace(GetCurrentProcess=Handle()), psapi=None)
    system.psapi = SimpleNamespace(GetProcessMemoryInfo=tell)
    monkeypatch.setattr(ctypes, "windll", system, raising=False)
    assert peak() == 123_456_789
