"""Robustness: shares of worlds in which each governance model is best, nearly best or worst."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from experiments.analysis.robustness import Robustness, objects, ranks, robustness, tables
from experiments.execution.executors import InProcess
from experiments.execution.sweep import carry_out
from experiments.store import parquet
from results.findings.robustness import reading
from scenarios import read
from scenarios.study import read_study

SATISFACTION = read.outcome_entries()["satisfaction"]
CONFLICT = read.outcome_entries()["conflict_index"]
NAMES = ("baseline", "troika", "one-four-n")

FloatArray = NDArray[np.float64]


def runs_of(*values: FloatArray, shared: bool = True) -> pd.DataFrame:
    """Runs under so many governance models, (points, worlds) each."""
    rows = []
    for name, found in zip(NAMES, values, strict=False):
        for (point, world), value in np.ndenumerate(found):
            seed = world if shared else 1000 * point + world
            told = {"governance": name, "point": point, "replicate": world, "seed": seed}
            rows.append({**told, "satisfaction": value, "conflict_index": -value})
    return pd.DataFrame(rows)


def measured(
    runs: pd.DataFrame, percent: float = 10.0, outcome: read.OutcomeEntry = SATISFACTION
) -> Robustness:
    names = [name for name in NAMES if name in set(runs["governance"])]
    return robustness(runs, names, outcome, percent, "xihu", "natural")


def column(found: Robustness, name: str) -> list[float]:
    return [round(float(one), 9) for one in found.table[name]]


FIRST = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.5], [0.2, 0.2]])
SECOND = np.array([[0.5, 0.5], [1.0, 0.5], [0.5, 1.0], [0.9, 0.9]])


@pytest.mark.parametrize("outcome", [SATISFACTION, CONFLICT], ids=lambda one: str(one.id))
def test_shares_are_those_of_the_worlds_and_ties_are_split(outcome: read.OutcomeEntry) -> None:
    found = measured(runs_of(FIRST, SECOND), outcome=outcome)
    assert column(found, "best") == [(1 + 0.75 + 0.5 + 0) / 4, (0 + 0.25 + 0.5 + 1) / 4]
    assert column(found, "worst") == column(found, "best")[::-1]
    assert (found.points, found.worlds, found.left_out, found.undefined) == (4, 8, 0, ())


def test_ranks_are_shared_among_equals() -> None:
    told = ranks(np.array([3.0, 1.0, 3.0, 2.0]))
    assert told.tolist() == [[0.5, 0.5, 0, 0], [0, 0, 0, 1], [0.5, 0.5, 0, 0], [0, 0, 1, 0]]
    assert ranks(np.full(3, np.nan)).sum() == 0


def test_every_point_weighs_the_same_however_many_worlds_it_has() -> None:
    runs = runs_of(FIRST, SECOND)
    fewer = runs[~((runs["point"] == 3) & (runs["replicate"] == 1))]
    assert column(measured(fewer), "best") == column(measured(runs), "best")
    assert (measured(fewer).worlds, measured(fewer).left_out) == (7, 1)


def test_nearly_best_is_measured_against_the_size_of_the_outcome() -> None:
    near = np.full((5, 2), 0.95)
    told = measured(runs_of(np.ones((5, 2)), near))
    assert told.scale == pytest.approx(0.975) and told.tolerance == pytest.approx(0.0975)
    assert column(told, "within") == [1, 1] and column(told, "best") == [1, 0]
    assert column(measured(runs_of(np.ones((5, 2)), near), percent=4.0), "within") == [1, 0]


@pytest.mark.parametrize("level", [0.0, -1.0, -0.5])
def test_nearly_best_means_something_where_the_best_is_0_or_negative(level: float) -> None:
    best = np.array([[level] * 2, [level - 1.0] * 2, [level + 1.0] * 2])
    near, far = best - 0.03, best - 0.5
    assert column(measured(runs_of(best, near, far)), "within") == [1, 1, 0]


def test_a_hopeless_governance_model_makes_no_other_nearly_best() -> None:
    best, second = np.ones((6, 2)), np.full((6, 2), 0.8)
    for hopeless in (0.7, 0.0, -1.0):
        assert column(measured(runs_of(best, second, np.full((6, 2), hopeless))), "within")[:2] == [1, 0]


def test_what_is_too_small_to_matter_is_nearly_best_even_within_0_percent() -> None:
    told = measured(runs_of(np.ones((4, 2)), np.full((4, 2), 0.985)), percent=0.0)
    assert told.tolerance == SATISFACTION.smallest == 0.02 and column(told, "within") == [1, 1]


def test_worlds_with_an_undefined_outcome_and_models_without_it_are_left_out() -> None:
    first = FIRST.copy()
    first[0, 0] = np.nan
    told = measured(runs_of(first, SECOND, np.full(FIRST.shape, np.nan)))
    assert told.undefined == ("one-four-n",) and list(told.table["governance"]) == ["baseline", "troika"]
    assert (told.points, told.worlds, told.left_out) == (4, 7, 1)
    assert column(told, "best") == [(1 + 0.75 + 0.5 + 0) / 4, (0 + 0.25 + 0.5 + 1) / 4]
    nothing = measured(runs_of(np.full((3, 2), np.nan), np.ones((3, 2))))
    assert nothing.table.empty and nothing.undefined == ("baseline",)
    assert len(tables([nothing, told])["robustness"]) == 2 and tables([nothing])["robustness"].empty


def test_what_is_so_in_no_world_may_still_be_so_in_others() -> None:
    told = measured(runs_of(np.ones((20, 2)), np.zeros((20, 2)))).table
    assert told["best"].tolist() == [1, 0]
    assert told["best_low"].tolist() == [pytest.approx(1 - 0.1684, abs=1e-4), 0]
    assert told["best_high"].tolist() == [pytest.approx(1), pytest.approx(0.1684, abs=1e-4)]


def luck_of(worlds: float, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """60 points in 5 worlds; how far one is ahead depends on the point, and by so much on the world."""
    luck = np.random.default_rng(seed)
    ahead = luck.normal(size=(60, 1)) + worlds * luck.normal(size=(1, 5)) + luck.normal(size=(60, 5))
    return np.ones((60, 5)), 1 + ahead


@pytest.mark.parametrize("worlds", [0.0, 0.5])
def test_intervals_cover_the_share_that_is_there(worlds: float, monkeypatch) -> None:
    monkeypatch.setattr("experiments.analysis.robustness.DRAWS", 200)
    hits = []
    for seed in range(20):
        row = measured(runs_of(*luck_of(worlds, seed))).table.iloc[1]
        hits.append(row["best_low"] <= 0.5 <= row["best_high"])
    assert np.mean(hits) >= 0.85


def test_worlds_that_all_points_share_make_intervals_wider() -> None:
    values = luck_of(1.0)
    apart, together = (measured(runs_of(*values, shared=one)).table for one in (False, True))
    width = [float((one["best_high"] - one["best_low"]).iloc[0]) for one in (apart, together)]
    assert width[1] > 1.5 * width[0] and (apart["best"] == together["best"]).all()


def test_regret_is_that_of_the_point_where_most_is_lost() -> None:
    found = measured(runs_of(FIRST, SECOND)).table
    assert found["point"].tolist() == [3, 0] and found["regret"].iloc[0] == pytest.approx(0.7)
    assert [found[end].iloc[0] for end in ("regret_low", "regret_high")] == pytest.approx([0.7, 0.7])
    sure = measured(runs_of(np.ones((4, 3)), np.zeros((4, 3)))).table
    assert sure["regret"].tolist() == pytest.approx([0, 1])


def test_the_largest_regret_is_not_inflated_by_luck() -> None:
    luck = np.random.default_rng(4)
    truth = np.where(np.arange(60) == 7, 1.0, 0.5)[:, None]
    values = truth + luck.normal(size=(60, 10))
    row = measured(runs_of(np.zeros((60, 10)), values)).table.iloc[0]
    naive = values.mean(axis=1).max()
    assert abs(row["regret"] - 1.0) < 0.6 * (naive - 1.0) and row["regret_low"] < 1.0 < row["regret_high"]
    once = measured(runs_of(np.zeros((60, 1)), values[:, :1])).table.iloc[0]
    assert np.isnan(once["regret_low"]) and once["regret"] == pytest.approx(values[:, 0].max())


def test_the_numbers_are_plain_data() -> None:
    told = objects(measured(runs_of(FIRST[:, :1], SECOND[:, :1])))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    first = told["governance"][0]  # type: ignore[index]
    assert first["governance"] == "baseline" and first["regret_low"] is None
    assert first["rank_1"] + first["rank_2"] == 1


STUDY = """
cases: [xihu]
governance: [baseline, troika, one-four-n]
months: 2
burn_in: 1
parameters: {issues.rate: sampled}
sampling: {design: lhs, points: 8}
replicates: 2
outcomes: [satisfaction, utilisation]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study beside its file."""
    folder = tmp_path_factory.mktemp("robustness")
    (folder / "small.yaml").write_text(STUDY, "utf-8")
    carry_out(read_study(folder / "small.yaml"), folder / "store", lambda work: InProcess())
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("store")


@pytest.mark.usefixtures("unpainted")
def test_the_command_tells_shares_in_both_languages(gongzhi, store: Path) -> None:
    english = gongzhi("robustness", "store", "--lang", "en", "--out", "robust")
    assert english.code == 0 and "best in" in english.out and "troika" in english.out and not english.err
    chinese = gongzhi("robustness", "store", "--lang", "zh").out
    assert "最常居首的是" in chinese and "三驾马车" in chinese and "满意度" in chinese
    table = pd.read_csv("robust/robustness.csv")
    assert table["governance"].tolist() == ["baseline", "troika", "one-four-n"]
    assert table[["rank_1", "rank_2", "rank_3"]].sum(axis=1).round(9).eq(1).all()
    assert table["best"].sum() == pytest.approx(1) and (table["within"] >= table["best"]).all()
    assert (Path("robust") / "figures/ranks-xihu.svg").exists() and Path("robust/summary.html").exists()


def test_the_command_prints_json(gongzhi, store: Path) -> None:
    words = ("robustness", "store", "--outcome", "participation_month", "--outcome", "satisfaction")
    told = json.loads(gongzhi(*words, "--within", "5", "--json").out)
    assert [one["outcome"] for one in told] == ["participation_month", "satisfaction"]
    assert told[0]["percent"] == 5 and told[0]["worlds"] == 16 and len(told[0]["governance"]) == 3


def test_missing_runs_are_told(gongzhi, store: Path) -> None:
    [file] = Path("store/runs").iterdir()
    runs = pd.read_parquet(file)
    file.unlink()
    parquet.write(runs.query("not (point == 0 and governance == 'troika')"), file.parent, parquet.LOOSE)
    answer = gongzhi("robustness", "store")
    assert answer.code == 0 and "store lacks 2 runs of the study" in answer.err
    assert "2 of 16 replicates are left out" in answer.out


WRONG = [
    (("nowhere",), "nowhere holds no study of gongzhi"),
    (("store", "--outcome", "utilisation"), "neither better high nor better low"),
    (("store", "--outcome", "happiness"), "There is no outcome happiness"),
    (("store", "--within", "ten"), "--within must be a number from 0 to 100, not ten"),
    (("store", "--within", "101"), "--within must be a number from 0 to 100, not 101"),
    (("store", "--within", "nan"), "--within must be a number from 0 to 100, not nan"),
    (("store", "--out", "small.yaml"), "small.yaml is a file"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_is_wrong_is_one_message_and_code_2(
    gongzhi, store: Path, words: tuple[str, ...], said: str
) -> None:
    answer = gongzhi("robustness", *words)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out


def test_studies_that_cannot_be_asked_are_refused(gongzhi, tmp_path: Path, planned, carried_out) -> None:
    sampled = {"parameters": "{issues.rate: [30, 60]}", "months": "1"}
    carried_out(planned("fixed"), "one-point")
    carried_out(planned("alone", governance="[troika]", **sampled), "alone")
    carried_out(planned("silent", **sampled), "silent")
    carried_out(planned("neutral", outcomes="[utilisation]", **sampled), "neutral")
    for folder, said in (
        ("one-point", "varies no parameter"),
        ("alone", "has one governance model, troika"),
        ("silent", "names no outcome to judge by; give one with --outcome"),
        ("neutral", "names no outcome to judge by; give one with --outcome"),
    ):
        answer = gongzhi("robustness", str(tmp_path / folder))
        assert answer.code == 2 and said in answer.err and not answer.out


def test_a_limit_that_holds_in_every_case_is_told_once() -> None:
    runs = runs_of(FIRST, SECOND)
    cases = [robustness(runs, NAMES[:2], CONFLICT, 10.0, case, "natural") for case in ("xihu", "minzhu")]
    limits = [line for line in reading(cases) if line.startswith("Within 10 % of the best")]
    assert limits and limits[0].count("conflict index") == 1
