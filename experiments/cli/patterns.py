"""The verb for judging patterns."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli import options, parse
from experiments.cli.output import print_json, print_place
from scenarios.language import msgid

if TYPE_CHECKING:
    from scenarios.pattern import Role
else:
    Role = str

HELP = {"patterns": msgid("Judge patterns: what the model should show, and whether it does.")}


def patterns(
    file: Annotated[
        Path | None, typer.Option("--file", metavar="F", help="Patterns in this file instead of ours.")
    ] = None,
    role: Annotated[
        Role | None,
        typer.Option(
            parser=parse.role, metavar="I|C|V", help="Only input checks, calibration or validation."
        ),
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Only this pattern or claim; repeatable.")
    ] = None,
    replicates: options.SeveralReplicates = 20,
    jobs: options.Jobs = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Run what the patterns need and say which of them are met."""
    from experiments.patterns.judging import judged, objects

    findings = judged(file, role, ids or (), replicates, jobs, out, quiet=as_json)
    if as_json:
        print_json(objects(findings))
    else:
        from results.document.terminal import print_tables
        from results.findings.patterns import tables

        print_tables(tables(findings))
        print_place(out)
