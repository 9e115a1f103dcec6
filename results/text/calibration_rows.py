"""A calibration in rows: patterns under ledger and posterior, and what was learned of each parameter.

Invariant: every number comes with its interval, and a parameter with its name, in the language
chosen.
"""

from collections.abc import Mapping
from functools import cache

from experiments.calibration.calibration_results import CalibrationResults
from experiments.patterns.evaluate import patterns, word
from experiments.statistics.contrasts import Met
from results.text.names import between, number
from results.text.rows import Row, interval, records, value
from scenarios import read
from scenarios.language import _, pick
from scenarios.pattern import Pattern

NARROW, WIDE = 0.5, 0.8
"""Below the first share of the prior's width a parameter is pinned down; from the second on next to nothing
was learned of it.
"""


def pattern_rows(found: CalibrationResults, role: str, in_words: bool = True) -> list[list[str]]:
    """The checked patterns of a role, in words or by id: what is expected, what the ledger's own values give,
    what the posterior gives, and whether that meets it.
    """
    return [
        [
            pattern_name(str(row["id"])) if in_words else str(row["id"]),
            expected(row),
            _with_interval(row, "default"),
            _with_interval(row, "posterior"),
            word(Met(str(row["default_verdict"]))),
            word(Met(str(row["posterior_verdict"]))),
        ]
        for row in records(found.patterns)
        if row["role"] == role
    ]


def pattern_heads() -> list[str]:
    """The heads of these rows."""
    return [
        *(_("pattern"), _("expected"), _("ledger's values"), _("posterior")),
        *(_("verdict, ledger"), _("verdict, posterior")),
    ]


def pattern_name(pattern: str) -> str:
    """What a pattern is about; the id of one that is there no more."""
    found = _known().get(pattern)
    return pick(found.text).rstrip("。.") if found else pattern


def pattern_reason(pattern: str) -> str:
    """Why a pattern is not met, as its entry says; nothing if it does not."""
    found = _known().get(pattern)
    return pick(found.why) if found and found.why else ""


@cache
def _known() -> Mapping[str, Pattern]:
    """The project's patterns, read once."""
    return patterns()


def expected(row: Row) -> str:
    """The range that meets a pattern."""
    low, high = (value(row, f"tolerance_{end}") for end in ("low", "high"))
    signs = ("> ", "< ") if row["strict"] else ("≥ ", "≤ ")
    if low == low and high == high:
        return between(low, high)
    return f"{signs[0]}{number(low)}" if low == low else f"{signs[1]}{number(high)}"


def _with_interval(row: Row, column: str) -> str:
    estimate, low, high = interval(row, column)
    return f"{number(estimate)} [{number(low)}, {number(high)}]"


def parameter_rows(found: CalibrationResults) -> list[list[str]]:
    """What was learned of each parameter, most first."""
    rows = sorted(records(found.parameters), key=lambda row: value(row, "width"))
    return [
        [
            parameter_name(str(row["parameter"])),
            between(value(row, "prior_low"), value(row, "prior_high")),
            _value(row, "default"),
            f"{_value(row, 'median')} [{_value(row, 'low')}, {_value(row, 'high')}]",
            number(value(row, "width")),
            learned(value(row, "width")),
        ]
        for row in rows
    ]


def parameter_heads() -> list[str]:
    """The heads of these rows."""
    return [
        *(_("parameter"), _("range of the prior"), _("ledger's value")),
        *(_("posterior: median, middle 90 %"), _("width"), _("learned")),
    ]


def parameter_name(key: str) -> str:
    """Name and key of a parameter, the key alone if it is not in the ledger any more."""
    found = read.ledger().get(key)
    return _("{name} ({key})", name=pick(found.name), key=key) if found else key


def _value(row: Row, column: str) -> str:
    return number(value(row, column))


def learned(width: float) -> str:
    """In a word, what a width over that of the prior says."""
    if width < NARROW:
        return _("pinned down")
    return _("narrowed") if width < WIDE else _("next to nothing")


def ties(found: CalibrationResults) -> list[str]:
    """Which parameters are only known together."""
    return [
        _(
            "{first} and {second}: correlation {value}",
            first=parameter_name(str(row["first"])),
            second=parameter_name(str(row["second"])),
            value=number(value(row, "correlation"), signed=True),
        )
        for row in records(found.together)
    ]
