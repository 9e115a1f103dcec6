"""`python -m experiments.bench`: measure, print, compare with the bars; `--json FILE` writes it all down."""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from experiments.bench.bar import Rows, as_objects, bar_rows, laid_out
from experiments.bench.reference import best, reference
from experiments.bench.sections import SECTIONS


def main(words: Sequence[str] | None = None) -> None:
    """Run the sections asked for, print them, judge the bars, and write the file."""
    asked = _arguments(words)
    found: dict[str, dict[str, object]] = {}
    judged: Rows = []
    before = reference()
    for name in asked.only or SECTIONS:
        begun = perf_counter()
        section = SECTIONS[name](asked.replicates)
        taken = perf_counter() - begun
        after = reference()
        machine = best([before, after])
        print(f"{section.title}\n{laid_out(section.rows)}\n({taken:.0f} s; {machine})\n", flush=True)
        found[name] = {"reference_ns": machine.as_object(), "rows": as_objects(section.rows)}
        judged += bar_rows(section.bars, machine.factor)
        before = after
    print(f"Bars (absolute ones scaled by the reference loop around their section)\n{laid_out(judged)}")
    if asked.json:
        _write(asked.json, {"machine": _machine(), "bars": as_objects(judged), "sections": found})


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers to this file")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument(
        "--replicates", type=int, default=200, help="pairs of runs in the pairing table (200)"
    )
    asked = parser.parse_args(words)
    if asked.replicates < 4:
        parser.error(f"--replicates {asked.replicates}: an interval needs 4 or more")
    if asked.json and asked.json.is_dir():
        parser.error(f"--json {asked.json}: this is a folder; name a file")
    if asked.json and not (asked.json.parent.is_dir() and os.access(asked.json.parent, os.W_OK)):
        parser.error(f"--json {asked.json}: {asked.json.parent} is not a folder that can be written")
    return asked


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
    }


def _write(file: Path, answer: dict[str, object]) -> None:
    """Write the answer whole or not at all."""
    draft = file.with_name(f".{file.name}.part")
    draft.write_text(json.dumps(answer, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(draft, file)


if __name__ == "__main__":
    main()
