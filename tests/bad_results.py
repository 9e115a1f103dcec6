"""A generator of bad folders of results: one of the files damaged, gone, or another thing.

Invariant: a fault that no verb can pass over says so; of the others, those are told that read what is
wrong, and nobody stops with a fault of ours.
"""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from experiments.store import datapackage
from experiments.store.derived_tables import DERIVED
from experiments.store.store import IDENTITY

SEED = 20_260_101


class Damage(NamedTuple):
    """What is done to a file of a folder, and whether every verb that reads that file must see it."""

    file: str
    fault: str
    do: Callable[[Path], None]
    seen: bool = True


def damages(folder: Path) -> Iterator[Damage]:
    """Every damage of a sound folder, from one seed."""
    luck = random.Random(f"{SEED}/{folder.name}")
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and _is_read(path)):
        name, content = file.relative_to(folder).as_posix(), file.read_bytes()
        yield from _as_a_whole(name, content, luck)
        if file.suffix == ".json":
            yield from _keys(name, json.loads(content))


ENDINGS = (".json", ".parquet")


def _is_read(file: Path) -> bool:
    """Whether somebody reads the file: what is made of a store's rows lies beside it for others."""
    made_of_rows = file.name == datapackage.FILE or (
        (file.parent / IDENTITY).exists() and file.stem in DERIVED
    )
    return file.suffix in ENDINGS and not made_of_rows


def _as_a_whole(name: str, content: bytes, luck: random.Random) -> Iterator[Damage]:
    size = len(content)
    for fault, there in {
        "empty": b"",
        "words": b"just words\n",
        "a byte of zero": b"\0",
        "GBK": "民主村".encode("gbk"),
        "UTF-16": content.decode("latin-1").encode("utf-16"),
        "open brackets": b"[" * 100_000,
        "open braces": b'{"a":' * 100_000,
        "digits": b"1" * 5000,
        "a list": b"[]",
        "null": b"null",
    }.items():
        yield Damage(name, fault, _with(there))
    for length in sorted(luck.sample(range(1, size - 2), 4)):
        yield Damage(name, f"cut after {length} bytes", _with(content[:length]))
    for place in sorted(luck.sample(range(size), 5)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << luck.randrange(8)
        yield Damage(name, f"a bit of byte {place} flipped", _with(bytes(flipped)), seen=False)
    yield Damage(name, "gone", Path.unlink, seen=False)
    yield Damage(name, "a folder", _other(Path.mkdir))
    yield Damage(name, "a pipe", _other(os.mkfifo))
    yield Damage(name, "a device", _other(lambda file: file.symlink_to("/dev/zero")))


def _keys(name: str, content: dict[str, Any]) -> Iterator[Damage]:
    """Every key of a JSON file gone, or with what it cannot hold."""
    for key in content:
        less = {one: value for one, value in content.items() if one != key}
        yield Damage(name, f"no {key}", _with(json.dumps(less).encode()), seen=False)
        for value in ("null", "[]", "{}", '"\\ud800"', "-1", "1e400", "[[[1]]]", '{"a": null}', '["../x"]'):
            text = json.dumps({**content, key: "@"}).replace('"@"', value)
            yield Damage(name, f"{key}: {value}", _with(text.encode()), seen=False)
    for form in ("99", "0", "true", '"2"'):
        text = json.dumps({**content, "format": "@"}).replace('"@"', form)
        yield Damage(name, f"format {form}", _with(text.encode()))


def _with(content: bytes) -> Callable[[Path], None]:
    def done(file: Path) -> None:
        file.write_bytes(content)

    return done


def _other(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def done(file: Path) -> None:
        file.unlink()
        make(file)

    return done


def damaged(sound: Path, place: Path, damage: Damage) -> Path:
    """A copy of the folder with that damage."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(sound, place)
    damage.do(place / damage.file)
    return place
