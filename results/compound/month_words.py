"""What happened in a month of a compound, in words: the lines of the ticker and of the text beside the map.

Invariant: every line says what the film or the monthly table holds; who waits is named without blame, and
a petition is legitimate voice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from results.text.issues import issue_name
from results.text.names import event_name, in_percent, joined
from scenarios import read
from scenarios.language import _

MOST_KINDS = 3
"""Kinds of issues that a line names."""


class Line(NamedTuple):
    """One thing that happened: its sort, its words, and the numbers of the issues that it is about."""

    sort: str
    words: str
    issues: tuple[int, ...] = ()


class Month(NamedTuple):
    """A month as its lines are made from it: its events, its row of the monthly table, the shocks that came;
    `changes` by what became of issues: their numbers; `kinds`: of each issue, by its number.
    """

    seen: Mapping[str, Any]
    numbers: Mapping[str, float | None]
    shocks: Sequence[str]
    changes: Mapping[str, Sequence[int]]
    kinds: Sequence[str]


def lines(month: Month) -> list[Line]:
    """What happened, most telling first."""
    return [line for part in PARTS for line in part(month)]


def disputes() -> frozenset[str]:
    """The kinds of issues that are quarrels."""
    return frozenset(kind.id for kind in read.issue_kinds() if kind.tag == "conflict")


def _count(month: Month, observation: str) -> int:
    return round(month.numbers.get(observation) or 0.0)


def _shocks(month: Month) -> Iterator[Line]:
    for kind in month.shocks:
        yield Line("shock", _("From outside: {event}.", event=event_name(kind)))


def _institutions(month: Month) -> Iterator[Line]:
    if _count(month, "firm_exits"):
        yield Line("firm", _("The property firm leaves."))
    if held := _count(month, "elections_held"):
        won, lost = _("An owners' committee is elected."), _("No owners' committee is elected.")
        yield Line("vote", won if _count(month, "elections_won") >= held else lost)
    failed, turnout = month.numbers.get("quorum_failed"), month.numbers.get("owner_turnout")
    if failed is not None and turnout is not None:
        short = _("The owners' assembly lacks its quorum ({share} vote).")
        valid = _("The owners' assembly votes ({share} take part).")
        yield Line("vote", (short if failed else valid).format(share=in_percent(turnout)))


def _petitions(month: Month) -> Iterator[Line]:
    signed, handed_in = len(month.seen["signed"]), _count(month, "cluster_petitions")
    if signed and handed_in:
        text = _("Households that sign: {count}; petitions handed in: {number}.")
        yield Line("petition", text.format(count=signed, number=handed_in))
    elif signed:
        text = _("Households that sign a petition: {count}, too few or too soon to hand it in.")
        yield Line("petition", text.format(count=signed))


def _new_issues(month: Month) -> Iterator[Line]:
    words = {
        True: ("quarrel", _("New quarrels: {count} ({kinds}).")),
        False: ("demand", _("New demands: {count} ({kinds}).")),
    }
    quarrels, raised = disputes(), month.changes.get("raised", ())
    for is_quarrel, (sort, text) in words.items():
        if new := tuple(one for one in raised if (month.kinds[one] in quarrels) == is_quarrel):
            yield Line(sort, text.format(count=len(new), kinds=_kinds(month, new)), new)


def _kinds(month: Month, issues: Sequence[int]) -> str:
    """The most frequent kinds of these issues, with their numbers."""
    found = Counter(month.kinds[one] for one in issues).most_common()
    words = [_("{kind} {count}", kind=issue_name(kind), count=count) for kind, count in found[:MOST_KINDS]]
    return joined([*words, _("others")] if len(found) > MOST_KINDS else words)


def _meetings(month: Month) -> Iterator[Line]:
    if sat := len(month.seen["sat"]):
        heard = tuple(month.changes.get("heard", ()))
        text = _("A session is held; households that sit: {count}, issues heard: {heard}.")
        yield Line("session", text.format(count=sat, heard=len(heard)), heard)
    if mediated := _count(month, "mediated"):
        settled, quarrels = _count(month, "mediation_settled"), disputes()
        done = tuple(one for one in month.changes.get("resolved", ()) if month.kinds[one] in quarrels)
        text = _("Mediation: {settled} of {count} attempts settle a quarrel.")
        yield Line("mediation", text.format(settled=settled, count=mediated), done)
    if met := len(month.seen["met"]):
        yield Line("met", _("Households that staff meet on rounds and visits: {count}.", count=met))
    if gathered := len(month.seen["gathered"]):
        yield Line("gathering", _("Households at neighbourhood events: {count}.", count=gathered))


def _endings(month: Month) -> Iterator[Line]:
    words = {
        "resolved": _("Resolved: {count}."),
        "reopened": _("Came back after they were called done: {count}."),
        "escalated": _("Taken outside the compound: {count}."),
        "endured": _("Nobody works on them any more: {count}."),
    }
    done, resolved = _count(month, "resolved"), len(month.changes.get("resolved", ()))
    if done != resolved:  # the counter beside it has what was entered as done
        words["resolved"] = _(
            "Resolved: {count}; entered as done for the first time, satisfying or not: {done}."
        )
    for what, text in words.items():
        found = tuple(month.changes.get(what, ()))
        if found or (what == "resolved" and done):
            yield Line(what, text.format(count=len(found), done=done), found)


def _shops(month: Month) -> Iterator[Line]:
    opened, ended, shut = (set(month.seen[name]) for name in ("opened", "ended", "shut"))
    if opened:
        text = _("Shops open: {count}, {lawful} of them with the neighbours' consent.")
        lawful = len(opened & set(month.seen["lawful"]))
        yield Line("opened", text.format(count=len(opened), lawful=lawful))
    if ended:
        text = _("Shops close: {count}, {shut} of them by order.")
        yield Line("ended", text.format(count=len(ended), shut=len(ended & shut)))


def _households(month: Month) -> Iterator[Line]:
    if moved := len(month.seen["moved"]):
        yield Line("moved", _("Households that move out, with others moving in: {count}.", count=moved))
    if (share := month.numbers.get("participation")) is not None:
        yield Line("active", _("Of the households at home {share} take part.", share=in_percent(share)))


PARTS = (_shocks, _institutions, _petitions, _new_issues, _meetings, _endings, _shops, _households)
