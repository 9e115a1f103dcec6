"""What history matching ruled out: what was screened, what each wave left, and how good its emulators are.

Invariant: an emulator that tells little is shown like one that tells much, and a volume never without how
sure it is.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from experiments.history_matching.implausibility import LARGEST, SECOND
from experiments.history_matching.matching_results import TABLES, MatchingResults
from experiments.history_matching.screening import MOVES, NEXT, SHIFT
from experiments.store.manifest import command_line
from experiments.store.tables import plain_rows
from results.document.blocks import BLANK, Block, Heading, Paragraph, Table, closing, lines
from results.text.calibration_rows import parameter_name, pattern_name
from results.text.names import joined, number
from results.text.rows import records, value
from scenarios.language import _


def title(found: MatchingResults) -> str:
    """What was matched."""
    return _(
        "History matching: {parameters} parameters, {patterns} patterns of role C",
        parameters=_kept(found),
        patterns=len(found.emulators["pattern"].unique()),
    )


def _kept(found: MatchingResults) -> int:
    return int(found.screened["kept"].sum())


def how() -> str:
    """What rules out."""
    return _(
        "Each wave runs points, fits an emulator to every pattern, and rules out where the number expected "
        "for a pattern lies more than {largest} standard deviations of all that is not known off what was "
        "observed, or those of two patterns more than {second}; the next points are spread evenly over what "
        "is left.",
        largest=number(LARGEST),
        second=number(SECOND),
    )


def caveats() -> list[str]:
    """What it cannot tell."""
    return [
        _(
            "What is left is not a posterior: it is what the numbers of role C do not rule out in this "
            "model, every value in it as good as any other."
        ),
        _("Parameters that were not kept stay at the ledger's values after the screening."),
        _("An emulator of low R² leaves much that the simulation itself would rule out."),
    ]


def document(found: MatchingResults, _folder: Path) -> Iterator[Block]:
    """The page: what was left, of which parameters, and how good the emulators are."""
    yield Heading(1, title(found))
    yield Paragraph(how())
    yield from _blocks(found)
    files = _("Tables as Parquet and CSV: {names}.", names=joined(TABLES))
    yield from closing(command_line(found.manifest), files, cannot_tell=caveats())


def tables(found: MatchingResults) -> Iterator[Block]:
    """The same for a terminal."""
    yield from lines((title(found), how()))
    yield from _blocks(found)
    yield BLANK
    yield from lines(caveats())


def objects(found: MatchingResults) -> Mapping[str, object]:
    """The same as JSON: the same in every language."""
    return {name: plain_rows(getattr(found, name)) for name in ("waves", "screened", "emulators")}


def _blocks(found: MatchingResults) -> Iterator[Block]:
    yield Heading(2, _("What each wave left"))
    yield Table(_wave_heads(), _wave_rows(found), lines=False)
    yield Heading(2, _("Parameters that moved most"))
    yield Table(_parameter_heads(), _parameter_rows(found), left=(0, 1, 2), lines=False)
    yield Heading(2, _("Emulators of the last wave"))
    yield Table(_emulator_heads(), _emulator_rows(found), lines=False)


def _wave_heads() -> list[str]:
    return [_("wave"), _("points run"), _("% of the prior left"), "±", _("seconds")]


def _wave_rows(found: MatchingResults) -> list[list[str]]:
    return [
        [
            *(str(row[name]) for name in ("wave", "points")),
            *(f"{100 * value(row, name):.2g}" for name in ("volume", "volume_error")),
            str(round(value(row, "seconds"))),
        ]
        for row in records(found.waves)
    ]


SHOWN = 20
"""Parameters that are shown; the table has all."""


def _parameter_heads() -> list[str]:
    return [_("parameter"), _("why kept"), _("pattern that it moves most"), _("% of its ranks")]


def _parameter_rows(found: MatchingResults) -> list[list[str]]:
    words = {MOVES: _("moves"), NEXT: _("strongest of the others"), SHIFT: _("shift of a type")}
    return [
        [
            parameter_name(str(row["parameter"])),
            words[str(row["reason"])],
            pattern_name(str(row["pattern"])),
            str(round(100 * value(row, "share"))),
        ]
        for row in records(found.screened[found.screened["kept"]])[:SHOWN]
    ]


def _emulator_heads() -> list[str]:
    return [_("pattern"), "R²", _("within 2 sd, %"), _("of fresh points: R²"), _("within 2 sd, %")]


def _emulator_rows(found: MatchingResults) -> list[list[str]]:
    """Those of the last wave; what fresh points say is of the wave before, where points were run after it."""
    last = found.emulators[found.emulators["wave"] == found.emulators["wave"].max()]
    judged = (
        found.emulators.dropna(subset=["fresh_r2"]).groupby("pattern")[["fresh_r2", "fresh_within"]].last()
    )
    return [
        [
            pattern_name(str(row["pattern"])),
            number(round(value(row, "r2"), 2)),
            str(round(100 * value(row, "within"))),
            *_fresh(judged.to_dict("index"), str(row["pattern"])),
        ]
        for row in records(last)
    ]


def _fresh(judged: Mapping[object, Mapping[object, float]], pattern: str) -> tuple[str, str]:
    if pattern not in judged:
        return "–", "–"
    one = judged[pattern]
    return number(round(one["fresh_r2"], 2)), str(round(100 * one["fresh_within"]))
