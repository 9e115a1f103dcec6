"""Where two worlds parted, for a room: what differs, the first choice, why, how it spread, where it stands.

Invariant: at most five sentences; that a pair of runs is an example and no result is one of them.
"""

from experiments.explanation.decision import Decision
from experiments.explanation.differences import DIRECT
from experiments.explanation.divergence import Parting, TwoSides
from results.stories.people import People, people
from results.stories.reasons import in_a_row
from results.text.issues import channel_name
from results.text.names import governance_name, joined, month_first, month_name
from results.text.rules import measure_of, outcome_words, person_name, reading_name, reading_value, rule_name
from scenarios import read
from scenarios.language import _, pick
from scenarios.rules import rule_entry

MOST_INPUTS, NOTICED = 2, 0.05
"""How many differing inputs are told, and how far apart (as a part of where they usually lie) all but the
first must be.
"""


def causal_story(found: Parting) -> People:
    """How two worlds that began alike came apart, in five sentences."""
    names = {"a": governance_name(found.a.governance.id), "b": governance_name(found.b.governance.id)}
    said = [_differs(found, names)]
    two = found.first_choice or found.first
    if two is None:
        said.append(_("It came to nothing: everybody decided the same in every month."))
    else:
        said += [_first(found, two, names), _reason(two, names), _spread(found), _stands(found)]
    return people(_("How the two worlds came apart: {a} and {b}", **names), said)


def _differs(found: Parting, names: dict[str, str]) -> str:
    mine: list[set[str]] = [{one.kind for one in side.governance.instruments} for side in (found.a, found.b)]
    parts = [
        _("{model} has {instruments}", model=model, instruments=joined(_instruments(kinds - others)))
        for model, kinds, others in ((names["a"], mine[0], mine[1]), (names["b"], mine[1], mine[0]))
        if kinds - others
    ]
    if not parts and found.a.governance == found.b.governance:
        return _("The people, their ties, all that befalls them and how they are governed are the same.")
    if not parts:
        return _(
            "The people, their ties and all that befalls them are the same; only settings of instruments "
            "differ."
        )
    return _(
        "The people, their ties and all that befalls them are the same; what differs: {parts}.",
        parts=joined(parts, long=True),
    )


def _instruments(kinds: set[str]) -> list[str]:
    return [pick(read.sections()[kind].name) for kind in sorted(kinds)]


def _first(found: Parting, two: TwoSides, names: dict[str, str]) -> str:
    words = {
        **names,
        "month": month_first(two.apart.month),
        "who": person_name(two.person),
        "what": rule_name(two.apart.rule),
        "did_a": _ended(two.a),
        "did_b": _ended(two.b),
    }
    if found.first_choice is None:
        return _(
            "{month}: the first small difference shows, at {who} ({what}); no choice ever differs, only how "
            "much people feel.",
            **words,
        )
    return _(
        "{month}: somebody chooses otherwise for the first time, {who}: under {a}, {did_a}; under {b}, "
        "{did_b}.",
        **words,
    )


def _ended(one: Decision) -> str:
    """What was decided, within a sentence."""
    words = rule_entry(one.rule).for_people
    named = (
        {0: "did_not", 1: "did"} if words is not None and words.doing else {n: f"did_{n}" for n in range(3)}
    )
    text = getattr(words, named[one.choice]) if words is not None and one.choice is not None else None
    return pick(text) if text else outcome_words(one).rstrip(".。")


def _reason(two: TwoSides, names: dict[str, str]) -> str:
    ordered = sorted(two.otherwise, key=lambda places: -_apart(two, *places))[:MOST_INPUTS]
    pairs = [places for places in ordered if _apart(two, *places) >= NOTICED] or ordered[:1]
    if not pairs:
        if two.a.draw == two.b.draw:
            return _("Both stood alike and were shown the same: the rule itself is another.")
        return _("It was asked at another moment, so chance decided otherwise.")
    inputs = [
        _(
            "{name} was {value_a} under {a} and {value_b} under {b}",
            name=reading_name(two.a.readings[in_a]),
            value_a=reading_value(two.a.readings[in_a], None, two.b.readings[in_b].value),
            value_b=reading_value(two.b.readings[in_b], None, two.a.readings[in_a].value),
            **names,
        )
        for in_a, in_b in pairs
    ]
    return _("What had changed for it until then: {inputs}.", inputs=in_a_row(inputs))


def _apart(two: TwoSides, in_a: int, in_b: int) -> float:
    """How far an input lies apart, as a part of where it usually lies."""
    one, other = two.a.readings[in_a], two.b.readings[in_b]
    measure = measure_of(one)
    low, high = (measure.usual or measure.range) if measure else (0.0, 1.0)
    return abs(other.value - one.value) / (high - low)


def _spread(found: Parting) -> str:
    totals: dict[str, int] = {}
    for month in found.months:
        for channel, count in month.channels.items():
            totals[channel] = totals.get(channel, 0) + count
    if not totals:
        return _("It did not spread: no household was clearly touched.")
    peak = max(found.months, key=lambda month: month.touched)
    most = max(totals, key=lambda name: totals[name])
    words = {"month": month_name(peak.month), "count": peak.touched}
    if most == DIRECT:
        return _(
            "Most households were reached by governance itself or by choices of their own, through nobody "
            "else; it went furthest in {month}, when {count} households stood clearly otherwise.",
            **words,
        )
    return _(
        "It spread mostly through {channel} and reached furthest in {month}, when {count} households stood "
        "clearly otherwise.",
        channel=channel_name(most),
        **words,
    )


def _stands(found: Parting) -> str:
    last = found.months[-1]
    return _(
        "By {month} {ever} of {all} households had been touched and {now} still were; this pair of runs is "
        "an example of what can happen, not of what usually does.",
        month=month_name(last.month),
        ever=last.ever,
        all=found.households,
        now=last.touched,
    )
