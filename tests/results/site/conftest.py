"""The site, built once for all tests of it."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in both languages, built strictly."""
    builder = pytest.importorskip("results.site.builder", exc_type=ImportError)
    folder: Path = tmp_path_factory.mktemp("site") / "site"
    builder.build(folder)
    return folder
