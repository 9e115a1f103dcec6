"""The page itself: its frame in the language spoken, its scripts and styles, the fonts it needs.

Invariant: everything comes from this server, by an address relative to that of the page; the names of
its parts are fixed, so no path that a request names is ever opened.
"""

import json
from functools import cache
from pathlib import Path

from results.compound import page_parts
from results.text.conditions import model_version, of_own_rules
from results.text.names import after_each_other
from results.web.glyphs import FAMILY, FOLDER, QUOTES, WEIGHTS, file_of
from results.web.markup import Markup, in_script, tag
from results.workshop.own_place.own_place_frame import own_place
from results.workshop.room.room_frame import room_panel
from results.workshop.strings import strings
from scenarios.language import _, language
from scenarios.rules_file import rules_of_file

HERE, WEB = Path(__file__).parent, Path(__file__).parent.parent / "web"
FONTS = {
    file_of(family, style): (family, weight)
    for family in (FAMILY, QUOTES)
    for style, weight in WEIGHTS.items()
}
ASSETS = {
    "echarts.js": (WEB / "vendor/echarts.min.js", "text/javascript"),
    "charts.js": (WEB / "charts.js", "text/javascript"),
    "elements.js": (WEB / "elements.js", "text/javascript"),
    "told.js": (WEB / "told.js", "text/javascript"),
    "told.css": (WEB / "told.css", "text/css"),
    "looks.css": (WEB / "looks.css", "text/css"),
    "workshop.css": (HERE / "workshop.css", "text/css"),
    **{
        name: (HERE / name, "text/javascript")
        for name in (
            *("set-up.js", "link.js", "fold.js", "own-place.js", "shown-compound.js"),
            *("results.js", "presenter.js", "workshop.js"),
        )
    },
    "sliders.js": (HERE / "controls/sliders.js", "text/javascript"),
    "presenter.css": (HERE / "presenter.css", "text/css"),
    "room.css": (HERE / "room/room.css", "text/css"),
    "room.js": (HERE / "room/room.js", "text/javascript"),
    **{file.name: (file, "text/javascript") for file in page_parts.SCRIPTS},
    "compound.css": (page_parts.STYLE, "text/css"),
    **{name: (FOLDER / name, "font/ttf") for name in FONTS},
}


def asset(name: str) -> tuple[bytes, str] | None:
    """The content and kind of one of the page's own parts; None for any other name."""
    if name == "fonts.css":
        return _faces().encode(), "text/css"
    if name in TOGETHER:
        return b"\n".join(found[0] for part in TOGETHER[name] if (found := asset(part))), KINDS[name]
    return _read(name) if name in ASSETS else None


@cache
def _read(name: str) -> tuple[bytes, str]:
    file, kind = ASSETS[name]
    return file.read_bytes(), kind


def _faces() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
        f'src: url("{name}") format("truetype"); }}'
        for name, (family, weight) in FONTS.items()
    )


def page() -> str:
    """The frame of the page; scripts fill it."""
    spoken = "zh-CN" if language() == "zh" else "en"
    styles = tag("link", rel="stylesheet", href="assets/page.css")
    scripts = (tag("script", src=f"assets/{name}", defer=True) for name in ("echarts.js", "page.js"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", _("gongzhi workshop")),
        tag("link", rel="icon", href="data:,"),
        styles,
        *scripts,
    )
    text = json.dumps(strings(), ensure_ascii=False)
    strings_json = tag("script", in_script(text), type="application/json", id="words")
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', _frame(), strings_json), lang=spoken)}\n"


STYLES = (
    *("fonts.css", "looks.css", "told.css", "compound.css", "workshop.css"),
    *("room.css", "presenter.css"),
)
SCRIPTS = (
    *("charts.js", "elements.js", "told.js", "set-up.js", "sliders.js", "link.js", "fold.js", "own-place.js"),
    *(file.name for file in page_parts.SCRIPTS),
    *("shown-compound.js", "results.js", "room.js", "presenter.js", "workshop.js"),
)
TOGETHER = {"page.css": STYLES, "page.js": SCRIPTS}
"""Parts sent as one, so that the first picture does not wait for some thirty requests."""

KINDS = {"page.css": "text/css", "page.js": "text/javascript"}


def _frame() -> Markup:
    other, name = ("en", "English") if language() == "zh" else ("zh", "中文")
    note = _("These results apply to the model only; they are no forecast for any real place.")
    return Markup(
        tag("a", _("Skip to the results"), href="#results", cls="skip")
        + tag(
            "header",
            tag("h1", _("gongzhi workshop")),
            tag("p", after_each_other(*of_own_rules(rules_of_file()), model_version(), note), cls="quiet"),
            tag("button", _("Present"), type="button", id="present"),
            tag("a", name, href=f"?lang={other}", hreflang=other, id="language"),
            cls="top",
        )
        + tag("main", _set_up(), _results(), cls="workshop")
    )


def _set_up() -> Markup:
    return tag(
        "form",
        tag(
            "div",
            tag("h2", _("Set up a comparison")),
            tag("button", _("Fold away"), type="button", id="fold", aria_controls="choices"),
            cls="head",
        ),
        tag("p", id="chosen"),
        tag(
            "div",
            tag("button", _("Run"), type="submit", id="run", cls="primary"),
            tag("button", _("Cancel"), type="button", id="cancel", disabled=True),
            tag("label", tag("input", type="checkbox", id="predict-first", checked=True), _("Predict first")),
            cls="row",
        ),
        tag("div", own_place(), tag("div", id="controls"), _shared(), id="choices"),
        id="set-up",
        aria_label=_("Set up a comparison"),
    )


def _shared() -> Markup:
    """The set-up as a file and as a link."""
    label = _("Link part: copy it into a chat, or paste one here")
    return Markup(
        tag(
            "div",
            tag("a", _("Save this set-up"), id="save", download="gongzhi-set-up.json", href="#"),
            tag(
                "label",
                _("Open a set-up"),
                tag("input", type="file", id="open", accept=".json,.yaml,.yml"),
                cls="file",
            ),
            cls="row",
        )
        + tag("label", label, tag("input", type="text", id="link", spellcheck="false", autocomplete="off"))
        + tag(
            "div",
            tag("button", _("Copy link part"), type="button", id="copy-link"),
            tag("button", _("Open link part"), type="button", id="open-link"),
            tag("span", id="link-said", role="status", cls="small"),
            cls="row",
        )
    )


def _results() -> Markup:
    return tag(
        "section",
        tag("p", _("Choose what to try, then run it."), role="status", id="state"),
        tag("progress", value="0", max="1", id="progress", aria_label=_("Progress"), hidden=True),
        tag("p", role="alert", id="problem", cls="notice", hidden=True),
        tag("form", id="predictions", hidden=True, aria_label=_("What do you expect?")),
        room_panel(),
        tag("div", id="own-report", tabindex="-1", hidden=True),
        tag("div", id="shown", hidden=True),
        tag("section", id="shown-compound", aria_label=_("The compound")),
        *(
            tag("section", id=f"step-{step}", cls="step", tabindex="-1")
            for step in ("question", "waiting", "limits")
        ),
        id="results",
        tabindex="-1",
    )
