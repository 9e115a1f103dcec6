"""The codebook: what every column of every table holds, in both languages, with its unit and type.

Outcomes and parameters say it of themselves (`outcomes.yaml`, the ledger); observations of a month and all
other columns have it from the two files beside this one. Each is described once, wherever it is written.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from scenarios.contents import NO_UNIT
from scenarios.entries import Entry, Text, Words
from scenarios.files import DataFile, KeyPath, open_data
from scenarios.fixed import Fixed
from scenarios.language import _, msgid, said_in
from scenarios.problems import nearest
from scenarios.read import ledger, outcome_entries

HERE = Path(__file__).parent
OBSERVATIONS, COLUMNS = HERE / "observations.yaml", HERE / "columns.yaml"

MONTHLY = "monthly"
"""The table whose columns are observations, where names of outcomes mean those."""

Type = Literal["string", "integer", "number", "boolean"]
"""What a column holds, in the words of Table Schema."""


class Observation(Entry):
    """What is written down of every compound in every month. `district`: whether several compounds are added
    up, or their mean is taken, weighted by households.
    """

    name: Text
    text: Text
    unit: Words
    district: Literal["sum", "mean"]


class Column(Entry):
    """What a column holds; `type` is None of one that nobody describes."""

    name: Text
    text: Text
    type: Type | None
    unit: Words = NO_UNIT


class Described(Entry):
    """A table. `outcomes`: what its columns of outcomes hold, where that is not the outcome of a run; `like`:
    another table whose columns it has too.
    """

    name: Text
    text: Text
    outcomes: Text | None = None
    like: str | None = None


class Tables(NamedTuple):
    """The tables by name, the columns of each, and those that mean the same in all."""

    tables: Mapping[str, Described]
    columns: Mapping[str, Mapping[str, Column]]
    anywhere: Mapping[str, Column]


SUM = msgid("In a district, the sum over its compounds.")
MEAN = msgid("In a district, the mean of its compounds, weighted by households.")
UNDESCRIBED = msgid("This column is not described in the codebook.")
NO_TABLE = msgid("This table is not described in the codebook.")


@lru_cache(maxsize=1)
def observations() -> Mapping[str, Observation]:
    """What is observed each month, by name; ScenarioError with file and key if an entry is not whole."""
    return read_observations(OBSERVATIONS)


def read_observations(file: Path) -> Mapping[str, Observation]:
    """The observations in a file."""
    data = open_data(file)
    found = data.mapping(data.document.data)
    return Fixed(
        {name: data.build(Observation, data.mapping(one, (name,)), (name,)) for name, one in found.items()}
    )


def check_observations(file: Path, recorded: tuple[str, ...]) -> None:
    """ScenarioError unless the file describes what is recorded and nothing else."""
    data, found = open_data(file), read_observations(file)
    for name in recorded:
        if name not in found:
            data.fail((name,), _("is recorded every month and not described"), nearest(name, found))
    for name in found:
        if name not in recorded:
            data.fail((name,), _("is described and not recorded"), nearest(name, recorded))


@lru_cache(maxsize=1)
def described_tables() -> Tables:
    """The tables and columns that are described; ScenarioError with file and key if an entry is not whole."""
    data = open_data(COLUMNS)
    top = data.mapping(data.document.data)
    blocks = data.part(top, "tables")
    tables, columns = {}, {}
    for name, block in blocks.items():
        path = ("tables", name)
        own = dict(data.mapping(block, path))
        columns[name] = _columns(data, own.pop("columns", {}), (*path, "columns"))
        tables[name] = data.build(Described, own, path)
    for name, table in tables.items():
        if table.like is not None:
            columns[name] = {**columns[table.like], **columns[name]}
    return Tables(Fixed(tables), Fixed(columns), _columns(data, top["anywhere"], ("anywhere",)))


def _columns(data: DataFile, block: object, path: KeyPath) -> Mapping[str, Column]:
    if not block:
        return {}
    found = data.mapping(block, path)
    return {
        name: data.build(Column, data.mapping(one, (*path, name)), (*path, name))
        for name, one in found.items()
    }


def table(name: str) -> Described:
    """What a table holds; plain words of one that nobody describes."""
    found = described_tables().tables.get(name)
    return found or Described(name=Text(zh=name, en=name), text=_both(NO_TABLE))


def column(of: str, name: str) -> Column:
    """What a column of that table holds; plain words of one that nobody describes."""
    known = described_tables()
    own = known.columns.get(of, {})
    if (found := own.get(name) or (_observed(name) if of == MONTHLY else None)) is not None:
        return found
    if (found := _parameter(name) or _outcome(name, of)) is not None:
        return found
    stars = (one for star, one in own.items() if "*" in star and fnmatchcase(name, star))
    return next(stars, None) or known.anywhere.get(name) or _undescribed(name)


def is_described(of: str, name: str) -> bool:
    """Whether anybody says what that column holds."""
    return column(of, name).type is not None


def _observed(name: str) -> Column | None:
    if (found := observations().get(name)) is None:
        return None
    district = _both(SUM if found.district == "sum" else MEAN)
    return Column(name=found.name, text=_after(found.text, district), type="number", unit=found.unit)


def _parameter(name: str) -> Column | None:
    if "." not in name or (found := ledger().get(name)) is None:
        return None
    return Column(name=found.name, text=found.text, type="number", unit=found.unit)


def _outcome(name: str, of: str) -> Column | None:
    if (found := outcome_entries().get(name)) is None:
        return None
    before = table(of).outcomes
    text = found.text if before is None else _after(before, found.text)
    return Column(name=found.name, text=text, type="number", unit=found.unit)


def _undescribed(name: str) -> Column:
    return Column(name=Text(zh=name, en=name), text=_both(UNDESCRIBED), type=None)


def _both(message: str) -> Text:
    return Text(zh=said_in("zh", message), en=said_in("en", message))


def _after(first: Text, second: Text) -> Text:
    return Text(zh=first.zh + second.zh, en=f"{first.en} {second.en}")


def unit_in_both(unit: str) -> Text:
    """A unit in both languages; a dash where there is none."""
    return Text(zh="–", en="–") if unit == NO_UNIT else _both(unit)
