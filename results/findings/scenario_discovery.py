"""Failure regions: where one governance model is not better than another, in sentences and on a page.

Invariant: a region is told with what speaks for it where it had not been looked for, and where none
holds there it is said that none could be found.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from experiments.analysis.prim import RESAMPLES, Restriction, together
from experiments.analysis.scenario_discovery import FEWEST_CASES, FEWEST_POINTS, Kind, Region
from experiments.analysis.scenario_discovery import objects as plain_objects
from experiments.store.manifest import command_line
from results.document.blocks import BLANK, Block, Heading, Picture, Points, closing, lines
from results.figures.failure_region import heading, picture_file
from results.text.names import amount, governance_name, joined, outcome_name, parameter_in_section
from results.text.verdicts import cannot_tell
from scenarios import read
from scenarios.language import _
from scenarios.problems import number

DOUBTFUL = 0.5
"""A restriction that comes back in a smaller share of draws is told to be doubtful."""

UNITLESS = ("none", "0 to 1", "0 or 1", "share")


def tables(found: Sequence[Region]) -> Iterator[Block]:
    """The sentences on every question, and how to read them."""
    for one in found:
        yield Heading(2, heading(one))
        yield from lines(sentences(one))
        yield BLANK
    yield from lines(reading(found))


def objects(found: Sequence[Region]) -> list[dict[str, object]]:
    """What `--json` prints: the numbers, and the sentences in the language chosen."""
    return [plain_objects(one) | {"sentences": list(sentences(one))} for one in found]


def sentences(found: Region) -> Iterator[str]:
    """The answer, what supports it, and what is left open."""
    yield _answer(found)
    if found.kind is Kind.REGION:
        yield from _support(found)
    elif found.kind in (Kind.FEW, Kind.NONE, Kind.LUCK):
        yield _why_none(found.kind)
    if found.undecided and found.worlds > 1:
        yield _(
            "At {undecided} of {points} points {worlds} replicates are too few to be sure "
            "whether it is so (95 % interval).",
            undecided=found.undecided,
            points=len(found.points),
            worlds=found.worlds,
        )
    if found.worlds == 1:
        yield _(
            "Each point was run in one replicate, the same for all: what is due to its random "
            "draws cannot be told from what is due to the parameters."
        )
    if found.left_out:
        yield _("{count} points are left out: there the outcome is undefined.", count=found.left_out)


def _answer(found: Region) -> str:
    request, share = found.request, found.share
    names = {"better": governance_name(request.better), "than": governance_name(request.than)}
    names |= {"outcome": outcome_name(request.outcome.id), "points": f"{len(found.points)}"}
    if found.kind is Kind.REGION:
        return _region(found, names)
    if found.kind is Kind.UNDEFINED:
        return _("{outcome} is undefined at every point: there is nothing to compare.", **names)
    if found.kind is Kind.EVERYWHERE:
        return _("On {outcome}, {better} is better than {than} at none of the {points} points.", **names)
    if found.kind is Kind.NOWHERE:
        most = _percent(share.high)
        return _(
            "On {outcome}, {better} is better than {than} at all {points} points. Of all conditions in these "
            "ranges at most {most} % could be exceptions (95 % interval).",
            **names,
            most=most,
        )
    return _(
        "On {outcome}, {better} is not better than {than} at {count} of {points} points ({share} %; 95 % "
        "interval {low} to {high} %).",
        **names,
        count=int(found.points["failing"].sum()),
        share=_percent(share.value),
        low=_percent(share.low),
        high=_percent(share.high),
    )


def _why_none(kind: Kind) -> str:
    """Why there is no region to tell."""
    if kind is Kind.FEW:
        return _(
            "To look for a region takes at least {points} points, {cases} of them of either kind.",
            points=FEWEST_POINTS,
            cases=FEWEST_CASES,
        )
    if kind is Kind.LUCK:
        return _(
            "No region could be found: there are bounds that hold at points held out, but not "
            "in other replicates. They come from chance in these replicates; more replicates "
            "will tell."
        )
    return _(
        "No region could be found: bounds sought among some of the points do no better than chance at the "
        "others."
    )


def _region(found: Region, names: Mapping[str, str]) -> str:
    assert found.box is not None
    seen = found.box.found_in
    return _(
        "On {outcome}, {better} is no longer better than {than} mainly where {bounds}: that is so at "
        "{density} % of the points in this range, which are {coverage} % of all points where it is so (of "
        "all {points} points it is so at {base} %).",
        **names,
        bounds=_(" and ").join(bounds(one, found) for one in found.box.restrictions),
        density=_percent(seen.density),
        coverage=_percent(seen.coverage),
        base=_percent(seen.base),
    )


def _support(found: Region) -> Iterator[str]:
    """What becomes of the region where it was not looked for."""
    assert found.box is not None and found.held_out is not None
    yield _(
        "At points that had no part in the search the same shares are {density} % and {coverage} %.",
        density=_percent(found.held_out.density),
        coverage=_percent(found.held_out.coverage),
    )
    if (others := together(found.other_worlds)) is not None:
        yield _(
            "For bounds sought in half of the replicates and tried in the other half they are "
            "{density} % and {coverage} %.",
            density=_percent(others.density),
            coverage=_percent(others.coverage),
        )
    doubtful = [one for one in found.box.restrictions if one.reproduced < DOUBTFUL]
    if doubtful:
        yield _(
            "Doubtful, because in fewer than half of {draws} draws of two thirds of the points it is bounded "
            "again: {parameters}.",
            draws=RESAMPLES,
            parameters=joined(
                _(
                    "{parameter} ({share} %)",
                    parameter=parameter_in_section(one.parameter),
                    share=_percent(one.reproduced),
                )
                for one in doubtful
            ),
        )


def bounds(one: Restriction, found: Region) -> str:
    """A restriction in words, in the unit of the ledger."""
    name, (low, high) = parameter_in_section(one.parameter), one.bounds
    if low == high:
        return _("{parameter} is {value}", parameter=name, value=_valued(one.parameter, low))
    words = {"parameter": name, "low": _valued(one.parameter, low), "high": _valued(one.parameter, high)}
    if math.isfinite(low) and math.isfinite(high):
        return _("{parameter} is between {low} and {high}", **words)
    if not _few_values(one.parameter, found):
        if math.isfinite(low):
            return _("{parameter} is above {low}", parameter=name, low=words["low"])
        return _("{parameter} is below {high}", parameter=name, high=words["high"])
    if math.isfinite(low):
        return _("{parameter} is {low} or more", parameter=name, low=words["low"])
    return _("{parameter} is {high} or less", parameter=name, high=words["high"])


def _few_values(key: str, found: Region) -> bool:
    """Whether a parameter takes few values, so that its bound is one of them."""
    return read.ledger()[key].kind != "number" or 2 * found.points[key].nunique() < len(found.points)


def _valued(key: str, value: float) -> str:
    if not math.isfinite(value):
        return ""
    unit = read.ledger()[key].unit
    return number(value) if unit in UNITLESS else f"{number(value)} {_(unit)}"


def _percent(share: float) -> str:
    """A share in whole percent; never 0 or 100 where it is not."""
    whole = round(100 * share)
    if whole in (0, 100) and 0 < share < 1:
        return "<1" if whole == 0 else ">99"
    return f"{whole}"


def reading(found: Sequence[Region]) -> Iterator[str]:
    """How to read the sentences."""
    limits = {one.request.outcome.id: one.request.by for one in found}
    amounts = joined(
        (
            _("{outcome}: {amount}", outcome=outcome_name(name), amount=amount(name, by).lstrip("+"))
            for name, by in limits.items()
        ),
        long=True,
    )
    yield _(
        "A point is one set of parameter values. Better there means: better in the mean over "
        "its replicates, in which both meet the same people and the same random draws, by at "
        "least so much: {limits}.",
        limits=amounts,
    )
    yield _(
        "Shares are shares of the points in the ranges of the study; how probable such conditions are in "
        "reality, they do not say."
    )


def document(found: Sequence[Region], manifest: Mapping[str, object], folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    better, than = (governance_name(model) for model in (found[0].request.better, found[0].request.than))
    yield Heading(1, _("Where {better} is not better than {than}", better=better, than=than))
    for one in found:
        yield Heading(2, heading(one))
        yield Points(list(sentences(one)))
        picture = folder / f"figures/{picture_file(one)}.svg"
        if picture.exists():
            yield Picture(picture, heading(one))
    yield from closing(
        command_line(manifest),
        _("All points are in points.csv, all bounds with their p-values in restrictions.csv."),
        list(reading(found)),
        list(cannot_tell(one.request.outcome.id for one in found)),
    )
