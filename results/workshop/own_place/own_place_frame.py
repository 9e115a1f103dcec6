"""The part of the page where tables of one's own are chosen: its frame, and the strings of its script."""

from experiments.field_data.held_file import SENT
from results.web.markup import Markup, tag
from results.workshop.own_place.sent_table import CALLED, ENDINGS
from scenarios.language import _


def own_place() -> Markup:
    """The controls, shut until somebody opens them."""
    return tag(
        "details",
        tag("summary", _("Your own compound")),
        tag("p", _said(), cls="small"),
        tag("label", _("What the table holds"), tag("select", *_sorts(), id="own-what")),
        tag("label", _("What the tables do not say is as in"), tag("select", id="own-like"), id="own-new"),
        tag(
            "label",
            _("Choose a table (CSV or Excel)"),
            tag("input", type="file", id="own-file", accept=",".join(ENDINGS)),
            cls="file",
        ),
        tag("p", id="own-chosen", cls="small"),
        _box("own-faulty", _("leave out faulty rows")),
        _box("own-summed", _("take only the shares, not the people as they are")),
        tag(
            "details",
            tag("summary", _("Columns with other names")),
            tag("p", _("Written as in a file for --columns on the command line:"), cls="small"),
            tag("label", tag("span", _("Columns with other names"), cls="unseen"), _mapping()),
        ),
        tag(
            "div",
            tag("button", _("Read the table"), type="button", id="own-read", disabled=True),
            cls="row",
        ),
        tag("p", role="status", id="own-state", cls="small"),
        tag(
            "div",
            tag("a", _("Download the case file"), id="own-save", href="api/own-place.zip", download=True),
            tag("button", _("Let go of it"), type="button", id="own-forget"),
            cls="row",
            id="own-there",
            hidden=True,
        ),
        id="own-place",
    )


def _said() -> str:
    return _(
        "Tables of your own compound become a case of this page: the household table first, then ties, a "
        "complaint log, fees. Names, telephone and identity numbers are left out, and the file's name is not "
        "sent. What is left lies in a temporary folder on this machine and goes when the workshop ends; "
        "download the case file to keep it. At most {size} MB and {rows} rows a table.",
        size=SENT.size // 1_000_000,
        rows=SENT.rows,
    )


def _sorts() -> list[Markup]:
    return [tag("option", _(name), value=what) for what, name in CALLED.items()]


def _box(name: str, text: str) -> Markup:
    return tag("label", tag("input", type="checkbox", id=name), text)


def _mapping() -> Markup:
    example = "columns: {age: 户主岁数, owner: 住房情况}\nwords: {owner: {公房: 租住}}"
    return tag("textarea", id="own-columns", rows=3, spellcheck="false", placeholder=example)


def own_place_strings() -> dict[str, str]:
    """The strings of the script by the name that it uses."""
    return {
        "own chosen": _("Chosen: {name}"),
        "own too large": _("The file is too large; the most is {size} MB.", size=SENT.size // 1_000_000),
        "own unreadable": _("The file cannot be read; choose it again."),
        "own reading": _("The table is being read …"),
        "own faulty": _(
            "Mend them and choose the file again, or tick “leave out faulty rows” and read it again."
        ),
        "own taken": _("{households} households; made of: {tables}."),
        "own gone": _("The compound of your own is gone."),
        "own heading": _("Your own compound: {table}"),
        "own next": _("It is a case of the list now, and chosen: run a comparison."),
        "own assumed": _("What still rests on assumptions"),
        "own door": _("In your table this dwelling is {door}."),
        "own close": _("Close this report"),
        "own columns": _("Here --columns is what “Columns with other names” holds."),
        "own refused": _("Nothing was taken of the table."),
        **{f"own {what}": _(name) for what, name in CALLED.items()},
    }
