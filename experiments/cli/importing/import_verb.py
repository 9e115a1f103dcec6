"""The verb for tables of one's own: `import` makes a case of them, or puts them into one that is there.

Invariant: nothing personal is shown or written, not even where something goes wrong; what is written is whole
or not there.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import options
from experiments.cli.importing import log_arguments
from experiments.errors import ArgumentError
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.field_data.import_report import ImportReport
    from experiments.field_data.import_request import ImportRequest

HELP = {
    "import": msgid(
        "Make a case of your place's tables (households, ties, fees, complaint log, answers to a "
        "questionnaire), personal data left out."
    ),
}


def import_(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="What the table holds: households, ties, fees, issues (a complaint log), answers.",
        ),
    ],
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The table: CSV or Excel (.xlsx); of ties GraphML as well."),
    ],
    case: Annotated[
        str, typer.Option(metavar="NAME", help="The case it goes into; made if it is not there.")
    ],
    like: Annotated[
        str | None,
        typer.Option(
            metavar="CASE",
            help="The case that a new one is made from; minzhu if not given.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A YAML file that says which column, or word, is what."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="The sheet of an Excel file; the first if not given.")
    ] = None,
    summed: Annotated[
        bool,
        typer.Option(
            "--sum", help="Of households only the shares, with intervals, and not one row a household."
        ),
    ] = False,
    leave_out_faulty: Annotated[
        bool,
        typer.Option("--leave-out-faulty", help="Import the other rows where some are faulty."),
    ] = False,
    categories: log_arguments.Categories = None,
    households: log_arguments.Households = None,
    governance: log_arguments.UnderModel = None,
    channel: log_arguments.Channel = None,
    first: log_arguments.First = None,
    last: log_arguments.Last = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Read the table, write what becomes of it, and say what was read, left out and still assumed."""
    from experiments.cli.command_line.output import print_json
    from experiments.field_data.import_report import as_object
    from experiments.field_data.import_request import ImportRequest
    from experiments.field_data.importers import SORTS, importer
    from experiments.store.output_folder import write_text
    from results.document.terminal import print_tables
    from results.field_data.import_in_words import import_blocks, import_page
    from scenarios.problems import listed, nearest

    if what not in SORTS:
        known = listed(SORTS)
        message = _("There is nothing called {what} to import; there is {known}.", what=what, known=known)
        raise ArgumentError(message + nearest(what, SORTS))
    log = log_arguments.checked(what, categories, households, governance, channel, first, last)
    request = ImportRequest(file, case, like, columns, sheet, summed, leave_out_faulty, log)
    report = _without_their_values(importer(what), request)
    write_text(*import_page(report))
    if as_json:
        print_json(as_object(report))
    else:
        print_tables(import_blocks(report, whole=False))


def _without_their_values(
    bring: "Callable[[ImportRequest], ImportReport]", request: "ImportRequest"
) -> "ImportReport":
    """What `bring` answers. A fault of ours is told by its sort alone: Python puts values of the table into
    what it says.
    """
    from experiments.cli.command_line.messages import message

    try:
        return bring(request)
    except Exception as error:
        if message(error) is not None:
            raise
        sort = type(error).__name__
    raise RuntimeError(f"{sort} while a table was read")
