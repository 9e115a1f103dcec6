"""Common random numbers against independent seeds: how many times fewer worlds, over outcomes, cases and
pairs of governance models.

Independent seeds need no runs of their own. Worlds are independent of each other, so one governance model in
world k beside another in world k + 1 is a pair of independent worlds, and the variance of their difference is
Var a + Var b: its mean over all ways to move the worlds is that sum up to one part in their number. `moved`
holds one such way (by one) over the sum, as a check. A gap between groups is an absolute difference: where
pairing harms one, `signed` is the correlation of the same gap with its sign. Invariant: what is
tested is tested for all rows together (Holm), and an outcome that varies on one side alone is left out, for
it can neither gain nor lose.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from experiments.design.runs import KEYS, batches, replicated
from experiments.execution.run_all import Simulate
from experiments.pairing_audit.audit import Inspection, carry_out
from experiments.pairing_audit.variance_reduction import FloatArray, gains
from experiments.statistics.paired import holm
from experiments.statistics.verdict import LEVEL
from model.inequality import GROUPS
from model.issue_outcomes import reported_and_resolved
from model.neighbourhood import Neighbourhood, Placement
from model.record import PROFILES, Record
from scenarios import read

BASELINE = "baseline"
OTHERS = (
    *("one-four-n", "troika", "three-joys", "joint-meeting", "gov-market-society", "council", "digital"),
    "four-haves",
)
AMONG = (("troika", "one-four-n"), ("troika", "joint-meeting"), ("one-four-n", "three-joys"))
PAIRS = (*((BASELINE, other) for other in OTHERS), *AMONG)

WEIGHED = (("xihu", BASELINE, "one-four-n"), ("minzhu", BASELINE, "one-four-n"), ("xihu", *AMONG[0]))
"""Cases and pairs in which every draw is weighed."""

COLUMNS = (
    *("case", "a", "b", "outcome", "n", "correlation", "times", "low", "high", "most", "moved"),
    *("p_worse", "p_holm", "signed"),
)
DIGITS = 4


LEFT_OUT = ("honghu-scandal", "honghu-walkout")
"""Cases that are honghu and one shock: ten times as large as others, they would take most of the time."""


def lone_cases() -> list[str]:
    """The cases of one compound but for LEFT_OUT; a district is such compounds over again."""
    lone = [name for name, case in read.cases().items() if not case.parts]
    return [name for name in lone if name not in LEFT_OUT]


def common_numbers(
    make: Simulate,
    say: Callable[[str], None],
    replicates: int,
    months: int,
    cases: Sequence[str] | None = None,
    pairs: Sequence[tuple[str, str]] = PAIRS,
) -> pd.DataFrame:
    """A row for each case, pair and outcome that varies under both governance models (columns: COLUMNS)."""
    parts = []
    for case in cases or lone_cases():
        parts.append(_case(make, case, replicates, months, pairs))
        say(f"{case}: at least twice on {(parts[-1]['times'] >= 2).mean():.0%} of the rows")
    table = pd.concat(parts, ignore_index=True)
    table["p_holm"] = holm(table["p_worse"].to_numpy(dtype=float))
    return _rounded(with_signs(table, replicates, months)[list(COLUMNS)])


def with_signs(table: pd.DataFrame, replicates: int, months: int) -> pd.DataFrame:
    """The table with the correlation of signed gaps where pairing harms an absolute one (else NaN)."""
    harmed = (table["p_holm"] < 1 - LEVEL) & table["outcome"].str.startswith("gap_")
    found = np.full(len(table), np.nan)
    for place in np.flatnonzero(harmed):
        row = table.iloc[place]
        a, b = (signed_gaps(row["case"], row[side], row["outcome"], replicates, months) for side in "ab")
        found[place] = np.corrcoef(a, b)[0, 1]
    return table.assign(signed=found)


def signed_gaps(case: str, model: str, outcome: str, replicates: int, months: int) -> FloatArray:
    """First group minus second in the outcome's measure: (worlds,)."""
    pair, _underscore, measure = outcome.removeprefix("gap_").rpartition("_")
    groups = GROUPS[pair](np.arange(PROFILES))
    found = []
    for runs in batches(replicated([read.scenario(case, model, months=months)], replicates)):
        record = Neighbourhood([Placement(run.scenario, run.seed) for run in runs]).run().record
        part, whole = _parts(record, measure)
        one, other = (part[:, group].sum(axis=1) / whole[:, group].sum(axis=1) for group in groups)
        found.append(one - other)
    return np.concatenate(found)


def _parts(record: Record, measure: str) -> tuple[FloatArray, FloatArray]:
    """What a rate is of and over, by profile: (compounds, profiles) each."""
    if measure == "resolution":
        reported, resolved = (column.sum(axis=1) for column in reported_and_resolved(record))
        return resolved.astype(float), reported.astype(float)
    name = {"participation": "active", "satisfaction": "satisfaction"}[measure]
    return record.by_profile[name], record.by_profile["people"]


def _case(
    make: Simulate, case: str, replicates: int, months: int, pairs: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    models = list(dict.fromkeys(model for pair in pairs for model in pair))
    scenarios = [read.scenario(case, model, months=months) for model in models]
    runs = make(replicated(scenarios, replicates), False).runs
    sides = {str(model): rows.drop(columns=list(KEYS)) for model, rows in runs.groupby("governance")}
    tables = []
    for a, b in pairs:
        found = gains(sides[a], sides[b], read.outcome_entries())
        found = found[found["correlation"].notna()]
        tables.append(found.assign(case=case, a=a, b=b))
    return pd.concat(tables, ignore_index=True)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers to four digits that matter: no more are borne by so many worlds."""
    numbers = table.select_dtypes("floating").columns
    return table.assign(**{name: _to_digits(table[name].to_numpy(dtype=float)) for name in numbers})


def _to_digits(values: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    scale = 10.0 ** np.where(np.isfinite(size), DIGITS - 1 - size, 0.0)
    return np.where(np.isfinite(values), np.round(values * scale) / scale, values)


def draws(
    jobs: int | None,
    say: Callable[[str], None],
    replicates: int,
    months: int,
    sides: Sequence[tuple[str, str, str]] = WEIGHED,
) -> pd.DataFrame:
    """What weighs on outcomes that gain little: a row for each case, pair, point in the code and outcome,
    with how many of its draws are made in both worlds (`both`, `only_a`, `only_b`, in world 0).
    """
    parts = []
    for case, a, b in sides:
        one, other = (read.scenario(case, model, months=months) for model in (a, b))
        audit = carry_out(Inspection(one, other, replicates, 0, {}), jobs, weigh=True, quiet=True)
        rows = audit.weights[audit.weights["outcome"].isin(audit.little)]
        made = audit.streams.set_index("stream")
        counts = [
            made.loc[str(names).split(", "), ["both", "only_a", "only_b"]].sum() for names in rows["families"]
        ]
        parts.append(pd.DataFrame(counts, index=rows.index).join(rows).assign(case=case, a=a, b=b))
        found = "; ".join(one.sentence() for one in audit.findings) or "no stray draw"
        say(f"{case}, {a} against {b}: {len(audit.little)} outcomes gain little; {found}")
    order = ["case", "a", "b", "outcome", "draws", "share", "low", "high", "both", "only_a", "only_b"]
    return _rounded(pd.concat(parts, ignore_index=True)[order])
