"""A finished study made up for the figures and the summary."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.statistics.paired import compare
from experiments.store.tables import Study
from scenarios import language, read

MONTHS = 24
OBSERVATIONS = (
    "conflict_index",
    "participation",
    "trust_committee",
    "fee_collection",
    "demanded",
    "capacity",
)


def _runs(cases: list[str], governance: list[str], replicates: int) -> pd.DataFrame:
    rows = []
    for case in cases:
        for place, model in enumerate(governance):
            for replicate in range(replicates):
                luck = np.random.default_rng(replicate)
                row: dict[str, object] = {
                    "case": case,
                    "governance": model,
                    "replicate": replicate,
                    "seed": replicate,
                }
                for entry in read.outcome_entries().values():
                    row[entry.id] = entry.smallest * (9 + 3 * luck.random() + place * luck.normal(1, 0.7))
                row["fund_balance"] = float("nan")
                row["trust_nbr"] = 0.6
                rows.append(row)
    return pd.DataFrame(rows)


def _monthly(runs: pd.DataFrame) -> pd.DataFrame:
    luck = np.random.default_rng(3)
    table = runs[["case", "governance", "replicate", "seed"]].merge(
        pd.DataFrame({"month": range(1, MONTHS + 1)}), how="cross"
    )
    return table.assign(**{name: 0.5 + luck.random(len(table)) for name in OBSERVATIONS})


@pytest.fixture(scope="session")
def make_study() -> Callable[..., Study]:
    """A function that makes up a study of these cases and governance models."""

    def make(cases: list[str], governance: list[str], replicates: int = 6) -> Study:
        runs = _runs(cases, list(dict.fromkeys(governance)), replicates)
        compared = compare(runs, governance, read.outcome_entries()) if len(governance) > 1 else None
        manifest = {
            "made_by": "gongzhi",
            "command": ["gongzhi", "compare", *cases, "--governance", ",".join(governance)],
            "cases": cases,
            "governance": list(dict.fromkeys(governance)),
            "months": MONTHS,
            "burn_in": 12,
            "start": 1,
            "scenarios": [],
            "replicates": list(range(replicates)),
            "seeds": list(range(replicates)),
            "code": "made up",
            "parameters_overridden": {"fee.quality": 4.0},
        }
        return Study(runs, _monthly(runs), compared, manifest)

    return make


@pytest.fixture(params=["zh", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Either language, chosen while the test runs."""
    language.use(request.param)
    yield request.param
    language.use(None)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder for figures."""
    return tmp_path / "figures"
