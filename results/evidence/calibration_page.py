"""The page of evidence on the project's calibration, in both languages, and what studies draw from.

`python -m results.evidence.calibration_page DIR` makes them from the folder of a finished calibration: the
page, its tables and pictures in docs/evidence, the posterior and its manifest in scenarios/posterior. What
people wrote about that posterior lies beside it and is taken into the page.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from experiments.calibration.calibration import results_of
from experiments.calibration.calibration_results import CalibrationResults, read_calibration
from experiments.evidence.code_of_pages import FOLDER, mark, note
from experiments.markdown import in_both, markdown_table
from experiments.store.manifest import command_line
from experiments.store.tables import for_spreadsheets
from results.figures.posterior import draw
from results.findings.calibration import caveats, checked_told, how, reached, rests_on, title, width_told
from results.text.calibration_rows import (
    parameter_heads,
    parameter_rows,
    pattern_heads,
    pattern_rows,
    ties,
)
from results.text.rows import records
from scenarios.calibration import suggested
from scenarios.language import LANGUAGES, _, language, use
from scenarios.posterior import FOLDER as POSTERIORS
from scenarios.posterior import USUAL, WEIGHT

TABLES = ("generations", "parameters", "patterns")
SCREENING = "calibration-screening.csv"
DIGITS = 6
"""Significant digits of the numbers in the tables that are committed."""


def page(found: CalibrationResults, notes: str) -> str:
    """The page: what was done, what came out, what was learned; `notes` were written by hand."""
    parts = [
        "# 校准 Calibration",
        *in_both(lambda: f"{title(found)}。" if language() == "zh" else f"{title(found)}."),
        *in_both(lambda: how(found)),
        *in_both(lambda: rests_on(found)),
        *in_both(lambda: reached(found)),
        f"`{command_line(found.manifest)}`",
        notes.strip(),
        *_section("校准所用模式 Patterns fitted to", found, lambda: _patterns(found, "C")),
        "![](calibration-patterns-zh.png)\n![](calibration-patterns-en.png)",
        *in_both(lambda: checked_told(found)),
        *_section("学到了什么 What was learned", found, lambda: _parameters(found)),
        "![](calibration-parameters-zh.png)\n![](calibration-parameters-en.png)",
        *in_both(width_told),
        *in_both(lambda: _ties(found)),
        *_section(
            "从未用于校准的模式 Patterns never used in a calibration", found, lambda: _patterns(found, "V")
        ),
        "## 这些参数从何而来 Why these parameters",
        *_why(),
        "## 不能说明什么 What this cannot tell",
        *in_both(lambda: "\n".join(f"- {one}" for one in caveats())),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(head: str, found: CalibrationResults, table: Callable[[], str]) -> Iterator[str]:
    yield f"## {head}"
    yield from in_both(table)


def _patterns(found: CalibrationResults, role: str) -> str:
    return markdown_table(pattern_heads(), pattern_rows(found, role))


def _parameters(found: CalibrationResults) -> str:
    return markdown_table(parameter_heads(), parameter_rows(found))


def _ties(found: CalibrationResults) -> str:
    tied = ties(found)
    if not tied:
        return ""
    return (
        _("Known only together, a change of one can be made good by the other:")
        + "\n\n"
        + "\n".join(f"- {one}" for one in tied)
    )


def _why() -> Iterator[str]:
    """Each parameter with its reason, and where the screening is."""
    yield from in_both(
        lambda: _(
            "For every pattern those that move it most when one parameter at a time goes from a tenth to "
            "nine tenths of its range ({file}), of those that belong to no instrument and that no case sets.",
            file=f"[{SCREENING}]({SCREENING})",
        )
    )
    yield "\n".join(f"- `{key}`：{why.zh} {why.en}" for key, why in suggested().items())


def write(found: CalibrationResults, folder: Path, posteriors: Path, notes: str) -> None:
    """The page with its tables and pictures, and the posterior with its manifest."""
    posteriors.mkdir(parents=True, exist_ok=True)
    keys = [str(row["parameter"]) for row in records(found.parameters)]
    _table(found.posterior[[WEIGHT, *keys]], posteriors / f"{USUAL}.csv")
    manifest = json.dumps(found.manifest, ensure_ascii=False, indent=1, allow_nan=False)
    (posteriors / f"{USUAL}.json").write_text(manifest + "\n", encoding="utf-8")
    for name in TABLES:
        _table(getattr(found, name), folder / f"calibration-{name}.csv")
    before = language()
    try:
        for one in LANGUAGES:
            use(one)
            _pictures(found, folder, one)
    finally:
        use(before)
    (folder / "calibration.md").write_text(page(found, notes), encoding="utf-8")
    made = ("calibration.md", *(f"calibration-{name}.csv" for name in TABLES))
    note(folder, made, command_line(found.manifest), str(found.manifest["code"]))
    mark(folder)


def _pictures(found: CalibrationResults, folder: Path, ending: str) -> None:
    with TemporaryDirectory() as place:
        draw(found, Path(place) / "figures")
        for file in (Path(place) / "figures").iterdir():
            shutil.copy(file, folder / f"calibration-{file.stem}-{ending}{file.suffix}")


def _table(table: pd.DataFrame, file: Path) -> None:
    safe = for_spreadsheets(table)
    safe.to_csv(file, index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")


def main(words: Sequence[str] | None = None) -> None:
    """Make the page of a finished calibration."""
    parser = argparse.ArgumentParser(prog="python -m results.evidence.calibration_page", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of a finished calibration")
    options = parser.parse_args(words)
    notes = POSTERIORS / f"{USUAL}.md"
    written = notes.read_text(encoding="utf-8") if notes.exists() else ""
    write(read_calibration(results_of(options.folder)), FOLDER, POSTERIORS, written)
    print(FOLDER / "calibration.md")


if __name__ == "__main__":
    main()
