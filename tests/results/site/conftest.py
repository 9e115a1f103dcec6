"""The site, built once for all tests of it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in both languages, built strictly; processes that share the tests share one build."""
    builder = pytest.importorskip("results.site.builder", exc_type=ImportError)
    several = "PYTEST_XDIST_WORKER" in os.environ
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if several else own) / "site"
    with alone(folder.with_suffix(".lock")):
        if not folder.exists():
            builder.build(folder)
    return folder


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is inside."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
