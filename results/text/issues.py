"""What happens to an issue, in words: a sentence for every event and for everything it may wait for.

The rule it holds: who waited for what is told without blame; a petition is legitimate voice.
"""

from collections.abc import Callable, Mapping
from typing import Any

from experiments.explanation.issue_history import Event
from results.text.names import joined, month_first
from results.text.rules import percent, precise
from scenarios import read
from scenarios.language import _, pick

type Facts = Mapping[str, Any]


def kind_name(kind: str) -> str:
    """The name of a kind of issue."""
    return next(pick(one.name) for one in read.issue_kinds() if one.id == kind)


def scale_name(scale: int) -> str:
    """How far an issue reaches."""
    return (_("one or two households"), _("the stairwell"), _("the whole compound"))[scale]


def status_name(status: str) -> str:
    """The state of an issue in words."""
    return {
        "open": _("told nobody"),
        "passed on": _("passed on"),
        "assigned": _("in somebody's hands"),
        "reopened": _("came back"),
        "external": _("with the hotline"),
        "escalated": _("pursued outside"),
        "resolved": _("resolved"),
        "lost": _("lost on the way"),
        "faded": _("ended by itself"),
    }[status]


def said(event: Event) -> str:
    """An event in a sentence that begins with its month."""
    sentence = WORDS[event.what](event.facts)
    if event.what != "waits" or event.months == 1:
        return _("{month}: {sentence}", month=month_first(event.month), sentence=sentence)
    last = event.month + event.months - 1
    if event.month <= 0:
        since = month_first(event.month)
        return _(
            "{month}, for {count} months: {sentence}", month=since, count=event.months, sentence=sentence
        )
    return _(
        "Months {first} to {last} ({count} months): {sentence}",
        first=event.month,
        last=last,
        count=event.months,
        sentence=sentence,
    )


def _waits(facts: Facts) -> str:
    return WAITS[facts["for"]](facts)


def _in_words(chance: object) -> str:
    return percent(float(str(chance)))


def _words(facts: Facts) -> str:
    if facts["chance"] is None:
        return _("nobody has been told yet.")
    return _(
        "nobody has been told yet (the chance to keep silent for another month was {chance}).",
        chance=_in_words(facts["chance"]),
    )


def _lead(facts: Facts) -> str:
    if facts["chance"] is None:
        return _("it is open who is responsible.")
    return _(
        "it is open who is responsible (chance that a month settles it: {chance}).",
        chance=_in_words(facts["chance"]),
    )


def _queue(facts: Facts) -> str:
    return _(
        "it waits for the residents' committee (issues before it: {count}, with {days} days of work; its "
        "time: {capacity} staff-days a month).",
        count=facts["count"],
        days=precise(round(facts["days"], 1)),
        capacity=precise(round(facts["capacity"], 1)),
    )


def _by(facts: Facts, unknown: str, known: Callable[[str], str]) -> str:
    return unknown if facts["chance"] is None else known(_in_words(facts["chance"]))


WAITS: Mapping[str, Callable[[Facts], str]] = {
    "words": _words,
    "lead": _lead,
    "hotline": lambda facts: _("it waits for an answer from the 12345 hotline."),
    "outside": lambda facts: _("it is pursued outside the compound."),
    "money": lambda facts: _(
        "it waits for money: the works cost {cost} yuan and the budget does not reach that far yet.",
        cost=precise(facts["cost"]),
    ),
    "builders": lambda facts: _by(
        facts,
        _("the works are under way."),
        lambda chance: _(
            "the works are under way (chance to be finished within a month: {chance}).", chance=chance
        ),
    ),
    "committee": _queue,
    "firm": lambda facts: _by(
        facts,
        _("it lies with the property firm."),
        lambda chance: _(
            "it lies with the property firm (chance to be done within a month: {chance}).", chance=chance
        ),
    ),
    "street": lambda facts: _by(
        facts,
        _("it lies with the street office."),
        lambda chance: _(
            "it lies with the street office (chance to be done within a month: {chance}).", chance=chance
        ),
    ),
    "owners": lambda facts: _by(
        facts,
        _("it lies with the owners' committee."),
        lambda chance: _(
            "it lies with the owners' committee (chance to be done within a month: {chance}).", chance=chance
        ),
    ),
}


def _hands(facts: Facts) -> str:
    return {
        "firm": _("it is in the hands of the property firm."),
        "committee": _("it is in the hands of the residents' committee."),
        "street": _("it is in the hands of the street office."),
        "owners": _("it is in the hands of the owners' committee."),
    }[facts["to"]]


def _found(facts: Facts) -> str:
    names = [pick(read.sections()[kind].name) for kind in facts["instruments"]]
    if not names:
        return _("it was taken in without the household having to tell anybody.")
    return _(
        "it was found or asked for, so that the household did not have to tell anybody ({instruments}).",
        instruments=joined(names),
    )


def _forum(facts: Facts) -> str:
    fair = precise(round(facts["fair"], 2))
    if facts["passed"]:
        return _(
            "a forum heard it and named who takes it on (fairness of the procedure {fair} of 1).", fair=fair
        )
    return _("a forum heard it and found no majority (fairness of the procedure {fair} of 1).", fair=fair)


def _lead_found(facts: Facts) -> str:
    if facts["by"] == "forum":
        return _("the forum settled who is responsible.")
    return _("it was settled who is responsible.")


def _signed(facts: Facts) -> str:
    if facts["petition"] == "large":
        return _(
            "the household signs a large petition, with {count} households in all; it is heard.",
            count=facts["signatures"],
        )
    if facts["petition"] == "group":
        return _(
            "the household signs a group petition, with {count} households in all.", count=facts["signatures"]
        )
    return _(
        "the household signs a petition; {count} households do, too few for it to be handed in (told the "
        "first time only).",
        count=facts["signatures"],
    )


def _resolved(facts: Facts) -> str:
    return {
        "outside": _("it was settled outside the compound."),
        "mediation": _("mediation settled it."),
        "builders": _("the works were finished; it is resolved."),
        "firm": _("the property firm resolved it."),
        "committee": _("the residents' committee resolved it."),
        "street": _("the street office resolved it."),
        "owners": _("the owners' committee resolved it."),
        "workshop": _("the craft workshop repaired it."),
    }[facts["by"]]


WORDS: Mapping[str, Callable[[Facts], str]] = {
    "waits": _waits,
    "committee": lambda facts: _by(
        facts,
        _("the household told the residents' committee."),
        lambda chance: _(
            "the household told the residents' committee (chance in that month {chance}).", chance=chance
        ),
    ),
    "hotline": lambda facts: _("the household called the 12345 hotline."),
    "found_by_forum": lambda facts: _("a forum took it up before anybody was told."),
    "found": _found,
    "forum": _forum,
    "passed_on": lambda facts: _("it is unclear who is responsible, and it is passed on."),
    "lead_found": _lead_found,
    "assigned": _hands,
    "sent_back": lambda facts: _("the hotline sent it back to the compound."),
    "attempt": lambda facts: _("mediation attempt {number} did not settle it.", number=facts["number"]),
    "funded": lambda facts: _("the works have their money ({cost} yuan).", cost=precise(facts["cost"])),
    "escalated": lambda facts: _("mediation came to its end; the household takes it outside the compound."),
    "unanswered": lambda facts: _("outside, too, it was sent back without being settled."),
    "reopened": lambda facts: _("it was called done, did not satisfy, and came back."),
    "signed": _signed,
    "moved": lambda facts: _("the household that raised it moved out; the issue stays."),
    "lost": lambda facts: _("it got lost while it was passed on."),
    "faded": lambda facts: _("the quarrel ended by itself; nobody settled it."),
    "parted": lambda facts: _("the quarrel ended because one of the two moved out."),
    "resolved": _resolved,
}
