"""What somebody asks to be imported: a file, the case that it is about, and how."""

from dataclasses import dataclass
from pathlib import Path

from experiments.field_data.held_file import HeldFile
from experiments.field_data.issue_log.log_options import NO_OPTIONS, LogOptions


@dataclass(frozen=True)
class ImportRequest:
    """One table to be imported. `case`: the name of the case that it goes into; `like`: the case that this
    one is made from if it is not there; `columns`: a mapping file; `summed`: households become shares and not
    people; `leave_out_faulty`: rows in which something is wrong are left out and named; `log`: more of a
    complaint log.
    """

    file: Path | HeldFile
    case: str
    like: str | None = None
    columns: Path | HeldFile | None = None
    sheet: str | None = None
    summed: bool = False
    leave_out_faulty: bool = False
    log: LogOptions = NO_OPTIONS
