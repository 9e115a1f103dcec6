"""What stands below a table of verdicts on their signs: which do not hold, how marks are read, on what they
rest, and how to find out what is not known.

Invariant: wherever marks stand it is said how many draws they rest on, on which posterior, over how many
months, and whether an earlier code of the model made them.
"""

import math
import shlex
from collections.abc import Iterable, Iterator, Sequence

from experiments.sign_counts.known_signs import KnownSigns
from experiments.sign_counts.sign_count import POSTERIOR, PRIOR, SOURCES, STRUCTURE, SignCount
from experiments.statistics.exact_share import exact_share
from results.text.names import after_each_other, joined, name_in, pair_name
from results.text.rows import Row
from results.text.signs.sign_marks import HOLDS_FROM, SignMark, counted, has_sign, mark_of, source_word, words
from scenarios.language import _
from scenarios.posterior import OF_VERSION_ONE, caution

UNDER = (POSTERIOR, PRIOR)
"""What `gongzhi compare --under` can draw from."""


def pair_sentences(rows: Sequence[Row], known: KnownSigns) -> Iterator[str]:
    """A line for each pair on which of its differences keep their sign, and which do not; rows: of one case
    and cost.
    """
    for a, b in dict.fromkeys((str(row["a"]), str(row["b"])) for row in rows):
        of_pair = [row for row in rows if (row["a"], row["b"]) == (a, b)]
        if told := [text for source in SOURCES if (text := _of_source(source, of_pair, known))]:
            yield _("Signs of {pair}: {said}.", pair=pair_name(a, b), said=joined(told, long=True))


def _of_source(source: str, rows: Iterable[Row], known: KnownSigns) -> str:
    """How many of the rows that it says something of hold by one source, and what it says of the others;
    empty where it says nothing.
    """
    there = counted(source, rows, known)
    if not there:
        return ""
    others = [(row, count) for row, count in there if mark_of(row, count) is not SignMark.HOLDS]
    text = _(
        "{source}: {held} of {all} hold",
        source=source_word(source),
        held=len(there) - len(others),
        all=len(there),
    )
    if not others:
        return text
    not_held = joined(f"{name_in(row)} {words(row, count)}" for row, count in others)
    return _("{clause}, {next}", clause=text, next=not_held)


def key() -> Iterator[str]:
    """How the marks are read, and what counts as a sign."""
    yield _(
        "Three marks after a verdict say whether its sign holds under the posterior, under the prior, under "
        "other structures of the model. ✓: in 90 % of draws or more; ×: it flips in more than 10 %; ~: "
        "neither; ?: not known. +8−17: nothing was shown here; better in 8 % of draws, worse in 17 %."
    )
    yield _(
        "A draw counts by the sign of its mean paired difference; one that is smaller than the smallest "
        "difference of interest counts as neither, and that is how “no practical difference” and “small” "
        "hold."
    )


def short_key(signs_of: str) -> str:
    """The same where there is little room, and on what the marks rest (`short_basis`)."""
    key = _(
        "Sign under posterior, prior, other structures: ✓ holds in 90 % of draws or more; × flips in over "
        "10 %; ~ neither; ? not known."
    )
    return after_each_other(key, signs_of)


def basis(rows: Iterable[Row], known: KnownSigns) -> Iterator[str]:
    """On what the marks rest: a line for each source that says anything of these rows."""
    found: dict[str, list[SignCount]] = {}
    for row in rows:
        for source, count in known.of(row).items():
            found.setdefault(source, []).append(count)
    for source in SOURCES:
        if counts := found.get(source):
            yield _basis(counts, known.code)


def short_basis(known: KnownSigns) -> str:
    """How many draws of each source, over how many months, and on what calibration; empty where nothing is
    known.
    """
    most: dict[str, SignCount] = {}
    for found in known.counts.values():
        for source, count in found.items():
            most[source] = max(most.get(source, count), count, key=lambda one: one.draws)
    said = [
        _("{source} {draws} draws", source=source_word(source), draws=most[source].draws)
        + (_(" (calibrated on version one)") if most[source].basis in OF_VERSION_ONE else "")
        for source in SOURCES
        if source in most
    ]
    months = next((count.months for count in most.values()), 0)
    return _("{sources}, over {months} months.", sources=joined(said), months=months) if said else ""


def _basis(counts: Sequence[SignCount], code: str) -> str:
    one = max(counts, key=lambda count: count.draws)
    numbers = {"draws": one.draws, "months": one.months, "replicates": one.replicates}
    text = {
        POSTERIOR: _(
            "Posterior: {draws} draws over {months} months, replicates of each draw: {replicates}.", **numbers
        ),
        PRIOR: _(
            "Prior: {draws} draws from the ledger's ranges over {months} months, replicates of each draw: "
            "{replicates}.",
            **numbers,
        ),
        STRUCTURE: _(
            "Other structures: {draws} ways to build the model otherwise, over {months} months, replicates: "
            "{replicates}.",
            **numbers,
        ),
    }[one.source]
    said = [text, *filter(None, [caution(one.basis) if one.basis else ""])]
    if one.replicates == 1:
        said.append(_("Chance in a single replicate counts too."))
    if one.source in UNDER:
        said.append(_precision(one.draws))
    if one.code and code and not _same_code(one.code, code):
        said.append(_("Made by an earlier code of the model ({code}).", code=one.code))
    return after_each_other(*said)


def _same_code(codes: str, of_comparison: str) -> bool:
    """Whether any of the codes of some counts is one of the comparison's, as far as it is written out."""
    return any(code.startswith(tuple(codes.split())) for code in of_comparison.split())


def _precision(draws: int) -> str:
    """How well so many draws tell a share."""
    some = math.ceil(HOLDS_FROM * draws)
    low, high = exact_share(some, draws)
    return _(
        "How well so many tell a share: {some} of {draws} has the 95 % interval {low} to {high} %.",
        some=some,
        draws=draws,
        low=f"{100 * low:.0f}",
        high=f"{100 * high:.0f}",
    )


def not_known(rows: Sequence[Row], known: KnownSigns) -> Iterator[str]:
    """Of what sources nothing is known, of which outcomes less than of others, and the command that finds it
    out; nothing where all is known. rows: those with a sign.
    """
    found = [known.of(row) for row in rows]
    lacking = [source for source in SOURCES if not any(source in one for one in found)]
    partly = [row for row, one in zip(rows, found, strict=True) if len(one) < len(SOURCES) - len(lacking)]
    if lacking and rows:
        text = _(
            "Not known for this comparison: whether signs hold under {sources}.",
            sources=joined(map(source_word, lacking)),
        )
        yield after_each_other(text, *_find_out(lacking, known))
    if partly:
        outcomes = joined(dict.fromkeys(map(name_in, partly)))
        yield _("Not known everywhere for: {outcomes}.", outcomes=outcomes)


def _find_out(lacking: Sequence[str], known: KnownSigns) -> Iterator[str]:
    if known.months:
        yield _(
            "Something is known over other numbers of months: {months} (--months).",
            months=joined(map(str, known.months)),
        )
    under = [source for source in UNDER if source in lacking]
    if under and known.command[1:2] == ("compare",):
        words = [*known.command, "--under", ",".join(under)]
        yield _("To find it out: {command}", command=shlex.join(words))


def on_signs(rows: Sequence[Row], known: KnownSigns) -> Iterator[str]:
    """Everything below tables whose rows bear marks, but for the lines of single pairs."""
    if any(known.of(row) for row in rows):
        yield from key()
        yield from basis(rows, known)
    yield from not_known([row for row in rows if has_sign(row)], known)


def for_json(row: Row, known: KnownSigns) -> dict[str, object]:
    """What `--json` holds: by source counts, mark and words; null where nothing is known."""
    found = known.of(row)
    return {source: _object(row, found[source]) if source in found else None for source in SOURCES}


def _object(row: Row, count: SignCount) -> dict[str, object]:
    mark = mark_of(row, count)
    shares: dict[str, float] = {}
    for name, some in (("higher", count.higher), ("lower", count.lower)):
        low, high = exact_share(some, count.draws)
        shares |= {f"share_{name}": some / count.draws, f"share_{name}_low": low, f"share_{name}_high": high}
    said = {"mark": mark.name.lower() if mark else None, "text": words(row, count)}
    return {**count._asdict(), "neither": count.neither, **shares, **said}
