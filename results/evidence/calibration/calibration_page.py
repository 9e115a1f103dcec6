"""The page on the project's calibration: what was asked and reached, what is missed, and what was learned.

Invariant: page one has every bar and every miss, before anything that went well is told at length; no
pattern is left out, whatever came of it.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from experiments.markdown import markdown_table
from experiments.patterns.evaluate import word
from experiments.statistics.contrasts import Met
from results.evidence.calibration.calibration_tables import (
    NAMES,
    SMALL,
    CalibrationTables,
    bars,
    failing_rows,
    parameter_or_shift,
    share_left,
)
from results.text.calibration_rows import expected, pattern_name, pattern_reason
from results.text.names import between, in_percent, joined, number
from results.text.rows import Row, records, value, with_interval
from scenarios.language import _, language

TABLES = tuple(f"calibration-{name}" for name in NAMES)


def calibration(*tables: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown; tables: those of NAMES."""
    found = CalibrationTables(*tables)
    parts = [
        f"# {_('Calibration')}",
        _opening(found),
        *_bars(found),
        *_missed(found),
        *_section(_("What was learned"), _learned(found)),
        *_section(_("The targets"), _targets(found)),
        *_section(_("Patterns never used in a calibration"), _unseen(found)),
        *_section(_("How far history matching came"), _waves(found)),
        *_section(_("Whether posteriors are as wide as they should be"), _trusted(found)),
        *_section(_("Broken on purpose"), _broken(found)),
        f"## {_('What this cannot tell')}",
        "\n".join(f"- {one}" for one in _limits()),
    ]
    return "\n\n".join(parts) + "\n"


def _section(head: str, parts: Iterable[str]) -> Iterator[str]:
    yield f"## {head}"
    yield from parts


def _opening(found: CalibrationTables) -> str:
    last = found.waves.iloc[-1]
    return _(
        "{parameters} parameters, shifts of types among them, are fitted to {targets} numbers. History "
        "matching in {waves} waves leaves {volume} of the prior. The first method draws from what is left by "
        "sequential Monte Carlo on emulators (ABC-SMC); {run} of these draws were really run, emulators "
        "learned from what they gave, and {draws} draws on these emulators are the posterior. The second "
        "method, regression-adjusted ABC, sees neither emulators nor likelihood and is the second opinion.",
        parameters=int(found.number("parameters")),
        targets=len(found.targets),
        waves=len(found.waves),
        volume=share_left(float(last["volume"])),
        run=int(found.number("run")),
        draws=int(found.number("draws")),
    )


def _bars(found: CalibrationTables) -> Iterator[str]:
    rows = [
        [bar.asked, bar.found, _("reached") if bar.reached else _("**not reached**")] for bar in bars(found)
    ]
    yield markdown_table([_("asked beforehand"), _("found"), _("reached?")], rows)


def _missed(found: CalibrationTables) -> Iterator[str]:
    """The targets that are missed, each with its reason."""
    yield f"## {_('What is missed, and why')}"
    rows = records(found.missed())
    if not rows:
        yield _("No target is missed.")
        return
    heads = [*_heads(), _("reason")]
    yield markdown_table(heads, [[*_cells(row), _reason(row)] for row in rows])


def _reason(row: Row) -> str:
    if Met(str(row["verdict"])) is Met.UNKNOWN:
        return _("the interval over draws reaches beyond one end of the range")
    return pattern_reason(str(row["id"])) or _("**no reason is known yet**")


def _heads() -> list[str]:
    return [_("pattern"), _("expected"), _("posterior"), _("verdict"), _("predictive p")]


def _cells(row: Row) -> list[str]:
    verdict = word(Met(str(row["verdict"])))
    return [pattern_name(str(row["id"])), expected(row), with_interval(row), verdict, number(value(row, "p"))]


def _picture(name: str, text: str) -> str:
    return f"![{text}](calibration-{name}-{language()}.png)"


def _learned(found: CalibrationTables) -> Iterator[str]:
    rows = found.learned()
    yield _picture("learned", _("Prior and posterior of each parameter"))
    yield _(
        "By the first method {first} of {all} parameters are learned, by the second {second}: the middle "
        "90 % of the posterior is narrower than the prior's by more than three tenths (contraction). Of "
        "all others nothing is known that was not known before; [all of them](calibration-parameters.csv). "
        "The last column is the default from now on. Where less than a tenth was learned it is the "
        "ledger's own value; given these, the others are drawn once more, and the draw in the middle (the "
        "medoid), which was really run, is taken.",
        first=int(found.parameters["first_learned"].sum()),
        second=int(found.parameters["second_learned"].sum()),
        all=len(found.parameters),
    )
    heads = [
        _("parameter"),
        _("range of the prior"),
        _("ledger's value before"),
        _("posterior: median, middle 90 %"),
    ]
    heads += [_("contraction, first method"), _("second method"), _("default")]
    yield markdown_table(heads, [_parameter(row) for row in records(rows)])


def _parameter(row: Row) -> list[str]:
    return [
        parameter_or_shift(str(row["parameter"])),
        between(value(row, "prior_low"), value(row, "prior_high")),
        number(value(row, "default")),
        f"{number(value(row, 'median'))} [{number(value(row, 'low'))}, {number(value(row, 'high'))}]",
        number(value(row, "first_contraction")),
        number(value(row, "second_contraction")),
        number(value(row, "medoid")),
    ]


def _targets(found: CalibrationTables) -> Iterator[str]:
    yield _picture("targets", _("Targets under the prior and the posterior"))
    yield _judged(found)
    yield markdown_table(_heads(), [_cells(row) for row in records(found.checked("C"))])


def _judged(found: CalibrationTables) -> str:
    return _(
        "Judged in {worlds} fresh replicates, {each} for each of {draws} draws; in brackets 95 % "
        "intervals, which hold chance and what is not known of the parameters. The predictive p is near 0 "
        "where what the posterior predicts contradicts what is known.",
        worlds=int(found.number("checked") * found.number("each")),
        each=int(found.number("each")),
        draws=int(found.number("checked")),
    )


def _unseen(found: CalibrationTables) -> Iterator[str]:
    rows = records(found.checked("V"))
    yield _(
        "{met} of {all} are met, in the same replicates. None is left out; those that hold in almost all "
        "prior draws do not count, for the way the model is made decides them.",
        met=sum(str(row["verdict"]) == str(Met.MET) for row in rows),
        all=len(rows),
    )
    counts = {True: _("yes"), False: _("no")}
    cells = [[*_cells(row), counts[bool(row["counts"])]] for row in rows]
    yield markdown_table([*_heads(), _("counts?")], cells)


def _waves(found: CalibrationTables) -> Iterator[str]:
    yield _picture("waves", _("What each wave leaves of the prior"))
    heads = [_("wave"), _("points run"), _("left of the prior")]
    rows = [
        [str(int(value(row, "wave"))), str(int(value(row, "points"))), _left(row)]
        for row in records(found.waves)
    ]
    yield markdown_table(heads, rows)
    yield _(
        "How good the emulators of the last wave are: R² of points left out, how many of these lie within "
        "two standard deviations, and how many of the draws that were really run."
    )
    last = found.emulators[found.emulators["wave"] == found.emulators["wave"].max()]
    judged = records(last.merge(found.targets[["id", "emulated"]], left_on="pattern", right_on="id"))
    heads = [_("pattern"), "R²", _("within two standard deviations"), _("draws within")]
    yield markdown_table(heads, [_emulator(row) for row in judged])


def _left(row: Row) -> str:
    """Share and standard error, both as the share is written."""
    volume, error = value(row, "volume"), value(row, "volume_error")
    return f"{share_left(volume)} ± {in_percent(error) if volume >= SMALL else f'{error:.1e}'}"


def _emulator(row: Row) -> list[str]:
    within = [in_percent(value(row, name)) for name in ("within", "emulated")]
    return [pattern_name(str(row["pattern"])), number(value(row, "r2")), *within]


def _trusted(found: CalibrationTables) -> Iterator[str]:
    yield _picture("ranks", _("Ranks of known truths"))
    uneven = [parameter_or_shift(str(row["parameter"])) for row in records(found.ranks) if not row["uniform"]]
    yield _(
        "For {truths} points that were run, their numbers were taken for observed, and the second method was "
        "asked for the posterior. Among its draws the true value should have every rank equally often "
        "(simulation-based calibration).",
        truths=int(found.ranks["truths"].min()),
    )
    yield (
        _("Ranks are uneven for: {parameters}.", parameters=joined(uneven))
        if uneven
        else _("They are not shown to be uneven for any parameter.")
    )
    yield _(
        "Over all parameters together {share} of the ranks lie in the two outer tenths, where a fifth "
        "should; more than that means that posteriors are too narrow.",
        share=in_percent(_outer(found)),
    )


def _outer(found: CalibrationTables) -> float:
    """The share of ranks in the first and the last tenth, over all parameters."""
    counts = found.rank_counts()
    return float(counts[:, [0, -1]].sum() / counts.sum())


def _broken(found: CalibrationTables) -> Iterator[str]:
    yield _(
        "A calibration that a broken model passes as well would say nothing. Three rules decide the "
        "opposite, and the three parameters told most of lie at the wrong end of their ranges; targets "
        "that fail then, and did not before:"
    )
    yield markdown_table(
        [_("broken"), _("targets that fail"), _("which")],
        [
            [what, str(len(failing)), _which(failing) if failing else _beyond(beyond)]
            for what, failing, beyond in failing_rows(found)
        ],
    )


def _which(failing: list[str]) -> str:
    return joined(map(pattern_name, failing[:SHOWN]), long=True)


def _beyond(rows: list[Row]) -> str:
    """What lies beyond its range, and how far so many draws tell."""
    told = [
        _(
            "{pattern}: {value} in {draws} draws, beyond its range, but not surely",
            pattern=pattern_name(str(row["pattern"])),
            value=with_interval(row),
            draws=int(value(row, "draws")),
        )
        for row in rows
    ]
    return joined(told, long=True) if told else "–"


SHOWN = 3
"""Targets named of those that fail."""


def _limits() -> list[str]:
    return [
        _(
            "A posterior is conditional on the model: it says which values of these parameters give the "
            "patterns here, not what they are in any real compound."
        ),
        _(
            "Parameters that screening left out stay at the ledger's values, so the posterior looks surer "
            "than anybody is; the prior, which varies them, is to be looked at beside it."
        ),
        _(
            "The numbers fitted to come from the places themselves and from surveys elsewhere; the seeds are "
            "success stories written by those they describe."
        ),
        _(
            "How far the model may be off (its discrepancy) was set by judgement before anything was fitted; "
            "larger ones would leave more."
        ),
        _(
            "It is older than the defaults that came from it, and may be marked so: these are of parameters "
            "that all vary in it, so that it would come out the same."
        ),
    ]
