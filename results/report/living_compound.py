"""The living compound inside a report: the recorded months of one replicate under each governance model.

Invariant: what is shown is the run that was stored, made again from the folder and refused where it would be
another; the page asks nobody, so why a household did something is said to be one command away.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.compound_film.film import living
from experiments.errors import ArgumentError
from experiments.execution.results import results_in
from experiments.explanation.run_lookup import past_run
from results.compound import page_parts
from results.compound.compound_strings import strings
from results.compound.scenes import Named, compound
from results.figures.annotations import which_replicate
from results.figures.style import for_page, looks
from results.text.names import case_name, governance_name
from results.web.markup import Markup, in_script, tag
from scenarios import read
from scenarios.language import _
from scenarios.problems import listed

SCRIPTS = (
    page_parts.WEB / "elements.js",
    *page_parts.SCRIPTS,
    Path(__file__).parent / "recorded-compound.js",
)


class Recorded(NamedTuple):
    """A compound to be put into a page: the case, which replicate, and what scripts are given."""

    case: str
    which: str
    given: Mapping[str, Any]

    @property
    def text(self) -> str:
        """Everything that may be shown of it, for whoever looks for its characters."""
        return json.dumps(self.given, ensure_ascii=False)

    def section(self) -> Markup:
        """The part of the page."""
        offline = _(
            "Recorded months: they play without a network. Why a household did something is not recorded; "
            "the command beside it tells, where gongzhi is installed."
        )
        old = _("This needs a browser of 2023 or later.")
        return tag(
            "section",
            tag("h2", _("The compound, month by month")),
            tag("p", case_name(self.case) + " · " + self.which, cls="quiet"),
            tag("p", offline, cls="quiet"),
            tag("div", tag("p", old, cls="notice"), id="recorded-compound"),
            id="living-compound",
        )

    def data(self) -> Markup:
        """The compound as the page holds it: JSON, compressed, in letters."""
        packed = gzip.compress(self.text.encode(), mtime=0)
        return tag("script", in_script(b64encode(packed).decode()), type="text/plain", id="compound-data")


def _names(case: str) -> tuple[str, ...]:
    """By what a case may be called."""
    known = read.known_case(case)
    return (case, known.name.zh, known.name.en, *known.aliases) if known else (case,)


def recorded(folder: Path, case: str = "") -> Recorded:
    """The first replicate that was run under every governance model; `case`: the first one if not named.

    ArgumentError if there is no such case or replicate, or if the runs cannot be made again as they were.
    """
    origin = results_in(folder).origin
    names = {name: one for one in origin.cases for name in _names(one)}
    place = names.get(case, case) if case else next(iter(origin.cases))
    if place not in origin.cases:
        message = _("There is no case {name} in {folder}; there are: {known}.")
        raise ArgumentError(message.format(name=place, folder=folder, known=listed(list(origin.cases))))
    models, point = list(origin.names), min(origin.points)
    runs = [origin.replicates(place, model, point) for model in models]
    replicate = next((one for one in runs[0] if all(one in others for others in runs)), None)
    if replicate is None:
        raise ArgumentError(_("There is no replicate that was run under each of these governance models."))
    names = {model: f"{place}/{model}/{replicate.replicate}" for model in models}
    films = living([past_run(folder, name).scenario for name in names.values()], replicate.seed)
    known = looks(models)
    shown = compound(films, [Named(governance_name(model), for_page(known[model])) for model in models])
    which = which_replicate(replicate, None, origin.points[point], films[0]["compounds"])
    runs_of = {model: f"{folder.name}#{name}" for model, name in names.items()}
    return Recorded(place, which, {"compound": shown, "words": _words(), "runs": runs_of})


def _words() -> dict[str, str]:
    return strings() | {
        "ask why": _("Why it did so, this command tells:"),
        "ask story": _("Its whole story, this command tells:"),
    }
