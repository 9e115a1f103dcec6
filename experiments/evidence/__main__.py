"""`python -m experiments.evidence`: make the tables in docs/evidence; `python -m results.evidence` draws and
tells them.

Each part can be made alone, and smaller, to see whether it works.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import pandas as pd

from experiments.design.runs import Run
from experiments.evidence.allocation import allocation
from experiments.evidence.code_of_pages import FOLDER, model_code, note
from experiments.evidence.common_numbers import common_numbers, draws
from experiments.evidence.conclusions import best, rank_shares
from experiments.evidence.conclusions import differences as from_baseline
from experiments.evidence.falsification import falsification
from experiments.evidence.guesses import guesses
from experiments.evidence.linear_cost import linear_cost
from experiments.evidence.low_fee_trap import low_fee_trap
from experiments.evidence.prior_draws import differences, tally
from experiments.evidence.reference import DRAWS, MONTHS, POINTS, failure_regions, reference_runs
from experiments.evidence.statistics import statistics
from experiments.evidence.structures import structures
from experiments.execution.process_pool import jobs_for, run_all
from experiments.execution.replicates import Make
from experiments.execution.simulate import Rows
from experiments.store.tables import for_spreadsheets
from scenarios import guessed
from scenarios.posterior import USUAL
from scenarios.problems import ScenarioError

COMPACT = ("reference-runs", "reference")
"""Long tables, kept as Parquet; all others are CSV."""


def main(words: Sequence[str] | None = None) -> None:
    """Make the parts asked for, in their order."""
    asked = _arguments(words)
    asked.out.mkdir(parents=True, exist_ok=True)
    for name in asked.part or PARTS:
        begun, code = perf_counter(), model_code()  # by the end somebody may have edited it
        try:
            made = PARTS[name](asked)
        except ScenarioError as error:
            raise SystemExit(str(error)) from None
        files = [_write(table, asked.out / file) for file, table in made.items()]
        note(asked.out, files, f"python -m experiments.evidence {name}", code)
        say(f"{name}: {perf_counter() - begun:.0f} s")


def say(text: str) -> None:
    """A line on how far it is, at once."""
    print(text, flush=True)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m experiments.evidence", description=__doc__)
    parser.add_argument("part", nargs="*", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help=f"where to write ({FOLDER})")
    parser.add_argument("--jobs", type=int, metavar="J", help="processes (as many as pay off)")
    parser.add_argument("--months", type=int, metavar="M", help="months to record")
    parser.add_argument("--draws", type=int, default=100, metavar="N", help="prior draws (100)")
    parser.add_argument("--points", type=int, metavar="N", help="points of guesses, failure regions")
    parser.add_argument("--replicates", type=int, metavar="N", help="worlds of every scenario")
    parser.add_argument("--compounds", type=int, default=63, metavar="N", help="compounds that share (63)")
    parser.add_argument("--largest", type=int, metavar="N", help="leave out larger districts than this")
    parser.add_argument("--posterior", default=USUAL, metavar="ID", help=f"posterior or CSV file ({USUAL})")
    parser.add_argument("--cases", nargs="+", metavar="ID", help="cases of the reference study (all)")
    parser.add_argument("--models", nargs="+", metavar="ID", help="governance models in prior draws (all)")
    asked = parser.parse_args(words)
    for name in ("jobs", "months", "draws", "points", "replicates", "compounds", "largest"):
        if getattr(asked, name) is not None and getattr(asked, name) < 1:
            parser.error(f"--{name} {getattr(asked, name)}: it must be 1 or more")
    return asked


def _making(jobs: int | None) -> Make:
    def make(runs: Sequence[Run], monthly: bool) -> Rows:
        return run_all(runs, jobs or jobs_for(runs), monthly=monthly)

    return make


Tables = dict[str, pd.DataFrame]


def _prior_draws(asked: argparse.Namespace) -> Tables:
    make, months = _making(asked.jobs), asked.months or 60
    found = differences(make, say, asked.draws, asked.replicates or 5, months, models=asked.models)
    return {"prior-draws": tally(found)}


def _low_fee_trap(asked: argparse.Namespace) -> Tables:
    return {"low-fee-trap": low_fee_trap(_making(asked.jobs), asked.replicates or 5, asked.months or 96)}


def _linear_cost(asked: argparse.Namespace) -> Tables:
    return {"linear-cost": linear_cost(say, asked.months or 60, asked.replicates or 3, asked.largest)}


def _allocation(asked: argparse.Namespace) -> Tables:
    make, months = _making(asked.jobs), asked.months or 60
    compared, runs = allocation(make, say, asked.compounds, asked.replicates or 20, months)
    return {"allocation": compared, "allocation-runs": runs}


def _common_numbers(asked: argparse.Namespace) -> Tables:
    worlds, months = asked.replicates or 60, asked.months or 60
    table = common_numbers(_making(asked.jobs), say, worlds, months)
    weighed = draws(asked.jobs, say, min(worlds, 40), months)
    return {"common-numbers": table, "common-numbers-draws": weighed}


def _statistics(asked: argparse.Namespace) -> Tables:
    worlds, months = asked.replicates or 4000, asked.months or 24
    return {"statistics": statistics(_making(asked.jobs), say, worlds, months=months)}


def _structures(asked: argparse.Namespace) -> Tables:
    return {"structures": structures(say, asked.replicates or 20, asked.months or 60)}


def _guesses(asked: argparse.Namespace) -> Tables:
    """The table twice: in docs/evidence, and where reports of an installed package find it."""
    table = guesses(say, asked.jobs, asked.months, asked.replicates, asked.points)
    if asked.out == FOLDER:
        _write(table, guessed.FILE.with_suffix(""))
    return {"guesses": table}


def _reference(asked: argparse.Namespace) -> Tables:
    make, months, draws = _making(asked.jobs), asked.months or MONTHS, asked.replicates or DRAWS
    runs = reference_runs(make, say, asked.posterior, draws, months, asked.cases or ())
    return {
        "reference-runs": runs,
        "reference": from_baseline(runs),
        "reference-best": best(runs),
        "reference-ranks": rank_shares(runs),
        "reference-regions": failure_regions(make, say, asked.points or POINTS, months),
    }


def _falsification(asked: argparse.Namespace) -> Tables:
    make, worlds = _making(asked.jobs), asked.replicates or 2
    tables = asked.out if (asked.out / "prior-draws.csv").exists() else FOLDER
    return {"falsification": falsification(make, say, tables, asked.draws, worlds, asked.months or MONTHS)}


PARTS: dict[str, Callable[[argparse.Namespace], Tables]] = {
    "prior-draws": _prior_draws,
    "low-fee-trap": _low_fee_trap,
    "linear-cost": _linear_cost,
    "allocation": _allocation,
    "structures": _structures,
    "statistics": _statistics,
    "common-numbers": _common_numbers,
    "guesses": _guesses,
    "reference": _reference,
    "falsification": _falsification,
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
