"""The methods annex: how the numbers were made, with which parameters, how good the evidence for each is."""

from collections.abc import Iterator, Mapping

from experiments.execution.origin import ORIGIN
from experiments.execution.stored_study import OTHER_CODE
from experiments.statistics.paired import PRIMARY
from experiments.statistics.verdict import LEVEL
from experiments.store.manifest import command_line
from results.findings.questionnaire.first_five import first_five
from results.findings.registration.in_words import registered
from results.report.material import Material
from results.report.own_code import own_code
from results.text.assumption_share import heads, opening, reading, rows
from results.text.conditions import conditions, of_points
from results.text.names import (
    NOTHING,
    between,
    case_name,
    governance_name,
    grade_name,
    joined,
    outcome_name,
)
from results.web.markup import Markup, tag, together
from scenarios import read, unsettled
from scenarios.by_type import AT, default_in_words, parameter_of
from scenarios.entries import Parameter
from scenarios.language import _, pick
from scenarios.problems import number

SHOWN = 16
"""Characters of a hash that tell it from others."""

GRADES = ("law", "official", "survey", "seed", "assumption")


def annex(found: Material) -> Iterator[Markup]:
    """The annex, piece by piece."""
    yield tag("h2", _("Methods annex"))
    yield tag("h3", _("How it was compared"))
    yield tag("ul", *(tag("li", text) for text in _methods(found)))
    yield tag("h3", _("How much is guessed"))
    yield from _guessed(found)
    if found.points > 1 and len(found.study.governance) > 1:
        yield from first_five(found.choices)
    yield tag("h3", _("What made it"))
    yield _made_by(found)
    yield from own_code(found)
    yield tag("h3", _("Parameters"))
    yield tag("p", _grades())
    yield from _parameters(found)


def _methods(found: Material) -> Iterator[str]:
    study = found.study
    yield _(
        "Replicates: {replicates}; months recorded: {months}; cases: {cases}.",
        replicates=study.replicates,
        months=study.months,
        cases=joined(case_name(case) for case in study.cases),
    )
    yield from registered(found.folder)
    yield from conditions(study)
    yield _(
        "Differences are b − a in the same replicate (common random numbers), with a {level} % "
        "interval (Student's, stretched where replicates are skewed); verdicts are corrected "
        "(Holm) for all comparisons of primary outcomes at one cost, and those of all other "
        "outcomes, which are exploratory, in a family of their own.",
        level=f"{100 * LEVEL:g}",
    )
    if study.comparison is not None:
        primary = study.comparison.loc[study.comparison["family"] == PRIMARY, "outcome"].unique()
        yield _("Primary outcomes: {outcomes}.", outcomes=joined(map(outcome_name, primary)))
    yield _(
        '"Better", "worse", "higher" and "lower" mean that a difference was shown and is no smaller than '
        'what matters; "shown, but smaller than what matters" that it was shown and is smaller; "identical '
        'in every replicate" that both sides gave the same each time.'
    )
    yield _(
        '"No practical difference" means that the difference was shown to lie within the '
        'smallest difference that matters (two one-sided tests, corrected); "no difference '
        'could be shown" means that more replicates might tell.'
    )
    if found.points > 1:
        yield of_points(found.points)
    if isinstance(asked := found.study.manifest.get("asked"), Mapping) and asked.get("held"):
        sampled = sum(isinstance(one, Mapping) for one in asked["parameters"].values())
        yield unsettled.told(sampled, asked["held"])
    yield _("Every number above names its table, row and column; the tables lie beside this file.")


def _guessed(found: Material) -> Iterator[Markup]:
    """What was measured of the share of assumptions and of luck."""
    yield tag("p", opening(found.study))
    if lines := rows(found.study):
        head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in heads())))
        body = (tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in cells))
                for first, *cells in lines)  # fmt: skip
        yield tag("div", tag("table", head, tag("tbody", *body)), cls="scroll")
        yield tag("p", reading())


def _made_by(found: Material) -> Markup:
    manifest = found.study.manifest
    versions = manifest.get("versions")
    rows: list[tuple[str, str]] = [
        (_("command"), tag("code", command_line(manifest))),
        (_("code of the model"), _code(manifest)),
        (_("seeds"), _seeds(manifest.get("seeds"))),
    ]
    if isinstance(versions, Mapping):
        rows.append((_("versions"), joined(f"{name} {version}" for name, version in versions.items())))
    rows += [
        (_("governance models"), joined(governance_name(model) for model in found.study.governance)),
    ]
    body = (tag("tr", tag("th", name, scope="row"), tag("td", text)) for name, text in rows)
    return tag("div", tag("table", tag("tbody", *body)), cls="scroll")


def _code(manifest: Mapping[str, object]) -> Markup:
    """The hash of the code; of a study also the files that its runs went through, with their digests, for
    only these are stored: the hash is that of the code here, if it is the same.
    """
    code = manifest.get("code", manifest.get("plan", NOTHING))
    if not isinstance(code, Mapping):
        return tag("code", str(code)[:SHOWN])
    origin = manifest.get(ORIGIN)
    here = origin.get("code", OTHER_CODE) if isinstance(origin, Mapping) else OTHER_CODE
    same = tag("code", str(here)[:SHOWN]) if here != OTHER_CODE else _("not known to be the code here")
    files = [tag("li", tag("code", f"{file} {digest}")) for file, digest in code.items()]
    fold = tag("summary", _("Digests of files, versions of libraries: {count}", count=len(files)))
    return together(same, tag("details", fold, tag("ul", *files)))


def _seeds(seeds: object) -> str:
    listed = [str(seed) for seed in seeds] if isinstance(seeds, list) else []
    if len(listed) <= 4:
        return ", ".join(listed) or "–"
    return _("{first}, … {last} ({count} in all)", first=listed[0], last=listed[-1], count=len(listed))


def _grades() -> str:
    """How many parameters rest on what."""
    ledger = list(read.ledger().values())
    counted = joined(
        f"{grade_name(grade)} {sum(entry.grade == grade for entry in ledger)}" for grade in GRADES
    )
    return _("The {all} parameters of the model rest on: {counted}.", all=len(ledger), counted=counted)


def _parameters(found: Material) -> Iterator[Markup]:
    """The parameters this study sets or varies, and behind a fold all that its governance models read."""
    ledger = read.ledger()
    given = found.study.manifest.get("parameters_overridden")
    values = dict(given) if isinstance(given, Mapping) else {}
    varied = [
        (ledger[parameter_of(key)], _at_type(key, number(float(str(value)))))
        for key, value in values.items()
        if parameter_of(key) in ledger
    ]
    varied += [(ledger[key], _("varied")) for key in found.varied if key in ledger]
    if varied:
        yield _table(_("Set or varied in this study"), varied)
    others = [(entry, default_in_words(entry)) for entry in ledger.values()]
    fold = tag("summary", _("All parameters of the model and their default values"))
    yield tag("details", fold, _table(_("Cases and governance models may set others."), others))


def _at_type(key: str, value: str) -> str:
    """A value, with the type of compound that it is for."""
    _parameter, at, kind = key.partition(AT)
    return f"{_(kind)} {value}" if at else value


def _table(caption: str, entries: list[tuple[Parameter, str]]) -> Markup:
    heads = (_("parameter"), _("value"), _("plausible"), _("possible"), _("unit"), _("evidence"), _("source"))
    head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in heads)))
    body = tag("tbody", *(_row(entry, value) for entry, value in entries))
    return tag("div", tag("table", tag("caption", caption), head, body), cls="scroll")


def _row(entry: Parameter, value: str) -> Markup:
    return tag(
        "tr",
        tag("th", pick(entry.name), tag("br"), tag("code", entry.key), scope="row"),
        tag("td", value, cls="number"),
        tag("td", between(entry.low, entry.high, number), cls="number"),
        tag("td", between(entry.least, entry.most, number), cls="number"),
        tag("td", _(entry.unit)),
        tag("td", grade_name(entry.grade)),
        tag("td", entry.source),
    )
