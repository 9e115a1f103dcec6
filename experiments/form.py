"""The form in which a folder of results is written, so that a later version knows what it reads.

The rule it holds: a form that this version does not know is never read as if it were one that it knows.
"""

from collections.abc import Mapping
from pathlib import Path

from experiments.folder import FolderError
from scenarios.language import _

FORMAT, NEWEST = "format", 1
"""Where a manifest says its form, and the newest one that is read; it grows when a table means something
else.
"""


def check_form(file: Path, told: Mapping[str, object]) -> None:
    """FolderError if the file says a form that is not known; one that says none is of the first."""
    found = told.get(FORMAT, 1)
    if type(found) is not int or not 1 <= found <= NEWEST:
        raise FolderError(
            _(
                "{file} has format {found}; this gongzhi reads formats up to {newest}. A newer gongzhi has "
                "probably written it.",
                file=file,
                found=found,
                newest=NEWEST,
            )
        )
