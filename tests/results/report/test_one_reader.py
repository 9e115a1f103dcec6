"""All who tell of a finished folder tell of the same comparison, for one function reads it."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import experiments
from experiments.analysis.comparison import Request, carry_out, comparison
from experiments.analysis.rerun import again
from experiments.execution.origin import Origin
from experiments.execution.results import results_in
from experiments.store.tables import write
from results.report.charts import differences
from results.report.material import material
from results.text.equal_cost import what_was_given
from scenarios import language, read
from scenarios.study import read_study

pytestmark = pytest.mark.usefixtures("brief_pasts")

ROOT = Path(experiments.__file__).parents[1]
WRITERS = {
    "store/compaction",
    "execution/sweep",
    "store/merge_shards",
    "execution/run_cache",
    "store/store",
    "city/city_comparison",
}
"""Modules that write stores, or read those they are writing."""

MEASURED = {"large_study"}
"""Modules that measure how soon the rows of a store are open in pandas, and so open its files themselves."""

OTHER_TABLES = {"evidence/__main__"}
"""Readers of tables that are no runs of a comparison or a study: those of the evidence."""

MAKE_RUNS = {
    "comparison",
    "city_comparison",
    "district_table",
    "ablation",
    "distributional",
    "session",
    "tried_edit",
}
COMPARE_FOLDERS = {"two_folders", "compound_types"}
READ_RUNS = {"results"}
"""Modules that compare runs: those just made, those of a finished folder, and those of two such folders or
of the cases of a type, which come from the one reader.
"""


@pytest.fixture(scope="module")
def equal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a study at equal cost on two cases that states a smallest difference of its own."""
    from experiments.execution.executors import InProcess
    from experiments.execution.sweep import carry_out as swept

    folder = tmp_path_factory.mktemp("equal")
    (folder / "small.yaml").write_text(
        "cases: [xihu, minzhu]\ngovernance: [baseline, one-four-n]\nmonths: 2\nburn_in: 1\nreplicates: 3\n"
        "cost: equal\nsmallest: {participation_month: 0.9}\n",
        "utf-8",
    )
    swept(read_study(folder / "small.yaml"), folder / "store", lambda work: InProcess())
    return folder / "store"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


def test_report_and_figures_hold_the_same_comparison(equal: Path) -> None:
    reported, drawn = material(equal).study.comparison, results_in(equal).study.comparison
    assert reported is not None and drawn is not None
    pd.testing.assert_frame_equal(reported, drawn)
    assert set(drawn[drawn["outcome"] == "participation_month"]["smallest"]) == {0.9}


def test_a_picture_and_its_page_have_the_smallest_difference_that_the_study_states(equal: Path) -> None:
    rows = [row for row in differences(material(equal).study) if row["outcome"] == "participation_month"]
    assert {row["smallest"] for row in rows} == {90.0}


def test_what_was_given_is_said_of_every_case_as_the_store_has_it(equal: Path) -> None:
    found = material(equal).study.comparison
    runs = pd.read_parquet(equal / "runs")
    given = runs[(runs["cost"] == "equal") & (runs["governance"] == "baseline")].groupby("case")
    assert found is not None and len(given) == 2
    lines = list(what_was_given(found))
    assert len(lines) == 2 and not any("baseline was given nothing" in line for line in lines)
    at_equal = found[found["cost"] == "equal"].drop_duplicates("case").set_index("case")
    for case, rows in given:
        assert at_equal.loc[case, "given_days_a"] == pytest.approx(rows["given_days"].iloc[0])
        assert at_equal.loc[case, "given_yuan_a"] == pytest.approx(rows["given_yuan"].iloc[0])
    assert lines[0].startswith("Xihu") and lines[1].startswith("Minzhu")


def small_comparison(**judged: Any) -> Request:
    """Two governance models in two small worlds of a month."""
    models = [read.governance(name) for name in ("baseline", "troika")]
    return comparison([read.case("xihu")], models, 2, 1, {"place.households": 28.0}, **judged)


def test_a_comparison_made_again_keeps_the_smallest_difference_stated(tmp_path: Path) -> None:
    asked = small_comparison(smallest={"satisfaction": 0.7})
    write(carry_out(asked, 1, monthly=True, quiet=True), tmp_path)
    found = results_in(tmp_path)
    told = again(Origin.model_validate_json(found.origin.model_dump_json()), quiet=True)
    assert told.study.comparison is not None and found.study.comparison is not None
    pd.testing.assert_frame_equal(told.study.comparison, found.study.comparison)
    assert 0.7 in set(told.study.comparison["smallest"])


def test_a_comparison_made_before_there_were_families_is_judged_again(tmp_path: Path) -> None:
    asked = small_comparison(primary=("satisfaction", "trust_RC"))
    write(carry_out(asked, 1, monthly=True, quiet=True), tmp_path)
    now = results_in(tmp_path).study.comparison
    assert now is not None and set(now.loc[now["family"] == "primary", "outcome"]) == {
        "satisfaction",
        "trust_RC",
    }
    now.drop(columns="family").assign(p_holm=1.0, verdict="").to_parquet(tmp_path / "comparison.parquet")
    again_judged = results_in(tmp_path).study.comparison
    assert again_judged is not None
    pd.testing.assert_frame_equal(again_judged, now)


type Parsed = dict[Path, list[ast.Call | ast.ImportFrom]]


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    """What the modules of experiments and results call and take from others."""
    return {
        file: [
            node
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call | ast.ImportFrom)
        ]
        for package in ("experiments", "results")
        for file in sorted((ROOT / package).rglob("*.py"))
    }


def calls(parsed: Parsed, wanted: Callable[[ast.Call], bool]) -> Iterator[str]:
    """The modules that call what is wanted, by their way within their package."""
    for file, nodes in parsed.items():
        if any(isinstance(node, ast.Call) and wanted(node) for node in nodes):
            yield file.relative_to(ROOT).with_suffix("").as_posix().partition("/")[2]


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def takes_runs(call: ast.Call) -> bool:
    """Whether a table of runs is taken from a store: `store.read(RUNS)` and its like."""
    first = call.args[0] if call.args else None
    return named(call) in ("read", "parts") and getattr(first, "id", "") in ("RUNS", "MONTHLY", "FAILURES")


def test_only_one_module_takes_the_tables_of_a_store_that_is_not_being_written(parsed: Parsed) -> None:
    assert {*calls(parsed, takes_runs)} - WRITERS == {"execution/stored_study"}


def test_only_one_module_opens_the_tables_of_a_comparison(parsed: Parsed) -> None:
    opening = {*calls(parsed, lambda call: named(call) == "read_parquet")}
    others = {one for one in opening if one.rpartition("/")[2] in MEASURED} | OTHER_TABLES
    assert opening - others == {"store/tables"}


def test_only_those_who_make_runs_and_the_one_reader_compare(parsed: Parsed) -> None:
    compares, found = {"compare", "judged", "pair_rows"}, set()
    for file, nodes in parsed.items():
        for node in nodes:
            if not isinstance(node, ast.ImportFrom) or node.module != "experiments.statistics.paired":
                continue
            if compares & {one.name for one in node.names} and "evidence" not in file.relative_to(ROOT).parts:
                found.add(file.stem)
    assert found == MAKE_RUNS | READ_RUNS | COMPARE_FOLDERS
