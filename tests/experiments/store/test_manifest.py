"""Folders say their form; one that is not known is refused in one message, and older ones are read."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.store import tables
from experiments.store.manifest import FORMAT
from experiments.store.output_folder import MANIFEST, FolderError
from experiments.store.store import IDENTITY, Store, existing
from scenarios import language

STORED = {"study": "small", "months": 2, "burn_in": 1, "start": 1, "fixed": {}, "cases": {}, "governance": {}}


def comparison(folder: Path) -> Path:
    """A folder of results with hardly anything in it; its manifest."""
    folder.mkdir()
    rows = pd.DataFrame({"case": ["xihu"], "governance": ["troika"]})
    tables.write(tables.Study(rows, rows, None, {"made_by": "gongzhi", "months": 2}), folder)
    return folder / MANIFEST


def store(folder: Path) -> Path:
    """A store with nothing in it; what it says of itself."""
    folder.mkdir()
    Store(folder).identify(STORED)
    return folder / IDENTITY


MADE = {"comparison": comparison, "store": store}
READ = {"comparison": tables.read, "store": lambda folder: existing(folder).identity()}


@pytest.mark.parametrize("kind", MADE)
def test_a_folder_says_its_form_and_one_that_says_none_is_read(tmp_path: Path, kind: str) -> None:
    file = MADE[kind](tmp_path / "made")
    told = json.loads(file.read_text("utf-8"))
    assert told.pop(FORMAT) == 1
    READ[kind](file.parent)
    file.write_text(json.dumps(told), "utf-8")
    READ[kind](file.parent)


@pytest.mark.parametrize("found", [2, 0, "1", None, True])
@pytest.mark.parametrize("kind", MADE)
def test_a_form_that_is_not_known_is_refused(tmp_path: Path, kind: str, found: object) -> None:
    file = MADE[kind](tmp_path / "made")
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {FORMAT: found}), "utf-8")
    language.use("en")
    with pytest.raises(FolderError) as told:
        READ[kind](file.parent)
    language.use(None)
    assert f"{file} has format {found}; this gongzhi reads formats up to 1" in str(told.value)
    assert "\n" not in str(told.value)
