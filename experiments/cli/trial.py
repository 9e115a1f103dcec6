"""The verbs for one's edits: `try` shows what an edit of rules, instruments or data does, in half a minute,
`reset` undoes it.

Invariant: nothing of a trial is left but its picture, and that only where something was simulated; what is
undone is kept beside.
"""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli.command_line import options, parse
from experiments.cli.command_line.output import print_json
from experiments.limits import MOST_REPLICATES
from scenarios.language import _, msgid

if TYPE_CHECKING:
    from experiments.trial.tried_edit import TrialRequest, TriedEdit, WhatChanged
    from scenarios.read import Case, Governance
else:
    Case = Governance = object

HELP = {
    "try": msgid(
        "Show what your edit of rules, instruments or data does: your version against the last commit."
    ),
    "reset": msgid(
        "Undo edits of rules and scenarios: files as in the last commit, your versions kept beside."
    ),
}

USUAL_CASE: Any = "minzhu"
USUAL_GOVERNANCE: Any = "baseline"
"""What is tried if nothing else is said; the library reads them as it reads what is typed."""

POLLED_EVERY = 0.4
"""Seconds between two looks at the files with --watch."""


def try_(
    case: Annotated[
        Case, typer.Option(parser=parse.case, metavar="CASE", help="A case: id, name or YAML file.")
    ] = USUAL_CASE,
    governance: Annotated[
        Governance,
        typer.Option(
            parser=parse.governance, metavar="GOVERNANCE", help="A governance model: id, name or YAML file."
        ),
    ] = USUAL_GOVERNANCE,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REV|FOLDER",
            help="Compare with this revision, or with a folder of gongzhi or of a project; the last "
            "commit if "
            "not given.",
            show_default=False,
        ),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            parser=parse.whole_number("--replicates", 1, MOST_REPLICATES),
            metavar="N",
            help="So many replicates; as many as half a minute allows if not given.",
            show_default=False,
        ),
    ] = None,
    months: options.Months = 60,
    settings: options.Settings = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to draw the differences: a name that ends in .png or .svg.",
            show_default=False,
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Again whenever a file is saved, until interrupted.")
    ] = False,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Compare the working copy with another version of it."""
    from experiments.trial.time_limit import seconds_since_start
    from experiments.trial.tried_edit import TrialRequest, carry_out
    from scenarios.rules_file import rules_file

    if watch:
        _watch()
        return
    file = _picture_file(picture, case, governance)
    request = TrialRequest(case, governance, months, dict(settings or ()), against, rules_file(), replicates)
    tried = carry_out(
        request, (lambda changed: None) if as_json else (lambda changed: _begin(changed, request))
    )
    drawn = _drawn(tried, file)
    if as_json:
        from results.trial.trial_objects import trial_object

        print_json(trial_object(tried, seconds_since_start(), drawn))
    else:
        _end(tried, drawn, seconds_since_start())


def reset(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|RULE]...",
            help="Only these files, or those that hold an edit of these rules; all if not given.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only shown.")] = False,
    as_json: options.AsJson = False,
    lang: options.Language = None,
) -> None:
    """Show what differs from the last commit, and undo it."""
    from experiments.reset.changed_files import changed_files
    from experiments.reset.put_back import put_back
    from results.document.terminal import print_tables
    from results.trial.undone_edits import changed_since, put_back_lines, undone_object, what_next

    found = changed_files(names or ())
    if not as_json:
        print_tables(changed_since(found))
        sys.stdout.flush()
    done = put_back(found) if yes else None
    if as_json:
        print_json(undone_object(found, done))
    else:
        print_tables(what_next(found) if done is None else put_back_lines(done))


def _picture_file(given: Path | None, case: Case, governance: Governance) -> Path:
    """Where the picture goes: a folder is checked before anything runs."""
    from experiments.cli.study import place
    from experiments.errors import ArgumentError
    from experiments.store.output_folder import check_replaceable

    file = given or place() / "try" / f"{case.id}-{governance.id}.png"
    if file.suffix.lower() not in (".png", ".svg"):
        raise ArgumentError(_("--picture {file} must end in .png or .svg.", file=file))
    check_replaceable(file)
    return file


def _begin(changed: "WhatChanged", request: "TrialRequest") -> None:
    """Say what changed, before anything is simulated."""
    from results.document.terminal import print_tables
    from results.trial.edits_in_words import changed_blocks

    print_tables(changed_blocks(changed, request))
    sys.stdout.flush()


def _drawn(tried: "TriedEdit", file: Path) -> Path | None:
    """The picture, where something was simulated; FolderError if it cannot be written."""
    if tried.table is None:
        return None
    from experiments.store.output_folder import written_whole
    from results.trial.trial_differences import draw

    with written_whole(file) as unfinished:
        draw(tried, unfinished, _command(tried.replicates))
    return file


def _end(tried: "TriedEdit", drawn: Path | None, seconds: float) -> None:
    from results.document.terminal import print_tables
    from results.trial.what_moved import tried_blocks

    print_tables(tried_blocks(tried))
    if drawn is None:
        return
    if tried.request.replicates is None:
        print(
            _(
                "{seconds} seconds, {replicates} replicates. The same again: {command}",
                seconds=f"{seconds:.0f}",
                replicates=tried.replicates,
                command=_command(tried.replicates),
            )
        )
    print(_("The picture is in {file}.", file=drawn))


def _command(replicates: int) -> str:
    """The command that makes the same replicates again."""
    words = ["gongzhi", *sys.argv[1:]]
    return shlex.join(
        words if "--replicates" in " ".join(words) else [*words, "--replicates", str(replicates)]
    )


def _watch() -> None:
    """Try again whenever a file is saved, each time in a process of its own, until interrupted."""
    words = [one for one in sys.argv[1:] if one != "--watch"]
    found = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(found)}
    running: subprocess.Popen[bytes] | None = None
    try:
        seen = None
        while True:
            if (now := _stamp()) != seen:
                seen = now
                running = subprocess.Popen(
                    [sys.executable, "-P", "-m", "experiments", *words], env=environment
                )
                running.wait()
                print(_("Waiting for the next save; Ctrl-C ends."), flush=True)
            time.sleep(POLLED_EVERY)
    except KeyboardInterrupt:  # the way in which it is meant to end
        if running is not None:
            running.terminate()
            running.wait()


def _stamp() -> tuple[tuple[str, int, int], ...]:
    """What changes whenever a file is saved that runs go through."""
    from experiments.trial.edits import files_of
    from experiments.trial.versions import working_copy
    from scenarios.rules_file import rules_file

    found = []
    for name, file in files_of(working_copy(rules_file())).items():
        try:
            seen = file.stat()
        except OSError:  # just being saved
            continue
        found.append((name, seen.st_mtime_ns, seen.st_size))
    return tuple(found)
