"""When a governance model begins in each district of a city: at once, or in waves in a fixed order.

    together     in all of them in the first month
    need-first   in waves, those first that have most demands to be expected per household
    need-last    in waves, those last: what the order matters at most
    votes-first  in waves, those first that have most residents who vote per household
    own-month    in the month that the city's file gives each, the first where it gives none

Need and votes are those by which staff and money may be shared; here they are taken per household, so that a
district does not come first for being large. Districts of which that is the same come as the file has them.

Invariant: every order has the same waves, of so many districts each and so many months apart, and nothing but
who is in which wave differs; so it shows where to begin, and not how much.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from scenarios.allocation import weight
from scenarios.entries import Allocation, Case, Stages, Start
from scenarios.inputs import Member, Scenario
from scenarios.language import _, msgid
from scenarios.problems import ScenarioError

STARTS: tuple[Start, ...] = get_args(Start)

NAMES: Mapping[Start, str] = {
    "together": msgid("all at once"),
    "need-first": msgid("need first"),
    "need-last": msgid("need last"),
    "votes-first": msgid("votes first"),
    "own-month": msgid("own months"),
}
"""What a governance model that begins so is called besides."""

ORDERS: Mapping[Start, tuple[Allocation, int]] = {
    "need-first": ("need", -1),
    "need-last": ("need", 1),
    "votes-first": ("votes", -1),
}
"""By which weight they come, and whether the largest (-1) or the smallest (1) comes first."""

type Made = Mapping[str, tuple[Scenario, int]]
"""By the name of districts that are alike their scenario, and how many there are."""


def starts(case: Case, rule: Start, made: Made, months: int) -> dict[tuple[str, int], int]:
    """The month in which it begins, by the name of districts that are alike and the number among them.

    ScenarioError if some would begin after the last of so many months, or if nothing says in which waves.
    """
    assert case.city is not None
    places = [(name, number) for name, (_one, count) in made.items() for number in range(1, count + 1)]
    if rule in ORDERS:
        found = _in_waves(case, rule, made, places)
    else:
        own = _own_months(case) if rule == "own-month" else {}
        found = {place: own.get(place[0], 1) for place in places}
    if (last := max(found.values())) > months:
        message = _(
            "Under {rule} the last district of {case} begins in month {last}, and the run has {months} "
            "months; record more months, or let waves be larger or closer together.",
            **{"rule": rule, "case": case.id, "last": last, "months": months},
        )
        raise ScenarioError(message)
    return found


def _own_months(case: Case) -> dict[str, int]:
    assert case.city is not None
    found = {name: part.start for name, part in case.city.districts.items() if part.start is not None}
    if not found:
        message = _(
            "No district of {case} has a month of its own; write {key} into its file.",
            case=case.id,
            key="city.districts.….start",
        )
        raise ScenarioError(message)
    return found


def _in_waves(
    case: Case, rule: Start, made: Made, places: list[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    assert case.city is not None
    if case.city.stages is None:
        message = _(
            "{case} does not say in which waves its districts begin; write {key} into its file, or give "
            "--wave and --every.",
            case=case.id,
            key="city.stages",
        )
        raise ScenarioError(message)
    wave, every = case.city.stages.wave, case.city.stages.every
    weighed, sign = ORDERS[rule]
    turn_of = {
        name: sign * round(weight(one, weighed) / one.households, 9) for name, (one, _count) in made.items()
    }
    order = sorted(places, key=lambda place: turn_of[place[0]])
    begins = {place: 1 + every * (turn // wave) for turn, place in enumerate(order)}
    return {place: begins[place] for place in places}


def beginning(scenario: Scenario, month: int) -> Scenario:
    """The district in which the governance model begins in that month, in all its compounds."""
    if month == scenario.start:
        return scenario
    members = tuple(Member(beginning(one.scenario, month), one.count) for one in scenario.members)
    return replace(scenario, start=month, members=members)


def staged(case: Case, wave: int | None, every: int | None) -> Case:
    """The city with waves of so many districts, so many months apart, where either is given."""
    if case.city is None or (wave is None and every is None):
        return case
    here = case.city.stages
    if here is not None:
        wave, every = wave or here.wave, every or here.every
    if wave is None or every is None:
        message = _(
            "{case} does not say in which waves its districts begin: give both --wave and --every.",
            case=case.id,
        )
        raise ScenarioError(message)
    stages = Stages(wave=wave, every=every, grade="assumption", source="assumption: asked for")
    return case.model_copy(update={"city": case.city.model_copy(update={"stages": stages})})
