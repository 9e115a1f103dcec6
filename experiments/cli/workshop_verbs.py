"""The verb for the workshop page."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.help import Verb
from experiments.cli.options import Jobs, Language
from scenarios.language import _, msgid

PLACE = Path("results/studies/workshop")
"""Where a workshop keeps what people answered, unless another folder is named."""

HELP = {"workshop": msgid("Open a page on this machine on which a room tries things out.")}


def add_to(app: typer.Typer) -> None:
    """Give the command this verb."""
    app.command(cls=Verb, help=HELP["workshop"])(workshop)


def workshop(
    port: Annotated[str, typer.Option(metavar="N", help="The port to listen on.")] = "8765",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to keep answers; results/studies/workshop if not given."),
    ] = None,
    jobs: Jobs = None,
    lang: Language = None,
) -> None:
    """Serve the page until interrupted."""
    from experiments.design.arguments import jobs as processes
    from experiments.design.arguments import whole
    from results.workshop.serve import serve

    try:
        serve(whole(port, "--port", 0, 65535), out or PLACE, processes(jobs))
    except KeyboardInterrupt:  # the way in which it is meant to end
        typer.echo(_("The workshop page is closed; what was answered is in {folder}.", folder=out or PLACE))
