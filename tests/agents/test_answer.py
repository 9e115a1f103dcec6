"""Every answer of a rule is looked at before it is carried out, whichever way the rule is written."""

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.actor import Actor
from agents.answer import ROUNDING, Unfit, declared, of_cohort
from agents.column import LARGEST, Answer
from agents.elderly import ElderlyResident
from agents.resident import Resident
from agents.rule_error import RuleError
from agents.table import Table, one_by_one
from model.neighbourhood import Neighbourhood, Placement
from scenarios.language import spoken
from scenarios.read import Scenario
from tests.agents.test_rules_both_ways import rules

type Scene = Callable[..., Scenario]
type Rows = Callable[..., Table]

NAN = float("nan")
MISFITS: list[tuple[str, Any, str]] = [
    ("takes_part", None, "answers None .* must answer True or False"),
    ("takes_part", 0.3, r"answers 0\.3 .* must answer True or False"),
    ("takes_part", 1, "answers 1 .* must answer True or False"),
    ("takes_part", "yes", "answers 'yes' .* must answer True or False"),
    ("takes_part", [True], r"answers \[True\] .* must answer True or False"),
    ("takes_part", NAN, "answers nan .* must answer True or False"),
    ("suffers", True, "answers True .* must answer a number from 0 to 1"),
    ("suffers", 1.5, r"answers 1\.5 .* must answer a number from 0 to 1"),
    ("suffers", NAN, "answers nan .* must answer a number from 0 to 1"),
    ("remembers", -1.0, r"answers -1\.0 .* must answer a number, 0 or more"),
    ("remembers", float("inf"), "answers inf .* must answer a number, 0 or more"),
    ("trusts", (7.0, 0.5), r"answers 7\.0 .* must answer 2 answers"),
    ("trusts", 0.5, r"answers 0\.5 .* must answer 2 answers"),
    ("trusts", [0.5, 0.5], r"answers \[0\.5, 0\.5\] .* must answer 2 answers"),
    ("trusts", (0.5, 0.5, 0.5), r"answers \(0\.5, 0\.5, 0\.5\) .* must answer 2 answers"),
    (
        "chooses_channel",
        "hotline",
        r"answers 'hotline' .* one of 0 \(SILENT\), 1 \(INTERNAL\), 2 \(EXTERNAL\)",
    ),
    ("chooses_channel", 3, "answers 3 .* one of"),
    ("chooses_channel", 0.5, r"answers 0\.5 .* one of"),
]
SHOWN = {"takes_part": 2, "suffers": 1, "remembers": 1, "trusts": 1, "chooses_channel": 2}


def lived_in(table: Table) -> Table:
    """The table with agents that can be asked one by one, in month 3 of a world that has nothing else."""
    world: Any = SimpleNamespace(month=3)
    table.make = lambda table, row: table.classes[0].of_row(world, table, row, row + 1)
    return table


def answering(rule: str, answer: Any, each: bool) -> type[Resident]:
    """Elderly residents who answer a rule in one way, whatever they are shown."""

    def one(self: Any, shown: Any) -> Any:
        return answer

    def two(self: Any, shown: Any, draw: Any) -> Any:
        return answer

    method: Any = one if SHOWN[rule] == 1 else two
    return type("Odd", (ElderlyResident,), {rule: one_by_one(method) if each else method})


@pytest.mark.parametrize("each", [False, True], ids=["a cohort", "one by one"])
@pytest.mark.parametrize(
    ("rule", "answer", "said"), MISFITS, ids=[f"{rule} {answer}" for rule, answer, _ in MISFITS]
)
def test_an_answer_that_no_rule_may_give_is_refused(
    rows: Rows, rule: str, answer: Any, said: str, each: bool
) -> None:
    table = lived_in(rows(answering(rule, answer, each), hardship=np.full(3, 0.1)))
    with pytest.raises(RuleError, match=said):
        table.decide(getattr(Resident, rule), *[0.5] * SHOWN[rule])


@pytest.mark.parametrize("each", [False, True], ids=["a cohort", "one by one"])
def test_a_month_before_the_start_is_told_as_such(scene: Scene, each: bool) -> None:
    class TooMuch(ElderlyResident):
        def suffers(self, burden: Any) -> Any:
            return self.hardship + 2.0

    if each:
        TooMuch.suffers = one_by_one(TooMuch.suffers)  # type: ignore[method-assign]
    world = Neighbourhood([Placement(scene(burn_in=3, months=1), 1, kinds=(("elderly", TooMuch),))])
    with pytest.raises(RuleError, match=r", 2 months before the start; it must answer"):
        world.step()


@pytest.mark.parametrize("each", [False, True], ids=["a cohort", "one by one"])
def test_the_message_names_the_rule_its_line_the_door_the_month_and_what_came(
    scene: Scene, each: bool
) -> None:
    class Torn(ElderlyResident):
        def suffers(self, burden: Any) -> Any:
            return self.hardship + 2.0 * (self.age > 75.0)

    if each:
        Torn.suffers = one_by_one(Torn.suffers)  # type: ignore[method-assign]
    given = scene(values={"place.households": 60}, months=2, burn_in=0)
    world = Neighbourhood([Placement(given, 7, kinds=(("elderly", Torn),))])
    h = world.households
    first = np.flatnonzero((h.kind == h.classes.index(Torn)) & (h.age > 75.0))[0]
    with pytest.raises(RuleError) as refused:
        world.step()
    line = Torn.suffers.__code__.co_firstlineno
    said = str(refused.value)
    assert said.startswith(f"Torn.suffers (tests/agents/test_answer.py:{line}) answers 2.")
    assert f"for elderly household {h.door(first)} in month 1; it must answer a number from 0 to 1." in said
    assert "\n" not in said


def test_the_message_is_said_in_chinese(rows: Rows) -> None:
    table = rows(answering("takes_part", None, False), hardship=0.1)
    with (
        spoken("zh"),
        pytest.raises(RuleError, match="对老年住户的回答是 None；应回答 True 或 False。"),
    ):
        table.decide(Resident.takes_part, 0.5, 0.5)


def test_a_column_of_another_length_is_refused(rows: Rows) -> None:
    class Short(ElderlyResident):
        def takes_part(self, meeting: Any, draw: Any) -> Any:
            return (draw < 0.5)[:2]

    with pytest.raises(RuleError, match="answers 2 values for 3 agents for all who were asked"):
        rows(Short, hardship=np.full(3, 0.1)).decide(Resident.takes_part, 0.5, np.full(3, 0.2))


def test_one_answer_may_hold_for_a_whole_cohort(rows: Rows) -> None:
    said = rows(answering("takes_part", True, False), hardship=np.full(3, 0.1)).decide(
        Resident.takes_part, 0.5, 0.5
    )
    assert list(said) == [True, True, True]


def test_a_choice_may_be_a_whole_number_of_either_type(rows: Rows) -> None:
    for answer in (2, 2.0, np.int8(2)):
        table = lived_in(rows(answering("chooses_channel", answer, True), hardship=np.full(2, 0.1)))
        assert list(table.decide(Resident.chooses_channel, 0.5, 0.5)) == [2, 2]


def test_where_nobody_is_asked_the_answer_has_the_type_of_the_rule(rows: Rows) -> None:
    nobody = np.zeros(0, dtype=np.int64)
    for each in (False, True):
        table = rows(Resident, hardship=np.full(2, 0.1))
        table.one_by_one = each
        assert table.decide(Resident.supports, np.zeros(0), rows=nobody).dtype == np.bool_


@pytest.mark.parametrize("each", [False, True], ids=["a cohort", "one by one"])
def test_an_error_inside_a_rule_is_told_with_the_rules_own_line(rows: Rows, each: bool) -> None:
    class Divides(ElderlyResident):
        def supports(self, draw: Any) -> Any:
            whole = 0
            return 1 // whole

    if each:
        Divides.supports = one_by_one(Divides.supports)  # type: ignore[method-assign]
    line = Divides.supports.__code__.co_firstlineno + 2
    with pytest.raises(RuleError, match=rf"test_answer\.py:{line}\) stopped for .*: ZeroDivisionError: "):
        lived_in(rows(Divides, hardship=np.full(2, 0.1))).decide(Resident.supports, 0.5)


def test_an_if_on_a_column_is_answered_with_one_by_one(rows: Rows) -> None:
    class Asks(ElderlyResident):
        def supports(self, draw: Any) -> Any:
            if self.hardship > 0.5:
                return False
            return draw < 0.5

    with pytest.raises(RuleError, match=r"treats a whole column as one number .*Mark it @one_by_one"):
        rows(Asks, hardship=np.full(2, 0.1)).decide(Resident.supports, 0.5)


def test_a_rule_that_stops_where_nobody_is_asked_is_told_all_the_same(rows: Rows) -> None:
    table = lived_in(rows(answering("suffers", "a lot", False), hardship=np.full(2, 0.1)))
    with pytest.raises(RuleError, match="for all who were asked in month 3"):
        table.decide(Resident.suffers, 0.5, rows=np.zeros(0, dtype=np.int64))


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda agent, seen: agent.hardshp, "there is no 'hardshp'. Did you mean hardship?"),
        (lambda agent, seen: seen.nrm, "there is no 'nrm'. Did you mean norm?"),
    ],
    ids=["a state", "what is shown"],
)
def test_a_misspelt_name_inside_a_rule_is_told_with_the_nearest(
    rows: Rows, seen: Any, read: Any, said: str
) -> None:
    from agents.perceptions import Meeting

    class Misspells(ElderlyResident):
        def takes_part(self, meeting: Any, draw: Any) -> Any:
            return read(self, meeting) > 0.5

    with pytest.raises(RuleError, match=said.replace("?", r"\?")):
        rows(Misspells, hardship=np.full(2, 0.1)).decide(Resident.takes_part, seen(Meeting), 0.5)


@pytest.mark.parametrize(
    ("kind", "name"), rules(), ids=lambda part: part if isinstance(part, str) else part.kind
)
def test_every_rule_declares_what_it_answers(kind: type[Actor], name: str) -> None:
    assert declared(getattr(kind, name)) is not None


def test_a_rule_that_declares_nothing_is_refused(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    def supports(self: Any, draw: Any) -> Any:
        return draw < 0.5

    monkeypatch.setattr("agents.voter.Voter.supports", supports)
    with pytest.raises(RuleError, match="does not say what it answers: write -> Truth, Share"):
        rows(Resident, hardship=np.full(2, 0.1)).decide(Resident.supports, 0.5)


EPS = ROUNDING
AT_THE_ENDS = [0.0, -0.0, 5e-324, 1.0, 1.0 + EPS, 1.0 + 2 * EPS, -EPS, -2 * EPS, -1.0, NAN, -NAN, math.inf]


@pytest.mark.parametrize("high", [1.0, LARGEST])
@pytest.mark.parametrize("value", AT_THE_ENDS)
def test_one_look_at_numbers_from_zero_tells_what_both_ends_tell(value: float, high: float) -> None:
    column = np.array([0.5] * 9 + [value])
    within = bool(column.min() >= -ROUNDING and column.max() <= high + ROUNDING)
    try:
        assert of_cohort(column, Answer(0.0, high), 10) is column and within
    except Unfit as error:
        assert error.place == 9 and not within
