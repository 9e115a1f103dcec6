"""A copy of the repository that holds nothing of somebody's own, so that names in pages are free."""

import re
from pathlib import Path

from scenarios.shipped import FOLDERS, is_shipped, own_files

LEDGER = "scenarios/parameters.yaml"


def take_out_own(copy: Path) -> None:
    """Take out of a copy of the repository what does not come with gongzhi."""
    for part, folder in FOLDERS.items():
        for file in own_files(part):
            (copy / folder / file.name).unlink(missing_ok=True)
    text = (copy / LEDGER).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    kept = (one for one in blocks if one.startswith("#") or is_shipped("sections", one.partition(":")[0]))
    (copy / LEDGER).write_text("".join(kept), encoding="utf-8")
