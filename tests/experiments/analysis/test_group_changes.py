"""A study's gains and losses by group are a table beside its store."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.analysis.comparisons.group_changes import BY_GROUPS
from experiments.statistics.paired import paired
from model.groups import MEASURES
from model.neighbourhood import Neighbourhood, Placement
from scenarios import read
from scenarios.study import StudyPlan
from tests.experiments.conftest import Answer

Planned = Callable[..., StudyPlan]
Gongzhi = Callable[..., Answer]
SMALL = "{place.households: 56}"


def satisfaction(model: str, seed: int) -> float:
    """The mean of a run's elderly households, month by month, straight from the model."""
    values = {"place.households": 56.0}
    scenario = read.scenario("xihu", model, months=2, burn_in=1, overrides=values)
    table = Neighbourhood([Placement(scenario, seed)], by_group=True).run().groups_table()
    rows = table[(table["group"] == "elderly") & (table["month"] > 0)]
    ratio = MEASURES["satisfaction"]
    return float(ratio.factor * rows[ratio.part].sum() / rows[ratio.whole].sum())


@pytest.mark.slow
def test_the_table_tells_of_the_runs_that_were_compared(
    gongzhi: Gongzhi, planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = planned(parameters=SMALL)
    told = gongzhi("study", "small.yaml", "--jobs", "1", "--out", "all", "--by-group")
    assert told.code == 0 and "Gains and losses by group: of " in told.out
    table = pd.read_parquet("all/gains_by_group.parquet")
    assert list(table) == list(BY_GROUPS) and set(table["cost"]) == {"natural"}
    seeds = pd.read_parquet("all/runs").drop_duplicates("replicate").sort_values("replicate")["seed"]
    a, b = (pd.Series([satisfaction(model, int(seed)) for seed in seeds]) for model in plan.governance)
    row = table.query("measure == 'satisfaction' and group == 'elderly' and side == 'group'")
    expected = paired(a.to_numpy(), b.to_numpy(), 1)
    assert row.iloc[0][["difference", "low", "high"]].to_list() == pytest.approx(
        [expected.difference, expected.low, expected.high]
    )
    gongzhi("study", "small.yaml", "--jobs", "1", "--out", "all")
    assert Path("all/gains_by_group.csv").exists()
    gongzhi("study", "small.yaml", "--jobs", "1", "--out", "all", "--replicates", "4")
    assert not Path("all/gains_by_group.csv").exists()


@pytest.mark.parametrize(
    ("governance", "words", "said"),
    [
        ("[troika]", (), "the study has one"),
        ("[baseline, troika]", ("--shard", "1/2"), "needs the whole study"),
    ],
)
def test_what_has_no_pair_or_is_a_part_is_refused_before_anything_runs(
    gongzhi: Gongzhi,
    planned: Planned,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    governance: str,
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    planned(governance=governance)
    answer = gongzhi("study", "small.yaml", "--by-group", "--out", "all", *words)
    assert answer.code == 2 and said in answer.err and not answer.out and not Path("all").exists()
