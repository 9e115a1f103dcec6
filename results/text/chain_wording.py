"""The links by which a difference reached households, in words.

The rule it holds: what could not be traced is said to be so.
"""

from typing import Any

from experiments.explanation.causal_chain import GOVERNANCE, Link
from experiments.explanation.differences import DIRECT, INSTITUTION, ISSUE, MOVED, NEIGHBOURS
from results.text.issues import kind_name as issue_name
from results.text.names import month_first
from results.text.rules import household_name, kind_name, rule_name
from scenarios.language import _


def channel_name(channel: str) -> str:
    """The way by which a difference reaches a household."""
    return {
        ISSUE: _("an issue"),
        NEIGHBOURS: _("neighbours"),
        INSTITUTION: _("an institution"),
        DIRECT: _("itself"),
        MOVED: _("a move"),
    }[channel]


def link_told(one: Link) -> dict[str, Any]:
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
        "said": _link_said(one),
    }


def _link_said(one: Link) -> str:
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
