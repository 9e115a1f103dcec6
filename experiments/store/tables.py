"""A finished study: the tables of its runs, their comparison, and the manifest that says what made them; and
how a table is written as Parquet, for spreadsheets and as JSON.

Invariant: tables are tidy and the same in every language; words are added where they are shown (`results/`).
What is undefined is null in JSON, whatever pandas or NumPy called it.
"""

import errno
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design.runs import KEYS
from experiments.store import datapackage
from experiments.store.field_metadata import with_descriptions
from experiments.store.manifest import FORMAT, NEWEST, read_json
from experiments.store.output_folder import MANIFEST
from scenarios.language import _
from scenarios.spreadsheet import from_cell, in_cell

Answer = dict[str, object]

ENDINGS = (".parquet", ".csv")
"""Of the two files of every table."""

OF_CITY = ("districts", "district_gains", "district_runs")
"""Tables that there are of a city alone."""


@dataclass(frozen=True)
class Study:
    """`runs`: a row for each run; `monthly`: one for each run and month; `comparison`: None where one run was
    made; `topped_up`: the runs that were given what made their costs equal, None where that was not asked;
    `of`: the governance models of the folder, where only some of them are here; `districts`,
    `district_gains`, `district_runs`: of a city, what came out in each district, for how many it is better,
    and their runs; `signs`: how often which sign came out under other parameters
    (`experiments/sign_counts/`), where that was asked.
    """

    runs: pd.DataFrame
    monthly: pd.DataFrame
    comparison: pd.DataFrame | None
    manifest: Mapping[str, object]
    topped_up: pd.DataFrame | None = None
    of: tuple[str, ...] = ()
    districts: pd.DataFrame | None = None
    district_gains: pd.DataFrame | None = None
    district_runs: pd.DataFrame | None = None
    signs: pd.DataFrame | None = None

    @property
    def cases(self) -> list[str]:
        """The ids of the cases, in the order asked for."""
        return [str(case) for case in self.runs["case"].unique()]

    @property
    def governance(self) -> list[str]:
        """The ids of the governance models, in the order asked for."""
        return [str(model) for model in self.runs["governance"].unique()]

    @property
    def order(self) -> tuple[str, ...]:
        """The ids of all governance models of the folder, in its order."""
        return self.of or tuple(self.governance)

    @property
    def outcomes(self) -> list[str]:
        """The ids of the outcomes measured."""
        return [str(name) for name in self.runs.columns if name not in KEYS]

    @property
    def replicates(self) -> int:
        """How many worlds each scenario was run in."""
        return int(self.runs["seed"].nunique())

    @property
    def months(self) -> int:
        """How many months were recorded."""
        return int(str(self.manifest["months"]))


def write(study: Study, folder: Path) -> None:
    """The study's tables as Parquet and CSV and its manifest as JSON, into a folder that exists."""
    tables = {"runs": study.runs, "monthly": study.monthly, "comparison": study.comparison}
    of_city = {name: getattr(study, name) for name in OF_CITY}
    write_tables(
        tables | {"topped_up": study.topped_up, "signs": study.signs} | of_city, study.manifest, folder
    )


def write_tables(
    tables: Mapping[str, pd.DataFrame | None], manifest: Mapping[str, object], folder: Path
) -> None:
    """Every table that there is, by the name of its files, the manifest, and a description of all columns,
    into a folder that exists.
    """
    for name, table in tables.items():
        if table is not None:
            _write_table(table, folder / name)
    text = json.dumps({**manifest, FORMAT: NEWEST}, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    datapackage.write(folder)


def read(folder: Path) -> Study:
    """A study as it was written; FolderError if that was in a form that is not known."""
    manifest = read_json(folder / MANIFEST)
    return Study(
        runs=read_table(folder / "runs.parquet"),
        monthly=read_table(folder / "monthly.parquet"),
        comparison=_if_there(folder / "comparison.parquet"),
        manifest=manifest,
        topped_up=_if_there(folder / "topped_up.parquet"),
        districts=_if_there(folder / "districts.parquet"),
        district_gains=_if_there(folder / "district_gains.parquet"),
        district_runs=_if_there(folder / "district_runs.parquet"),
        signs=_if_there(folder / "signs.parquet"),
    )


def read_tables(folder: Path, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The tables of these names as `write_tables` wrote them."""
    return {name: read_table(folder / f"{name}.parquet") for name in names}


def read_table(file: Path) -> pd.DataFrame:
    """The table in a Parquet file; OSError if that is not there or no ordinary file, ValueError if it is
    damaged.
    """
    if not file.is_file():
        raise OSError(errno.ENOENT, _("it is not an ordinary file"), str(file))
    return pd.read_parquet(file)


type Condition = tuple[str, str, object]
"""A column, `==` or `in`, and a value or several."""


def rows_where(file: Path, conditions: Sequence[Condition], columns: Sequence[str]) -> pd.DataFrame:
    """These columns of the rows of a Parquet file that meet all conditions; the others are not read."""
    return pd.read_parquet(file, columns=list(columns), filters=list(conditions))


def _if_there(file: Path) -> pd.DataFrame | None:
    return read_table(file) if file.exists() else None


def content(table: pd.DataFrame, name: str) -> dict[str, bytes]:
    """What the files of the table of that name hold, by their ENDINGS; the CSV begins with a byte-order mark,
    without which Excel garbles Chinese.
    """
    rows = with_descriptions(pa.Table.from_pandas(table, preserve_index=False), name)
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    text = BytesIO()
    safe = for_spreadsheets(table)
    safe.to_csv(text, index=False, encoding="utf-8-sig", lineterminator="\n", mode="wb")
    return dict(zip(ENDINGS, (sink.getvalue().to_pybytes(), text.getvalue()), strict=True))


def _write_table(table: pd.DataFrame, stem: Path) -> None:
    for ending, found in content(table, stem.name).items():
        stem.with_name(stem.name + ending).write_bytes(found)


def for_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """The table with no word in it that a spreadsheet would take for a formula; numbers are as they were."""
    return _reworded(table, in_cell)


def from_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """The table that was written, from what a CSV file of it holds."""
    return _reworded(table, from_cell)


def _reworded(table: pd.DataFrame, word: Callable[[str], str]) -> pd.DataFrame:
    """The table with its words and heads, if any of them change, as `word` has them."""
    found = table.rename(columns=lambda name: word(str(name)))
    for place in range(len(found.columns)):
        column = found.iloc[:, place]
        if not any(isinstance(value, str) and word(value) != value for value in column.unique()):
            continue
        words = [word(value) if isinstance(value, str) else value for value in column]
        found.isetitem(place, pd.Series(words, index=column.index, dtype=column.dtype))
    return found


def plain_rows(table: pd.DataFrame) -> list[Answer]:
    """The rows of a table, each as by `plain`."""
    return [plain(row) for row in table.to_dict("records")]


def plain(row: Mapping[str, object]) -> Answer:
    """The row with values that JSON knows: NaN, missing and infinite become null, NumPy numbers become plain
    ones.
    """
    return {str(key): _plain(value) for key, value in row.items()}


def _plain(value: object) -> object:
    if value is None or value is pd.NA:
        return None
    plain_value = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain_value, float) and not math.isfinite(plain_value) else plain_value
