"""What a report tells of a project: outcomes, rules and instruments that are its own, as they are written.

Invariant: code is shown as it is, and it is said where it may not be that which made the runs.
"""

from collections.abc import Iterator, Mapping

from experiments.design.formula_columns import DEFINED
from experiments.execution.origin import Origin, changed, origin_of
from experiments.provenance.made_in import PROJECT, OwnFile, elsewhere, own_files
from results.report.material import Material
from results.text.conditions import of_own_rules, rules_of
from results.text.names import NOTHING, number, outcome_name, outcome_unit
from results.web.markup import Markup, tag
from scenarios.entries import OutcomeEntry
from scenarios.language import _
from scenarios.problems import ScenarioError


def own_code(found: Material) -> Iterator[Markup]:
    """The section, piece by piece; nothing where all is gongzhi's."""
    outcomes, name = _outcomes(found), str(found.study.manifest.get(PROJECT, ""))
    rules = rules_of(found.study.manifest)
    if not outcomes and not name and not rules:
        return
    yield tag("h3", _("Of one's own"))
    if name:
        yield tag("p", _("Made in the project {name}.", name=name))
    if outcomes:
        yield _table(outcomes)
    yield from (tag("p", text) for text in of_own_rules(rules))
    if name or rules:
        yield from _files(origin_of(found.study.manifest), name)


def _outcomes(found: Material) -> list[OutcomeEntry]:
    """The outcomes in the tables that are not gongzhi's."""
    written = found.study.manifest.get(DEFINED)
    entries = written.items() if isinstance(written, Mapping) else ()
    return [OutcomeEntry.model_validate(entry) for name, entry in entries if name in found.study.runs]


def _table(outcomes: list[OutcomeEntry]) -> Markup:
    heads = (_("outcome"), _("how"), _("unit"), _("better if"), _("smallest difference that matters"))
    head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in heads)))
    body = tag("tbody", *(_row(entry) for entry in outcomes))
    return tag("div", tag("table", tag("caption", _("Outcomes of one's own")), head, body), cls="scroll")


def _row(entry: OutcomeEntry) -> Markup:
    how = tag("code", entry.formula) if entry.formula else tag("code", f"outcomes/{entry.id}.py")
    return tag(
        "tr",
        tag("th", outcome_name(entry.id), tag("br"), tag("code", entry.id), scope="row"),
        tag("td", how),
        tag("td", outcome_unit(entry.id)),
        tag("td", {1: _("more"), -1: _("less")}.get(entry.direction, NOTHING)),
        tag("td", number(entry.smallest) if entry.smallest else NOTHING, cls="number"),
    )


def _files(origin: Origin, name: str) -> Iterator[Markup]:
    """The files that the runs went through, each behind a fold."""
    if elsewhere(name):
        said = _("Its code is shown where the report is written in it, or with --project DIR.")
        yield tag("p", said, cls="quiet")
        return
    try:
        files = own_files(origin.scenarios())
    except (ScenarioError, OSError) as error:
        yield tag("p", str(error), cls="quiet")
        return
    if not files:
        yield tag("p", _("The runs go through no code of its own."))
        return
    if changed(origin):
        yield tag(
            "p", _("Code or data have changed since these runs were made; this is the code as it is now.")
        )
    yield from map(_file, files)


def _file(one: OwnFile) -> Markup:
    summary = tag("summary", tag("code", one.file), " ", tag("code", one.digest))
    return tag("details", summary, tag("div", tag("pre", tag("code", one.text)), cls="scroll"))
