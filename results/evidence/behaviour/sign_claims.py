"""What other texts claim over settings: sentences in README and the like that stand between two comments and
are made of the table of signs.

`<!-- signs one-four-n conflict_index minzhu -->…<!-- signs end -->` holds what the table says of that
governance model, outcome and case (several cases, or none for all: counted together). Invariant: what stands
between the comments is what the table says, in the language of the text; a test holds every text to it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.evidence.behaviour.sign_holds import holds
from results.evidence.behaviour.sign_words import holding
from scenarios.language import Language, spoken

TEXTS: dict[str, Language] = {"README.md": "en", "README.zh.md": "zh"}
"""The texts that claim something, and their languages."""

CLAIM = re.compile(r"(<!-- signs (?P<asked>[^>]+?) -->)(?P<told>.*?)(<!-- signs end -->)", re.DOTALL)


def filled(text: str, table: pd.DataFrame, language: Language) -> str:
    """The text with every claim as the table has it."""
    with spoken(language):
        return CLAIM.sub(lambda found: found[1] + _claim(found["asked"], table) + found[4], text)


def _claim(asked: str, table: pd.DataFrame) -> str:
    """What the table says: the governance model, the outcome and the cases, apart by spaces."""
    model, outcome, *cases = asked.split()
    found = holds(table, model, outcome, cases or [str(one) for one in table["case"].unique()])
    if not found.settings:
        raise ValueError(f"<!-- signs {asked} -->: the table of signs has no such rows")
    return holding(found, named=len(cases) == 1)


def claims(text: str) -> Iterator[str]:
    """What a text asks of the table, claim by claim."""
    return (found["asked"] for found in CLAIM.finditer(text))


def fill(root: Path, table: pd.DataFrame) -> None:
    """Write what the table says into all texts."""
    for name, language in TEXTS.items():
        file = root / name
        text = file.read_text(encoding="utf-8")
        if (told := filled(text, table, language)) != text:
            file.write_text(told, encoding="utf-8")
