"""A YAML file as plain data with the line and column of every key.

The files of this project keep to a small part of YAML 1.2: nested mappings, one key a line, plain or simply
quoted values, short flow lists and mappings. That part is read here line by line, some fifty times faster
than by a general reader; a file that uses anything else goes to ruamel.yaml, which also says what is wrong.
A test holds that both agree.

Invariant: whoever goes through a document comes to an end. There is a limit to how deep it is, and to
how much it holds once every alias is written out.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from scenarios.language import msgid

Path = tuple[str | int, ...]
Place = tuple[int, int]


class Document(NamedTuple):
    """Plain data and, by path of keys, the line and column (from 1) of each key."""

    data: object
    places: dict[Path, Place]


class NotPlain(Exception):
    """The text uses more of YAML than the quick reader knows."""


class Broken(Exception):
    """The text is no YAML: what the parser says and where (from 1)."""

    def __init__(self, problem: str, place: Place | None, key: str | None = None) -> None:
        super().__init__(problem)
        self.problem, self.place, self.key = problem, place, key


class Refused(Broken):
    """The text is YAML that is not taken: the problem is a message for the user, to be filled in."""

    def __init__(self, problem: str, place: Place, **values: object) -> None:
        super().__init__(problem, place)
        self.values = values


MOST_DEPTH = 40
"""How deep keys and lists may be nested."""

MOST_NODES = 25_000
"""How many keys and values there may be, those that an alias repeats counted again: the ledger has 14 000."""

_DEEP = msgid("Keys and lists stand deeper in each other than {most} levels.")
_LARGE = msgid(
    "The file holds more than {most} keys and values, those repeated by an alias (*name) included."
)
_ROUND = msgid("An alias (*name) stands within what it repeats.")
_LONG = msgid("A number has more than {most} digits.")
MOST_DIGITS = 300
_CONTROL = msgid("The file holds {code}, a character that no text has.")
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIGITS = re.compile(rf"[-+]?\d{{{MOST_DIGITS + 1},}}")

_LINE = re.compile(r'( *)("[^"\\]*"|[A-Za-z0-9_][A-Za-z0-9_.+-]*):(?: +(.*))?$')
_TWICE = re.compile(r'found duplicate key "?(.+?)"? with value')
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_STRUCTURE = re.compile(r": | #|:$|\t")
_MARKS = "-?:,[]{}#&*!|>'%@`.+~=<0123456789"
_QUOTES = "\"'"
_COUNTED = re.compile(r"[0-9]+ |[0-9+]+\+[A-Z]")
_NEARLY_WORDS = ("null", "true", "false", "yes", "no", "on", "off")
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_KEY = re.compile(r"[a-z_]+")
_ITEM = re.compile(r'(?: *[a-z_]+: )? *(?:"[^"\\]*"|[^\[\]{}," ][^\[\]{},"]*) *(?=,|$)')
_FLOW = re.compile(f"(?:{_ITEM.pattern},)*{_ITEM.pattern}")


def read_document(text: str) -> Document:
    """The document in `text`; Broken if it is no YAML, Refused if it goes beyond a limit."""
    if (found := _UNPRINTABLE.search(text)) is not None:
        before = text[: found.start()]
        place = before.count("\n") + 1, found.start() - before.rfind("\n")
        raise Refused(_CONTROL, place, code=f"U+{ord(found[0]):04X}")
    try:
        return thorough(text) if text.count("\n") + text.count(",") > MOST_NODES else _quick(text)
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
        match = _LINE.match(line.rstrip(" "))
        if match is None:
            raise NotPlain
        depth, key, value = len(match[1]), match[2].strip('"'), match[3]
        if pending is not None and depth > pending[0]:
            child: dict[str, object] = {}
            pending[1][pending[2]] = child
            open_maps.append((depth, child, pending[3]))
            if len(open_maps) > MOST_DEPTH:
                raise Refused(_DEEP, (number, depth + 1), most=MOST_DEPTH)
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
    if text[0] in _QUOTES:
        if len(text) < 2 or text[-1] != text[0] or "\\" in text or text[0] in text[1:-1]:
            raise NotPlain
        return text[1:-1]
    if _NUMBER.fullmatch(text):
        if len(text) > MOST_DIGITS:
            raise NotPlain
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
    reader.Scanner, reader.Composer = _scanner(), _composer()
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


def _check_scalar(text: str, place: Place, quoted: bool) -> None:
    """Refused if it is what no value may be: a number beyond all bounds, or a character written as an escape
    that no text has.
    """
    if not quoted and _DIGITS.fullmatch(text):
        raise Refused(_LONG, place, most=MOST_DIGITS)
    if (found := _UNPRINTABLE.search(text)) is not None:
        raise Refused(_CONTROL, place, code=f"U+{ord(found[0]):04X}")


@cache
def _scanner() -> type[Any]:
    """ruamel's scanner, stopped at the limit: it looks far ahead for the end of what a bracket opens."""
    from ruamel.yaml.scanner import Scanner

    class Limited(Scanner):
        def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803
            if len(self.flow_context) >= MOST_DEPTH:
                here = self.reader.get_mark()
                raise Refused(_DEEP, (here.line + 1, here.column + 1), most=MOST_DEPTH)
            super().fetch_flow_collection_start(TokenClass, to_push)

    return Limited


@cache
def _composer() -> type[Any]:
    """ruamel's composer, stopped at the limits: it builds the tree, so nothing larger ever exists."""
    from ruamel.yaml.composer import Composer
    from ruamel.yaml.events import AliasEvent
    from ruamel.yaml.nodes import ScalarNode

    class Limited(Composer):
        def __init__(self, loader: Any = None) -> None:
            super().__init__(loader)
            self.warn_double_anchors = False
            self._sizes = dict[int, int]()
            self._nodes = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.parser.peek_event()
            place = event.start_mark.line + 1, event.start_mark.column + 1
            if self.depth >= MOST_DEPTH:
                raise Refused(_DEEP, place, most=MOST_DEPTH)
            before, self._nodes = self._nodes, self._nodes + 1
            node = super().compose_node(parent, index)
            if isinstance(event, AliasEvent):
                if id(node) not in self._sizes:
                    raise Refused(_ROUND, place)
                self._nodes += self._sizes[id(node)]
            elif event.anchor is not None:
                self._sizes[id(node)] = self._nodes - before
            if isinstance(node, ScalarNode):
                _check_scalar(node.value, place, quoted=node.style is not None)
            if self._nodes > MOST_NODES:
                raise Refused(_LARGE, place, most=MOST_NODES)
            return node

    return Limited


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
