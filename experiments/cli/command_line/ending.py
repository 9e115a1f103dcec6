"""What `study` and `merge` print at their end: what was done, and the comparison that their rows give; and
what `study --register` prints.

Invariant: the tables for programs have the columns of the files beside the store.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.command_line.output import comparison_objects, print_json
from experiments.errors import ArgumentError
from scenarios.language import _
from scenarios.problems import listed

if TYPE_CHECKING:
    from experiments.analysis.comparisons.study_end import Ending
    from experiments.store.tables import Answer
    from scenarios.study import StudyPlan


def print_ended(
    done: Mapping[str, object], lines: Iterable[str], found: "Ending | None", file: str, as_json: bool
) -> None:
    """Print what was done, for programs or as lines, and what was found, if anything; file: how the study was
    named on the command line.
    """
    if as_json:
        print_json({**done, **_found_objects(found)})
        return
    print("\n".join(lines))
    if found is not None:
        from results.document.terminal import print_tables
        from results.findings.comparisons.study_end import study_end

        print_tables(study_end(found, file))


def _found_objects(found: "Ending | None") -> "Answer":
    """The comparison as objects: null where there is none."""
    if found is None or found.study.comparison is None:
        return {"comparison": None, "comparison_by_type": None}
    from experiments.store.tables import plain_rows

    return {
        "comparison": comparison_objects(found.study),
        "comparison_by_type": None if found.by_type is None else plain_rows(found.by_type),
        **({} if found.by_group is None else {"gains_by_group": plain_rows(found.by_group)}),
    }


def register_only(plan: "StudyPlan", folder: Path, runs: Mapping[str, object], as_json: bool) -> None:
    """Write the registration of a study, and say what it says; ArgumentError if one of the options in `runs`,
    which say how to run, is given (not None).
    """
    if given := [name for name, value in runs.items() if value is not None]:
        raise ArgumentError(
            _(
                "--register writes the whole study down and runs nothing; leave out: {options}.",
                options=listed(given),
            )
        )
    from experiments.registration.registration import register

    found = register(plan, folder)
    if as_json:
        print_json({"folder": str(folder), **found.plain()})
        return
    print(_("{study} is registered in {folder} at {at}.", study=plan.id, folder=folder, at=found.at))
    print(_("Hash: {digest}", digest=found.digest))
    if found.runs_there:
        print(_("{count} runs are there already; reports will say so.", count=found.runs_there))
    print(_("Keep the hash, or send it to somebody: only that proves the time to others."))


def registration_object(folder: Path) -> dict[str, object]:
    """For programs, whether the study was run as registered; nothing where it was not registered."""
    from experiments.registration.as_registered import as_registered

    found = as_registered(folder)
    return {} if found is None else {"registration": found.plain()}
