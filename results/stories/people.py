"""What is said to people of something: a title, what happened, what would have made it otherwise, a note.

Invariant: sentences in the language spoken; no draw, no rule and no word of the code is in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from results.document.blocks import BLANK, Block, Heading, Paragraph, Points
from scenarios.language import _

type People = dict[str, Any]
"""`title`, sentences `said` and `if`, a `note`, and the `words` that a page puts beside them."""


def people(title: str, said: Iterable[str], otherwise: Iterable[str] = (), note: str = "") -> People:
    """What is said, ready for JSON; `otherwise` are the sentences under "if"."""
    words = {"if": _("What would have made it otherwise"), "details": _("Technical details")}
    return {"title": title, "said": list(said), "if": list(otherwise), "note": note, "words": words}


def within_the_model() -> str:
    """What a reader must bear in mind."""
    return _(
        "This is what a simulated agent did by the rules of the model, not what anybody did; no real "
        "household or office is meant."
    )


def first(told: Mapping[str, Any]) -> Iterator[Block]:
    """What is said, and the heading below which the technical details follow."""
    yield Heading(2, told["title"])
    yield Points(told["said"])
    if told["if"]:
        yield from (BLANK, Heading(3, told["words"]["if"]), Points(told["if"]))
    if told["note"]:
        yield from (BLANK, Paragraph(told["note"]))
    yield from (BLANK, Heading(2, told["words"]["details"]), BLANK)
