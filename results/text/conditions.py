"""Under what conditions results hold: of which months they are, how long after a shock, whether the run was
in balance, and by which version of the model. All that shows results takes the words from here.

Invariant: balance is told only where months were measured, and never from a single replicate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from experiments.execution.origin import ORIGIN
from experiments.provenance.made_in import RULES
from experiments.statistics.drift import OBSERVED, Drift, drift
from experiments.statistics.verdict import LEVEL
from experiments.store.manifest import CITY
from experiments.store.tables import Study
from results.text.names import case_name, event_name, governance_name, joined, outcome_name
from results.text.rules import kind_name
from scenarios import read
from scenarios.entries import Case, Event
from scenarios.language import _
from scenarios.posterior import USUAL, caution
from scenarios.rules import rule_words
from scenarios.sampling import POSTERIOR

WINDOW = 12
"""Months at the end of a run of which outcomes are means."""

LEAST_MONTHS, LEAST_REPLICATES = 24, 5
"""From how many months, and in how many replicates, a drift is measured."""

NOWHERE: Mapping[str, Sequence[int]] = MappingProxyType({})
"""Where no case is a city."""

MOST = 3
"""Observations of one scenario that are named with their drift."""

OUTCOMES = {
    **{"conflict_index": "conflict_index", "participation": "participation_month"},
    **{"trust_committee": "trust_RC", "trust_firm": "trust_prop", "trust_neighbours": "trust_nbr"},
    **{"belonging": "belonging", "satisfaction": "satisfaction", "disturbed_share": "disturbed_share"},
    **{"fee_collection": "fee_collection", "quality": "quality", "disclosure": "disclosure"},
}
"""Observations that are called as the outcome made of them."""


def model_version() -> str:
    """What every place that shows results says of the model."""
    return _("Version two of the model, with calibrated defaults.")


def conditions(study: Study) -> Iterator[str]:
    """Of when the outcomes are, whether that is in balance, and where values were drawn from: a line each."""
    yield from timing_of(study.manifest, study.cases)
    yield from of_own_rules(rules_of(study.manifest))
    yield from balance(study)
    asked = study.manifest.get("asked")
    yield from drawn_from(asked.get("sampling") if isinstance(asked, Mapping) else None)


def of_study(
    cases: Iterable[str],
    months: int,
    start: int,
    sampling: Mapping[str, object] | None,
    rules: Mapping[str, str],
) -> Iterator[str]:
    """Of when the outcomes of a study are, by which file of rules, where its values are drawn from, and which
    version of the model it is of: a line each.
    """
    yield from timing(cases, months, start)
    yield from of_own_rules(rules)
    yield from drawn_from(sampling)
    yield model_version()


def of_own_rules(rules: Mapping[str, str]) -> Iterator[str]:
    """For whom rules of a file hold in place of those that come with gongzhi, and which kinds of residents it
    adds; nothing if for nobody.
    """
    files: dict[str, list[str]] = {}
    for kind, name in rules.items():
        files.setdefault(f"{name}.py", []).append(kind)
    for file, kinds in files.items():
        ours, added = (
            [kind_name(one) for one in kinds if (one in rule_words().agents) == there]
            for there in (True, False)
        )
        if ours:
            yield _("By the rules of {file}, in place of gongzhi's: {kinds}.", file=file, kinds=joined(ours))
        if added:
            yield _("Kinds of residents added by {file}: {kinds}.", file=file, kinds=joined(added))


def of_points(points: int) -> str:
    """What a replicate is where parameters were varied."""
    return _(
        "Parameters were varied: each of the {points} points is the mean of its replicates "
        "and counts as one replicate, so intervals are about plausible assumptions and not "
        "about chance alone.",
        points=points,
    )


def drawn_from(sampling: object) -> Iterator[str]:
    """That the values of a study come from a posterior of version one, if they do."""
    if isinstance(sampling, Mapping) and sampling.get("design") == POSTERIOR:
        text = caution(str(sampling.get("posterior") or USUAL))
        yield from [text] if text else []


def timing(
    cases: Iterable[str], months: int, start: int, in_districts: Mapping[str, Sequence[int]] = NOWHERE
) -> Iterator[str]:
    """Of which months outcomes are, and how long after what; cases of which the same is true are told
    together. in_districts: by city the months in which it begins in its districts.
    """
    told: dict[str, list[str]] = {}
    for case in cases:
        starts = in_districts.get(case) or [start]
        told.setdefault(_timed(read.known_case(case), months, starts), []).append(case)
    for text, same in told.items():
        names = joined(map(case_name, same))
        yield text if len(told) == 1 else _("{cases}: {text}", cases=names, text=text)


def timing_of(manifest: Mapping[str, object], cases: Iterable[str]) -> Iterator[str]:
    """The same of a study that was made: its manifest says of how many months, and when it began; in a city
    perhaps not in all districts at once.
    """
    months, start = int(str(manifest["months"])), start_of(manifest)
    return timing(cases, months, start, {case: begun(manifest, case) for case in cases})


def begun(manifest: Mapping[str, object], case: str) -> list[int]:
    """The months in which governance models begin in the districts of a city, each once, the first one first;
    empty of what is no city.
    """
    cities = manifest.get(CITY)
    sorts = cities.get(case, {}).values() if isinstance(cities, Mapping) else ()
    starts = (one.get("starts", {}).values() for one in sorts)
    return sorted({month for models in starts for months in models for month in months})


def rules_of(manifest: Mapping[str, object]) -> Mapping[str, str]:
    """The rules of a file by which a study was made: by kind of agents the name of the file."""
    origin = manifest.get(ORIGIN)
    found = (origin if isinstance(origin, Mapping) else manifest).get(RULES)
    return found if isinstance(found, Mapping) else {}


def start_of(manifest: Mapping[str, object]) -> int:
    """In which recorded month the governance models begin."""
    origin = manifest.get(ORIGIN)
    found = origin if isinstance(origin, Mapping) else manifest
    return int(str(found.get("start", 1)))


def _timed(case: Case | None, months: int, starts: Sequence[int]) -> str:
    first, most, least = max(months - WINDOW, 0) + 1, months - min(starts) + 1, months - max(starts) + 1
    force = str(most) if least == most else _("{least} to {most}", least=least, most=most)
    shocks = sorted({(one.month, one.kind) for one in _events(case) if one.month <= months}) if case else []
    after = [_after(kind, month, first, months) for month, kind in shocks]
    return _(
        "Outcomes are of months {first} to {last}, unless their text says otherwise (resolution, petitions, "
        "votes and costs: of all {last}); the governance model has then been in force for {force} months; "
        "{shocks}.",
        first=first,
        last=months,
        force=force,
        shocks=joined(after, long=True) or _("no shock in this case"),
    )


def _events(case: Case) -> Iterator[Event]:
    """The shocks of a case, or of the compounds of a district or a city."""
    yield from case.events
    for part in case.parts:
        yield from _events(part)


def _after(kind: str, month: int, first: int, last: int) -> str:
    if month >= first:
        return _("{shock} in month {month}, which is one of them", shock=event_name(kind), month=month)
    return _(
        "{shock} in month {month}, {least} to {most} months before",
        shock=event_name(kind),
        month=month,
        least=first - month,
        most=last - month,
    )


def balance(study: Study) -> Iterator[str]:
    """Which observations still drift in the second half of the run; nothing where that was not measured."""
    first = study.months // 2 + 1
    if study.monthly.empty or study.months - first + 1 < LEAST_MONTHS or study.replicates < LEAST_REPLICATES:
        return
    rows = study.monthly[study.monthly["month"] >= first]
    scenarios = list(rows.groupby(["case", "governance"], sort=False))
    moving = {where: text for where, one in scenarios if (text := _moving(one, len(scenarios)))}
    for (case, model), text in moving.items():
        yield _(
            "{governance} on {case} is not in balance in months {first} to {last}: {drifts}.",
            governance=governance_name(model),
            case=case_name(case),
            first=first,
            last=study.months,
            drifts=text,
        )
    if not moving:
        yield _(
            "In balance: in months {first} to {last} no drift of 2 % a year or more was shown.",
            first=first,
            last=study.months,
        )


def _moving(rows: pd.DataFrame, scenarios: int) -> str:
    """The observations of a scenario that are shown to drift, the fastest first; corrected for how many
    are looked at.
    """
    there = [name for name in OBSERVED if name in rows]
    level = 1 - (1 - LEVEL) / max(len(there) * scenarios, 1)
    found = {name: drift(_table(rows, name), level) for name in there}
    shown = sorted((one for one in found if found[one].shown), key=lambda one: -abs(found[one].a_year))
    names = observation_names()
    return joined(_drifting(names[one], found[one]) for one in shown[:MOST])


def _table(rows: pd.DataFrame, name: str) -> np.ndarray:
    table = rows.pivot_table(name, "replicate", "month", dropna=False, sort=True)
    return table.to_numpy(dtype=float)


def _drifting(name: str, found: Drift) -> str:
    percent = f"{100 * found.a_year:+.0f}".replace("-", "−")
    return _("{name} {percent} % a year", name=name, percent=percent)


def observation_names() -> dict[str, str]:
    """The observations that are to be level in a run in balance, by id, in the language chosen."""
    further = {
        "open_issues": _("open issues"),
        "efficacy": _("efficacy"),
        "hardship": _("hardship"),
        "grievance": _("grievance"),
        "ambiguity": _("unclear ownership"),
        "elderly_share": _("share of the elderly"),
        "young_share": _("share of the young"),
        "converted_share": _("share of ground floors with shops"),
        "isolated_share": _("share without ties"),
    }
    return {name: outcome_name(outcome) for name, outcome in OUTCOMES.items()} | further
