"""A finished calibration as tables: what was fitted, what was learned, and how the model fares with it.

Invariant: the tables hold all that is reported of a calibration, so a page can be made of them again years
later.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.calibration.calibration import Calibrated
from experiments.calibration.diagnostics import Check, checked, together, widths
from experiments.calibration.request import CalibrationRequest
from experiments.calibration.simulator import Opening
from experiments.design.sampling import drawn
from experiments.execution.run_all import Reporting
from experiments.patterns.evaluate import Finding, patterns
from experiments.patterns.of_places import places_of
from experiments.store.manifest import FORMAT, NEWEST, read_json
from experiments.store.output_folder import MAKER, MANIFEST
from experiments.store.tables import read_tables, write_tables
from scenarios import read
from scenarios.pattern import Pattern
from scenarios.posterior import Posterior

TABLES = ("posterior", "prior", "generations", "parameters", "together", "patterns")

FIFTH = 5
"""Patterns of role V are checked in a fifth of the replicates of the others: there are many of them."""


@dataclass(frozen=True)
class CalibrationResults:
    """posterior, prior: a row for each candidate, with `weight`, values, `distance` and the numbers found;
    generations: threshold, how many were tried and accepted; parameters: what was learned of each; together:
    pairs that are tied to each other; patterns: each checked pattern under the ledger's values and under the
    posterior.
    """

    posterior: pd.DataFrame
    prior: pd.DataFrame
    generations: pd.DataFrame
    parameters: pd.DataFrame
    together: pd.DataFrame
    patterns: pd.DataFrame
    manifest: Mapping[str, object]

    @property
    def has_met_all(self) -> bool:
        """Whether the last generation lies within all targets, in the replicates of the calibration."""
        return bool(self.generations["threshold"].iloc[-1] <= 0)

    def write(self, folder: Path) -> None:
        """Every table and the manifest, into a folder that exists."""
        write_tables({name: getattr(self, name) for name in TABLES}, self.manifest, folder)


def read_calibration(folder: Path) -> CalibrationResults:
    """The calibration whose tables lie in a folder."""
    return CalibrationResults(**read_tables(folder, TABLES), manifest=read_json(folder / MANIFEST))


def calibration_results(
    fit: Calibrated, replicates: int, opening: Opening, progress: Reporting, command: Sequence[str]
) -> CalibrationResults:
    """The tables of a calibration, its patterns checked in so many fresh replicates (0: not at all)."""
    last, keys = fit.generations[-1], fit.request.keys
    posterior = fit.posterior
    return CalibrationResults(
        posterior=posterior,
        prior=fit.prior,
        generations=_generations(fit),
        parameters=widths(last, posterior, fit.request.priors),
        together=together(last, keys),
        patterns=_patterns(fit, _checks(fit, replicates, opening, progress)),
        manifest={
            "made_by": MAKER,
            FORMAT: NEWEST,
            "command": list(command),
            **fit.request.identity(),
            "worlds": dict(fit.replicates),
            "check_worlds": replicates,
            "threshold": last.threshold,
        },
    )


def as_posterior(fit: Calibrated) -> Posterior:
    """The last generation as what studies draw from."""
    table = fit.posterior
    draws = tuple({key: float(row[key]) for key in fit.request.keys} for _place, row in table.iterrows())
    return Posterior(fit.request.name, fit.request.keys, tuple(table["weight"].tolist()), draws)


def _checks(fit: Calibrated, replicates: int, opening: Opening, progress: Reporting) -> list[Check]:
    """Those patterns that were fitted in all replicates, those of role V in a fifth of them."""
    posterior, found = as_posterior(fit), []
    others = _unseen(fit.request)
    fitted = [one.pattern for one in fit.request.targets]
    for some, count in ((fitted, replicates), (others, replicates // FIFTH)):
        if count >= 2:
            draws = drawn(posterior, count, f"{fit.request.name}/check")
            found += checked(some, draws, opening, progress)
    return found


def _unseen(request: CalibrationRequest) -> list[Pattern]:
    """The patterns of role V, only those at its place where a calibration is for one."""
    known = [one for one in patterns(request.file).values() if one.role == "V" and one.claim is None]
    if request.place is None:
        return known
    place = read.case(request.place).id
    return [one for one in known if places_of(one) == {place}]


def _generations(fit: Calibrated) -> pd.DataFrame:
    rows = [
        {
            "generation": one.number,
            "threshold": one.threshold if np.isfinite(one.threshold) else None,
            "tried": one.tried,
            "accepted": len(one.rows),
            "effective": 1.0 / float((one.rows["weight"] ** 2).sum()),
        }
        for one in fit.generations
    ]
    return pd.DataFrame(rows).astype({"threshold": "float64"})


def _patterns(fit: Calibrated, checks: Sequence[Check]) -> pd.DataFrame:
    targets = {one.pattern.id: one for one in fit.request.targets}
    rows = []
    for check in checks:
        name = check.pattern.id
        row: dict[str, object] = {"id": name, "role": check.pattern.role, "source": check.pattern.source}
        row |= {"tolerance_low": check.pattern.low, "tolerance_high": check.pattern.high}
        row |= {"strict": check.pattern.aim is not None and check.pattern.target is None}
        row |= _result("default", check.default) | _result("posterior", check.posterior)
        row["n"] = check.posterior.result.n
        for column, table in (("prior_within", fit.prior), ("posterior_within", fit.posterior)):
            row[column] = _within(table, targets[name].overshoot, name) if name in targets else np.nan
        rows.append(row)
    bounds = {"tolerance_low": "float64", "tolerance_high": "float64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(bounds)


COLUMNS = (
    *("id", "role", "source", "tolerance_low", "tolerance_high", "strict"),
    *("default", "default_low", "default_high", "default_verdict"),
    *("posterior", "posterior_low", "posterior_high", "posterior_verdict"),
    *("n", "prior_within", "posterior_within"),
)


def _result(column: str, found: Finding) -> dict[str, object]:
    value, low, high, _n = found.result
    names = (column, f"{column}_low", f"{column}_high", f"{column}_verdict")
    return dict(zip(names, (value, low, high, str(found.verdict)), strict=True))


def _within(table: pd.DataFrame, overshoot: Callable[[float], float], name: str) -> float:
    """The share of candidates, by weight, whose number lies in the range."""
    inside = np.array([overshoot(float(value)) <= 0 for value in table[name]])
    return float(table["weight"].to_numpy() @ inside)
