"""A side of a comparison of cities: a governance model, and after an @ how staff and money are shared.

Invariant: a city is never one world, and only a city shares anything between districts; whoever asks for
either is told so in one message, before anything runs.
"""

from scenarios.allocation import ALLOCATIONS, NAMES
from scenarios.entries import Allocation, Case, Governance, Text
from scenarios.language import _, msgid, said_in
from scenarios.problems import ScenarioError, listed

MARK, BOTH = "@", msgid("{governance} ({shared})")


def governance_and_rule(name: str) -> tuple[str, Allocation | None]:
    """What is named, without the rule of sharing after it, and that rule; None where none is named."""
    plain, mark, rule = name.strip().rpartition(MARK)
    found = next((one for one in ALLOCATIONS if one == rule.strip()), None)
    return (plain, found) if mark and plain and found else (name, None)


def with_allocation(governance: Governance, rule: Allocation) -> Governance:
    """The governance model under which a city shares staff and money so, as a side of its own."""
    if governance.allocation is not None:
        message = _("{governance} says already how staff and money are shared.", governance=governance.id)
        raise ScenarioError(message)
    name = governance.name
    text = Text(
        zh=said_in("zh", BOTH).format(governance=name.zh, shared=said_in("zh", NAMES[rule])),
        en=said_in("en", BOTH).format(governance=name.en, shared=said_in("en", NAMES[rule])),
    )
    side = {"id": f"{governance.id}{MARK}{rule}", "name": text, "allocation": rule}
    return governance.model_copy(update=side)


def check_one_world(case: Case, governance: Governance) -> None:
    """ScenarioError if the case is a city, which is many worlds, or if the side shares what no city has."""
    if case.city is not None:
        message = _(
            "{case} is a city: its districts are worlds of their own, which gongzhi compare runs one by one. "
            "For anything else name one of its districts: {districts}.",
            case=case.id,
            districts=listed({part.id: part for part in case.parts}),
        )
        raise ScenarioError(message)
    if governance.allocation is not None:
        message = _(
            "{governance} says how a city shares staff and money between districts; {case} is no city.",
            governance=governance.id,
            case=case.id,
        )
        raise ScenarioError(message)
