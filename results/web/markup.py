"""Markup: HTML made of plain calls, in which text is always text.

Invariant: whatever comes from a file or a user is escaped; only what these functions made is markup.
"""

from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *inside: str | None, **attributes: str | int | bool | None) -> Markup:
    """An element; text inside is escaped, Markup is not, None is left out.

    `cls` and `for_` stand for the attributes class and for; underscores become hyphens; True gives an
    attribute without a value, None and False give none.
    """
    named = {"cls": "class", "for_": "for"}
    told = "".join(
        f" {named.get(key, key.replace('_', '-'))}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in ("meta", "img", "input", "br", "link"):
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{together(*inside)}</{name}>")


def together(*parts: str | None) -> Markup:
    """Several pieces after each other."""
    return Markup("".join(_safe(part) for part in parts if part is not None))


def _safe(part: str) -> str:
    return part if isinstance(part, Markup) else escape(part, quote=False)


def in_script(text: str) -> Markup:
    """Text for inside a `<script>` element: nothing in it can end the element."""
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
