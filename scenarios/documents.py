"""A YAML file as plain data with the line and column of every key.

The files of this project keep to a small part of YAML 1.2: nested mappings, one key a line, plain or simply
quoted values, short flow lists and mappings. That part is read here line by line, some fifty times faster
than by a general reader; a file that uses anything else goes to ruamel.yaml, which also says what is wrong.
A test holds that both agree.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

Path = tuple[str | int, ...]
Place = tuple[int, int]


class Document(NamedTuple):
    """Plain data and, by path of keys, the line and column (from 1) where each key stands."""

    data: object
    places: dict[Path, Place]


class NotPlain(Exception):
    """The text uses more of YAML than the quick reader knows."""


class Broken(Exception):
    """The text is no YAML: what the parser says and where (from 1)."""

    def __init__(self, problem: str, place: Place | None, key: str | None = None) -> None:
        super().__init__(problem)
        self.problem, self.place, self.key = problem, place, key


_LINE = re.compile(r'( *)("[^"\\]*"|[A-Za-z0-9_][A-Za-z0-9_.+-]*):(?: +(.*?))? *$')
_TWICE = re.compile(r'found duplicate key "?(.+?)"? with value')
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_STRUCTURE = re.compile(r": | #|:$|\t")
_MARKS = "-?:,[]{}#&*!|>'%@`.+~=<0123456789"
_COUNTED = re.compile(r"[0-9]+ |[0-9+]+\+[A-Z]")
_NEARLY_WORDS = ("null", "true", "false", "yes", "no", "on", "off")
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_KEY = re.compile(r"[a-z_]+")
_ITEM = re.compile(r'(?: *[a-z_]+: )? *(?:"[^"\\]*"|[^\[\]{}," ][^\[\]{},"]*) *(?=,|$)')
_FLOW = re.compile(f"(?:{_ITEM.pattern},)*{_ITEM.pattern}")


def read_document(text: str) -> Document:
    """The document in `text`; Broken if it is no YAML."""
    try:
        return _quick(text)
    except NotPlain:
        return thorough(text)


def _quick(text: str) -> Document:
    root: dict[str, object] = {}
    places: dict[Path, Place] = {}
    open_maps: list[tuple[int, dict[str, object], Path]] = [(0, root, ())]
    pending: tuple[int, dict[str, object], str, Path] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.lstrip(" ")
        if not stripped or stripped[0] == "#":
            continue
        match = _LINE.match(line)
        if match is None:
            raise NotPlain
        depth, key, value = len(match[1]), match[2].strip('"'), match[3]
        if pending is not None and depth > pending[0]:
            child: dict[str, object] = {}
            pending[1][pending[2]] = child
            open_maps.append((depth, child, pending[3]))
        while depth < open_maps[-1][0]:
            open_maps.pop()
        indent, current, path = open_maps[-1]
        if depth != indent or key in current or (match[2][0] != '"' and not isinstance(_scalar(key), str)):
            raise NotPlain
        here = (*path, key)
        places[here] = (number, depth + 1)
        empty = value is None or value == ""
        current[key] = None if empty else _value(value)
        pending = (depth, current, key, here) if empty else None
    return Document(root or None, places)


def _value(text: str) -> object:
    if text[0] == "[" and text[-1] == "]":
        return _flow_list(text[1:-1])
    if text[0] == "{" and text[-1] == "}":
        return _flow_map(text[1:-1])
    return _scalar(text)


def _flow_list(text: str) -> list[object]:
    if "{" in text:
        inner = re.fullmatch(r" *\{([^{}\[\]]*)\} *", text)
        if inner is None:
            raise NotPlain
        return [_flow_map(inner[1])]
    return [_scalar(item) for item in _items(text)]


def _flow_map(text: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for item in _items(text):
        key, colon, value = item.partition(": ")
        if not colon or key in found or not _PLAIN_KEY.fullmatch(key):
            raise NotPlain
        found[key] = _scalar(value.strip(" "))
    return found


def _items(text: str) -> list[str]:
    if not text.strip(" "):
        return []
    if _FLOW.fullmatch(text) is None:
        raise NotPlain
    return [item.strip(" ") for item in _ITEM.findall(text)]


def _scalar(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] == '"':
        if len(text) < 2 or text[-1] != '"' or "\\" in text or '"' in text[1:-1]:
            raise NotPlain
        return text[1:-1]
    if _NUMBER.fullmatch(text):
        return int(text) if _WHOLE.fullmatch(text) else float(text)
    if _STRUCTURE.search(text) or text.lower() in _NEARLY_WORDS:
        raise NotPlain
    if text[0] in _MARKS and not _COUNTED.match(text):
        raise NotPlain
    return text


def thorough(text: str) -> Document:
    """The document as ruamel.yaml reads it (YAML 1.2); Broken with its problem and place."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = YAML(typ="safe", pure=True)
    try:
        node = reader.compose(text)
        data = None if node is None else reader.constructor.construct_document(node)
        return Document(data, dict(_walk(node, ())))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else None
        problem = str(error.problem or error.context or error)
        twice = _TWICE.match(problem)
        raise Broken(problem, place, twice[1] if twice else None) from None
    except (YAMLError, ValueError) as error:
        raise Broken(str(error).partition("\n")[0], None) from None


def _walk(node: object, path: Path) -> Iterator[tuple[Path, Place]]:
    from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            yield here, (key.start_mark.line + 1, key.start_mark.column + 1)
            yield from _walk(value, here)
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            if isinstance(value, Node):
                yield (*path, index), (value.start_mark.line + 1, value.start_mark.column + 1)
                yield from _walk(value, (*path, index))
