"""States of one's own: where they begin, how a month changes them, and what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.actor import Actor, Parameter, State
from agents.column import Share, where
from agents.elderly import ElderlyResident
from agents.perceptions import Month
from agents.representative import ResidentRepresentative
from agents.residents_committee import ResidentsCommittee
from agents.rule_error import RuleError
from agents.table import one_by_one
from agents.young import YoungNewcomer
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

SMALL = {"place.households": 90, "young.move_out": 0.02}


class Keen(YoungNewcomer):
    """Counts the months in which it lives here, and grows in zeal; what it never says stays as it is."""

    months_here = State(0.0)
    zeal = State(0.25)
    constant = State(7)

    def next_months_here(self, month: Month) -> Share | Any:
        return self.months_here + 1.0

    def next_zeal(self, month: Month) -> Share:
        return where(self.months_here > 3.0, 1.0, self.zeal)

    def takes_part(self, meeting: Any, draw: Any) -> Any:
        return super().takes_part(meeting, draw) | (draw < 0.1 * self.zeal)


class KeenPlain(YoungNewcomer):
    """The same for one household, in plain Python."""

    months_here = State(0.0)
    zeal = State(0.25)
    constant = State(7)

    @one_by_one
    def next_months_here(self, month: Month) -> Any:
        return self.months_here + 1.0

    @one_by_one
    def next_zeal(self, month: Month) -> Share:
        return 1.0 if self.months_here > 3.0 else self.zeal

    @one_by_one
    def takes_part(self, meeting: Any, draw: Any) -> Any:
        return YoungNewcomer.takes_part(self, meeting, draw) or draw < 0.1 * self.zeal


def _place(given: Scenario, *kinds: type[Actor], seed: int = 7) -> Placement:
    return Placement(given, seed, kinds=tuple((kind.kind, kind) for kind in kinds))


def _rows(world: Neighbourhood, compound: int = 0) -> pd.DataFrame:
    rows = world.monthly()
    return rows[rows["compound"] == compound].drop(columns="compound").reset_index(drop=True)


def test_a_state_begins_where_the_class_says_and_again_for_every_household_that_moves_in(
    scene: Scene,
) -> None:
    given = scene("minzhu", "one-four-n", SMALL, months=12, burn_in=0)
    world = Neighbourhood([_place(given, Keen)])
    h = world.households
    mine = h.kind == h.classes.index(Keen)
    begins = {"months_here": 0.0, "zeal": 0.25, "constant": 7.0}
    assert {name: set(h.columns[name][mine]) for name in begins} == {name: {begins[name]} for name in begins}
    since = np.zeros(len(h))
    for _month in range(12):
        there = h.occupancy.copy()
        world.step()
        mine = h.kind == h.classes.index(Keen)
        since = np.where(h.occupancy == there, since + 1.0, 1.0)
        assert list(h.columns["months_here"][mine]) == list(since[mine])
        assert set(h.columns["constant"][mine]) == {7.0}
    assert len(set(since[mine])) > 1 and mine.any()


def test_states_see_each_other_as_they_were_before_the_month_was_over(scene: Scene) -> None:
    world = Neighbourhood([_place(scene("minzhu", "baseline", SMALL, months=6, burn_in=0), Keen)])
    h = world.households
    for month in range(1, 7):
        world.step()
        stayed = (h.kind == h.classes.index(Keen)) & (h.occupancy == 0)
        assert set(h.columns["zeal"][stayed]) == {1.0 if month > 4 else 0.25}


def test_states_of_ones_own_are_the_same_by_columns_one_by_one_in_plain_python_and_in_a_batch(
    scene: Scene,
) -> None:
    given = scene("minzhu", "one-four-n", SMALL)
    columns = Neighbourhood([_place(given, Keen)]).run()
    single = Neighbourhood([_place(given, Keen)], one_by_one=True).run()
    plain = Neighbourhood([_place(given, KeenPlain)]).run()
    batch = Neighbourhood([Placement(given, 1), _place(given, Keen), Placement(given, 2)]).run()
    mine = batch.compounds.of_row == 1
    for name in ("months_here", "zeal"):
        for other in (single.households.columns[name], plain.households.columns[name]):
            assert other.tobytes() == columns.households.columns[name].tobytes()
        assert batch.households.columns[name][mine].tobytes() == columns.households.columns[name].tobytes()
    assert _rows(single).equals(_rows(columns)) and _rows(batch, 1).equals(_rows(columns))
    assert not _rows(columns).equals(_rows(Neighbourhood([Placement(given, 7)]).run()))


def test_an_agent_has_its_own_states_as_attributes_and_a_class_without_them_has_not(scene: Scene) -> None:
    world = Neighbourhood([_place(scene("minzhu", "baseline", SMALL), Keen)])
    agent = world.agents_by_type[Keen][0]
    agent.zeal = 0.5
    assert world.agents_by_type[Keen].get("zeal")[0] == agent.zeal == 0.5
    assert not hasattr(world.agents_by_type[ElderlyResident][0], "zeal")


def test_two_classes_may_begin_the_same_state_otherwise(scene: Scene) -> None:
    class Bold(ElderlyResident):
        zeal = State(0.75)

    world = Neighbourhood([_place(scene("minzhu", "baseline", SMALL), Keen, Bold)])
    for kind, begins in ((Keen, 0.25), (Bold, 0.75)):
        rows = np.flatnonzero(world.households.kind == world.households.classes.index(kind))
        assert len(rows) and set(world.households.columns["zeal"][rows]) == {begins}


def test_a_household_that_becomes_of_another_class_begins_what_it_did_not_keep(scene: Scene) -> None:
    world = Neighbourhood([_place(scene("minzhu", "baseline", SMALL), Keen)])
    h = world.households
    usual, keen = (h.classes.index(kind) for kind in (ElderlyResident, Keen))
    row = np.flatnonzero(h.kind == keen)[:1]
    h.columns["zeal"][row] = 0.9
    h.change_kind(row, np.array([keen]))
    assert h.columns["zeal"][row] == 0.9
    for kind in (usual, keen):
        h.change_kind(row, np.array([kind]))
    assert h.columns["zeal"][row] == 0.25


class Busy(ResidentsCommittee):
    """Remembers what its compound lived through."""

    seen = State(100.0)
    served = State(0.0)

    def next_seen(self, month: Month) -> Any:
        return self.seen + month.took_part

    def next_served(self, month: Month) -> Any:
        return self.served + month.won - month.lost


class Spokesman(ResidentRepresentative):
    """Remembers what its own household lived through."""

    went = State(0.0)

    def next_went(self, month: Month) -> Any:
        return self.went + month.took_part


def test_institutions_keep_states_of_what_their_compound_or_household_lived_through(scene: Scene) -> None:
    given = scene("minzhu", "one-four-n", SMALL | {"issues.rate": 150.0}, months=6, burn_in=0)
    world = Neighbourhood([Placement(given, 3), _place(given, Busy, Spokesman, seed=3)])
    mine = world.compounds.of_row == 1
    came, went, won = 0.0, np.zeros(len(world.representatives)), 0.0
    for _month in range(6):
        world.step()
        came += world.households.active[mine].sum()
        went += world.households.active[world.representatives.household]
        won += len(world.news.of("won")) - len(world.news.of("lost"))
    committees = world.residents_committees
    assert came > 0 and list(committees.columns["seen"]) == [0.0, 100.0 + came]
    assert list(committees.columns["served"])[1] * 2 == won != 0.0  # both live the same
    elected = world.representatives.kind == world.representatives.classes.index(Spokesman)
    assert list(world.representatives.compound[elected]) == [1] * int(elected.sum())
    assert (
        list(world.representatives.columns["went"]) == list(np.where(elected, went, 0.0))
        and went[elected].any()
    )


class Misspelt(ElderlyResident):
    fear = State(0.2)

    def next_faer(self, month: Month) -> Share:
        return 0.0


class NoSuchState(ElderlyResident):
    def next_fear(self, month: Month) -> Share:
        return 0.0


class OfOurs(ElderlyResident):
    def next_hardship(self, month: Month) -> Share:
        return 0.0


class NoNumber(ElderlyResident):
    fear = State("much")  # type: ignore[arg-type]


class Endless(ElderlyResident):
    fear = State(float("nan"))


class KeptAlready(ElderlyResident):
    hardship = State(0.5)


class KeptUnseen(ElderlyResident):
    months_idle = State(0.5)


class InPlaceOfAParameter(ElderlyResident):
    sensitivity = State(0.5)


class InPlaceOfMesa(ElderlyResident):
    row = State(0.5)


class WithoutMonth(ElderlyResident):
    fear = State(0.2)

    def next_fear(self) -> Share:
        return 0.0


class WithADraw(ElderlyResident):
    fear = State(0.2)

    def next_fear(self, month: Month, draw: Any) -> Share:
        return draw


TAKEN = "that name is taken; call your state something else."
REFUSED: list[tuple[type[Actor], str]] = [
    (
        Misspelt,
        "Misspelt.next_faer (FILE): the class keeps no state faer of its own; write faer = State(0.0) in it. "
        "Did you mean next_fear?",
    ),
    (
        NoSuchState,
        "NoSuchState.next_fear (FILE): the class keeps no state fear of its own; "
        "write fear = State(0.0) in it.",
    ),
    (
        OfOurs,
        "OfOurs.next_hardship (FILE): the class keeps no state hardship of its own; "
        "write hardship = State(0.0) in it.",
    ),
    (NoNumber, "NoNumber.fear (FILE) must begin with a number, as in State(0.0), and begins with 'much'."),
    (Endless, "Endless.fear (FILE) must begin with a number, as in State(0.0), and begins with nan."),
    (KeptAlready, "KeptAlready.hardship (FILE): that state is kept of all; call your own something else."),
    (KeptUnseen, "KeptUnseen.months_idle (FILE): that state is kept of all; call your own something else."),
    (InPlaceOfAParameter, "InPlaceOfAParameter.sensitivity (FILE): " + TAKEN),
    (InPlaceOfMesa, "InPlaceOfMesa.row (FILE): " + TAKEN),
    (
        WithoutMonth,
        "WithoutMonth.next_fear (FILE) takes (self); the month asks it with (self, month).",
    ),
    (
        WithADraw,
        "WithADraw.next_fear (FILE) takes (self, month, draw); the month asks it with (self, month).",
    ),
]


@pytest.mark.parametrize(("kind", "said"), REFUSED, ids=[kind.__name__ for kind, _ in REFUSED])
def test_a_state_that_makes_no_sense_is_refused_with_its_line(
    scene: Scene, kind: type[Actor], said: str
) -> None:
    with pytest.raises(RuleError) as refused:
        Neighbourhood([_place(scene(values={"place.households": 20}), kind)])
    name, _, rest = said.partition("(FILE)")
    assert str(refused.value).startswith(f"{name}(tests/agents/test_own_states.py:")
    assert str(refused.value).endswith(")" + rest)


def test_a_state_of_one_class_cannot_be_a_parameter_of_another(scene: Scene) -> None:
    class Other(ElderlyResident):
        zeal = Parameter("young.move_out")

    with pytest.raises(RuleError, match=r"Other\.zeal .* keeps a state of that name"):
        Neighbourhood([_place(scene(values={"place.households": 20}), Keen, Other)])


def test_a_new_value_that_is_no_number_stops_the_world_with_its_line(scene: Scene) -> None:
    class Wild(ElderlyResident):
        fear = State(0.2)

        def next_fear(self, month: Month) -> Share:
            return self.fear + 1.0

    world = Neighbourhood([_place(scene(values={"place.households": 20}, burn_in=0), Wild)])
    with pytest.raises(RuleError, match=r"Wild\.next_fear .* answers 1\.2 for .* a number from 0 to 1"):
        world.step()
