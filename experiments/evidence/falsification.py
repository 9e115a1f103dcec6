"""Falsification: each way in which the model would be refuted, tried, with its numbers.

Invariant: what would refute the model was written down before (model specification, section 9), and
every answer is a number that could have come out the other way.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.distributional import smallest
from experiments.design.runs import Run, batches, seed_of
from experiments.evidence import model_uncertainty
from experiments.evidence.behaviour.low_fee_trap import ARREARS, SLOPES
from experiments.evidence.model_uncertainty import BASELINE
from experiments.evidence.parts.kept_steps import Keep, nothing_kept
from experiments.execution.run_all import Simulate
from experiments.patterns.measurements import Tables, scenario_of
from experiments.statistics.contrasts import share
from experiments.statistics.intervals import ends, sample
from scenarios import read
from scenarios.side import Side

FloatArray = NDArray[np.float64]

VICTORY, ELDERLY, FEES, PLACEBO, LABELS = ("victory", "elderly", "fees", "placebo", "labels")
COLUMNS = ("question", "place", "what", "value", "low", "high", "n")

DIGITAL, TYPED, UNTYPED = "digital", "three-joys", "three-joys-without-by_type"
"""The governance model that is digital alone, the one that governs by type, and the same without that."""

FEE_MEAN = (0.70, 0.82)
"""The range of mean fee collection that counts as about .76 (W48)."""

OLD = ("issues_reported", "participation", "satisfaction")
"""What the elderly may lose of: issues handed in a year per 100 households, share of them who take part in a
month, satisfaction from 0 to 1.
"""

ISSUES = 1.0
"""Of the first, the loss below which nobody would care; of the others the ledger says it."""

GAPS = ("gap_elderly_young_participation", "gap_elderly_young_satisfaction")
"""How far the elderly stand apart from the young; more is worse."""

MONEY = ("cost_total", "cost_capital", "cost_per_resolved", "cost_staff_days")
"""What a placebo may change: it is paid for."""

SHUFFLES = 500
TYPES = ("xihu-danwei", "xihu-street", "xihu-affordable", "xihu-resettled", "xihu-commodity")
ACROSS = ("conflict_index", "participation_month", "trust_RC", "satisfaction")
"""The outcomes on which types are compared."""

type Row = dict[str, object]


def falsification(
    make: Simulate,
    say: Callable[[str], None],
    folder: Path,
    draws: int = 60,
    replicates: int = 2,
    months: int = 36,
    kinds: Sequence[str] | None = None,
    keep: Keep = nothing_kept,
) -> pd.DataFrame:
    """A row for each number (COLUMNS); `folder` holds the tables of prior draws and of the map of fees."""
    prior = pd.read_csv(folder / "prior-draws.csv", encoding="utf-8-sig")
    of_map = pd.read_csv(folder / "low-fee-map.csv", encoding="utf-8-sig")
    parts: list[Iterator[Row]] = [
        victories(prior),
        elderly(draws, replicates, months, keep),
        fees(make, of_map, 20 * replicates, months),
        placebo(make, replicates, months, kinds),
        labels(make, 4 * replicates, months),
    ]
    rows: list[Row] = []
    for part in parts:
        rows += part
        say(f"falsification: {rows[-1]['question']}")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(question: str, place: str, what: str, value: float, *more: float) -> Row:
    low, high, n = more if more else (np.nan, np.nan, np.nan)
    return dict(zip(COLUMNS, (question, place, what, value, low, high, n), strict=True))


def victories(prior: pd.DataFrame) -> Iterator[Row]:
    """On how many outcomes (of `n`) each governance model beats the baseline in every draw at equal cost."""
    defined = prior[prior["draws"] > 0]
    for (case, model), rows in defined.groupby(["case", "governance"], sort=False):
        always = int((rows["better"] == rows["draws"]).sum())
        yield _row(VICTORY, str(case), str(model), always, np.nan, np.nan, len(rows))


def elderly(draws: int, replicates: int, months: int, keep: Keep = nothing_kept) -> Iterator[Row]:
    """In what share of prior draws the elderly lose when platforms are all there is, and by how much on
    average.
    """
    chosen = (BASELINE, DIGITAL)
    for case in model_uncertainty.CASES:
        cells = [cell for _, cell in model_uncertainty.possible(draws, [case], chosen, months)]
        base, other = (
            keep(f"{case}-{model}", partial(_of_old, [cell[case, model] for cell in cells], replicates))
            for model in chosen
        )
        for what in (*OLD, *GAPS):
            sign, least = 1.0 if what in OLD else -1.0, _least(what)
            gains = sign * (other[what] - base[what]).to_numpy()
            there = gains[np.isfinite(gains)]
            lost = share([bool(gain <= -least) for gain in there])
            yield _row(ELDERLY, case, f"{what}:lost", *lost)
            mean = sample(sign * there)
            yield _row(ELDERLY, case, f"{what}:mean", mean.mean, *ends(mean), mean.n)


def _least(what: str) -> float:
    """The smallest loss of interest."""
    if what == "issues_reported":
        return ISSUES
    return smallest(what) if what in OLD else read.outcome_entries()[what].smallest


def _of_old(scenarios: Sequence[read.Scenario], replicates: int) -> pd.DataFrame:
    """The mean over worlds of what the elderly have and of how far they are behind: a row for each draw."""
    from model.neighbourhood import Neighbourhood, Placement

    seeds = [seed_of("falsification", place) for place in range(replicates)]
    runs = [Run(one, place, seed) for one in scenarios for place, seed in enumerate(seeds)]
    sides = [Side(outcome=name, group="elderly") for name in OLD] + [Side(outcome=name) for name in GAPS]
    found: list[list[float]] = []
    for batch in batches(runs):
        world = Neighbourhood([Placement(run.scenario, run.seed) for run in batch], by_group=True).run()
        tables = Tables(world.outcomes(), world.monthly(), world.groups_table())
        found += [[_over(tables.read(place, side)) for side in sides] for place in range(len(batch))]
    means = np.array(found).reshape(len(scenarios), replicates, len(sides)).mean(axis=1)
    return pd.DataFrame(means, columns=[*OLD, *GAPS])


def _over(reading: tuple[float, float]) -> float:
    return reading[0] / reading[1] if reading[1] else float("nan")


def fees(make: Simulate, of_map: pd.DataFrame, replicates: int, months: int) -> Iterator[Row]:
    """For each pair of slopes: at how many fees the map has two ends, and mean collection in the model."""
    of_map = of_map[of_map["arrears"] == read.ledger()[ARREARS].default]
    for quality, norm in SLOPES:
        rows = of_map[(of_map["quality"] == quality) & (of_map["norm"] == norm)]
        two = rows.groupby("ratio")["bistable"].first().astype(bool)
        yield _row(FEES, f"{quality:g}/{norm:g}", "bistable", int(two.sum()), np.nan, np.nan, len(two))
        values = {"fee.quality": quality, "fee.norm": norm}
        scenario = read.scenario("xihu", BASELINE, months=months, overrides=values)
        runs = [Run(scenario, place, seed_of("falsification", place)) for place in range(replicates)]
        collected = make(runs, False).runs["fee_collection"].dropna().to_numpy(dtype=np.float64)
        mean = sample(collected)
        yield _row(FEES, f"{quality:g}/{norm:g}", "mean", mean.mean, *ends(mean), mean.n)


def placebo(
    make: Simulate, replicates: int, months: int, kinds: Sequence[str] | None = None
) -> Iterator[Row]:
    """The largest change in any outcome (money apart) that an instrument of strength zero makes beside all
    the others in full; n: how many numbers were compared.
    """
    from model.instrument import instrument_kinds

    every = sorted(instrument_kinds())
    for kind in kinds or every:
        others = [other for other in every if other != kind]
        pair = (_side(others, months), _side(every, months, {f"{kind}.strength": 0.0}))
        runs = [
            Run(scenario_of(side), place, seed_of("falsification", place))
            for side in pair
            for place in range(replicates)
        ]
        names = [name for name in read.outcome_entries() if name not in MONEY]
        found = make(runs, False).runs[names].to_numpy(dtype=np.float64)
        one, other = found[:replicates], found[replicates:]
        same = (one == other) | (np.isnan(one) & np.isnan(other))
        change = np.where(same, 0.0, np.nan_to_num(np.abs(one - other), nan=np.inf))
        yield _row(PLACEBO, "minzhu", kind, float(change.max()), np.nan, np.nan, same.size)


def _side(instruments: Sequence[str], months: int, settings: dict[str, float] | None = None) -> Side:
    held = {"case": "minzhu", "governance": BASELINE, "instruments": list(instruments), "months": months}
    return Side(**held, settings=settings or {})  # type: ignore[arg-type]


def labels(make: Simulate, replicates: int, months: int) -> Iterator[Row]:
    """What share of the differences between compounds goes with the type they are called: with the right
    labels, and with labels shuffled among them in every world; and the most that a label by itself changes.

    Every world is lived through by the people of each type under each label. `low`, `high`: the middle 95 %
    of shuffles; beside it what chance alone would give. Nobody reads a label but governance by type, so that
    under TYPED what a label changes is what that instrument does.
    """
    for model in (BASELINE, UNTYPED, TYPED):
        crossed = _crossed(make, model, replicates, months)
        for outcome in ACROSS:
            values = crossed[outcome]
            right = explained(np.stack([np.diagonal(world) for world in values]))
            shuffled = _shuffled(values)
            low, high = np.quantile(shuffled, [0.025, 0.975])
            most = float(np.ptp(values, axis=1).max())
            yield _row(LABELS, model, f"{outcome}:right", right, np.nan, np.nan, replicates)
            yield _row(LABELS, model, f"{outcome}:shuffled", float(shuffled.mean()), low, high, SHUFFLES)
            yield _row(LABELS, model, f"{outcome}:chance", 1.0 / replicates, np.nan, np.nan, replicates)
            yield _row(LABELS, model, f"{outcome}:label", most, np.nan, np.nan, values.size)


def _crossed(make: Simulate, model: str, replicates: int, months: int) -> dict[str, FloatArray]:
    """Each outcome by world, label and people: (replicates, types, types)."""
    kinds = [read.case(name).compound_type for name in TYPES]
    scenarios = [
        read.scenario(_called(read.case(name), kind), _governance(model), months=months)
        for kind, name in product(kinds, TYPES)
    ]
    runs = [
        Run(one, place, seed_of("falsification", place)) for place in range(replicates) for one in scenarios
    ]
    table = make(runs, False).runs
    shape = (replicates, len(TYPES), len(TYPES))
    return {name: table[name].to_numpy(dtype=np.float64).reshape(shape) for name in ACROSS}


def _governance(model: str) -> read.Governance:
    if model != UNTYPED:
        return read.governance(model)
    typed = read.governance(TYPED)
    held = tuple(one for one in typed.instruments if one.kind != "by_type")
    return typed.model_copy(update={"id": UNTYPED, "instruments": held})


def _called(case: read.Case, kind: Any) -> read.Case:
    """The same place and people under another label."""
    return case.model_copy(update={"id": f"{case.id}-called-{kind}", "compound_type": kind})


def explained(values: FloatArray) -> float:
    """The share of the variance within worlds that lies between columns: values (worlds, types); 0 where
    nothing varies. Chance gives one part in the number of worlds.
    """
    there = values[np.isfinite(values).all(axis=1)]
    apart = there - there.mean(axis=1, keepdims=True)
    total = float((apart**2).sum())
    return len(there) * float((apart.mean(axis=0) ** 2).sum()) / total if total > 0 else 0.0


def _shuffled(values: FloatArray) -> FloatArray:
    """`explained` of the labels, when in each world every label falls on the people of a type drawn anew."""
    shuffler, (replicates, types, _) = np.random.default_rng(9), values.shape
    rows, columns = np.arange(replicates)[:, None], np.arange(types)[None, :]
    found = []
    for _shuffle in range(SHUFFLES):
        people = shuffler.permuted(np.tile(np.arange(types), (replicates, 1)), axis=1)
        found.append(explained(values[rows, columns, people]))
    return np.array(found)
