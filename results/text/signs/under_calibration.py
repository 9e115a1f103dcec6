"""Whether signs hold under the calibration: of how many that were shown, in draws from the posterior.

Invariant: it is counted over the same rows and by the same marks that stand beside the verdicts.
"""

from collections.abc import Iterable

from experiments.sign_counts.known_signs import KnownSigns
from experiments.sign_counts.sign_count import POSTERIOR
from results.text.rows import Row
from results.text.signs.sign_marks import SignMark, counted, mark_of
from scenarios.language import _


def signs_word(rows: Iterable[Row], known: KnownSigns) -> str:
    """How many of the signs that were shown hold, of those of which it is known; empty where of none."""
    marks = [mark_of(row, count) for row, count in counted(POSTERIOR, rows, known)]
    if not marks:
        return ""
    return _("{held} of {all} hold", held=marks.count(SignMark.HOLDS), all=len(marks))


def signs_hint(word: str) -> str:
    """The same for a narrow place."""
    return _("signs under the calibration: {word}", word=word or _("not known"))


def signs_sentence(word: str) -> str:
    """The same as a sentence."""
    if word:
        return _("Signs in draws from the calibrated posterior: {word}.", word=word)
    return _("Not known for this comparison: whether signs hold in draws from the calibrated posterior.")
