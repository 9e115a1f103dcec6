"""Failure regions: a planted one is found, chance gives none, and what is wrong is one message."""

import json
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.stats import qmc

from experiments.analysis.failing_points import RegionRequest
from experiments.analysis.prim import Bounds, chosen, find, held_out, inside, judged, plain_high, plain_low
from experiments.analysis.scenario_discovery import Kind, Region, objects, region, tables
from experiments.execution.executors import InProcess
from experiments.execution.sweep import carry_out
from experiments.extras import MissingExtra
from experiments.store import parquet
from scenarios import read
from scenarios.study import read_study
from tests.exhaustive import some

KEYS = ("issues.rate", "triage.work", "triage.staff", "fee.quality", "mediation.success", "ties.homophily")
SATISFACTION = read.outcome_entries()["satisfaction"]
CONFLICT = read.outcome_entries()["conflict_index"]

Cases = NDArray[np.bool_]
Advantage = Callable[[pd.DataFrame, np.random.Generator], NDArray[np.float64]]


def points_of(count: int, seed: int = 0, keys: tuple[str, ...] = KEYS) -> pd.DataFrame:
    """A Latin hypercube on 0 to 1."""
    cube = qmc.LatinHypercube(len(keys), rng=np.random.default_rng(seed)).random(count)
    return pd.DataFrame(cube, columns=list(keys))


def in_corner(points: pd.DataFrame) -> Cases:
    """Two of the parameters matter."""
    corner: Cases = ((points["issues.rate"] > 0.55) & (points["triage.work"] < 0.5)).to_numpy()
    return corner


def runs_of(points: pd.DataFrame, advantage: Advantage, worlds: int = 4, seed: int = 0) -> pd.DataFrame:
    """Runs under two governance models; advantage: of troika in each world, (points, worlds), in satisfaction
    and, with the other sign, in conflict.
    """
    luck = np.random.default_rng(seed)
    ahead = np.broadcast_to(advantage(points, luck), (len(points), worlds))
    level = luck.normal(size=(len(points), worlds))
    rows = []
    for world in range(worlds):
        for name, value in (("baseline", level[:, world]), ("troika", level[:, world] + ahead[:, world])):
            told = {"governance": name, "replicate": world, "seed": 100 + world, "point": range(len(points))}
            rows.append(points.assign(**told, satisfaction=value, conflict_index=-value))
    return pd.concat(rows, ignore_index=True)


def asked(outcome: read.OutcomeEntry = SATISFACTION, by: float | None = None) -> RegionRequest:
    return RegionRequest("troika", "baseline", outcome, outcome.smallest if by is None else by, "xihu")


def planted(points: pd.DataFrame, luck: np.random.Generator) -> NDArray[np.float64]:
    """Ahead except in a corner, with luck that puts a few points on the wrong side."""
    mean = np.where(in_corner(points), -0.4, 0.4)
    return mean[:, None] + 0.2 * luck.normal(size=(len(points), 4))


def by_chance(points: pd.DataFrame, luck: np.random.Generator) -> NDArray[np.float64]:
    """Ahead or behind at random, whatever the parameters."""
    return np.where(luck.random(len(points)) < 0.3, -1.0, 1.0)[:, None]


@pytest.fixture(scope="module")
def found_again() -> Region:
    """The answer on runs with a planted region."""
    return region(runs_of(points_of(150, keys=KEYS[:3]), planted), asked(CONFLICT))


def test_a_planted_region_is_found(found_again: Region) -> None:
    found = found_again
    assert found.kind is Kind.REGION and found.box is not None and found.held_out is not None
    assert {one.parameter for one in found.box.restrictions} == {"issues.rate", "triage.work"}
    fresh = points_of(4000, seed=9)
    truly = judged(inside(fresh, found.box.limits), in_corner(fresh))
    for told in (found.box.found_in, found.held_out, truly):
        assert told.density >= 0.8 and told.coverage >= 0.8
    assert len(found.other_worlds) == 2 and all(one.p < 0.001 for one in found.other_worlds)
    low, high = (found.box.limits[key] for key in ("issues.rate", "triage.work"))
    assert 0.5 < low.low < 0.6 and low.high == np.inf and 0.45 < high.high < 0.55 and high.low == -np.inf
    assert all(one.reproduced >= 0.5 and one.quasi_p < 0.01 for one in found.box.restrictions)
    assert found.points["inside"].sum() == found.box.found_in.inside


def test_chance_gives_no_region() -> None:
    found = region(runs_of(points_of(60), by_chance), asked())
    assert found.kind is Kind.NONE and found.held_out is not None and found.held_out.p > 0.05


@pytest.mark.slow
def test_chance_gives_a_region_in_one_study_of_twelve_at_most() -> None:
    """A sample of the twelve is without the one."""
    seeds = some(range(12))
    kinds = [region(runs_of(points_of(80, seed), by_chance, 1, seed), asked()).kind for seed in seeds]
    assert kinds.count(Kind.NONE) >= len(seeds) - (len(seeds) == 12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(4)))
def test_planted_regions_are_found_with_any_luck(seed: int) -> None:
    found = region(runs_of(points_of(200, seed), planted, seed=seed), asked())
    assert found.kind is Kind.REGION and found.box is not None
    fresh = points_of(4000, seed=99)
    truly = judged(inside(fresh, found.box.limits), in_corner(fresh))
    assert truly.density >= 0.8 and truly.coverage >= 0.8


def shared_luck(points: pd.DataFrame, luck: np.random.Generator) -> NDArray[np.float64]:
    """What a parameter does is another thing in every world: together it looks like an effect of it."""
    tilt = np.array([2.0, -1.5, 1.8, -1.2])
    return (points["issues.rate"].to_numpy()[:, None] - 0.5) * tilt


def test_the_luck_of_the_worlds_is_not_told_as_a_region() -> None:
    found = region(runs_of(points_of(80), shared_luck), asked(by=0.0))
    assert found.held_out is not None and found.held_out.p < 0.001, "at points held out it does hold"
    assert found.kind is Kind.LUCK


def test_everywhere_and_nowhere_need_no_search() -> None:
    behind = region(runs_of(points_of(30), lambda points, luck: -np.ones((30, 1))), asked())
    ahead = region(runs_of(points_of(30), lambda points, luck: np.ones((30, 1))), asked())
    assert (behind.kind, ahead.kind) == (Kind.EVERYWHERE, Kind.NOWHERE)
    assert ahead.share.value == 0 and 0.1 < ahead.share.high < 0.13 and ahead.box is None


def test_few_points_or_few_failures_are_too_few_to_look() -> None:
    def once(points: pd.DataFrame, luck: np.random.Generator) -> NDArray[np.float64]:
        return np.where(np.arange(len(points)) < 4, -1.0, 1.0)[:, None]

    def by_turns(points: pd.DataFrame, luck: np.random.Generator) -> NDArray[np.float64]:
        return np.where(np.arange(len(points)) % 2 == 0, -1.0, 1.0)[:, None]

    assert region(runs_of(points_of(40), once), asked()).kind is Kind.FEW
    assert region(runs_of(points_of(19), by_turns), asked()).kind is Kind.FEW


@pytest.mark.parametrize(
    ("ahead", "by", "fails"),
    [(0.01, None, True), (0.03, None, False), (0.01, 0.0, False), (0.0, 0.0, True), (0.5, 0.6, True)],
)
def test_better_means_by_at_least_so_much(ahead: float, by: float | None, fails: bool) -> None:
    runs = runs_of(points_of(5), lambda points, luck: np.full((5, 1), ahead))
    for found in (
        region(runs, asked(by=by)),
        region(runs, asked(CONFLICT, SATISFACTION.smallest if by is None else by)),
    ):
        assert (found.points["failing"] == fails).all() and np.allclose(found.points["advantage"], ahead)


def test_points_that_luck_leaves_open_are_counted() -> None:
    def swaying(points: pd.DataFrame, luck: np.random.Generator) -> NDArray[np.float64]:
        mean = np.where(np.arange(len(points)) < 10, 0.05, 2.0)
        return mean[:, None] + np.array([0.3, -0.3, 0.2, -0.2])

    assert region(runs_of(points_of(30), swaying), asked()).undecided == 10
    assert region(runs_of(points_of(15), by_chance, worlds=1), asked()).undecided == 15


def test_undefined_outcomes_and_missing_runs_are_left_out() -> None:
    runs = runs_of(points_of(40), lambda points, luck: np.ones((40, 1)))
    runs.loc[(runs["point"] == 3) & (runs["governance"] == "troika"), "satisfaction"] = np.nan
    runs = runs.drop(runs[(runs["point"] == 7) & (runs["replicate"] == 1)].index)
    found = region(runs, asked())
    told = found.points.set_index("point")
    assert found.left_out == 1 and 3 not in told.index and told.loc[7, "n"] == 3 and told.loc[8, "n"] == 4
    nothing = region(runs.assign(satisfaction=np.nan), asked())
    assert nothing.kind is Kind.UNDEFINED and nothing.left_out == 40
    told = tables([nothing, found])
    assert (
        len(told["points"]) == 39 and not len(told["restrictions"]) and "quasi_p_low" in told["restrictions"]
    )


def test_a_switch_and_whole_numbers_can_bound_a_region() -> None:
    points = points_of(120)
    points["place.has_venue"] = (points.pop("ties.homophily") > 0.5) * 1.0
    points["mediation.attempts"] = np.floor(1 + 4 * points.pop("mediation.success"))
    cases = ((points["place.has_venue"] == 1) & (points["mediation.attempts"] >= 3)).to_numpy()
    assert find(points, cases).limits == {
        "place.has_venue": Bounds(low=1.0),
        "mediation.attempts": Bounds(low=3.0),
    }


def test_the_simplest_good_box_is_chosen_and_else_the_most_balanced() -> None:
    trail = pd.DataFrame({"coverage": [1.0, 0.9, 0.85, 0.5], "density": [0.3, 0.8, 0.99, 1.0]})
    assert chosen(trail.assign(res_dim=[0, 1, 2, 3])) == 1
    assert chosen(trail.assign(res_dim=[0, 2, 2, 3])) == 2
    weak = pd.DataFrame({"coverage": [1.0, 0.7, 0.3], "density": [0.2, 0.7, 0.9], "res_dim": [0, 2, 3]})
    assert chosen(weak) == 1


def test_a_box_is_judged_at_points_that_had_no_part_in_finding_it() -> None:
    points = points_of(64, seed=2)
    cases = in_corner(points) ^ (np.random.default_rng(1002).random(64) < 0.05)
    seen, elsewhere = find(points, cases).found_in, held_out(points, cases)
    assert seen.p < 0.001 and elsewhere.p > 0.05 and elsewhere.density < seen.density - 0.2
    assert (elsewhere.points, elsewhere.cases) == (seen.points, seen.cases)


@pytest.mark.parametrize("seed", [1, 3])
def test_a_box_keeps_no_bound_that_its_points_do_not_support(seed: int) -> None:
    points = points_of(80, seed)
    wrong = np.random.default_rng(seed).random(len(points)) < 0.1
    for one in find(points, in_corner(points) ^ wrong).restrictions:
        support = [one.quasi_p_low, one.quasi_p_high]
        assert [p <= 0.05 for p in support] == [np.isfinite(bound) for bound in one.bounds]


def test_a_bound_is_the_shortest_number_between_inside_and_outside() -> None:
    values = np.array([0.1234, 0.2871, 0.3122, 4.77, 1234.5])
    assert plain_low(values, 0.3) == 0.3 and plain_low(values, 0.2) == 0.2 and plain_low(values, 4.0) == 4.0
    assert plain_high(values, 0.3) == 0.3 and plain_high(values, 5.0) == 1000.0
    assert plain_low(np.array([0.0, 1.0]), 0.5) == 1.0 and plain_high(np.array([0.0, 1.0]), 0.5) == 0.0
    close = np.array([0.30001, 0.30002])
    assert 0.30001 < plain_low(close, 0.300015) <= 0.30002


def test_the_search_is_quiet_and_gives_the_same_twice() -> None:
    points = points_of(60)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = (find(points, in_corner(points)) for _ in range(2))
    assert first == second and first.restrictions


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(MissingExtra, match=r"ema_workbench is needed .*analysis"):
        find(points_of(60), in_corner(points_of(60)))


def test_the_numbers_are_plain_data(found_again: Region) -> None:
    told = objects(found_again)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert {row["parameter"] for row in told["restrictions"]} == {"issues.rate", "triage.work"}  # type: ignore[attr-defined]
    assert told["found"] == "region" and told["worlds"] == 4 and told["points"] == 150


STUDY = """
cases: [xihu]
governance: [baseline, troika, one-four-n]
months: 1
burn_in: 0
parameters: {issues.rate: sampled, triage.work: sampled}
sampling: {design: lhs, points: 40}
replicates: 2
outcomes: [conflict_index, utilisation]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study in which troika has more conflict where many demands arise."""
    folder = tmp_path_factory.mktemp("regions")
    (folder / "small.yaml").write_text(STUDY, "utf-8")
    carry_out(read_study(folder / "small.yaml"), folder / "store", lambda work: InProcess())
    for file in (folder / "store/runs").iterdir():
        runs = pd.read_parquet(file)
        worse = (runs["governance"] == "troika") * np.where(runs["issues.rate"] > 40.0, 1.0, -1.0)
        rewrite(file, runs.assign(conflict_index=3.0 + worse + 0.001 * runs["replicate"]))
    return folder / "store"


@pytest.fixture
def store(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and the folder it is named from."""
    shutil.copytree(made, tmp_path / "store")
    monkeypatch.chdir(tmp_path)
    return Path("store")


def rewrite(file: Path, runs: pd.DataFrame) -> None:
    """Put other runs in the place of a part."""
    file.unlink()
    parquet.write(runs, file.parent, parquet.LOOSE)


ASKED = ("regions", "store", "--better", "troika", "--than", "baseline")


@pytest.mark.usefixtures("unpainted")
def test_the_command_tells_a_region_and_delivers_its_tables(gongzhi, store: Path) -> None:
    file = next(Path("store/runs").iterdir())
    rewrite(file, pd.read_parquet(file).query("not (point == 0 and replicate == 0)"))
    english = gongzhi(*ASKED, "--lang", "en", "--out", "where")
    assert (
        english.code == 0 and "troika is no longer better than government-led baseline mainly" in english.out
    )
    assert "rate of demands (how issues arise) is above" in english.out
    assert "store lacks 3 runs of the study" in english.err
    names = {path.name for path in Path("where").iterdir()}
    assert {"points.csv", "restrictions.parquet", "summary.html", "manifest.json", "figures"} <= names
    points = pd.read_csv("where/points.csv")
    assert points["n"].tolist() == [1] + [2] * 39
    assert ((points["issues.rate"] > 40) == points["failing"]).all() and len(points) == 40
    made = json.loads(Path("where/manifest.json").read_text("utf-8"))
    assert made["command"] == ["gongzhi", *ASKED] and made["study"] == "small"


def test_the_command_prints_json_with_sentences_in_chinese(gongzhi, store: Path) -> None:
    words = ("regions", "store", "--better", "三驾马车", "--than", "基线", "--by", "0.5", "--json")
    [told] = json.loads(gongzhi(*words, "--outcome", "conflict_index", "--lang", "zh").out)
    assert (told["better"], told["than"]) == ("troika", "baseline")
    assert told["found"] == "region" and told["by"] == 0.5 and told["held_out"]["density"] == 1.0
    assert [row["parameter"] for row in told["restrictions"]] == ["issues.rate"]
    said = "三驾马车不再优于政府主导的情形，主要是诉求产生率（诉求与纠纷的产生）高于"
    assert said in told["sentences"][0]


WRONG = [
    (("--than", "troika"), "name the same governance model, troika"),
    (("--better", "troika-forum"), "has no runs of troika-forum; it has: baseline"),
    (("--better", "nobody"), "Unknown governance model: nobody"),
    (("--outcome", "conflict_indx"), "There is no outcome conflict_indx"),
    (("--outcome", "utilisation"), "neither better high nor better low"),
    (("--by", "much"), "--by must be a number, 0 or more, not much"),
    (("--by", "-1"), "--by must be a number, 0 or more, not -1"),
    (("--by", "1", "--outcome", "satisfaction", "--outcome", "conflict_index"), "in the unit of one outcome"),
    (("--out", "taken"), "holds files that are not results"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_is_wrong_is_one_message_and_code_2(
    gongzhi, store: Path, words: tuple[str, ...], said: str
) -> None:
    Path("taken").mkdir()
    Path("taken/letter.txt").touch()
    answer = gongzhi(*ASKED, *words)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out


def test_stores_that_cannot_be_asked_are_refused(gongzhi, store: Path, planned, carried_out) -> None:
    def said(folder: str) -> str:
        answer = gongzhi("regions", folder, "--better", "troika", "--than", "baseline")
        assert answer.code == 2 and not answer.out
        return str(answer.err)

    assert "nowhere holds no study of gongzhi" in said("nowhere")
    carried_out(planned("fixed"), "one-point")
    assert "The study fixed varies no parameter" in said("one-point")
    part = next(Path("store/runs").iterdir())
    part.write_bytes(part.read_bytes()[:500])
    assert f"Damaged: {Path('store/runs') / part.name}" in said("store")
