"""The verb for what is finished: `compare_folders` compares any two folders of results.

Invariant: nothing is simulated, and nothing is written but where `--out` says.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line.options import AsJson, Language
from experiments.cli.command_line.output import print_ending, print_json
from scenarios.language import msgid

if TYPE_CHECKING:
    from experiments.analysis.comparisons.two_folders import FolderComparison

HELP = {
    "compare_folders": msgid("Compare two finished folders, paired by replicate: B minus A."),
}


def compare_folders(
    a: Annotated[
        Path, typer.Argument(metavar="A", help="The folder of a finished run, comparison or study.")
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another one, which is compared with it.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the table and a summary to this folder.")
    ] = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Compare what two folders hold."""
    from experiments.analysis.comparisons.two_folders import compared, objects
    from experiments.store.output_folder import check, check_apart

    if out is not None:
        check_apart(out, (a, b))
        check(out)
    found = compared(a, b)
    if out is not None:
        _deliver(found, out)
    if as_json:
        print_json(objects(found))
        return
    from results.document.terminal import print_tables
    from results.findings.comparisons.folder_tables import folder_tables

    print_tables(folder_tables(found))
    print_ending(out, figures=False)


def _deliver(found: "FolderComparison", out: Path) -> None:
    """The table, its manifest and a summary, in one go."""
    from experiments.store.output_folder import delivered
    from experiments.store.tables import write_tables
    from results.document.html import write_summary
    from results.findings.comparisons.folder_tables import document

    with delivered(out) as unfinished:
        write_tables({"comparison": found.table}, found.manifest, unfinished)
        write_summary(document(found), unfinished)
