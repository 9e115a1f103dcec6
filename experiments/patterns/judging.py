"""The body of the verb `patterns`: which are asked for, what was found for them, and what is delivered.

The rule it holds: the keys and the verdicts are the same in every language; only the texts are not.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from experiments.execution.progress import progress
from experiments.patterns.evaluate import Finding, Findings, chosen, evaluate, patterns
from experiments.statistics.contrasts import Met
from experiments.store.manifest import manifest
from experiments.store.output_folder import check, delivered
from experiments.store.tables import Answer, plain, write_tables
from scenarios.language import _, pick
from scenarios.pattern import Role
from scenarios.problems import number

COLUMNS = (
    *("id", "claim", "source", "role", "form", "target", "tolerance", "result", "low", "high", "n"),
    *("verdict", "verdict_text", "text", "note", "why"),
)


def judged(
    file: Path | None,
    role: Role | None,
    ids: Sequence[str],
    replicates: int,
    jobs: int | None,
    out: Path | None,
    quiet: bool,
) -> Findings:
    """The patterns of these ids and this role, judged, and delivered to `out` if that is given."""
    if out is not None:
        check(out)
    wanted = chosen(patterns(file), ids, role)
    options = [
        ("--file", file),
        ("--role", role),
        *(("--id", one) for one in ids),
        ("--replicates", replicates),
    ]
    words = [str(part) for name, value in options if value is not None for part in (name, value)]
    found = evaluate(wanted, replicates, jobs, partial(progress, quiet=quiet))
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
