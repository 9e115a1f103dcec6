"""What is possible and not plausible: values that a run may have and that no evidence speaks for.

Invariant: such a value is never refused and never silent. It is kept with the result, and told in the
same words on the terminal and in the report.
"""

from collections.abc import Iterable, Mapping

from scenarios import read
from scenarios.inputs import Scenario
from scenarios.language import _, pick
from scenarios.problems import number

type Implausible = dict[str, list[float]]
"""By parameter the least and the greatest value beyond the plausible range; and 1 behind them where the
place's own data give it in every scenario.
"""

KNOWN = ("survey", "official", "law")
"""Grades of a case's values that evidence speaks for, whatever is plausible elsewhere."""


def implausible(scenarios: Iterable[Scenario]) -> Implausible:
    """What lies beyond its plausible range in any of the scenarios, or in a compound of one."""
    found: Implausible = {}
    for scenario in scenarios:
        add(found, scenario)
    return found


def add(found: Implausible, scenario: Scenario) -> None:
    """Put to `found` what lies beyond its plausible range in one more scenario."""
    for key, entry in read.ledger().items():
        value = scenario.parameters[key]
        if not entry.low <= value <= entry.high:
            least, most, *known = found.get(key, [value, value, 1])
            still = known if _is_known(scenario, key, value) else []
            found[key] = [min(least, value), max(most, value), *still]
    for member in scenario.members:
        add(found, member.scenario)


def _is_known(scenario: Scenario, key: str, value: float) -> bool:
    given = scenario.case.parameters.get(key)
    return given is not None and given.value == value and given.grade in KNOWN


def told(found: object) -> list[str]:
    """A sentence for each parameter, of what a manifest keeps; none where it keeps nothing."""
    if not isinstance(found, Mapping):
        return []
    return [
        _sentence(key, float(values[0]), float(values[1]), len(values) > 2)
        for key, values in found.items()
        if key in read.ledger()
    ]


def _sentence(key: str, least: float, most: float, known: bool) -> str:
    entry = read.ledger()[key]
    values = number(least) if least == most else _("{low} to {high}", low=number(least), high=number(most))
    if known:
        return _(
            "{name} ({key}) = {value}: so in the data of the place. Elsewhere {low} to {high} is plausible, "
            "and the model was checked against places like those.",
            name=pick(entry.name),
            key=key,
            value=values,
            low=number(entry.low),
            high=number(entry.high),
        )
    return _(
        "{name} ({key}) = {value}: possible, but beyond the plausible range, {low} to {high}. No evidence "
        "speaks for it, and the model was checked against none there.",
        name=pick(entry.name),
        key=key,
        value=values,
        low=number(entry.low),
        high=number(entry.high),
    )
