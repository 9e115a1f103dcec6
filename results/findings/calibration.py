"""What a calibration fitted, what it taught, and how the model fares with it in fresh replicates.

Invariant: a pattern that is missed is told like one that is met, and what the calibration never used
is kept apart from what it was fitted to.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from experiments.calibration.calibration_results import FIFTH, TABLES, CalibrationResults
from experiments.store.manifest import command_line
from experiments.store.tables import plain
from results.document.blocks import (
    BLANK,
    Block,
    Heading,
    Paragraph,
    Picture,
    Points,
    Table,
    closing,
    lines,
)
from results.text.calibration_rows import (
    parameter_heads,
    parameter_name,
    parameter_rows,
    pattern_heads,
    pattern_name,
    pattern_rows,
    ties,
)
from results.text.names import joined, number
from results.text.rows import Row, records, value
from scenarios.language import _


def title(found: CalibrationResults) -> str:
    """What was fitted to what."""
    parameters, patterns = len(found.parameters), len(fitted(found))
    return _(
        "Calibration: {parameters}, {patterns}",
        parameters=_("{count} parameters", count=parameters) if parameters != 1 else _("1 parameter"),
        patterns=_("{count} patterns of role C", count=patterns)
        if patterns != 1
        else _("1 pattern of role C"),
    )


def fitted(found: CalibrationResults) -> list[str]:
    """The patterns that were fitted."""
    return list(_mapping(found.manifest["patterns"]))


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def how(found: CalibrationResults) -> str:
    """How much was tried."""
    worlds = [int(str(count)) for count in _mapping(found.manifest["worlds"]).values()]
    return _(
        "ABC-SMC: {population} draws in each of {generations} generations, {tried} draws "
        "tried, each in {least} to {most} replicates, the same for all. The first generation "
        "is the prior; the last is the posterior.",
        population=found.manifest["population"],
        generations=len(found.generations),
        tried=int(found.generations["tried"].sum()),
        least=min(worlds),
        most=max(worlds),
    )


FEW = 20.0
"""Draws by weight, below which the middle 90 % of a posterior is not to be believed."""


def rests_on(found: CalibrationResults) -> str:
    """On how many draws the posterior rests, by their weights."""
    effective = float(found.generations["effective"].iloc[-1])
    text = _("By their weights the draws of the posterior count as {effective}.", effective=number(effective))
    if effective >= FEW:
        return text
    more = _("That is too few to tell how wide it is: ask for a larger {option}.", option="--population")
    return f"{text} {more}"


def reached(found: CalibrationResults) -> str:
    """Whether all patterns could be met at once."""
    if found.has_met_all:
        return _(
            "Every draw of the posterior meets all these patterns at once, in the replicates "
            "it was fitted in."
        )
    threshold = float(found.generations["threshold"].iloc[-1])
    missed = [
        _(
            "{pattern} ({share} % of the draws within)",
            pattern=pattern_name(str(row["pattern"])),
            share=row["share"],
        )
        for row in _missed(found)
    ]
    return _(
        "Not every draw meets all patterns at once: the last generation allows a distance of {threshold} "
        "(in halves of the ranges). Within its range least often: {patterns}.",
        threshold=number(threshold),
        patterns=joined(missed, long=True),
    )


def _missed(found: CalibrationResults) -> list[Row]:
    """The fitted patterns that some draws miss, most often missed first."""
    weight = found.posterior["weight"]
    bounds = _mapping(found.manifest["patterns"])
    rows: list[tuple[float, str]] = []
    for name, span in bounds.items():
        low, high = _span(span)
        rows.append((float(weight[found.posterior[name].between(low, high)].sum()), name))
    return [
        {"pattern": name, "share": round(100 * share)} for share, name in sorted(rows) if share < 1 - 1e-9
    ]


def _span(value: object) -> tuple[float, float]:
    assert isinstance(value, Sequence)
    low, high = (float(str(one)) for one in value)
    return low, high


def caveats() -> list[str]:
    """What a calibration cannot tell."""
    return [
        _(
            "A posterior is conditional on the model: it says which values of these parameters give the "
            "patterns here, not what they are in any real compound."
        ),
        _(
            "All other parameters stay at the ledger's values, so the posterior looks surer than anybody is; "
            "the prior, which varies them, is to be looked at beside it."
        ),
        _(
            "The numbers fitted to come from the places themselves and from surveys elsewhere; the seeds "
            "are success stories written by those they describe."
        ),
        _(
            "Draws are tried in the same replicates, so what is special to those replicates is "
            "fitted too; the verdicts come from other replicates."
        ),
    ]


def tables(found: CalibrationResults) -> Iterator[Block]:
    """Tables and sentences for a terminal, in the language chosen."""
    yield from lines((title(found), how(found), rests_on(found), reached(found)))
    yield Table(parameter_heads(), parameter_rows(found), lines=False)
    for head, role in ((_("Patterns fitted to"), "C"), (_("Patterns never used in a calibration"), "V")):
        if rows := pattern_rows(found, role, in_words=False):
            yield BLANK
            yield Heading(2, head)
            yield Table(pattern_heads(), rows, lines=False)
    yield from lines(ties(found))


def screening_tables(table: pd.DataFrame) -> Iterator[Block]:
    """For each pattern the parameters that move it most."""
    heads = [_("parameter"), _("at a tenth"), _("at nine tenths"), _("effect, in halves of the range")]
    for pattern, rows in table.groupby("pattern", sort=False):
        yield Heading(2, str(pattern))
        cells = [
            [
                parameter_name(str(row["parameter"])),
                *(number(value(row, name)) for name in ("low", "high", "effect")),
            ]
            for row in records(rows)[:SHOWN]
        ]
        yield Table(heads, cells, lines=False)


SHOWN = 10
"""How many parameters a screening shows of each pattern; `--json` has all."""


def objects(found: CalibrationResults) -> dict[str, object]:
    """What `--json` prints: the tables by name, numbers by ids, and the sentences in the language chosen."""
    tables = {name: [plain(row) for row in records(getattr(found, name))] for name in TABLES}
    sentences = {"how": how(found), "rests_on": rests_on(found), "reached": reached(found)}
    return {
        "command": found.manifest["command"],
        **tables,
        **sentences,
        "caveats": caveats(),
        "met_all": found.has_met_all,
    }


def document(found: CalibrationResults, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    yield Heading(1, title(found))
    yield from lines((how(found), rests_on(found), reached(found)))
    yield from _on_patterns(found, folder)
    yield Heading(2, _("What was learned"))
    yield Picture(folder / "figures/parameters.svg", _("Prior and posterior of each parameter"))
    yield Table(parameter_heads(), parameter_rows(found))
    yield Paragraph(width_told())
    if tied := ties(found):
        yield Paragraph(_("Known only together, a change of one can be made good by the other:"))
        yield Points(tied)
    files = _(
        "posterior.csv is what studies draw from: `sampling: {example}`. Versions, code and ranges are "
        "in manifest.json.",
        example="{design: posterior, points: 64, posterior: posterior.csv}",
    )
    yield from closing(command_line(found.manifest), files, cannot_tell=caveats())


def width_told() -> str:
    """What a width means."""
    return _(
        "Width: the middle 90 % of the posterior over that of the prior, on the scale on which the prior is "
        "uniform; 1 says that nothing was learned."
    )


def _on_patterns(found: CalibrationResults, folder: Path) -> Iterator[Block]:
    if not len(found.patterns):
        return
    yield Heading(2, _("Patterns fitted to"))
    yield Picture(folder / "figures/patterns.svg", _("Patterns under the prior and the posterior"))
    yield Paragraph(checked_told(found))
    yield Table(pattern_heads(), pattern_rows(found, "C"))
    if rows := pattern_rows(found, "V"):
        yield Heading(2, _("Patterns never used in a calibration"))
        yield Table(pattern_heads(), rows)


def checked_told(found: CalibrationResults) -> str:
    """Where the verdicts come from."""
    return _(
        "Judged in {worlds} fresh replicates (role V in {fifth}), a draw of the posterior in "
        "each, beside the ledger's own values in the same replicates; in brackets 95 % "
        "intervals, which hold chance and what is not known of the parameters.",
        worlds=found.manifest["check_worlds"],
        fifth=int(str(found.manifest["check_worlds"])) // FIFTH,
    )
