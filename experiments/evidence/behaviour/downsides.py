"""Downsides: what each does to governance models and places, as the model with it less the model without.

A downside is taken out by the structural variant that is named after its absence, in the same replicates.
Invariant: it is measured only where the governance model holds an instrument that brings it; elsewhere the
model is the same without it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from experiments.evidence.behaviour.over_replicates import difference, level
from experiments.evidence.behaviour.signs import CASES, replicates_in
from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.patterns.structural_variants import STRUCTURES
from scenarios import read
from scenarios.entries import Text

STUDY = "downsides"
MODELS = ("one-four-n", "troika", "three-joys", "joint-meeting", "grid", "digital")
ESTATES, REPLICATES = 8, 20
"""How many replicates the large place has at most, and how many the others."""

OUTCOMES = (
    *("conflict_index", "participation_month", "trust_RC", "satisfaction", "resolution_in_time"),
    *("group_petitions_per_1000", "gap_elderly_young_participation", "gap_elderly_young_resolution"),
)


class Downside(NamedTuple):
    """What it is, the variant without it, and the instruments that bring it (none: all of them do)."""

    name: Text
    without: str
    brought_by: frozenset[str]


def _downside(zh: str, en: str, without: str, *brought_by: str) -> Downside:
    return Downside(Text(zh=zh, en=en), without, frozenset(brought_by))


DOWNSIDES: Mapping[str, Downside] = {
    "tiring": _downside("出力的人会疲惫", "the willing tire", "untiring", "forum", "volunteers", "mediation"),
    "paperwork": _downside("留痕与纸面办结", "paperwork", "no-paperwork", "closed_loop", "digital_platform"),
    "exclusion": _downside(
        "数字排斥", "digital exclusion", "no-digital-exclusion", "digital_platform", "wechat_groups"
    ),
    "promises": _downside("决而不行", "broken promises", "no-promises", "forum"),
    "capture": _downside("席位被把持", "captured seats", "no-capture", "forum"),
    "effort": _downside("加快办理要花钱，利薄时物业撤出", "the firm pays for its effort", "effort-free"),
}
"""By what they are called in the table; one whose variant there is not is left out."""

Row = dict[str, object]


def downsides(
    make: Simulate,
    say: Callable[[str], None],
    replicates: int | None = None,
    months: int = 60,
    cases: Sequence[str] = CASES,
) -> pd.DataFrame:
    """A row for each downside, governance model that brings it, place and outcome."""
    found: list[Row] = []
    for case in cases:
        number = replicates_in(case, replicates or REPLICATES, ESTATES)
        worlds = Replicates(make, number, study=STUDY)
        found += _of_place(worlds, case, months)
        say(f"downsides: {case}")
    return pd.DataFrame(found)


def brought(model: str) -> list[str]:
    """The downsides that a governance model brings, as far as there is a model without them."""
    held = {one.kind for one in read.governance(model).instruments}
    return [
        name
        for name, one in DOWNSIDES.items()
        if one.without in STRUCTURES and (not one.brought_by or held & one.brought_by)
    ]


def _of_place(worlds: Replicates, case: str, months: int) -> Iterator[Row]:
    pairs = [(model, name) for model in MODELS for name in ("", *brought(model))]
    scenarios = {pair: _scenario(case, *pair, months) for pair in pairs}
    worlds.make(list(scenarios.values()))
    tables = {pair: worlds.outcomes(one) for pair, one in scenarios.items()}
    for model, name in pairs:
        for outcome in OUTCOMES if name else ():
            without, with_it = (tables[model, one][outcome].to_numpy(float) for one in (name, ""))
            told: Row = {"case": case, "governance": model, "downside": name, "outcome": outcome}
            found = difference(without, with_it)
            yield told | {"without": level(without).value} | found._asdict()


def _scenario(case: str, model: str, without: str, months: int) -> read.Scenario:
    values = STRUCTURES[DOWNSIDES[without].without].overrides if without else {}
    return read.scenario(case, model, months=months, overrides=values)
