"""Reach: which edits no run of a scenario goes through, why, and which governance model or case would.

Invariant: an edit is called unused only where that is certain; of all others the runs tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from experiments.trial.edits import (
    ADDED,
    CASE,
    GOVERNANCE,
    INSTRUMENT,
    OUTCOME,
    PARAMETER,
    RANGE,
    RULE,
    Edit,
)
from experiments.trial.stray_methods import StrayMethod
from scenarios import read
from scenarios.project import rule_files

NOT_HELD, OVERRIDDEN, SAMPLED, NOT_NAMED = "not held", "overridden", "sampled", "not named"
OTHER, JUDGED, STRAY = "other file", "judged", "stray"
"""Why no run goes through an edit: the governance model does not hold the instrument; the case, the
governance model or --set gives the parameter another value; a range matters to studies alone; the case
does not name the file of rules; it is of another case or governance model; it only says how outcomes are
judged; it is a method that nothing asks.
"""


class Unused(NamedTuple):
    """An edit that no run goes through: why, and what would, as an option of the command (empty if
    unknown).
    """

    edit: Edit
    why: str
    remedy: str = ""


def unused(
    edits: Sequence[Edit],
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    stray: Sequence[StrayMethod] = (),
) -> tuple[Unused, ...]:
    """The edits that runs of neither side go through; before, now: what both sides' scenarios hold;
    stray: the methods that nothing asks.
    """
    sides = (before, now)
    held = {kind for side in sides for kind in side["instruments"]}
    asked_by_nobody = [one.edit for one in stray if one.edit.how == ADDED]
    found = (Unused(edit, STRAY) if edit in asked_by_nobody else _unused(edit, sides, held) for edit in edits)
    return tuple(one for one in found if one is not None)


def _unused(edit: Edit, sides: Sequence[Mapping[str, Any]], held: set[str]) -> Unused | None:
    if edit.what == RANGE:
        return Unused(edit, SAMPLED)
    if edit.what == INSTRUMENT and edit.stem not in held and edit.stem != "__init__":
        return Unused(edit, NOT_HELD, _holding(edit.stem))
    if edit.what == PARAMETER:
        return _unused_parameter(edit, sides, held)
    if edit.what in (CASE, GOVERNANCE) and not _differ(sides):
        option = "--case" if edit.what == CASE else "--governance"
        return Unused(edit, OTHER, f"{option} {edit.stem}")
    own = edit.what == RULE and edit.file.startswith("agents/") and edit.stem in rule_files()
    if own and not any(edit.stem in side["rules"] for side in sides):
        return Unused(edit, NOT_NAMED, _naming(edit.stem))
    if edit.what == OUTCOME and not edit.file.endswith(".py"):
        return Unused(edit, JUDGED)
    return None


def _unused_parameter(edit: Edit, sides: Sequence[Mapping[str, Any]], held: set[str]) -> Unused | None:
    section = edit.name.partition(".")[0]
    known = read.sections().get(section)
    if known is not None and known.instrument and section not in held:
        return Unused(edit, NOT_HELD, _holding(section))
    values = [[each.get(edit.name) for each in side["parameters"]] for side in sides]
    return Unused(edit, OVERRIDDEN) if values[0] == values[1] else None


def _differ(sides: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the two scenarios hold anything else."""
    return any(sides[0][what] != sides[1][what] for what in sides[0])


def _holding(kind: str) -> str:
    """The option that names a governance model with that instrument."""
    for name, one in read.governance_models().items():
        if any(adopted.kind == kind for adopted in one.instruments):
            return f"--governance {name}"
    return ""


def _naming(rules: str) -> str:
    """The option that names a case with that file of rules."""
    for name, one in read.cases().items():
        if rules in one.rules.values():
            return f"--case {name}"
    return ""
