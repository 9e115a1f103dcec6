"""How sure a verdict is, in three steps.

Invariant: the steps are made of the verdict, the interval and what matters alone, and certainty that
nothing differs is as much worth as certainty that something does. Nothing is sure that was not shown after
correction for many comparisons.
"""

from enum import IntEnum

from experiments.statistics.power import corrected, power_to_show
from experiments.statistics.verdict import SHOWN, Verdict
from results.text.rows import Row, value
from scenarios.language import _

ENOUGH_POWER = 0.8
"""The probability of showing what matters below which a comparison had too few replicates."""


class Certainty(IntEnum):
    """The three steps."""

    OPEN = 1
    FAIRLY_SURE = 2
    SURE = 3

    @property
    def mark(self) -> str:
        """As many dots filled as steps."""
        return "●" * self + "○" * (len(Certainty) - self)


def certainty(row: Row) -> Certainty:
    """How sure the verdict of a row of a comparison is.

    Sure: shown, and the whole interval matters, or the whole interval is too small to matter. Fairly sure:
    shown, but how large it is may be too little to matter. Open: neither was shown.
    """
    found, smallest = Verdict(str(row["verdict"])), value(row, "smallest")
    low, high = value(row, "low"), value(row, "high")
    if found == Verdict.NO_PRACTICAL:
        return Certainty.SURE
    if found == Verdict.IDENTICAL:
        if not value(row, "n") > 1:
            return Certainty.OPEN
        return Certainty.SURE if -smallest < low and high < smallest else Certainty.FAIRLY_SURE
    if found not in SHOWN:
        return Certainty.OPEN
    return Certainty.SURE if min(abs(low), abs(high)) >= smallest else Certainty.FAIRLY_SURE


def certainty_word(step: Certainty) -> str:
    """The step in a word or two."""
    return {
        Certainty.OPEN: _("unsure"),
        Certainty.FAIRLY_SURE: _("fairly sure"),
        Certainty.SURE: _("sure"),
    }[step]


def certainty_meaning(step: Certainty) -> str:
    """What the step means, for a legend."""
    return {
        Certainty.OPEN: _("neither a difference nor its absence was shown"),
        Certainty.FAIRLY_SURE: _("shown, but it may be too small to matter"),
        Certainty.SURE: _("surely large enough to matter, or surely too small"),
    }[step]


def certainty_key() -> list[str]:
    """Dots, word and meaning of every step, the surest first."""
    return [
        f"{step.mark} {certainty_word(step)}{_(': ')}{certainty_meaning(step)}"
        for step in reversed(Certainty)
    ]


def too_few(row: Row, tests: int) -> bool:
    """Whether so many replicates could easily miss a difference that matters; tests: of how many comparisons
    the row is one.
    """
    n, spread, smallest = int(value(row, "n")), value(row, "spread"), value(row, "smallest")
    if n < 2 or spread != spread:
        return True
    return power_to_show(n, spread, smallest, corrected(tests)) < ENOUGH_POWER
