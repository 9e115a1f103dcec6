"""What an analysis of a stored study is about: the parameters it varies, and governance models and outcomes
that are chosen by name.

Invariant: what is chosen is looked for in the study first, and a message says what the study does hold. How
its points were drawn makes no difference.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from experiments.design.cells import LABELS, is_label
from experiments.design.smallest_effect import entries as judged_by
from experiments.errors import ArgumentError
from experiments.execution.stored_study import StoredStudy
from scenarios import read
from scenarios.entries import Case, Governance
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest
from scenarios.read import OutcomeEntry


def id_of(find: Callable[[str], Case | Governance], name: str) -> str:
    """The id of what has that name, or the name itself where nothing of ours has it."""
    try:
        return find(name).id
    except ScenarioError:
        return name


def varied(runs: pd.DataFrame) -> list[str]:
    """The parameters that differ between the points of some runs."""
    keys = [str(name) for name in runs.columns if is_label(str(name)) and name not in LABELS]
    return [key for key in keys if runs[key].nunique() > 1]


def check_varied(study: StoredStudy) -> None:
    """ArgumentError unless the study varies a parameter."""
    if not varied(study.runs):
        raise ArgumentError(
            _(
                "The study {study} varies no parameter; give some of them a range in its file "
                "(parameters, sampling).",
                study=study.identity.study,
            )
        )


def governance_in(study: StoredStudy, name: str, option: str) -> str:
    """The id of a governance model of the study, named by id, by any name or by file."""
    if name in study.governance:
        return name
    found = read.governance(name)
    if found.id not in study.governance:
        raise ArgumentError(
            _(
                "{option}: the study {study} has no runs of {name}; it has: {known}.",
                option=option,
                study=study.identity.study,
                name=found.id,
                known=listed(study.governance),
            )
            + nearest(found.id, study.governance)
        )
    return found.id


def outcomes_in(study: StoredStudy, named: Sequence[str] | None) -> list[OutcomeEntry]:
    """The outcomes named, or else those the study is about that can be better or worse."""
    entries = judged_by(study.identity.smallest)
    if named:
        return [_outcome(study, name.strip()) for name in dict.fromkeys(named)]
    found = [entries[name] for name in study.identity.outcomes if entries[name].direction]
    if not found:
        raise ArgumentError(
            _(
                "The study {study} names no outcome to judge by; give one with --outcome.",
                study=study.identity.study,
            )
        )
    return found


def _outcome(study: StoredStudy, name: str) -> OutcomeEntry:
    known = [one for one in read.outcome_entries() if one in study.runs]
    if name not in known:
        message = _("There is no outcome {name}; there are: {known}.", name=name, known=listed(known))
        raise ArgumentError(message + nearest(name, known))
    entry = judged_by(study.identity.smallest)[name]
    if not entry.direction:
        raise ArgumentError(
            _("{name} is neither better high nor better low: nothing can be best in it.", name=name)
        )
    return entry
