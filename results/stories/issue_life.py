"""The life of an issue for people: who raised what, why it mattered, what happened when, how it ended.

Invariant: no chance, no draw and no figure of the books; who waited for what is told without blame.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from experiments.explanation.issue_history import Event
from experiments.explanation.issue_story import Story
from results.stories.people import People, people, within_the_model
from results.stories.reasons import ifs, in_a_row, reasons
from results.text.issues import event_sentence, issue_name, scale_name
from results.text.names import after_each_other, in_month, joined, month_first
from results.text.rules import household_name, person_name
from scenarios.language import _, pick
from scenarios.rules import rule_entry

SERIOUS, GRAVE = 0.3, 0.6
"""From which severity (of 1) an issue is called serious, and grave."""

LONG = 2
"""From how many months on it is said how long an issue lasted."""


def issue_life(found: Story) -> People:
    """What became of an issue, in sentences for people."""
    said = [_raised(found), _mattered(found), *map(_happened, _telling(found)), *_ended(found)]
    return people(
        _(
            "What became of it: {kind}, raised {month}",
            kind=issue_name(found.kind),
            month=in_month(found.raised),
        ),
        said,
        _otherwise(found),
        within_the_model(),
    )


def _raised(found: Story) -> str:
    tenure = _("owner") if found.reporter.owner else _("tenant")
    words = {
        "month": month_first(found.raised),
        "who": person_name(found.reporter),
        "words": joined([_("aged {age}", age=found.reporter.age), tenure]),
        "kind": issue_name(found.kind),
    }
    if found.partner:
        return _(
            "{month}: {who} ({words}) had a dispute with {other}: {kind}.",
            other=household_name(found.partner),
            **words,
        )
    return _("{month}: {who} ({words}) had a concern: {kind}.", **words)


def _mattered(found: Story) -> str:
    if found.severity >= GRAVE:
        weight = _("It was grave, and it touched {scale}.", scale=scale_name(found.scale))
    elif found.severity >= SERIOUS:
        weight = _("It was rather serious, and it touched {scale}.", scale=scale_name(found.scale))
    else:
        weight = _("It was not very serious, and it touched {scale}.", scale=scale_name(found.scale))
    if found.raised_by is None or not (why := reasons(found.raised_by)):
        return weight
    spoke = _("Such things come up by chance; what made it likelier: {reasons}.", reasons=in_a_row(why))
    return after_each_other(weight, spoke)


def _otherwise(found: Story) -> list[str]:
    if found.raised_by is None or (words := rule_entry(found.raised_by.rule).for_people) is None:
        return []
    assert words.doing is not None
    return ifs(found.raised_by, pick(words.doing), _("this household"))


def _telling(found: Story) -> Iterator[Event]:
    """The events but short waits beside something else that happened in that month."""
    busy = {event.month for event in found.events if event.what != "waits"}
    for event in found.events:
        if event.what != "waits" or event.months > 1 or event.month not in busy:
            yield event


def _happened(event: Event) -> str:
    facts = {**event.facts, "chance": None} if "chance" in event.facts else event.facts
    plain = PLAIN.get(event.facts["for"] if event.what == "waits" else event.what)
    return event_sentence(event._replace(facts=facts), plain(facts) if plain else None)


def _signed(facts: Mapping[str, Any]) -> str:
    if not facts["petition"]:
        return _("the household signs a petition; too few others do for it to be handed in.")
    return _("the household signs a petition, with {count} households in all.", count=facts["signatures"])


PLAIN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "committee": lambda facts: (
        _("the household told the residents' committee.")
        if "count" not in facts
        else _(
            "it waits for the residents' committee, which has {count} issues to see to first.",
            count=facts["count"],
        )
    ),
    "money": lambda facts: _("it waits for money that is not there yet."),
    "forum": lambda facts: (
        _("a forum heard it and named who takes it on.")
        if facts["passed"]
        else _("a forum heard it and found no majority.")
    ),
    "funded": lambda facts: _("the works have their money."),
    "signed": _signed,
}
"""What the books tell with figures that nobody needs to hear."""


def _ended(found: Story) -> Iterator[str]:
    last = found.run.scenario.months if found.closed is None else found.closed
    months = last - found.raised
    if found.closed is None:
        yield _(
            "At the end of the run (month {month}) it is still not settled, after {months} months.",
            month=last,
            months=months,
        )
    elif months >= LONG:
        yield _("From beginning to end it took {months} months.", months=months)
