"""What there is to choose from, and how two governance models differ, for a terminal.

Invariant: an id stays whole, so that it can be copied.
"""

from collections.abc import Iterator, Mapping, Sequence

from results.document.blocks import Block, Paragraph, Points, Table
from results.text.names import between, in_percent, joined
from scenarios import catalogue
from scenarios.language import _, pick
from scenarios.read import sections
from scenarios.words import Text

LISTS: Mapping[str, tuple[str, ...]] = {
    "cases": ("id", "name", "households", "type_name", "text"),
    "governance": ("id", "name", "instruments", "text"),
    "instruments": ("kind", "name", "governance", "cost"),
    "issues": ("id", "name", "category_name", "affects", "fixer"),
    "outcomes": ("id", "name", "unit", "direction", "text"),
    "observations": ("id", "name", "unit", "district", "text"),
    "parameters": ("key", "default", "low", "high", "posterior", "unit", "grade", "name"),
    "variants": ("id", "name", "overrides", "rules", "text"),
    "kinds": ("kind", "name", "place", "class", "where", "own_rules"),
}
"""The columns of each list that a terminal has room for; `--json` gives all."""

NOT_JUDGED = "–"


def choices(what: str, entries: Sequence[Mapping[str, object]]) -> Table:
    """What there is to choose from."""
    columns = LISTS[what]
    return Table(
        [_heading(column) for column in columns],
        [[_cell(column, entry[column]) for column in columns] for entry in entries],
        lines=False,
        left=range(len(columns)),
        whole=[place for place, column in enumerate(columns) if column in ("id", "kind", "key")],
    )


def of_project(what: str, entries: Sequence[Mapping[str, object]]) -> Iterator[Block]:
    """Which of them are the project's, if any are."""
    listed, own = (str(entry[LISTS[what][0]]) for entry in entries), catalogue.of_project(what)
    if ours := [name for name in listed if name in own]:
        sentence = _("Your own: {names}.") if what == "kinds" else _("Of the project: {names}.")
        yield Paragraph(sentence.format(names=joined(ours)))


def difference_list(answer: Mapping[str, object]) -> Iterator[Block]:
    """How two governance models differ, a sentence a line."""
    found = answer["differences"]
    assert isinstance(found, list)
    yield Points([pick(Text.model_validate(one["sentence"])) for one in found])
    if not found:
        yield Paragraph(_("The two governance models hold the same instruments with the same settings."))


def _heading(column: str) -> str:
    return {
        "id": "id",
        "kind": "id",
        "key": _("parameter"),
        "name": _("name"),
        "households": _("households"),
        "type_name": _("type"),
        "text": _("what it is"),
        "instruments": _("instruments"),
        "governance": _("used by"),
        "cost": _("cost a month"),
        "unit": _("unit"),
        "direction": _("better if"),
        "district": _("in a district"),
        "default": _("default"),
        "low": _("plausible from"),
        "high": _("to"),
        "posterior": _("posterior"),
        "grade": _("grade"),
        "category_name": _("category"),
        "affects": _("whom it concerns"),
        "fixer": _("who can fix it"),
        "overrides": "--set",
        "rules": _("rules written otherwise"),
        "own_rules": _("rules of its own"),
        "place": _("whom it is"),
        "class": _("class"),
        "where": _("file and line"),
    }[column]


def _cell(column: str, value: object) -> str:
    if column == "direction":
        return {1: _("more"), -1: _("less")}.get(int(str(value)), NOT_JUDGED)
    if column == "cost" and isinstance(value, list):
        return "; ".join(f"{entry['value']:g} {_(entry['unit'])}" for entry in value)
    if column == "district":
        return {"sum": _("sum"), "mean": _("mean")}[str(value)]
    if column == "unit":
        return "" if value == "none" else _(str(value))
    if column == "instruments" and isinstance(value, list):
        return joined(pick(sections()[kind].name) for kind in value)
    if column == "posterior":
        return between(value["low"], value["high"]) if isinstance(value, Mapping) else NOT_JUDGED
    if column == "place":
        return _place(value if isinstance(value, Mapping) else {})
    if column in ("affects", "fixer"):
        return _of_issue(str(value))
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _place(place: Mapping[str, object]) -> str:
    """Which households are of a kind of residents of the user's own, in words; nothing of one of ours."""
    if "one_a" in place:
        found = _("one a stairwell")
    elif isinstance(share := place.get("share"), int | float):
        found = in_percent(share)
    else:
        return ""
    whom = _whom(str(place.get("of")))
    return _("{share} of {whom}", share=found, whom=whom) if whom else found


def _whom(word: str) -> str:
    return {
        "all": "",
        "upper": _("the upper floors"),
        "ground": _("the ground floor"),
        "elderly": _("the elderly"),
        "established": _("the middle-aged"),
        "young": _("the young"),
        "owners": _("the owners"),
    }.get(word, word)


def _of_issue(word: str) -> str:
    """Whom an issue concerns, or who can settle it, in words."""
    return {
        "all": _("everybody"),
        "elderly": _("the elderly"),
        "young": _("the young"),
        "firm": _("the property firm"),
        "committee": _("the residents' committee"),
        "street": _("the street office"),
        "owners": _("the owners"),
    }[word]
