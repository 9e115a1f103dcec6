"""A verdict says in words what may be concluded about governance model b as seen from a.

Invariant: first whether there is any difference, then whether it was shown to be too small to matter,
then whether it was shown at all, how large it is and which way it goes. "No difference could be shown" is not
"no difference", and is never said of a difference that was shown.
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
    SMALL = "shown, but smaller than what matters"
    NO_PRACTICAL = "no practical difference"
    IDENTICAL = "identical in every replicate"
    NOT_SHOWN = "no difference could be shown"


MATTERS = (Verdict.BETTER, Verdict.WORSE, Verdict.HIGHER, Verdict.LOWER)
SHOWN = (*MATTERS, Verdict.SMALL)
"""Verdicts on a difference that was shown and is no smaller than what matters; on any that was shown."""


def verdict(
    difference: float,
    low: float,
    high: float,
    p: float,
    p_equivalence: float,
    direction: int,
    smallest: float,
    spread: float,
) -> Verdict:
    """The verdict on a difference b − a with its interval from `low` to `high`.

    Both p are the corrected ones, so an interval that leaves out zero, or one that lies within ±`smallest`,
    may still be "no difference could be shown". direction is 1 where more is better, −1 where less is; what
    is below `smallest` does not matter; spread: that of the replicates' differences, 0 where all are alike.
    """
    if difference == spread == 0:
        return Verdict.IDENTICAL
    if -smallest < low and high < smallest and p_equivalence < 1 - LEVEL:
        return Verdict.NO_PRACTICAL
    if not p < 1 - LEVEL or low <= 0 <= high:
        return Verdict.NOT_SHOWN
    if abs(difference) < smallest:
        return Verdict.SMALL
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
        Verdict.SMALL: _("shown, but smaller than what matters"),
        Verdict.NO_PRACTICAL: _("no practical difference"),
        Verdict.IDENTICAL: _("identical in every replicate"),
        Verdict.NOT_SHOWN: _("no difference could be shown"),
    }[found]


def short(found: Verdict) -> str:
    """The verdict in the language chosen, for a narrow column; what it means must stand below."""
    narrow = {
        Verdict.SMALL: _("small"),
        Verdict.IDENTICAL: _("identical"),
        Verdict.NOT_SHOWN: _("not shown"),
    }
    return narrow.get(found) or word(found)


def sentence(found: Verdict, a: str, b: str) -> str:
    """The verdict as a sentence on the governance models named a and b, in the language chosen."""
    return {
        Verdict.BETTER: _("{b} is better than {a}", a=a, b=b),
        Verdict.WORSE: _("{b} is worse than {a}", a=a, b=b),
        Verdict.HIGHER: _("{b} is higher than {a}", a=a, b=b),
        Verdict.LOWER: _("{b} is lower than {a}", a=a, b=b),
        Verdict.SMALL: _(
            "a difference between {a} and {b} was shown, but it is smaller than what matters", a=a, b=b
        ),
        Verdict.NO_PRACTICAL: _("no practical difference between {a} and {b}", a=a, b=b),
        Verdict.IDENTICAL: _("{a} and {b} are identical in every replicate", a=a, b=b),
        Verdict.NOT_SHOWN: _("no difference between {a} and {b} could be shown", a=a, b=b),
    }[found]
