"""A set-up: what a room wants to see in a workshop. A case, one to three governance models, a few values.

It is checked like every other file, wherever it comes from: a hand-written file, a file that somebody shared,
or the workshop page, which may have a case of its own beside those of the project. Invariant: cases and
governance models are named by their ids alone, so nobody can have a file opened by naming it.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from scenarios import read
from scenarios.contents import unfit
from scenarios.entries import Adopted, Case, Entry, Governance, Number, Text, Words
from scenarios.files import DataFile, read_data
from scenarios.language import _
from scenarios.problems import listed, nearest, shown
from scenarios.resolve import MONTHS
from scenarios.sliders import sliders

MOST_SIDES = 3
MOST_MONTHS, MOST_REPLICATES = 120, 50
SENT = Path("set-up.yaml")
"""What a message calls a set-up that was sent and not read from a file."""


class Side(Entry):
    """One governance model as the room wants it: one of the project's, with instruments added or left out."""

    governance: Words
    add: tuple[Words, ...] = ()
    leave_out: tuple[Words, ...] = ()


class SetUp(Entry):
    """A set-up as written."""

    case: Words
    sides: Annotated[list[Side], Field(min_length=1, max_length=MOST_SIDES)]
    parameters: dict[str, Number] = Field(default_factory=dict)
    months: Annotated[int, Field(ge=6, le=MOST_MONTHS)] = MONTHS
    replicates: Annotated[int, Field(ge=2, le=MOST_REPLICATES)] = 10


def instruments() -> list[str]:
    """The kinds of instruments that there are."""
    return [kind for kind in read.sections() if f"{kind}.strength" in read.ledger()]


def set_up(text: str, file: Path = SENT, own: Case | None = None) -> SetUp:
    """The set-up in a text; ScenarioError with line and key if something is wrong.

    `own`: a case that is none of the project and may be asked for by its id.
    """
    data = read_data(file, text)
    content = dict(data.mapping(data.document.data))
    sides = content.get("sides")
    if isinstance(sides, list):
        content["sides"] = [_side(data, side, place) for place, side in enumerate(sides)]
    found = data.build(SetUp, content)
    _among(data, ("case",), found.case, [*(one.id for one in places()), *([own.id] if own else [])])
    _check_names(data, found)
    _check_values(data, found)
    return found


def places() -> list[Case]:
    """The cases of a set-up: those of one compound."""
    return [case for case in read.cases().values() if not case.parts]


def _side(data: DataFile, side: object, place: int) -> Side:
    content = dict(data.mapping(side, ("sides", place)))
    for key in ("add", "leave_out"):
        if isinstance(content.get(key), list):
            content[key] = tuple(content[key])
    return data.build(Side, content, ("sides", place))


def _check_names(data: DataFile, found: SetUp) -> None:
    kinds = instruments()
    for place, side in enumerate(found.sides):
        _among(data, ("sides", place, "governance"), side.governance, list(read.governance_models()))
        for kind in side.add:
            _among(data, ("sides", place, "add"), kind, kinds)
        held = [adopted.kind for adopted in read.governance(side.governance).instruments]
        for kind in side.leave_out:
            _among(data, ("sides", place, "leave_out"), kind, held)


def _among(data: DataFile, path: tuple[str | int, ...], name: str, known: list[str]) -> None:
    if name not in known:
        problem = _("is {value}, which is unknown; known are: {known}")
        message = problem.format(value=shown(name), known=listed(known))
        data.fail(path, message, nearest(name, known))


def _check_values(data: DataFile, found: SetUp) -> None:
    known = sliders()
    for key, value in found.parameters.items():
        _among(data, ("parameters", key), key, list(known))
        if problem := unfit(read.ledger()[key], value):
            data.fail(("parameters", key), problem)


def governance_of(side: Side) -> Governance:
    """The governance model that a side asks for; its id says what was added (+) and left out (-)."""
    model = read.governance(side.governance)
    kept = [adopted for adopted in model.instruments if adopted.kind not in side.leave_out]
    held = {adopted.kind for adopted in kept}
    added = [kind for kind in dict.fromkeys(side.add) if kind not in held]
    if not added and len(kept) == len(model.instruments):
        return model
    words = read.sections()
    new = [Adopted(kind=kind, settings={}, sentence=words[kind].name) for kind in added]
    left = [adopted.kind for adopted in model.instruments if adopted.kind in side.leave_out]
    changes = [*(("+", kind) for kind in added), *(("−", kind) for kind in left)]
    return model.model_copy(
        update={
            "id": model.id + "".join(("+" if sign == "+" else "-") + kind for sign, kind in changes),
            "name": Text(
                zh=model.name.zh + "".join(sign + words[kind].name.zh for sign, kind in changes),
                en=model.name.en + "".join(f" {sign}{words[kind].name.en}" for sign, kind in changes),
            ),
            "instruments": (*kept, *new),
        }
    )
