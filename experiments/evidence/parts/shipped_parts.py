"""The parts of evidence: from what was asked for to the tables of each, with the steps that are kept of it.

Each part can be made alone, and smaller, to see whether it works.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from experiments.evidence.behaviour.balance import CASES, balance
from experiments.evidence.behaviour.balance import MONTHS as LONG
from experiments.evidence.behaviour.downsides import downsides
from experiments.evidence.behaviour.low_fee_trap import low_fee_trap, mean_field
from experiments.evidence.behaviour.places import places
from experiments.evidence.behaviour.response import response
from experiments.evidence.behaviour.signs import CASES as THREE
from experiments.evidence.behaviour.signs import signs
from experiments.evidence.behaviour.validation_draws import validation_draws
from experiments.evidence.city_cost import DISTRICT, JOBS, city_cost
from experiments.evidence.city_cost import MONTHS as OF_CITY
from experiments.evidence.code_of_pages import FOLDER
from experiments.evidence.common_numbers import common_numbers, draws
from experiments.evidence.districts import allocation
from experiments.evidence.falsification import falsification
from experiments.evidence.guesses import guesses
from experiments.evidence.linear_cost import linear_cost
from experiments.evidence.model_uncertainty import differences, named, structures, tally
from experiments.evidence.origins.shipped_values import PATTERNS, POSTERIOR
from experiments.evidence.parts.kept_steps import KeptSteps
from experiments.evidence.planted_edits import REPLICATES, TRIES, planted_edits
from experiments.evidence.project_calibration import (
    PLACE,
    CalibrationSizes,
    calibration,
    smaller,
    write_posterior,
)
from experiments.evidence.reference.reference_runs import ReferenceSizes
from experiments.evidence.reference.reference_tables import PLACE as PORTIONS
from experiments.evidence.reference.reference_tables import reference_tables
from experiments.evidence.statistics import statistics
from experiments.execution.worker_processes import cores
from experiments.sign_counts import counted_tables, shipped_signs
from experiments.store.tables import for_spreadsheets
from experiments.value_of_information import shipped_worth
from scenarios import built_in, guessed

COMPACT = ("reference-runs", "reference", "sign_counts")
"""Long tables, kept as Parquet; all others are CSV."""


def say(text: str) -> None:
    """A line on how far it is, at once."""
    print(text, flush=True)


Tables = dict[str, pd.DataFrame]


def _prior_draws(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    """The table, and in short where every verdict finds it."""
    make, months = steps.simulate, options.months or 60
    replicates = options.replicates or 5
    found = differences(make, say, options.draws, replicates, months, models=options.models)
    tallied = tally(found)
    if options.out == FOLDER:
        write(named(tallied), built_in.FILE.with_suffix(""))
    return {"prior-draws": tallied}


def _low_fee_trap(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    replicates, months = options.replicates or 20, options.months or 120
    return {
        "low-fee-trap": low_fee_trap(steps.simulate, replicates, months),
        "low-fee-map": mean_field(),
    }


def _linear_cost(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    return {"linear-cost": linear_cost(say, options.months or 60, options.replicates or 3, options.largest)}


def _city_cost(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    months, jobs, (district,) = options.months or OF_CITY, options.jobs or JOBS, options.cases or (DISTRICT,)
    return {"city-cost": city_cost(say, months, jobs, options.largest, district)}


def _allocation(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    make, months = steps.simulate, options.months or 60
    compared, runs = allocation(make, say, options.compounds, options.replicates or 20, months)
    return {"allocation": compared, "allocation-runs": runs}


def _common_numbers(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    replicates, months = options.replicates or 60, options.months or 60
    table = common_numbers(steps.simulate, say, replicates, months)
    weighed = draws(options.jobs, say, min(replicates, 40), months)
    return {"common-numbers": table, "common-numbers-draws": weighed}


def _statistics(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    replicates, months = options.replicates or 4000, options.months or 24
    return {"statistics": statistics(steps.simulate, say, replicates, months=months)}


def _structures(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    return {"structures": structures(say, options.replicates or 20, options.months or 60, steps.table)}


def _guesses(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    """The table twice: in docs/evidence, and where reports of an installed package find it."""
    asked, place = _sizes_of_study(options), steps.subfolder("study")
    table = guesses(say, options.jobs, *asked, place=place)
    if options.out == FOLDER:
        write(table, guessed.FILE.with_suffix(""))
    return {"guesses": table}


def _worth_knowing(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    """The table twice: in docs/evidence, and where the questionnaire of an installed package finds it."""
    asked, place = _sizes_of_study(options), steps.subfolder("study")
    table = shipped_worth.worth_knowing(say, options.jobs, *asked, place=place)
    if options.out == FOLDER:
        write(table, shipped_worth.FILE.with_suffix(""))
    return {"worth-knowing": table}


def _sizes_of_study(options: argparse.Namespace) -> tuple[int | None, int | None, int | None]:
    return options.months, options.replicates, options.points


def _reference(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    draws, months, cases, points = ReferenceSizes()
    given = (options.replicates or draws, options.months or months, tuple(options.cases or cases))
    sizes, place = ReferenceSizes(*given, options.points or points), options.steps or PORTIONS
    return reference_tables(_noting(steps), options.jobs, sizes, options.posterior, place)


def _noting(steps: KeptSteps) -> Callable[[str], None]:
    """Says how far a part is that keeps its steps by itself, each before it says so."""

    def said(text: str) -> None:
        say(text)
        steps.kept()

    return said


def _sign_counts(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    """Where every verdict finds it, made of what the parts reference and structures wrote."""
    table = counted_tables.sign_counts(FOLDER, options.posterior, options.months or ReferenceSizes().months)
    place = shipped_signs.FILE.parent if options.out == FOLDER else options.out
    write(table, place / shipped_signs.FILE.stem)
    return {}


def _balance(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    months, cases = options.months or LONG, options.cases or CASES
    return {"balance": balance(steps.simulate, say, options.replicates, months, cases)}


def _response(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    replicates, months = options.replicates or 40, options.months or 60
    return {"response": response(steps.simulate, say, replicates, months, options.draws)}


def _places(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    replicates, months = options.replicates or 40, options.months or 60
    return {"places": places(steps.simulate, say, replicates, min(replicates, 16), months)}


def _signs(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    make, cases = steps.simulate, options.cases or THREE
    found, shifts = signs(make, say, options.replicates, options.months or 60, cases)
    return {"signs": found, "signs-shifts": shifts}


def _downsides(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    make, cases = steps.simulate, options.cases or THREE
    return {"downsides": downsides(make, say, options.replicates, options.months or 60, cases)}


def _falsification(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    make, replicates, months = steps.simulate, options.replicates or 2, options.months or 36
    tables = options.out if (options.out / "prior-draws.csv").exists() else FOLDER
    return {
        "falsification": falsification(make, say, tables, options.draws, replicates, months, keep=steps.table)
    }


def _planted_edits(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    tries, replicates = min(options.draws, TRIES), options.replicates or REPLICATES
    return {"planted-edits": planted_edits(say, options.jobs, tries, replicates, options.months or 60)}


def _validation_list(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    found = validation_draws(say, options.draws, options.replicates or 2, options.jobs, keep=steps.table)
    return {"validation-list": found}


def _calibration(options: argparse.Namespace, steps: KeptSteps) -> Tables:
    """The tables; and the posterior where studies find it."""
    sizes = smaller(options.points) if options.points else CalibrationSizes()
    place, hours = options.steps or PLACE, options.hours
    found = calibration(_noting(steps), options.jobs or cores(), sizes, place, hours)
    draws = found.pop("draws")
    if options.out == FOLDER:
        write_posterior(draws, found["parameters"], sizes)
    return {f"calibration-{name}": table for name, table in found.items()}


PARTS: dict[str, Callable[[argparse.Namespace, KeptSteps], Tables]] = {
    "prior-draws": _prior_draws,
    "low-fee-trap": _low_fee_trap,
    "linear-cost": _linear_cost,
    "city-cost": _city_cost,
    "allocation": _allocation,
    "structures": _structures,
    "statistics": _statistics,
    "common-numbers": _common_numbers,
    "guesses": _guesses,
    "worth-knowing": _worth_knowing,
    "reference": _reference,
    "sign-counts": _sign_counts,
    "falsification": _falsification,
    "balance": _balance,
    "response": _response,
    "places": _places,
    "signs": _signs,
    "downsides": _downsides,
    "planted-edits": _planted_edits,
    "validation-list": _validation_list,
    "calibration": _calibration,
}


ASKS: Mapping[str, tuple[str, ...]] = {
    "reference": (POSTERIOR,),
    "validation-list": (PATTERNS,),
    "calibration": (PATTERNS,),
}
"""What parts ask beside the model."""

READS: Mapping[str, tuple[str, ...]] = {"falsification": ("prior-draws", "low-fee-trap")}
"""Parts whose tables a part reads: made again, so is it."""


def write(table: pd.DataFrame, stem: Path) -> str:
    """The table in six digits, with the byte-order mark without which Excel garbles Chinese; compact ones as
    Parquet. Returns the file's name.
    """
    if stem.name in COMPACT:
        file = stem.with_suffix(".parquet")
        table.to_parquet(file, index=False, compression="zstd")
    else:
        file = stem.with_suffix(".csv")
        safe = for_spreadsheets(table)
        safe.to_csv(file, index=False, encoding="utf-8-sig", lineterminator="\n", float_format="%.6g")
    return file.name
