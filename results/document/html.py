"""A document as one HTML file that opens offline, and the two files of a summary.

Invariant: the HTML file needs no other file, not even a Chinese font, and asks no server for anything.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from results.document.blocks import BLANK, Block, Cell, Command, Heading, Paragraph, Picture, Points, Table
from results.document.markdown import markdown
from results.web.glyphs import FAMILY, QUOTES, faces, quotes
from scenarios.language import language

STYLE = f"""
body {{ max-width: 52rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #222;
       font-family: "{FAMILY}", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC",
                    sans-serif; }}
body:lang(en) {{ font-family: "{QUOTES}", "{FAMILY}", system-ui, sans-serif; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.15rem; margin-top: 2rem; }}
h3 {{ font-size: 1rem; margin-bottom: .2rem; }}
img {{ max-width: 100%; }} code {{ background: #f2f2f2; padding: .1rem .3rem; overflow-wrap: anywhere; }}
@media print {{ body {{ margin: 0; }} img, tr {{ break-inside: avoid; }}
               h2, h3, h3 + p, h3 + p + p {{ break-after: avoid; }} }}
"""
TABLE = "border-collapse:collapse;font-size:.85rem"
LINE = "border-bottom:1px solid #ccc;padding:.15rem .5rem;vertical-align:top;text-align:"
LATIN = "\u02ff"
"""Letters up to here are on every machine; the font in the page holds the others."""


def write_summary(document: Iterable[Block], folder: Path) -> None:
    """Write `summary.md` and `summary.html` into a folder that holds the figures already."""
    blocks = list(document)
    (folder / "summary.md").write_text(markdown(blocks, folder), encoding="utf-8")
    (folder / "summary.html").write_text(html(blocks), encoding="utf-8")


def html(blocks: Sequence[Block]) -> str:
    """The document as one HTML file; pictures and Chinese characters are inside it."""
    title = next(block.text for block in blocks if isinstance(block, Heading))
    body = "\n".join(map(_block, blocks))
    spoken = "zh-CN" if language() == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{fonts(title + body)}{STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def fragment(blocks: Iterable[Block]) -> str:
    """The document as part of a page of somebody else's, a notebook's: each table under its title."""
    return "\n".join(map(_block, _titled(blocks)))


def _titled(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Table) and block.title:
            yield Heading(4, block.title)
        if block != BLANK:
            yield block
        if isinstance(block, Table) and block.caption:
            yield Paragraph(block.caption)


def fonts(text: str) -> str:
    """CSS with the glyphs of the characters that a machine without Chinese fonts lacks; empty if there are
    none.
    """
    beyond = {character for character in text if character > LATIN}
    needed = "".join(sorted(beyond))
    return faces(needed) if any(map(_is_chinese, beyond)) else quotes(needed)


def _is_chinese(character: str) -> bool:
    """Whether it is a character or a mark of Chinese text."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _block(block: Block) -> str:
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
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    head = "".join(_cell(table, "th", place, text) for place, text in enumerate(table.heads))
    rows = "\n".join(
        "<tr>" + "".join(_cell(table, "td", place, cell) for place, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    return f'<table style="{TABLE}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'


def _cell(table: Table, kind: str, place: int, cell: str | Cell) -> str:
    text = cell if isinstance(cell, str) else f"{cell.text} {cell.below}"
    side = "left" if place in table.left else "right"
    return f'<{kind} style="{LINE}{side}">{escape(text)}</{kind}>'
