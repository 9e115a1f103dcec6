"""Builds the site, once for each language: English in the folder itself, Chinese in `zh` inside it.

Two builds, because the words of the theme, the navigation and the search index are one language's each.

Invariant: a folder that is there and is no site is never emptied; a build that fails leaves the last site.
"""

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

from mkdocs.commands.build import build as build_pages
from mkdocs.config.base import load_config
from mkdocs.exceptions import BuildError

from results.site.one_language import OneLanguage
from scenarios.language import Language, _, spoken

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "site"
SETTINGS = Path(__file__).with_name("mkdocs.yml")
MARK = "search/search_index.json"
"""What every site of ours holds."""


def build(folder: Path = FOLDER) -> None:
    """Build the site; mkdocs' Abort or BuildError, and nothing changed, if a page or a link is amiss."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise BuildError(_("{folder} holds something that is no site; name another folder.", folder=folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".site-") as made:
        build_language("en", Path(made) / "en")
        build_language("zh", Path(made) / "en/zh")
        shutil.rmtree(folder, ignore_errors=True)
        (Path(made) / "en").rename(folder)


def tell_warnings() -> None:
    """Print what MkDocs warns of, which a strict build stops at."""
    heard = logging.StreamHandler(sys.stderr)
    heard.setLevel(logging.WARNING)
    heard.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger("mkdocs").addHandler(heard)


def build_language(language: Language, folder: Path) -> None:
    """Build the pages of one language; Abort at the first build with a warning."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    with spoken(language):
        settings = load_config(str(SETTINGS), site_dir=str(folder))
        settings.plugins["one_language"] = OneLanguage(language)
        settings = settings.plugins.run_event("startup", command="build", dirty=False) or settings
        build_pages(settings)
