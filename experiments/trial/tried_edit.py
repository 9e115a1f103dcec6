"""A trial: both versions simulated in the same replicates until the half minute is over, and compared.

Invariant: what is compared met the same people, shocks and draws on both sides, and verdicts are those of
`compare`. Nothing is simulated where nothing has changed that a run goes through.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from experiments.design.runs import STUDY, seed_of
from experiments.rule_check.checked_file import problems_as_written
from experiments.rule_check.impurity import Problem
from experiments.trial.edits import RULE, Edit, edits
from experiments.trial.reach import Unused, unused
from experiments.trial.side_process import SideProcess, ask_both, both_sides
from experiments.trial.stray_methods import StrayMethod, stray_methods
from experiments.trial.time_limit import SECONDS, TimeLimit
from experiments.trial.versions import CodeVersion, TwoVersions, two_versions
from scenarios import read
from scenarios.language import language
from scenarios.read import Case, Governance

if TYPE_CHECKING:
    import pandas as pd

    from experiments.trial.decision_counts import DecisionCount
    from experiments.trial.gap_levels import GapLevels

BEFORE, NOW = "before", "now"
"""What the sides are called in the table of differences, which are now minus before."""

type Sides = tuple[SideProcess, SideProcess]


@dataclass(frozen=True)
class TrialRequest:
    """What is tried: a case under a governance model, against which version, in how many replicates (None: as
    many as half a minute allows).
    """

    case: Case
    governance: Governance
    months: int = 60
    settings: Mapping[str, float] = field(default_factory=dict)
    against: str | None = None
    rules: Path | None = None
    replicates: int | None = None


@dataclass(frozen=True)
class WhatChanged:
    """What differs between the two versions, what of it no run goes through, which methods nothing asks, and
    what of the edited files of rules depends on more than what a rule is given.
    """

    against: str
    unseen: tuple[Path, ...]
    edits: tuple[Edit, ...]
    unused: tuple[Unused, ...] = ()
    stray: tuple[StrayMethod, ...] = ()
    impure: tuple[Problem, ...] = ()

    @property
    def runs_differ(self) -> bool:
        """Whether a run goes through any of it."""
        return len(self.edits) > len(self.unused)


@dataclass(frozen=True)
class TriedEdit:
    """What came of a trial; without replicates there is nothing but what changed.

    table: a row for each outcome as `compare` has it, differences being now minus before. decisions: of
    replicate 0; deciders: what those are called whose decision differs first, by kind.
    """

    request: TrialRequest
    changed: WhatChanged
    replicates: int = 0
    table: pd.DataFrame | None = None
    runs: pd.DataFrame | None = None
    decisions: tuple[DecisionCount, ...] = ()
    deciders: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[GapLevels, ...] = ()


def carry_out(request: TrialRequest, begun: Callable[[WhatChanged], None] = lambda _: None) -> TriedEdit:
    """Find what changed, simulate both sides and compare them; ArgumentError where a side cannot be had or
    stops. begun: is told what changed before anything is simulated.
    """
    with two_versions(request.against, request.rules) as versions:
        found = edits(versions)
        changed = WhatChanged(
            versions.against,
            versions.unseen,
            found,
            stray=stray_methods(found, versions.now),
            impure=impure_rules(found, versions.now),
        )
        if not found:
            begun(changed)
            return TriedEdit(request, changed)
        return _carried_out(request, versions, changed, begun)


def impure_rules(found: Sequence[Edit], version: CodeVersion) -> tuple[Problem, ...]:
    """What is wrong with edited files of agents as they are written, but for methods that nothing asks."""
    places = [version.code, *([version.project] if version.project else [])]
    files = {place / one.file for place in places for one in found if one.file.startswith("agents/")}
    files |= {version.rules} if version.rules is not None else set()
    problems = (one for file in sorted(files) if file.is_file() for one in problems_as_written(file))
    return tuple(one for one in problems if one.code != "no-rule")


def _carried_out(
    request: TrialRequest,
    versions: TwoVersions,
    changed: WhatChanged,
    begun: Callable[[WhatChanged], None],
) -> TriedEdit:
    limit = TimeLimit(read.households(request.case))
    with both_sides(versions) as sides, TemporaryDirectory(prefix="gongzhi-try-") as folder:
        try:
            held = _begin(sides, request, versions)
        except Exception:
            begun(changed)  # a stray method may be what is wrong
            raise
        changed = replace(changed, unused=unused(changed.edits, *held, changed.stray))
        begun(changed)
        if not changed.runs_differ:
            return TriedEdit(request, changed)
        began = time.monotonic()
        first, decisions, deciders = _watched(sides, changed.edits, Path(folder), _patience(request))
        limit.took(1, time.monotonic() - began)
        pieces = [first, *_further(sides, request, limit)]
    return _judged(request, changed, pieces, decisions, deciders)


def _patience(request: TrialRequest) -> int:
    """Seconds that one replicate may take: twice what all may, for the machine may be busy; without a limit
    where a number of replicates is asked for, however long they take.
    """
    return 2 * int(SECONDS) if request.replicates is None else 0


def _begin(sides: Sides, request: TrialRequest, versions: TwoVersions) -> tuple[Any, Any]:
    """What the scenarios of both sides hold."""
    before, now = ({"rules": one.rules and str(one.rules)} for one in (versions.before, versions.now))
    return ask_both(
        sides,
        "begin",
        seconds=_patience(request),
        case=request.case.reference,
        governance=request.governance.reference,
        months=request.months,
        settings=dict(request.settings),
        language=language(),
        each=(before, now),
    )


def _watched(
    sides: Sides, found: Sequence[Edit], folder: Path, seconds: int
) -> tuple[Any, tuple[DecisionCount, ...], Mapping[str, str]]:
    """Replicate 0 of both sides, and how their decisions differ."""
    from experiments.trial.decision_counts import decision_counts

    files = (folder / "before.npz", folder / "now.npz")
    rules = sorted({one.name.rpartition(".")[2] for one in found if one.what == RULE and one.method})
    each = tuple({"file": str(file)} for file in files)
    both = ask_both(
        sides, "watch", seconds=seconds, seed=seed_of(STUDY, 0), further=rules, each=(each[0], each[1])
    )
    counts = decision_counts(*files, kinds=(both[0].pop("kinds"), both[1].pop("kinds")))
    deciders = {}
    for one in counts:
        if one.first is not None:
            sides[1].ask("name", table=one.first.table, row=one.first.row)
            deciders[one.kind] = sides[1].answer()["door"]
    return both, counts, deciders


def _further(sides: Sides, request: TrialRequest, limit: TimeLimit) -> list[Any]:
    """The replicates after the first, batch by batch: as many as are asked for, or as there is time for."""
    pieces: list[Any] = []
    done = 1
    while True:
        left = limit.next_batch() if request.replicates is None else min(64, request.replicates - done)
        if left < 1:
            return pieces
        began = time.monotonic()
        seeds = [seed_of(STUDY, replicate) for replicate in range(done, done + left)]
        pieces.append(ask_both(sides, "run", seeds=seeds))
        limit.took(left, time.monotonic() - began)
        done += left


def _judged(
    request: TrialRequest,
    changed: WhatChanged,
    pieces: Sequence[Any],
    decisions: tuple[DecisionCount, ...],
    deciders: Mapping[str, str],
) -> TriedEdit:
    import pandas as pd

    from experiments.design.formula_columns import formulas_known, with_formulas
    from experiments.trial.gap_levels import gap_levels

    frames = []
    for side, name in enumerate((BEFORE, NOW)):
        one = pd.concat([pd.DataFrame(piece[side]["outcomes"]) for piece in pieces], ignore_index=True)
        one = with_formulas(one, formulas_known({}))
        keys = {"case": request.case.id, "governance": name, "replicate": range(len(one))}
        frames.append(one.assign(**keys))
    table = compared(request.case.id, *frames)
    rows = {str(row["outcome"]): row for row in table.to_dict("records")}
    before, now = (_levels([piece[side]["levels"] for piece in pieces]) for side in (0, 1))
    levels = gap_levels(before, now, rows)
    runs = pd.concat(frames, ignore_index=True)
    return TriedEdit(request, changed, len(frames[0]), table, runs, decisions, deciders, levels)


def compared(case: str, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The table of differences, now minus before, corrected as `compare` does; frames: a row for each
    replicate, in the same order, with the outcomes as columns.
    """
    from experiments.statistics.paired import Side, judged, pair_rows

    sides = Side(BEFORE, before), Side(NOW, now)
    return judged(list(pair_rows(case, *sides, outcomes=read.outcome_entries())))


def _levels(pieces: Sequence[Mapping[str, Any]]) -> dict[str, list[list[float]]]:
    """The levels of all batches, one after another."""
    return {
        gap: [[level for piece in pieces for level in piece[gap][side]] for side in (0, 1)]
        for gap in pieces[0]
    }
