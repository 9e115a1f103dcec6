"""What `study` and `merge` print at their end: what was done, and the comparison that their rows give.

Invariant: the tables for programs have the columns of the files beside the store.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from experiments.cli.command_line.output import comparison_objects, print_json

if TYPE_CHECKING:
    from experiments.analysis.comparisons.study_end import Ending
    from experiments.store.tables import Answer


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
