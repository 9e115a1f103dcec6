"""`python -m experiments.evidence`: make the tables in docs/evidence; `python -m results.evidence` draws and
tells them.

Each part can be made alone, and smaller, to see whether it works.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

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
from experiments.evidence.code_of_pages import FOLDER, model_code, note
from experiments.evidence.common_numbers import common_numbers, draws
from experiments.evidence.districts import allocation
from experiments.evidence.falsification import falsification
from experiments.evidence.guesses import guesses
from experiments.evidence.linear_cost import linear_cost
from experiments.evidence.model_uncertainty import differences, named, structures, tally
from experiments.evidence.planted_edits import REPLICATES, TRIES, planted_edits
from experiments.evidence.project_calibration import (
    HOURS,
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
from experiments.execution.run_all import Simulate, simulating
from experiments.execution.worker_processes import cores
from experiments.sign_counts import counted_tables, shipped_signs
from experiments.store.kept_tables import TimeOver
from experiments.store.tables import for_spreadsheets
from experiments.value_of_information import shipped_worth
from scenarios import built_in, guessed
from scenarios.posterior import USUAL
from scenarios.problems import ScenarioError

COMPACT = ("reference-runs", "reference", "sign_counts")
"""Long tables, kept as Parquet; all others are CSV."""


def main(words: Sequence[str] | None = None) -> None:
    """Make the parts asked for, in their order."""
    options = _options(words)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.part or PARTS:
        begun, code = perf_counter(), model_code()  # by the end somebody may have edited it
        try:
            made = PARTS[name](options)
        except ScenarioError as error:
            raise SystemExit(str(error)) from None
        except TimeOver as step:
            raise SystemExit(f"{name}: the time is over before {step}; the same command goes on.") from None
        files = [_write(table, options.out / file) for file, table in made.items()]
        note(options.out, files, f"python -m experiments.evidence {name}", code)
        say(f"{name}: {perf_counter() - begun:.0f} s")


def say(text: str) -> None:
    """A line on how far it is, at once."""
    print(text, flush=True)


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.evidence", description=__doc__)
    parser.add_argument("part", nargs="*", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help=f"where to write ({FOLDER})")
    parser.add_argument("--jobs", type=int, metavar="J", help="processes (as many as pay off)")
    parser.add_argument("--months", type=int, metavar="M", help="months to record")
    parser.add_argument("--draws", type=int, default=100, metavar="N", help="prior draws (100)")
    parser.add_argument("--points", type=int, metavar="N", help="points of guesses, failure regions, waves")
    parser.add_argument("--replicates", type=int, metavar="N", help="replicates of every scenario")
    parser.add_argument("--compounds", type=int, default=63, metavar="N", help="compounds that share (63)")
    parser.add_argument(
        "--largest",
        type=int,
        metavar="N",
        help="leave out larger districts than this, or cities of more districts",
    )
    parser.add_argument("--posterior", default=USUAL, metavar="ID", help=f"posterior or CSV file ({USUAL})")
    parser.add_argument(
        "--cases",
        nargs="+",
        metavar="ID",
        help="cases of reference, balance and signs; the district of city-cost",
    )
    parser.add_argument("--models", nargs="+", metavar="ID", help="governance models in prior draws (all)")
    parser.add_argument(
        "--steps", type=Path, metavar="DIR", help="where calibration and reference keep their steps"
    )
    parser.add_argument("--hours", type=float, default=HOURS, metavar="H", help=f"of calibration ({HOURS:g})")
    options = parser.parse_args(words)
    for name in ("jobs", "months", "draws", "points", "replicates", "compounds", "largest"):
        if getattr(options, name) is not None and getattr(options, name) < 1:
            parser.error(f"--{name} {getattr(options, name)}: it must be 1 or more")
    return options


def _simulating(options: argparse.Namespace) -> Simulate:
    return simulating(options.jobs, quiet=True)


Tables = dict[str, pd.DataFrame]


def _prior_draws(options: argparse.Namespace) -> Tables:
    """The table, and in short where every verdict finds it."""
    make, months = _simulating(options), options.months or 60
    replicates = options.replicates or 5
    found = differences(make, say, options.draws, replicates, months, models=options.models)
    tallied = tally(found)
    if options.out == FOLDER:
        _write(named(tallied), built_in.FILE.with_suffix(""))
    return {"prior-draws": tallied}


def _low_fee_trap(options: argparse.Namespace) -> Tables:
    replicates, months = options.replicates or 20, options.months or 120
    return {
        "low-fee-trap": low_fee_trap(_simulating(options), replicates, months),
        "low-fee-map": mean_field(),
    }


def _linear_cost(options: argparse.Namespace) -> Tables:
    return {"linear-cost": linear_cost(say, options.months or 60, options.replicates or 3, options.largest)}


def _city_cost(options: argparse.Namespace) -> Tables:
    months, jobs, (district,) = options.months or OF_CITY, options.jobs or JOBS, options.cases or (DISTRICT,)
    return {"city-cost": city_cost(say, months, jobs, options.largest, district)}


def _allocation(options: argparse.Namespace) -> Tables:
    make, months = _simulating(options), options.months or 60
    compared, runs = allocation(make, say, options.compounds, options.replicates or 20, months)
    return {"allocation": compared, "allocation-runs": runs}


def _common_numbers(options: argparse.Namespace) -> Tables:
    replicates, months = options.replicates or 60, options.months or 60
    table = common_numbers(_simulating(options), say, replicates, months)
    weighed = draws(options.jobs, say, min(replicates, 40), months)
    return {"common-numbers": table, "common-numbers-draws": weighed}


def _statistics(options: argparse.Namespace) -> Tables:
    replicates, months = options.replicates or 4000, options.months or 24
    return {"statistics": statistics(_simulating(options), say, replicates, months=months)}


def _structures(options: argparse.Namespace) -> Tables:
    return {"structures": structures(say, options.replicates or 20, options.months or 60)}


def _guesses(options: argparse.Namespace) -> Tables:
    """The table twice: in docs/evidence, and where reports of an installed package find it."""
    table = guesses(say, options.jobs, options.months, options.replicates, options.points)
    if options.out == FOLDER:
        _write(table, guessed.FILE.with_suffix(""))
    return {"guesses": table}


def _worth_knowing(options: argparse.Namespace) -> Tables:
    """The table twice: in docs/evidence, and where the questionnaire of an installed package finds it."""
    table = shipped_worth.worth_knowing(say, options.jobs, options.months, options.replicates, options.points)
    if options.out == FOLDER:
        _write(table, shipped_worth.FILE.with_suffix(""))
    return {"worth-knowing": table}


def _reference(options: argparse.Namespace) -> Tables:
    draws, months, cases, points = ReferenceSizes()
    given = (options.replicates or draws, options.months or months, tuple(options.cases or cases))
    sizes = ReferenceSizes(*given, options.points or points)
    return reference_tables(say, options.jobs, sizes, options.posterior, options.steps or PORTIONS)


def _sign_counts(options: argparse.Namespace) -> Tables:
    """Where every verdict finds it, made of what the parts reference and structures wrote."""
    table = counted_tables.sign_counts(FOLDER, options.posterior, options.months or ReferenceSizes().months)
    place = shipped_signs.FILE.parent if options.out == FOLDER else options.out
    _write(table, place / shipped_signs.FILE.stem)
    return {}


def _balance(options: argparse.Namespace) -> Tables:
    months, cases = options.months or LONG, options.cases or CASES
    return {"balance": balance(_simulating(options), say, options.replicates, months, cases)}


def _response(options: argparse.Namespace) -> Tables:
    replicates, months = options.replicates or 40, options.months or 60
    return {"response": response(_simulating(options), say, replicates, months, options.draws)}


def _places(options: argparse.Namespace) -> Tables:
    replicates, months = options.replicates or 40, options.months or 60
    return {"places": places(_simulating(options), say, replicates, min(replicates, 16), months)}


def _signs(options: argparse.Namespace) -> Tables:
    make, cases = _simulating(options), options.cases or THREE
    found, shifts = signs(make, say, options.replicates, options.months or 60, cases)
    return {"signs": found, "signs-shifts": shifts}


def _downsides(options: argparse.Namespace) -> Tables:
    make, cases = _simulating(options), options.cases or THREE
    return {"downsides": downsides(make, say, options.replicates, options.months or 60, cases)}


def _falsification(options: argparse.Namespace) -> Tables:
    make, replicates, months = _simulating(options), options.replicates or 2, options.months or 36
    tables = options.out if (options.out / "prior-draws.csv").exists() else FOLDER
    return {"falsification": falsification(make, say, tables, options.draws, replicates, months)}


def _planted_edits(options: argparse.Namespace) -> Tables:
    tries, replicates = min(options.draws, TRIES), options.replicates or REPLICATES
    return {"planted-edits": planted_edits(say, options.jobs, tries, replicates, options.months or 60)}


def _validation_list(options: argparse.Namespace) -> Tables:
    found = validation_draws(say, options.draws, options.replicates or 2, options.jobs)
    return {"validation-list": found}


def _calibration(options: argparse.Namespace) -> Tables:
    """The tables; and the posterior where studies find it."""
    sizes = smaller(options.points) if options.points else CalibrationSizes()
    found = calibration(say, options.jobs or cores(), sizes, options.steps or PLACE, options.hours)
    draws = found.pop("draws")
    if options.out == FOLDER:
        write_posterior(draws, found["parameters"], sizes)
    return {f"calibration-{name}": table for name, table in found.items()}


PARTS: dict[str, Callable[[argparse.Namespace], Tables]] = {
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


def _write(table: pd.DataFrame, stem: Path) -> str:
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


if __name__ == "__main__":
    main()
