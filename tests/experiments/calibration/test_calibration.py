"""Calibration: on patterns of role C alone, each in its own folder, with planted truths found again."""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import calibration
from experiments.calibration import targets as target_module
from experiments.calibration.calibration import Calibrated, calibrated, values_of
from experiments.calibration.diagnostics import together, widths
from experiments.calibration.effort import effort
from experiments.calibration.generation import Generation
from experiments.calibration.notebook import FILE, Notebook
from experiments.calibration.reader import Reader
from experiments.calibration.reading_lanes import on_a_cluster, on_this_machine
from experiments.calibration.request import Request, Sizes, requested
from experiments.calibration.results import finished, read_finished
from experiments.calibration.screening import screened
from experiments.calibration.simulator import Bench
from experiments.calibration.targets import FARTHEST, Candidate, Found, Target, places, targets
from experiments.design.sampling import MissingExtra
from experiments.errors import ArgumentError
from experiments.execution.executors import Batch
from experiments.execution.simulate import RunError
from experiments.execution.task import Trial
from experiments.patterns.evaluate import for_calibration, patterns
from experiments.patterns.measurements import silently
from experiments.store.store import StoreError
from scenarios import read
from scenarios.calibration import suggested
from scenarios.posterior import read_posterior
from tests.experiments.execution.test_dask_cluster import Running, cluster  # noqa: F401

SMALL = Sizes(population=8, generations=2, replicates=2)


known = cache(patterns)


def target(name: str, low: float, high: float) -> Target:
    """A range for the number of one of the project's patterns."""
    return Target(known()[name], low, high)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all patterns takes a while; once will do."""
    role_c = {name: one for name, one in known().items() if one.role == "C"}
    monkeypatch.setattr("experiments.calibration.targets.for_calibration", lambda: role_c)


# What is calibrated on


def test_a_calibration_is_asked_of_patterns_of_role_c_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert vars(target_module)["for_calibration"] is for_calibration
    found = {one.pattern.id for one in targets()}
    assert found == {name for name, one in known().items() if one.role == "C"}
    assert found == {"forum-resolution", "solved-a-session", "fee-mean", "large-petitions", "disturbed"}


@pytest.mark.parametrize("role", ["I", "V"])
def test_a_pattern_of_another_role_is_refused_by_name(role: str) -> None:
    for name in (one.id for one in known().values() if one.role == role):
        with pytest.raises(ArgumentError, match=f"{name} is no pattern of role C"):
            targets([name])


def test_a_candidate_is_simulated_where_patterns_of_role_c_are_read_and_nowhere_else() -> None:
    asked: list[Reader] = []

    def opening(reader: Reader) -> "Canned":
        asked.append(reader)
        return Canned(lambda key: 0.0)

    Bench(targets(), {one.pattern.id: 1 for one in targets()}, opening)
    read_there = {(side.case, side.governance, side.outcome) for sides in asked[0].asked for side in sides}
    assert read_there == {
        (side.case, side.governance, side.outcome) for one in targets() for side in one.pattern.all_sides()
    }


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
        ({"keys": ["fee.ratio"]}, "fee.ratio is set by honghu"),
        ({"ids": ["disturbd"]}, "disturbd is no pattern of role C.*Did you mean disturbed?"),
        ({"cases": ["anzhi"]}, "No pattern of role C is about anzhi alone. There are some about: honghu"),
    ],
)
def test_a_slip_in_the_request_is_one_message(words: dict[str, Sequence[str]], problem: str) -> None:
    with pytest.raises(ArgumentError, match=problem):
        requested(SMALL, **words)


# Candidates on the bench


class Canned:
    """Lanes that answer at once: what is asked of a side comes from the task's key alone."""

    count = 1
    stamp: str | None = None

    def __init__(self, answer: Callable[[str], float]) -> None:
        self.answer, self.tasks = answer, list[str]()

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        for batch in batches:
            self.tasks += [task.key for task in batch]
            rows = [(task.key, 0, self.answer(task.key), 1.0) for task in batch]
            yield Trial(pd.DataFrame(rows, columns=["key", "what", "part", "whole"]), pd.DataFrame())

    def close(self) -> None:
        pass


def test_a_candidate_without_hope_is_not_tried_at_the_places_that_cost_more() -> None:
    lanes = Canned(lambda key: float(key.split("/")[1]))
    two = [target("large-petitions", 0.0, 0.5), target("disturbed", 0.0, 0.5)]
    bench = Bench(two, {"large-petitions": 2, "disturbed": 3}, lambda reader: lanes)
    found = bench.tried([{}, {"nuisance.threshold": 0.2}], lambda one: one.get("disturbed", 0.0) > 0.5)
    assert found == [{"disturbed": 0.0, "large-petitions": 0.0}, {"disturbed": 1.0}]
    assert lanes.tasks == ["0/0/0", "0/0/1", "0/0/2", "0/1/0", "0/1/1", "0/1/2", "1/0/0", "1/0/1"]


def test_values_that_do_not_go_together_give_no_number() -> None:
    impossible = {"issues.dyad_share": 0.7, "issues.stairwell_share": 0.5}
    lanes = Canned(lambda key: 0.5)
    bench = Bench([target("disturbed", 0.0, 1.0)], {"disturbed": 2}, lambda reader: lanes)
    assert math.isnan(bench.tried([impossible])[0]["disturbed"]) and not lanes.tasks


def test_a_run_that_raises_takes_no_other_with_it_and_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    from model.neighbourhood import Neighbourhood

    whole, runs = Neighbourhood.run, []

    def failing(world: Neighbourhood) -> Neighbourhood:
        runs.append(world)
        if len(runs) in (1, 2):
            raise ZeroDivisionError("no shop")
        return whole(world)

    monkeypatch.setattr(Neighbourhood, "run", failing)
    bench = Bench(small().targets, {"disturbed": 3}, on_this_machine(1))
    assert 0 < bench.tried([{}])[0]["disturbed"] < 1
    assert len(runs) == 4 and bench.failed == ["ZeroDivisionError: no shop"]
    runs.clear()
    with pytest.raises(RunError, match="no shop"):
        effort(small().targets, 1, on_this_machine(1))


def test_a_noisy_pattern_is_given_more_worlds_than_a_steady_one() -> None:
    def answer(key: str) -> float:
        place, _number, world = map(int, key.split("/"))
        return 0.5 + (0.3 if place else 0.001) * (-1) ** world

    two = [target("disturbed", 0.4, 0.6), target("large-petitions", 0.4, 0.6)]
    found = effort(two, 500, lambda reader: Canned(answer))
    assert found["disturbed"] == 3 and 50 < found["large-petitions"] < 200
    assert effort(two, 20, lambda reader: Canned(answer))["large-petitions"] == 20


def test_nothing_is_tried_twice_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    class Counting:
        tried_so_far = 0

        def tried(self, candidates: Sequence[Candidate], hopeless: Callable[[Found], bool]) -> list[Found]:
            self.tried_so_far += len(candidates)
            return [{"a": one["x"] * 2} for one in candidates]

    bench = Counting()
    book = Notebook(tmp_path, bench, lambda shares: dict(shares))  # type: ignore[arg-type]
    one, two = {"x": 0.25}, {"x": 0.5}
    assert book.tried(0, 0, [one, two], lambda found: False) == [{"a": 0.5}, {"a": 1.0}]
    (tmp_path / FILE).write_text((tmp_path / FILE).read_text()[:-9])
    again = Notebook(tmp_path, bench, lambda shares: dict(shares))  # type: ignore[arg-type]
    assert again.tried(0, 0, [one, two], lambda found: False) == [{"a": 0.5}, {"a": 1.0}]
    assert bench.tried_so_far == 3
    third = Notebook(tmp_path, bench, lambda shares: dict(shares))  # type: ignore[arg-type]
    third.tried(0, 0, [one, two], lambda found: False)
    assert bench.tried_so_far == 3


# What was learned


def made_up(shares: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]) -> Generation:
    rows = pd.DataFrame(shares)
    return Generation(1, 0.0, 100, rows.assign(weight=1 / len(rows), distance=0.0))


def test_a_width_of_one_says_that_nothing_was_learned() -> None:
    even = np.linspace(0, 1, 201)
    last = made_up({"issues.rate": even, "fee.quality": 0.4 + 0.2 * even})
    values = calibration.in_values(last.rows, ("issues.rate", "fee.quality"))
    found = widths(last, values, ["issues.rate", "fee.quality"]).set_index("parameter")
    assert found["width"].tolist() == pytest.approx([1.0, 0.2], abs=0.01)
    assert found.loc["issues.rate", "median"] == pytest.approx(math.sqrt(3.3 * 210), rel=0.02)
    assert found.loc["fee.quality", "low"] == pytest.approx(2 + 5 * 0.41, abs=0.02)


def test_parameters_that_make_good_for_each_other_are_told() -> None:
    luck = np.random.default_rng(1)
    one, other = luck.random(200), luck.random(200)
    last = made_up({"a": one, "b": 1 - one, "c": other})
    found = together(last, ["a", "b", "c"])
    assert found[["first", "second"]].to_numpy().tolist() == [["a", "b"]]
    assert found["correlation"].tolist() == pytest.approx([-1.0])


# The whole, on a small scale


def small() -> Request:
    """A request about the nuisance of shops, which is quick."""
    short = target("disturbed", 0.45, 0.70).pattern.model_copy(update={"months": 4})
    return Request(SMALL, ("nuisance.threshold",), (Target(short, 0.45, 0.70),))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Calibrated, Path]:
    """A small calibration and its folder."""
    folder = tmp_path_factory.mktemp("calibration") / "mine"
    return calibrated(small(), folder, on_this_machine(1), lambda *step: None), folder


def test_a_calibration_goes_on_in_its_own_folder_only(done: tuple[Calibrated, Path], tmp_path: Path) -> None:
    here, (fit, folder) = on_this_machine(1), done
    assert len(fit.generations) <= 2 and len(fit.prior) == 8 == len(fit.posterior)
    assert fit.posterior["nuisance.threshold"].between(0.05, 0.3).all()
    told: list[tuple[int, int]] = []
    again = calibrated(small(), folder, here, lambda *step: told.append(step))
    assert again.posterior.equals(fit.posterior) and again.worlds == fit.worlds and not told
    other = Request(SMALL._replace(population=9), ("nuisance.threshold",), small().targets)
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


def test_a_finished_calibration_can_be_read_again_and_studies_draw_from_it(
    done: tuple[Calibrated, Path], tmp_path: Path
) -> None:
    fit, _folder = done
    found = finished(fit, 0, on_this_machine(1), silently, small().command(0))
    (tmp_path / "told").mkdir()
    found.write(tmp_path / "told")
    again = read_finished(tmp_path / "told")
    assert again.posterior.equals(found.posterior) and again.manifest == json.loads(
        json.dumps(found.manifest)
    )
    posterior = read_posterior(str(tmp_path / "told/posterior.csv"))
    assert posterior.keys == ("nuisance.threshold",) and len(posterior.draws) == len(fit.posterior)
    assert posterior.weights == pytest.approx(fit.posterior["weight"].tolist())


def test_a_screening_ranks_what_moves_a_pattern() -> None:
    asked = small()
    found = screened(asked, ["fee.quality", "nuisance.threshold"], on_this_machine(1))
    assert found["parameter"].tolist() == ["nuisance.threshold", "fee.quality"]
    assert found["effect"].iloc[0] > 1 > found["effect"].iloc[1] and found["rank"].tolist() == [1, 2]


@pytest.mark.slow
def test_a_planted_value_is_found_again(tmp_path: Path) -> None:
    truth = 0.22
    bench = Bench(targets(["disturbed"]), {"disturbed": 6}, on_this_machine(1))
    number = bench.tried([{"nuisance.threshold": truth}])[0]["disturbed"]
    sizes = Sizes(population=24, generations=4, replicates=3)
    asked = Request(sizes, ("nuisance.threshold",), (target("disturbed", number - 0.03, number + 0.03),))
    fit = calibrated(asked, tmp_path / "planted", on_this_machine(1), lambda *step: None)
    found = widths(fit.generations[-1], fit.posterior, asked.keys).iloc[0]
    assert fit.generations[-1].threshold == 0
    assert found["low"] < truth < found["high"] and found["width"] < 0.4


@pytest.mark.slow
def test_the_numbers_are_the_same_on_two_processes_and_on_a_cluster(cluster: Running) -> None:  # noqa: F811
    wanted = targets(["disturbed"])
    candidates: list[Candidate] = [{"nuisance.threshold": value} for value in (0.1, 0.2, 0.25)]
    found = []
    for opening in (on_this_machine(1), on_this_machine(2), on_a_cluster(cluster.address)):
        bench = Bench(wanted, {"disturbed": 3}, opening)
        found.append(bench.tried(candidates))
        bench.close()
    assert found[0] == found[1] == found[2] and len({one["disturbed"] for one in found[0]}) == 3


def test_every_place_of_a_pattern_is_read_once() -> None:
    found = places([one.pattern for one in targets()])
    assert len(found) == 4 and sum(map(len, found.values())) == 5
    assert values_of({"issues.rate": 0.5}) == {"issues.rate": pytest.approx(math.sqrt(3.3 * 210))}
