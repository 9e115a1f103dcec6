"""Every folder of results says what its columns hold, and those who made the standard find nothing wrong."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.analysis.comparison import carry_out, comparison
from experiments.analysis.comparisons import compound_types, group_changes, two_folders
from experiments.analysis.comparisons.study_end import written
from experiments.analysis.scenario_discovery import BOUNDS
from experiments.calibration import calibration_results, diagnostics
from experiments.design.runs import seed_of
from experiments.pairing_audit import audit, shared_draws, stream_shares
from experiments.pairing_audit.variance_reduction import Gain
from experiments.patterns import evaluate
from experiments.statistics import paired
from experiments.store import datapackage, parquet, tables
from experiments.store.merge_shards import merge
from experiments.store.store import RUNS, Store
from model.observations import COUNTED_MONTHLY
from model.record import OBSERVATIONS
from scenarios import codebook, read
from scenarios.language import spoken
from scenarios.problems import ScenarioError
from tests.experiments.execution.test_sweep import content

pytestmark = pytest.mark.usefixtures("brief_pasts")


def described(folder: Path) -> dict[str, dict]:
    package = json.loads((folder / datapackage.FILE).read_text("utf-8"))
    return {one["name"]: one for one in package["resources"]}


def files(resource: dict) -> list[str]:
    return [resource["path"]] if isinstance(resource["path"], str) else resource["path"]


def check_whole(folder: Path) -> None:
    """Every file that is told of is there, every table is told of, and every column, with its type."""
    resources = described(folder)
    there = {path for resource in resources.values() for path in files(resource)}
    wanted = {
        file.relative_to(folder).as_posix()
        for pattern in ("*.csv", "*.parquet", "runs/*", "monthly/*", "failures/*")
        for file in folder.glob(pattern)
    }
    assert there == wanted and wanted
    for name, resource in resources.items():
        fields = {one["name"]: one for one in resource["schema"]["fields"]}
        for path in files(resource):
            check_fields(name.rpartition("-")[0].replace("-", "_"), folder / path, fields)


def check_fields(table: str, file: Path, fields: dict[str, dict]) -> None:
    if file.suffix == ".csv":
        assert list(pd.read_csv(file, encoding="utf-8-sig")) == list(fields)
        return
    schema = pq.read_schema(file)
    assert schema.names == list(fields)
    for one in schema:
        column = codebook.column(table, one.name)
        assert codebook.is_described(table, one.name), f"{table}: {one.name}"
        assert fields[one.name]["type"] == column.type == datapackage.type_of(table, one), one.name
        assert all(fields[one.name][key] for key in ("title", "title_zh", "description", "description_zh"))
        told = {key.decode(): value.decode() for key, value in (one.metadata or {}).items()}
        told = {key: value for key, value in told.items() if not key.startswith("PARQUET")}
        assert told == {key: value for key, value in fields[one.name].items() if key not in ("name", "type")}


def write_comparison(folder: Path) -> None:
    case, models = read.case("xihu"), [read.governance(name) for name in ("baseline", "troika")]
    request = comparison([case], models, 3, 2, {}, equal_cost=True)
    folder.mkdir()
    tables.write(carry_out(request, 1, monthly=True, quiet=True), folder)


@pytest.fixture
def compared(world, tmp_path: Path) -> Path:
    write_comparison(tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def stored(planned, carried_out, world, tmp_path: Path) -> Path:
    carried_out(planned(parameters="{issues.rate: [30, 60]}", monthly="true", cost="equal"))
    return tmp_path / "store"


def test_what_is_observed_each_month_is_described_once_and_brought_together_as_told() -> None:
    codebook.check_observations(codebook.OBSERVATIONS, OBSERVATIONS)
    told = {name for name, one in codebook.observations().items() if one.district == "sum"}
    assert told == COUNTED_MONTHLY


def test_an_observation_that_nobody_describes_is_told_with_file_and_key(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"observations\.yaml: raised_twice is recorded"):
        codebook.check_observations(codebook.OBSERVATIONS, (*OBSERVATIONS, "raised_twice"))
    file = tmp_path / "observations.yaml"
    file.write_text(codebook.OBSERVATIONS.read_text("utf-8").replace("\nraised:", "\nraised_:"), "utf-8")
    with pytest.raises(ScenarioError, match=r"observations\.yaml.*raised is recorded.*mean raised_"):
        codebook.check_observations(file, OBSERVATIONS)
    file.write_text("raised: {name: {zh: 甲, en: A}, text: {zh: 甲, en: A}, unit: issues}", "utf-8")
    with pytest.raises(ScenarioError, match=r"observations\.yaml.*raised.*district"):
        codebook.read_observations(file)


def columns_written() -> Iterator[tuple[str, str]]:
    """Columns of the tables that take long to make, by what their makers say of them."""
    patterns = [name for name in evaluate.COLUMNS if name != "tolerance"]
    for table, names in {
        "comparison": (*paired.COLUMNS, *two_folders.OF_FOLDERS),
        "gains_by_group": group_changes.BY_GROUPS,
        "comparison_by_type": compound_types.BY_TYPE,
        "ablation": paired.COLUMNS,
        "restrictions": BOUNDS,
        "patterns": (*patterns, *calibration_results.COLUMNS),
        "gains": ("outcome", *Gain._fields, "p_holm"),
        "streams": shared_draws.STREAM_COLUMNS,
        "decisions": shared_draws.DECISION_COLUMNS,
        "weights": stream_shares.COLUMNS,
        "findings": audit.FINDING_COLUMNS,
    }.items():
        yield from ((table, name) for name in names)


def test_every_column_that_is_written_is_described() -> None:
    assert not [(table, name) for table, name in columns_written() if not codebook.is_described(table, name)]
    assert not [name for name in read.outcome_entries() if not codebook.is_described(RUNS, name)]
    assert (
        diagnostics.COLUMNS
        and codebook.column("monthly", "quality").text != codebook.column("runs", "quality").text
    )


def test_every_description_is_complete_in_both_languages() -> None:
    known = codebook.described_tables()
    columns = [one for some in (known.anywhere, *known.columns.values()) for one in some.values()]
    assert not [one for one in columns if one.type is None]
    units = {one.unit for one in columns} | {one.unit for one in codebook.observations().values()}
    same = [unit for unit in units if codebook.unit_in_both(unit).zh == codebook.unit_in_both(unit).en != "–"]
    assert not same


def test_a_comparison_describes_every_column_of_every_table(compared: Path) -> None:
    check_whole(compared)
    assert set(described(compared)) >= {"runs-csv", "monthly-parquet", "comparison-parquet"}


def test_a_store_describes_every_column_of_every_table(stored: Path) -> None:
    check_whole(stored)
    assert list(described(stored)) == ["runs-parquet", "monthly-parquet"]


def test_the_table_at_the_end_of_a_study_is_described_and_goes_with_its_description(stored: Path) -> None:
    written(stored)
    check_whole(stored)
    assert "comparison-csv" in described(stored)
    Store(stored, mends=True).unsettle()
    assert not (stored / datapackage.FILE).exists() and not (stored / "comparison.csv").exists()


def test_failed_runs_are_described_too(planned, carried_out, world, tmp_path: Path) -> None:
    plan = planned()
    world.fails_at = seed_of(plan.id, 1)
    carried_out(plan)
    check_whole(tmp_path / "store")


def test_pandas_reads_a_described_table_in_one_line(compared: Path, stored: Path) -> None:
    runs = pd.read_parquet(stored / "runs")
    assert runs["conflict_index"].dtype == float and runs["replicate"].dtype == "int64"
    field = pq.read_schema(compared / "runs.parquet").field("conflict_index")
    assert field.metadata[b"unit"] == b"severity per 100 households"
    assert field.metadata[b"title_zh"].decode() == "矛盾指数"


def test_descriptions_are_the_same_bytes_in_every_language(compared: Path, tmp_path: Path) -> None:
    with spoken("zh"):
        write_comparison(tmp_path / "zh")
    for name in ("runs.parquet", "monthly.parquet", "comparison.parquet", datapackage.FILE):
        assert (tmp_path / "zh" / name).read_bytes() == (compared / name).read_bytes(), name


def test_shards_that_are_merged_are_described_like_the_whole(planned, carried_out, world, tmp_path) -> None:
    plan = planned(monthly="true")
    carried_out(plan, "whole")
    for part in (1, 2):
        carried_out(plan, f"part-{part}", shard=(part, 2))
    merge([tmp_path / f"part-{part}" for part in (1, 2)], tmp_path / "m")
    assert content(tmp_path / "m") == content(tmp_path / "whole")
    check_whole(tmp_path / "m")
    assert (tmp_path / "m" / datapackage.FILE).read_bytes() == (
        tmp_path / "whole" / datapackage.FILE
    ).read_bytes()


def test_a_column_that_nobody_knows_is_described_in_plain_words(tmp_path: Path) -> None:
    table = pd.DataFrame({"case": ["minzhu"], "mine": [1.5], "=2": [True]})
    tables.write_tables({"theirs": table}, {"command": ["gongzhi", "compare"]}, tmp_path)
    fields = {one["name"]: one for one in described(tmp_path)["theirs-csv"]["schema"]["fields"]}
    assert fields["mine"]["type"] == "number" and "not described" in fields["mine"]["description"]
    assert fields["'=2"]["type"] == "boolean" and fields["case"]["title_zh"] == "案例"


def test_what_is_described_already_is_not_written_again(stored: Path, planned, carried_out) -> None:
    before = (stored / datapackage.FILE).stat().st_mtime_ns
    carried_out(planned(parameters="{issues.rate: [30, 60]}", monthly="true", cost="equal"))
    assert (stored / datapackage.FILE).stat().st_mtime_ns == before


def test_a_part_is_the_same_rows_with_and_without_descriptions(tmp_path: Path) -> None:
    table = pd.DataFrame({"key": ["a", "b"], "conflict_index": [1.0, float("nan")]})
    plain, told = (parquet.write(table, tmp_path, "part", of) for of in ("", RUNS))
    assert parquet.read(plain).equals(parquet.read(told)) and plain != told
    both = pa.concat_tables([parquet.read(plain), parquet.read(told)]).to_pandas()
    assert len(both) == 4


@pytest.mark.slow
def test_those_who_made_the_standard_find_our_packages_valid(compared: Path, stored: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for folder in (compared, stored):
        report = frictionless.validate(str(folder / datapackage.FILE))
        assert report.valid, report.flatten(["type", "message"])
        assert len(report.tasks) == len(described(folder))
    damaged = compared.with_name("damaged")
    shutil.copytree(compared, damaged)
    text = (damaged / datapackage.FILE).read_text("utf-8")
    (damaged / datapackage.FILE).write_text(text.replace('"type": "string"', '"type": "integer"', 1), "utf-8")
    assert not frictionless.validate(str(damaged / datapackage.FILE)).valid
