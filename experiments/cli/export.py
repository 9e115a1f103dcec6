"""The verb `export`: a finished folder as a workbook for spreadsheets, and its runs as tables for other
programs: household panel, issue log, network.

Invariant: runs that are made again for it are those that were stored, or nothing is written.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.command_line import parse
from experiments.cli.command_line.options import AsJson, Language
from experiments.cli.command_line.output import print_json
from experiments.errors import ArgumentError
from experiments.limits import MOST_MONTHS, MOST_REPLICATES
from scenarios.language import _, msgid

HELP = {
    "export": msgid(
        "Take a finished folder out for a spreadsheet, or its runs as household panel, issue log or network."
    ),
}


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A finished folder.")],
    xlsx: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help="Write a workbook: a sheet a table.")
    ] = None,
    tables: Annotated[
        Sequence[str] | None,
        typer.Option(parser=parse.words, metavar="A,B,…", help="Only these tables in the workbook."),
    ] = None,
    agents: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the households, a row a month: .parquet or .csv."),
    ] = None,
    every: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--every", 1, MOST_MONTHS),
            metavar="M",
            help="Of the households only every M-th month, counted back from the last.",
        ),
    ] = 1,
    issues: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every issue, a row each: .parquet or .csv.")
    ] = None,
    network: Annotated[
        Path | None,
        typer.Option(metavar="FILE.graphml", help="Write the network at the end; a file for each run."),
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="Only runs of this case.")] = None,
    governance: Annotated[
        Sequence[str] | None,
        typer.Option(parser=parse.words, metavar="A,B,…", help="Only runs of these governance models."),
    ] = None,
    replicate: Annotated[
        str | None, typer.Option(metavar="K", help="Only these replicates, as in 0-4,7.")
    ] = None,
    point: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--point", 0, MOST_REPLICATES),
            metavar="P",
            help="Only point P of a study's design.",
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Write the files that are asked for."""
    from experiments.export.chosen_runs import Choice
    from experiments.export.run_files import RunFiles, write_runs

    wanted = RunFiles(agents, issues, network, every)
    choice = Choice(case, governance, replicate, point)
    if xlsx is None and not wanted.any():
        raise ArgumentError(_("Say what to write and where: --xlsx, --agents, --issues or --network FILE."))
    if not wanted.any() and any(one is not None for one in choice):
        raise ArgumentError(_("A choice of runs goes with --agents, --issues or --network only."))
    if tables is not None and xlsx is None:
        raise ArgumentError(_("--tables goes with --xlsx only."))
    written = write_runs(folder, choice, wanted, as_json) if wanted.any() else []
    if xlsx is not None:
        from results.workbook.workbook import write_workbook

        written.insert(0, write_workbook(folder, xlsx, tables))
    if as_json:
        print_json({"files": [str(file) for file in written]}, None)
    else:
        for file in written:
            print(str(file))
