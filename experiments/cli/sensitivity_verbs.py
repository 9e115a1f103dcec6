"""The verb for sensitivity: what moves the outcomes of a study, and how much is luck.

The rule it holds: it only reads the study; its own results go to a folder of their own.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.help import Verb
from experiments.cli.options import AsJson, Language, Out
from experiments.cli.output import say_json, say_where
from scenarios.language import msgid

if TYPE_CHECKING:
    from experiments.analysis.sensitivity import Sensitivity

HELP = msgid("Say what moves the outcomes of a Morris or Sobol study, and how much is luck.")


def add_to(app: typer.Typer) -> None:
    """Give the command these verbs."""
    app.command(cls=Verb, help=HELP)(sensitivity)


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The store of a finished study.")],
    outcomes: Annotated[
        list[str] | None, typer.Option("--outcome", metavar="X", help="Only this outcome; repeatable.")
    ] = None,
    governance: Annotated[
        str | None, typer.Option(metavar="M", help="What moves the outcomes under this governance model.")
    ] = None,
    difference: Annotated[
        str | None, typer.Option(metavar="A,B", help="What moves the paired difference B minus A.")
    ] = None,
    study: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The study's file, where the store does not say what was asked."),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Answer from the runs of a study; nothing is simulated."""
    from experiments.analysis.sensitivity import Question, analysed, objects
    from experiments.store.output_folder import check

    if out is not None:
        check(out)
    found = analysed(Question(folder, outcomes or (), governance, difference, study))
    if out is not None:
        _deliver(found, out)
    if as_json:
        say_json(objects(found))
        return
    from results.findings.sensitivity import show

    show(found)
    say_where(out)


def _deliver(found: "Sensitivity", out: Path) -> None:
    """Tables, figures and summary, in one go."""
    from experiments.analysis.sensitivity import write
    from experiments.store.output_folder import delivered
    from results.figures.sensitivity import draw
    from results.findings.sensitivity import tell

    with delivered(out) as unfinished:
        write(found, unfinished)
        draw(found, unfinished / "figures")
        tell(found, unfinished)
