"""A world that answers at once, for tests that are not about the model."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from experiments.design.cells import Shard
from experiments.execution.executors import Executor, InProcess
from experiments.execution.sweep import Order, carry_out
from experiments.execution.sweep_report import Report
from scenarios import language, read
from scenarios.study import StudyPlan, read_study


class FakePlacement(NamedTuple):
    scenario: read.Scenario
    seed: int
    name: str = ""
    kinds: tuple[object, ...] = ()


PRICE = ("paid_helper_days", "yuan_running")


class FakeWorld:
    """Outcomes drawn from the seed alone, shifted by the governance model: as paired as worlds can be."""

    fails_at: int | None = None
    month = 0

    def __init__(
        self, placements: Sequence[FakePlacement], archive: bool = False, by_group: bool = False
    ) -> None:
        self.placements = placements

    def run(self) -> "FakeWorld":
        if any(placement.seed == self.fails_at for placement in self.placements):
            raise ZeroDivisionError("no household came")
        return self

    def outcomes(self) -> pd.DataFrame:
        return pd.DataFrame([self._row(placement) for placement in self.placements])

    def monthly(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    **{"compound": compound, "month": month, **self._row(placement)},
                    **dict(
                        zip(
                            ("paid_helper_days", "yuan_running"), self._price(placement.scenario), strict=True
                        )
                    ),
                }
                for compound, placement in enumerate(self.placements)
                for month in range(1, placement.scenario.months + 1)
            ]
        )

    def _price(self, scenario: read.Scenario) -> tuple[float, float]:
        """Each instrument costs two staff-days; the convenor saves money, the others cost it."""
        kinds = scenario.instruments
        yuan = sum(-1.0 if kind == "convenor" else 3.0 for kind in kinds)
        given = scenario.parameters
        return 2.0 * len(kinds) + given["equal_cost.staff_days"], 5.0 + yuan + given["equal_cost.yuan"]

    def _row(self, placement: FakePlacement) -> dict[str, float]:
        luck = np.random.default_rng(placement.seed)
        better = len(placement.scenario.instruments) / 10
        entries = read.outcome_entries().values()
        row = {
            entry.id: entry.smallest * 20 * luck.random() + better * entry.smallest * luck.normal(8, 1)
            for entry in entries
        }
        days, yuan = self._price(placement.scenario)
        row["cost_total"] = 30.0 + 0.3 * days + yuan
        row["utilisation"] = 0.75 - 0.1 * better
        row["firm_exit"] = 0.0
        if not placement.scenario.instruments:
            row["fund_balance"] = float("nan")
        return row


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeWorld]]:
    """Put the fake world in the model's place."""
    module = ModuleType("model.neighbourhood")
    module.__dict__.update(Neighbourhood=FakeWorld, Placement=FakePlacement)
    monkeypatch.setitem(sys.modules, "model.neighbourhood", module)
    monkeypatch.setattr(FakeWorld, "fails_at", None)
    yield FakeWorld
    language.use(None)


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def gongzhi(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Answer]]:
    """The command, in this process: `gongzhi("run", "minzhu", "baseline")` gives exit code and what was
    printed.
    """
    from experiments.cli.app import main

    def call(*words: str) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Answer(left.value.code, said.out, said.err)

    yield call
    language.use(None)


@pytest.fixture
def unpainted(undrawn: None) -> None:
    """Pictures are not even composed: what stands on them is looked at beside the figures."""


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., StudyPlan]:
    """Write a small study to a file, with other lines where they are given, and read it."""

    def make(name: str = "small", **lines: str) -> StudyPlan:
        content = {"cases": "[xihu]", "governance": "[baseline, troika]", "months": "2", "burn_in": "1"}
        content |= {"replicates": "3"} if "precision" not in lines else {}
        file = tmp_path / f"{name}.yaml"
        file.write_text("".join(f"{key}: {value}\n" for key, value in (content | lines).items()), "utf-8")
        return read_study(file)

    return make


@pytest.fixture
def batch() -> int:
    """How many households live at once: those of a few runs."""
    return 600


@pytest.fixture
def carried_out(tmp_path: Path, batch: int) -> Callable[..., Report]:
    """Carry out a study in this process, in batches of a few runs."""

    def make(
        plan: StudyPlan,
        folder: str = "store",
        *,
        shard: tuple[int, int] = (1, 1),
        households: int = batch,
        executor: Executor | None = None,
    ) -> Report:
        order = Order(Shard(*shard), households)
        return carry_out(plan, tmp_path / folder, lambda work: executor or InProcess(), order)

    return make
