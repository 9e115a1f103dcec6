"""A project: a folder of a user's own cases, governance models, studies, rules, instruments and outcomes.

It lies anywhere, has a file `gongzhi.toml`, and adds to what comes with gongzhi without touching it. Its
Python files are modules of gongzhi's own packages (`agents/hesitant.py` is `agents.hesitant`).

Invariant: what a project holds never takes the place of what is shipped; a name that is taken is refused.
"""

import tomllib
from collections.abc import Iterable, Mapping, MutableSequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scenarios.files import shown, text_of
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest
from scenarios.problems import shown as in_quotes
from scenarios.project_folder import FILE, PACKAGES, modules, project_folder
from scenarios.rules_file import rules_file
from scenarios.shipped import is_shipped, own_files
from scenarios.words import Text, in_one_language

CASES, GOVERNANCE, STUDIES, PATTERNS, OUTCOMES = "cases", "governance", "studies", "patterns", "outcomes"
LEDGER = "parameters.yaml"

KEYS = ("name", "text", "currency")


@dataclass(frozen=True)
class Project:
    """A project in its folder: what it is called and what it says of itself, in one language or more, and the
    money that its numbers are in; None for yuan.
    """

    folder: Path
    title: Text
    text: Text | None = None
    currency: Text | None = None

    @property
    def name(self) -> str:
        """What it is called, whoever reads: in English, or else in the language it is called in."""
        return self.title.en

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name

    def files(self, part: str, ending: str = ".yaml") -> list[Path]:
        """The files of one of its folders, by name; none where there is no such folder."""
        found = (self.folder / part).glob(f"*{ending}")
        return sorted(file for file in found if not file.name.startswith((".", "_")))


def project() -> Project | None:
    """The project of this process, None if it has none; ScenarioError if its file is wrong."""
    folder = project_folder()
    if folder is None:
        return None
    file = folder / FILE
    if not file.exists():
        raise ScenarioError(_("{folder} is no project: it has no {file}.", folder=shown(folder), file=FILE))
    return _read(folder, file.stat().st_mtime_ns)


def currency() -> Text | None:
    """The money that numbers are in, where that of the project is not yuan."""
    found = project()
    return found.currency if found else None


def extend(package: str, places: MutableSequence[str]) -> None:
    """Let a package find the project's modules too: `places` is its `__path__`."""
    found, rules = project(), rules_file()
    check_code()
    places[1:] = [str(found.folder / PACKAGES[package])] if found else []
    if rules is not None and package == "agents" and str(rules.parent) not in places:
        places.append(str(rules.parent))


def rule_files() -> dict[str, Path]:
    """The project's files of rules, those of one's own in gongzhi's folder, and the one chosen, by the name
    that a case gives.
    """
    found, chosen = project(), rules_file()
    check_code()
    own = found.files(PACKAGES["agents"], ".py") if found else []
    return {file.stem: file for file in (*own_files("agents"), *own, *([chosen] if chosen else []))}


def shadowed(file: Path, other: Path | str) -> ScenarioError:
    """The message on a file of the project whose name is that of something shipped."""
    return ScenarioError(
        _(
            "{file}: the name {name} is taken by {other} of gongzhi; give it another one.",
            file=shown(file),
            name=file.stem,
            other=Path(other).name,
        )
    )


def free(further: Iterable[Path], shipped: Mapping[str, Path]) -> dict[str, Path]:
    """Files of the project by id; ScenarioError if one has the id of what is shipped."""
    found = {file.stem: file for file in further}
    for name, file in found.items():
        if name in shipped:
            raise shadowed(file, shipped[name])
    return found


@lru_cache(maxsize=8)
def _read(folder: Path, _stamp: int) -> Project:
    file = folder / FILE
    try:
        content = tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(
            _("{file}: This is not valid TOML ({problem}).", file=shown(file), problem=error)
        ) from None
    for key, value in content.items():
        if key not in KEYS:
            message = _(
                "{file}: {key} is unknown; known are: {known}.", file=shown(file), key=key, known=listed(KEYS)
            )
            raise ScenarioError(message + nearest(key, KEYS))
        content[key] = in_one_language(value)
        if not isinstance(content[key], Text):
            raise ScenarioError(
                _(
                    "{file}: {key} is {value}; it must be words.",
                    file=shown(file),
                    key=key,
                    value=in_quotes(value),
                )
            )
    title = content.get("name", Text(zh=folder.name, en=folder.name))
    return Project(folder, title, content.get("text"), content.get("currency"))


def check_code() -> None:
    """ScenarioError if a Python file of the project has the name of a shipped one, or one it cannot have."""
    shipped = Path(__file__).parent.parent
    for name, file in modules().items():
        package, _dot, stem = name.rpartition(".")
        there = shipped / package.replace(".", "/") / file.name
        if there.exists() and (is_shipped("agents", stem) or not there.samefile(file)):
            raise shadowed(file, there)
        if not stem.isidentifier():
            raise ScenarioError(
                _(
                    "{file}: the name of a Python file is made of letters, digits and _, and does not begin "
                    "with a digit.",
                    file=shown(file),
                )
            )
