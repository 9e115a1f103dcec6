"""A page of plain text, told once and written twice: as Markdown, and as one HTML file that opens offline.

The rule it holds: the HTML file needs no other file, not even a Chinese font, and asks no server for
anything.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from experiments.markdown import fenced, plain
from results.web.glyphs import FAMILY, faces
from scenarios.language import language

STYLE = f"""
body {{ max-width: 52rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #222;
       font-family: "{FAMILY}", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC",
                    sans-serif; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.15rem; margin-top: 2rem; }}
h3 {{ font-size: 1rem; margin-bottom: .2rem; }}
img {{ max-width: 100%; }} code {{ background: #f2f2f2; padding: .1rem .3rem; overflow-wrap: anywhere; }}
@media print {{ body {{ margin: 0; }} img {{ page-break-inside: avoid; }} }}
"""
LATIN = "\u02ff"
"""Letters up to here are on every machine; the font in the page holds the others."""


@dataclass(frozen=True)
class Heading:
    """A heading; 1 is the page's title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of sentences."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Command:
    """A command line."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A figure, by its SVG file; `text` says what it shows."""

    file: Path
    text: str


Block = Heading | Paragraph | Points | Command | Picture


def markdown(blocks: Sequence[Block], folder: Path) -> str:
    """The page as Markdown to lie in `folder`; pictures are linked."""
    return "\n\n".join(_markdown(block, folder) for block in blocks) + "\n"


def html(title: str, blocks: Sequence[Block]) -> str:
    """The page as one HTML file; pictures and Chinese characters are inside it."""
    body = "\n".join(_html(block) for block in blocks)
    spoken = "zh-CN" if language() == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{fonts(title + body)}{STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def fonts(text: str) -> str:
    """CSS with the glyphs of the characters that a machine without Chinese fonts lacks; empty if there are
    none.
    """
    beyond = {character for character in text if character > LATIN}
    return faces("".join(sorted(beyond))) if any(map(_is_chinese, beyond)) else ""


def _is_chinese(character: str) -> bool:
    """Whether it is a character or a mark of Chinese text."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _markdown(block: Block, folder: Path) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {plain(text)}"
        case Paragraph(text):
            return plain(text)
        case Points(texts):
            return "\n".join(f"- {plain(text)}" for text in texts)
        case Command(text):
            return fenced(text)
        case Picture(file, text):
            return f"![{plain(text)}]({address(file.relative_to(folder))})"


def address(file: Path) -> str:
    """A relative path as a link names it: of what is no letter only that which cannot end the link stays."""
    return "".join(mark if mark.isalnum() or mark in "/._-+" else quote(mark) for mark in file.as_posix())


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Points(texts):
            return "<ul>\n" + "\n".join(f"<li>{escape(text)}</li>" for text in texts) + "\n</ul>"
        case Command(text):
            return f"<p><code>{escape(text)}</code></p>"
        case Picture(file, text):
            data = b64encode(file.read_bytes()).decode()
            return f'<p><img src="data:image/svg+xml;base64,{data}" alt="{escape(text)}"></p>'
