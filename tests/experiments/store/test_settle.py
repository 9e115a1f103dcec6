"""Settling that is interrupted, by a full disk or a kill, ends well when the same command is given again."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pytest

from experiments.provenance.run_key import Code
from experiments.store import parquet
from experiments.store.store import StoreError
from scenarios.study import StudyPlan
from tests.exhaustive import some
from tests.experiments.execution.test_sweep import content

WRITES = ("fsync", "replace", "mkdir", "unlink", "rmdir")
"""What the system is asked to change on a disk."""


FEW = ("conflict_index", "participation_month", "cost_total")
"""Outcomes enough for a table; a hundred of them take longer and hold no more."""


class Killed(BaseException):
    """What nobody catches."""


@contextmanager
def failing(nth: int, error: Callable[[], BaseException], names: tuple[str, ...]) -> Iterator[list[str]]:
    """The disk takes `nth` changes and none after them; says what was asked of it."""
    asked: list[str] = []

    def refusing(name: str, change: Callable[..., object]) -> Callable[..., object]:
        def ask(*given: object, **named: object) -> object:
            asked.append(name)
            if len(asked) > nth:
                raise error()
            return change(*given, **named)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(os, name, refusing(name, getattr(os, name)))
        yield asked


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def broken(planned, carried_out, world, tmp_path: Path, monkeypatch) -> Callable[[str], StudyPlan]:
    """Makes the folder `broken`, a settled store with months of which one part of a table has a bit changed,
    and the folder `whole`, where nothing ever happened.
    """
    code = Code()
    monkeypatch.setattr("experiments.design.cells.Code", lambda: code)

    def make(table: str) -> StudyPlan:
        plan = planned(monthly="true")
        for folder in ("broken", "whole"):
            carried_out(plan, folder)
        part = next((tmp_path / "broken" / table).iterdir())
        written = bytearray(part.read_bytes())
        written[len(written) // 3] ^= 1
        part.write_bytes(written)
        return plan

    return make


def whole_again(carried_out, plan: StudyPlan, folder: Path) -> None:
    """The same command, given again in peace, leaves what it would have left without any accident."""
    carried_out(plan)
    found = content(folder / "store").items()
    assert {name: part for name, part in found if "damaged" not in name} == content(folder / "whole")
    identities = [
        json.loads((folder / name / "study.json").read_text("utf-8")) for name in ("store", "whole")
    ]
    assert identities[0] == identities[1] and identities[0]["settled"]
    shutil.rmtree(folder / "store")


@pytest.mark.parametrize("table", ["runs", "monthly"])
@pytest.mark.slow
def test_a_store_whose_settling_ends_between_two_tables_is_settled_by_the_same_command(
    broken, carried_out, tmp_path: Path, monkeypatch, table: str
) -> None:
    plan, replace = broken(table), parquet.replace
    for settled in range(3):
        left = iter(range(settled))

        def ended(folder: Path, tables: Iterator[pd.DataFrame], left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise full()
            replace(folder, tables)

        shutil.copytree(tmp_path / "broken", tmp_path / "store")
        monkeypatch.setattr(parquet, "replace", ended)
        with pytest.raises(StoreError, match="the disk is full"):
            carried_out(plan)
        monkeypatch.setattr(parquet, "replace", replace)
        whole_again(carried_out, plan, tmp_path)


def test_a_store_that_an_interruption_left_with_months_twice_is_settled(
    broken, carried_out, tmp_path: Path
) -> None:
    plan = broken("runs")
    part = next((tmp_path / "whole/monthly").iterdir())
    shutil.copytree(tmp_path / "whole", tmp_path / "store")
    shutil.copy(part, tmp_path / "store/monthly" / part.name.replace("part-0000", "loose"))
    whole_again(carried_out, plan, tmp_path)
    shutil.copytree(tmp_path / "whole", tmp_path / "store")
    shutil.copy(part, tmp_path / "store/monthly" / part.name.replace("part-0000", "part-0001"))
    whole_again(carried_out, plan, tmp_path)


def test_a_table_that_settling_leaves_with_other_rows_than_the_runs_is_no_success(
    broken, carried_out, tmp_path: Path, monkeypatch
) -> None:
    plan = broken("runs")
    month = pd.read_parquet(tmp_path / "whole/monthly").iloc[:1]
    shutil.copytree(tmp_path / "whole", tmp_path / "store")
    parquet.write(month, tmp_path / "store/monthly", parquet.SETTLED)
    monkeypatch.setattr("experiments.execution.sweep.settle", lambda store, labels, *further: None)
    with pytest.raises(StoreError, match=f"monthly: 3 rows of the run {month['key'].iloc[0]} and not 2"):
        carried_out(plan)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "way", "small"),
    [
        ("runs", "killed", False),
        ("monthly", "full", False),
        ("runs", "full", True),
        ("monthly", "killed", True),
    ],
)
def test_a_store_interrupted_at_any_write_ends_with_the_same_bytes(
    broken, carried_out, tmp_path: Path, monkeypatch, world, table: str, way: str, small: bool
) -> None:
    whole = world._row
    monkeypatch.setattr(world, "_row", lambda *given: {name: whole(*given)[name] for name in FEW})
    if small:
        monkeypatch.setattr(parquet, "ROWS_OF", 2)
        monkeypatch.setattr("experiments.store.parquet.GULP", 1)
    plan = broken(table)
    error, names = (full, WRITES[:3]) if way == "full" else (Killed, WRITES)
    first = (table == "monthly") + 2 * small
    for nth in some(range(1000), first):  # the other writes with another table
        shutil.copytree(tmp_path / "broken", tmp_path / "store")
        finished = False
        with failing(nth, error, names), suppress(StoreError, Killed):
            carried_out(plan)
            finished = True
        whole_again(carried_out, plan, tmp_path)
        if finished:
            break
    assert nth > 20
