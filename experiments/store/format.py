"""The form in which a folder of results is written, so that a later version knows what it reads.

The rule it holds: a form that this version does not know is never read as if it were one that it knows.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.store.output_folder import FolderError
from scenarios.files import text_of
from scenarios.language import _

FORMAT, NEWEST = "format", 1
"""Where a manifest says its form, and the newest one that is read; it grows when a table means something
else.
"""


MOST_BYTES = 100_000_000
"""How large such a file may be: the manifest of a comparison of a hundred thousand scenarios."""


def told_in(file: Path) -> dict[str, Any]:
    """What a JSON file of a folder of results says; ValueError if it is damaged or no ordinary file,
    FolderError if it is of a form that is not known.
    """
    try:
        found = json.loads(text_of(file, MOST_BYTES))
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text that can be told
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError(_("{file} is damaged or not of gongzhi.", file=file))
    check_form(file, found)
    return found


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
