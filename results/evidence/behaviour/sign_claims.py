"""What other texts claim over settings and draws: sentences in README and the like that stand between two
comments and are made of tables.

`<!-- signs one-four-n conflict_index minzhu -->…<!-- signs end -->` holds what the table of signs says of
that governance model, outcome and case (several cases, or none for all: counted together), and the same with
`draws`, of one case, in how many draws of posterior and prior which sign came out. Invariant: what stands
between the comments is what the tables say, in the language of the text; a test holds every text to it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.evidence.behaviour.sign_holds import holds
from results.evidence.behaviour.draw_claims import draw_claim
from results.evidence.behaviour.sign_words import holding
from scenarios.language import Language, spoken

TEXTS: dict[str, Language] = {"README.md": "en", "README.zh.md": "zh"}
"""The texts that claim something, and their languages."""

CLAIM = re.compile(
    r"(?P<begin><!-- (?P<kind>signs|draws) (?P<asked>[^>]+?) -->).*?(?P<end><!-- (?P=kind) end -->)",
    re.DOTALL,
)


def filled(text: str, table: pd.DataFrame, language: Language) -> str:
    """The text with every claim as the table has it."""
    with spoken(language):
        return CLAIM.sub(lambda found: found["begin"] + _claim(found, table) + found["end"], text)


def _claim(asked: re.Match[str], table: pd.DataFrame) -> str:
    """What the tables say of a governance model, an outcome and cases."""
    model, outcome, *cases = asked["asked"].split()
    if asked["kind"] == "draws":
        return draw_claim(model, outcome, *cases)
    found = holds(table, model, outcome, cases or [str(one) for one in table["case"].unique()])
    if not found.settings:
        raise ValueError(f"{asked['begin']}: the table of signs has no such rows")
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
