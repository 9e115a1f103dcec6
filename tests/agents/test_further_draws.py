"""Further draws of a decision: the same however it is asked, and only those that the class names."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.elderly import ElderlyResident
from agents.resident import Resident
from agents.rule_error import RuleError
from agents.table import one_by_one
from agents.young import YoungNewcomer
from model.neighbourhood import Neighbourhood, Placement
from model.streams import further, uniform
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

SMALL = {"place.households": 90}


class Fickle(ElderlyResident):
    """Takes part as usual if in the mood, which two draws decide."""

    draws = ("mood", "whim")

    def takes_part(self, meeting: Any, draw: Any, mood: Any, whim: Any) -> Any:  # type: ignore[override]
        return (super().takes_part(meeting, draw) & (mood < 0.7)) | (whim < 0.02)


class FicklePlain(ElderlyResident):
    """The same for one household, in plain Python; one rule takes one of the draws."""

    draws = ("mood", "whim")

    @one_by_one
    def takes_part(self, meeting: Any, draw: Any, mood: Any, whim: Any) -> Any:
        if whim < 0.02:
            return True
        return ElderlyResident.takes_part(self, meeting, draw) and mood < 0.7


class Steady(Fickle):
    """Builds on a rule with further draws and takes none itself."""

    def takes_part(self, meeting: Any, draw: Any) -> Any:  # type: ignore[override]
        return super().takes_part(meeting, draw, 0.0, 1.0)


def _place(given: Scenario, kind: type[Resident], seed: int = 7) -> Placement:
    return Placement(given, seed, kinds=((kind.kind, kind),))


def _rows(world: Neighbourhood, compound: int = 0) -> pd.DataFrame:
    rows = world.monthly()
    return rows[rows["compound"] == compound].drop(columns="compound").reset_index(drop=True)


def test_a_further_draw_is_the_same_by_columns_one_by_one_and_in_a_batch(
    scene: Scene,
) -> None:
    given = scene(values=SMALL)
    alone = Neighbourhood([_place(given, Fickle)]).run()
    single = Neighbourhood([_place(given, Fickle)], one_by_one=True).run()
    plain = Neighbourhood([_place(given, FicklePlain)]).run()
    batch = Neighbourhood([Placement(given, 1), _place(given, Fickle), _place(given, Fickle, 2)]).run()
    usual, steady = (Neighbourhood([_place(given, kind)]).run() for kind in (ElderlyResident, Steady))
    assert _rows(single).equals(_rows(alone)) and _rows(plain).equals(_rows(alone))
    assert _rows(batch, 1).equals(_rows(alone))
    assert _rows(steady).equals(_rows(usual)) and not _rows(usual).equals(_rows(alone))


def test_a_rule_is_given_the_further_draws_that_it_names_and_what_was_given_stays(scene: Scene) -> None:
    world = Neighbourhood([_place(scene(values=SMALL), Fickle)])
    h = world.households
    mine = np.flatnonzero(h.kind == h.classes.index(Fickle))
    draw = uniform(world.population.key, "test")[mine]
    version = next(one for one in h.versions("takes_part") if one.kind is Fickle)
    assert version.further is not None and version.further.names == ("mood", "whim")
    shown = h.with_further_draws(version.further, ("meeting", draw))
    assert shown[:2] == ("meeting", draw)
    assert list(shown[2]) == list(further(draw, "mood")) and list(shown[3]) == list(further(draw, "whim"))


def test_our_own_rules_take_no_further_draw(scene: Scene) -> None:
    world = Neighbourhood(scene(values=SMALL)).run()
    asked = [version for table in world.tables() for found in table._versions.values() for version in found]
    assert len(asked) > 30 and not [version for version in asked if version.further is not None]


class Undeclared(ElderlyResident):
    def takes_part(self, meeting: Any, draw: Any, mood: Any) -> Any:  # type: ignore[override]
        return draw < mood


class UndeclaredTwice(ElderlyResident):
    draws = ("mood",)

    def takes_part(self, meeting: Any, draw: Any, mood: Any, whim: Any) -> Any:  # type: ignore[override]
        return draw < mood * whim


class Misspelt(ElderlyResident):
    draws = ("moood",)

    def takes_part(self, meeting: Any, draw: Any, mood: Any) -> Any:  # type: ignore[override]
        return draw < mood


class WithoutComma(ElderlyResident):
    draws = "mood"

    def takes_part(self, meeting: Any, draw: Any, mood: Any) -> Any:  # type: ignore[override]
        return draw < mood


class Unused(YoungNewcomer):
    draws = ("mood",)


class WithoutADraw(ElderlyResident):
    draws = ("mood",)

    def gives(self, neighbours: Any, disclosure: Any, mood: Any) -> Any:  # type: ignore[override]
        return mood


MONTH = "the month asks it with (self, meeting, draw)."
NAMED = " For further draws name them in the class: draws = "
REFUSED: list[tuple[type[Resident], str]] = [
    (
        Undeclared,
        f"Undeclared.takes_part (FILE) takes (self, meeting, draw, mood); {MONTH}" + NAMED + '("mood",).',
    ),
    (
        UndeclaredTwice,
        f"UndeclaredTwice.takes_part (FILE) takes (self, meeting, draw, mood, whim); {MONTH}"
        + NAMED
        + '("mood", "whim").',
    ),
    (
        Misspelt,
        f"Misspelt.takes_part (FILE) takes (self, meeting, draw, mood); {MONTH}{NAMED}" + '("mood",).',
    ),
    (WithoutComma, "WithoutComma.draws (FILE) must be names, as in (\"asked\",), and is 'mood'."),
    (Unused, "Unused.draws (FILE): no rule takes a further argument 'mood'."),
    (
        WithoutADraw,
        "WithoutADraw.gives (FILE) takes (self, neighbours, disclosure, mood); "
        "the month asks it with (self, neighbours, disclosure).",
    ),
]


@pytest.mark.parametrize(("kind", "said"), REFUSED, ids=[kind.__name__ for kind, _ in REFUSED])
def test_a_further_argument_that_the_class_does_not_name_is_refused_with_what_to_write(
    scene: Scene, kind: type[Resident], said: str
) -> None:
    with pytest.raises(RuleError) as refused:
        Neighbourhood([_place(scene(values={"place.households": 20}), kind)])
    name, _, rest = said.partition("(FILE)")
    assert str(refused.value).startswith(f"{name}(tests/agents/test_further_draws.py:")
    assert str(refused.value).endswith(")" + rest)
