"""Ablation: what each instrument of a governance model adds, alone, last of all, and on average.

Three tests, all paired by replicate: **leave one out** (the whole against the whole without the piece), **add
one** (the baseline with the piece against the baseline) and, if asked for, **Shapley** shares (the mean over
all orders in which the pieces, or groups of them, can come). Invariant: every difference is "with minus
without", so its sign says the same in all three; everything is checked before anything is simulated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from experiments.analysis.coalitions import (
    PieceGroup,
    coalition,
    coalitions,
    group_name,
    groups,
    pieces,
    shares,
)
from experiments.analysis.comparison import matched
from experiments.design.runs import replicated
from experiments.errors import ArgumentError
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.paired import COLUMNS, EQUAL, NATURAL, Side, judged, of_outcome, pair_rows, paired
from experiments.store.manifest import manifest
from experiments.store.tables import write_tables
from scenarios import read
from scenarios.language import _, pick
from scenarios.read import Case, Governance, OutcomeEntry, Scenario

BASELINE = "baseline"

WHOLE, LEAVE_OUT, ADD, SHAPLEY = "whole", "leave_one_out", "add_one", "shapley"
OURS = ("case", "governance", "test", "instrument")
ALL = "all"
"""In the place of an instrument where the test is of the whole governance model."""

OF_WHOLE = ("whole", "share_of_whole")
"""Of Shapley shares only: the whole effect in the same worlds, and the mean share of it."""

TABLE = (*OURS, *(name for name in COLUMNS if name not in OURS), *OF_WHOLE)

Held = frozenset[str]
Row = Mapping[str, object]


class Parts:
    """The coalitions of one governance model on one case, as scenarios."""

    def __init__(
        self,
        case: Case,
        model: Governance,
        baseline: Governance,
        months: int = 60,
        overrides: Mapping[str, float] | None = None,
    ) -> None:
        self.case, self.model, self.baseline = case, model, baseline
        self.pieces = pieces(model)
        self._months, self._overrides = months, overrides
        self._scenarios: dict[Held, Scenario] = {}

    def scenario(self, held: Held) -> Scenario:
        """The baseline with these pieces of the governance model."""
        if held not in self._scenarios:
            chosen = coalition(self.model, self.baseline, held)
            self._scenarios[held] = read.scenario(
                self.case, chosen, months=self._months, overrides=self._overrides
            )
        return self._scenarios[held]

    def pairs(self) -> dict[tuple[str, str], tuple[Held, Held]]:
        """By test and piece: the coalition without it and the one with it."""
        everything, nothing = frozenset(self.pieces), frozenset[str]()
        found = {(WHOLE, ALL): (nothing, everything)}
        found |= {(LEAVE_OUT, piece): (everything - {piece}, everything) for piece in self.pieces}
        return found | {(ADD, piece): (nothing, frozenset({piece})) for piece in self.pieces}


def ablation_table(
    parts: Parts,
    groups: Sequence[PieceGroup],
    worlds: Replicates,
    outcomes: Mapping[str, OutcomeEntry],
    equal_cost: bool = False,
) -> pd.DataFrame:
    """A row for each test, piece (or group) and outcome, columns TABLE; Shapley shares only if there are
    groups.

    Holm's correction runs over each family of each test at each cost: they are questions of their own.
    """
    wanted = [parts.scenario(held) for pair in parts.pairs().values() for held in pair]
    players = [frozenset[str]().union(*(group.pieces for group in some)) for some in coalitions(groups)]
    worlds.make([*wanted, *(parts.scenario(held) for held in players)] if groups else wanted)
    tables = []
    for cost in (NATURAL, EQUAL) if equal_cost else (NATURAL,):
        by_test: dict[str, list[Row]] = {}
        for test, row in _pair_rows(parts, worlds, outcomes, cost):
            by_test.setdefault(test, []).append(row)
        if groups:
            by_test[SHAPLEY] = list(_share_rows(parts, groups, worlds, outcomes, cost))
        tables += [judged(rows, TABLE) for rows in by_test.values()]
    return pd.concat(tables, ignore_index=True)


def _pair_rows(
    parts: Parts, worlds: Replicates, outcomes: Mapping[str, OutcomeEntry], cost: str
) -> Iterable[tuple[str, Row]]:
    """The rows of the whole and of leaving out and adding each piece, with the test they belong to."""
    pairs = {key: [parts.scenario(held) for held in pair] for key, pair in parts.pairs().items()}
    sides = {key: _sides(worlds, pair, cost) for key, pair in pairs.items()}
    worlds.make([scenario for pair in sides.values() for scenario, _ in pair])
    for (test, piece), pair in sides.items():
        a, b = (Side(one.governance.id, worlds.outcomes(one), *given) for one, given in pair)
        first = {"governance": parts.model.id, "test": test, "instrument": piece}
        for row in pair_rows(parts.case.id, a, b, outcomes, cost):
            yield test, first | row


def _sides(
    worlds: Replicates, scenarios: Sequence[Scenario], cost: str
) -> list[tuple[Scenario, tuple[float, float]]]:
    """The scenarios with what each is given: nothing at natural cost, what it lacks to
    the dearest at equal.
    """
    if cost == NATURAL:
        return [(scenario, (0.0, 0.0)) for scenario in scenarios]
    return [(scenario, (given.days, given.yuan)) for scenario, given in matched(worlds, scenarios)]


def _share_rows(
    parts: Parts,
    groups: Sequence[PieceGroup],
    worlds: Replicates,
    outcomes: Mapping[str, OutcomeEntry],
    cost: str,
) -> Iterable[Row]:
    """The Shapley share of each group; at equal cost every coalition is topped up to the dearest one."""
    players = list(coalitions(range(len(groups))))
    held = [frozenset[str]().union(*(groups[player].pieces for player in some)) for some in players]
    sides = _sides(worlds, [parts.scenario(some) for some in held], cost)
    worlds.make([scenario for scenario, _ in sides])
    tables = [worlds.outcomes(scenario) for scenario, _ in sides]
    for outcome in (outcomes[name] for name in outcomes if name in tables[0].columns):
        values = {
            some: table[outcome.id].to_numpy(float) for some, table in zip(players, tables, strict=True)
        }
        whole = values[players[-1]] - values[players[0]]
        found = shares(len(groups), values)
        for group, share in zip(groups, found, strict=True):
            statistics = asdict(paired(np.zeros_like(share), share, outcome.direction))
            yield {
                **{
                    "case": parts.case.id,
                    "governance": parts.model.id,
                    "test": SHAPLEY,
                    "instrument": group.id,
                },
                **{"cost": cost, "outcome": outcome.id, "a": parts.baseline.id, "b": parts.model.id},
                **statistics,
                **_of_whole(float(statistics["difference"]), whole[np.isfinite(share)]),
                **of_outcome(outcome),
            }


def _of_whole(mean: float, whole: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> dict[str, float]:
    """The whole effect in the same worlds and the part of it that a mean share is; NaN of nothing."""
    effect = float(whole.mean()) if len(whole) else float("nan")
    return {"whole": effect, "share_of_whole": mean / effect if effect else float("nan")}


@dataclass(frozen=True)
class AblationRequest:
    """What to take apart, in how many worlds; no groups where no Shapley shares are wanted."""

    parts: Parts
    groups: tuple[PieceGroup, ...]
    replicates: int
    overrides: Mapping[str, float]
    equal_cost: bool
    command: tuple[str, ...]


@dataclass(frozen=True)
class Ablation:
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


def ablation_request(
    case: Case,
    governance: Governance,
    replicates: int = 20,
    months: int = 60,
    overrides: Mapping[str, float] = MappingProxyType({}),
    shapley: bool = False,
    grouped: Sequence[Sequence[str]] | None = None,
    equal_cost: bool = False,
) -> AblationRequest:
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
    return AblationRequest(parts, found, replicates, overrides, equal_cost, command)


def _given(values: Mapping[str, float]) -> list[tuple[str, object]]:
    return [("--set", f"{key}={value:g}") for key, value in values.items()]


def carry_out(request: AblationRequest, simulate: Simulate) -> Ablation:
    """Simulate every coalition that is needed and compare them."""
    worlds = Replicates(simulate, request.replicates, priced=request.equal_cost)
    entries = read.outcome_entries()
    table = ablation_table(request.parts, request.groups, worlds, entries, request.equal_cost)
    runs = replicated(worlds.scenarios, request.replicates)
    made_by = manifest(request.command, runs, request.overrides) | {
        "groups": {group.id: list(group.pieces) for group in request.groups}
    }
    return Ablation(request.parts.case, request.parts.model, request.groups, table, worlds.table(), made_by)


def write(study: Ablation, folder: Path) -> None:
    """The study's tables as Parquet and CSV and its manifest as JSON, into a folder that exists."""
    write_tables({"ablation": study.table, "runs": study.runs}, study.manifest, folder)
