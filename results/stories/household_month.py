"""The month of a household or an institution for people: what it did and did not do, most telling first.

Invariant: chances are those of the decisions; what was rare and did not happen, and what hardly changed,
comes last and together.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from experiments.explanation.agent_lookup import Person
from experiments.explanation.agent_month import Why
from experiments.explanation.decision import Decision
from results.stories.people import People, people, within_the_model
from results.stories.reasons import chance_words, ifs, in_a_row, reasons, reasons_of_change
from results.text.names import after_each_other, in_month, joined
from results.text.rules import (
    kind_name,
    outcome_words,
    percent,
    person_name,
    precise,
    rule_name,
    state_name,
)
from scenarios.language import _, pick
from scenarios.rules import ForPeople, rule_entry, rule_words

MOST_TOLD, MOST_IFS = 7, 4
SELDOM, NOTICED = 0.02, 0.02
"""What was less likely than this and did not happen, and what changed by less than this part of its range, is
not told by itself.
"""

UNLIKELY, DONE, ALWAYS = 0.2, 0.5, 3
TIE = 1e-9
"""Of several amounts by one rule the largest is told."""


class Telling(NamedTuple):
    """A sentence or more about a decision, how telling it is, and what would have made it otherwise."""

    score: float
    said: str
    otherwise: tuple[str, ...] = ()


class Rest(NamedTuple):
    """What is told together at the end: decisions and how they ended, what hardly changed; which decisions of
    those that have one word together are told by themselves.
    """

    others: list[tuple[ForPeople, str]]
    unchanged: list[str]
    told: set[str]

    def ended(self) -> list[str]:
        """How the other decisions ended, those of a sort in one word where none of it is told by itself."""
        found = []
        for words, ended in self.others:
            together = pick(words.together) if words.together else ""
            found.append(together if together and together not in self.told else ended)
        return list(dict.fromkeys(found))


def household_month(found: Why) -> People:
    """What an agent did and did not do in a month, why, and what would have made it otherwise."""
    rest, who = Rest([], [], set()), _who(found.person)
    tellings = [
        _counted(telling, len(alike))
        for alike in _alike(found.decisions)
        for telling in _best([list(_tellings(one, who, rest)) for one in alike])
    ]
    ordered = sorted(tellings, key=lambda one: -one.score)[:MOST_TOLD]
    said = [one.said for one in ordered] + list(_together(rest))
    return people(
        _("What {agent} did {month}", agent=_named(found.person), month=in_month(found.month)),
        said or [_("There is nothing to tell of this month.")],
        [sentence for one in ordered for sentence in one.otherwise][:MOST_IFS],
        after_each_other(
            _(
                "“Because” and “if” move one thing at a time to where it usually lies at the other end, all "
                "else equal."
            ),
            within_the_model(),
        ),
    )


def _who(person: Person) -> str:
    """Whom the sentences are about."""
    return _("this household") if person.door else _("the {kind}", kind=kind_name(person.kind))


def _named(person: Person) -> str:
    return person_name(person) if person.door else _("the {kind}", kind=person_name(person))


def _alike(decisions: Iterable[Decision]) -> Iterable[list[Decision]]:
    """Decisions by the same rule, such as those about several issues, together."""
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        found.setdefault(one.rule, []).append(one)
    return found.values()


def _best(tellings: list[list[Telling]]) -> list[Telling]:
    """Of several decisions by one rule what is most telling."""
    return max(tellings, key=lambda told: max((one.score for one in told), default=-1.0), default=[])


def _counted(telling: Telling, count: int) -> Telling:
    if count == 1:
        return telling
    more = _("This is one of {count} such decisions this month.", count=count)
    return telling._replace(said=after_each_other(telling.said, more))


def _tellings(one: Decision, who: str, rest: Rest) -> Iterator[Telling]:
    entry = rule_entry(one.rule)
    words = entry.for_people
    if not one.steady:
        yield Telling(ALWAYS, after_each_other(*_unsteady(one)))
    elif one.choice is not None and words is not None:
        yield from _choice(one, words, who, rest)
    elif entry.becomes:
        yield from _changes(one, rest)
    elif words is not None and words.says is not None and _worth(one, words):
        sentence = pick(words.says).replace("{value}", _amount(one.numbers[0], entry.unit == "share"))
        said = _with_reasons(_("{sentence}.", sentence=sentence), reasons(one))
        yield Telling(words.weight + TIE * one.numbers[0], said)


def _worth(one: Decision, words: ForPeople) -> bool:
    """Whether an amount is worth telling: none of it seldom is."""
    return words.weight >= ALWAYS or (words.weight > 1 and one.numbers[0] != 0)


def _amount(value: float, share: bool) -> str:
    """An amount for people."""
    if share:
        return chance_words(value) if 0 < value < 1 else percent(value)
    return _("about {percent}", percent=_rounded(value)) if value != int(value) else _rounded(value)


def _unsteady(one: Decision) -> tuple[str, str]:
    return (
        _("{name}: {said}", name=rule_name(one.rule), said=outcome_words(one)),
        _("Its rule depends on something that it is not given, so no reason can be told."),
    )


def _choice(one: Decision, words: ForPeople, who: str, rest: Rest) -> Iterator[Telling]:
    if words.doing is None:
        yield _of_several(one, words, who)
        return
    assert words.did is not None and words.did_not is not None
    done, chance = bool(one.choice), one.chances.get(1, 0.0) if one.line else float(one.choice or 0)
    ended = pick(words.did if done else words.did_not)
    likely = words.weight > 1 and chance >= SELDOM
    if words.weight < ALWAYS and not (likely or (done and words.weight)):
        rest.others.append((words, ended))
        return
    if words.together:
        rest.told.add(pick(words.together))
    doing = pick(words.doing)
    sentence = _sentence(one, chance, {"who": who, "doing": doing, "ended": ended})
    surprise = 1 - chance + DONE if done else chance
    said = _with_reasons(sentence, reasons(one), expected=not one.line or _likelier(one))
    if len(one.line) == 1:
        surprise = -float(words.weight)  # it could not have been otherwise: told after all that could
    yield Telling(words.weight + surprise, said, tuple(ifs(one, doing, who)))


def _likelier(one: Decision) -> bool:
    """Whether the answer was at least as likely as not."""
    return one.chances.get(one.choice or 0, 0.0) >= DONE


def _sentence(one: Decision, chance: float, words: dict[str, str]) -> str:
    if not one.line:
        return _first_up(_("{who}: {ended}.", **words))
    if chance >= 1:
        return _first_up(_("It was certain that {who} {doing} this month.", **words))
    if chance <= 0:
        return _first_up(_("There was no chance that {who} {doing} this month.", **words))
    told = {**words, "chance": chance_words(chance)}
    if chance < UNLIKELY and one.choice:
        return _("The chance that {who} {doing} this month was only {chance}, and yet {ended}.", **told)
    return _("The chance that {who} {doing} this month was {chance}; {ended}.", **told)


def _of_several(one: Decision, words: ForPeople, who: str) -> Telling:
    doing: str = pick(getattr(words, f"doing_{one.choice}"))
    ended: str = pick(getattr(words, f"did_{one.choice}"))
    chance = one.chances.get(one.choice or 0, 1.0)
    sentence = _sentence(one, chance, {"who": who, "doing": doing, "ended": ended})
    said = _with_reasons(sentence, reasons(one), expected=_likelier(one))
    return Telling(words.weight + DONE, after_each_other(_("Something troubles it."), said))


def _with_reasons(sentence: str, why: list[str], expected: bool = True) -> str:
    if not why:
        return sentence
    if expected:
        return after_each_other(sentence, _("Mainly because of {reasons}.", reasons=in_a_row(why)))
    spoke = _("That was partly chance; what spoke for it: {reasons}.", reasons=in_a_row(why))
    return after_each_other(sentence, spoke)


def _changes(one: Decision, rest: Rest) -> Iterator[Telling]:
    for place, state in enumerate(rule_entry(one.rule).becomes):
        before, after, name = one.before[place], one.numbers[place], state_name(one.rule, state)
        known = rule_words().states.get(f"{one.rule.partition('.')[0]}.{state}")
        low, high = known.range if known else (0.0, max(abs(before), abs(after), 1.0))
        part = abs(after - before) / (high - low)
        if part < NOTICED:
            rest.unchanged.append(name)
            continue
        change = _change(_first_up(name), before, after, known.unit if known else "none")
        yield Telling(1 + min(1.0, 20 * part), _with_reasons(change, reasons_of_change(one, place)))


def _change(state: str, before: float, after: float, unit: str) -> str:
    words = {"state": state, **_both(before, after, unit)}
    if unit == "0 to 1" and after > before:
        return _("{state} rose from {before} to {after} (of 100).", **words)
    if unit == "0 to 1":
        return _("{state} fell from {before} to {after} (of 100).", **words)
    if after > before:
        return _("{state} rose from {before} to {after}.", **words)
    return _("{state} fell from {before} to {after}.", **words)


def _both(before: float, after: float, unit: str) -> dict[str, str]:
    """Two values for people, never alike: shares in per cent, what lies between 0 and 1 in hundredths."""
    scale = 100 if unit == "0 to 1" else 1
    written = [
        percent(round(one, 2)) if unit == "share" else _rounded(scale * one) for one in (before, after)
    ]
    if written[0] == written[1]:
        written = [precise(scale * before, scale * after), precise(scale * after, scale * before)]
    return {"before": written[0], "after": written[1]}


def _together(rest: Rest) -> Iterator[str]:
    if rest.others:
        yield _("Nothing else to tell: {list}.", list=joined(rest.ended()))
    if rest.unchanged:
        yield _first_up(_("{states} hardly changed.", states=joined(dict.fromkeys(rest.unchanged))))


def _rounded(value: float) -> str:
    """A number with about two digits that matter."""
    return precise(float(f"{value:.2g}"))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
