"""Stories say to people what the decisions, the books and the pairs of worlds say, in their own words."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from agents.actor import State
from agents.elderly import ElderlyResident
from agents.table import Table
from experiments.explanation.agent_lookup import AgentRow, described
from experiments.explanation.agent_month import DecisionWitness, Why, why
from experiments.explanation.decision import Decision
from experiments.explanation.divergence import Parting, parting
from experiments.explanation.issue_story import stories, story
from experiments.explanation.run_lookup import PastRun
from experiments.recording.recorder import advance, witnessed
from model.neighbourhood import Neighbourhood, Placement
from results.stories.causal_story import causal_story
from results.stories.household_month import household_month
from results.stories.issue_life import issue_life
from results.stories.reasons import reasons
from scenarios.language import LANGUAGES, Language, spoken
from scenarios.read import Scenario
from scenarios.rules import Measure, Trait, rule_words

type Scene = Callable[..., Scenario]

BUSY = {
    "place.households": 60.0,
    "issues.rate": 210.0,
    "petitions.threshold": 0.05,
    "owners_committee.initial": 1,
    "participation.intercept": -4.04,
    "participation.cost": 1.0,
    "channels.cost_internal": 2.5,
}
CODE = re.compile(r"[{}_]|\b[a-z]+\.[a-z]+")
LATIN = re.compile(r"[A-Za-z]")


class Fearful(ElderlyResident):
    """Keeps a state of its own and stays at home for it."""

    fear = State(0.25)

    def takes_part(self, meeting: Any, draw: Any) -> Any:
        """Comes the less the more it fears."""
        return draw < 0.6 * (1.0 - 2.0 * self.fear)


class Several:
    """A witness of several agents at once."""

    def __init__(self, watches: list[DecisionWitness]) -> None:
        self.watches = watches

    def __call__(self, *call: Any) -> None:
        for watch in self.watches:
            watch(*call)


@pytest.fixture(scope="module")
def run(scene: Scene) -> PastRun:
    """A small compound in which much happens, with an owners' vote in month 6."""
    return PastRun(scene("minzhu", "one-four-n", BUSY, months=8, burn_in=1), 7, 0)


@pytest.fixture(scope="module")
def months(run: PastRun) -> list[Why]:
    """Two months of some households and of every institution."""
    world, found = run.world(), []
    for _month in range(5):
        advance(world)
    for _month in range(2):
        rows: list[tuple[Table, int]] = [(world.households, row) for row in range(0, 60, 15)]
        rows += [(table, 0) for table in world.tables() if table is not world.households]
        watches = [DecisionWitness(world, {id(table): row}) for table, row in rows]
        with witnessed(world.tables(), Several(watches)):
            advance(world)
        found += [
            Why(run, world.month, described(world, AgentRow(*place), None), tuple(watch.decisions))
            for place, watch in zip(rows, watches, strict=True)
            if watch.decisions
        ]
    return found


def sentences(people: dict[str, Any]) -> list[str]:
    """Everything that is said of it but its title, which has names in it."""
    return [*people["said"], *people["if"], people["note"]]


def test_what_agents_did_is_said_without_a_word_of_the_code_in_either_language(months: list[Why]) -> None:
    assert len({one.rule for month in months for one in month.decisions}) > 25
    for month in months:
        for language in LANGUAGES:
            with spoken(language):
                told = household_month(month)
            assert told["said"] and all(map(str.strip, sentences(told)))
            assert not [text for text in sentences(told) if CODE.search(text)]
            assert language == "en" or not [text for text in sentences(told) if LATIN.search(text)]


def test_a_household_is_told_the_chance_the_end_and_what_pulled_most(run: PastRun) -> None:
    month = why(run, "3-4-1", 6, "takes_part")
    [one] = month.decisions
    assert one.choice == 0 and 0.01 < one.chances[1] < 0.5
    with spoken("zh"):
        told, why_not = household_month(month), reasons(one)
    assert told["said"][0].startswith(
        f"这户这个月来参加小区事务的可能性约 {round(100 * one.chances[1])}%，这次没有来。"
    )
    strongest = max(one.sways, key=lambda sway: sway.after[1])
    assert strongest.after[1] > one.chances[1] and strongest.after[0] + strongest.after[1] == pytest.approx(
        1.0
    )
    measure = rule_words().shown.get(strongest.reading.key) or rule_words().states[strongest.reading.key]
    assert why_not[0] == measure.because[strongest.stands].zh and why_not[0] in told["said"][0]
    assert told["if"] and all(text.startswith("如果") and "升到" in text for text in told["if"])


def test_what_was_rare_or_hardly_changed_is_told_last_and_together(months: list[Why]) -> None:
    with spoken("zh"):
        told = household_month(next(month for month in months if month.person.door))
    assert [text for text in told["said"][-2:] if "没有什么可说" in text or "几乎没有变化" in text]
    assert sum(text.count("没有与人起纠纷") for text in told["said"]) <= 1


def test_a_reason_of_ones_own_goes_by_its_name_and_value(scene: Scene, run: PastRun) -> None:
    given = scene("minzhu", "one-four-n", BUSY, months=2, burn_in=0)
    world = Neighbourhood([Placement(given, 4, kinds=(("elderly", Fearful),))])
    row = int(np.flatnonzero(world.households.kind == world.households.classes.index(Fearful))[0])
    world.households.present[row] = True
    watch = DecisionWitness(world, {id(world.households): row})
    with witnessed(world.tables(), watch):
        advance(world)
    one = next(one for one in watch.decisions if one.rule == "household.takes_part")
    person = described(world, AgentRow(world.households, row), None)
    reasons_in: dict[Language, str] = {"zh": "fear 是 0.25", "en": "fear being 0.25"}
    for language, reason in reasons_in.items():
        with spoken(language):
            told = household_month(Why(run, 1, person, (one,)))
        assert "30" in told["said"][0] and ((reason in told["said"][0]) == (one.choice == 0))
        unsteady = household_month(Why(run, 1, person, (one._replace(rolls=True),)))
        assert unsteady["said"] and not unsteady["if"]


def test_an_issue_is_told_from_who_raised_it_to_its_end_without_a_draw(run: PastRun) -> None:
    for listed in stories(run)[:2]:
        found = story(run, f"{listed.key:016x}")
        with spoken("zh"):
            told = issue_life(found)
        assert "单元" in told["said"][0] or found.reporter.door in told["said"][0]
        assert not [text for text in told["said"] if re.search("概率|随机|机会是|%", text)]
        assert found.closed is not None or "仍未了结" in told["said"][-1]


def test_two_worlds_are_told_in_five_sentences_that_say_what_differs(scene: Scene) -> None:
    council, baseline = (
        Placement(scene("minzhu", model, BUSY, months=4, burn_in=1), 5) for model in ("council", "baseline")
    )
    apart: Parting = parting(baseline, council)
    alike: Parting = parting(baseline, baseline)
    for language in LANGUAGES:
        with spoken(language):
            told, same = causal_story(apart), causal_story(alike)
        assert apart.first is not None and len(told["said"]) == 5 and len(same["said"]) == 2
        assert not [text for text in (*told["said"], *same["said"]) if CODE.search(text)]
    with spoken("zh"):
        assert "治理模式都一样" in causal_story(alike)["said"][0]


def known() -> Iterator[tuple[str, Measure | Trait]]:
    """Everything that rules read and there are words for."""
    yield from rule_words().shown.items()
    yield from rule_words().states.items()
    yield from rule_words().traits.items()


def test_everything_that_rules_read_can_be_said_as_a_reason() -> None:
    for key, one in known():
        ends = set(one.words) if isinstance(one, Measure) and one.words else {"low", "high"}
        assert one.because and set(one.because) <= ends, key
        assert one.usual is None or one.usual[0] < one.usual[1], key


def test_every_rule_but_those_of_states_has_words_for_people() -> None:
    for key, rule in rule_words().rules.items():
        assert (rule.for_people is None) == bool(rule.becomes), key
        if rule.for_people is None:
            continue
        if rule.amount is not None:
            assert rule.for_people.says and "{value}" in rule.for_people.says.zh
        elif len(rule.answers()) == 2:
            assert rule.for_people.doing and rule.for_people.did and rule.for_people.did_not
        else:
            assert all(
                getattr(rule.for_people, f"{part}_{n}") for part in ("doing", "did") for n in rule.answers()
            )


def test_decisions_keep_what_moving_single_inputs_would_have_done(months: list[Why]) -> None:
    decisions: list[Decision] = [one for month in months for one in month.decisions]
    assert all(one.sways for one in decisions if one.rule == "household.takes_part")
    for one in decisions:
        for sway in one.sways:
            assert sway.to != sway.reading.value or sway.stands == sway.then
            if one.choice is not None:
                assert sum(sway.after) == pytest.approx(1.0)
