"""A verdict says in words what may be concluded about governance model b as seen from a.

The rule it holds: first whether the difference is large enough to matter, then whether it was shown, then
which way it goes. "No difference could be shown" is not "no difference".
"""

from enum import StrEnum

from scenarios.language import _

LEVEL = 0.95
"""Coverage of every interval, each by itself, and one minus the error rate of verdicts in a whole table: so
sure are we that no difference in it is called shown that is none, and so sure that none is called too small
to matter that is not."""


class Verdict(StrEnum):
    """What may be said of b; the values are what files and `--json` hold, in every language."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NO_PRACTICAL = "no practical difference"
    NOT_SHOWN = "no difference could be shown"


def verdict(
    difference: float,
    low: float,
    high: float,
    p: float,
    p_equivalence: float,
    direction: int,
    smallest: float,
) -> Verdict:
    """The verdict on a difference b − a with its interval from `low` to `high`.

    Both p are the corrected ones, so an interval that leaves out zero, or one that lies within ±`smallest`,
    may still be "no difference could be shown"; so may a difference too small to matter whose interval
    reaches beyond `smallest` (more worlds will tell). direction is 1 where more is better, −1 where less is;
    below `smallest` nobody would care.
    """
    within = -smallest < low and high < smallest and p_equivalence < 1 - LEVEL
    if low == high == 0 or within:
        return Verdict.NO_PRACTICAL
    shown = p < 1 - LEVEL and not low <= 0 <= high
    if not shown or abs(difference) < smallest:
        return Verdict.NOT_SHOWN
    if direction == 0:
        return Verdict.HIGHER if difference > 0 else Verdict.LOWER
    return Verdict.BETTER if difference * direction > 0 else Verdict.WORSE


def word(found: Verdict) -> str:
    """The verdict in the language chosen, in a few words."""
    return {
        Verdict.BETTER: _("better"),
        Verdict.WORSE: _("worse"),
        Verdict.HIGHER: _("higher"),
        Verdict.LOWER: _("lower"),
        Verdict.NO_PRACTICAL: _("no practical difference"),
        Verdict.NOT_SHOWN: _("no difference could be shown"),
    }[found]


def short(found: Verdict) -> str:
    """The verdict in the language chosen, for a narrow column; what it means must stand below."""
    return _("not shown") if found is Verdict.NOT_SHOWN else word(found)


def sentence(found: Verdict, a: str, b: str) -> str:
    """The verdict as a sentence on the governance models named a and b, in the language chosen."""
    return {
        Verdict.BETTER: _("{b} is better than {a}", a=a, b=b),
        Verdict.WORSE: _("{b} is worse than {a}", a=a, b=b),
        Verdict.HIGHER: _("{b} is higher than {a}", a=a, b=b),
        Verdict.LOWER: _("{b} is lower than {a}", a=a, b=b),
        Verdict.NO_PRACTICAL: _("no practical difference between {a} and {b}", a=a, b=b),
        Verdict.NOT_SHOWN: _("no difference between {a} and {b} could be shown", a=a, b=b),
    }[found]
