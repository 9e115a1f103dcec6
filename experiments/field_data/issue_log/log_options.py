"""What has to be said of a complaint log beside its table."""

from pathlib import Path
from typing import NamedTuple


class LogOptions(NamedTuple):
    """`categories`: a mapping of one's own; `households`: how many the log covers, if not those of the case;
    `governance`: the governance model under which it was written; `channel`: who was told, where no column
    says; `first`, `last`: months, as 2024-03.
    """

    categories: Path | None = None
    households: int | None = None
    governance: str | None = None
    channel: str | None = None
    first: str | None = None
    last: str | None = None


NO_OPTIONS = LogOptions()
