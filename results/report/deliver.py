"""A report delivered: both files, in the folder that they are about.

The rule it holds: each file appears whole or not at all, and the tables of the folder stay as they are.
"""

import os
from pathlib import Path

from experiments.folder import FolderError, reason
from results.report.material import material
from results.report.pages import printed, screen
from scenarios.language import _, language

MOST_BYTES = 5_000_000
"""What one can send in a chat."""


def deliver(folder: Path) -> list[Path]:
    """Write `report-zh.html` and `report-zh-print.html`, or the same in English, into a finished folder.

    FolderError if the folder holds nothing to report on or cannot be written to.
    """
    found = material(folder)
    made = {f"report-{language()}.html": screen(found), f"report-{language()}-print.html": printed(found)}
    return [_written(folder / name, text) for name, text in made.items()]


def _written(file: Path, text: str) -> Path:
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise FolderError(
            _("{file} cannot be written: {reason}.", file=file, reason=reason(error))
        ) from error
    return file
