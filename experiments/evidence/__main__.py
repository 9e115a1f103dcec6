"""`python -m experiments.evidence`: make the tables in docs/evidence; `python -m results.evidence` draws and
tells them.

Without names it makes what is not of the model as it is, and says what it leaves out; `--again` makes all.
Whatever was broken off goes on by the same command.
"""

import argparse
from collections.abc import Collection, Sequence

from experiments.errors import ArgumentError
from experiments.evidence.code_of_pages import Present, model_code, note, noted, present_model
from experiments.evidence.origins.wall_times import NOT_KNOWN, WallTime, note_time, timed
from experiments.evidence.parts.kept_steps import KeptSteps
from experiments.evidence.parts.part_request import command_of, requested
from experiments.evidence.parts.shipped_parts import ASKS, PARTS, READS, say, write
from experiments.execution.worker_processes import cores
from experiments.store.kept_tables import TimeOver
from experiments.store.store import StoreError
from scenarios.problems import ScenarioError


def main(words: Sequence[str] | None = None) -> None:
    """Make the parts asked for, or those that are not of the model as it is, in their order."""
    options = requested(words)
    if options.list:
        _list(options)
        return
    options.out.mkdir(parents=True, exist_ok=True)
    present, made = present_model(options.out), set[str]()
    for name in options.part or PARTS:
        if options.part or options.again or not _is_current(name, options, present, made):
            _make(name, options)
            made.add(name)
        else:
            say(f"{name}: of the model as it is, left as it is")


def _is_current(part: str, options: argparse.Namespace, present: Present, made: Collection[str]) -> bool:
    """Whether what a part made is there, by the same command, of the model as it is and of tables that are; a
    part that writes no table here takes seconds and never is.
    """
    command = command_of(part, options)
    files = {name: one for name, one in noted(options.out).items() if one.command == command}
    return (
        bool(files)
        and all((options.out / name).is_file() for name in files)
        and all(one.is_current(present) for one in files.values())
        and not {*READS.get(part, ())} & {*made}
    )


def _make(part: str, options: argparse.Namespace) -> None:
    """Make a part, note its code and how long it took, and forget its steps."""
    command, code = command_of(part, options), model_code()  # by the end somebody may have edited it
    steps = KeptSteps(options.keep, part, command, code, options.jobs)
    if steps.before:
        say(f"{part}: goes on after {sum(steps.before):.0f} s")
    try:
        tables = PARTS[part](options, steps)
    except (ScenarioError, ArgumentError, StoreError) as error:
        raise SystemExit(str(error)) from None
    except TimeOver as step:
        raise SystemExit(f"{part}: the time is over before {step}; the same command goes on.") from None
    files = [write(table, options.out / file) for file, table in tables.items()]
    note(options.out, files, command, code, ASKS.get(part, ()))
    seconds, sittings = steps.finished()
    on = min(options.jobs or cores(), cores())
    note_time(options.out, part, WallTime(seconds, sittings, on, command, code))
    say(f"{part}: {seconds:.0f} s" + (f" in {sittings} sittings" if sittings > 1 else ""))


def _list(options: argparse.Namespace) -> None:
    """A line for each part: its name, how long it took when it was last made, on how many cores."""
    known = timed(options.out)
    for part in options.part or PARTS:
        found = known.get(part)
        told = f"{found.words()}, {found.cores} cores, {found.code}" if found else NOT_KNOWN
        say(f"{part:<16} {told}")


if __name__ == "__main__":
    main()
