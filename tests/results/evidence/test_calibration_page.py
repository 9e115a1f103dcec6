"""The page on the project's calibration: every bar and every miss first, nothing left out."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.evidence.project_calibration import counting
from experiments.inference.ranks import BINS
from results.evidence.__main__ import PAGES, PICTURES, main
from results.evidence.calibration.calibration_page import TABLES, calibration
from results.evidence.calibration.calibration_tables import NAMES, CalibrationTables, bars
from results.figures.style import styled
from scenarios import language, read
from tests.experiments.calibration.conftest import known
from tests.results.figures.test_study_figures import is_whole

EVIDENCE = Path(__file__).resolve().parents[3] / "docs/evidence"
KEYS = ("issues.rate", "nuisance.threshold", "fee.intercept")
SHIFT = "issues.rate@street"


UNSURE = {"value": 9e9, "low": 8e9, "high": 1e10, "draws": 30, "verdict": "cannot tell", "intact": "met"}
"""A number far beyond every range, of which nobody says so."""


def made(verdicts: tuple[str, ...] = ("met", "not met")) -> dict[str, pd.DataFrame]:
    """Tables of a calibration made up: two targets, three patterns never used."""
    there = known()
    fitted = [name for name, one in there.items() if one.role == "C"][: len(verdicts)]
    unseen = [name for name, one in there.items() if one.role == "V"][:3]
    parameters = [
        {
            **{"parameter": key, "default": 1.0, "medoid": 1.2, "low": 0.5, "median": 1.1, "high": 1.4},
            **{"prior_low": read.ledger()[key].low, "prior_high": read.ledger()[key].high, "apart": 0.1},
            **{f"{one}_low": 0.3 for one in ("first", "second")},
            **{f"{one}_median": 0.4 for one in ("first", "second")},
            **{f"{one}_high": 0.6 for one in ("first", "second")},
            **{"first_contraction": 0.67 - place / 4, "second_contraction": 0.6},
            **{"first_learned": place < 2, "second_learned": place < 2, "held": place == 2},
        }
        for place, key in enumerate(KEYS)
    ]
    parameters.append({**parameters[0], "parameter": SHIFT, "prior_low": np.nan, "prior_high": np.nan})
    counts = {f"bin_{place}": 30 + place % 3 for place in range(BINS)}
    recovered = [
        {"parameter": key, "truths": 24, "covered": 0.9, "low": 0.8, "high": 0.95, "method": method}
        for method in ("first", "second")
        for key in (*KEYS, "all")
    ]
    checks = [
        {
            **{"id": name, "role": role, "source": "S", "tolerance_low": 0.2, "tolerance_high": 0.8},
            **{"strict": False, "value": 0.5, "low": 0.4, "high": 0.6, "draws": 80, "p": 0.43},
            **{"verdict": verdict, "counts": True},
        }
        for name, role, verdict in (
            *((name, "C", verdict) for name, verdict in zip(fitted, verdicts, strict=True)),
            *((name, "V", verdict) for name, verdict in zip(unseen, ("met", "met", "not met"), strict=True)),
        )
    ]
    spread = {
        f"{one}_{end}": at
        for one in ("prior", "posterior")
        for end, at in zip(("low", "median", "high"), (0.1, 0.5, 2.0), strict=True)
    }
    return {
        "numbers": pd.DataFrame(
            {
                "what": [
                    "draws",
                    "effective",
                    *("run", "reweighted", "khat"),
                    "points",
                    "even",
                    "jaccard",
                    "checked",
                    "each",
                    "parameters",
                ],
                "value": [2000, 1800.0, 1000, 312.0, 0.41, 3100, 800, 0.8, 80, 5, 64],
            }
        ),
        "parameters": pd.DataFrame(parameters),
        "targets": pd.DataFrame(
            [
                {"id": name, "tolerance_low": 0.2, "tolerance_high": 0.8, "emulated": 0.94, **spread}
                for name in fitted
            ]
        ),
        "ranks": pd.DataFrame(
            [{"parameter": key, "truths": 310, "p_holm": 0.3, "uniform": True, **counts} for key in KEYS]
        ),
        "recovery": pd.DataFrame(recovered),
        "checks": pd.DataFrame(checks),
        "utilisation": pd.DataFrame({"utilisation": np.linspace(0.6, 0.9, 80)}),
        "broken": pd.DataFrame(
            [
                {"broken": kind, "what": what, "pattern": name, "fails": fails, **UNSURE}
                for kind, what, fails in (("rule", "pays_fee", True), ("parameter", "issues.rate=210", False))
                for name in fitted
            ]
        ),
        "waves": pd.DataFrame(
            {
                "wave": [1, 2, 3],
                "points": [1200, 600, 600],
                "volume": [0.2, 0.01, 3e-5],
                "volume_error": [0.01, 1e-3, 9e-6],
            }
        ),
        "emulators": pd.DataFrame(
            [
                {
                    "wave": 3,
                    "pattern": name,
                    "r2": 0.9,
                    "within": 0.95,
                    "fresh_r2": np.nan,
                    "fresh_within": np.nan,
                }
                for name in fitted
            ]
        ),
    }


def found(tables: dict[str, pd.DataFrame]) -> CalibrationTables:
    return CalibrationTables(*(tables[name] for name in NAMES))


def test_every_miss_stands_on_page_one_with_its_reason_or_without(spoken: str) -> None:
    tables = made()
    said = calibration(*found(tables))
    first = said[: said.index("\n## " + ("学到了什么" if spoken == "zh" else "What was learned"))]
    missed = known()[str(tables["targets"]["id"].iloc[1])]
    reason = (
        getattr(missed.why, spoken)
        if missed.why
        else ("原因尚不清楚" if spoken == "zh" else "no reason is known")
    )
    assert getattr(missed.text, spoken).rstrip("。.") in first and reason in first
    assert ("1 of 2" if spoken == "en" else "2 个中的 1 个") in first
    assert said.count("calibration-") - said.count("calibration-parameters.csv") == 4
    for row in tables["checks"].itertuples():
        assert getattr(known()[str(row.id)].text, spoken).rstrip("。.") in said
    assert ("beyond its range, but not surely" if spoken == "en" else "超出范围，但不能肯定") in said
    assert "3.0e-05" in said and ("街" in said if spoken == "zh" else "at compounds of type" in said)


def test_the_patterns_that_count_are_those_of_the_list() -> None:
    checks = pd.read_csv(EVIDENCE / "calibration-checks.csv", encoding="utf-8-sig").set_index("id")["counts"]
    listed = {name: counts for name, counts in counting(EVIDENCE).items() if name in checks}
    assert listed and checks[list(listed)].to_dict() == listed


def test_a_bar_that_is_not_reached_is_told_as_such(spoken: str) -> None:
    usual = [bar.reached for bar in bars(found(made(("met", "met"))))]
    assert [place for place, reached in enumerate(usual) if not reached] == [1, 9], (
        "role V and what was broken"
    )
    given = made(("met", "met"))
    given["checks"].loc[given["checks"]["verdict"] == "not met", "counts"] = False
    assert next(bar.found for bar in bars(found(given)) if "100" in bar.found), "what does not count"
    worse = made(("met", "met"))
    worse["numbers"].loc[worse["numbers"]["what"] == "effective", "value"] = 120.0
    worse["ranks"].loc[0, ["p_holm", "uniform"]] = [0.001, False]
    worse["utilisation"] += 0.4
    worse["recovery"]["covered"] = 0.6
    worse["checks"].loc[worse["checks"]["role"] == "V", "verdict"] = "met"
    worse["broken"]["fails"] = True
    reached = [bar.reached for bar in bars(found(worse))]
    assert [place for place, one in enumerate(reached) if not one] == [2, 4, 5, 6, 8]


@pytest.mark.slow
def test_the_page_and_its_pictures_are_made_from_the_tables_in_both_languages(tmp_path: Path) -> None:
    for name, table in made().items():
        table.to_csv(tmp_path / f"calibration-{name}.csv", index=False, encoding="utf-8-sig")
    main(["--folder", str(tmp_path)])
    said = (tmp_path / "calibration.md").read_text(encoding="utf-8")
    assert said.index("# 校准") < said.index("# Calibration")
    for part in ("learned", "targets", "waves", "ranks"):
        assert all((tmp_path / f"calibration-{part}-{one}.png").exists() for one in language.LANGUAGES)
    assert "calibration.md" in json.loads((tmp_path / "code.json").read_text())
    assert PAGES["calibration"][1] == TABLES


def test_no_text_is_cut_in_pictures_of_a_calibration(spoken: str) -> None:
    drawn = {name: draw for name, (draw, tables) in PICTURES.items() if tables == TABLES}
    assert len(drawn) == 4
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        for draw in drawn.values():
            assert is_whole(draw(*found(made())))
