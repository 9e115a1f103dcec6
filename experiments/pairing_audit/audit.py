"""An inspection: two governance models on one case, audited for how well they are paired.

The rule it holds: everything asked for is read and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.design.runs import STUDY, Run, replicated, seed_of
from experiments.execution.process_pool import jobs_for
from experiments.execution.progress import progress
from experiments.execution.simulate import run_batch
from experiments.pairing_audit.defects import Finding
from experiments.pairing_audit.divergence import Parting
from experiments.pairing_audit.paired_run import Beside, Followed, Lockstep, beside, chunks, summed
from experiments.pairing_audit.shared_draws import Streams
from experiments.pairing_audit.variance_reduction import gains, little
from experiments.pairing_audit.weights import COLUMNS, REFINED, Pairs, Points, heaviest, weighed
from experiments.store.manifest import manifest
from experiments.store.tables import write_tables
from scenarios import read
from scenarios.read import Case, Governance, Scenario


@dataclass(frozen=True)
class Inspection:
    """What is to be audited: two scenarios of one case, in how many worlds, and which of them is followed."""

    a: Scenario
    b: Scenario
    replicates: int
    replicate: int
    overrides: Mapping[str, float]

    @property
    def command(self) -> tuple[str, ...]:
        """The command that makes it again."""
        options = {"--replicates": self.replicates, "--replicate": self.replicate, "--months": self.a.months}
        pair = f"{self.a.governance.reference},{self.b.governance.reference}"
        settings = [("--set", f"{key}={value:g}") for key, value in self.overrides.items()]
        said = [part for name, value in (*options.items(), *settings) for part in (name, str(value))]
        return ("gongzhi", "audit", self.a.case.reference, pair, *said)


@dataclass(frozen=True)
class Audit:
    """What an inspection found.

    Attributes:
        gains: a row for each outcome (experiments/pairing_audit/variance_reduction.py); weights: a row for
            each of the draws weighed and outcome, empty where that was left out (in weights.py beside it).
        streams: the followed world's draws; decisions: those of all worlds; followed: those of the followed.
        partings: what goes otherwise first, then the first of every other sort; empty where nothing does.
    """

    inspection: Inspection
    gains: pd.DataFrame
    streams: pd.DataFrame
    decisions: pd.DataFrame
    followed: pd.DataFrame
    partings: tuple[Parting, ...]
    findings: tuple[Finding, ...]
    weights: pd.DataFrame
    manifest: Mapping[str, object]

    @property
    def little(self) -> list[str]:
        """The outcomes that gain little."""
        return little(self.gains)


def inspection(
    case: Case,
    pair: tuple[Governance, Governance],
    replicates: int,
    replicate: int,
    months: int,
    overrides: Mapping[str, float],
) -> Inspection:
    """Two governance models on a case; ScenarioError if one cannot be had there."""
    a, b = (read.scenario(case, model, months=months, overrides=overrides) for model in pair)
    return Inspection(a, b, replicates, replicate, overrides)


def carry_out(asked: Inspection, jobs: int | None, weigh: bool, quiet: bool) -> Audit:
    """Let both sides live in the same worlds, watch them, and weigh the draws if that is wanted."""
    a, b = (replicated([scenario], asked.replicates) for scenario in (asked.a, asked.b))
    followed, lived = _watched(asked, a, b)
    made_by = manifest(asked.command, (*a, *b), asked.overrides)
    table = gains(lived.a, lived.b, read.outcome_entries())
    weights = pd.DataFrame(columns=list(COLUMNS))
    if weigh and little(table):
        weights = weighted(followed.streams, lived, (a, b), jobs, quiet)
    of_sort = [found for found in followed.of_sort.values() if found is not followed.first]
    partings = (followed.first, *of_sort) if followed.first else ()
    return Audit(
        inspection=asked,
        gains=table,
        streams=followed.streams.table(),
        decisions=lived.decisions,
        followed=followed.decisions,
        partings=partings,
        findings=followed.findings,
        weights=weights,
        manifest=made_by,
    )


def _watched(asked: Inspection, a: Sequence[Run], b: Sequence[Run]) -> tuple[Followed, Beside]:
    """What was seen of the followed replicate and of all; RunError names the run that fails."""
    mine = [_run(scenario, asked.replicate) for scenario in (asked.a, asked.b)]
    cut = [chunks(_company(runs, one)) for runs, one in zip((a, b), mine, strict=True)]
    first = [(*parts[0], one) for parts, one in zip(cut, mine, strict=True)]
    try:
        followed, lived = Lockstep((mine[0], mine[1]), (first[0], first[1])).live()
        rest = [beside(one, other) for one, other in zip(cut[0][1:], cut[1][1:], strict=True)]
    except Exception:
        for run in mine:
            run_batch([run], monthly=False)
        raise
    order = [run.replicate for run in (*first[0], *(run for part in cut[0][1:] for run in part))]
    return followed, _all([lived, *rest], order, asked.replicates)


def _run(scenario: Scenario, replicate: int) -> Run:
    return Run(scenario, replicate, seed_of(STUDY, replicate))


def _company(runs: Sequence[Run], followed: Run) -> list[Run]:
    """The runs that live beside the followed one: all others, or the next world where there is no other."""
    others = [run for run in runs if run.replicate != followed.replicate]
    return others or [_run(followed.scenario, (followed.replicate or 0) + 1)]


def _all(parts: Sequence[Beside], order: Sequence[int | None], replicates: int) -> Beside:
    """The chunks as one: outcomes in the order of the replicates, without those that only kept company."""
    rows = [order.index(number) for number in range(replicates)]
    sides = ([part.a for part in parts], [part.b for part in parts])
    a, b = (pd.concat(tables, ignore_index=True).iloc[rows].reset_index(drop=True) for tables in sides)
    return Beside(a, b, summed([part.decisions for part in parts]))


def weighted(
    streams: Streams, lived: Beside, runs: tuple[Sequence[Run], Sequence[Run]], jobs: int | None, quiet: bool
) -> pd.DataFrame:
    """Every file's draws weighed on every outcome, and, of the files heaviest on outcomes that gain little,
    every function's.
    """
    outcomes = [name for name in read.outcome_entries() if name in lived.a.columns]
    weak = little(gains(lived.a, lived.b, outcomes))
    files, both = streams.by_file(), (*runs[0], *runs[1])

    def weigh(points: Points) -> pd.DataFrame:
        with progress(len(points) * len(both), quiet) as advance:
            number = jobs or jobs_for(both * len(points))
            return weighed(Pairs(*runs, lived.a, lived.b, number, advance), points, outcomes)

    coarse = weigh(files)
    heavy = heaviest(coarse[coarse["outcome"].isin(weak)], REFINED)
    parts = [streams.by_function(name) for name in heavy]
    points = {name: families for part in parts if len(part) > 1 for name, families in part.items()}
    return pd.concat([coarse, weigh(points)], ignore_index=True) if points else coarse


def write(audit: Audit, folder: Path) -> None:
    """The audit's tables as Parquet and CSV and its manifest, into a folder that exists."""
    found = pd.DataFrame([one.plain() for one in audit.findings], columns=FINDING_COLUMNS)
    tables = {
        "gains": audit.gains,
        "streams": audit.streams,
        "decisions": audit.decisions,
        "weights": audit.weights,
        "findings": found,
    }
    write_tables(tables, audit.manifest, folder)


FINDING_COLUMNS = ["kind", "at", "stream", "month", "second", "what", "count", "text"]
