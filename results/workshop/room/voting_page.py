"""The page on which people vote: its frame in the language spoken, its script and its style.

Invariant: it is one small page of three files, for phones of any age: no fonts, no pictures, nothing from
elsewhere, and nothing of the facilitator's page.
"""

import json
from functools import cache
from pathlib import Path

from results.web.markup import Markup, in_script, tag
from scenarios.language import _, language

HERE = Path(__file__).parent
ASSETS = {"vote.js": "text/javascript", "vote.css": "text/css"}


@cache
def asset_of_voters(name: str) -> bytes:
    """The content of one of ASSETS."""
    return (HERE / name).read_bytes()


def voting_page(code: str = "") -> str:
    """The page with that code, or the one on which a code is typed."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", _("Answer the room's question")),
        tag("link", rel="icon", href="data:,"),
        tag("link", rel="stylesheet", href="/vote.css"),
        tag("script", src="/vote.js", defer=True),
    )
    words = tag(
        "script", in_script(json.dumps(_words(), ensure_ascii=False)), type="application/json", id="words"
    )
    body = tag("body", tag("main", _top(), *(_asked() if code else _typed())), words, data_code=code)
    spoken = "zh-CN" if language() == "zh" else "en"
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=spoken)}\n"


def _top() -> Markup:
    other, name = ("en", "English") if language() == "zh" else ("zh", "中文")
    heading = tag("h1", _("Answer the room's question"))
    return tag("header", heading, tag("a", name, href=f"?lang={other}", hreflang=other))


def _asked() -> tuple[Markup, ...]:
    return (
        tag("p", _("Waiting for a question …"), role="status", id="state"),
        tag("form", id="questions", hidden=True),
        tag("p", _privacy(), cls="quiet"),
    )


def _typed() -> tuple[Markup, ...]:
    field = tag(
        "input",
        id="code",
        type="text",
        maxlength=6,
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
        required=True,
    )
    return (
        tag(
            "form",
            tag("label", _("Code on the wall (6 characters)"), field, for_="code"),
            tag("button", _("Go on"), type="submit"),
            id="typed",
        ),
        tag("p", role="status", id="state"),
        tag("p", _privacy(), cls="quiet"),
    )


def _privacy() -> str:
    return _(
        "Nobody asks for your name. The facilitator's computer keeps counts only, no names and no devices. "
        "This is no secret ballot: answers travel through this network without encryption."
    )


def _words() -> dict[str, str]:
    return {
        "waiting": _("Waiting for a question …"),
        "open": _("Choose an answer to each question."),
        "send": _("Send"),
        "counted": _("Counted. You may change your answer until the question is closed."),
        "incomplete": _("Please answer every question."),
        "closed": _("This question is closed. Look at the wall."),
        "unknown": _("This code is not known. Look at the wall again."),
        "gone": _("The room does not answer. Is your phone on the same network, and is the room still open?"),
    }
