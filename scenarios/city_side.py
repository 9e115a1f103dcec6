"""A side of a comparison of cities: a governance model, and each after an @ how staff and money are shared
and when it begins in which district.

Invariant: a city is never one world, and only a city shares anything between districts; whoever asks for
either is told so in one message, before anything runs.
"""

from typing import NamedTuple

from scenarios import allocation, city_starts
from scenarios.entries import Allocation, Case, Governance, Start, Text
from scenarios.language import Language, _, msgid, said_in
from scenarios.problems import ScenarioError, listed

MARK, TOLD, BOTH = "@", msgid("{governance} ({how})"), msgid("{one}; {other}")


class SideName(NamedTuple):
    """The name of a governance model, and what is written after it; None where nothing is."""

    plain: str
    allocation: Allocation | None = None
    start: Start | None = None


def side_name(name: str) -> SideName:
    """What is named, without what is written after it of a city; in either order, each once."""
    found = SideName(name)
    while True:
        plain, mark, word = found.plain.strip().rpartition(MARK)
        shared = next((one for one in allocation.ALLOCATIONS if one == word.strip()), None)
        begun = next((one for one in city_starts.STARTS if one == word.strip()), None)
        if not (mark and plain):
            return found
        if shared and found.allocation is None:
            found = found._replace(plain=plain, allocation=shared)
        elif begun and found.start is None:
            found = found._replace(plain=plain, start=begun)
        else:
            return found


def as_side(governance: Governance, shared: Allocation | None, begun: Start | None) -> Governance:
    """The governance model under which a city shares staff and money so, and which begins so in its
    districts, as a side of its own.
    """
    if shared and governance.allocation is not None:
        message = _("{governance} says already how staff and money are shared.", governance=governance.id)
        raise ScenarioError(message)
    if begun and governance.start is not None:
        message = _("{governance} says already when it begins in which district.", governance=governance.id)
        raise ScenarioError(message)
    words = [one for one in (shared and allocation.NAMES[shared], begun and city_starts.NAMES[begun]) if one]
    side = {
        "id": MARK.join(filter(None, (governance.id, shared, begun))),
        "name": Text(zh=_called(governance, words, "zh"), en=_called(governance, words, "en")),
        "allocation": shared,
        "start": begun,
    }
    return governance.model_copy(update=side)


def _called(governance: Governance, words: list[str], lang: Language) -> str:
    told = [said_in(lang, word) for word in words]
    how = said_in(lang, BOTH).format(one=told[0], other=told[1]) if len(told) > 1 else told[0]
    return said_in(lang, TOLD).format(governance=getattr(governance.name, lang), how=how)


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
    if governance.allocation is not None or governance.start is not None:
        message = _(
            "{governance} says what holds between the districts of a city; {case} is no city.",
            governance=governance.id,
            case=case.id,
        )
        raise ScenarioError(message)
