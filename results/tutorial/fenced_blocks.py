"""A page of the documentation: its fenced blocks, in the order of the page.

Blocks that begin with `# file: PATH` or `# append to: PATH` are files, lines of `sh` blocks that begin with
`.venv/bin/gongzhi` are commands. A comment before a block, as in `<!-- tested with: --months 14 -->`, says
with which options tests give its commands.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

GONGZHI = ".venv/bin/gongzhi"
FILE = re.compile(r"# (file|append to): (\S+)\n")
FENCES = re.compile(
    r"(?:^<!-- tested with: (?P<options>.*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    flags=re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block: its language, the line (from 0) on which its text begins, its text, and the options to
    test it with.
    """

    language: str
    line: int
    text: str
    options: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    for _, block in parts(text):
        if block:
            yield block


def parts(text: str) -> Iterator[tuple[str, Block | None]]:
    """Yield the prose before each fenced block, with the block; what follows the last one has none."""
    end = 0
    for found in FENCES.finditer(text):
        line = text.count("\n", 0, found.start("text"))
        block = Block(found["language"], line, found["text"], found["options"] or "")
        yield text[end : found.start()], block
        end = found.end()
    yield text[end:], None
