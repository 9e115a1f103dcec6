"""The project's calibration as a part of the evidence: what studies draw from, and where it stops."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.evidence import __main__ as parts
from experiments.evidence import project_calibration as part
from experiments.evidence.parts import shipped_parts
from experiments.evidence.project_calibration import (
    CalibrationSizes,
    counting,
    smaller,
    unseen,
    write_posterior,
)
from experiments.store.kept_tables import TimeOver
from scenarios.posterior import read_posterior

DRAWS = pd.DataFrame(
    {
        "issues.rate": [30.0, 40.0, 50.0],
        "issues.rate@street": [35.0, 45.0, 55.0],
        "nuisance.threshold": [0.1, 0.2, 0.15],
        "weight": [0.25, 0.0, 0.75],
    }
)
PARAMETERS = pd.DataFrame(
    {
        "parameter": ["issues.rate", "issues.rate@street", "nuisance.threshold"],
        "medoid": [50.0, 55.0, 0.15],
        "held": [False, True, True],
    }
)


class Unnamed:
    """A request that no code of the model belongs to."""

    def identity(self) -> dict[str, object]:
        return {}


def test_studies_draw_shifts_of_types_too_and_defaults_are_what_was_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, "POSTERIORS", tmp_path)
    monkeypatch.setattr(part, "request_of", lambda sizes: Unnamed())
    write_posterior(DRAWS, PARAMETERS, CalibrationSizes())
    found = read_posterior(str(tmp_path / "patterns.csv"))
    assert found.keys == ("issues.rate", "issues.rate@street", "nuisance.threshold")
    assert found.weights == (0.25, 0.75) and found.draws[1]["issues.rate"] == 50.0
    told = json.loads((tmp_path / "patterns.json").read_text())
    assert told["medoid"] == {"issues.rate": 50.0}


def test_it_stops_between_steps_when_its_time_is_over_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[Sequence[Any]]()

    def over(*given: Any) -> None:
        asked.append(given)
        raise TimeOver("wave 2")

    monkeypatch.setattr(shipped_parts, "calibration", over)
    words = ["calibration", "--points", "20", "--hours", "0.5", "--jobs", "1", "--out", str(tmp_path)]
    with pytest.raises(SystemExit, match="calibration: the time is over before wave 2"):
        parts.main(words)
    _say, jobs, sizes, folder, hours = asked[0]
    assert (jobs, sizes, folder, hours) == (1, smaller(20), part.PLACE, 0.5)
    assert not list(tmp_path.iterdir())


def test_patterns_that_hold_anyhow_do_not_count(tmp_path: Path) -> None:
    assert counting(tmp_path) == {}
    (tmp_path / "validation-list.csv").write_text("id,counts\nby-making,False\ntold,True\n")
    assert counting(tmp_path) == {"by-making": False, "told": True}
    patterns = unseen()
    assert {one.role for one in patterns} == {"V"} and len({one.id for one in patterns}) == len(patterns)
