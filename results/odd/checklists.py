"""TRACE notes and the STRESS-ABM checklist, with the numbers that the code knows.

The rule it holds: a number in these pages is counted when they are written.
"""

import ast
from importlib import metadata
from pathlib import Path
from typing import Literal

from experiments.patterns.evaluate import patterns
from results.odd import code
from scenarios import read
from scenarios.description import checklist
from scenarios.language import pick
from scenarios.rules import rule_words
from scenarios.set_up import instruments

ROOT = Path(__file__).parent.parent.parent
HOUSEHOLDS = ("elderly", "established", "young", "landlord")


def page(name: Literal["trace", "stress"]) -> str:
    """One of the two pages as Markdown, in the language chosen."""
    told, counted = checklist(name), counts()
    parts = [f"# {pick(told.title)}", pick(told.introduction)]
    for item, text in told.items.items():
        parts += [f"## {item}", pick(text).format(**counted)]
    return "\n\n".join(parts) + "\n"


def counts() -> dict[str, object]:
    """Everything that the pages count, by the name they use."""
    ledger, found = read.ledger(), patterns()
    grades = ("law", "official", "survey", "seed", "assumption")
    return {
        **{grade: sum(entry.grade == grade for entry in ledger.values()) for grade in grades},
        **{
            f"role_{role.lower()}": sum(one.role == role and one.claim is None for one in found.values())
            for role in "ICV"
        },
        "claims": sum(one.claim is not None for one in found.values()),
        "parameters": len(ledger),
        "rules": len(code.rules()),
        "instruments": len(instruments()),
        "institutions": len(set(rule_words().agents) - set(HOUSEHOLDS)),
        "cases": len(read.cases()),
        "governance": len(read.governance_models()),
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
