"""What a search for mixes of instruments found: the front as a table, what chance would have found, what to
make of it.

Invariant: every number of the front comes from worlds that the search never looked at and carries its
interval; what did not hold there is told beside what did.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from experiments.optimisation.holdout import MIX, Standing
from experiments.optimisation.instrument_space import named
from experiments.optimisation.search_request import COST
from experiments.optimisation.search_results import Found
from experiments.store.tables import plain
from results.document.blocks import Block, Heading, Paragraph, Picture, Points, Table, closing, lines
from results.text.names import amount, joined, outcome_name, with_percent
from results.text.search_rows import MixRow, cell, head, outcome_columns, rows_of, title
from scenarios.language import _, pick


def looked_at(found: Found) -> str:
    """How much of what there is was looked at, and where the numbers come from."""
    wanted, count = found.request, len(found.mixes)
    size = wanted.space.size
    values = {"count": f"{count:,}", "all": f"{size:,}", "worlds": wanted.replicates, "fresh": wanted.fresh}
    if wanted.is_exhaustive:
        return _(
            "All {all} mixes that there are were run in {worlds} replicates, the same for all. "
            "The best of them were run again in {fresh} replicates that had no part in the "
            "choice: all numbers are from there, mean differences to the baseline with 95 % "
            "intervals.",
            **values,
        )
    return _(
        "{count} of {all} possible mixes ({share}) were run in {worlds} replicates, the same "
        "for all. The best of them were run again in {fresh} replicates that had no part in "
        "the choice: all numbers are from there, mean differences to the baseline with 95 % "
        "intervals. Better mixes may be among those never looked at.",
        **values,
        share=_share(count, size),
    )


def _share(count: int, size: int) -> str:
    percent = 100 * count / size
    if percent < 0.01:
        return _("1 in {many}", many=f"{round(size / count):,}")
    return with_percent(f"{percent:.0f}" if percent >= 10 else f"{percent:.2g}")


def against_chance(found: Found) -> str:
    """How the search compares with as many mixes drawn at random; empty where there was nothing to search."""
    if found.looked.search is None:
        return ""
    last = found.curves.iloc[-1]
    text = _(
        "Of what lies between the worst and the best that was found within the limits (the hypervolume) the "
        "search covered {search} %, and as many mixes drawn at random within the budget {chance} %.",
        search=f"{100 * last['search']:.0f}",
        chance=f"{100 * last['chance']:.0f}",
    )
    if last["search"] > last["chance"]:
        return text
    return f"{text} " + _(
        "So the search did no better than chance: give it more trials or fewer instruments."
    )


def promised(found: Found) -> str:
    """By how much the search's own worlds flattered what was chosen there; empty if nothing was chosen."""
    rows = found.front[found.front["kind"] == MIX]
    if rows.empty:
        return ""
    parts = []
    for aim in found.request.aims:
        own = rows[rows["outcome"] == aim.id]
        parts.append(
            _(
                "{outcome} {searched} promised, {found} found",
                outcome=outcome_name(aim.id),
                searched=amount(aim.id, float(own["searched"].mean())),
                found=amount(aim.id, float(own["difference"].mean())),
            )
        )
    return _(
        "What is chosen for being best owes part of that to the replicates it was chosen in. "
        "On the mean over the mixes run again: {parts}.",
        parts=joined(parts, long=True),
    )


def recurring(found: Found) -> str:
    """Which instruments the mixes on the front share; empty where there are fewer than two mixes."""
    total = len(found.standing(Standing.FRONT))
    if total < 2:
        return ""
    parts = [
        _("{instrument} in {count}", instrument=pick(named(piece)), count=count)
        for piece, count in found.recurring().items()
    ]
    return _("In the {total} mixes on the front: {parts}.", total=total, parts=joined(parts))


def run_again(found: Found) -> str:
    """How many of the mixes run again still stand; empty if none was."""
    if not found.looked.again:
        return ""
    counts = {str(one): len(found.standing(one)) for one in Standing}
    return _(
        "Of {all} mixes run again {front} are on the front, {unclear} are not told apart from it, {beaten} "
        "no longer stand there and {over} are over the limits.",
        all=len(found.looked.again),
        front=counts[Standing.FRONT],
        unclear=counts[Standing.UNCLEAR],
        beaten=counts[Standing.BEATEN],
        over=counts[Standing.OVER],
    )


def caveats(found: Found) -> Iterator[str]:
    """What a reader must know of costs and of the model."""
    yield _(
        "Running cost is paid days and money beyond the baseline, yuan per household and month. Own staff "
        "are counted once: an instrument that only binds them costs no yuan and slows their other work, so "
        "read staff-days beside it."
    )
    if COST not in {aim.id for aim in found.request.aims}:
        yield _(
            "Cost is a limit here and no aim: with --outcome cost_total cheaper mixes stand on the front too."
        )
    if found.request.space.strengths != (1.0,):
        yield _("At part of its strength an instrument costs as many yuan and binds fewer staff-days.")
    yield _(
        "Nothing was tuned: instruments are taken up or left, with the settings that they have. A mix is "
        "best within this model and its assumptions, under these outcomes and this budget; it is no advice "
        "for the place that lends the model its size and make-up."
    )
    yield _(
        "The sources on the instruments are success stories, mostly told by those who ran them. Petitions "
        "are a legitimate voice: fewer of them are good news only where issues are settled."
    )


def legend() -> str:
    """What the standings mean."""
    return _(
        "On the front: no other mix within the limits is at least as good in everything aimed "
        "at and better in something. Not told apart: another one looks better, which is not "
        "shown. No longer: another one is shown to be better in fresh replicates, where mixes "
        "are compared replicate by replicate: two of them may differ for sure though their "
        "intervals overlap. A cost that is not shown to be over a limit counts as within."
    )


def reading(found: Found) -> list[str]:
    """How to read the table, and how far to trust it."""
    lines = [
        looked_at(found),
        run_again(found),
        legend(),
        against_chance(found),
        promised(found),
        recurring(found),
    ]
    return [line for line in (*lines, *caveats(found)) if line]


def tables(found: Found) -> Iterator[Block]:
    """The front as a table, what its mixes hold, and how to read it."""
    outcomes = outcome_columns(found)
    rows = [row for row in rows_of(found) if row.kind != MIX or row.still_stands]
    heads = ["", *(head(found, outcome) for outcome in outcomes), _("in fresh replicates")]
    body = [[row.name, *(cell(row.cells[one], "\n") for one in outcomes), row.standing] for row in rows]
    kinds = pairwise(row.kind for row in rows)
    beside = [place for place, (above, below) in enumerate(kinds, 1) if above == MIX and below != MIX]
    ends = (0, len(outcomes) + 1)
    yield Table(heads, body, title(found), sections=beside, left=ends, least=10)
    yield from lines((*holdings(rows), *none_found(found), *reading(found)))


def holdings(rows: list[MixRow]) -> list[str]:
    """What each mix holds."""
    return [_("{mix}: {instruments}.", mix=row.name, instruments=row.holds) for row in rows if row.holds]


def none_found(found: Found) -> list[str]:
    """That no mix was worth running again."""
    if len(found.looked.again):
        return []
    return [_("No mix within the limits came out better than the baseline in anything aimed at.")]


def objects(found: Found) -> dict[str, object]:
    """What `--json` prints: numbers by ids, and the sentences in the language chosen."""
    wanted, last = found.request, found.curves.iloc[-1]
    return {
        **{"case": wanted.case.id, "budget": wanted.budget, "capital": wanted.capital},
        **{"aims": [aim.id for aim in wanted.aims], "command": list(wanted.command)},
        **{"mixes_looked_at": len(found.mixes), "mixes_possible": wanted.space.size},
        "covered": plain({"search": last["search"], "chance": last["chance"]}),
        **{"recurring": dict(found.recurring()), "failed_runs": found.failed.runs},
        "rows": [
            plain(row) | {"name": mix.name, "holds": mix.holds, "standing_text": mix.standing}
            for mix in rows_of(found)
            for row in mix.cells.values()
        ],
        "reading": reading(found),
    }


def document(found: Found, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    rows, outcomes = rows_of(found), outcome_columns(found)
    yield Heading(1, title(found))
    yield Paragraph(looked_at(found))
    yield Heading(2, _("What came out"))
    yield from lines(none_found(found))
    yield Picture(folder / "figures/front.svg", _("The front"))
    heads = ["", *(head(found, outcome) for outcome in outcomes), _("in fresh replicates")]
    cells = [[row.name, *(cell(row.cells[outcome]) for outcome in outcomes), row.standing] for row in rows]
    yield Table(heads, cells)
    yield from lines(filter(None, (run_again(found), legend())))
    yield Points(holdings(rows))
    yield from lines(filter(None, (recurring(found), promised(found))))
    if text := against_chance(found):
        yield Heading(2, _("Search and chance"))
        yield Paragraph(text)
        yield Picture(folder / "figures/covered.svg", _("Search and chance"))
    files = _(
        "The front is in front.csv, every mix that was looked at in mixes.csv; each mix of the front "
        "lies in the folder governance as a file that can be compared and taken apart like any "
        "governance model. Versions and seeds are in manifest.json."
    )
    yield from closing(" ".join(found.request.command), files, cannot_tell=list(caveats(found)))
