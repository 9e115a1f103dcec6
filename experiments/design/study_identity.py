"""What a study is, as its store and its registration say it: what was asked, which cells that makes, and the
code that they go through.

Invariant: no clock and no machine in it, and files of the user's own are named by their way from the store.
"""

from collections.abc import Iterable
from pathlib import Path

from experiments.design.cells import Cells
from experiments.design.formula_columns import DEFINED, defined
from experiments.provenance import made_in
from experiments.provenance.definitions import DEFINITIONS, digests_of
from scenarios.study import StudyPlan


def study_identity(plan: StudyPlan, cells: Cells, folder: Path) -> dict[str, object]:
    """The study as it is resolved, for a store in that folder; ready for JSON."""
    return {
        **summary(plan, folder),
        "implausible": cells.implausible,
        "plan": cells.fingerprint(),
        "points": len(cells.points),
        "code": cells.code.parts(),
        DEFINITIONS: digests_of(cells.code.definitions()),
        **({DEFINED: of_own} if (of_own := defined(plan.defined)) else {}),
    }


def summary(plan: StudyPlan, folder: Path) -> dict[str, object]:
    """What a store says of its study: enough to make any of its runs again, and to know what was asked."""
    return {
        "study": plan.id,
        "months": plan.months,
        "burn_in": plan.burn_in,
        "start": plan.start,
        "fixed": plan.fixed,
        "cases": _named(plan.case_names.items(), folder),
        "governance": _named(plan.governance_names.items(), folder),
        "outcomes": plan.outcomes,
        "smallest": plan.smallest,
        "primary": plan.primary,
        "asked": _request(plan, folder),
        **made_in.said(plan.measured),
    }


def _request(plan: StudyPlan, folder: Path) -> dict[str, object]:
    """The study as its file asks for it; where files of the user's own lie is said beside it."""
    request = plan.model_dump(mode="json", exclude={"case_names", "governance_names", "defined"})
    if plan.sampling is not None and plan.sampling.posterior is not None:
        request["sampling"] |= _named([("posterior", plan.sampling.posterior)], folder)
    return request


def _named(names: Iterable[tuple[str, str]], folder: Path) -> dict[str, str]:
    """By id how each is found; files by their way from the store."""
    return {
        name: str(Path(found).resolve().relative_to(folder.resolve().parent, walk_up=True))
        if Path(found).is_absolute()
        else found
        for name, found in names
    }
