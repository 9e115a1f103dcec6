"""What happened to an issue, month by month: told, passed on, heard, waited for, mediated, settled or lost.

Invariant: an event is what the books of two months in a row say; what goes on inside a month is told
only where the books or a decision show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.resident import EXTERNAL as TO_HOTLINE
from agents.resident import INTERNAL
from experiments.explanation.decision import Decision
from experiments.explanation.issue_month import Books, IssueMonth
from model.issues import (
    ASSIGNED,
    BY_FORUM,
    BY_HOTLINE,
    COMMITTEE,
    ENDURED,
    ESCALATED,
    EXTERNAL,
    FADED,
    FIXERS,
    NEVER,
    OPEN,
    PASSED_ON,
    REOPENED,
    RESOLVED,
)

if TYPE_CHECKING:
    pass


class Event(NamedTuple):
    """Something that happened to an issue in a month; a wait (`what` is "waits") lasts `months`."""

    month: int
    what: str
    facts: Mapping[str, Any]
    months: int = 1


def events(months: list[IssueMonth], choices: Mapping[int, Decision]) -> list[Event]:
    """The life of an issue from its months; `choices` are the holder's, by month: whom to tell."""
    found: list[Event] = []
    before: IssueMonth | None = None
    for now in months:
        for event in _of_month(before, now, choices.get(now.month)):
            _append(found, event)
        before = now
    return found


def _append(found: list[Event], event: Event) -> None:
    """Add an event. A wait that goes on makes the one before it longer; a signature that comes to nothing is
    told once.
    """
    if event.what == "signed" and not event.facts["petition"] and any(one.what == "signed" for one in found):
        return
    place = len(found) - 1
    while place >= 0 and found[place].what == "signed":
        place -= 1
    before = found[place] if place >= 0 else None
    if before and event.what == before.what == "waits" and event.facts["for"] == before.facts["for"]:
        found[place] = before._replace(months=before.months + 1, facts=event.facts)
    else:
        found.append(event)


def _of_month(before: IssueMonth | None, now: IssueMonth, choice: Decision | None) -> Iterator[Event]:
    books, month = now.books, now.month
    old: Books = before.books if before else {"status": OPEN, "channel": 0, "attempts": 0, "funded": False}
    if before and now.lived[0] != before.lived[0] and books["status"] != FADED:
        yield Event(month, "moved", {})
    if old["status"] == OPEN and books["channel"]:
        yield _told(now, choice)
    again = books["told_again"] > old.get("told_again", 0)
    if again:
        yield _told_again(now, choice)
    if books["in_forum"] and not old.get("in_forum"):
        yield Event(month, "forum", {"passed": books["lead"] > 1.0, "fair": books["procedure"]})
    if books["led"] and not old.get("led"):
        yield Event(month, "led", {})
    yield from _responsibility(old, now)
    if books["attempts"] > old["attempts"]:
        yield Event(month, "attempt", {"number": books["attempts"]})
    if books["funded"] and not old["funded"]:
        yield Event(month, "funded", {"cost": books["cost"]})
    if books["status"] == ESCALATED and old["status"] != ESCALATED:
        yield Event(month, "escalated", {})
    if old["status"] == ESCALATED and old["returns"] != NEVER == books["returns"]:
        yield Event(month, "unanswered", {})
    if _came_back(old, books) and not again:
        yield Event(month, "reopened", {})
    if books["status"] == ENDURED and (again or old["status"] != ENDURED):
        yield Event(month, "lost" if _lost(books) else "unsatisfied", {})
    if now.signed:
        yield Event(month, "signed", {"signatures": now.signatures, "petition": now.petition})
    yield _ending(before, now) if books["status"] >= RESOLVED else _wait(now, choice)


def _told(now: IssueMonth, choice: Decision | None) -> Event:
    channel = now.books["channel"]
    if channel == BY_HOTLINE:
        return Event(now.month, "hotline", {})
    if channel == BY_FORUM:
        return Event(now.month, "found_by_forum", {})
    if choice is not None and choice.choice == INTERNAL:
        return Event(now.month, "committee", {"chance": choice.chances.get(INTERNAL)})
    return Event(now.month, "found", {"instruments": now.instruments})


def _told_again(now: IssueMonth, choice: Decision | None) -> Event:
    outside = choice is not None and choice.choice == TO_HOTLINE
    return Event(now.month, "hotline_again" if outside else "committee_again", {})


def _responsibility(old: Books, now: IssueMonth) -> Iterator[Event]:
    books, status = now.books, now.books["status"]
    if _was_sent_back(old, books):
        yield Event(now.month, "sent_back", {})
    if status == PASSED_ON != old["status"] or (_lost(books) and old["status"] not in (PASSED_ON, ENDURED)):
        yield Event(now.month, "passed_on", {})
    if old["status"] == PASSED_ON and status not in (PASSED_ON, FADED) and not _lost(books):
        heard = books["in_forum"] and books["lead"] > 1.0 and not old.get("in_forum")
        by = "forum" if heard and not books["led"] else "coordination"
        yield Event(now.month, "lead_found", {"by": by, "chance": now.lead})
    elif status == ASSIGNED and old["status"] in (OPEN, EXTERNAL) and not books["ambiguous"]:
        yield Event(now.month, "assigned", {"to": _hands(now)})


def _lost(books: Books) -> bool:
    """Whether it was passed on until it was lost: lived with, and never called done."""
    return bool(books["status"] == ENDURED and books["done"] == NEVER)


def _was_sent_back(old: Books, books: Books) -> bool:
    """Whether the hotline gave it back this month; it may have been told of it in the same month."""
    if books["returns"] != NEVER:
        return False
    at_once = old["status"] == OPEN and books["channel"] == BY_HOTLINE
    return bool(at_once or (old["status"] == EXTERNAL and old["returns"] != NEVER))


def _came_back(old: Books, books: Books) -> bool:
    """Whether what was called done was sent back: for the first time, or once more."""
    if books["status"] != REOPENED:
        return False
    return bool(old["status"] != REOPENED or books["work"] > old["work"])


def _hands(now: IssueMonth) -> str:
    """In whose hands it is: the residents' committee takes disputes and what belongs to nobody else."""
    if now.books["dispute"] or now.nobody_else:
        return FIXERS[COMMITTEE]
    return FIXERS[now.books["fixer"]]


PACE = {
    "firm": "property_firm.finishes",
    "street": "street_office.finishes",
    "owners": "owners_committee.finishes",
}


def _wait(now: IssueMonth, choice: Decision | None) -> Event:
    """What an open issue waits for at the end of the month."""
    books, status = now.books, now.books["status"]
    if status == OPEN:
        chance = None if choice is None else choice.chances.get(0)
        return Event(now.month, "waits", {"for": "words", "chance": chance})
    if status == PASSED_ON:
        return Event(now.month, "waits", {"for": "lead", "chance": now.lead})
    if status == EXTERNAL:
        return Event(now.month, "waits", {"for": "hotline"})
    if status == ESCALATED:
        return Event(now.month, "waits", {"for": "outside"})
    if status == ENDURED:
        return Event(now.month, "waits", {"for": "nothing"})
    if books["capital"]:
        what = "builders" if books["funded"] else "money"
        chance = _chance(now.pace.get("construction_company.builds"))
        return Event(now.month, "waits", {"for": what, "cost": books["cost"], "chance": chance})
    hands = _hands(now)
    if hands == FIXERS[COMMITTEE]:
        count, days, capacity = now.queue
        return Event(now.month, "waits", {"for": hands, "count": count, "days": days, "capacity": capacity})
    return Event(now.month, "waits", {"for": hands, "chance": _chance(now.pace.get(PACE[hands]))})


def _chance(hazard: float | None) -> float | None:
    """The chance a month that comes of a hazard a month."""
    return None if hazard is None else 1.0 - float(np.exp(-hazard))


def _ending(before: IssueMonth | None, now: IssueMonth) -> Event:
    status = now.books["status"]
    if status == FADED and not now.books["dispute"]:
        return Event(now.month, "given_up", {})
    if status == FADED:
        moved = before is not None and before.lived != now.lived
        return Event(now.month, "parted" if moved else "faded", {})
    return Event(now.month, "resolved", {"by": _by(now)})


def _by(now: IssueMonth) -> str:
    """Who settled it: what is left of the work, and of the money, tells."""
    books = now.books
    if books["returns"] != NEVER:
        return "outside"
    if books["dispute"]:
        return "mediation"
    if books["capital"]:
        return "builders"
    if books["worked"] >= books["until_done"] and books["worked"] > 0.0:
        return FIXERS[books["fixer"]]
    return "committee" if books["work"] <= 0.0 else "workshop"
