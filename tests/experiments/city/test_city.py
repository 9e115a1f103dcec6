"""A city is its districts: aggregated exactly, resumed after an interrupt, the same however it is made."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.city import city_comparison
from experiments.city.aggregation import BETWEEN, THEIL
from experiments.city.city_cells import district_seed
from experiments.city.district_rows import attempt_districts
from experiments.cli.app import main
from experiments.design.runs import KEYS
from experiments.execution.executors import InProcess
from experiments.execution.results import results_in
from experiments.execution.simulate import Failure, Trial
from experiments.execution.sweep import Order
from experiments.statistics.paired import holm
from experiments.store import tables
from experiments.store.output_folder import FolderError, remove
from experiments.store.store import StoreError
from experiments.store.tables import Study
from model.compounds import Placement
from model.district import district_means, theil
from model.neighbourhood import Neighbourhood
from model.observations import COUNTED, COUNTED_MONTHLY
from scenarios import read
from scenarios.city_districts import each, sorts
from tests.experiments.store.test_codebook import check_whole
from tests.scenarios.test_cities import CITY, PAIR

MODELS = ("baseline", "one-four-n")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    (folder / "pair.yaml").write_text(PAIR, encoding="utf-8")
    (folder / "town.yaml").write_text(CITY, encoding="utf-8")
    return folder / "town.yaml"


def request(town: Path) -> city_comparison.CityRequest:
    models = [read.governance(name) for name in MODELS]
    return city_comparison.city_comparison([read.case(str(town))], models, 2, 6, {})


@pytest.fixture(scope="module")
def made(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The whole city in one go, in one world."""
    out = tmp_path_factory.mktemp("made") / "out"
    return city_comparison.carry_out(request(town), 1, out)


def test_a_city_is_what_one_district_of_all_its_compounds_would_be(made: Study, town: Path) -> None:
    case = read.case(str(town))
    model = read.governance("one-four-n")
    districts = list(each(case, model, sorts(case, model, months=6)))
    world = Neighbourhood([Placement(one.scenario, district_seed(one.label, 1)) for one in districts]).run()
    one_whole = replace(world.groups, placement=np.zeros_like(world.groups.placement))
    compounds, row = world.outcomes(by_compound=True), made.runs.iloc[3]
    for name in compounds:
        values = compounds[name].to_numpy()
        found = district_means(one_whole, world.compounds, values, name in COUNTED)
        assert row[name] == pytest.approx(found[0], rel=1e-12, nan_ok=True), name
    assert compounds.isna().any().any() and made.runs["fee_collection"].notna().all()
    felt = theil(one_whole, world.compounds, compounds["satisfaction"].to_numpy())
    assert row[THEIL] == pytest.approx(felt[0], rel=1e-9)
    months = world.monthly(by_compound=True)
    mine = made.monthly[(made.monthly["governance"] == "one-four-n") & (made.monthly["replicate"] == 1)]
    for name in (one for one in months if one not in ("compound", "month")):
        pages = months.pivot(index="month", columns="compound", values=name).to_numpy()
        counted = name in COUNTED_MONTHLY
        whole = [district_means(one_whole, world.compounds, page, counted)[0] for page in pages]
        assert mine[name].to_numpy() == pytest.approx(whole, rel=1e-12, nan_ok=True), name


def test_a_city_has_how_far_its_districts_are_apart_and_which_of_them_gain(made: Study) -> None:
    runs, table = made.district_runs, made.districts
    assert runs is not None and table is not None and made.district_gains is not None
    for one in BETWEEN:
        of = runs[(runs["governance"] == "baseline") & (runs["replicate"] == 0)][one.outcome]
        row = made.runs.iloc[0]
        worst = of.max() if one.outcome == "conflict_index" else of.min()
        assert row[one.worst] == worst and row[one.spread] == pytest.approx(np.std(of))
    assert set(table["district"]) == {"old-1", "old-2", "new-1"} and set(table["case"]) == {"town"}
    conflict = table[table["outcome"] == "conflict_index"]
    assert conflict["p_holm"].to_numpy() == pytest.approx(holm(conflict["p"].to_numpy()))
    paired = runs.pivot(index=["case", "replicate"], columns="governance", values="conflict_index")
    difference = paired["one-four-n"] - paired["baseline"]
    assert conflict["difference"].mean() == pytest.approx(difference.mean())
    gains = made.district_gains.set_index("outcome").loc["conflict_index"]
    assert gains["share_gaining"] == (difference < 0).mean() and gains["districts"] == 3
    seeds = runs.groupby("governance")["seed"].apply(list)
    assert seeds["baseline"] == seeds["one-four-n"] and runs["seed"].nunique() == 6


class Interrupted(InProcess):
    """Is interrupted after the first few batches."""

    def trials(self, batches, monthly: bool) -> Iterator[Trial]:
        for number, trial in enumerate(super().trials(batches, monthly)):
            if number == 1:
                raise KeyboardInterrupt
            yield trial


def test_a_district_begins_in_the_month_of_its_wave_and_its_table_says_so(town: Path) -> None:
    models = [read.governance(f"one-four-n@{start}") for start in ("together", "need-first")]
    asked = city_comparison.city_comparison([read.case(str(town))], models, 2, 6, {}, stages=(1, 2))
    assert asked.command[-4:] == ["--wave", "1", "--every", "2"]
    study = city_comparison.carry_out(asked, 1, None)
    assert study.districts is not None and study.district_runs is not None
    first = study.districts.drop_duplicates("district").set_index("district")
    assert first["start_a"].eq(1).all() and first["start_b"].to_dict() == {"old-1": 3, "old-2": 5, "new-1": 1}
    city = study.manifest["city"]
    assert isinstance(city, dict) and city["town"]["old"]["starts"]["one-four-n@need-first"] == [3, 5]
    one = study.district_runs.set_index(["case", "governance"]).sort_index()
    outcomes = [name for name in one if name not in KEYS]
    alike = [
        one.loc[(f"town/{district}", models[0].id), outcomes].equals(
            one.loc[(f"town/{district}", models[1].id), outcomes].set_axis(
                one.loc[(f"town/{district}", models[0].id)].index
            )
        )
        for district in ("new-1", "old-1", "old-2")
    ]
    assert alike == [True, False, False]


def delivered(study: Study, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    tables.write(study, folder)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_interrupted_and_gone_on_with_in_other_batches_it_is_the_same_to_the_byte(
    made: Study, town: Path, tmp_path: Path
) -> None:
    out, in_parts = tmp_path / "out", Order(households=240)
    kept = city_comparison.kept_beside(out)
    with pytest.raises(KeyboardInterrupt):
        city_comparison.carry_out(
            request(town), 1, out, in_parts, lambda _work: Interrupted(attempt_districts)
        )
    begun = pd.read_parquet(kept / "runs")
    assert 0 < len(begun) < 12 and not out.exists()
    again: list[int] = []

    def counting(batch, monthly: bool) -> Trial:
        again.extend([1] * len(batch))
        return attempt_districts(batch, monthly)

    study = city_comparison.carry_out(request(town), 1, out, in_parts, lambda _work: InProcess(counting))
    assert len(again) == 12 - len(begun)
    assert delivered(study, tmp_path / "a") == delivered(made, tmp_path / "b")
    remove(kept)
    assert not kept.exists()


def test_a_city_may_be_delivered_to_where_one_stands_and_is_never_kept_in_a_link(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here := tmp_path / "here").mkdir()
    monkeypatch.chdir(here)
    assert city_comparison.kept_beside(Path()) == tmp_path / "here.districts"
    assert city_comparison.kept_beside(Path("..")) == tmp_path.with_name(f"{tmp_path.name}.districts")
    city_comparison.kept_beside(Path("out")).symlink_to(tmp_path)
    with pytest.raises(StoreError, match=r"out\.districts"):
        city_comparison.carry_out(request(town), 1, Path("out"))


def test_a_damaged_word_on_what_a_city_is_made_of_is_one_message(made: Study, tmp_path: Path) -> None:
    folder = tmp_path / "delivered"
    delivered(made, folder)
    assert results_in(folder).study.districts is not None
    damages: tuple[object, ...] = (5, {"town": 5}, {"town": {"old": {}}})
    for damage in damages:
        content = json.loads((folder / "manifest.json").read_text("utf-8"))
        (folder / "manifest.json").write_text(json.dumps({**content, "city": damage}), "utf-8")
        with pytest.raises(FolderError, match="delivered"):
            results_in(folder)


def test_a_district_that_fails_is_named_and_the_others_are_kept(town: Path, tmp_path: Path) -> None:
    seed = district_seed("town/new-1", 0)

    def failing(batch, monthly: bool) -> Trial:
        good = [one for one in batch if one.run.seed != seed]
        bad = tuple(Failure(one.key, 2, "no water", "") for one in batch if one.run.seed == seed)
        return attempt_districts(good, monthly)._replace(failures=bad)

    with pytest.raises(StoreError, match=r"town/new-1.*no water"):
        city_comparison.carry_out(
            request(town), 1, tmp_path / "out", executor=lambda _work: InProcess(failing)
        )
    assert len(pd.read_parquet(tmp_path / "out.districts" / "runs")) == 10


@pytest.mark.slow
def test_rows_do_not_depend_on_the_number_of_processes(made: Study, town: Path, tmp_path: Path) -> None:
    study = city_comparison.carry_out(request(town), 2, tmp_path / "out", Order(households=100))
    assert delivered(study, tmp_path / "a") == delivered(made, tmp_path / "b")


@pytest.mark.slow
def test_a_city_is_compared_drawn_and_reported_as_any_case_is(town: Path, tmp_path: Path, capsys) -> None:
    def gongzhi(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        return int(ended.value.code or 0)

    out, asked = tmp_path / "out", ("compare", str(town), "--replicates", "2", "--months", "6", "--jobs", "1")
    sides = ("--governance", "troika@own,troika@votes@need-last", "--wave", "2", "--every", "3")
    judged = ("--primary", "worst_conflict,spread_resolution", "--smallest", "worst_conflict=0.3")
    shared = (*asked, *sides, *judged, "--out", str(out))
    assert gongzhi(*shared, "--lang", "zh") == 0
    said = capsys.readouterr().out
    assert (
        "按投票人数分配；需求少的先启动）的启动时间：" in said
        and "3 至 6 个月" in said
        and not (tmp_path / "out.districts").exists()
    )
    names = {"districts.csv", "district_gains.csv", "district_runs.csv", "comparison.csv", "monthly.csv"}
    assert names <= {file.name for file in out.iterdir()}
    assert (out / "figures/districts-town.svg").exists()
    assert "哪些片区受益" in (out / "summary.md").read_text("utf-8")
    found = results_in(out).study
    assert found.comparison is not None and found.districts is not None
    rows = found.comparison.set_index("outcome")
    assert set(rows.index[rows["family"] == "primary"]) == {"worst_conflict", "spread_resolution"}
    assert rows.loc["worst_conflict", "smallest"] == 0.3 and rows.loc["conflict_index", "smallest"] == 0.1
    assert set(found.districts["outcome"]) == {"conflict_index", "resolution_ratio", "satisfaction"}
    assert list(found.runs.columns[:4]) == list(KEYS) and found.governance == [
        "troika@own",
        "troika@votes@need-last",
    ]
    assert gongzhi("report", str(out), "--lang", "en") == 0
    page = (out / "report-en.html").read_text("utf-8")
    assert "Which districts gain" in page and "(shared by votes; need last) begins in " in page
    assert gongzhi("figure", str(out), "--kind", "districts", "--lang", "en") == 0
    check_whole(out)
    capsys.readouterr()
    single = ("compare", "minzhu", "--governance", "troika,baseline")
    for words, wanted in {
        ("figure", str(out), "--kind", "network"): "is a city",
        ("run", str(town), "troika"): "is a city",
        (*asked, "--governance", "troika"): "at least two governance models",
        (*asked, "--governance", "troika", "--allocation", "own,vote"): "Did you mean votes?",
        (*asked, "--governance", "troika", "--start", "together,need-frist"): "Did you mean need-first?",
        (*asked, "--governance", "troika", "--start", "need-first,together"): "--wave and --every",
        (*single, "--every", "3"): "are for cities",
        (*asked, "--governance", "troika", "--start", "together,own-month", "--wave", "2"): "begins in waves",
        (
            *asked,
            "--governance",
            "troika,baseline",
            "--primary",
            "worst_conflit",
        ): "Did you mean worst_conflict?",
        (*single, "--primary", "worst_conflict"): "is measured of cities",
        (*single, "--smallest", "spread_conflict=0.1"): "is measured of cities",
        (*asked, "minzhu", "--governance", "troika,baseline"): "minzhu is none",
        (*asked, "--governance", "troika,baseline", "--equal-cost"): "--equal-cost is not for a city",
    }.items():
        assert gongzhi(*words, "--lang", "en") == 2
        complaint = capsys.readouterr().err
        assert wanted in complaint and complaint.count("\n") == 1, words
