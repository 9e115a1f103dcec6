"""How a study samples: ranges, the design that fills them, or draws from a posterior.

Invariant: there is a design exactly where something is to be sampled.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Protocol

from pydantic import Field

from scenarios import read
from scenarios.entries import Entry, Number, Words
from scenarios.files import DataFile
from scenarios.language import _
from scenarios.posterior import USUAL, is_table, posterior_files, read_posterior
from scenarios.problems import listed, nearest, shown

POSTERIOR = "posterior"
"""In the place of parameters, or as a design: drawn from a posterior."""

POINTS = 64
"""Draws from a posterior where a study does not say how many."""


class Range(Entry):
    """Sampled between these bounds, by the ledger's prior."""

    low: Number
    high: Number


class Sampling(Entry):
    """How parameters with a range are sampled. `points`: of a Latin hypercube all points, of a Sobol design
    the points from which all others are made (a power of 2), of a Morris design the trajectories, of a
    posterior the draws. `groups`: parameters of one grade, or of one section of the ledger, are moved
    together. `posterior`: which one is drawn from, an id or a CSV file; the project's own if not given.
    """

    design: Literal["lhs", "sobol", "morris", "posterior"]
    points: Annotated[int, Field(ge=1, le=1_000_000)]
    levels: Annotated[int, Field(ge=2, le=64)] = 4
    groups: Literal["grade", "section"] | None = None
    posterior: Words | None = None


class Sampled(Protocol):
    """What of a study file is looked at here."""

    @property
    def parameters(self) -> Mapping[str, object]:
        """The setting of each parameter."""

    @property
    def sampling(self) -> Sampling | None:
        """The design."""


def check_sampling(data: DataFile, written: Sampled) -> None:
    """ScenarioError unless there is a sampling design exactly where something is sampled."""
    ranges = [key for key, value in written.parameters.items() if isinstance(value, Range)]
    if ranges and written.sampling is None:
        data.fail(("sampling",), _("is missing; {key} is to be sampled", key=ranges[0]))
    if written.sampling is None:
        return
    if written.sampling.design == POSTERIOR:
        _check_posterior(data, written.parameters, written.sampling, ranges)
        return
    if written.sampling.posterior is not None:
        data.fail(("sampling", POSTERIOR), _("is for the design posterior"))
    if not ranges:
        data.fail(("sampling",), _("is given, but no parameter has a range to be sampled"))
    _check_design(data, written.sampling, ranges)


def _check_design(data: DataFile, sampling: Sampling, ranges: Iterable[str]) -> None:
    """ScenarioError unless points, levels and groups go with the design."""
    points = sampling.points
    if sampling.design == "sobol" and points & (points - 1):
        nearby = [2 ** math.floor(math.log2(points)), 2 ** math.ceil(math.log2(points))]
        problem = _("is {value}; a Sobol design needs a power of 2", value=points)
        data.fail(("sampling", "points"), problem, f" ({listed(nearby)})")
    if sampling.design == "morris" and (levels := sampling.levels) % 2:
        data.fail(("sampling", "levels"), _("is {value}; a Morris design needs an even number", value=levels))
    if (by := sampling.groups) is not None and sampling.design == "lhs":
        data.fail(("sampling", "groups"), _("is for the designs sobol and morris"))
    if by is not None and len(set(groups_of(ranges, by))) == 1:
        data.fail(("sampling", "groups"), _("is {value}, which makes one group of all parameters", value=by))


def _check_posterior(
    data: DataFile, parameters: Mapping[str, object], sampling: Sampling, ranges: list[str]
) -> None:
    """ScenarioError unless there is that posterior and nothing else of the file wants its parameters."""
    if sampling.groups is not None:
        data.fail(("sampling", "groups"), _("is for the designs sobol and morris"))
    if ranges:
        problem = _("has a range, and the points come from the posterior; give a value or a list")
        data.fail(("parameters", ranges[0]), problem)
    name = sampling.posterior or USUAL
    known = posterior_files()
    if not is_table(name) and name.strip() not in known:
        where = ("sampling", POSTERIOR) if sampling.posterior else ("sampling",)
        problem = _("is {value}, which is unknown; known are: {known}")
        data.fail(where, problem.format(value=shown(name), known=listed(known)), nearest(name, known))
    for key in read_posterior(name).parameters:
        if key in parameters:
            data.fail(("parameters", key), _("is drawn from the posterior and cannot be given as well"))


def groups_of(keys: Iterable[str], by: str) -> list[str]:
    """The group that each parameter is moved with: its grade, or its section of the ledger."""
    ledger = read.ledger()
    return [ledger[key].grade if by == "grade" else key.partition(".")[0] for key in keys]
