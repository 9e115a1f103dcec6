"""The options of `import issues`: what has to be said of a complaint log beside its table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import parse
from experiments.errors import ArgumentError
from scenarios.language import _
from scenarios.problems import listed, nearest

if TYPE_CHECKING:
    from experiments.field_data.issue_log.log_options import LogOptions

MOST_HOUSEHOLDS = 1_000_000
CHANNELS = ("hotline", "committee", "forum")

Categories = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Of a log: a YAML file that says which category is what."),
]
Households = Annotated[
    int | None,
    typer.Option(
        parser=parse.whole_number("--households", 1, MOST_HOUSEHOLDS),
        metavar="N",
        help="Of a log: how many households it covers, if not those of the case.",
    ),
]
UnderModel = Annotated[
    str | None,
    typer.Option(
        "--governance",
        metavar="A",
        help="Of a log: the governance model under which it was written; baseline if not given.",
    ),
]
Channel = Annotated[
    str | None,
    typer.Option(
        metavar="WHO", help="Of a log without such a column: who was told, hotline, committee or forum."
    ),
]
First = Annotated[
    str | None,
    typer.Option("--from", metavar="MONTH", help="Of a log: its first month, as 2024-01."),
]
Last = Annotated[
    str | None,
    typer.Option("--to", metavar="MONTH", help="Of a log: its last month, as 2024-12."),
]


def checked(
    what: str,
    categories: Path | None,
    households: int | None,
    governance: str | None,
    channel: str | None,
    first: str | None,
    last: str | None,
) -> "LogOptions":
    """The options; ArgumentError if they are given for another table, or name no channel."""
    from experiments.field_data.issue_log.log_options import NO_OPTIONS, LogOptions

    found = LogOptions(categories, households, governance, channel, first, last)
    if what != "issues" and found != NO_OPTIONS:
        names = ("--categories", "--households", "--governance", "--channel", "--from", "--to")
        name = next(name for name, value in zip(names, found, strict=True) if value is not None)
        raise ArgumentError(_("{option} goes with gongzhi import issues alone.", option=name))
    if channel is not None and channel not in CHANNELS:
        known = listed(CHANNELS)
        message = _("--channel = {value} is unknown; known are: {known}.", value=channel, known=known)
        raise ArgumentError(message + nearest(channel, CHANNELS))
    return found
