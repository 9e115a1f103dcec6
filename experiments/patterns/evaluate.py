"""Patterns: what the model should show, run and judged one by one, and what is delivered of it.

Invariant: a pattern of role V judges a calibration and is never part of it; `for_calibration` is the only way
from here to a calibration, and it gives role C alone. Keys and verdicts are the same in every language.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.design.runs import Run
from experiments.errors import ArgumentError
from experiments.execution.run_all import Reporting, progress, silently
from experiments.patterns.measurements import Readings, measurable, read_sides
from experiments.patterns.of_places import at_place
from experiments.statistics.contrasts import (
    Met,
    Result,
    combined,
    judge,
    order,
    quotient,
    share,
    side_by_side,
    smallest_step,
    steps,
    trend,
)
from experiments.store.manifest import manifest
from experiments.store.output_folder import check, delivered
from experiments.store.tables import Answer, plain, write_tables
from scenarios.files import shown
from scenarios.language import _, pick
from scenarios.pattern import CLAIMS, VALIDATION, Pattern, Role, read_patterns
from scenarios.problems import ScenarioError, listed, nearest, number
from scenarios.project import PATTERNS, project
from scenarios.side import Measurable

COLUMNS = (
    *("id", "claim", "source", "role", "form", "target", "tolerance", "result", "low", "high", "n"),
    *("verdict", "verdict_text", "text", "note", "why"),
)

REPLICATES = 20
NOTHING: Mapping[str, Pattern] = {}


@dataclass(frozen=True)
class Finding:
    """A pattern, the number that was found for it, and whether that meets it."""

    pattern: Pattern
    result: Result
    verdict: Met


@dataclass(frozen=True)
class Findings:
    """All findings of one request, the runs behind them, and the command that makes them again (if any)."""

    found: tuple[Finding, ...]
    runs: tuple[Run, ...]
    command: tuple[str, ...] = ()


def patterns(file: Path | None = None) -> Mapping[str, Pattern]:
    """The patterns that come with gongzhi and those of the project by id, or those in a file alone."""
    known = measurable()
    if file is not None:
        return read_patterns(file, known, own=True)
    claims, validation = (read_patterns(one, known) for one in (CLAIMS, VALIDATION))
    if twice := set(claims) & set(validation):
        raise ScenarioError(_("{name} stands in two files of patterns.", name=min(twice)))
    found = project()
    return own_patterns(found.files(PATTERNS) if found else (), known, {**validation, **claims})


def own_patterns(
    files: Iterable[Path], known: Measurable, shipped: Mapping[str, Pattern] = NOTHING
) -> Mapping[str, Pattern]:
    """What is shipped with the patterns in files of a project's; ScenarioError if an id is taken."""
    found = dict(shipped)
    for file in files:
        for name, pattern in read_patterns(file, known, own=True).items():
            if name in found:
                message = _("{file}: there is a pattern {name} already; give it another name.")
                raise ScenarioError(message.format(file=shown(file), name=name))
            found[name] = pattern
    return found


def for_calibration(file: Path | None = None) -> Mapping[str, Pattern]:
    """The patterns that a calibration may use: those of role C, and no other."""
    return {name: pattern for name, pattern in patterns(file).items() if pattern.role == "C"}


def chosen(known: Mapping[str, Pattern], ids: Sequence[str], role: str | None) -> list[Pattern]:
    """The patterns asked for by id (or by the claim they belong to) and role; all if neither is given."""
    for name in ids:
        if not any(name in (pattern.id, pattern.claim) for pattern in known.values()):
            message = _("There is no pattern {name}; there are {known}.", name=name, known=listed(known))
            raise ArgumentError(message + nearest(name, known))
    return [
        pattern
        for pattern in known.values()
        if (not ids or pattern.id in ids or pattern.claim in ids) and role in (None, pattern.role)
    ]


def evaluate(
    requested: Iterable[Pattern],
    replicates: int = REPLICATES,
    jobs: int | None = None,
    progress: Reporting = silently,
) -> Findings:
    """Run what the patterns need, every scenario once and all in the same worlds, and judge them."""
    several = list(requested)
    readings = read_sides([side for one in several for side in one.all_sides()], replicates, jobs, progress)
    return Findings(tuple(finding(one, readings) for one in several), tuple(readings.runs))


def finding(pattern: Pattern, readings: Readings) -> Finding:
    """The number that the readings give for a pattern, judged."""
    result = FORMS[pattern.form](pattern, readings)
    return Finding(pattern, result, verdict(pattern, result, readings))


def verdict(pattern: Pattern, result: Result, readings: Readings) -> Met:
    """Whether a result meets a pattern; a trend also has to go its way step by step."""
    found = judge(result, pattern.low, pattern.high, strict=pattern.aim is not None)
    return Met.NOT if found is Met.MET and not _is_monotone(pattern, readings) else found


def _sides(pattern: Pattern, readings: Readings) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    return [readings.of(side) for side in pattern.all_sides()]


def _level(pattern: Pattern, readings: Readings) -> Result:
    return combined(side_by_side(_sides(pattern, readings)), [1.0])


def _difference(pattern: Pattern, readings: Readings) -> Result:
    sides = side_by_side(_sides(pattern, readings))
    if pattern.form == "ratio" or pattern.scale != "difference":
        return quotient(sides, odds=pattern.scale == "odds")
    return combined(sides, [-1.0, 1.0])


def _interaction(pattern: Pattern, readings: Readings) -> Result:
    return combined(side_by_side(_sides(pattern, readings)), [1.0, -1.0, -1.0, 1.0])


def _ranking(pattern: Pattern, readings: Readings) -> Result:
    return smallest_step(side_by_side(_sides(pattern, readings)), rising=pattern.aim == "up")


def _order(pattern: Pattern, readings: Readings) -> Result:
    return order(side_by_side(_sides(pattern, readings)), pattern.ranks)


def _trend(pattern: Pattern, readings: Readings) -> Result:
    sides = side_by_side(_sides(pattern, readings))
    for values in pattern.sweep.values():
        return trend(sides, values)
    return combined(sides, [1.0])


def _share(pattern: Pattern, readings: Readings) -> Result:
    """The share of worlds whose value (or difference, of two sides) lies in the range named."""
    tables = _sides(pattern, readings)
    values = [table[:, 0] / table[:, 1] for table in tables]
    number = values[0] if len(values) == 1 else values[1] - values[0]
    assert pattern.within is not None
    low, high = (None if bound is None else float(bound) for bound in pattern.within)
    inside = (number >= (-np.inf if low is None else low)) & (number <= (np.inf if high is None else high))
    return share([bool(one) for one in inside[np.isfinite(number)]])


FORMS: Mapping[str, Callable[[Pattern, Readings], Result]] = {
    "level": _level,
    "difference": _difference,
    "ratio": _difference,
    "group": _difference,
    "interaction": _interaction,
    "ranking": _ranking,
    "order": _order,
    "trend": _trend,
    "share": _share,
}


def _is_monotone(pattern: Pattern, readings: Readings) -> bool:
    """Whether no step of a sweep is shown to go against its trend; true of every other form."""
    if not pattern.sweep or pattern.aim is None:
        return True
    found = steps(side_by_side(_sides(pattern, readings)))
    return all(step.high >= 0 if pattern.aim == "up" else step.low <= 0 for step in found)


def judged(
    file: Path | None,
    role: Role | None,
    ids: Sequence[str],
    replicates: int,
    jobs: int | None,
    out: Path | None,
    quiet: bool,
    place: str | None = None,
) -> Findings:
    """The patterns of these ids and this role (and of this place alone, if one is named), judged, and
    delivered to `out` if that is given.
    """
    if out is not None:
        check(out)
    known = patterns(file)
    requested = chosen(at_place(known, place) if place else known, ids, role)
    options = [
        ("--file", file),
        ("--case", place),
        ("--role", role),
        *(("--id", one) for one in ids),
        ("--replicates", replicates),
    ]
    words = [str(part) for name, value in options if value is not None for part in (name, value)]
    found = evaluate(requested, replicates, jobs, partial(progress, quiet=quiet))
    found = replace(found, command=("gongzhi", "patterns", *words))
    if out is not None:
        with delivered(out) as unfinished:
            write(found, unfinished)
    return found


def objects(findings: Findings) -> list[Answer]:
    """An object for each pattern; `low` and `high` are the 95 % interval of `result`, and the range that
    meets the pattern stands under `tolerance`.
    """
    return [_object(found) for found in findings.found]


def _object(found: Finding) -> Answer:
    pattern, result = found.pattern, found.result
    row: dict[str, object] = {
        "id": pattern.id,
        "claim": pattern.claim,
        "source": pattern.source,
        "role": pattern.role,
        "form": pattern.form,
        "target": pattern.aim if pattern.target is None else pattern.target,
        "result": result.value,
        "low": result.low,
        "high": result.high,
        "n": result.n,
        "verdict": str(found.verdict),
        "verdict_text": word(found.verdict),
        "text": pick(pattern.text),
        "note": pick(pattern.note) if pattern.note else None,
        "why": pick(pattern.why) if pattern.why and found.verdict is not Met.MET else None,
    }
    return plain(row) | {"tolerance": [pattern.low, pattern.high]}


def word(verdict: Met) -> str:
    """A verdict in the language chosen."""
    return {
        Met.MET: _("met"),
        Met.NOT: _("not met"),
        Met.UNKNOWN: _("cannot tell"),
    }[verdict]


def span(found: Finding) -> str:
    """The range that meets a pattern, in mathematical signs."""
    low, high = found.pattern.low, found.pattern.high
    least, most = ("> ", "< ") if found.pattern.aim and found.pattern.target is None else ("≥ ", "≤ ")
    if low is not None and high is not None:
        return f"{number(round(low, 6))}–{number(round(high, 6))}"
    return f"{least}{number(low)}" if low is not None else f"{most}{number(high or 0.0)}"


def write(findings: Findings, folder: Path) -> None:
    """The findings as CSV and Parquet with the manifest of their runs, into a folder that exists."""
    table = pd.DataFrame(objects(findings), columns=list(COLUMNS))
    bounds = pd.DataFrame(table.pop("tolerance").tolist(), columns=["tolerance_low", "tolerance_high"])
    table["target"] = table["target"].astype(str)
    whole = pd.concat([table, bounds.astype(float)], axis=1)
    write_tables({"patterns": whole}, manifest(findings.command, findings.runs, {}), folder)
