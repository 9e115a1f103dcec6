"""The verbs for reports and single figures.

The rule it holds: whatever is shown comes from a finished folder; nothing is simulated for a report, and for
a figure only what the folder's own runs did not keep.
"""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.help import Verb
from experiments.cli.options import AsJson, Language
from experiments.cli.output import say_json
from scenarios.language import _, msgid

HELP = {
    "report": msgid("Write a finished comparison or study as one HTML file that opens offline."),
    "figure": msgid("Draw one figure of a finished folder, or a figure once more from its own file."),
}


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
    for verb in (report, figure):
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
        say_json({"files": files}, None)
    else:
        typer.echo(_("To look at: {screen}. To print: {paper}.", screen=files[0], paper=files[1]))


def figure(
    where: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="A finished folder, or an SVG or PNG file from one.")
    ],
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Which figure, as `gongzhi figure DIR` lists them."),
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="The case, where there are several.")
    ] = None,
    governance: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="Only these governance models.")
    ] = None,
    cost: Annotated[
        str | None, typer.Option(metavar="natural|equal", help="Differences at which cost.")
    ] = None,
    replicate: Annotated[str | None, typer.Option(metavar="K", help="Only the world of replicate K.")] = None,
    month: Annotated[
        str | None, typer.Option(metavar="M", help="The month of a map; the last if not given.")
    ] = None,
    point: Annotated[str | None, typer.Option(metavar="P", help="Only point P of a study's design.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to draw it: a name that ends in .svg or .png.")
    ] = None,
    lang: Language = None,
) -> None:
    """Draw one figure."""
    from experiments.analysis.figure_request import KINDS, Options
    from results.figures.one_figure import of_file, of_folder

    options = Options(case, cost, governance, point, replicate, month)
    if where.is_dir():
        if kind is None:
            _wrong(_("Say which figure with --kind: {known}.", known=", ".join(KINDS)))
        drawn = of_folder(where, str(kind), options, out, quiet=False)
    else:
        if kind is not None or any(one is not None for one in options):
            _wrong(_("{file} is no folder; a figure from a file is drawn as it was.", file=where))
        drawn = of_file(where, lang, out, quiet=False)
    for warning in drawn.warnings:
        typer.echo(warning, err=True)
    typer.echo(str(drawn.file))


def _wrong(message: str) -> None:
    from experiments.errors import ArgumentError

    raise ArgumentError(message)
