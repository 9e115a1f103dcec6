"""Where two worlds part: what was planted is found, what is alike never parts, the way is told honestly."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

from agents.resident import Resident
from agents.table import one_by_one
from experiments.explanation.causal_chain import GOVERNANCE
from experiments.explanation.differences import unlike
from experiments.explanation.divergence import Apart, first_apart, parting
from experiments.explanation.paired_month import side_by_side
from experiments.recording.recorder import Recorder
from model.neighbourhood import Neighbourhood, Placement
from results.findings.divergence import described
from scenarios import language
from scenarios.read import Scenario
from scenarios.rules import rule_words

type Scene = Callable[..., Scenario]

CASES, FEW = 100, 6
ENOUGH = 0.95
VALUES = {"place.households": 60.0, "issues.rate": 210.0, "issues.noise": 0.1, "petitions.threshold": 0.05}
SEED = 5


class Plant(NamedTuple):
    """One answer of one household, to be turned: in which month, by which rule, of which class."""

    month: int
    rule: str
    row: int
    kind: type[Resident]


@pytest.fixture(scope="module")
def usual(scene: Scene) -> Placement:
    """A small compound in which much is call."""
    return Placement(scene("minzhu", "one-four-n", VALUES, months=6, burn_in=1), SEED)


@pytest.fixture(scope="module")
def plants(usual: Placement) -> list[Plant]:
    """Answers to be turned, of every rule that households were asked, in every month, as it falls out."""
    world = Neighbourhood([usual])
    recorder = Recorder(world)
    world.households.witness = recorder
    found: dict[str, list[Plant]] = {}
    for _month in range(7):
        world.step()
        h = world.households
        for call in recorder.turn_page().calls:
            for row in call.rows.tolist():
                plant = Plant(world.month, call.name, row, h.classes[int(h.kind[row])])
                found.setdefault(call.name, []).append(plant)
    chance = np.random.default_rng(1)
    rules = [sorted(found)[number % len(found)] for number in range(CASES)]
    return [found[rule][int(chance.integers(len(found[rule])))] for rule in rules]


def turned(answer: Any, rule: str, given: tuple[Any, ...]) -> Any:
    """Another answer: the opposite, the next choice, or a number a little higher."""
    entry = rule_words().rules[f"household.{rule}"]
    if isinstance(answer, tuple):
        return (answer[0] + 0.05, *answer[1:])
    if entry.yes_below is not None:
        return given[0] + 1.0 if answer < given[0] else 0.0
    if len(entry.answers()) == 3:
        return (answer + 1) % 3
    return not answer if entry.answers() else answer + 0.05


def planted(usual: Placement, plant: Plant) -> Placement:
    """The same compound with that one answer turned."""
    before = getattr(plant.kind, plant.rule)

    @one_by_one
    def other(self: Any, *given: Any) -> Any:
        answer = before(self, *given)
        there = self.row == plant.row and self.model.month == plant.month
        return turned(answer, plant.rule, given) if there else answer

    other.__name__ = plant.rule
    own = type("Planted", (plant.kind,), {plant.rule: other})
    return usual._replace(kinds=((plant.kind.kind, own),))


def is_found(usual: Placement, plant: Plant, swapped: bool = False) -> bool:
    worlds = (usual, planted(usual, plant))
    apart = first_apart(*(worlds[::-1] if swapped else worlds))
    return apart is not None and (apart.month, apart.rule, apart.table, apart.row) == (
        plant.month,
        f"household.{plant.rule}",
        0,
        plant.row,
    )


def test_a_planted_trigger_is_found(usual: Placement, plants: list[Plant]) -> None:
    few = plants[:: CASES // FEW + 1]  # a prime, so that it meets different rules however many there are
    assert len({plant.rule for plant in few}) >= 5
    found = [is_found(usual, plant, swapped=bool(place % 2)) for place, plant in enumerate(few)]
    assert sum(found) >= ENOUGH * len(few), [plant for plant, yes in zip(few, found, strict=True) if not yes]


@pytest.mark.slow
def test_nearly_every_planted_trigger_is_found(usual: Placement, plants: list[Plant]) -> None:
    assert len({plant.rule for plant in plants}) >= 20
    assert len({plant.month for plant in plants}) >= 6
    found = [is_found(usual, plant) for plant in plants]
    assert len(found) == CASES
    missed = [plant for plant, yes in zip(plants, found, strict=True) if not yes]
    assert sum(found) >= ENOUGH * CASES, missed


def test_the_same_world_never_parts(usual: Placement) -> None:
    found = parting(usual, usual)
    assert (found.first, found.first_choice, found.tie) == (None, None, None)
    assert (found.months, found.links, found.levers_month) == ((), (), None)
    assert described(found)["sentences"] == [
        "The two sides never diverge: every question is answered alike in every month."
    ]


@pytest.fixture(scope="module")
def silent(usual: Placement) -> tuple[Plant, Placement]:
    """A household that tells somebody of its issue, made to keep silent."""
    world = Neighbourhood([usual])
    recorder = Recorder(world)
    world.households.witness = recorder
    while True:
        world.step()
        for call in recorder.turn_page().calls:
            if call.name == "chooses_channel" and call.chosen is not None and (call.chosen == 2).any():
                row = int(call.rows[int(np.argmax(call.chosen == 2))])
                kind = world.households.classes[int(world.households.kind[row])]
                plant = Plant(world.month, call.name, row, kind)
                return plant, planted(usual, plant)


def test_the_parted_decision_is_explained_on_both_sides(
    usual: Placement, silent: tuple[Plant, Placement]
) -> None:
    _plant, other = silent
    found = parting(usual, other)
    assert found.first is not None and found.first == found.first_choice
    assert (found.first.a.choice, found.first.b.choice) == (2, 0)
    assert found.first.otherwise == ()
    assert found.first.b.place.kind == "Planted" and not found.first.b.place.shipped
    said = described(found)
    assert "the rule itself does" in " ".join(said["first"]["sentences"])
    json.dumps(said, allow_nan=False)


def test_the_chain_begins_with_the_household_and_goes_on_through_its_issue(
    usual: Placement, silent: tuple[Plant, Placement]
) -> None:
    plant, other = silent
    found = parting(usual, other)
    assert found.months[0].month == plant.month
    assert found.months[0].issues[2] >= 1
    assert found.months[-1].ever >= 1
    through = [link for link in found.links if link.channel == "issue"]
    assert through and all(link.issue is not None or link.rule.endswith("learns") for link in through)
    assert [link.month for link in found.links] == sorted(link.month for link in found.links)


def test_households_touched_are_those_whose_state_differs(
    usual: Placement, silent: tuple[Plant, Placement]
) -> None:
    for lived in side_by_side(usual, silent[1]):
        one, other = (world.households for world in lived.worlds)
        slightly = np.zeros(60, dtype=bool)
        for name in ("hardship", "grievance", "trust_committee", "efficacy", "paid", "contacts"):
            slightly |= unlike(one.columns[name], other.columns[name])
        assert (lived.touched >= slightly).all()
        assert (lived.clearly <= lived.touched).all()


def test_what_governance_moves_is_named_where_two_models_part(scene: Scene) -> None:
    a, b = (
        Placement(scene("minzhu", model, VALUES | {"triage.coordination": 0.3}, months=3, burn_in=2), SEED)
        for model in ("baseline", "one-four-n")
    )
    found = parting(a, b)
    assert found.first is not None and found.first.apart.month == found.levers_month == 1
    assert found.levers["coordination"] == (0.3, 0.8)
    assert set(found.levers) <= set(rule_words().levers)
    assert found.first.otherwise
    assert {link.source for link in found.links if link.channel == "institution"} == {GOVERNANCE}
    assert sum(found.months[0].channels.values()) == found.months[0].ever <= 60


def test_before_governance_starts_nothing_parts(scene: Scene) -> None:
    a, b = (
        Placement(scene("minzhu", model, VALUES, months=3, burn_in=3, start=3), SEED)
        for model in ("baseline", "joint-meeting")
    )
    apart = first_apart(a, b)
    assert apart is not None and apart.month == 3


def test_the_first_tie_that_differs_is_in_one_world_only(scene: Scene) -> None:
    a, b = (
        Placement(scene("minzhu", model, VALUES, months=6, burn_in=1), SEED)
        for model in ("baseline", "joint-meeting")
    )
    found = parting(a, b)
    assert found.tie is not None
    other_way = next(lived.ties for lived in side_by_side(b, a) if lived.ties)
    assert other_way[0][2] == 1 - found.tie.world
    for lived in side_by_side(a, b):
        if lived.month < found.tie.month:
            assert not lived.ties
        if lived.month == found.tie.month:
            row, known, world = lived.ties[0]
            slots = [one.ties.slots[row].tolist() for one in lived.worlds]
            assert known in slots[world] and known not in slots[1 - world]


@pytest.fixture(params=["zh", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use(None)


@pytest.mark.slow
def test_the_verb_tells_it_in_either_language(gongzhi: Any, spoken: str) -> None:
    words = ("part", "minzhu", "baseline,council", "--replicate", "1", "--months", "1")
    small = ("--set", "place.households=40", "--set", "forum.sessions=2", "--lang", spoken)
    answer = gongzhi(*words, *small, "--json")
    assert answer.code == 0
    found = json.loads(answer.out)
    assert (found["a"], found["b"], found["replicate"]) == ("baseline", "council", 1)
    assert found["first"]["month"] == 1
    assert found["first"]["otherwise"]
    plain = gongzhi(*words, *small)
    assert plain.code == 0 and found["sentences"][0] in plain.out


WRONG = [
    (("part", "minzhu", "baseline"), "Two governance models part: give A,B instead of baseline."),
    (("part", "minzhu", "baseline,council,troika"), "instead of baseline,council,troika"),
    (("part", "minzhu", "baseline,counsel"), "council"),
    (("part", "minzu", "baseline,council"), "minzhu"),
    (("part", "minzhu", "baseline,council", "--replicate", "x"), "--replicate must be a whole number"),
    (("part", "minzhu", "baseline,council", "--months", "0"), "--months must be a whole number"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_is_wrong_is_one_message(gongzhi: Any, words: tuple[str, ...], said: str) -> None:
    answer = gongzhi(*words)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out


def test_an_apart_says_how_many_answers_differ_at_once(scene: Scene) -> None:
    a, b = (
        Placement(scene("minzhu", "baseline", VALUES | {"grievance.decay": decay}, months=1, burn_in=1), SEED)
        for decay in (0.1, 0.2)
    )
    apart = first_apart(a, b)
    assert isinstance(apart, Apart)
    assert (apart.month, apart.rule, apart.together) == (0, "household.suffers", 60)
    assert (apart.row, apart.item) == (0, 0)
