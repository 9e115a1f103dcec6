"""How a city shares staff and money between its districts, before anything runs.

A fixed total, in days and in yuan, is divided in proportion to a weight of each district:

    equal   its households
    need    demands to be expected: rate of demands × residents × (1 + share of the elderly)
    votes   residents who vote: residents × turnout by habit, from age and Party membership
    own     nothing is moved

All come from the parameters that its compounds begin with. Demands at hand are not counted: there are none
before a run. Residents stand for adults, as the model has no children.

Invariant: what is shared out is scaled in every compound of a district by the same factor, so the total of
the city stays the same to the day and to the yuan, and how a district divides it within itself stays its own.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, get_args

from scenarios.contents import unfit
from scenarios.entries import Allocation, Parameter
from scenarios.fixed import Values
from scenarios.inputs import Member, Scenario
from scenarios.language import _, msgid
from scenarios.problems import ScenarioError

ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)

STAFF, STREET, WORKS = "triage.staff", "street.days", "triage.budget"
MOVED: Mapping[str, tuple[str, ...]] = {
    STAFF: (STAFF,),
    STREET: (STREET, "street.capacity"),
    WORKS: (WORKS,),
}
"""What is shared out, and the parameters that are scaled with it: how many issues a street office can follow
goes with its days.
"""


GROUPS, AGES = ("young", "established", "elderly"), ("young_from", "young_to", "elderly_from", "elderly_to")
"""The age groups, youngest first, and the ages at which they begin and end."""


class Resources(NamedTuple):
    """What a district has in a month: days of committee staff, days of street offices, yuan for works."""

    staff_days: float
    street_days: float
    works_yuan: float


NAMES = {
    "own": msgid("as each district has it"),
    "equal": msgid("shared equally"),
    "need": msgid("shared by need"),
    "votes": msgid("shared by votes"),
}
"""What a governance model under which staff and money are shared so is called besides."""


def compounds(scenario: Scenario) -> Iterator[tuple[Scenario, int]]:
    """The compounds of a district that are alike, and how many there are."""
    return ((member.scenario, member.count) for member in scenario.members)


def residents(compound: Scenario) -> float:
    """How many people live in a compound."""
    return compound.parameters["place.households"] * compound.parameters["place.persons"]


def resources(scenario: Scenario) -> Resources:
    """What a district has in a month, all its compounds together."""
    found = [0.0, 0.0, 0.0]
    for compound, count in compounds(scenario):
        values, people = compound.parameters, count * residents(compound) / 1000.0
        found[0] += people * values[STAFF] * values["triage.days"]
        found[1] += people * values[STREET]
        found[2] += count * values["place.households"] * values[WORKS]
    return Resources(*found)


def _need(compound: Scenario) -> float:
    values = compound.parameters
    return values["issues.rate"] * residents(compound) * (1.0 + values["population.elderly_share"])


def _votes(compound: Scenario) -> float:
    """Residents who vote by habit, as `agents/voter.py` has it, at the middle age of their group."""
    values = compound.parameters
    bounds = [values[f"population.age_{name}"] for name in AGES]
    elderly, young = values["population.elderly_share"], values["population.young_share"]
    groups = zip(GROUPS, (young, 1.0 - young - elderly, elderly), pairwise(bounds), strict=True)
    turnout = 0.0
    for group, share, ages in groups:
        party = values[f"population.party_{group}"]
        for member, part in ((1.0, party), (0.0, 1.0 - party)):
            logit = values["votes.intercept"] + values["votes.age"] * sum(ages) / 2.0
            logit += values["votes.party"] * (member - values["votes.party_centre"])
            turnout += share * part / (1.0 + math.exp(-logit))
    return residents(compound) * turnout


WEIGHTS: Mapping[str, Callable[[Scenario], float]] = {
    "equal": lambda compound: compound.parameters["place.households"],
    "need": _need,
    "votes": _votes,
}


def weight(scenario: Scenario, rule: Allocation) -> float:
    """What a district counts for under a rule that moves something."""
    return sum(count * WEIGHTS[rule](compound) for compound, count in compounds(scenario))


def shared_out(
    districts: Mapping[str, tuple[Scenario, int]], rule: Allocation, ledger: Mapping[str, Parameter]
) -> dict[str, Scenario]:
    """The districts by name with what the rule gives each; with each, how many there are that are alike.

    ScenarioError if a district has nothing of a kind to scale, or would get more than the ledger allows.
    """
    if rule == "own":
        return {name: scenario for name, (scenario, _count) in districts.items()}
    weights = {name: weight(scenario, rule) for name, (scenario, _count) in districts.items()}
    whole = sum(weights[name] * count for name, (_scenario, count) in districts.items())
    has = {name: resources(scenario) for name, (scenario, _count) in districts.items()}
    totals = [sum(has[name][kind] * count for name, (_s, count) in districts.items()) for kind in range(3)]
    found = {}
    for name, (scenario, _count) in districts.items():
        due = [total * weights[name] / whole for total in totals]
        factors = [_factor(name, key, *both) for key, *both in zip(MOVED, due, has[name], strict=True)]
        found[name] = scaled(scenario, factors, ledger, name)
    return found


def _factor(name: str, key: str, due: float, has: float) -> float:
    if due > 0.0 and not has > 0.0:
        problem = _("{district} has {key} = 0 in every compound, so nothing can be shared out to it.")
        raise ScenarioError(problem.format(district=name, key=key))
    return due / has if has > 0.0 else 1.0


def scaled(
    scenario: Scenario, factors: Sequence[float], ledger: Mapping[str, Parameter], name: str
) -> Scenario:
    """The district with its staff, street days and works money times these; ScenarioError if that is more
    than the ledger allows.
    """
    values = dict(scenario.parameters)
    for keys, factor in zip(MOVED.values(), factors, strict=True):
        for key in keys:
            values[key] *= factor
            if scenario.members == () and (problem := unfit(ledger[key], values[key])):
                text = _("{district}, after staff and money were shared out: {key} {problem}.")
                raise ScenarioError(text.format(district=name, key=key, problem=problem))
    members = tuple(
        Member(scaled(member.scenario, factors, ledger, name), member.count) for member in scenario.members
    )
    return replace(scenario, parameters=Values(values), members=members)
