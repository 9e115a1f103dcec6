"""How long each part of evidence took, and on how many cores, as the last making of it notes.

Invariant: the clock is in this file alone and in the index that shows it, in no table and on no page, so that
tables made again are the same bytes.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from experiments.markdown import in_both, markdown_table
from experiments.store.output_folder import write_text
from scenarios.language import _

TIMED = "wall-times.json"
COMMAND = "python -m experiments.evidence"
NOT_KNOWN = "–"


class WallTime(NamedTuple):
    """How long a part took: seconds of work that counts, over all sittings; the cores it had; its command and
    the code of the model that made it.
    """

    seconds: float
    sittings: int
    cores: int
    command: str
    code: str

    def words(self) -> str:
        """Hours, minutes and seconds, as 1:02:03."""
        minutes, seconds = divmod(round(self.seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"


def timed(folder: Path) -> dict[str, WallTime]:
    """The times that a folder of evidence notes, by part."""
    file = folder / TIMED
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {part: WallTime(**one) for part, one in content.items()}


def note_time(folder: Path, part: str, found: WallTime) -> None:
    """Note how long a part took, in the place of what was noted before."""
    known = timed(folder) | {part: found._replace(seconds=round(found.seconds, 1))}
    content = {name: known[name]._asdict() for name in sorted(known)}
    write_text(folder / TIMED, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def part_of(command: str) -> str:
    """The part that a command makes; empty if it is none of these."""
    words = command.removeprefix(COMMAND).split() if command.startswith(f"{COMMAND} ") else []
    return words[0].rstrip(";") if words else ""


def times_table(folder: Path, commands: Iterable[str]) -> str:
    """A Markdown table of the parts that were timed, and of those that made something by these commands."""
    known = timed(folder)
    parts = sorted({*known, *filter(None, map(part_of, commands))})
    heads = ("部分 part", "用时 wall time", "次数 sittings", "核 cores", "模型代码 code of the model")
    rows = [_row(part, known) for part in parts]
    return "\n\n".join([*in_both(_about), markdown_table(heads, rows)])


def _row(part: str, known: Mapping[str, WallTime]) -> list[str]:
    if part not in known:
        return [f"`{part}`", *[NOT_KNOWN] * 4]
    found = known[part]
    return [f"`{part}`", found.words(), str(found.sittings), str(found.cores), found.code]


def _about() -> str:
    return _(
        "`make evidence` ({command}) makes the parts that are not of the model as it is, and goes on where "
        "it was broken off. This is how long each part took when it was last made, in hours, minutes and "
        "seconds. A part that was broken off has several sittings; their sum is given, without the work that "
        "was lost and made again. –: made before times were noted.",
        command=f"`{COMMAND}`",
    )
