"""The documents that are written from the code; `python -m results.odd.pages` writes all of them."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from experiments.store.output_folder import write_text
from results.odd.checklists import page
from results.odd.document import odd
from scenarios.language import LANGUAGES, spoken

FOLDER = Path(__file__).parent.parent.parent / "docs"

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "odd": odd,
    "trace": partial(page, "trace"),
    "stress": partial(page, "stress"),
}


def file_of(document: str, language: str) -> Path:
    """Where a document of the repository lies."""
    return FOLDER / f"{document}.{language}.md"


if __name__ == "__main__":
    for language in LANGUAGES:
        with spoken(language):
            for name, written in DOCUMENTS.items():
                write_text(file_of(name, language), written())
