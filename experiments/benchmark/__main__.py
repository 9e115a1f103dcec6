"""`python -m experiments.benchmark`: measure, print, compare with the bars; `--json FILE` keeps it all."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from experiments.benchmark.performance_targets import Rows, as_markdown, as_objects, bar_rows, laid_out
from experiments.benchmark.sections import ON_DEMAND, SECTIONS, Amounts
from experiments.benchmark.timing import best, reference
from experiments.evidence.code_of_pages import NOTED, PageOrigin, Present, mark, marked, model_code, note

PAGE = """# 测速 Measured speed

由 `python -m experiments.benchmark {words}` 生成（请勿手改）。用时因机器而异；比值在同一次运行内测得。

Made by `python -m experiments.benchmark {words}` (do not edit). Times depend on the machine; both sides of
a ratio are of one run."""


def main(words: Sequence[str] | None = None) -> None:
    """Run the sections asked for, print them, judge the bars, and write the file."""
    arguments = _arguments(words)
    found: dict[str, dict[str, object]] = {}
    judged: Rows = []
    warnings: list[str] = []
    typed = " ".join(sys.argv[1:] if words is None else words)
    page = [PAGE.format(words=typed)]
    before = reference()
    for name in arguments.only or [name for name in SECTIONS if name not in ON_DEMAND]:
        begun = perf_counter()
        section = SECTIONS[name](Amounts(arguments.replicates, arguments.runs, arguments.against))
        taken = perf_counter() - begun
        after = reference()
        machine = best([before, after])
        print(f"{section.title}\n{laid_out(section.rows)}\n({taken:.0f} s; {machine})\n", flush=True)
        page += [f"## {section.title}", as_markdown(section.rows), str(machine)]
        found[name] = {"reference_ns": machine.as_object(), "rows": as_objects(section.rows)}
        warnings += section.warnings
        judged += bar_rows(section.bars, machine.factor)
        before = after
    print(f"Bars (absolute ones scaled by the reference loop around their section)\n{laid_out(judged)}")
    print(*warnings, sep="\n")
    if arguments.json:
        answer = {"machine": _machine(), "bars": as_objects(judged), "sections": found}
        _write(arguments.json, json.dumps(answer, indent=2, ensure_ascii=False))
    if arguments.markdown:
        text = "\n\n".join([*page, "## 要求 Bars", as_markdown(judged)])
        code = model_code()
        made = PageOrigin(f"python -m experiments.benchmark {typed}", (code,))
        _write(arguments.markdown, marked(text, made, Present(code)))
        if (arguments.markdown.parent / NOTED).exists():
            note(arguments.markdown.parent, [arguments.markdown.name], made.command)
            mark(arguments.markdown.parent)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmark", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers to this file")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to this file")
    sections = f"{', '.join(SECTIONS)}; {', '.join(ON_DEMAND)} only if named"
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=sections)
    parser.add_argument(
        "--replicates", type=int, default=200, help="pairs of runs in the pairing table (200)"
    )
    parser.add_argument("--runs", type=int, default=2000, help="runs of the study that is timed (2000)")
    parser.add_argument("--against", metavar="COMMIT", help="what stands for the last release")
    arguments = parser.parse_args(words)
    if arguments.replicates < 4:
        parser.error(f"--replicates {arguments.replicates}: an interval needs 4 or more")
    if arguments.runs < 40:
        parser.error(f"--runs {arguments.runs}: a study that is timed needs 40 or more")
    for option in ("json", "markdown"):
        _check_file(parser, option, vars(arguments)[option])
    return arguments


def _check_file(parser: argparse.ArgumentParser, option: str, file: Path | None) -> None:
    if file and file.is_dir():
        parser.error(f"--{option} {file}: this is a folder; name a file")
    if file and not (file.parent.is_dir() and os.access(file.parent, os.W_OK)):
        parser.error(f"--{option} {file}: {file.parent} is not a folder that can be written")


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
    }


def _write(file: Path, text: str) -> None:
    """Write a text whole or not at all."""
    draft = file.with_name(f".{file.name}.part")
    draft.write_text(text + "\n", encoding="utf-8")
    os.replace(draft, file)


if __name__ == "__main__":
    main()
