"""Folders that take-aways are made of."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from experiments.store import tables as store
from results.takeaways.delivery import take_away
from scenarios.language import Language, spoken

CASES = ["minzhu", "xihu", "honghu"]
MODELS = ["baseline", "one-four-n", "troika"]


@pytest.fixture(scope="session")
def folder_of(make_study, tmp_path_factory) -> Callable[..., Path]:
    """A function that makes up the folder of a comparison of these cases and governance models; signs: how
    often each comes out, where that is to be known.
    """

    def make(cases=CASES, models=MODELS, signs: pd.DataFrame | None = None) -> Path:
        study = make_study(cases, models)
        folder = tmp_path_factory.mktemp("taken") / "cmp"
        folder.mkdir()
        tables = {"runs": study.runs, "monthly": study.monthly}
        if study.comparison is not None:
            tables["comparison"] = study.comparison
        if signs is not None:
            tables["signs"] = signs
        store.write_tables(tables, study.manifest, folder)
        return folder

    return make


@pytest.fixture(scope="session")
def folder(folder_of) -> Path:
    """Three governance models on three cases."""
    return folder_of()


@pytest.fixture(scope="session")
def taken() -> Callable[..., Path]:
    """A function that writes one take-away of a folder, once for all tests that read it."""

    @cache
    def write(folder: Path, kind: str, spoken_in: Language) -> Path:
        with spoken(spoken_in):
            (file,) = take_away(folder, [kind])
        return file

    return write
