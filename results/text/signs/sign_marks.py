"""Three marks beside a verdict: whether it holds under the posterior, the prior and other structures.

Invariant: marks differ in shape and not in colour alone, and are in every font and encoding that we print in.
Where no difference could be shown there is no sign that could hold: then it is told how often either came
out.
"""

from collections.abc import Iterable
from enum import StrEnum

from experiments.sign_counts.known_signs import KnownSigns
from experiments.sign_counts.sign_count import SOURCES, SignCount
from experiments.statistics.verdict import MATTERS, Verdict
from results.text.names import joined
from results.text.rows import Row, value
from scenarios.language import _

HOLDS_FROM, FLIPS_FROM = 0.9, 0.1
"""From which share of draws with the same sign it holds; above which share with the opposite it flips."""


class SignMark(StrEnum):
    """What a source says of a verdict."""

    HOLDS = "✓"
    FLIPS = "×"
    WEAKER = "~"
    UNKNOWN = "?"


def has_sign(row: Row) -> bool:
    """Whether a difference was shown whose sign can hold or flip."""
    return bool(row["n"]) and Verdict(str(row["verdict"])) in MATTERS


def mark_of(row: Row, count: SignCount | None) -> SignMark | None:
    """The mark of a row by one source; None where it has no sign."""
    if count is None:
        return SignMark.UNKNOWN
    if (counted := _same_and_opposite(row, count)) is None:
        return None
    same, opposite = counted
    if same >= HOLDS_FROM * count.draws:
        return SignMark.HOLDS
    return SignMark.FLIPS if opposite > FLIPS_FROM * count.draws else SignMark.WEAKER


def _same_and_opposite(row: Row, count: SignCount) -> tuple[int, int] | None:
    """In how many draws the verdict's sign came out, and the opposite one; that a difference is too small to
    matter has no opposite.
    """
    verdict = Verdict(str(row["verdict"]))
    if verdict == Verdict.NOT_SHOWN:
        return None
    if verdict not in MATTERS:
        return count.neither, 0
    return (count.higher, count.lower) if value(row, "difference") > 0 else (count.lower, count.higher)


def marks(row: Row, known: KnownSigns) -> str:
    """The three marks, in the order of SOURCES; empty where nothing is known of the whole comparison. Where
    there is no sign, the shares of draws with either, if known.
    """
    found = known.of(row)
    if not known.counts or not row["n"] or (not found and row["verdict"] == Verdict.NOT_SHOWN):
        return ""
    each = [_mark_or_shares(row, found.get(source)) for source in SOURCES]
    return ("" if all(len(one) == 1 for one in each) else " ").join(each)


def _mark_or_shares(row: Row, count: SignCount | None) -> str:
    mark = mark_of(row, count)
    if mark is not None or count is None:
        return mark or SignMark.UNKNOWN
    for_better, for_worse = better_and_worse(row, count)
    return f"+{_percent(for_better, count)}−{_percent(for_worse, count)}"


def better_and_worse(row: Row, count: SignCount) -> tuple[int, int]:
    """In how many draws b is better and worse; of what is neither good nor bad, higher and lower."""
    return (count.lower, count.higher) if value(row, "direction") < 0 else (count.higher, count.lower)


def counted(source: str, rows: Iterable[Row], known: KnownSigns) -> list[tuple[Row, SignCount]]:
    """Those rows with a sign of which a source says something, each with what it says."""
    return [(row, found[source]) for row in rows if has_sign(row) and source in (found := known.of(row))]


def _percent(some: int, count: SignCount) -> str:
    return f"{100 * some / count.draws:.0f}"


def source_word(source: str) -> str:
    """What a source is called."""
    return {"posterior": _("posterior"), "prior": _("prior"), "structure": _("other structures")}[source]


def words(row: Row, count: SignCount | None) -> str:
    """What a source says of a row, in words."""
    if count is None:
        return _("not known for this comparison")
    counted = _same_and_opposite(row, count)
    if counted is None:
        better, worse = (_percent(one, count) for one in better_and_worse(row, count))
        if value(row, "direction"):
            return _("better in {better} %, worse in {worse} %", better=better, worse=worse)
        return _("higher in {better} %, lower in {worse} %", better=better, worse=worse)
    same, opposite = (_percent(one, count) for one in counted)
    if Verdict(str(row["verdict"])) not in MATTERS:
        return _("too small to matter in {share} %", share=same)
    if mark_of(row, count) is SignMark.FLIPS:
        return _("flips in {share} %", share=opposite)
    return _("holds in {share} %", share=same)


def sentence(row: Row, known: KnownSigns) -> str:
    """What the sources that know anything of a row say of it; empty where it has no marks."""
    if not marks(row, known):
        return ""
    found = known.of(row)
    each = (
        _("{what}: {said}", what=source_word(source), said=words(row, found[source]))
        for source in SOURCES
        if source in found
    )
    return joined(each, long=True) if found else words(row, None)
