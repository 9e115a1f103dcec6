"""The verbs for what others get to see: `report` and `figure` of a finished folder, the `workshop` page,
`odd`, the model's description, and `pack`, a study that reruns elsewhere.

Invariant: a report and a figure come from a finished folder; only what the folder's own runs did not keep is
simulated again, for a figure and for the compound of a report.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.command_line import parse
from experiments.cli.command_line.options import AsJson, Jobs, Language
from experiments.cli.command_line.output import print_json
from experiments.errors import ArgumentError
from scenarios.language import _, msgid

WORKSHOP = Path("results/studies/workshop")
"""Where a workshop keeps what people answered, unless another folder is named."""

HELP = {
    "report": msgid("Write a finished comparison or study as one HTML file, as slides, workbook or poster."),
    "figure": msgid("Draw one figure of a finished folder, or a figure once more from its own file."),
    "workshop": msgid("Open a page on this machine on which a room tries things out."),
    "odd": msgid("Print the model's description after the ODD protocol, written from the code."),
    "pack": msgid("Pack a study into one archive that reruns on another machine."),
}


ALL_KINDS = "all"
"""The kind of a figure that stands for all those for which runs are made again."""


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of a finished comparison or study.")
    ],
    pptx: Annotated[
        bool, typer.Option("--pptx", help="Write slides instead: texts, tables and charts can be edited.")
    ] = False,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="Write a workbook instead: page one in words, tables, charts.")
    ] = False,
    long_image: Annotated[
        bool, typer.Option("--long-image", help="Write one tall picture for a chat instead.")
    ] = False,
    poster: Annotated[bool, typer.Option("--poster", help="Write an A1 poster as PDF instead.")] = False,
    with_compound: Annotated[
        bool,
        typer.Option(
            "--with-compound", help="Put the recorded months of one replicate in: they play offline."
        ),
    ] = False,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="The case of --with-compound; the first if not given.")
    ] = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Write one HTML file that opens offline, and one to print; or what is asked for in their place."""
    asked = {"pptx": pptx, "xlsx": xlsx, "long-image": long_image, "poster": poster}
    if case is not None and not with_compound:
        raise ArgumentError(_("--case is only used with --with-compound."))
    if with_compound and any(asked.values()):
        raise ArgumentError(
            _("--with-compound is of the HTML report; ask for the other files by themselves.")
        )
    if any(asked.values()):
        from results.takeaways.delivery import take_away

        files = [str(file) for file in take_away(folder, [name for name, wanted in asked.items() if wanted])]
        text = "\n".join(files)
    else:
        from results.report.living_compound import recorded
        from results.report.screen import deliver

        living = recorded(folder, case or "") if with_compound else None
        files = [str(file) for file in deliver(folder, living)]
        text = _("To look at: {screen}. To print: {paper}.", screen=files[0], paper=files[1])
        if living:
            from results.text.names import case_name

            size = f"{Path(files[0]).stat().st_size / 1e6:.1f}"
            text += "\n" + _(
                "With the recorded months of {case}, in all {size} MB.",
                case=case_name(living.case),
                size=size,
            )
    if as_json:
        print_json({"files": files}, None)
    else:
        print(text)


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
        Sequence[str] | None,
        typer.Option(parser=parse.words, metavar="A,B,…", help="Only these governance models."),
    ] = None,
    cost: Annotated[
        str | None, typer.Option(metavar="natural|equal", help="Differences at which cost.")
    ] = None,
    replicate: Annotated[str | None, typer.Option(metavar="K", help="Only replicate K.")] = None,
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
    from results.figures.study_figures import of_file, of_folder

    numbers = (
        _number(where, option, text)
        for option, text in (("--point", point), ("--replicate", replicate), ("--month", month))
    )
    options = Options(case, cost, governance, *numbers)
    if where.is_dir() and kind == ALL_KINDS and not any(one is not None for one in options):
        from results.report.further_pictures import draw_further

        for file in draw_further(where, quiet=False):
            print(str(file))
        return
    if where.is_dir():
        if kind is None:
            known = ", ".join([*KINDS, ALL_KINDS])
            raise ArgumentError(_("Say which figure with --kind: {known}.", known=known))
        drawn = of_folder(where, str(kind), options, out, quiet=False)
    else:
        if kind is not None or any(one is not None for one in options):
            raise ArgumentError(
                _("{file} is no folder; a figure from a file is drawn as it was.", file=where)
            )
        drawn = of_file(where, lang, out, quiet=False)
    for warning in drawn.warnings:
        print(warning, file=sys.stderr)
    print(str(drawn.file))


def _number(folder: Path, option: str, text: str | None) -> int | None:
    """A number of an option of `figure`; what may be given depends on the folder."""
    from experiments.analysis.figure_request import numbers_of
    from experiments.execution.results import results_in

    def bounds() -> tuple[int, int]:
        known = numbers_of(results_in(folder).origin, option)
        return min(known), max(known)

    return None if text is None else parse.whole_within(text, option, bounds)


def workshop(
    port: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--port", 0, 65535), metavar="N", help="The port to listen on."
        ),
    ] = 8765,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to keep answers; results/studies/workshop if not given."),
    ] = None,
    room: Annotated[
        bool, typer.Option("--room", help="Let phones on the local network vote, on a page of their own.")
    ] = False,
    room_address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="This machine's address to vote at, where it has several."),
    ] = None,
    room_port: Annotated[
        int,
        typer.Option(
            parser=parse.whole_number("--room-port", 0, 65535), metavar="N", help="The port to vote at."
        ),
    ] = 8766,
    yes: Annotated[bool, typer.Option("--yes", help="Open the room without being asked.")] = False,
    jobs: Jobs = None,
    lang: Language = None,
) -> None:
    """Serve the page until interrupted."""
    from results.workshop.room.opening import agreed
    from results.workshop.serve import serve

    folder = out or WORKSHOP
    if room_address and not room:
        raise ArgumentError(_("--room-address is only used with --room."))
    voting = (agreed(room_address, room_port, yes), room_port) if room else None
    try:
        serve(port, folder, jobs, voting)
    except KeyboardInterrupt:  # the way in which it is meant to end
        print(_("The workshop page is closed; what was answered is in {folder}.", folder=folder))


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
        print(DOCUMENTS[document](), end="")
    else:
        write_text(out, DOCUMENTS[document]())


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
    from experiments.cli.study import usual_place
    from scenarios.files import written_path
    from scenarios.names import is_path
    from scenarios.study import study, study_files

    plan = study(file)
    written = written_path(file) if is_path(file) else study_files()[plan.id]
    proven = packed(plan, written, store or usual_place(plan), out, check)
    print(_("{file}: code, data and description, with RERUN.md to say how to run it again.", file=out))
    if proven:
        print(_("Unpacked and run again, it gave the same rows, byte for byte."))
    else:
        print(_("It was not unpacked and run again; --check does that."))
