"""An inspection: two governance models on one case, audited for how well they are paired.

Invariant: everything requested is read and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.design.runs import STUDY, Run, replicated, seed_of
from experiments.execution.executors import jobs_for
from experiments.execution.run_all import progress, run_batch
from experiments.execution.simulate import STOPS
from experiments.pairing_audit.audited_run import AuditedRun, BatchOutcomes, Followed, cut, simulated, summed
from experiments.pairing_audit.defects import Defect
from experiments.pairing_audit.first_difference import FirstDifference
from experiments.pairing_audit.shared_draws import Streams, by_rule
from experiments.pairing_audit.stream_shares import COLUMNS, REFINED, Pairs, Points, heaviest, weighed
from experiments.pairing_audit.variance_reduction import gains, little
from experiments.store.manifest import manifest
from experiments.store.tables import Answer, plain_rows, write_tables
from scenarios import read
from scenarios.read import Case, Governance, Scenario

FINDING_COLUMNS = ["kind", "at", "stream", "month", "second", "what", "count", "text"]


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
        words = [part for name, value in (*options.items(), *settings) for part in (name, str(value))]
        return ("gongzhi", "audit", self.a.case.reference, pair, *words)


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
    partings: tuple[FirstDifference, ...]
    findings: tuple[Defect, ...]
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


def carry_out(request: Inspection, jobs: int | None, weigh: bool, quiet: bool) -> Audit:
    """Simulate both sides in the same worlds, watch them, and weigh the draws if `weigh`."""
    a, b = (replicated([scenario], request.replicates) for scenario in (request.a, request.b))
    followed, outcomes = _watched(request, a, b)
    made_by = manifest(request.command, (*a, *b), request.overrides)
    table = gains(outcomes.a, outcomes.b, read.outcome_entries())
    weights = pd.DataFrame(columns=list(COLUMNS))
    if weigh and little(table):
        weights = weighted(followed.streams, outcomes, (a, b), jobs, quiet)
    of_sort = [found for found in followed.of_sort.values() if found is not followed.first]
    partings = (followed.first, *of_sort) if followed.first else ()
    return Audit(
        inspection=request,
        gains=table,
        streams=followed.streams.table(),
        decisions=outcomes.decisions,
        followed=followed.decisions,
        partings=partings,
        findings=followed.findings,
        weights=weights,
        manifest=made_by,
    )


def _watched(request: Inspection, a: Sequence[Run], b: Sequence[Run]) -> tuple[Followed, BatchOutcomes]:
    """What was seen of the followed replicate and of all; RunError names the run that fails."""
    mine = [_run(scenario, request.replicate) for scenario in (request.a, request.b)]
    parts = [cut(_batch(runs, one)) for runs, one in zip((a, b), mine, strict=True)]
    first = [(*batches[0], one) for batches, one in zip(parts, mine, strict=True)]
    try:
        followed, outcomes = AuditedRun((mine[0], mine[1]), (first[0], first[1])).simulate()
        rest = [simulated(one, other) for one, other in zip(parts[0][1:], parts[1][1:], strict=True)]
    except STOPS:
        for run in mine:
            run_batch([run], monthly=False)
        raise
    order = [run.replicate for run in (*first[0], *(run for part in parts[0][1:] for run in part))]
    return followed, _all([outcomes, *rest], order, request.replicates)


def _run(scenario: Scenario, replicate: int) -> Run:
    return Run(scenario, replicate, seed_of(STUDY, replicate))


def _batch(runs: Sequence[Run], followed: Run) -> list[Run]:
    """The runs in a batch with the followed one: all others, or the next replicate where there is none."""
    others = [run for run in runs if run.replicate != followed.replicate]
    return others or [_run(followed.scenario, (followed.replicate or 0) + 1)]


def _all(parts: Sequence[BatchOutcomes], order: Sequence[int | None], replicates: int) -> BatchOutcomes:
    """The batches as one: outcomes in the order of the replicates, without any that only filled a batch."""
    rows = [order.index(number) for number in range(replicates)]
    sides = ([part.a for part in parts], [part.b for part in parts])
    a, b = (pd.concat(tables, ignore_index=True).iloc[rows].reset_index(drop=True) for tables in sides)
    return BatchOutcomes(a, b, summed([part.decisions for part in parts]))


def weighted(
    streams: Streams,
    found: BatchOutcomes,
    runs: tuple[Sequence[Run], Sequence[Run]],
    jobs: int | None,
    quiet: bool,
) -> pd.DataFrame:
    """Every file's draws weighed on every outcome, and, of the files heaviest on outcomes that gain little,
    every function's.
    """
    outcomes = [name for name in read.outcome_entries() if name in found.a.columns]
    weak = little(gains(found.a, found.b, outcomes))
    files, both = streams.by_file(), (*runs[0], *runs[1])

    def weigh(points: Points) -> pd.DataFrame:
        with progress(len(points) * len(both), quiet) as advance:
            number = jobs or jobs_for(both * len(points))
            return weighed(Pairs(*runs, found.a, found.b, number, advance), points, outcomes)

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


def objects(audit: Audit) -> Answer:
    """What `gongzhi audit --json` prints: ids in every language, null for what is undefined."""
    inspected = audit.inspection
    return {
        "case": inspected.a.case.id,
        "a": inspected.a.governance.id,
        "b": inspected.b.governance.id,
        "replicates": inspected.replicates,
        "replicate": inspected.replicate,
        "months": inspected.a.months,
        "gains": plain_rows(audit.gains),
        "partings": [_parting(found) for found in audit.partings],
        "decisions": plain_rows(by_rule(audit.decisions)),
        "followed": plain_rows(by_rule(audit.followed)),
        "streams": plain_rows(audit.streams),
        "weights": plain_rows(audit.weights),
        "findings": [found.plain() for found in audit.findings],
        "command": list(inspected.command),
    }


def _parting(found: FirstDifference) -> Answer:
    return found._asdict() | {
        "at": str(found.at),
        "who": found.who._asdict(),
        "answers": list(found.answers or ()),
    }
