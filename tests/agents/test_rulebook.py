"""A class that says what the model would never hear is refused when a world is made, with file and line."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.actor import Parameter, State
from agents.elderly import ElderlyResident
from agents.resident import Resident
from agents.rule_error import RuleError
from agents.table import one_by_one
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


class MisspeltRule(ElderlyResident):
    def take_part(self, meeting: Any, draw: Any) -> Any:
        return draw < 0.5


class MisspeltPlainRule(ElderlyResident):
    @one_by_one
    def pay_fee(self, bill: Any, draw: float) -> bool:
        return True


class UnknownRule(ElderlyResident):
    def dances(self, draw: Any) -> Any:
        return draw < 0.5


class UnknownRuleOfAnOlderFile(ElderlyResident):
    def sings(self, luck: Any) -> Any:
        return luck < 0.5


class MisspeltNumber(ElderlyResident):
    sensitivyti = 0.25


class NumberOfAnOlderFile(ElderlyResident):
    part_norm_centre = 0.25


class MisspeltParameter(ElderlyResident):
    move_outs = Parameter("young.move_out")


class UnknownKey(ElderlyResident):
    move_out = Parameter("elderly.move_outt")


class UnknownState(ElderlyResident):
    mood = State()


class TooFewArguments(ElderlyResident):
    def takes_part(self, draw: Any) -> Any:  # type: ignore[override]
        return draw < 0.5


class NoNumber(ElderlyResident):
    sensitivity = "high"


class NoRule(ElderlyResident):
    takes_part = True  # type: ignore[assignment]


NOTHING = " (FILE) overrides nothing: the model asks for no "
REFUSED: list[tuple[type[Resident], str]] = [
    (MisspeltRule, "MisspeltRule.take_part" + NOTHING + "take_part. Did you mean takes_part?"),
    (MisspeltPlainRule, "MisspeltPlainRule.pay_fee" + NOTHING + "pay_fee. Did you mean pays_fee?"),
    (UnknownRule, "UnknownRule.dances" + NOTHING + "dances."),
    (UnknownRuleOfAnOlderFile, "UnknownRuleOfAnOlderFile.sings" + NOTHING + "sings."),
    (MisspeltNumber, "MisspeltNumber.sensitivyti" + NOTHING + "sensitivyti. Did you mean sensitivity?"),
    (
        NumberOfAnOlderFile,
        "NumberOfAnOlderFile.part_norm_centre" + NOTHING + "part_norm_centre. "
        "Did you mean participation_norm_centre?",
    ),
    (MisspeltParameter, "MisspeltParameter.move_outs" + NOTHING + "move_outs. Did you mean move_out?"),
    (
        UnknownKey,
        "UnknownKey.move_out (FILE): the ledger has no parameter 'elderly.move_outt'. "
        "Did you mean elderly.move_out?",
    ),
    (
        UnknownState,
        "UnknownState.mood (FILE): no household or institution keeps a state 'mood'; "
        "say what one of your own begins with, as in State(0.0).",
    ),
    (
        TooFewArguments,
        "TooFewArguments.takes_part (FILE) takes (self, draw); the month asks it with (self, meeting, draw).",
    ),
    (NoNumber, "NoNumber.sensitivity (FILE) must be a number or a Parameter, and is 'high'."),
    (NoRule, "NoRule.takes_part (FILE): takes_part is a rule."),
]


def _world(given: Scenario, *kinds: tuple[str, Any]) -> Neighbourhood:
    return Neighbourhood([Placement(given, 7, kinds=kinds)])


@pytest.mark.parametrize(("kind", "said"), REFUSED, ids=[kind.__name__ for kind, _ in REFUSED])
def test_a_class_that_the_model_would_not_hear_is_refused(
    scene: Scene, kind: type[Resident], said: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _world(scene(values={"place.households": 20}), ("elderly", kind))
    name, _, rest = said.partition("(FILE)")
    assert str(refused.value).startswith(f"{name}(tests/agents/test_rulebook.py:")
    assert str(refused.value).endswith(rest)


def test_the_line_is_that_of_the_attribute(scene: Scene) -> None:
    with open(__file__, encoding="utf-8") as file:
        line = next(place for place, text in enumerate(file, 1) if text.startswith("    sensitivyti"))
    with pytest.raises(RuleError, match=rf"test_rulebook\.py:{line}\)"):
        _world(scene(values={"place.households": 20}), ("elderly", MisspeltNumber))


class Helpful(ElderlyResident):
    """Methods and numbers of its own, used by its rules or by whoever holds an agent."""

    patience = 0.5

    def weighs(self) -> Any:
        return self.age / 100.0 * self.patience

    def supports(self, draw: Any) -> Any:
        return draw < self.weighs()

    def greeting(self) -> str:
        return "good morning"


def test_helpers_and_numbers_of_a_classs_own_are_welcome(scene: Scene) -> None:
    world = _world(scene(values={"place.households": 20}), ("elderly", Helpful))
    assert world.agents_by_type[Helpful][0].greeting() == "good morning"
