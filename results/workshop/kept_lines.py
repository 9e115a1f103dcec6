"""Lines of JSON that are kept in a file as they come, and tables of them for spreadsheets.

Invariant: a line is on the disk before anybody is told that it was kept. One that was half written, by a
machine that lost its power, is passed over and never joined to the next.
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from experiments.store.output_folder import FolderError, reason
from scenarios.language import _
from scenarios.spreadsheet import in_cell


def append(file: Path, content: Mapping[str, object]) -> None:
    """Keep one more line; FolderError on a full disk."""
    line = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as kept:
            kept.write(line if _ends_well(file) else b"\n" + line)
            kept.flush()
            os.fsync(kept.fileno())
    except OSError as error:
        message = _("{file} cannot be written: {reason}.", file=file, reason=reason(error))
        raise FolderError(message) from error


def lines(file: Path) -> Iterator[bytes]:
    """The lines so far, none if there is no such file.

    A line ends where we ended it and nowhere else: a name may hold other marks that end lines.
    """
    try:
        with file.open("rb") as kept:
            yield from kept
    except OSError:
        return


def _ends_well(file: Path) -> bool:
    """Whether the last line of a file is whole, or there is none."""
    with file.open("rb") as kept:
        if kept.seek(0, os.SEEK_END) == 0:
            return True
        kept.seek(-1, os.SEEK_END)
        return kept.read() == b"\n"


def in_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as CSV that spreadsheets open, with their mark for UTF-8."""
    text = StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: in_cell(str(value)) for name, value in row.items()})
    return "\ufeff" + text.getvalue()
