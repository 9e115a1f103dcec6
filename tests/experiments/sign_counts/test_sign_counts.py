"""Signs are counted draw by draw, and told only of what they were counted for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.comparison import comparison
from experiments.evidence.code_of_pages import model_code
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.execution.run_all import simulating
from experiments.sign_counts import counted_tables, shipped_signs
from experiments.sign_counts.drawn_signs import UnderDraws, drawn_signs
from experiments.sign_counts.known_signs import known_signs
from experiments.sign_counts.sign_count import COLUMNS, SOURCES, ways
from experiments.statistics.exact_share import exact_share
from experiments.store.manifest import code_hash, manifest
from experiments.store.tables import Study
from scenarios import read
from scenarios.problems import ScenarioError

ROOT = Path(__file__).resolve().parents[3]
PAIR = {"case": "minzhu", "cost": "natural", "a": "one-four-n", "b": "baseline"}


def test_a_draw_below_what_matters_counts_as_neither_and_an_undefined_one_is_none() -> None:
    differences = np.array([0.2, 0.1, 0.09, -0.09, 0.0, -0.3, np.nan])
    assert tuple(map(int, ways(differences, 0.1))) == (6, 2, 1)


def test_the_interval_of_a_share_is_that_of_clopper_and_pearson() -> None:
    assert exact_share(5, 12) == pytest.approx((0.1517, 0.7233), abs=1e-4)
    assert exact_share(0, 12)[0] == 0.0 and exact_share(12, 12)[1] == 1.0


def test_draws_are_paired_whichever_governance_model_comes_first() -> None:
    luck = np.random.default_rng(0).normal(0, 5, 4)
    rows = [
        {"calibration": name, "cost": "equal", "case": "xihu", "point": point, "replicate": 0}
        | {"governance": model, **dict.fromkeys(OUTCOMES, luck[point] + gain)}
        for name in ("default", "posterior")
        for point in range(4)
        for model, gain in (("troika", 3.0 if point else -3.0), ("baseline", 0.0))
    ]
    found = counted_tables.of_draws(pd.DataFrame(rows), "patterns", 36)
    assert set(found["source"]) == {"posterior"} and set(found["a"]) == {"baseline"}
    assert set(zip(found["draws"], found["higher"], found["lower"], strict=True)) == {(4, 3, 1)}


def test_the_shipped_table_is_small_and_made_of_the_committed_evidence() -> None:
    assert shipped_signs.FILE.stat().st_size < 400_000
    table = pd.read_parquet(shipped_signs.FILE)
    assert tuple(table.columns) == COLUMNS and set(table["source"]) == set(SOURCES)
    assert ((table["higher"] + table["lower"]).between(0, table["draws"])).all() and (
        table["a"] < table["b"]
    ).all()
    assert (table["code"].str.len() >= 12).all()
    again = counted_tables.of_structures(
        pd.read_csv(ROOT / "docs/evidence/structures.csv", encoding="utf-8-sig"), 60
    )
    kept = table[table["source"] == "structure"]
    for name in ("draws", "higher", "lower"):
        assert sorted(again[name]) == sorted(kept[name])


def test_structures_of_other_demands_than_the_cases_own_are_told_of() -> None:
    table = pd.read_csv(ROOT / "docs/evidence/structures.csv", encoding="utf-8-sig")
    with pytest.raises(ScenarioError, match=r"structures\.csv holds no case at its own demand"):
        counted_tables.of_structures(table.assign(demand=table["demand"] + 0.5), 60)


def made(months: int, values: dict[str, float] | None = None) -> Study:
    """A comparison that was asked for, with rows nobody looks at."""
    chosen = [read.governance(name) for name in ("one-four-n", "baseline")]
    request = comparison([read.case("minzhu")], chosen, 1, months, values or {})
    rows = pd.DataFrame([PAIR | {"outcome": "conflict_index"}])
    runs = pd.DataFrame([{"case": "minzhu", "governance": one, "seed": 0} for one in request.governance])
    return Study(runs, runs, rows, manifest(request.command, request.runs, request.overrides))


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    """What comes with gongzhi of the row that is asked for, by source."""
    table = pd.read_parquet(shipped_signs.FILE)
    asked = {**PAIR, "a": PAIR["b"], "b": PAIR["a"], "outcome": "conflict_index"}
    return table[(table[list(asked)] == pd.Series(asked)).all(axis=1)].set_index("source")


def test_signs_are_known_of_shipped_scenarios_and_of_no_other_values_or_months(shipped: pd.DataFrame) -> None:
    row, months = PAIR | {"outcome": "conflict_index"}, int(shipped.loc["prior", "months"])
    known = known_signs(made(months)).of(row)
    turned = known_signs(made(months)).of(row | {"a": "baseline", "b": "one-four-n"})
    both = {"posterior", "prior"}
    assert set(known) == both | ({"structure"} if months == 60 else set()) and known["prior"].draws == 30
    assert (turned["prior"].higher, turned["prior"].lower) == (known["prior"].lower, known["prior"].higher)
    assert set(known_signs(made(60)).of(row)) == {"structure"} | (both if months == 60 else set())
    assert not known_signs(made(months, {"fee.quality": 4.0})).counts
    assert not known_signs(made(35)).counts and months in known_signs(made(35)).months


def test_a_comparison_names_its_code_as_shipped_tables_do_where_they_say_something_of_it(
    shipped: pd.DataFrame,
) -> None:
    months = int(shipped.loc["prior", "months"])
    assert known_signs(made(months)).code.split() == [code_hash(), model_code()]
    assert known_signs(made(months, {"fee.quality": 4.0})).code == code_hash()


def test_what_was_found_out_for_a_comparison_goes_before_what_comes_with_gongzhi(
    shipped: pd.DataFrame,
) -> None:
    months = int(shipped.loc["prior", "months"])
    of_own = (*PAIR.values(), "conflict_index", "prior", 9, 4, 5, months, 5, "", "x")
    own = dict(zip(COLUMNS, of_own, strict=True))
    study = replace(made(months), signs=pd.DataFrame([own]))
    found = known_signs(study).of(PAIR | {"outcome": "conflict_index"})
    assert found["prior"].draws == 9 and found["posterior"].draws == 60


@pytest.mark.slow
def test_a_comparison_in_draws_is_paired_and_the_same_again() -> None:
    chosen = [read.governance(name) for name in ("baseline", "council", "baseline")]
    request = comparison([read.case("old-small")], chosen, 2, 2, {"issues.rate": 60.0}, equal_cost=True)
    one, other = (
        drawn_signs(request, UnderDraws(("posterior", "prior"), 3), simulating(1, True)) for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, other)
    assert tuple(one.columns) == COLUMNS and set(one["cost"]) == {"natural", "equal"}
    itself = one[one["a"] == one["b"]]
    assert len(itself) and not itself[["higher", "lower"]].any(axis=None)
    assert set(one["replicates"]) == {2} and set(one["draws"]) <= {1, 2, 3}
