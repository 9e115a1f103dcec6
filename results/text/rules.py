"""Agents, rules, and what rules read, as readers see them, in the language chosen.

Invariant: no name of the code reaches a reader where there is a word for it, and two numbers that
differ are never shown alike.
"""

import math

from experiments.explanation.agent_lookup import Person
from experiments.explanation.decision import Decision
from experiments.explanation.rule_probe import Reading, Value
from results.text.names import in_month, joined, number, with_percent
from scenarios import read
from scenarios.language import _, pick
from scenarios.own_kinds import name_of_kind
from scenarios.rules import Measure, rule_entry, rule_words

MOST_DIGITS = 12


def kind_name(kind: str) -> str:
    """The name of a kind of agent; of one of the user's own what its file calls it, else its word there."""
    return name_of_kind(kind)


def person_name(person: Person) -> str:
    """An agent by kind and door, in a district by kind and compound."""
    if person.door:
        return household_name(person.door, person.kind)
    if person.compound is None:
        return kind_name(person.kind)
    return _("{kind} of compound {number}", kind=kind_name(person.kind), number=person.compound)


def household_name(door: str, kind: str | None = None) -> str:
    """A household by its door, and its kind where that is known."""
    if kind is None:
        return _("household {door}", door=door)
    return _("{kind} {door}", kind=kind_name(kind), door=door)


def person_words(person: Person) -> str:
    """What is worth knowing of an agent: of a household its age group, tenure and how long it has lived
    there.
    """
    if not person.door:
        return person_name(person)
    words = [
        _("aged {age}", age=person.age),
        _("owner") if person.owner else _("tenant"),
        _("lives there since before the record")
        if person.since is None
        else _("moved in {month}", month=in_month(person.since)),
    ]
    return joined(words)


def rule_name(rule: str) -> str:
    """The name of a rule by its id; the id of one of a user's own."""
    try:
        return pick(rule_entry(rule).name)
    except LookupError:
        return rule


def answer_words(rule: str, choice: int) -> str:
    """The sentence of a choice."""
    return pick(rule_entry(rule).answers()[choice])


def reading_name(reading: Reading) -> str:
    """The name of what a rule read."""
    if reading.source == "parameter":
        return pick(read.ledger()[reading.key].name)
    measure = measure_of(reading)
    return pick(measure.name) if measure else reading.name


def reading_unit(reading: Reading) -> str:
    """The unit of what a rule read in words; empty where it has none."""
    measure = measure_of(reading)
    if reading.source == "parameter":
        unit = read.ledger()[reading.key].unit
    else:
        unit = measure.unit if measure else "none"
    return "" if unit in ("none", "0 to 1") else _(unit)


def reading_value(reading: Reading, value: Value | None = None, beside: Value | None = None) -> str:
    """What a rule read, or another value in its place, in words and with its unit; `beside` a value from
    which it must be told.
    """
    measure, shown = measure_of(reading), reading.value if value is None else value
    if measure and measure.kind == "flag":
        return _("yes") if shown else _("no")
    if measure and measure.kind == "code":
        words = measure.words.get(f"is_{int(shown)}")
        return pick(words) if words else str(shown)
    if isinstance(shown, bool):
        return _("yes") if shown else _("no")
    if reading_is_share(reading):
        return percent(float(shown), None if beside is None else float(beside))
    text = precise(float(shown), None if beside is None else float(beside))
    unit = reading_unit(reading)
    return f"{text} {unit}" if unit else text


def reading_is_share(reading: Reading) -> bool:
    """Whether what was read is a share, which is told in per cent."""
    measure = measure_of(reading)
    if reading.source == "parameter":
        return read.ledger()[reading.key].unit == "share"
    return measure is not None and measure.unit == "share"


def measure_of(reading: Reading) -> Measure | None:
    """What the words say of an input that is no parameter; None for what they do not know."""
    words = rule_words()
    return words.shown.get(reading.key) or words.states.get(reading.key)


def precise(value: float, beside: float | None = None) -> str:
    """A number with about three digits that matter, and as many more as tell it from the one beside it."""
    if not math.isfinite(value) or value == 0:
        return number(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    if beside is not None:
        while digits < MOST_DIGITS and value != beside and round(value, digits) == round(beside, digits):
            digits += 1
    text = f"{abs(value):,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("−" if value < 0 and text != "0" else "") + text


def percent(share: float, beside: float | None = None) -> str:
    """A share in per cent."""
    return with_percent(precise(100 * share, None if beside is None else 100 * beside))


def outcome_words(decision: Decision) -> str:
    """What was decided, in a sentence."""
    entry = rule_entry(decision.rule)
    if decision.choice is not None:
        return answer_words(decision.rule, decision.choice)
    if entry.becomes:
        moves = zip(entry.becomes, decision.before, decision.numbers, strict=True)
        return joined((_move(decision.rule, *move) for move in moves), long=True)
    assert entry.amount is not None
    unit = "" if entry.unit in ("none", "share") else " " + _(entry.unit)
    amount = decision.numbers[0]
    size = percent(amount) if entry.unit == "share" else precise(amount) + unit
    return _("{amount}: {value}", amount=pick(entry.amount), value=size)


def state_name(rule: str, state: str) -> str:
    """The name of a state of whoever is asked by this rule; the word of the code for one of a user's own."""
    found = rule_words().states.get(f"{rule.partition('.')[0]}.{state}")
    return pick(found.name) if found else state


def _move(rule: str, state: str, before: float, after: float) -> str:
    name = state_name(rule, state)
    if before == after:
        return _("{state} stays at {value}", state=name, value=precise(after))
    return _(
        "{state} goes from {before} to {after}",
        state=name,
        before=precise(before, after),
        after=precise(after, before),
    )
