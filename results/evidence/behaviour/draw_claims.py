"""What other texts claim of one comparison: in how many plausible parameter sets its sign comes out.

Invariant: it is counted from the table that every verdict's marks are looked up in, over the months of a
comparison where nothing else is said, and either way is told.
"""

from collections.abc import Iterator, Mapping

from experiments.evidence.model_uncertainty import BASELINE
from experiments.evidence.reference.reference_runs import ReferenceSizes
from experiments.sign_counts.known_signs import KnownSigns
from experiments.sign_counts.shipped_signs import counts_for
from experiments.sign_counts.sign_count import POSTERIOR, PRIOR, SOURCES, STRUCTURE, SignCount
from experiments.statistics.paired import NATURAL
from results.text.names import joined
from results.text.rows import Row
from results.text.signs.sign_marks import better_and_worse
from scenarios import read
from scenarios.language import _


def draw_claim(model: str, outcome: str, case: str) -> str:
    """In what share of draws the governance model does better and worse than the baseline, by source;
    ValueError if nothing is known of it.
    """
    known = KnownSigns(counts_for({case}, {BASELINE, model}, ReferenceSizes().months))
    row: Row = {"case": case, "cost": NATURAL, "a": BASELINE, "b": model, "outcome": outcome}
    if not (found := known.of(row)):
        raise ValueError(f"<!-- draws {model} {outcome} {case} -->: nothing is known of it")
    return joined(_told({**row, "direction": read.outcome_entries()[outcome].direction}, found), long=True)


def _told(row: Row, found: Mapping[str, SignCount]) -> Iterator[str]:
    for source in SOURCES:
        if count := found.get(source):
            better, worse = better_and_worse(row, count)
            numbers = {"draws": count.draws, "better": better, "worse": worse}
            yield {
                POSTERIOR: _("of {draws} draws from the posterior better in {better}, worse in {worse}"),
                PRIOR: _("of {draws} from the prior better in {better}, worse in {worse}"),
                STRUCTURE: _("of {draws} other ways to build the model better in {better}, worse in {worse}"),
            }[source].format(**numbers)
