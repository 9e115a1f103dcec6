"""Planted edits: how often a trial reports an effect that is there, and how often one that is not.

Of each try the seeds are new. A rule is edited by as much as moves an outcome by half its unpaired standard
deviation (how much that is was found on other seeds), or a stream is renamed, so that other draws are
made and nothing else is different.

Invariant: what is counted is what a trial tells as moved, by the same code.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from agents.actor import Actor
from agents.column import clip
from agents.resident import Resident
from experiments.design.runs import seed_of
from experiments.pairing_audit.stream_shares import redrawn
from experiments.provenance.sources import RULES
from experiments.statistics.paired import PRIMARY
from experiments.trial.edits import edits
from experiments.trial.moved import moved
from experiments.trial.tried_edit import compared
from experiments.trial.versions import TwoVersions, working_copy
from model.kinds import before_each_kind
from scenarios import read

CASE, GOVERNANCE = "minzhu", "baseline"
WANTED = 0.5
"""Unpaired standard deviations by which the outcome is to move."""

CALIBRATED_ON, STEPS, NEAR = 96, 5, 0.05
"""Replicates of the calibration, how often the size is mended, and how near is near enough."""

MOST_AT_ONCE = 64
CACHED = shutil.ignore_patterns("__pycache__")
TRIES, REPLICATES = 100, 64
"""Tries of each sort, and replicates of a try: a fifth of what half a minute allows, so that an effect
is harder to see than in a trial.
"""

type Kinds = tuple[tuple[str, type[Any]], ...]


class PlantedEdit(NamedTuple):
    """A rule that is edited, the outcome that is to move, which way, and the size of edit to begin with."""

    rule: str
    outcome: str
    sign: int
    begin: float


EDITS = (
    *(PlantedEdit("takes_part", "participation_month", sign, 0.04 * sign) for sign in (1, -1)),
    *(PlantedEdit("pays_fee", "fee_collection", sign, 0.054 * sign) for sign in (1, -1)),
    *(PlantedEdit("trusts_committee", "trust_RC", sign, 0.0002 * sign) for sign in (1, -1)),
    *(PlantedEdit("trusts_firm", "trust_prop", sign, 0.00009 * sign) for sign in (1, -1)),
    *(PlantedEdit("suffers", "satisfaction", sign, -0.0113 * sign) for sign in (1, -1)),
    *(PlantedEdit("minds_noise", "conflict_index", sign, size) for sign, size in ((1, 0.28), (-1, -0.4))),
    *(PlantedEdit("minds_noise", "conflict_reported", sign, size) for sign, size in ((1, 0.29), (-1, -0.44))),
    *(PlantedEdit("joins_petition", "group_petitions_year", sign, 1.2 * sign) for sign in (1, -1)),
    *(PlantedEdit("meets_trouble", "resolution_ratio", sign, -0.28 * sign) for sign in (1, -1)),
    *(PlantedEdit("meets_trouble", "time_to_resolve", sign, 0.29 * sign) for sign in (1, -1)),
)
"""A size is the logarithm of a factor on the chance, or what is added to a share."""


class SizedEdit(NamedTuple):
    """An edit with the size that was found, and how far it moved the outcome where it was found."""

    edit: PlantedEdit
    size: float
    moved_by: float


@cache
def edited(rule: str, size: float) -> Kinds:
    """The classes of agents with the rule edited."""
    general = {
        **dict.fromkeys(("takes_part", "pays_fee", "minds_noise", "meets_trouble"), _likelier),
        **{"joins_petition": _likelier_to_join, "suffers": _suffers_more},
        **{"trusts_committee": _trusts_more, "trusts_firm": _trusts_more},
    }[rule](rule, size)
    return tuple(before_each_kind(general).items())


def _likelier(rule: str, size: float) -> type[Actor]:
    """A rule of which the draw is divided by a factor, so that its chance is that factor larger."""

    class Likelier(Resident):
        """Residents with an edited rule."""

        def takes_part(self, meeting: Any, draw: Any) -> Any:
            return super().takes_part(meeting, draw * np.exp(-size) if rule == "takes_part" else draw)

        def pays_fee(self, bill: Any, draw: Any) -> Any:
            return super().pays_fee(bill, draw * np.exp(-size) if rule == "pays_fee" else draw)

        def meets_trouble(self, trouble: Any, draw: Any) -> Any:
            return super().meets_trouble(trouble, draw * np.exp(-size) if rule == "meets_trouble" else draw)

        def minds_noise(self, draw: Any) -> Any:
            return super().minds_noise(draw * np.exp(-size) if rule == "minds_noise" else draw)

    return Likelier


def _likelier_to_join(rule: str, size: float) -> type[Actor]:
    class LikelierToJoin(Resident):
        """Residents who sign sooner."""

        def joins_petition(self, crowd: Any, draw: Any) -> Any:
            return super().joins_petition(crowd, draw * np.exp(-size))

    return LikelierToJoin


def _suffers_more(rule: str, size: float) -> type[Actor]:
    class SuffersMore(Resident):
        """Residents whose hardship is larger by some of a month."""

        def suffers(self, burden: Any) -> Any:
            return clip(super().suffers(burden) + size, 0.0, 1.0)

    return SuffersMore


def _trusts_more(rule: str, size: float) -> type[Actor]:
    committee, firm = (size, 0.0) if rule == "trusts_committee" else (0.0, size)

    class TrustsMore(Resident):
        """Residents who trust more with every month."""

        def trusts(self, lived: Any) -> Any:
            one, other = super().trusts(lived)
            return clip(one + committee, 0.0, 1.0), clip(other + firm, 0.0, 1.0)

    return TrustsMore


def planted_edits(
    say: Callable[[str], None],
    jobs: int | None = None,
    tries: int = TRIES,
    replicates: int = REPLICATES,
    months: int = 60,
    planted: Sequence[PlantedEdit] = EDITS,
) -> pd.DataFrame:
    """A row for each try: what was planted, by how much its outcome moved (in unpaired standard deviations),
    whether the trial told it, and how many outcomes of each family it told as moved.
    """
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        found = pool.map(_sized, planted, [months] * len(planted))
        sized = [one for one in found if one is not None]
        say(f"{len(sized)} of {len(planted)} edits can move their outcome by {WANTED} standard deviations")
        named = streams(months)
        places = range(tries)
        chosen = [sized[place % len(sized)] for place in places]
        renamed = [named[place % len(named)] for place in places]
        rows: list[dict[str, object]] = []
        for some in pool.map(_one_try, places, chosen, renamed, [replicates] * tries, [months] * tries):
            rows += some
            if len(rows) % 20 == 0:
                say(f"{len(rows) // 2} of {tries} tries")
    return pd.DataFrame([*rows, *commented(tries)])


def commented(tries: int) -> Iterator[dict[str, object]]:
    """The rows of tries in which a file of code gets a comment and another docstring."""
    usual = working_copy()._replace(project=None, rules=None)
    with TemporaryDirectory() as folder:
        copy = usual._replace(code=Path(folder))
        for package in RULES:
            shutil.copytree(usual.code / package, copy.code / package, ignore=CACHED)
        files = [file for file in sorted(copy.code.rglob("*.py")) if file.read_text(encoding="utf-8").strip()]
        for place in range(tries):
            file = files[place * len(files) // tries]
            text = file.read_text(encoding="utf-8")
            file.write_text(f"# A comment.\n{text}\n# Another.\n", encoding="utf-8")
            told = bool(edits(TwoVersions(usual, copy, "")))
            file.write_text(text, encoding="utf-8")
            what = file.relative_to(copy.code).as_posix()
            yield {"try": place, "replicates": 0, "planted": "comment", "what": what, "outcome": "",
                   "moved_by": 0.0, "told": told, "primary": 0, "exploratory": 0}  # fmt: skip


def _sized(edit: PlantedEdit, months: int) -> SizedEdit | None:
    """The size of the edit that moves its outcome by as much as is wanted; None if none does."""
    seeds = [seed_of("planted-edits-sizes", replicate) for replicate in range(CALIBRATED_ON)]
    usual = outcomes(seeds, months)[edit.outcome]
    spread, size, by = float(usual.std()), edit.begin, 0.0
    if not spread > 0:
        return None
    for _step in range(STEPS):
        now = outcomes(seeds, months, edited(edit.rule, size))[edit.outcome]
        by = edit.sign * float((now - usual).mean()) / spread
        if abs(by - WANTED) < NEAR:
            return SizedEdit(edit, size, by)
        size *= min(4.0, WANTED / by) if by > WANTED / 4 else 4.0
    return SizedEdit(edit, size, by) if 0.4 < by < 0.7 else None


def streams(months: int) -> list[str]:
    """The families of streams that are drawn from in the case, those of the months first."""
    from experiments.pairing_audit.shared_draws import family
    from model.neighbourhood import Neighbourhood, Placement
    from model.streams import overheard

    heard: dict[str, int] = {}

    def hear(identity: Any, stream: str, month: int) -> None:
        heard[family(stream)] = heard.get(family(stream), 0) + len(identity)

    with overheard(hear):
        Neighbourhood([Placement(read.scenario(CASE, GOVERNANCE, months=months), 0)]).run()
    return sorted(heard, key=lambda name: -heard[name])


def _one_try(
    place: int, sized: SizedEdit, stream: str, replicates: int, months: int
) -> list[dict[str, object]]:
    """Both sorts of try with seeds of their own: the same before, and now an edit or other draws."""
    seeds = [seed_of(f"planted-edits-{place}", replicate) for replicate in range(replicates)]
    before = outcomes(seeds, months)
    now = outcomes(seeds, months, edited(sized.edit.rule, sized.size))
    with redrawn([stream]):
        other = outcomes(seeds, months)
    name = sized.edit.outcome
    by = float((now[name] - before[name]).mean() / before[name].std())
    common = {"try": place, "replicates": replicates}
    by_rule = {**common, "planted": "rule", "what": sized.edit.rule, "outcome": name, "moved_by": by}
    renamed = {**common, "planted": "stream", "what": stream, "outcome": "", "moved_by": 0.0}
    return [by_rule | _told(before, now, name), renamed | _told(before, other, "")]


def _told(before: pd.DataFrame, now: pd.DataFrame, outcome: str) -> dict[str, object]:
    """What a trial tells as moved: whether the outcome, and how many of each family."""
    rows = [row for row in compared(CASE, before, now).to_dict("records") if moved(row)]
    primary = sum(row["family"] == PRIMARY for row in rows)
    told = any(row["outcome"] == outcome for row in rows)
    return {"told": told, "primary": primary, "exploratory": len(rows) - primary}


def outcomes(seeds: Sequence[int], months: int, kinds: Kinds = ()) -> pd.DataFrame:
    """The outcomes of runs with these seeds, a row each, with the replicate beside them."""
    from model.neighbourhood import Neighbourhood, Placement

    scenario = read.scenario(CASE, GOVERNANCE, months=months)
    frames = [
        Neighbourhood([Placement(scenario, seed, kinds=kinds) for seed in some]).run().outcomes()
        for some in _cut(seeds)
    ]
    return pd.concat(frames, ignore_index=True).assign(replicate=range(len(seeds)))


def _cut(seeds: Sequence[int]) -> Iterator[Sequence[int]]:
    return (seeds[first : first + MOST_AT_ONCE] for first in range(0, len(seeds), MOST_AT_ONCE))
