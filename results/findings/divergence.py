"""Where two worlds part: the first decision and tie, what governance did otherwise, the cascade.

Invariant: a difference between two single worlds is an example, not a result; that is said, and what
could not be traced is said too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.explanation.decision import Decision
from experiments.explanation.divergence import CascadeMonth, Parting, TwoSides
from results.document.blocks import BLANK, Block, Paragraph, Table, lines
from results.findings.decision import Description, decision_description
from results.stories.causal_story import causal_story
from results.stories.people import first, within_the_model
from results.text.issues import channel_name, link_description
from results.text.names import case_name, governance_name, joined, month_first, month_name
from results.text.rules import (
    household_name,
    kind_name,
    outcome_words,
    person_name,
    precise,
    reading_name,
    reading_value,
    rule_name,
)
from scenarios import read
from scenarios.language import _, pick
from scenarios.rules import rule_words

MOST_LEVERS = 8
YEAR = 12


def described(found: Parting) -> Description:
    """A parting as plain objects; `sentences` tell it."""
    return {
        "title": _(
            "{case}: {a} and {b}, replicate {replicate}",
            case=case_name(found.a.case.id),
            a=governance_name(found.a.governance.id),
            b=governance_name(found.b.governance.id),
            replicate="–" if found.replicate is None else found.replicate,
        ),
        "people": causal_story(found),
        "case": found.a.case.id,
        "a": found.a.governance.id,
        "b": found.b.governance.id,
        "replicate": found.replicate,
        "households": found.households,
        "first": None if found.first is None else _first(found, found.first),
        "first_choice": None if found.first_choice is None else _first(found, found.first_choice),
        "tie": None
        if found.tie is None
        else {"month": found.tie.month, "doors": list(found.tie.doors), "only_in": "ab"[found.tie.world]},
        "levers_month": found.levers_month,
        "levers": [
            {"id": name, "name": pick(rule_words().levers[name]), "a": a, "b": b}
            for name, (a, b) in found.levers.items()
        ],
        "months": [_spread(one) for one in found.months],
        "links": [link_description(one) for one in found.links],
        "sentences": list(_sentences(found)),
        "note": _(
            "One pair of runs shows what can happen, not what tends to happen: compare over many replicates."
        )
        + " "
        + within_the_model(),
    }


def _first(found: Parting, two: TwoSides) -> Description:
    apart = two.apart
    return {
        "month": apart.month,
        "rule": apart.rule,
        "name": rule_name(apart.rule),
        "agent": {
            "id": two.person.unique_id,
            "door": two.person.door or None,
            "name": person_name(two.person),
        },
        "count": apart.together,
        "a": decision_description(two.a),
        "b": decision_description(two.b),
        "otherwise": [_both(two, *places) for places in two.otherwise],
        "sentences": list(_first_sentences(found, two)),
    }


def _both(two: TwoSides, place_a: int, place_b: int) -> Description:
    one, other = two.a.readings[place_a], two.b.readings[place_b]
    return {
        "name": reading_name(one),
        "a": reading_value(one, None, other.value),
        "b": reading_value(other, None, one.value),
    }


def _first_sentences(found: Parting, two: TwoSides) -> Iterator[str]:
    apart = two.apart
    yield _(
        "{month}, {rule}: {agent}. Under {a}: {said_a} Under {b}: {said_b}",
        month=month_first(apart.month),
        rule=rule_name(apart.rule),
        agent=person_name(two.person),
        a=governance_name(found.a.governance.id),
        b=governance_name(found.b.governance.id),
        said_a=_ended(two.a),
        said_b=_ended(two.b),
    )
    if apart.together > 1:
        yield _(
            "At that moment {count} answers to this question differ; this is the first of them.",
            count=apart.together,
        )
    differing = [_both(two, *places) for places in two.otherwise]
    if differing:
        inputs = (_("{name} {a} against {b}", name=one["name"], a=one["a"], b=one["b"]) for one in differing)
        yield _(
            "What differs in what it was shown and how it stood: {inputs}.",
            inputs=joined(inputs, long=True),
        )
    elif two.a.draw == two.b.draw:
        yield _("Nothing that it read differs, nor does its draw: the rule itself does.")
    if two.a.draw != two.b.draw:
        yield _("Its draw differs as well: {a} against {b}.", a=_drawn(two.a), b=_drawn(two.b))


def _ended(decision: Decision) -> str:
    """What was decided, as a whole sentence."""
    sentence = outcome_words(decision)
    return sentence if sentence[-1] in ".。" else _("{sentence}.", sentence=sentence)


def _drawn(decision: Decision) -> str:
    return "–" if decision.draw is None else precise(decision.draw)


def _sentences(found: Parting) -> Iterator[str]:
    if found.first is None:
        yield _("The two sides never diverge: every question is answered alike in every month.")
        return
    if found.levers_month is not None:
        yield _levers(found, found.levers_month)
    yield from _held(found)
    yield _("The first answer that differs.") + " " + " ".join(_first_sentences(found, found.first))
    if found.first_choice is None:
        yield _("No choice ever differs, only how much people feel.")
    elif found.first_choice.apart != found.first.apart:
        yield (
            _("The first choice that differs.") + " " + " ".join(_first_sentences(found, found.first_choice))
        )
    yield _tie(found)
    yield _last(found)


def _levers(found: Parting, month: int) -> str:
    moved = [
        _("{name} {a} against {b}", name=pick(rule_words().levers[name]), a=precise(a, b), b=precise(b, a))
        for name, (a, b) in list(found.levers.items())[:MOST_LEVERS]
    ]
    more = len(found.levers) - len(moved)
    return _(
        "What governance moves otherwise from {month} on: {levers}{more}.",
        month=month_name(month),
        levers=joined(moved, long=True),
        more=_(" and {count} more", count=more) if more > 0 else "",
    )


def _held(found: Parting) -> Iterator[str]:
    """The instruments that only one side holds."""
    a, b = ([adopted.kind for adopted in side.governance.instruments] for side in (found.a, found.b))
    for side, mine, other in ((found.a, a, b), (found.b, b, a)):
        if names := [pick(read.sections()[kind].name) for kind in mine if kind not in other]:
            yield _(
                "Only {model} holds: {instruments}.",
                model=governance_name(side.governance.id),
                instruments=joined(names),
            )


def _tie(found: Parting) -> str:
    if found.tie is None:
        return _("No tie differs: everybody knows the same people on both sides.")
    model = (found.a, found.b)[found.tie.world].governance.id
    one, other = (household_name(door) for door in found.tie.doors)
    return _(
        "The first tie that differs: by the end of {month} {one} and {other} know each other under "
        "{model} only.",
        month=month_name(found.tie.month),
        one=one,
        other=other,
        model=governance_name(model),
    )


def _last(found: Parting) -> str:
    last = found.months[-1]
    return _(
        "By {month} {ever} of {all} households have been touched, {now} still are; {slightly} differ at all.",
        month=month_name(last.month),
        ever=last.ever,
        all=found.households,
        now=last.touched,
        slightly=last.slightly,
    )


def _spread(one: CascadeMonth) -> Description:
    return {
        "month": one.month,
        "choices": [
            {"rule": rule, "name": rule_name(rule), "count": count} for rule, count in one.choices.items()
        ],
        "numbers": [
            {"rule": rule, "name": rule_name(rule), "count": count} for rule, count in one.numbers.items()
        ],
        "touched": one.touched,
        "slightly": one.slightly,
        "ever": one.ever,
        "channels": dict(one.channels),
        "issues_only_a": one.issues[0],
        "issues_only_b": one.issues[1],
        "issues_otherwise": one.issues[2],
        "ties": one.ties,
        "institutions": [kind_name(kind) for kind in one.institutions],
        "asked_only_a": one.only_a,
        "asked_only_b": one.only_b,
    }


def document(answer: Mapping[str, Any]) -> Iterator[Block]:
    """A parting as told: people's words, then sentences, the chain, the table of the cascade."""
    yield from first(answer["people"])
    yield from lines((answer["title"], *answer["sentences"]))
    if answer["links"]:
        yield BLANK
        yield Paragraph(_("The first links of the chain, as far as they can be traced:"))
        yield from lines("  " + link["said"] for link in answer["links"])
    if answer["months"]:
        yield BLANK
        yield _table(answer)
        if len(_few(answer["months"])) < len(answer["months"]):
            yield Paragraph(_("Months in between are left out; --json gives all."))
    yield Paragraph(answer["note"])


def _few(months: Sequence[Description]) -> list[Description]:
    """The first year of the cascade, then one month a year and the last."""
    last = len(months) - 1
    return [
        one for place, one in enumerate(months) if place < YEAR or one["month"] % YEAR == 0 or place == last
    ]


def _table(answer: Mapping[str, Any]) -> Table:
    heads = (
        *(_("month"), _("touched now"), _("so far"), _("newly, through")),
        *(_("choices that differ"), _("issues that differ"), _("ties that differ")),
    )
    rows = [
        [
            *(str(one["month"]), str(one["touched"]), str(one["ever"])),
            joined(f"{channel_name(name)} {count}" for name, count in one["channels"].items()),
            joined(f"{part['name']} {part['count']}" for part in one["choices"]),
            str(one["issues_only_a"] + one["issues_only_b"] + one["issues_otherwise"]),
            str(one["ties"]),
        ]
        for one in _few(answer["months"])
    ]
    return Table(heads, rows, lines=False, left=range(len(heads)))
