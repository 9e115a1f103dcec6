"""The telling of a calibration: every pattern with its verdict, prior beside posterior, in both languages."""

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.calibration.calibration_results import COLUMNS, CalibrationResults
from results.document.html import write_summary
from results.document.terminal import print_tables
from results.figures.posterior import draw, parameters, patterns
from results.figures.style import styled
from results.findings.calibration import document, objects, reached, rests_on, screening_tables, tables
from results.text.calibration_rows import learned, parameter_rows, pattern_rows
from scenarios import read

KEYS = ("issues.rate", "nuisance.threshold")
RANGES = {"forum-resolution": [0.68, 0.77], "disturbed": [0.45, 0.70]}


def drawn(count: int, seed: int) -> pd.DataFrame:
    """Draws with the numbers they gave: the second half misses the forum's range."""
    luck = np.random.default_rng(seed)
    spans = {key: (read.ledger()[key].low, read.ledger()[key].high) for key in KEYS}
    values = {key: luck.uniform(*span, count) for key, span in spans.items()}
    forum = np.where(np.arange(count) < count // 2, 0.72, 0.85)
    return pd.DataFrame(
        {"weight": 1 / count, **values, "distance": 0.0, "forum-resolution": forum, "disturbed": 0.5}
    )


def row(name: str, role: str, low: float, high: float, found: float, verdict: str) -> dict[str, object]:
    told = {"default": 0.9, "default_low": 0.85, "default_high": 0.95, "default_verdict": "not met"}
    own = {
        "posterior": found,
        "posterior_low": found - 0.05,
        "posterior_high": found + 0.05,
        "posterior_verdict": verdict,
    }
    span = {"tolerance_low": low, "tolerance_high": high, "strict": False}
    return {"id": name, "role": role, "source": "S", **span, **told, **own, "n": 40}


def made(threshold: float = 0.4) -> CalibrationResults:
    """A calibration made up: one pattern met, one not, one that was never used."""
    checks = [
        row("forum-resolution", "C", 0.68, 0.77, 0.80, "not met"),
        row("disturbed", "C", 0.45, 0.70, 0.55, "met"),
        row("joint-meeting-calms", "V", np.nan, 0.5, 0.3, "met"),
    ]
    learned_of = [
        {
            **{"parameter": key, "unit": read.ledger()[key].unit, "grade": "assumption"},
            **{"prior": read.ledger()[key].prior, "default": read.ledger()[key].default},
            **{"prior_low": read.ledger()[key].low, "prior_high": read.ledger()[key].high},
            **{"low": 0.2, "median": 0.25, "high": 0.28, "width": width},
            **{"share_low": 0.3, "share_median": 0.5, "share_high": 0.6},
        }
        for key, width in zip(KEYS, (0.9, 0.33), strict=True)
    ]
    generations = [
        {"generation": 0, "threshold": np.nan, "tried": 20, "accepted": 20, "effective": 20.0},
        {"generation": 1, "threshold": threshold, "tried": 55, "accepted": 20, "effective": 14.0},
    ]
    manifest = {
        "code": "f" * 64,
        **{"made_by": "gongzhi", "command": ["gongzhi", "calibrate"], "population": 20, "check_worlds": 40},
        **{"worlds": {"forum-resolution": 128, "disturbed": 3}, "patterns": RANGES},
    }
    return CalibrationResults(
        posterior=drawn(20, 1),
        prior=drawn(20, 2),
        generations=pd.DataFrame(generations),
        parameters=pd.DataFrame(learned_of),
        together=pd.DataFrame([{"first": KEYS[0], "second": KEYS[1], "correlation": -0.71}]),
        patterns=pd.DataFrame(checks, columns=list(COLUMNS)),
        manifest=manifest,
    )


def test_a_miss_is_told_with_the_pattern_that_is_missed_most(spoken: str) -> None:
    said = reached(made())
    assert "50" in said and ("圆桌会" in said if spoken == "zh" else "round tables" in said)
    assert "disturbed" not in said and "干扰" not in said
    assert reached(made(threshold=0.0)) != said


def test_a_posterior_that_rests_on_few_draws_is_told(spoken: str) -> None:
    few = made()
    many = replace(few, generations=few.generations.assign(effective=40.0))
    assert "14" in rests_on(few) and "--population" in rests_on(few)
    assert "40" in rests_on(many) and "--population" not in rests_on(many)


def test_patterns_that_were_fitted_and_those_never_used_stand_apart(spoken: str) -> None:
    fitted, others = pattern_rows(made(), "C"), pattern_rows(made(), "V")
    to = "至" if spoken == "zh" else "to"
    assert [one[1] for one in fitted] == [f"0.680 {to} 0.770", f"0.450 {to} 0.700"]
    assert [one[1] for one in others] == ["≤ 0.500"]
    met, missed = ("符合", "不符合") if spoken == "zh" else ("met", "not met")
    assert [one[-1] for one in fitted] == [missed, met] and {one[-2] for one in fitted} == {missed}


def test_what_was_learned_most_comes_first(spoken: str) -> None:
    rows = parameter_rows(made())
    assert ["nuisance.threshold" in rows[0][0], "issues.rate" in rows[1][0]] == [True, True]
    assert len({learned(width) for width in (0.2, 0.6, 0.95)}) == 3


def test_the_summary_the_page_and_the_pictures_hold_everything(spoken: str, tmp_path: Path) -> None:
    found = made()
    draw(found, tmp_path / "figures")
    write_summary(document(found, tmp_path), tmp_path)
    said = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert said.count("figures/") == 2 and "−0.710" in said and "gongzhi calibrate" in said
    assert len(list((tmp_path / "figures").iterdir())) == 4
    assert "data:image/svg+xml" in (tmp_path / "summary.html").read_text(encoding="utf-8")


def words(figure: Figure) -> list[str]:
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(match=Text) if isinstance(text, Text)]


def test_pictures_show_prior_posterior_and_fresh_worlds_without_a_missing_glyph(spoken: str) -> None:
    with styled(), warnings.catch_warnings():
        warnings.simplefilter("error")
        learned_of, fared = parameters(made()), patterns(made())
        assert "0.330" in words(learned_of) and "3.30" in words(learned_of)
        assert len(fared.axes[0].get_yticklabels()) == 2
        drawn_at = [np.asarray(line.get_xdata(), dtype=float) for line in fared.axes[0].get_lines()]
    assert max(float(one.max()) for one in drawn_at if len(one)) == 4.0


def test_a_terminal_and_json_tell_the_same(
    spoken: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    print_tables(tables(made()))
    said = capsys.readouterr().out
    assert "forum-resolution" in said and "joint-meeting-calms" in said
    told = json.loads(json.dumps(objects(made()), allow_nan=False))
    assert told["met_all"] is False and [one["id"] for one in told["patterns"]][-1] == "joint-meeting-calms"
    assert told["generations"][0]["threshold"] is None


def test_a_screening_is_shown_by_pattern(spoken: str, capsys: pytest.CaptureFixture[str]) -> None:
    columns = {"parameter": ["issues.rate"], "pattern": ["disturbed"], "low": [0.4], "high": [0.6]}
    print_tables(screening_tables(pd.DataFrame(columns | {"effect": [1.6], "rank": [1]})))
    said = capsys.readouterr().out
    assert "disturbed" in said and "1.60" in said and "issues.rate" in said
