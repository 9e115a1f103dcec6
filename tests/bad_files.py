"""A generator of bad files: every kind of file that a user may give, with every kind of fault, from one seed.

A file is made of a sound one of its kind: as a whole (its bytes, its encoding, what it is on the disk), in
one number, in one word, or in what it means. Invariant: each file says whether it is fine all the
same, so that nothing passes by being accepted.
"""

import json
import os
import random
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from tests.bad_content import FINE, MEANING, NO_NUMBER, NO_WORD, NUMBERS, SOUND, WORDS

SEED = 20_260_101
LETTERS = "abcdefghi"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(LETTERS)
)
MERGED = "a: &a {k: v}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 20)}]}}\n" for before, name in pairwise(LETTERS)
)


class Bad(NamedTuple):
    """A file: its kind, what is wrong with it, and its bytes, or else what lies there instead of a file."""

    kind: str
    fault: str
    content: bytes | str
    fine: bool = False

    @property
    def whole(self) -> bool:
        """Whether the file is bad, or no worse, as a whole and not in one of its values."""
        return ": " not in self.fault and " = " not in self.fault

    def put(self, file: Path) -> None:
        """Write it; a text in place of bytes says what lies there that is no ordinary file."""
        if isinstance(self.content, bytes):
            file.write_bytes(self.content)
        elif self.content == "a pipe":
            os.mkfifo(file)
        elif self.content == "a folder":
            file.mkdir()
        elif self.content != "nothing":
            file.symlink_to(self.content)


def bad_files(kind: str) -> Iterator[Bad]:
    """Every bad file of a kind, those first that are bad as a whole."""
    luck = random.Random(f"{SEED}/{kind}")
    yield from _wholes(kind, luck)
    for path, texts in [(path, NO_NUMBER) for path in NUMBERS[kind]] + [
        (path, NO_WORD) for path in WORDS[kind]
    ]:
        for text in texts:
            if _is_another_value(path, text):
                continue
            content = _written(_with(SOUND[kind], path, text))
            yield Bad(kind, f"{path}: {text[:20]}", content, text in FINE.get(path, ()))
    for path, value in MEANING[kind]:
        changed = _with(SOUND[kind], path, json.dumps(value))
        yield Bad(kind, f"{path} = {str(value)[:30]}", _written(changed))


def _is_another_value(path: str, text: str) -> bool:
    """Whether the text is no fault there: nothing as the last of a list, two numbers in it, a list where one
    may stand.
    """
    listed = (not text and path[-1].isdigit()) or (path == "parameters/issues.rate/0" and text == "1,000")
    return listed or (path.startswith("parameters/fee") and text == "&a [*a]")


def _wholes(kind: str, luck: random.Random) -> Iterator[Bad]:
    """Files that are bad, or no worse for it, whatever their keys mean."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in SOUND[kind].items())
    yield from _bytes(kind, lines.encode(), luck)
    for fault, broken in _broken(lines, next(iter(SOUND[kind]))):
        yield Bad(kind, fault, broken.encode())
    text = json.dumps(SOUND[kind], ensure_ascii=False).encode()
    for place in sorted(luck.sample(range(1, len(text) - 1), 12)):
        yield Bad(kind, f"cut after {place} bytes", text[:place])


def _bytes(kind: str, sound: bytes, luck: random.Random) -> Iterator[Bad]:
    """A sound file as other programs save it, as other things on the disk, and with bits that flipped."""
    yield Bad(kind, "nothing wrong", sound, True)
    yield Bad(kind, "a byte-order mark", b"\xef\xbb\xbf" + sound, True)
    yield Bad(kind, "Windows line ends", sound.replace(b"\n", b"\r\n"), True)
    yield Bad(kind, "old-Mac line ends", sound.replace(b"\n", b"\r"), True)
    for encoding in ("gbk", "utf-16", "utf-16-le", "utf-32"):
        yield Bad(kind, encoding, f"# 试试看民主村\n{sound.decode()}".encode(encoding))
    for there in ("a pipe", "a folder", "nothing", "/dev/zero", "nowhere.yaml"):
        yield Bad(kind, there, there)
    for place in sorted(luck.sample([place for place, byte in enumerate(sound) if byte < 128], 12)):
        flipped = bytearray(sound)
        flipped[place] ^= 128
        yield Bad(kind, f"the highest bit of byte {place} flipped", bytes(flipped))


def _broken(lines: str, first: str) -> Iterator[tuple[str, str]]:
    """Texts that are no YAML, or beyond every limit, or hold what no file of any kind may hold."""
    yield from {
        "aliases that multiply": BOMB,
        "merged keys that multiply": MERGED,
        "an alias of itself": f"{first}: &x [*x]\n",
        "an alias of nothing": f"{first}: *x\n",
        "5 000 open brackets": f"{first}: " + "[" * 5000,
        "5 000 brackets": f"{first}: " + "[" * 5000 + "]" * 5000,
        "5 000 braces": f"{first}: " + "{b: " * 5000,
        "200 000 values": f"{first}: [" + "1, " * 200_000 + "1]",
        "5 000 digits": f"{first}: " + "1" * 5000,
        "more than a megabyte": lines + "# " + "x" * 2_000_000,
        "a control character": f'{first}: "x\x07"',
        "a byte of zero": lines + "\0",
        "nothing": "",
        "a remark": "# nothing\n",
        "words": "just words\n",
        "a list": "- a\n- b\n",
        "a number": "7\n",
        "braces without end": "{{{",
        "a list without end": "a: [1,\n",
        "a quotation without end": f'{first}: "a\n',
        "a key twice": lines + lines,
        "two documents": lines + "---\n" + lines,
        "an unknown key": lines + "colour: red\n",
        "a key that is a number": lines + "7: red\n",
        "a key that is a list": lines + "? [a]\n: red\n",
        "a key that is nothing": lines + "null: red\n",
        "a tag": f"{first}: !!python/object/apply:os.system [ls]\n",
        "a tab": f"{first}:\n\ta: 1\n",
        "a full-width colon": lines.replace(": ", "： ", 1),
        "a full-width comma": lines.replace(", ", "， ", 1) + "a： 1\n",
        "a full-width bracket": lines.replace("{", "｛", 1).replace("[", "【", 1) + "a： 1\n",
        "an ideographic space": f"{first}:\u3000x\n" + lines,
        "a line separator": lines + "a\u2028b: 1\n",
    }.items()


DIGITS = ('"12"', "１２", "١٢")
"""Twelve, as a cell may say it: in quotation marks, in digits of any script."""

POSTERIOR = ["weight,issues.rate,fee.quality", "0.5,40,3", "0.25,45,3.5", "0.25,50,4"]


def bad_posteriors() -> Iterator[Bad]:
    """Every bad table of a posterior: bad as a whole, in its head, in a cell."""
    luck = random.Random(f"{SEED}/posterior")
    head, *rows = POSTERIOR
    lines = "".join(f"{line}\n" for line in POSTERIOR)
    yield from _bytes("posterior", lines.encode(), luck)
    for fault, text in {
        "nothing": "",
        "only a head": head,
        "no head": "\n".join(rows),
        "no weight": lines.replace("weight", "weights"),
        "a column twice": lines.replace("fee.quality", "issues.rate"),
        "a parameter that is none": lines.replace("issues.rate", "issues.rat"),
        "a full-width comma": lines.replace(",", "，"),
        "semicolons": lines.replace(",", ";"),
        "a quotation without end": lines + '"0.5,40,3',
        "a byte of zero": lines + "0.5\0,40,3\n",
        "words": "just words\n",
        "weights of infinite sum": lines.replace("0.25", "1.7e308"),
        "weights of nothing": lines.replace("0.25", "0").replace("0.5", "0"),
        "a cell of 5 000 000 letters": lines + "x" * 5_000_000,
        "more than may be": head + "\n" + "0.5,40,3\n" * 4_000_000,
    }.items():
        yield Bad("posterior", fault, text.encode())
    for place in range(3):
        for text in (*NO_NUMBER, "-1", "1,1", "=1", "'1"):
            cells = rows[-1].split(",")
            cells[place] = text
            fine = (text in DIGITS and place < 2) or (text == "1e300" and place == 0)
            content = "\n".join([head, *rows[:-1], ",".join(cells)])
            yield Bad("posterior", f"column {place}: {text[:20]}", content.encode(), fine)


class Raw(str):
    """A value that stands in the file as it is."""


def _with(content: Mapping[str, Any], path: str, raw: str) -> dict[str, Any]:
    """The content with a text in the place of the value at a path."""
    found: dict[str, Any] = json.loads(json.dumps(content))
    *way, last = path.split("/")
    at: Any = found
    for part in way:
        at = at[int(part)] if isinstance(at, list) else at.setdefault(part, {})
    at[int(last) if isinstance(at, list) else last] = Raw(raw)
    return found


def _written(content: Mapping[str, Any]) -> bytes:
    """As YAML: a line for each key, what lies in it as JSON, raw values as they are."""
    return "".join(f"{key}: {_flow(value)}\n" for key, value in content.items()).encode()


def _flow(value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
