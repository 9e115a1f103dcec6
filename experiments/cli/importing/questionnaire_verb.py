"""The verb for what to ask next: `questionnaire` writes the questions whose answers would most change the
choice between governance models, and the sheet that `import answers` reads.

Invariant: nothing is simulated; both files are written, or none is.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.command_line import options, parse
from experiments.errors import ArgumentError
from scenarios.language import _, msgid

if TYPE_CHECKING:
    import pandas as pd

    from experiments.value_of_information.worth_table import WorthOfKnowing

HELP = {
    "questionnaire": msgid(
        "Write what to ask residents, committee, firm and street: what would most change the choice."
    ),
}

REFERENCE = "reference"
"""In the place of a study: the one that comes with gongzhi."""


def questionnaire(
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="A finished, sampled study: its folder or id; reference: that of gongzhi itself.",
        ),
    ] = REFERENCE,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The page to print, .html; the answer sheet goes beside it, .csv."),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="X", help="Choose by this outcome; repeatable, each by itself."),
    ] = None,
    weigh: Annotated[
        str | None,
        typer.Option(
            metavar="A=W,B=W",
            help="Choose by these outcomes together, weighed, each in smallest differences that matter.",
        ),
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="The case of the study; the first if not given.")
    ] = None,
    most: Annotated[
        int,
        typer.Option(parser=parse.whole_number("--most", 1, 200), metavar="N", help="At most N questions."),
    ] = 20,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Write the questionnaire and its answer sheet."""
    from experiments.cli.command_line.output import print_json
    from experiments.value_of_information.worth_table import ranked

    if out is not None and out.suffix != ".html":
        raise ArgumentError(_("--out {file}: the name must end in .html.", file=out))
    if weigh is not None and outcome:
        raise ArgumentError(_("Give either --outcome or --weigh, not both."))
    found = _found(study, case, outcome, None if weigh is None else _weights(weigh))
    asked = ranked(found).head(most)
    if asked.empty:
        raise ArgumentError(
            _(
                "No number is shown to matter for the choice, among {count} that were varied at {points} "
                "points, so there is nothing to ask. More points might tell (sampling, points).",
                count=len(found[0].parameters),
                points=found[0].points,
            )
        )
    files = [] if out is None else _write(found, asked, out)
    if as_json:
        from experiments.store.tables import plain_rows

        print_json({"files": [str(file) for file in files], "questions": plain_rows(asked)})
        return
    from results.document.terminal import print_tables
    from results.findings.questionnaire.in_short import in_short

    print_tables(in_short(found, asked, files))


def _found(
    study: str, case: str | None, outcomes: Sequence[str] | None, weighed: Mapping[str, float] | None
) -> "list[WorthOfKnowing]":
    """What is to be asked about, of a study's folder or of what comes with gongzhi."""
    if study == REFERENCE:
        from experiments.value_of_information.shipped_worth import shipped

        if case is not None or weighed is not None:
            raise ArgumentError(_("--case and --weigh are for the folder of a study of your own."))
        return shipped(outcomes)
    from experiments.cli.study import place
    from experiments.execution.stored_study import finished
    from experiments.value_of_information.worth_table import worth_of_knowing
    from scenarios.study import study_files

    folder = Path(study)
    usual = place() / study
    if not folder.exists() and (study in study_files() or usual.is_dir()):
        folder = usual
    return worth_of_knowing(finished(folder), case, outcomes, weighed)


def _weights(text: str) -> dict[str, float]:
    """By outcome its weight; ArgumentError if that is not what the text is."""
    found: dict[str, float] = {}
    parts = text.replace("，", ",").split(",")
    for part in parts:
        name, _equals, weight = (word.strip() for word in part.partition("="))
        with suppress(ValueError):
            found |= {name: float(weight)} if name else {}
    if len(found) < len(parts) or not all(0 < weight < float("inf") for weight in found.values()):
        raise ArgumentError(
            _(
                "--weigh {text}: write each outcome once, with a number above 0, as in {example}.",
                text=text,
                example="conflict_index=2,satisfaction=1",
            )
        )
    return found


def _write(found: "Sequence[WorthOfKnowing]", asked: "pd.DataFrame", out: Path) -> list[Path]:
    """The page and the sheet, both or none; ArgumentError if a sheet is there that somebody filled in."""
    from experiments.field_data.answers.answer_sheet import check_unanswered, sheet
    from experiments.new.several_files import write_all
    from results.document.html import html
    from results.findings.questionnaire.questions import questionnaire as document

    answers = out.with_name(f"{out.stem}-answers.csv")
    check_unanswered(answers)
    page = html(list(document(found, asked, answers.name)))
    questions = sheet([str(key) for key in asked["parameter"]])
    write_all({}, {out: page.encode(), answers: questions.encode()})
    return [out, answers]
