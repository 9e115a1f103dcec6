"""`python -m results.evidence`: draw and tell what `python -m experiments.evidence` wrote
into docs/evidence.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from experiments.evidence.code_of_pages import FOLDER, mark, note_derived
from experiments.evidence.parts.shipped_parts import COMPACT
from experiments.markdown import in_both
from experiments.store.tables import from_spreadsheets, read_tables
from results.evidence.behaviour.balance import balance
from results.evidence.behaviour.downsides import downsides
from results.evidence.behaviour.low_fee_trap import low_fee_trap, low_fee_trap_picture
from results.evidence.behaviour.places import places
from results.evidence.behaviour.response import response
from results.evidence.behaviour.sign_claims import fill
from results.evidence.behaviour.sign_matrix import sign_matrix
from results.evidence.behaviour.signs import signs
from results.evidence.behaviour.validation_list import validation_list
from results.evidence.calibration import calibration_pictures
from results.evidence.calibration.calibration_page import TABLES as CALIBRATION
from results.evidence.calibration.calibration_page import calibration
from results.evidence.common_numbers import common_numbers
from results.evidence.falsification import falsification
from results.evidence.guesses import guesses, guesses_shares
from results.evidence.model_uncertainty import prior_draws
from results.evidence.pictures import allocation, city_cost, linear_cost, reference_ranks
from results.evidence.planted_edits import planted_edits
from results.evidence.reference.reference_page import reference
from results.evidence.statistics import statistics
from results.evidence.structures import structures
from results.figures.style import save, styled
from scenarios.language import language

SOURCE = "python -m experiments.evidence; python -m results.evidence"

PICTURES: dict[str, tuple[Callable[..., Figure], tuple[str, ...]]] = {
    "low-fee-trap": (low_fee_trap_picture, ("low-fee-trap", "low-fee-map")),
    "linear-cost": (linear_cost, ("linear-cost",)),
    "city-cost": (city_cost, ("city-cost",)),
    "allocation": (allocation, ("allocation", "allocation-runs")),
    "reference": (reference_ranks, ("reference-ranks",)),
    "guesses": (guesses_shares, ("guesses",)),
    "signs": (sign_matrix, ("signs",)),
    "calibration-learned": (calibration_pictures.learned, CALIBRATION),
    "calibration-targets": (calibration_pictures.targets, CALIBRATION),
    "calibration-waves": (calibration_pictures.waves, CALIBRATION),
    "calibration-ranks": (calibration_pictures.ranks, CALIBRATION),
}
"""The pictures: by what, from which tables."""

PAGES: dict[str, tuple[Callable[..., str], tuple[str, ...]]] = {
    "prior-draws": (prior_draws, ("prior-draws",)),
    "structures": (structures, ("structures",)),
    "statistics": (statistics, ("statistics",)),
    "common-numbers": (common_numbers, ("common-numbers", "common-numbers-draws")),
    "reference": (reference, ("reference", "reference-best", "reference-failures", "prior-draws")),
    "falsification": (falsification, ("falsification",)),
    "guesses": (guesses, ("guesses",)),
    "balance": (balance, ("balance",)),
    "response": (response, ("response",)),
    "places": (places, ("places",)),
    "downsides": (downsides, ("downsides",)),
    "signs": (signs, ("signs", "signs-shifts")),
    "planted-edits": (planted_edits, ("planted-edits",)),
    "low-fee-trap": (low_fee_trap, ("low-fee-trap", "low-fee-map")),
    "calibration": (calibration, CALIBRATION),
    "validation-list": (validation_list, ("validation-list",)),
}
"""The pages: by what, from which tables."""


def main(words: Sequence[str] | None = None) -> None:
    """Draw and tell whatever tables there are, and fill in what other texts claim of them."""
    parser = argparse.ArgumentParser(prog="python -m results.evidence", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR", help=f"({FOLDER})")
    folder: Path = parser.parse_args(words).folder
    for name, (draw, tables) in PICTURES.items():
        if files := _files(folder, tables):
            in_both(partial(_drawn, draw, list(map(_read, files)), folder / name))
    for name, (write, tables) in PAGES.items():
        if files := _files(folder, tables):
            pages = in_both(partial(write, *map(_read, files)))
            (folder / f"{name}.md").write_text("\n".join(pages), encoding="utf-8")
            note_derived(folder, f"{name}.md", [file.name for file in files], SOURCE)
    if folder == FOLDER and (files := _files(folder, ("signs",))):
        fill(Path(), _read(files[0]))
    mark(folder)


def _drawn(draw: Callable[..., Figure], tables: Sequence[pd.DataFrame], stem: Path) -> str:
    """Draw a figure in the language chosen, which becomes part of the file's name."""
    with styled():
        save(draw(*tables), stem.with_name(f"{stem.name}-{language()}"), SOURCE)
    return language()


def _files(folder: Path, tables: Sequence[str]) -> list[Path]:
    """The files of these tables; none unless all are there."""
    files = [folder / f"{table}.{'parquet' if table in COMPACT else 'csv'}" for table in tables]
    return files if all(file.exists() for file in files) else []


def _read(file: Path) -> pd.DataFrame:
    if file.suffix == ".parquet":
        return read_tables(file.parent, [file.stem])[file.stem]
    return from_spreadsheets(pd.read_csv(file, encoding="utf-8-sig", keep_default_na=True))


if __name__ == "__main__":
    main()
