"""Candidates are simulated in the scenarios of patterns of role C and read there, the same wherever."""

import math
from collections.abc import Callable, Iterable, Iterator

import pandas as pd
import pytest

from experiments.calibration.calibration import replicates_needed, values_of
from experiments.calibration.simulator import Evaluator, SideReader, on_a_cluster, on_this_machine
from experiments.calibration.targets import Candidate, sides_by_scenario, targets
from experiments.execution.simulate import Batch, RunError, Trial
from tests.experiments.calibration.conftest import small, target
from tests.experiments.execution.test_dask_cluster import Running, cluster  # noqa: F401


class Canned:
    """An executor that answers at once: what is read of a side comes from the task's key alone."""

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


def test_a_candidate_without_hope_is_not_simulated_in_the_scenarios_that_cost_more() -> None:
    executor = Canned(lambda key: float(key.split("/")[1]))
    two = [target("large-petitions", 0.0, 0.5), target("disturbed", 0.0, 0.5)]
    evaluator = Evaluator(two, {"large-petitions": 2, "disturbed": 3}, lambda reader: executor)
    found = evaluator.evaluate([{}, {"nuisance.threshold": 0.2}], lambda one: one.get("disturbed", 0.0) > 0.5)
    assert found == [{"disturbed": 0.0, "large-petitions": 0.0}, {"disturbed": 1.0}]
    assert executor.tasks == ["0/0/0", "0/0/1", "0/0/2", "0/1/0", "0/1/1", "0/1/2", "1/0/0", "1/0/1"]


def test_values_that_do_not_go_together_give_no_number() -> None:
    impossible = {"issues.dyad_share": 0.7, "issues.stairwell_share": 0.5}
    executor = Canned(lambda key: 0.5)
    evaluator = Evaluator([target("disturbed", 0.0, 1.0)], {"disturbed": 2}, lambda reader: executor)
    assert math.isnan(evaluator.evaluate([impossible])[0]["disturbed"]) and not executor.tasks


def test_a_run_that_raises_takes_no_other_with_it_and_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    from model.neighbourhood import Neighbourhood

    whole, runs = Neighbourhood.run, []

    def failing(world: Neighbourhood) -> Neighbourhood:
        runs.append(world)
        if len(runs) in (1, 2):
            raise ZeroDivisionError("no shop")
        return whole(world)

    monkeypatch.setattr(Neighbourhood, "run", failing)
    evaluator = Evaluator(small().targets, {"disturbed": 3}, on_this_machine(1))
    assert 0 < evaluator.evaluate([{}])[0]["disturbed"] < 1
    assert len(runs) == 4 and evaluator.failed == ["ZeroDivisionError: no shop"]
    runs.clear()
    with pytest.raises(RunError, match="no shop"):
        replicates_needed(small().targets, 1, on_this_machine(1))


def test_a_noisy_pattern_is_given_more_replicates_than_a_steady_one() -> None:
    def answer(key: str) -> float:
        scenario, _number, replicate = map(int, key.split("/"))
        return 0.5 + (0.3 if scenario else 0.001) * (-1) ** replicate

    two = [target("disturbed", 0.4, 0.6), target("large-petitions", 0.4, 0.6)]
    found = replicates_needed(two, 500, lambda reader: Canned(answer))
    assert found["disturbed"] == 3 and 50 < found["large-petitions"] < 200
    assert replicates_needed(two, 20, lambda reader: Canned(answer))["large-petitions"] == 20


def test_a_candidate_is_simulated_where_patterns_of_role_c_are_read_and_nowhere_else() -> None:
    readers: list[SideReader] = []

    def opening(reader: SideReader) -> "Canned":
        readers.append(reader)
        return Canned(lambda key: 0.0)

    Evaluator(targets(), {one.pattern.id: 1 for one in targets()}, opening)
    read_there = {(side.case, side.governance, side.outcome) for sides in readers[0].sides for side in sides}
    assert read_there == {
        (side.case, side.governance, side.outcome) for one in targets() for side in one.pattern.all_sides()
    }


def test_every_scenario_of_a_pattern_is_read_once() -> None:
    found = sides_by_scenario([one.pattern for one in targets()])
    sides = sum(len(one.pattern.all_sides()) for one in targets())
    assert len(found) == 12 and sum(map(len, found.values())) == sides
    assert values_of({"issues.rate": 0.5}) == {"issues.rate": pytest.approx(math.sqrt(3.3 * 210))}


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_the_numbers_are_the_same_on_two_processes_and_on_a_cluster(cluster: Running) -> None:  # noqa: F811
    goal = targets(["disturbed"])
    candidates: list[Candidate] = [{"nuisance.threshold": value} for value in (0.1, 0.2, 0.25)]
    found = []
    for opening in (on_this_machine(1), on_this_machine(2), on_a_cluster(cluster.address)):
        evaluator = Evaluator(goal, {"disturbed": 3}, opening)
        found.append(evaluator.evaluate(candidates))
        evaluator.close()
    assert found[0] == found[1] == found[2] and len({one["disturbed"] for one in found[0]}) == 3
