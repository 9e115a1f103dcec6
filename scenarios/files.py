"""One data file: opened whatever wrote it, its parts checked, and every complaint with file, line and key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from scenarios.documents import Broken, Document, Refused, read_document
from scenarios.language import _
from scenarios.problems import (
    NUMBERS,
    ScenarioError,
    in_words,
    nearest,
    number_meant,
    printable,
    suspicious_line,
    typing_hint,
)
from scenarios.problems import shown as in_quotes
from scenarios.shipped import lies_among_ours
from scenarios.words import IN_BOTH

type KeyPath = tuple[str | int, ...]

UNWRITTEN = ("id", "key", "file", "more", "type_words")
"""What entries hold and files do not say, or say in another way."""

MOST_BYTES = 1_000_000
"""How large a YAML file may be; the ledger has a fifth of it."""


@dataclass(frozen=True)
class DataFile:
    """A YAML file as plain data, and the means to say what is wrong in it."""

    file: Path
    lines: Sequence[str]
    document: Document

    def fail(self, path: KeyPath, problem: str, advice: str = "") -> NoReturn:
        """ScenarioError that opens with the file, the line of `path` and the key, and ends with advice."""
        parents = (path[:length] for length in range(len(path), 0, -1))
        place = next((self.document.places[one] for one in parents if one in self.document.places), None)
        if not path and (row := suspicious_line("\n".join(self.lines))):
            place = row, 1
        hint = typing_hint(self.lines[place[0] - 1]) if place else ""
        key = ".".join(str(part) for part in path)
        sentence = _("{key} {problem}.", key=key, problem=problem) if key else problem
        raise ScenarioError(f"{_where(self.file, place)}: {sentence}{advice}{hint if hint != advice else ''}")

    def mapping(self, value: object, path: KeyPath = ()) -> dict[str, Any]:
        """The value if it holds keys of its own, all of them words; else a ScenarioError."""
        if value is None:
            self.fail(path, _("has no value") if path else _("The file is empty."))
        if not isinstance(value, dict):
            if not path:
                self.fail(path, _("The file must hold keys and values."))
            hint = typing_hint(value) if isinstance(value, str) else ""
            self.fail(path, _("is {value}; it must hold keys of its own", value=in_quotes(value)), hint)
        for key in value:
            if not isinstance(key, str):
                self.fail((*path, str(key)), _("must stand in quotation marks"))
        return value

    def part(self, block: Mapping[str, Any], key: str, path: KeyPath = ()) -> dict[str, Any]:
        """What is under a key that must be there and hold keys of its own."""
        if key not in block:
            self.fail((*path, key), _("is missing"), nearest(key, block))
        return self.mapping(block[key], (*path, key))

    def beside(self, name: str, path: KeyPath) -> Path:
        """The file named at `path`, written from where this one lies; ScenarioError if no file can be."""
        if (reason := _unusable(name)) is not None:
            self.fail(
                path, _("is {value}, which cannot be read ({reason})", value=in_quotes(name), reason=reason)
            )
        return self.file.parent / Path(name.strip()).expanduser()

    def there(self, name: str, path: KeyPath) -> str:
        """The same, as a name that is read like any other; ScenarioError if there is no such file."""
        if not (file := self.beside(name, path)).exists():
            self.fail(path, _("names {file}, which does not exist", file=name.strip()))
        return str(file)

    def build[M: BaseModel](self, kind: type[M], content: Mapping[str, Any], path: KeyPath = ()) -> M:
        """The entry of that kind, or a ScenarioError on what is wrong first in the file."""
        try:
            return kind.model_validate(content, context=None if self.is_own() else IN_BOTH)
        except ValidationError as error:
            known = [name for name in kind.model_fields if name not in UNWRITTEN]
            first = min(error.errors(), key=lambda one: self._order((*path, *one["loc"]), one["type"]))
            unknown = first["type"] == "extra_forbidden"
            meant = number_meant(first["input"]) if first["type"] in NUMBERS else ""
            advice = nearest(str(first["loc"][-1]), known) if unknown else meant
            self.fail((*path, *first["loc"]), in_words(first, known), advice)

    def is_own(self) -> bool:
        """Whether the file is somebody's own, whose words are in one language as well as in two."""
        return not lies_among_ours(self.file)

    def _order(self, path: KeyPath, kind: str) -> tuple[bool, tuple[int, int]]:
        """Unknown keys first, since they explain missing ones; then by their place in the file."""
        return kind != "extra_forbidden", self.document.places.get(path, (10**9, 0))


def open_data(file: Path) -> DataFile:
    """The file read; ScenarioError if it is not there, not UTF-8, not YAML or beyond a limit."""
    return read_data(file, text_of(file))


def read_data(file: Path, text: str) -> DataFile:
    """The same of a text that somebody sent: `file` is only what messages call it."""
    if len(text) > MOST_BYTES:
        raise ScenarioError(_too_large(file, MOST_BYTES))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    try:
        return DataFile(file, lines, read_document(text))
    except Refused as refused:
        message = _(refused.problem, **refused.values)
        raise ScenarioError(f"{_where(file, refused.place)}: {message}") from None
    except Broken as broken:
        row = suspicious_line(text)
        place = (row, 1) if row is not None else broken.place
        hint = typing_hint(lines[place[0] - 1]) if place and place[0] <= len(lines) else ""
        raise ScenarioError(f"{_where(file, place)}: {_said(broken, hint)}{hint}") from None


def _said(broken: Broken, hint: str) -> str:
    if broken.key:
        return _("{key} {problem}.", key=broken.key, problem=_("appears twice"))
    if hint:
        return _("This is not valid YAML.")
    return _("This is not valid YAML ({problem}).", problem=broken.problem)


def written_path(name: str) -> Path:
    """The file that was named on the command line; ScenarioError if none can be called so."""
    if (reason := _unusable(name)) is not None:
        raise ScenarioError(_("{file} cannot be read ({reason}).", file=in_quotes(name), reason=reason))
    return Path.cwd() / Path(name.strip()).expanduser()


def _unusable(name: str) -> str | None:
    """Why no file can be called so; None if one can, whether it is there or not."""
    try:
        name.encode()
        Path(name.strip()).expanduser().stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except ValueError:
        return _("its name is not in UTF-8")
    except RuntimeError:
        return _("there is no such user")
    except OSError as error:
        return error.strerror
    return None


def text_of(file: Path, most: int = MOST_BYTES) -> str:
    """What is in a file of a user's, its lines ending as on Linux; ScenarioError if it cannot be had.

    Only an ordinary file is opened: a pipe or a device would keep the reader waiting, or never end.
    """
    try:
        if not S_ISREG(file.stat().st_mode):
            raise ScenarioError(
                _(
                    "{file} cannot be read ({reason}).",
                    file=shown(file),
                    reason=_("it is not an ordinary file"),
                )
            )
        with file.open("rb") as source:
            content = source.read(most + 1)
    except FileNotFoundError:
        raise ScenarioError(_("{file} does not exist.", file=shown(file))) from None
    except OSError as error:
        raise ScenarioError(
            _("{file} cannot be read ({reason}).", file=shown(file), reason=error.strerror)
        ) from None
    if len(content) > most:
        raise ScenarioError(_too_large(file, most))
    return _decoded(file, content)


def _too_large(file: Path, most: int) -> str:
    return _("{file} is too large; the most is {most} MB.", file=shown(file), most=most // 1_000_000)


def _decoded(file: Path, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:200]:
        raise ScenarioError(_encoding(file, "UTF-16"))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise ScenarioError(_encoding(file, "GBK" if _is_gbk(content) else None)) from None


def _encoding(file: Path, found: str | None) -> str:
    if found is None:
        return _("{file} is not in UTF-8; save it as UTF-8.", file=shown(file))
    return _("{file} is in {encoding}; save it as UTF-8.", file=shown(file), encoding=found)


def _is_gbk(content: bytes) -> bool:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def shown(file: Path) -> str:
    """The path from the user's folder if the file lies below, else the whole path, as for whoever stands in
    the root, below which everything lies.
    """
    here = Path.cwd()
    if here == here.parent or not file.is_relative_to(here):
        return printable(str(file))
    return printable(file.relative_to(here).as_posix())


def _where(file: Path, place: tuple[int, int] | None) -> str:
    if place is None:
        return shown(file)
    return _("{file}, line {line}, column {column}", file=shown(file), line=place[0], column=place[1])
