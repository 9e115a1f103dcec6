"""Rows sorted out by key: each in its bucket, however little memory there is."""

import tracemalloc
from collections.abc import Sequence
from hashlib import sha256
from itertools import batched
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from experiments.store import parquet
from experiments.store.compaction import settle
from experiments.store.parquet import Buckets
from experiments.store.store import MONTHLY, opened

FIRSTS = ["b0", "m0", "t0"]


def frames() -> list[pd.DataFrame]:
    """Ten parts whose rows belong to any bucket."""
    luck = np.random.default_rng(1)
    keys = [f"{letter}{number}" for letter in "bcmnotz" for number in range(9)]
    return [
        pd.DataFrame({"key": luck.choice(keys, 8), "month": luck.integers(1, 9, 8), "share": luck.random(8)})
        for _ in range(10)
    ]


@pytest.mark.parametrize("gulp", [1, 500, 10**9], ids=["every part waits on disk", "some", "none"])
def test_each_row_comes_back_once_from_its_bucket_in_the_order_it_came(
    tmp_path: Path, monkeypatch, gulp: int
) -> None:
    monkeypatch.setattr(parquet, "GULP", gulp)
    sorting = Buckets(FIRSTS, tmp_path)
    for part in frames():
        sorting.add(pa.Table.from_pandas(part, preserve_index=False))
    assert len(list(tmp_path.glob(".sorting-*"))) == (gulp < 10**9)
    everything = pd.concat(frames(), ignore_index=True)
    letters = everything["key"].str[0]
    found = dict(sorting.each())
    for number, (first, last) in enumerate([("b", "m"), ("m", "t"), ("t", "~")]):
        wanted = everything[(letters >= first) & (letters < last)].reset_index(drop=True)
        pd.testing.assert_frame_equal(found[number], wanted)
    sorting.close()
    assert not list(tmp_path.iterdir())


def test_parts_with_other_columns_end_with_the_same_columns_in_every_bucket(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(parquet, "GULP", 1)
    sorting = Buckets(FIRSTS, tmp_path)
    sorting.add(pa.table({"key": ["b1"], "people": [3]}))
    sorting.add(pa.table({"key": ["n1"], "people": [4], "trust": [0.5]}))
    found = dict(sorting.each())
    assert found.keys() == {0, 1}
    assert found[0].dtypes.equals(found[1].dtypes) and list(found[0]) == ["key", "people", "trust"]
    assert found[0]["people"].tolist() == [3] and np.isnan(found[0]["trust"][0])


@pytest.mark.slow
def test_settling_four_times_as_many_months_takes_no_more_memory(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(parquet, "GULP", 50_000)
    monkeypatch.setattr(parquet, "ROWS_OF", 25)
    few, many = (_height(tmp_path / str(runs), runs) for runs in (50, 200))
    assert many < 1.3 * few


def _height(folder: Path, runs: int) -> int:
    """Bytes held at most while the store of a study of so many runs is settled."""
    keys = [sha256(str(number).encode()).hexdigest() for number in range(runs)]
    with opened(folder, "large") as store:
        for some in batched(keys, 20):
            months = [{"key": key, "month": month} for key in some for month in range(60)]
            table = pd.DataFrame(months).assign(**{f"trust{number}": 0.5 for number in range(40)})
            store.add(_labels(some).assign(conflict=1.0), table, pd.DataFrame())
        tracemalloc.start()
        settle(store, _labels(keys))
        height = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert sum(len(part) for part in store.read(MONTHLY)) == 60 * runs
    return height


def _labels(keys: Sequence[str]) -> pd.DataFrame:
    told = {"case": "xihu", "governance": "baseline", "cost": "natural", "point": 0, "replicate": 0}
    return pd.DataFrame({"key": list(keys)}).assign(**told, seed=1, given_days=0.0, given_yuan=0.0)
