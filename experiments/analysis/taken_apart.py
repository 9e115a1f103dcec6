"""A governance model taken apart: what was asked for, and the study that carrying it out gives.

The rule it holds: everything asked for is read and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from experiments.analysis.ablation import ALL, SHAPLEY, Parts, take_apart
from experiments.analysis.coalitions import PieceGroup, group_name, groups, pieces
from experiments.design.runs import replicated
from experiments.errors import ArgumentError
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.store.manifest import manifest
from experiments.store.tables import write_tables
from scenarios import read
from scenarios.language import _, pick
from scenarios.read import Case, Governance

BASELINE = "baseline"


@dataclass(frozen=True)
class Dissection:
    """What to take apart, in how many worlds; no groups where no Shapley shares are wanted."""

    parts: Parts
    groups: tuple[PieceGroup, ...]
    replicates: int
    overrides: Mapping[str, float]
    equal_cost: bool
    command: tuple[str, ...]


@dataclass(frozen=True)
class TakenApart:
    """`table`: a row for each test, instrument (or group) and outcome; `runs`: one for each run."""

    case: Case
    model: Governance
    groups: tuple[PieceGroup, ...]
    table: pd.DataFrame
    runs: pd.DataFrame
    manifest: Mapping[str, object]

    @property
    def replicates(self) -> int:
        """How many worlds each coalition was run in."""
        return int(self.runs["seed"].nunique())

    def held(self, test: str, instrument: str) -> tuple[str, ...]:
        """The instruments that a row of the table is about."""
        if instrument == ALL:
            return pieces(self.model)
        groups = {group.id: group.pieces for group in self.groups}
        return groups[instrument] if test == SHAPLEY else (instrument,)

    def named(self, test: str, instrument: str) -> str:
        """The name of what a row of the table is about, in the language chosen."""
        if instrument == ALL:
            return _("all together")
        return group_name(PieceGroup(instrument, self.held(test, instrument)))


def dissection(
    case: Case,
    governance: Governance,
    replicates: int = 20,
    months: int = 60,
    overrides: Mapping[str, float] = MappingProxyType({}),
    shapley: bool = False,
    grouped: Sequence[Sequence[str]] | None = None,
    equal_cost: bool = False,
) -> Dissection:
    """What to take apart; `grouped`: the instruments of each group, which implies Shapley shares."""
    parts = Parts(case, governance, read.governance(BASELINE), months, overrides)
    if not parts.pieces:
        raise ArgumentError(
            _(
                "{governance} holds no instrument: there is nothing to take apart.",
                governance=pick(governance.name),
            )
        )
    for pair in parts.pairs().values():
        for held in pair:
            parts.scenario(held)
    found = groups(grouped, governance) if shapley or grouped is not None else ()
    which = [("--replicates", replicates), ("--months", months), *_given(overrides)]
    if grouped is not None:
        which.append(("--groups", ",".join("+".join(group.pieces) for group in found)))
    flags = [flag for flag, on in (("--shapley", bool(found)), ("--equal-cost", equal_cost)) if on]
    options = [str(word) for option in which for word in option]
    command = ("gongzhi", "ablate", case.reference, governance.reference, *options, *flags)
    return Dissection(parts, found, replicates, overrides, equal_cost, command)


def _given(values: Mapping[str, float]) -> list[tuple[str, object]]:
    return [("--set", f"{key}={value:g}") for key, value in values.items()]


def carry_out(wanted: Dissection, make: Simulate) -> TakenApart:
    """Simulate every coalition that is needed and compare them."""
    worlds = Replicates(make, wanted.replicates, priced=wanted.equal_cost)
    entries = read.outcome_entries()
    table = take_apart(wanted.parts, wanted.groups, worlds, entries, wanted.equal_cost)
    runs = replicated(worlds.scenarios, wanted.replicates)
    made_by = manifest(wanted.command, runs, wanted.overrides) | {
        "groups": {group.id: list(group.pieces) for group in wanted.groups}
    }
    return TakenApart(wanted.parts.case, wanted.parts.model, wanted.groups, table, worlds.table(), made_by)


def write(study: TakenApart, folder: Path) -> None:
    """The study's tables as Parquet and CSV and its manifest as JSON, into a folder that exists."""
    write_tables({"ablation": study.table, "runs": study.runs}, study.manifest, folder)
