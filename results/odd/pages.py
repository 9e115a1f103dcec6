"""The documents that are written from the code: the description after ODD, TRACE notes and the STRESS-ABM
checklist; `python -m results.odd.pages` writes all of them.

Invariant: a number in these pages is counted when they are written.
"""

import ast
from collections.abc import Callable, Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Literal

from experiments.patterns.evaluate import patterns
from experiments.store.output_folder import write_text
from results.odd import code
from results.odd.document import odd, told_instruments, told_parameters
from scenarios import catalogue, read
from scenarios.description import checklist
from scenarios.language import LANGUAGES, pick, spoken
from scenarios.rules import rule_words

ROOT = Path(__file__).parent.parent.parent
HOUSEHOLDS = ("elderly", "established", "young", "landlord")


def page(name: Literal["trace", "stress"]) -> str:
    """One of the two pages as Markdown, in the language chosen."""
    content, counted = checklist(name), counts()
    parts = [f"# {pick(content.title)}", pick(content.introduction)]
    for item, text in content.items.items():
        parts += [f"## {item}", pick(text).format(**counted)]
    return "\n\n".join(parts) + "\n"


def counts() -> dict[str, object]:
    """Everything that the pages count, by the name they use."""
    ledger, found = told_parameters(), patterns()
    grades = ("law", "official", "survey", "seed", "assumption")
    return {
        **{grade: sum(entry.grade == grade for entry in ledger.values()) for grade in grades},
        **{
            f"role_{role.lower()}": sum(one.role == role and one.claim is None for one in found.values())
            for role in "ICV"
        },
        "claims": sum(one.claim is not None and one.role == "V" for one in found.values()),
        "parameters": len(ledger),
        "rules": len(code.rules()),
        "instruments": len(told_instruments()),
        "institutions": len(set(rule_words().agents) - set(HOUSEHOLDS)),
        "cases": len(read.cases().keys() - catalogue.of_clone("cases")),
        "governance": len(read.governance_models().keys() - catalogue.of_clone("governance")),
        "outcomes": len(read.outcome_entries()),
        "tests": _tests() // 100 * 100,
        "python": "≥ 3.12",
        **{name: metadata.version(name) for name in ("mesa", "numpy")},
    }


def _tests() -> int:
    """How many test functions there are."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "tests").rglob("test_*.py"))
    return sum(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for tree in trees
        for node in ast.walk(tree)
    )


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "odd": odd,
    "trace": partial(page, "trace"),
    "stress": partial(page, "stress"),
}


def file_of(document: str, language: str) -> Path:
    """Where a document of the repository lies."""
    return ROOT / "docs" / f"{document}.{language}.md"


if __name__ == "__main__":
    for language in LANGUAGES:
        with spoken(language):
            for name, written in DOCUMENTS.items():
                write_text(file_of(name, language), written())
