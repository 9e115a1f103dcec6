"""The record of a month: every call of a rule told apart."""

from collections.abc import Callable

from experiments.recording.recorder import Recorder
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

VALUES = {"place.households": 60.0, "issues.rate": 210.0, "issues.noise": 0.1, "petitions.threshold": 0.05}


def test_no_question_of_a_month_is_taken_for_another(scene: Scene) -> None:
    world = Neighbourhood([Placement(scene("minzhu", "one-four-n", VALUES, months=6, burn_in=1), 5)])
    recorder = Recorder(world)
    for table in world.tables():
        table.witness = recorder
    repeated = set()
    for _month in range(7):
        world.step()
        questions = [
            (one.rule, int(row), int(item))
            for one in recorder.turn_page().calls
            for row, item in zip(one.rows, one.item, strict=True)
        ]
        assert len(questions) == len(set(questions))
        repeated |= {rule for rule, _row, item in questions if item == 1}
    assert {"household.joins_petition", "party_committee.coordinates"} <= repeated
