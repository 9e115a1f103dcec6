"""Why, and what if, in words: which inputs of a decision pulled most, by what moving them alone would do.

Invariant: a reason is an input whose other usual value would have made what happened less likely (or another
number); an "if" is one that would have made the other answer likelier. Each is moved alone, all else equal.
"""

from collections.abc import Callable

from experiments.explanation.counterfactual import Sway
from experiments.explanation.decision import Decision
from results.text.rules import percent, reading_name, reading_value
from scenarios.language import _, language, pick
from scenarios.rules import Measure, Trait, rule_words

MOST_REASONS, MOST_IFS = 3, 2
LEAST_MOVE, LEAST_PART = 0.002, 0.2
"""A reason moves a chance, or a number, by at least so much, and by at least this part of what the strongest
one moves.
"""


HARDLY = 0.1
"""Below this part of where it usually lies at most an input is as good as absent."""


def chance_words(chance: float) -> str:
    """A chance for people: in whole per cent, and no false precision at either end."""
    if 0 < chance < 0.01:
        return _("less than 1 %")
    if 0.99 < chance < 1:
        return _("more than 99 %")
    return _("about {percent}", percent=percent(round(chance, 2)))


def in_a_row(words: list[str]) -> str:
    """Reasons after each other."""
    return ("，" if language() == "zh" else ", ").join(dict.fromkeys(words))


def reasons(one: Decision) -> list[str]:
    """What spoke for what was decided, the strongest first; empty where nothing did by itself."""
    if one.choice is not None:
        now = _chance(one)
        return _strongest(one, lambda sway: now - sway.after[_place(one)])
    return _strongest(one, lambda sway: abs(sway.after[0] - one.numbers[0]))


def reasons_of_change(one: Decision, place: int) -> list[str]:
    """What made a state rise or fall; `place` of it among those that the answer is the new value of."""
    up = one.numbers[place] - one.before[place]
    back = -1.0 if up > 0 else 1.0

    def effect(sway: Sway) -> float:
        """How far it would have gone back; what stays as it is explains no change."""
        return 0.0 if _stays(one, sway) else back * (sway.after[place] - one.numbers[place])

    there = one._replace(sways=tuple(sway for sway in one.sways if not _absent(one, sway)))
    return _strongest(there, effect) or _strongest(one, effect)


def ifs(one: Decision, doing: str, who: str) -> list[str]:
    """What would have made the other answer likelier, in sentences; `doing`: what the decision is about."""
    if len(one.chances) < 2 or one.choice not in (0, 1):
        return []
    now, other = one.chances[1], 1 - one.choice
    rising = [
        (sway.after[other], sway)
        for sway in one.sways
        if not _stays(one, sway) and len(sway.after) == 2 and _phrase(one, sway, then=True)
    ]
    found = []
    for _after, sway in sorted(rising, key=lambda pair: -pair[0]):
        if sway.after[other] > one.chances[other]:
            found += _if_sentence(one, sway, now, doing, who)
    return found[:MOST_IFS]


def _if_sentence(one: Decision, sway: Sway, now: float, doing: str, who: str) -> list[str]:
    before, after = chance_words(now), chance_words(sway.after[1])
    if before == after:
        return []
    words = {"doing": doing, "who": who, "before": before, "after": after}
    words["phrase"] = _phrase(one, sway, then=True)
    if one.choice == 0:
        sentence = _(
            "With {phrase}, the chance that {who} {doing} would rise from {before} to {after}", **words
        )
    else:
        sentence = _(
            "With {phrase}, the chance that {who} {doing} would fall from {before} to {after}", **words
        )
    if sway.answer != one.choice:
        return [_("{sentence}; this month it would have ended the other way.", sentence=sentence)]
    return [_("{sentence}.", sentence=sentence)]


def _strongest(one: Decision, effect: Callable[[Sway], float]) -> list[str]:
    found: dict[str, float] = {}
    for sway in one.sways:
        phrase = _phrase(one, sway)
        if phrase and (size := effect(sway)) > LEAST_MOVE:
            found[phrase] = max(size, found.get(phrase, 0.0))
    ordered = sorted(found, key=lambda phrase: -found[phrase])
    return [phrase for phrase in ordered if found[phrase] >= LEAST_PART * found[ordered[0]]][:MOST_REASONS]


def _chance(one: Decision) -> float:
    """How likely the answer was; 1 where it was no matter of chance."""
    return one.chances.get(one.choice or 0, 1.0) if one.line else 1.0


def _place(one: Decision) -> int:
    return one.choice or 0


def _phrase(one: Decision, sway: Sway, then: bool = False) -> str:
    """An input as it stands, or as it would; of one that there are no words for its name and value."""
    end = sway.then if then else sway.stands
    if not end:
        value = reading_value(sway.reading, sway.to if then else None)
        return _("{name} being {value}", name=reading_name(sway.reading), value=value)
    known = _words(one, sway)
    text = known.because.get(end) if known else None
    return pick(text) if text else ""


def _absent(one: Decision, sway: Sway) -> bool:
    """Whether an input hardly is there at all, so that it is a poor reason beside one that is."""
    known = _words(one, sway)
    most = known.usual[1] if known and known.usual else 1.0
    return sway.stands == "low" and 0 <= sway.reading.value <= HARDLY * most


def _stays(one: Decision, sway: Sway) -> bool:
    known = _words(one, sway)
    return known is not None and known.stays


def _words(one: Decision, sway: Sway) -> Measure | Trait | None:
    words, reading = rule_words(), sway.reading
    if reading.source == "parameter":
        return words.traits.get(f"{one.rule.partition('.')[0]}.{reading.name}")
    return words.shown.get(reading.key) or words.states.get(reading.key)
