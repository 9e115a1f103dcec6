"""Calibration: on patterns of role C alone, each in its own folder, with planted truths found again."""

import json
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from experiments.calibration import targets as target_module
from experiments.calibration.calibration import JOURNAL, Calibrated, Journal, calibrated, values_of
from experiments.calibration.calibration_results import calibration_results, read_calibration
from experiments.calibration.diagnostics import widths
from experiments.calibration.request import CalibrationRequest, Sizes, requested
from experiments.calibration.simulator import Evaluator, on_this_machine
from experiments.calibration.targets import FARTHEST, Candidate, Statistics, targets
from experiments.errors import ArgumentError
from experiments.execution.run_all import silently
from experiments.extras import MissingExtra
from experiments.patterns.evaluate import for_calibration
from experiments.store.store import StoreError
from scenarios import read
from scenarios.calibration import suggested
from scenarios.posterior import read_posterior
from tests.experiments.calibration.conftest import SMALL, known, small, target

# What is calibrated on


def test_a_calibration_is_asked_of_patterns_of_role_c_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert vars(target_module)["for_calibration"] is for_calibration
    found = {one.pattern.id for one in targets()}
    directions = {"dense-ties", "dense-ties-unwilling", "dense-ties-willing"}
    assert found == {name for name, one in known().items() if one.role == "C"} - directions
    assert len(found) >= 25
    for name in directions:
        with pytest.raises(ArgumentError, match=f"{name} cannot be calibrated on"):
            targets([name])


@pytest.mark.parametrize("role", ["I", "V"])
def test_a_pattern_of_another_role_is_refused_by_name(role: str) -> None:
    for name in (one.id for one in known().values() if one.role == role):
        with pytest.raises(ArgumentError, match=f"{name} is no pattern of role C"):
            targets([name])


def test_a_range_is_read_as_a_95_per_cent_interval_around_the_number_aimed_at() -> None:
    disturbed, hotline = (targets([name])[0] for name in ("disturbed", "hotline-level"))
    assert (disturbed.centre, hotline.centre) == (0.559, 9.0)
    assert disturbed.spread == pytest.approx(0.125 / 1.96)
    assert disturbed.discrepancy == disturbed.pattern.discrepancy == 0.06


def test_within_its_range_no_number_is_better_than_another() -> None:
    one = target("disturbed", 0.45, 0.70)
    assert one.overshoot(0.45) == one.overshoot(0.575) == one.overshoot(0.70) == 0
    assert one.overshoot(0.70 + 0.125) == pytest.approx(1) == one.overshoot(0.45 - 0.125)
    assert one.overshoot(math.nan) == one.overshoot(1e9) == FARTHEST


def test_the_parameters_that_are_fitted_are_no_instruments_and_no_case_sets_them() -> None:
    instruments = {one.id for one in read.sections().values() if one.instrument}
    given = {key for name in read.cases() for key in read.case(name).parameters}
    given |= {key for name in read.governance_models() for one in read.governance(name).instruments
              for key in (f"{one.kind}.{setting}" for setting in one.settings)}  # fmt: skip
    assert 6 <= len(suggested()) <= 12
    for key in suggested():
        assert key.partition(".")[0] not in instruments and key not in given
    assert requested(SMALL).keys == tuple(suggested())


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"keys": ["fee.qualty"]}, "no parameter fee.qualty in the ledger. Did you mean fee.quality?"),
        ({"keys": ["fee.quality_centre"]}, "fee.quality_centre has no range in the ledger"),
        ({"keys": ["fee.ratio"]}, "fee.ratio is set by .*honghu"),
        ({"ids": ["disturbd"]}, "disturbd is no pattern of role C.*Did you mean disturbed?"),
        ({"cases": ["anzhi"]}, "No pattern of role C is about anzhi alone. There are some about: honghu"),
    ],
)
def test_a_slip_in_the_request_is_one_message(words: dict[str, Sequence[str]], problem: str) -> None:
    with pytest.raises(ArgumentError, match=problem):
        requested(SMALL, words.get("keys", ()), words.get("ids", ()), words.get("cases", ()))


OURS = """extends: old-small
parameters:
  place.households: 60
  issues.rate: {value: 40, range: [30, 80], grade: survey, source: "our log of 2024, n = 120"}
"""
SEEN = """told: {form: level, case: ours.yaml, governance: baseline, outcome: collected, months: 4, role: C,
  target: 1, tolerance: 0.5}
spread: {form: level, case: ours.yaml, governance: baseline, outcome: raised, months: 4, target: 1,
  tolerance: 0.5}
"""


def test_a_calibration_for_a_place_is_on_its_own_patterns_with_its_own_priors(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(OURS)
    (tmp_path / "seen.yaml").write_text(SEEN)
    place, file = str(tmp_path / "ours.yaml"), tmp_path / "seen.yaml"
    request = requested(SMALL, place=place, file=file)
    assert [one.pattern.id for one in request.targets] == ["told"]
    assert request.keys[0] == "issues.rate" and "petitions.threshold" in request.keys
    prior = request.priors["issues.rate"]
    assert (prior.default, prior.low, prior.high, prior.prior) == (40, 30, 80, "log-uniform")
    assert values_of({"issues.rate": 1.0}, request.priors) == {"issues.rate": pytest.approx(80)}
    with pytest.raises(ArgumentError, match=r"place.households is set by"):
        requested(SMALL, ["place.households"], place=place, file=file)
    with pytest.raises(ArgumentError, match="either --case or --cases"):
        requested(SMALL, cases=["minzhu"], place=place, file=file)


def test_nothing_is_tried_twice_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    class Counting:
        evaluated = 0

        def evaluate(
            self, candidates: Sequence[Candidate], hopeless: Callable[[Statistics], bool]
        ) -> list[Statistics]:
            self.evaluated += len(candidates)
            return [{"a": one["nuisance.threshold"] * 2} for one in candidates]

    counting = Counting()

    def journal() -> Journal:
        return Journal(tmp_path / JOURNAL, counting)  # type: ignore[arg-type]

    one, two = {"nuisance.threshold": 0.25}, {"nuisance.threshold": 0.5}
    found = [{"a": values_of(share)["nuisance.threshold"] * 2} for share in (one, two)]
    assert journal().evaluate(0, 0, [one, two], lambda found: False) == found
    (tmp_path / JOURNAL).write_text((tmp_path / JOURNAL).read_text()[:-9])
    assert journal().evaluate(0, 0, [one, two], lambda found: False) == found
    assert counting.evaluated == 3
    journal().evaluate(0, 0, [one, two], lambda found: False)
    assert counting.evaluated == 3


# The whole, on a small scale


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Calibrated, Path]:
    """A small calibration and its folder."""
    folder = tmp_path_factory.mktemp("calibration") / "mine"
    return calibrated(small(), folder, on_this_machine(1), lambda *step: None), folder


@pytest.mark.slow
def test_a_calibration_goes_on_in_its_own_folder_only(done: tuple[Calibrated, Path], tmp_path: Path) -> None:
    here, (fit, folder) = on_this_machine(1), done
    assert len(fit.generations) <= 2 and len(fit.prior) == 8 == len(fit.posterior)
    assert fit.posterior["nuisance.threshold"].between(0.05, 0.3).all()
    steps: list[tuple[int, int]] = []
    again = calibrated(small(), folder, here, lambda *step: steps.append(step))
    assert again.posterior.equals(fit.posterior) and again.replicates == fit.replicates and not steps
    other = CalibrationRequest(SMALL._replace(population=9), ("nuisance.threshold",), small().targets)
    with pytest.raises(StoreError, match="holds another calibration: population differ"):
        calibrated(other, folder, here, lambda *step: None)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.docx").touch()
    with pytest.raises(StoreError, match="holds files that are no calibration"):
        calibrated(small(), tmp_path / "theirs", here, lambda *step: None)


def test_without_pyabc_there_is_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyabc", None)
    with pytest.raises(MissingExtra, match=r"pyABC .*\(calibrate\): make extras"):
        calibrated(small(), tmp_path / "new", on_this_machine(1), lambda *step: None)
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_finished_calibration_can_be_read_again_and_studies_draw_from_it(
    done: tuple[Calibrated, Path], tmp_path: Path
) -> None:
    fit, _folder = done
    found = calibration_results(fit, 0, on_this_machine(1), silently, small().command(0))
    (tmp_path / "tables").mkdir()
    found.write(tmp_path / "tables")
    again = read_calibration(tmp_path / "tables")
    assert again.posterior.equals(found.posterior) and again.manifest == json.loads(
        json.dumps(found.manifest)
    )
    posterior = read_posterior(str(tmp_path / "tables/posterior.csv"))
    assert posterior.keys == ("nuisance.threshold",) and len(posterior.draws) == len(fit.posterior)
    assert posterior.weights == pytest.approx(fit.posterior["weight"].tolist())


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_a_planted_value_is_found_again(tmp_path: Path) -> None:
    truth = 0.22
    evaluator = Evaluator(targets(["disturbed"]), {"disturbed": 6}, on_this_machine(1))
    number = evaluator.evaluate([{"nuisance.threshold": truth}])[0]["disturbed"]
    sizes = Sizes(population=24, generations=4, replicates=3)
    request = CalibrationRequest(
        sizes, ("nuisance.threshold",), (target("disturbed", number - 0.03, number + 0.03),)
    )
    fit = calibrated(request, tmp_path / "planted", on_this_machine(1), lambda *step: None)
    found = widths(fit.generations[-1], fit.posterior, request.priors).iloc[0]
    assert fit.generations[-1].threshold == 0
    assert found["low"] < truth < found["high"] and found["width"] < 0.4
