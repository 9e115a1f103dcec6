"""A posterior: draws of parameters that a calibration left, each with its weight, as a table in a CSV file.

Invariant: a table is checked when it is read, against the ledger as it is now: a parameter that is
gone, or a value that is no longer allowed, is told of with its line.
"""

import csv
import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scenarios import read
from scenarios.by_type import check_types, parameter_of
from scenarios.contents import unfit
from scenarios.entries import Parameter
from scenarios.files import shown, text_of, written_path
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest
from scenarios.spreadsheet import from_cell

FOLDER = Path(__file__).parent / "posterior"
USUAL = "patterns"
"""The posterior that is meant where none is named."""

OF_VERSION_ONE = ("version-one",)
"""What tables call a posterior that was calibrated on version one of the model."""

WEIGHT = "weight"
MOST_BYTES = 32_000_000
"""How large such a table may be: 10 000 draws of 150 parameters."""


class Posterior(NamedTuple):
    """The columns, and for each draw its weight (they sum to 1) and its values. A column is a parameter, or
    with `@street` behind it what the parameter is at compounds of that type.
    """

    name: str
    keys: tuple[str, ...]
    weights: tuple[float, ...]
    draws: tuple[Mapping[str, float], ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that are drawn."""
        return tuple(dict.fromkeys(map(parameter_of, self.keys)))


def is_table(name: str) -> bool:
    """Whether it names a file of the user's own: it ends as such tables do."""
    return name.strip().casefold().endswith(".csv")


def posterior_files() -> Mapping[str, Path]:
    """The project's posteriors by id."""
    return {file.stem: file for file in sorted(FOLDER.glob("*.csv"))}


def caution(name: str) -> str:
    """What to say where values are drawn from that posterior; nothing of one of the user's own."""
    if name.strip() not in OF_VERSION_ONE:
        return ""
    return _("Values are drawn from the posterior {name}, calibrated on version one of the model.", name=name)


def read_posterior(name: str) -> Posterior:
    """The posterior of that id, or the one in the CSV file at that path; ScenarioError if it is unfit."""
    if is_table(name):
        return _read(written_path(name))
    if (file := posterior_files().get(name.strip())) is None:
        known = listed(posterior_files())
        message = _(
            "There is no posterior {name}; there are: {known}, or give a CSV file.", name=name, known=known
        )
        raise ScenarioError(message + nearest(name, posterior_files()))
    return _read(file)


class Interval(NamedTuple):
    """The median and the middle 90 % of a parameter, in its unit."""

    low: float
    median: float
    high: float


@cache
def intervals() -> Mapping[str, Interval]:
    """What the project's posterior says of each parameter that was fitted, as the file beside it tells;
    `issues.rate@street`: what it is at a type of compound.
    """
    told = json.loads(text_of(FOLDER / f"{USUAL}.json", MOST_BYTES))["intervals"]
    return {key: Interval(*numbers) for key, numbers in told.items()}


def _read(file: Path) -> Posterior:
    first, *others = _cells(file)
    heads = [head.strip() for head in first]
    rows = [(line, row) for line, row in enumerate(others, 2) if row]
    keys = tuple(head for head in heads if "." in head)
    if WEIGHT not in heads or not keys or not rows:
        message = _(
            "{file} is no posterior: it needs a column {column} and one for each parameter.",
            file=shown(file),
            column=WEIGHT,
        )
        raise ScenarioError(message)
    for place, head in enumerate(heads):
        if head in heads[:place]:
            raise ScenarioError(
                _("{file}: the column {column} appears twice.", file=shown(file), column=head)
            )
    known = read.ledger()  # once: each asking looks whether the file has changed
    for key in keys:
        if parameter_of(key) not in known:
            message = _("{file}: {key} is not in the ledger.", file=shown(file), key=key)
            raise ScenarioError(message + nearest(key, known))
    try:
        check_types(keys, read.compound_types())
    except ScenarioError as error:
        raise ScenarioError(f"{shown(file)}: {error}") from None
    entries = {key: known[parameter_of(key)] for key in keys}
    parsed = [_row(_line(file, line), heads, row, entries) for line, row in rows]
    total = sum(weight for weight, _draw in parsed)
    if not total > 0:
        raise ScenarioError(_("{file}: no draw has a weight above 0.", file=shown(file)))
    if math.isinf(total):
        raise ScenarioError(_("{file}: the weights are too large to be summed.", file=shown(file)))
    weights = tuple(weight / total for weight, _draw in parsed)
    return Posterior(file.stem, keys, weights, tuple(draw for _weight, draw in parsed))


def _cells(file: Path) -> list[list[str]]:
    """The lines of the file, at least one."""
    try:
        rows = csv.reader(text_of(file, MOST_BYTES).split("\n"))
        return [[from_cell(cell) for cell in row] for row in rows] or [[]]
    except csv.Error:
        raise ScenarioError(_("{file} is no table of numbers.", file=shown(file))) from None


def _line(file: Path, line: int) -> str:
    return _("{file}, line {line}", file=shown(file), line=line)


def _row(
    where: str, heads: list[str], row: list[str], entries: Mapping[str, Parameter]
) -> tuple[float, Mapping[str, float]]:
    """Weight and values of a line; entries: of the ledger, by column."""
    if len(row) != len(heads):
        message = _(
            "{where}: cells: {cells}, columns: {columns}; there must be as many.",
            where=where,
            cells=len(row),
            columns=len(heads),
        )
        raise ScenarioError(message)
    cells = dict(zip(heads, row, strict=True))
    values = {key: _number(where, key, cells[key]) for key in entries}
    for key, value in values.items():
        if problem := unfit(entries[key], value):
            raise ScenarioError(f"{where}: {key} {problem}.")
    weight = _number(where, WEIGHT, cells[WEIGHT])
    if weight < 0:
        raise ScenarioError(_("{where}: a weight cannot be below 0.", where=where))
    return weight, values


def _number(where: str, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        message = text or '""'
        message = _(
            "{where}: {column} must be a number, not {value}.", where=where, column=column, value=message
        )
        raise ScenarioError(message)
    return value
