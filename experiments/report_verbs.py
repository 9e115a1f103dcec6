"""The verbs for reports and single figures.

The rule it holds: whatever is shown is read from a finished folder; nothing is simulated for a report.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from experiments.help import Verb
from experiments.options import AsJson, Language
from scenarios.language import _, msgid

HELP = {
    "report": msgid("Write a finished comparison or study as one HTML file that opens offline."),
}


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
    for verb in (report,):
        app.command(cls=Verb, help=HELP[verb.__name__])(verb)


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of a finished comparison or study.")
    ],
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Write one HTML file that opens offline, and one to print."""
    from results.report.deliver import deliver

    files = [str(file) for file in deliver(folder)]
    if as_json:
        typer.echo(json.dumps({"files": files}, ensure_ascii=False))
    else:
        typer.echo(_("To look at: {screen}. To print: {paper}.", screen=files[0], paper=files[1]))
