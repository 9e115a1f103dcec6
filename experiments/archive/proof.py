"""The proof of a pack: it is unpacked, its study is run again there, and the rows are compared with its own.

The rule it holds: what is proven is the archive as others receive it, with its own code and files alone.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.store.output_folder import FolderError
from experiments.store.store import MONTHLY, RUNS
from scenarios.language import _

HIDDEN = ("PYTHONPATH", "PYTHONSAFEPATH", "PYTHONHOME")
"""What would let the command in the archive find other code than its own."""


def prove(archive: Path, study: Sequence[str], data: str) -> None:
    """FolderError unless the study in the archive, run again where nothing else is, gives the rows in it.

    study: the words of the command after `gongzhi study`, without a folder; data: where its store lies.
    """
    with TemporaryDirectory() as place:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(place)
        (folder,) = Path(place).iterdir()
        _study(folder, study, "again")
        if _rows(folder / "again") != _rows(folder / data):
            raise _unproven(_("the rows are others than those of the store"))
        if made := _study(folder, study, data):
            raise _unproven(_("{count} runs are missing in the store", count=made))


def _study(folder: Path, study: Sequence[str], out: str) -> int:
    """Run the study in the archive; how many runs were made."""
    words = [sys.executable, "-m", "experiments", "study", *study, "--out", out, "--json"]
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    try:
        return int(json.loads(done.stdout)["made"])
    except (ValueError, KeyError, TypeError):
        raise _unproven(done.stderr.strip().rpartition("\n")[2]) from None


def _rows(store: Path) -> dict[str, bytes]:
    """Every part of the tables that are the same wherever a study is run; tracebacks name folders."""
    files = (file for name in (RUNS, MONTHLY) for file in (store / name).glob("*.parquet"))
    return {file.relative_to(store).as_posix(): file.read_bytes() for file in files}


def _unproven(problem: str) -> FolderError:
    return FolderError(
        _("No archive was written: unpacked and run again, it failed ({problem}).", problem=problem)
    )
