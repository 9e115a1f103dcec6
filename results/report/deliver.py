"""A report delivered: both files, in the folder that they are about.

The rule it holds: each file appears whole or not at all, and the tables of the folder stay as they are.
"""

from pathlib import Path

from experiments.store.output_folder import write_text
from results.report.material import material
from results.report.screen import printed, screen
from scenarios.language import language

MOST_BYTES = 5_000_000
"""What one can send in a chat."""


def deliver(folder: Path) -> list[Path]:
    """Write `report-zh.html` and `report-zh-print.html`, or the same in English, into a finished folder.

    FolderError if the folder holds nothing to report on or cannot be written to.
    """
    found = material(folder)
    made = {f"report-{language()}.html": screen(found), f"report-{language()}-print.html": printed(found)}
    return [write_text(folder / name, text) for name, text in made.items()]
