"""The steps of an inference on a small pattern: kept, gone on with, put to the test."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.calibration.calibration import values_of
from experiments.calibration.simulator import on_this_machine
from experiments.calibration.targets import Candidate, Target
from experiments.history_matching.points import Points
from experiments.inference.broken_rules import RULES, broken_parameters, doubtful, with_value
from experiments.inference.inference import Inference
from experiments.inference.posterior_tests import InferenceSizes
from experiments.inference.predictive_checks import predictive_p
from experiments.patterns.evaluate import patterns
from experiments.patterns.measurements import FloatArray
from experiments.store.kept_tables import KeptTables, TimeOver
from experiments.store.store import StoreError
from scenarios import read
from scenarios.entries import Parameter

SIZES = InferenceSizes(200, 100, 40, 300, 100, 3, 60, 3, 2, 2, again=4)


class Toy:
    """Two parameters of the nuisance of shops, and a line in the first of them for the model."""

    keys = ("nuisance.threshold", "nuisance.distance_scale")

    def __init__(self) -> None:
        self.runs = 0

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        short = {"months": 3, "case": "minzhu", "governance": "baseline"}
        collected = patterns()["fee-mean"].model_copy(update={**short, "sides": {}, "form": "level"})
        return (Target(collected.model_copy(update={"outcome": "fee_collection", "target": None}), 0.6, 0.8),)

    @property
    def entries(self) -> Mapping[str, Parameter]:
        return {key: read.ledger()[key] for key in self.keys}

    @property
    def first(self) -> Points:
        return self.points

    @cached_property
    def points(self) -> Points:
        return self._at(np.random.default_rng(0).random((150, 2)))

    def _at(self, shares: FloatArray) -> Points:
        means, _variances = self.predict(shares)
        return Points(shares, means, np.full_like(means, 0.01))

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        means = 0.2 + shares[:, :1]
        return means, np.full_like(means, 1e-4)

    def allowed(self, shares: FloatArray) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        return np.abs(self.predict(shares)[0][:, 0] - 0.7) < 0.4

    def learning_from(self, run: Points) -> "Toy":
        assert len(run) >= SIZES.run
        return self

    @property
    def default(self) -> FloatArray:
        return np.array([0.9, 0.25])

    @property
    def left(self) -> FloatArray:
        more = np.random.default_rng(1).random((500, 2))
        return more[self.allowed(more)]

    def run(self, shares: FloatArray) -> Points:
        self.runs += len(shares)
        return self._at(shares)

    def values(self, shares: FloatArray) -> Candidate:
        return values_of(dict(zip(self.keys, shares.tolist(), strict=True)))


def inference(toy: Toy, folder: Path, hours: float | None = None) -> dict[str, pd.DataFrame]:
    kept = KeptTables(folder, {"seed": 0}, hours)
    unseen = [
        toy.targets[0].pattern.model_copy(update={"id": "unseen", "role": "V", "low": 0.99, "high": None})
    ]
    return Inference(toy, kept, on_this_machine(1), SIZES, unseen, lambda text: None).tables()


@pytest.mark.usefixtures("brief_pasts")
def test_whoever_goes_on_after_a_pause_runs_nothing_twice_and_ends_with_the_same_tables(
    tmp_path: Path,
) -> None:
    toy = Toy()
    with pytest.raises(TimeOver):
        inference(toy, tmp_path / "it", hours=0.0)
    assert toy.runs == 0
    found = inference(toy, tmp_path / "it")
    runs = toy.runs
    assert runs >= SIZES.run
    again = inference(toy, tmp_path / "it")
    assert toy.runs == runs
    for name, table in found.items():
        pd.testing.assert_frame_equal(table, again[name])
    with pytest.raises(StoreError, match="holds another calibration: seed differ"):
        KeptTables(tmp_path / "it", {"seed": 1})
    is_told(found)


def is_told(found: Mapping[str, pd.DataFrame]) -> None:
    """Every table says what it should of a model of which the first parameter alone is learned."""
    parameters = found["parameters"].set_index("parameter")
    assert list(parameters["first_learned"]) == [True, False] == list(parameters["second_learned"])
    entry = read.ledger()[Toy.keys[0]]
    assert parameters.loc[Toy.keys[0], "median"] == pytest.approx((entry.low + entry.high) / 2, rel=0.05)
    held = read.ledger()[Toy.keys[1]]
    assert list(parameters["held"]) == [False, True]
    assert parameters.loc[Toy.keys[1], "medoid"] == pytest.approx(held.low + 0.25 * (held.high - held.low))
    assert parameters.loc[Toy.keys[0], "medoid"] == pytest.approx(
        parameters.loc[Toy.keys[0], "median"], rel=0.1
    )
    numbers = found["numbers"].set_index("what")["value"]
    assert numbers["effective"] > 90 and numbers["khat"] < 0.7 and numbers["jaccard"] == 1.0
    assert found["draws"]["weight"].sum() == pytest.approx(1.0)
    target = found["targets"].iloc[0]
    assert (
        target["prior_low"] < target["posterior_low"] < 0.7 < target["posterior_high"] < target["prior_high"]
    )
    assert set(found["recovery"]["method"]) == {"first", "second"}
    assert list(found["checks"]["role"]) == ["C", "V"]
    assert found["checks"]["p"].between(0, 1).all()
    assert len(found["utilisation"]) == SIZES.checked
    broken = found["broken"]
    assert set(broken[broken["broken"] == "rule"]["what"]) == set(RULES)
    assert (broken["broken"] == "parameter").sum() == 2
    fails = broken.set_index("what")["fails"]
    assert fails["pays_fee"] and not fails["joins_petition"]


def test_a_parameter_is_broken_at_the_end_that_lies_farther_and_at_every_type() -> None:
    table = pd.DataFrame(
        {
            "parameter": ["a.one", "a.two", "a.one@street", "a.three", "a.four"],
            "first_contraction": [0.9, 0.1, 0.99, 0.5, 0.4],
            "first_median": [0.8, 0.5, 0.5, 0.2, 0.6],
            "prior_low": 1.0,
            "prior_high": 9.0,
        }
    )
    assert broken_parameters(table) == {"a.one": 1.0, "a.three": 9.0, "a.four": 1.0}
    assert with_value([{"a.one": 5.0, "a.one@street": 6.0, "a.two": 3.0}], "a.one", 1.0) == [
        {"a.one": 1.0, "a.two": 3.0}
    ]


def test_what_lies_beyond_its_range_and_cannot_be_told_is_asked_again_and_nothing_else() -> None:
    known = patterns()["fee-mean"].model_copy(update={"low": 0.7, "high": 0.8})
    asked = [
        known.model_copy(update={"id": one})
        for one in ("inside", "below", "above", "missed", "before", "open")
    ]
    rows = [
        ("inside", 0.75, "cannot tell", "met"),
        ("below", 0.69, "cannot tell", "met"),
        ("above", 0.81, "cannot tell", "cannot tell"),
        ("missed", 0.9, "not met", "met"),
        ("before", 0.9, "cannot tell", "not met"),
        ("open", 0.1, "cannot tell", "met"),
    ]
    asked[-1] = asked[-1].model_copy(update={"low": None})
    table = pd.DataFrame(rows, columns=["pattern", "value", "verdict", "intact"])
    assert {one.id for one in doubtful(table, asked)} == {"below", "above"}


def test_a_predictive_p_is_small_where_the_posterior_contradicts_what_is_known() -> None:
    generator, known = np.random.default_rng(0), patterns()["fee-mean"]
    between = known.model_copy(update={"low": 0.6, "high": 0.8, "target": None, "discrepancy": 0.0})
    above = known.model_copy(update={"low": 0.0, "high": None, "target": None, "discrepancy": 0.0})
    near, far = 0.7 + 0.02 * generator.normal(size=(2, 80)) + np.array([[0.0], [0.3]])
    assert predictive_p(between, near, generator) > 0.9 > 0.01 > predictive_p(between, far, generator)
    assert predictive_p(above, near, generator) == 1.0
    assert predictive_p(above, -near, generator) == 0.0
    assert np.isnan(predictive_p(above, np.full(3, np.nan), generator))
