"""How often which sign comes out of a comparison of one's own: run again in draws from a posterior or the
prior.

Invariant: in a draw all governance models meet the same parameters in the same replicates, those of the
comparison. A draw replaces the ledger's defaults, and nothing that a case gives, a governance model sets or
the user has set.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.comparison import Request, carry_out, matched
from experiments.design.sampling import drawn as from_posterior
from experiments.evidence.model_uncertainty import first_possible
from experiments.execution.run_all import Simulate, simulating
from experiments.execution.run_cache import Replicates
from experiments.sign_counts.sign_count import COLUMNS, PAIR, POSTERIOR, ways
from experiments.statistics.paired import EQUAL, NATURAL, pairs
from experiments.statistics.ties import mean_apart
from experiments.store.manifest import code_hash
from experiments.store.tables import Study
from scenarios import read
from scenarios.posterior import USUAL, read_posterior
from scenarios.read import Scenario
from scenarios.unsettled import in_draw

WORLDS, TOGETHER = 5, 10
"""Replicates of a draw at most; draws that are simulated together."""


class UnderDraws(NamedTuple):
    """From what is drawn (posterior, prior), and how many draws of each."""

    sources: tuple[str, ...]
    draws: int

    @property
    def words(self) -> tuple[str, ...]:
        """The options that ask for it."""
        return ("--under", ",".join(self.sources), "--draws", str(self.draws))


def carry_out_in_draws(
    request: Request, drawn: tuple[tuple[str, ...], int], jobs: int | None, monthly: bool, quiet: bool
) -> Study:
    """The finished study with what came out in the draws; drawn: from what, and how many of each."""
    under = UnderDraws(*drawn)
    asked = replace(request, command=(*request.command, *under.words))
    study = carry_out(asked, jobs, monthly, quiet)
    return replace(study, signs=drawn_signs(asked, under, simulating(jobs, quiet)))


def drawn_signs(request: Request, under: UnderDraws, simulate: Simulate) -> pd.DataFrame:
    """The table of sign counts (COLUMNS) of every pair, outcome and source."""
    scenarios = list(dict.fromkeys(run.scenario for run in request.runs))
    worlds = min(WORLDS, len(request.runs) // len(scenarios))
    tables = []
    for source in under.sources:
        found = [
            row
            for some in batched(_draws(source, under.draws, scenarios, request.overrides), TOGETHER)
            for row in _differences(request, some, Replicates(simulate, worlds, priced=request.equal_cost))
        ]
        basis = USUAL if source == POSTERIOR else ""
        tables.append(_counted(pd.DataFrame(found)).assign(source=source, basis=basis))
    labels = {"months": scenarios[0].months, "replicates": worlds, "code": code_hash(scenarios)}
    return pd.concat(tables, ignore_index=True).assign(**labels)[list(COLUMNS)]


type Drawn = Mapping[tuple[str, str], Scenario]
"""The scenarios of a draw by case and governance model."""


def _draws(
    source: str, count: int, scenarios: Sequence[Scenario], given: Mapping[str, float]
) -> Iterator[Drawn]:
    """The draws of a posterior, or the first of the prior that can be run: in some shares of one whole exceed
    1.
    """

    def made(draw: Mapping[str, float]) -> Drawn:
        return {
            (one.case.id, one.governance.id): in_draw(
                draw, one.case, one.governance, one.months, one.burn_in, one.start, given
            )
            for one in scenarios
        }

    if source == POSTERIOR:
        return map(made, from_posterior(read_posterior(USUAL), count, "signs"))
    return (drawn for _number, drawn in first_possible(count, made))


def _differences(request: Request, some: Sequence[Drawn], worlds: Replicates) -> Iterator[dict[str, object]]:
    """The mean b − a of every outcome, pair and draw."""
    worlds.make([one for draw in some for one in draw.values()])
    asked = [
        (case, a, b, draw)
        for draw in some
        for case in dict.fromkeys(case for case, _model in draw)
        for a, b in pairs(request.governance)
    ]
    for case, a, b, draw in asked:
        labels = {"case": case, "cost": NATURAL, "a": a, "b": b}
        yield from _means(labels, worlds, draw[case, a], draw[case, b])
    if not request.equal_cost:
        return
    sides = [matched(worlds, [draw[case, a], draw[case, b]]) for case, a, b, draw in asked]
    worlds.make([one for both in sides for one, _given in both])
    for (case, a, b, _draw), ((one, _more), (other, _less)) in zip(asked, sides, strict=True):
        yield from _means({"case": case, "cost": EQUAL, "a": a, "b": b}, worlds, one, other)


def _means(
    labels: Mapping[str, str], worlds: Replicates, a: Scenario, b: Scenario
) -> Iterator[dict[str, object]]:
    """Over the replicates in which both are defined."""
    one, other = worlds.outcomes(a), worlds.outcomes(b)
    for outcome in (name for name in one.columns if name in read.outcome_entries()):
        first, second = (side[outcome].to_numpy(dtype=np.float64) for side in (one, other))
        yield {**labels, "outcome": outcome, "difference": mean_apart(first, second)}


def _counted(found: pd.DataFrame) -> pd.DataFrame:
    entries, rows = read.outcome_entries(), []
    for labels, cells in found.groupby(list(PAIR), sort=False):
        differences = cells["difference"].to_numpy(dtype=np.float64)
        counts = ways(differences, entries[str(labels[-1])].smallest)
        if counts[0]:
            numbers = dict(zip(("draws", "higher", "lower"), map(int, counts), strict=True))
            rows.append({**dict(zip(PAIR, labels, strict=True)), **numbers})
    return pd.DataFrame(rows, columns=[*PAIR, "draws", "higher", "lower"])
