"""What happens to an issue, in words: a sentence for every event, for everything it may wait for, and for the
links by which it and other differences reach households.

Invariant: who waited for what is told without blame; a petition is legitimate voice; what could not be traced
is said to be so.
"""

from collections.abc import Callable, Mapping
from typing import Any

from experiments.explanation.causal_chain import GOVERNANCE, Link
from experiments.explanation.differences import DIRECT, INSTITUTION, ISSUE, MOVED, NEIGHBOURS
from experiments.explanation.issue_history import Event
from results.text.names import joined, month_first
from results.text.rules import household_name, kind_name, percent, precise, rule_name
from scenarios import read
from scenarios.language import _, language, msgid, pick

type Facts = Mapping[str, Any]


def issue_name(kind: str) -> str:
    """The name of a kind of issue. The catalogue quotes its source, half-width commas and all."""
    name = next(pick(one.name) for one in read.issue_kinds() if one.id == kind)
    return name.replace(",", "，") if language() == "zh" else name


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
        "endured": _("lived with, nobody works on it"),
        "resolved": _("resolved"),
        "faded": _("ended by itself or given up"),
    }[status]


def event_sentence(event: Event, plain: str | None = None) -> str:
    """An event in a sentence that begins with its month; `plain`: what to say of it instead."""
    sentence = plain or WORDS[event.what](event.facts)
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


def _by_chance(without: str, known: str) -> Callable[[Facts], str]:
    """What says a sentence with the chance of the month, where that is known."""

    def sentence(facts: Facts) -> str:
        chance = facts["chance"]
        return _(without) if chance is None else _(known, chance=percent(float(str(chance))))

    return sentence


def _queue(facts: Facts) -> str:
    return _(
        "it waits for the residents' committee (issues before it: {count}, with {days} days of work; its "
        "time: {capacity} staff-days a month).",
        count=facts["count"],
        days=precise(round(facts["days"], 1)),
        capacity=precise(round(facts["capacity"], 1)),
    )


WAITS: Mapping[str, Callable[[Facts], str]] = {
    "words": _by_chance(
        msgid("nobody has been told yet."),
        msgid("nobody has been told yet (the chance to keep silent for another month was {chance})."),
    ),
    "lead": _by_chance(
        msgid("it is open who is responsible."),
        msgid("it is open who is responsible (chance that a month settles it: {chance})."),
    ),
    "hotline": lambda facts: _("it waits for an answer from the 12345 hotline."),
    "outside": lambda facts: _("it is pursued outside the compound."),
    "nothing": lambda facts: _("nobody works on it any more; those concerned live with it."),
    "money": lambda facts: _(
        "it waits for money: the works cost {cost} yuan and the budget does not reach that far yet.",
        cost=precise(facts["cost"]),
    ),
    "builders": _by_chance(
        msgid("the works are under way."),
        msgid("the works are under way (chance to be finished within a month: {chance})."),
    ),
    "committee": _queue,
    "firm": _by_chance(
        msgid("it lies with the property firm."),
        msgid("it lies with the property firm (chance to be done within a month: {chance})."),
    ),
    "street": _by_chance(
        msgid("it lies with the street office."),
        msgid("it lies with the street office (chance to be done within a month: {chance})."),
    ),
    "owners": _by_chance(
        msgid("it lies with the owners' committee."),
        msgid("it lies with the owners' committee (chance to be done within a month: {chance})."),
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
            "the household signs a large petition, with {count} households of its building cluster in all; "
            "it is heard.",
            count=facts["signatures"],
        )
    if facts["petition"] == "group":
        return _(
            "the household signs a group petition, with {count} households of its building cluster in all.",
            count=facts["signatures"],
        )
    return _(
        "the household signs a petition; {count} households of its building cluster do, too few or too soon "
        "for it to be handed in (told the first time only).",
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
    "committee": _by_chance(
        msgid("the household told the residents' committee."),
        msgid("the household told the residents' committee (chance in that month {chance})."),
    ),
    "committee_again": lambda facts: _("the household told the residents' committee once more."),
    "hotline": lambda facts: _("the household called the 12345 hotline."),
    "hotline_again": lambda facts: _("the household, not satisfied, called the 12345 hotline."),
    "found_by_forum": lambda facts: _("a forum took it up before anybody was told."),
    "found": _found,
    "forum": _forum,
    "led": lambda facts: _("a delegate took the lead."),
    "passed_on": lambda facts: _("it is unclear who is responsible, and it is passed on."),
    "lead_found": _lead_found,
    "assigned": _hands,
    "sent_back": lambda facts: _("the hotline sent it back to the compound."),
    "attempt": lambda facts: _("mediation attempt {number} did not settle it.", number=facts["number"]),
    "funded": lambda facts: _("the works have their money ({cost} yuan).", cost=precise(facts["cost"])),
    "escalated": lambda facts: _("mediation came to its end; the household takes it outside the compound."),
    "unanswered": lambda facts: _("outside, too, it was sent back without being settled."),
    "reopened": lambda facts: _("it was called done, did not satisfy, and came back."),
    "unsatisfied": lambda facts: _(
        "it was called done and did not satisfy; nobody asked, so it was left at that."
    ),
    "signed": _signed,
    "moved": lambda facts: _("the household that raised it moved out; the issue stays."),
    "lost": lambda facts: _("it got lost while it was passed on."),
    "faded": lambda facts: _("the quarrel ended by itself; nobody settled it."),
    "given_up": lambda facts: _("it had waited too long; those who live there gave it up."),
    "parted": lambda facts: _("the quarrel ended because one of the two moved out."),
    "resolved": _resolved,
}


def channel_name(channel: str) -> str:
    """The way by which a difference reaches a household."""
    return {
        ISSUE: _("an issue"),
        NEIGHBOURS: _("neighbours"),
        INSTITUTION: _("an institution"),
        DIRECT: _("itself"),
        MOVED: _("a move"),
    }[channel]


def link_description(one: Link) -> dict[str, Any]:
    """A link as plain objects."""
    return {
        "month": one.month,
        "channel": one.channel,
        "channel_name": channel_name(one.channel),
        "source": one.source or None,
        "issue": None if one.issue is None else f"{one.issue:016x}",
        "doors": list(one.doors),
        "count": one.reached,
        "rule": one.rule or None,
        "said": _link_sentence(one),
    }


def _link_sentence(one: Link) -> str:
    seen = _(" (seen in: {rule})", rule=rule_name(one.rule)) if one.rule else ""
    return _(
        "{month}: {source} → {target}{seen}",
        month=month_first(one.month),
        source=_source(one),
        target=_target(one),
        seen=seen,
    )


def _target(one: Link) -> str:
    if one.reached == 1:
        return household_name(one.doors[0])
    return _("{count} households, {door} among them", count=one.reached, door=one.doors[0])


def _source(one: Link) -> str:
    if one.channel == ISSUE or one.issue is not None:
        return _issue_source(one)
    if one.channel == NEIGHBOURS:
        return _neighbour_source(one)
    if one.channel == INSTITUTION or (one.channel == DIRECT and one.source):
        if not one.source:
            return _("an institution (which one cannot be told)")
        return _("governance") if one.source == GOVERNANCE else kind_name(one.source)
    if one.channel == MOVED:
        return _("another household lives there")
    return _("the household itself, or small differences that add up")


def _issue_source(one: Link) -> str:
    if one.issue is None:
        return _("what became of an attempt of its own or of issues around (which one cannot be told)")
    words = {"issue": f"{one.issue:016x}"[:8], "kind": issue_name(one.kind), "door": one.source}
    if one.by == "own":
        return _("issue {issue} ({kind}), to which it is a party", issue=words["issue"], kind=words["kind"])
    return _("issue {issue} ({kind}) of household {door}", **words)


def _neighbour_source(one: Link) -> str:
    if not one.source:
        return _("neighbours (which ones cannot be told)")
    if one.by == "tie":
        return _("household {door}, an acquaintance", door=one.source)
    return _("household {door} in the same stairwell", door=one.source)
