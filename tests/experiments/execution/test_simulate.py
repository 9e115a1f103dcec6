"""Runs: keys before values, order of the design, failures that name the run."""

import pandas as pd
import pytest

from experiments.design.runs import KEYS, Run, replicated, seed_of
from experiments.execution.run_all import run_batch
from experiments.execution.simulate import RunError, command
from scenarios import read


def design(replicates: int = 2) -> tuple[Run, ...]:
    scenarios = [read.scenario("xihu", governance, months=3) for governance in ("troika", "baseline")]
    return replicated(scenarios, replicates)


@pytest.mark.usefixtures("world")
def test_every_run_has_a_row_and_every_month_too() -> None:
    rows = run_batch(design())
    assert tuple(rows.runs.columns[:4]) == tuple(rows.monthly.columns[:4]) == KEYS
    assert rows.monthly.columns[4] == "month"
    assert len(rows.runs) == 4
    assert len(rows.monthly) == 12
    assert list(rows.runs["governance"]) == ["troika", "troika", "baseline", "baseline"]
    assert list(rows.monthly["month"]) == [1, 2, 3] * 4


@pytest.mark.usefixtures("world")
def test_months_may_be_left_out() -> None:
    assert run_batch(design(), monthly=False).monthly.empty


@pytest.mark.usefixtures("world")
def test_batches_joined_are_the_whole() -> None:
    runs = design()
    whole, joined = run_batch(runs), [run_batch(some) for some in (runs[:1], runs[1:3], runs[3:])]
    assert whole.runs.equals(pd.concat([one.runs for one in joined], ignore_index=True))
    assert whole.monthly.equals(pd.concat([one.monthly for one in joined], ignore_index=True))


@pytest.mark.usefixtures("world")
def test_a_run_by_its_seed_has_no_replicate() -> None:
    rows = run_batch([Run(read.scenario("xihu", "baseline", months=1), None, 7)])
    assert rows.runs["replicate"].isna().all()
    assert list(rows.runs["seed"]) == [7]


def test_a_failing_run_is_named_with_the_command_that_makes_it_again(world) -> None:
    world.fails_at = seed_of("gongzhi", 1)
    with pytest.raises(RunError) as failed:
        run_batch(design())
    assert "ZeroDivisionError: no household came" in failed.value.message()
    assert "gongzhi run xihu troika --replicate 1 --months 3" in failed.value.message()


def test_the_command_of_a_run_sets_what_was_set() -> None:
    scenario = read.scenario("xihu", "baseline", months=5, overrides={"fee.quality": 4.5})
    assert (
        command(Run(scenario, None, 9))
        == "gongzhi run xihu baseline --seed 9 --months 5 --set fee.quality=4.5"
    )
