"""Whether a sign holds: in how many settings of the table of signs a governance model is shown to do better
or worse than the baseline. Every text that says so is held to these counts.

Invariant: a sign is one that was shown after the correction over the whole table; what was not shown speaks
neither for it nor against it.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.evidence.behaviour.signs import CASES, SignSetting
from experiments.evidence.code_of_pages import FOLDER
from experiments.statistics.verdict import MATTERS, SHOWN, Verdict
from experiments.store.tables import from_spreadsheets

TABLE = "signs.csv"


class Sign(StrEnum):
    """What was shown in one setting: a verdict, told by its sign where it is small."""

    BETTER = Verdict.BETTER
    WORSE = Verdict.WORSE
    SLIGHTLY_BETTER = "slightly better"
    SLIGHTLY_WORSE = "slightly worse"
    ALIKE = Verdict.NO_PRACTICAL
    NOT_SHOWN = Verdict.NOT_SHOWN


FOR_BETTER, FOR_WORSE = (Sign.BETTER, Sign.SLIGHTLY_BETTER), (Sign.WORSE, Sign.SLIGHTLY_WORSE)
"""Signs of what was shown to do better, or worse, be it little."""


class How(StrEnum):
    """What holds over settings."""

    ALL = "in all settings"
    MOSTLY = "in some settings, and the opposite in none"
    FLIPS = "either way"
    NOWHERE = "in no setting"


class Holding(NamedTuple):
    """The sign in each of some settings, by case and setting."""

    signs: dict[tuple[str, SignSetting], Sign]

    @property
    def settings(self) -> int:
        """How many there are."""
        return len(self.signs)

    def among(self, *signs: Sign) -> list[tuple[str, SignSetting]]:
        """Where one of these signs is."""
        return [where for where, sign in self.signs.items() if sign in signs]

    @property
    def better(self) -> list[tuple[str, SignSetting]]:
        """Where it is shown to do better, be it little."""
        return self.among(*FOR_BETTER)

    @property
    def worse(self) -> list[tuple[str, SignSetting]]:
        """Where it is shown to do worse, be it little."""
        return self.among(*FOR_WORSE)

    @property
    def how(self) -> How:
        """Whether one sign holds in all settings, in some, or either one does, or none."""
        if self.better and self.worse:
            return How.FLIPS
        shown = len(self.better) + len(self.worse)
        return How.ALL if shown == self.settings else How.MOSTLY if shown else How.NOWHERE


def sign_of(verdict: str, difference: float, direction: int) -> Sign:
    """The sign of a comparison with this verdict."""
    if verdict not in SHOWN:
        alike = verdict in (Verdict.NO_PRACTICAL, Verdict.IDENTICAL)
        return Sign.ALIKE if alike else Sign.NOT_SHOWN
    if difference * direction > 0:
        return Sign.BETTER if verdict in MATTERS else Sign.SLIGHTLY_BETTER
    return Sign.WORSE if verdict in MATTERS else Sign.SLIGHTLY_WORSE


def signs_of(table: pd.DataFrame) -> list[Sign]:
    """The sign of every row."""
    columns = (table[name] for name in ("verdict", "difference", "direction"))
    return [sign_of(*row) for row in zip(*columns, strict=True)]


def holds(table: pd.DataFrame, model: str, outcome: str, cases: Iterable[str] = CASES) -> Holding:
    """Whether a governance model does better than the baseline on an outcome, in all settings of these
    cases.
    """
    rows = table[(table["b"] == model) & (table["outcome"] == outcome) & table["case"].isin([*cases])]
    where = zip(rows["case"], *(rows[name] for name in SignSetting._fields), strict=True)
    return Holding(
        {(case, SignSetting(*at)): sign for (case, *at), sign in zip(where, signs_of(rows), strict=True)}
    )


def sign_table(folder: Path = FOLDER) -> pd.DataFrame:
    """The table that is kept in the repository."""
    return from_spreadsheets(pd.read_csv(folder / TABLE, encoding="utf-8-sig"))
