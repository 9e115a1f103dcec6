"""A table that the page sent: what it holds, how it is to be read, and the file itself.

Invariant: the page sends the ending of the file's name and nothing else of it; the file is held in memory.
"""

from base64 import b64decode
from binascii import Error
from typing import Annotated, Literal

from pydantic import Field

from experiments.field_data.held_file import SENT, HeldFile
from experiments.field_data.import_request import ImportRequest
from scenarios.entries import Entry
from scenarios.language import _, msgid
from scenarios.problems import ScenarioError

TEXT, PACKED = (".csv", ".txt", ".tsv"), (".xlsx", ".xlsm")
GRAPHS, OLD = (".graphml", ".xml"), (".xls", ".et", ".ods", ".numbers")
ENDINGS = (*TEXT, *PACKED, *GRAPHS, *OLD)
"""Endings that say how a file is read, or why it is not; any other is read as text."""

MOST_MAPPING = 20_000
MOST_SENT = SENT.size * 4 // 3 + 2 * MOST_MAPPING + 10_000
"""Letters of a table as it is sent, the most: base64 takes a third more."""

CALLED = {
    "households": msgid("household table"),
    "ties": msgid("ties between households"),
    "issues": msgid("complaint log"),
    "fees": msgid("fee table"),
}
"""What each sort of table is called."""


class SentTable(Entry):
    """One table. `content`: the file in base64; `like`: the case that gives what the tables do not say
    (of the household table alone); `columns`: a mapping of one's own in YAML.
    """

    what: Literal["households", "ties", "issues", "fees"]
    content: Annotated[str, Field(max_length=MOST_SENT)]
    ending: Annotated[str, Field(max_length=12)] = ""
    like: Annotated[str, Field(max_length=60)] = ""
    columns: Annotated[str, Field(max_length=MOST_MAPPING)] = ""
    leave_out_faulty: bool = False
    summed: bool = False

    def request(self, case: str) -> ImportRequest:
        """What is asked for, of the case in that file; ScenarioError if the content is no base64."""
        try:
            content = b64decode(self.content, validate=True)
        except (Error, ValueError):
            raise ScenarioError(_("What was sent cannot be read as a file.")) from None
        ending = self.ending.lower() if self.ending.lower() in ENDINGS else ""
        first = self.what == "households"
        return ImportRequest(
            HeldFile(_(CALLED[self.what]), ending, content),
            case,
            like=(self.like or None) if first else None,
            columns=HeldFile("columns", ".yaml", self.columns.encode()) if self.columns.strip() else None,
            summed=self.summed and first,
            leave_out_faulty=self.leave_out_faulty,
        )
