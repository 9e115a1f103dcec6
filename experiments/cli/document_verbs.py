"""The verbs for what goes to others: `odd`, the model's description, and `pack`, a study to go."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.help import Verb
from experiments.cli.options import Language
from scenarios.language import _, msgid

HELP = {
    "pack": msgid("Pack a study into one archive that reruns on another machine."),
    "odd": msgid("Print the model's description after the ODD protocol, written from the code."),
}


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
    app.command(cls=Verb, help=HELP["odd"])(odd)
    app.command(cls=Verb, help=HELP["pack"])(pack)


def pack(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A study: id or YAML file.")],
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="The archive to write.")],
    store: Annotated[
        Path | None,
        typer.Option("--study", metavar="DIR", help="Its store; results/studies/ID if not given."),
    ] = None,
    check: Annotated[
        bool | None,
        typer.Option(
            "--check/--no-check",
            help="Unpack it, run the study again and compare; small studies if not said.",
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Write the archive."""
    from experiments.archive.archive import pack as packed
    from experiments.cli.study import PLACE
    from scenarios.files import written_path
    from scenarios.names import is_path
    from scenarios.study import study, study_files

    plan = study(file)
    written = written_path(file) if is_path(file) else study_files()[plan.id]
    proven = packed(plan, written, store or PLACE / plan.id, out, check)
    typer.echo(_("{file}: code, data and description, with RERUN.md to say how to run it again.", file=out))
    if proven:
        typer.echo(_("Unpacked and run again, it gave the same rows, byte for byte."))
    else:
        typer.echo(_("It was not unpacked and run again; --check does that."))


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
    from experiments.errors import ArgumentError
    from experiments.store.output_folder import write_text
    from results.odd.pages import DOCUMENTS

    if document not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        raise ArgumentError(_("There is no document {name}; there are: {known}.", name=document, known=known))
    if out is None:
        typer.echo(DOCUMENTS[document](), nl=False)
    else:
        write_text(out, DOCUMENTS[document]())
