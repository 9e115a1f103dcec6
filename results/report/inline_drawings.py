"""Drawings as elements of a page: what several of them share, letters above all, is in the page once.

Invariant: a drawing looks as its file does; it is only told shorter, to a hundredth of a point.
"""

import re

from results.web.markup import Markup, tag

_LEFT_OUT = re.compile(
    r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>|(?<=<g) id=\"[^\"]*\"", re.DOTALL
)
_PLACES = re.compile(r"\b(?:d|x|y|width|height)=\"[^\"]*\"|translate\([^)]*\)")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_SHARED = re.compile(r"<path id=\"([^\"]+)\"[^>]*/>")
_CLIPS = re.compile(r"(<clipPath id=\"|url\(#)(\w+)")


class InlineDrawings:
    """The drawings of one page, in their order."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._drawn = 0

    def figure(self, svg: str, alternative: str) -> Markup:
        """The next one from the text of its file; alternative: for who cannot see it."""
        self._drawn += 1
        drawing = _short(svg)
        drawing = _CLIPS.sub(rf"\g<1>\g<2>-{self._drawn}", drawing)
        for number, text in {one[1]: one[0] for one in _SHARED.finditer(drawing)}.items():
            drawing = self._once(drawing, number, text)
        opened = re.search(r"<svg[^>]*>", drawing)
        size = re.search(r"viewBox=\"0 0 (\S+) (\S+)\"", drawing)
        assert opened and size, "matplotlib writes both"
        wide, high = size[1], size[2]
        element = tag(
            "svg",
            Markup(drawing[opened.end() : drawing.index("</svg>")].replace("<defs></defs>", "")),
            cls="drawing",
            role="img",
            aria_label=alternative,
            width=f"{wide}pt",
            height=f"{high}pt",
            viewBox=f"0 0 {wide} {high}",
        )
        return tag("figure", element)

    def _once(self, drawing: str, number: str, text: str) -> str:
        """The drawing without what an earlier one has; under a name of its own where that is another."""
        if number not in self._known:
            self._known[number] = text
            return drawing
        if self._known[number] == text:
            return drawing.replace(text, "")
        own = f"{number}-{self._drawn}"
        return drawing.replace(f'"{number}"', f'"{own}"').replace(f'"#{number}"', f'"#{own}"')


def _short(svg: str) -> str:
    plain = _LEFT_OUT.sub("", svg)
    plain = _PLACES.sub(lambda place: _LONG.sub(_rounded, place[0]), plain)
    return re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", plain))


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
