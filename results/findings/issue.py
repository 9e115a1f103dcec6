"""The story of an issue: sentences in the order of what happened, and plain objects for programs and pages.

Invariant: who waited for what is told without blame, and what became of an issue is told as the model
has it; a petition is legitimate voice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.explanation.issue_story import Listed, Story
from experiments.explanation.issue_story import stories as find_stories
from experiments.explanation.issue_story import story as find_story
from experiments.explanation.run_lookup import PastRun
from experiments.recording.kept_worlds import PausedBefore
from results.document.blocks import Block, Paragraph, lines
from results.findings.decision import (
    Description,
    decision_description,
    draw_sentence,
    run_description,
)
from results.stories.issue_life import issue_life
from results.stories.people import first, within_the_model
from results.text.issues import event_sentence, issue_name, scale_name, status_name
from results.text.names import in_month, joined, month_first
from results.text.rules import household_name, percent, person_name, precise
from scenarios.language import _


def story(run: PastRun, issue: str, paused: PausedBefore | None = None) -> Description:
    """The life of an issue of a run, told in the language chosen; `issue`: its key or how that begins.

    paused: as `issue_story.story` takes it.
    """
    return described(find_story(run, issue, paused))


def stories(run: PastRun) -> list[Description]:
    """Issues of a run that are worth telling: the longest, those fought outside, those lived with."""
    return [_listed(one) for one in find_stories(run)]


def described(found: Story) -> Description:
    """A story as plain objects; `sentences` tell it in order."""
    events = [
        {"month": one.month, "months": one.months, "what": one.what, "said": event_sentence(one)}
        for one in found.events
    ]
    return {
        "run": run_description(found.run),
        "issue": f"{found.key:016x}",
        "title": _("{kind}, raised {month}", kind=issue_name(found.kind), month=in_month(found.raised)),
        "people": issue_life(found),
        "kind": found.kind,
        "kind_name": issue_name(found.kind),
        "scale": scale_name(found.scale),
        "severity": found.severity,
        "dispute": found.dispute,
        "raised": found.raised,
        "closed": found.closed,
        "reporter": {
            "id": found.reporter.unique_id,
            "door": found.reporter.door,
            "name": person_name(found.reporter),
        },
        "partner": found.partner or None,
        "raised_by": None if found.raised_by is None else decision_description(found.raised_by),
        "events": events,
        "sentences": [*_beginning(found), *(str(one["said"]) for one in events), *_end(found)],
        "note": within_the_model(),
    }


def _beginning(found: Story) -> list[str]:
    other = _("; the other party is {other}", other=household_name(found.partner)) if found.partner else ""
    raised = _(
        "{month}: {who} ({words}) has a concern: {kind} (severity {severity} of 1, it touches "
        "{scale}){other}.",
        month=month_first(found.raised),
        who=person_name(found.reporter),
        words=_who(found),
        kind=issue_name(found.kind),
        severity=precise(round(found.severity, 2)),
        scale=scale_name(found.scale),
        other=other,
    )
    if found.raised_by is None or found.raised_by.draw is None or not found.raised_by.line:
        return [raised]
    if [stretch.answer for stretch in found.raised_by.line] != [1, 0]:
        return [raised, draw_sentence(found.raised_by)]
    chance = found.raised_by.chances.get(1, 0.0)
    why = _(
        "Why then: the chance in that month was {chance}, and the draw {draw} fell below it.",
        chance=percent(chance),
        draw=precise(found.raised_by.draw, chance),
    )
    return [raised, why]


def _who(found: Story) -> str:
    age = _("aged {age}", age=found.reporter.age)
    return joined([age, _("owner") if found.reporter.owner else _("tenant")])


def _end(found: Story) -> list[str]:
    if not found.open:
        return []
    return [_("At the end of the run (month {month}) it is still open.", month=found.run.scenario.months)]


def _listed(one: Listed) -> Description:
    sorts = {"longest": _("longest"), "escalated": _("taken outside"), "endured": _("lived with")}
    return {
        "why": one.sort,
        "why_name": sorts[one.sort],
        "issue": f"{one.key:016x}",
        "kind": one.kind,
        "kind_name": issue_name(one.kind),
        "door": one.door,
        "raised": one.raised,
        "months": one.months,
        "status": one.status,
        "status_name": status_name(one.status),
    }


def document(answer: Mapping[str, Any]) -> Iterator[Block]:
    """A story as told: people's words, then a sentence a line with its figures."""
    yield from first(answer["people"])
    yield Paragraph(_("Issue {issue}: {title}", issue=answer["issue"], title=answer["title"]))
    yield from lines("  " + sentence for sentence in answer["sentences"])
    yield Paragraph(answer["note"])


def listing(found: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Issues worth telling, a line each."""
    if not found:
        yield Paragraph(_("No issue came up in this run."))
    for one in found:
        yield Paragraph(
            _(
                "{issue}  {why}: {kind}, raised {month} by {household}, {months} months, {status}",
                issue=one["issue"],
                why=one["why_name"],
                kind=one["kind_name"],
                month=in_month(one["raised"]),
                household=household_name(one["door"]),
                months=one["months"],
                status=one["status_name"],
            )
        )
