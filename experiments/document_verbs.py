"""The verb for documents written from the code: `odd`, the model's description."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.help import Verb
from experiments.options import Language
from scenarios.language import _, msgid

HELP = {"odd": msgid("Print the model's description after the ODD protocol, written from the code.")}


def add_to(app: typer.Typer) -> None:
    """Give the command this verb."""
    app.command(cls=Verb, help=HELP["odd"])(odd)


def odd(
    document: Annotated[
        str,
        typer.Option(
            "--document", metavar="odd|trace|stress", help="The description, TRACE notes or STRESS."
        ),
    ] = "odd",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it to this file instead of printing it.")
    ] = None,
    lang: Language = None,
) -> None:
    """Print the description as Markdown."""
    from experiments.arguments import ArgumentError
    from experiments.folder import write_text
    from results.odd.pages import DOCUMENTS

    if document not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        raise ArgumentError(_("There is no document {name}; there are: {known}.", name=document, known=known))
    if out is None:
        typer.echo(DOCUMENTS[document](), nl=False)
    else:
        write_text(out, DOCUMENTS[document]())
