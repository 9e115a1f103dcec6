"""From a finished, sampled study: which parameter would change the choice, by which outcome, who knows."""

from collections.abc import Callable
from math import log
from pathlib import Path

import pytest

from experiments.design.cells import Shard
from experiments.errors import ArgumentError
from experiments.execution.stored_study import finished
from experiments.value_of_information.worth_table import ranked, worth_of_knowing
from results.findings.questionnaire.first_five import choices_in, first_five
from scenarios import language
from scenarios.study import StudyPlan
from tests.experiments.conftest import FakePlacement, FakeWorld

VARIED = "\n  issues.rate: {low: 20, high: 80}\n  triage.staff: {low: 1, high: 2}"


@pytest.fixture
def sampled(
    world: type[FakeWorld],
    planned: Callable[..., StudyPlan],
    carried_out: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Path:
    """The store of a study in which many demands make the one governance model better, and few the other."""
    plain = FakeWorld._row

    def row(self: FakeWorld, placement: FakePlacement) -> dict[str, float]:
        found = plain(self, placement)
        turned = placement.scenario.parameters["issues.rate"] - 55
        found["conflict_index"] = 5 - 0.01 * turned * bool(placement.scenario.instruments)
        return found

    monkeypatch.setattr(FakeWorld, "_row", row)
    carried_out(
        planned(
            governance="[baseline, one-four-n]",
            parameters=VARIED,
            sampling="{design: lhs, points: 48}",
            replicates="1",
            primary="[conflict_index, resolution_ratio]",
        )
    )
    return tmp_path / "store"


def test_the_parameter_that_turns_the_choice_is_found_with_its_worth_and_who_knows_it(sampled: Path) -> None:
    study = finished(sampled)
    found = worth_of_knowing(study)
    best = {one.about: one.best for one in found}
    assert set(best) == {"resolution_ratio", "conflict_index"} and best["conflict_index"] == "baseline"
    asked = ranked(found)
    assert list(asked["parameter"]) == ["issues.rate"]
    (rate,) = asked.to_dict("records")
    assert (rate["about"], rate["known_by"], bool(rate["shown"])) == ("conflict_index", "committee", True)
    exact = 0.01 * (25 - 55 * log(80 / 55)) / log(80 / 20)  # of a rate that is log-uniform, as in the ledger
    assert abs(rate["value"] - exact) < 1.96 * rate["error"] and rate["variance"] > 0.95
    (weighed,) = worth_of_knowing(study, weighed={"conflict_index": 1, "resolution_ratio": 0.001})
    assert weighed.unit == "" and weighed.parameters["parameter"][0] == "issues.rate"
    with language.spoken("en"):
        piece = str("".join(map(str, first_five(choices_in(sampled)))))
    assert "rate of demands" in piece and "±" in piece and "conditional on the model" in piece
    with pytest.raises(ArgumentError, match="minzhu"):
        worth_of_knowing(study, case="minzhu")


def test_a_study_of_which_runs_are_still_to_be_made_tells_nothing_yet(
    world: type[FakeWorld],
    planned: Callable[..., StudyPlan],
    carried_out: Callable[..., object],
    tmp_path: Path,
) -> None:
    plan = planned(parameters=VARIED, sampling="{design: lhs, points: 96}", replicates="1")
    carried_out(plan, shard=Shard(1, 2))
    with language.spoken("en"), pytest.raises(ArgumentError, match="is not finished"):
        worth_of_knowing(finished(tmp_path / "store"))


def test_too_few_points_tell_nothing(
    world: type[FakeWorld],
    planned: Callable[..., StudyPlan],
    carried_out: Callable[..., object],
    tmp_path: Path,
) -> None:
    carried_out(planned(parameters=VARIED, sampling="{design: lhs, points: 4}", replicates="1"))
    with pytest.raises(ArgumentError, match="4"):
        worth_of_knowing(finished(tmp_path / "store"))
