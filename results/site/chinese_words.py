"""Chinese words for the search: the index divides a text at spaces, which Chinese has not.

The texts of the index get a zero-width space between words. What the reader types is divided by the search
itself, at the longest words that the index holds.
"""

import json
import re
from functools import cache
from pathlib import Path

import rjieba
from mkdocs.exceptions import BuildError

from scenarios.language import _

GLOSSARY = Path(__file__).resolve().parents[2] / "docs/glossary.md"
CHINESE = re.compile(r"[\u3400-\u9fff]+")
BETWEEN = "\u200b"
LONGEST = 3
"""A longer term is several words, each of which is found."""

OFTEN = 100_000
"""How often a term of ours is taken to occur, so that it stays whole."""

LAST_LEFT_OUT = "o=s+1;o<t.length;o++"
LAST_TAKEN = "o=s+1;o<=t.length;o++"


def divide_index(index: Path) -> None:
    """Divide the Chinese in titles and texts of a search index into words."""
    told = json.loads(index.read_text(encoding="utf-8"))
    for entry in told["docs"]:
        entry["title"], entry["text"] = divided(entry["title"]), divided(entry["text"])
    index.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def divided(text: str) -> str:
    """The text with a zero-width space around every Chinese word."""
    return CHINESE.sub(lambda found: BETWEEN + BETWEEN.join(_words().cut(found[0])) + BETWEEN, text)


@cache
def _words() -> rjieba.Jieba:
    """The words of everyday Chinese and the short terms of the glossary."""
    words = rjieba.Jieba()
    for term in terms():
        words.add_word(term, OFTEN, None)
    return words


def terms() -> set[str]:
    """The Chinese terms of the glossary that are one word."""
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = (cell for line in lines if line[:1] == "|" for cell in line.split("|")[2:])
    return {term for cell in cells for term in CHINESE.findall(cell) if 1 < len(term) <= LONGEST}


def mend_search(workers: Path) -> None:
    """Let the search take the last word of what is typed: it stops one character short of it.

    BuildError if the search is no longer written as it was, so that a newer one is looked at.
    """
    script = next(workers.glob("search.*.js"))
    code = script.read_text(encoding="utf-8")
    if code.count(LAST_LEFT_OUT) != 1:
        raise BuildError(_("The search of the theme has changed: see {file}.", file=__file__))
    script.write_text(code.replace(LAST_LEFT_OUT, LAST_TAKEN), encoding="utf-8")
