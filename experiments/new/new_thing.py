"""Something new of one's own: a commented file that runs as it is, with its test, in the right place.

Invariant: several files are written at once or none, and nothing that is there is written over; what is
written passes every check with nothing else done.
"""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.new.free_name import OF_PYTHON, check_class, check_free, check_name, class_name
from experiments.new.several_files import write_all
from experiments.new.where_to_write import CONTRACTS, Place, beside, where_to_write
from scenarios.files import read_data, shown, text_of
from scenarios.language import _, language
from scenarios.project_folder import around

TEMPLATES = Path(__file__).parent / "template"
THINGS = ("rule", "kind", "instrument", "case", "governance", "study")
OUTSIDE = ("rule", "kind")
"""What may lie anywhere, as a file that `--rules` takes."""

WITH = "with-"
"""Before the name of an instrument: the governance model that it is tried with."""


class NewThing(NamedTuple):
    """What was written: new files, the file that became longer (None if none did), and commands to try, each
    with what it does.
    """

    files: tuple[Path, ...]
    longer: Path | None
    commands: tuple[tuple[str, str], ...]


def new_thing(what: str, name: str) -> NewThing:
    """Write something new of that sort (one of THINGS), with comments in the language spoken.

    ArgumentError if it cannot be called so, is taken, or cannot lie where one stands; FolderError if a file
    is there already or cannot be written.
    """
    place = where_to_write()
    if place is None:
        place = _outside(what)
    check_name(what, name)
    if what == "instrument":
        check_free("governance", _trial(name))
    new = dict(_files(what, name, place))
    longer = {} if what != "instrument" else _longer(name, place)
    write_all(new, longer)
    commands = ((_from_here(place, command), why) for command, why in _commands(what, name, new))
    return NewThing(tuple(new), next(iter(longer), None), tuple(commands))


def _outside(what: str) -> Place:
    if what in OUTSIDE:
        return beside()
    raise ArgumentError(
        _(
            "gongzhi new {what} writes into a project, or into a clone of gongzhi, and here is neither: make "
            "a project with gongzhi new project DIR, and say the same inside it or with --project DIR.",
            what=what,
        )
    )


def _trial(name: str) -> str:
    return WITH + name.replace("_", "-")


def _files(what: str, name: str, place: Place) -> Iterator[tuple[Path, str]]:
    """Each new file with its text."""
    ending = ".py" if what in OF_PYTHON else ".yaml"
    identifier = name.replace("-", "_")
    file = place.of(what) / f"{name}{ending}"
    test = place.tests_of(what) / f"test_{what}_{identifier}.py"
    words = {
        **{"name": name, "words": name.replace("_", " ").replace("-", " "), "identifier": identifier},
        **{"Class": class_name(name), "file": place.way_to(file, test)},
    }
    text = _filled(what, what, words)
    if what in OF_PYTHON:
        check_class(name, words["Class"], text)
    yield file, text
    if what == "instrument":
        yield place.of("governance") / f"{_trial(name)}.yaml", _filled(what, "governance", words)
    yield test, _filled(what, "test", words)
    contracts = place.tests_of(what) / CONTRACTS
    if place.is_project and not contracts.exists():
        yield contracts, text_of(TEMPLATES / "project/tests" / CONTRACTS)


def _filled(what: str, part: str, words: Mapping[str, str]) -> str:
    text = (TEMPLATES / what / f"{part}.{language()}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(words)


def _longer(name: str, place: Place) -> dict[Path, bytes]:
    """The ledger of that place with a section for the instrument; ScenarioError if it cannot be read."""
    assert place.ledger is not None
    file = place.ledger.resolve()
    words = {"name": name, "words": name.replace("_", " ")}
    section = _filled("instrument", "parameters", words)
    before = file.read_bytes() if file.exists() else b""
    joined = (text_of(file) if before else "").rstrip("\n") + "\n" + section
    read_data(file, joined.lstrip("\n"))
    text = section if before else section.lstrip("\n")
    if before and not before.endswith(b"\n"):
        text = "\n" + text
    return {file: before + text.replace("\n", "\r\n" if b"\r\n" in before else "\n").encode()}


def _commands(what: str, name: str, new: Mapping[Path, str]) -> Iterator[tuple[str, str]]:
    """What to say next: run it, and check it."""
    file, test = (shlex.quote(shown(one)) for one in (next(iter(new)), _test(new)))
    match what:
        case "rule":
            yield f"gongzhi try --rules {file}", _("what it changes")
            yield f"gongzhi check-rule {file}", _("whether it depends on nothing but what it is given")
        case "kind":
            yield f"gongzhi run minzhu one-four-n --rules {file}", _("a run with these residents")
            yield f"gongzhi try --rules {file}", _("what they change")
        case "instrument":
            yield (
                f"gongzhi compare minzhu --governance baseline,{_trial(name)} --replicates 8",
                _("what it changes, and what it costs"),
            )
        case "case":
            yield (
                f"gongzhi compare {name} --governance baseline,one-four-n --replicates 8",
                _("how two governance models fare there"),
            )
        case "governance":
            yield f"gongzhi diff baseline {name}", _("what it adopts")
            yield f"gongzhi compare minzhu --governance baseline,{name} --replicates 8", _("what it changes")
        case "study":
            yield f"gongzhi study {name}", _("run it")
    yield f"pytest {test}", _("whether it does as it should")


def _from_here(place: Place, command: str) -> str:
    """A command, with the project that it has to find from where one stands."""
    if not place.is_project or around(Path.cwd()) == place.folder or not command.startswith("gongzhi"):
        return command
    return f"{command} --project {shlex.quote(shown(place.folder))}"


def _test(new: Mapping[Path, str]) -> Path:
    return next(file for file in new if file.name.startswith("test_") and file.name != CONTRACTS)
