"""`python -m experiments.benchmark.peers`: time the workload written for several libraries, print tables."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from experiments.benchmark.peers.contest import ROUNDS, STEPS, TOLERANCE, Entry, contest
from experiments.benchmark.peers.contestants import COLUMNS, CONTESTANTS, FLOOR
from experiments.benchmark.performance_targets import Cell, Rows, as_markdown, laid_out
from experiments.benchmark.timing import best, reference

LIBRARIES = ("numpy", "scipy", "mesa", "modelly-abm", "starsim", "agentpy", "mesa-frames", "polars")


def main(words: Sequence[str] | None = None) -> None:
    """Run the contest, print its tables, and write them where asked."""
    arguments = _arguments(words)
    sizes = {residents: ROUNDS[residents] for residents in arguments.sizes}
    before, load = reference(), _load()
    found = contest(CONTESTANTS, sizes, lambda text: print(text, file=sys.stderr, flush=True))
    machine = best([before, reference()])
    facts = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [load, _load()],
        "steps": STEPS,
        "libraries": {name: _version(name) for name in LIBRARIES},
        "reference_ns": machine.as_object(),
    }
    heading = f"{facts['date']}; load of the machine {load} before and {_load()} after; {machine}"
    tables = _tables(found)
    print(heading, *(f"{title}\n{laid_out(rows)}" for title, rows in tables), *_problems(found), sep="\n\n")
    if arguments.json:
        _write(arguments.json, json.dumps({**facts, "entries": [_object(one) for one in found]}, indent=1))
    if arguments.markdown:
        parts = [f"### {title}\n\n{as_markdown(rows)}" for title, rows in tables]
        _write(arguments.markdown, "\n\n".join([heading, *parts, *_problems(found)]))


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmark.peers", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", choices=ROUNDS, default=list(ROUNDS), metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers to this file")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to this file")
    arguments = parser.parse_args(words)
    for file in (arguments.json, arguments.markdown):
        if file and not file.parent.is_dir():
            parser.error(f"{file}: there is no folder {file.parent}")
    return arguments


def _tables(found: Sequence[Entry]) -> list[tuple[str, Rows]]:
    """Times, then times over those of NumPy columns and of the floor at the same size."""
    least = {(one.contestant.name, one.residents): one.nanoseconds.least for one in found if one.nanoseconds}

    def over(rival: str) -> Callable[[Entry], Cell]:
        def ratio(one: Entry) -> Cell:
            mine, theirs = (least.get((name, one.residents)) for name in (one.contestant.name, rival))
            return f"{mine / theirs:.2f}" if mine and theirs else "–"

        return ratio

    return [
        (
            f"ns a resident-step ({STEPS} steps a turn; shortest and, in brackets, median)",
            _wide(found, _time),
        ),
        (f"Times over those of {COLUMNS.name}", _wide(found, over(COLUMNS.name))),
        (f"Times over those of {FLOOR.name}", _wide(found, over(FLOOR.name))),
    ]


def _wide(found: Sequence[Entry], cell: Callable[[Entry], Cell]) -> Rows:
    """One row a contestant, one column a size."""
    rows: dict[str, dict[str, Cell]] = {}
    for one in found:
        row = rows.setdefault(one.contestant.name, {"contestant": one.contestant.name})
        row[f"{one.residents:,}".replace(",", " ")] = cell(one)
    return list(rows.values())


def _time(one: Entry) -> Cell:
    return str(one.nanoseconds) if one.nanoseconds else "–"


def _problems(found: Sequence[Entry]) -> list[str]:
    """Who was not timed, and how near the others came to the same numbers."""
    said: dict[str, list[str]] = {}
    for one in found:
        if one.problem:
            said.setdefault(f"- {one.contestant.name}: {one.problem}", []).append(f"{one.residents}")
    lines = [f"{line} ({', '.join(sizes)} residents)" for line, sizes in said.items()]
    most = max((one.difference for one in found if one.turns), default=0.0)
    same = (
        f"All who were timed ended in the same numbers: opinions within {most:.1g} (allowed {TOLERANCE:g}),"
    )
    same += " nobody otherwise active."
    return [same, *(["Not timed:\n\n" + "\n".join(lines)] if lines else [])]


def _object(one: Entry) -> dict[str, object]:
    return {
        "contestant": one.contestant.name,
        "residents": one.residents,
        "ns": one.nanoseconds._asdict() if one.nanoseconds else None,
        "turns": len(one.turns),
        "difference": one.difference,
        "problem": one.problem,
    }


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _load() -> str:
    """How many processes wanted to run in the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _write(file: Path, text: str) -> None:
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
