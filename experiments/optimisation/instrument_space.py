"""Mixes: sets of instruments on top of the baseline, among which a search chooses.

Invariant: an instrument has the settings of the governance model it was taken from, or else the
ledger's. A search takes instruments up or leaves them, perhaps at part of their strength; it tunes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from itertools import product
from math import prod
from typing import Any

from experiments.analysis.coalitions import RULES, pieces
from experiments.errors import ArgumentError
from scenarios.language import _, pick
from scenarios.names import fold
from scenarios.problems import listed, nearest
from scenarios.read import Adopted, Governance, Text, ledger, sections

type Mix = tuple[float, ...]
"""The level of every piece of a space, in its order: 0 where it is not held, 1 at its full strength."""

STRENGTH = "strength"
OTHER_RULES = Text(zh="其他规定", en="other rules")


@dataclass(frozen=True)
class Space:
    """All mixes of some pieces of a governance model (`source`) on top of the baseline, each at a level from
    `strengths` or not at all.
    """

    source: Governance
    baseline: Governance
    pieces: tuple[str, ...]
    strengths: tuple[float, ...] = (1.0,)

    @property
    def levels(self) -> tuple[tuple[float, ...], ...]:
        """The levels that each piece can have; rules are there or not."""
        return tuple((0.0, 1.0) if piece == RULES else (0.0, *self.strengths) for piece in self.pieces)

    @property
    def size(self) -> int:
        """How many mixes there are, the baseline among them."""
        return prod(map(len, self.levels))

    def all(self) -> Iterator[Mix]:
        """Every mix; the first is the baseline."""
        return product(*self.levels)

    def nothing(self) -> Mix:
        """The baseline."""
        return (0.0,) * len(self.pieces)

    def alone(self) -> list[Mix]:
        """Every piece by itself, at the highest level it can have."""
        return [
            tuple(max(levels) if place == own else 0.0 for place in range(len(self.pieces)))
            for own, levels in enumerate(self.levels)
        ]

    def held(self, mix: Mix) -> dict[str, float]:
        """The pieces that a mix holds, with their levels."""
        return {piece: level for piece, level in zip(self.pieces, mix, strict=True) if level}

    def words(self, mix: Mix) -> str:
        """What a mix holds, by ids: `convenor+forum:0.5`; empty for the baseline."""
        held = self.held(mix).items()
        return "+".join(piece if level == 1 else f"{piece}:{level:g}" for piece, level in held)

    def name(self, mix: Mix) -> Text:
        """What a mix holds, by names."""
        held = self.held(mix)
        if not held:
            return self.baseline.name
        names = [named(piece, level) for piece, level in held.items()]
        return Text(zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names))

    def governance(self, mix: Mix) -> Governance:
        """The baseline with what the mix holds; its id is the same wherever the same mix is made."""
        held = self.held(mix)
        if not held:
            return self.baseline
        instruments = {adopted.kind: adopted for adopted in self.baseline.instruments}
        for adopted in self.source.instruments:
            if adopted.kind in held:
                instruments[adopted.kind] = _at(adopted, held[adopted.kind])
        name = self.name(mix)
        return Governance(
            id=f"mix-{sha256(self.words(mix).encode()).hexdigest()[:10]}",
            name=name,
            text=name,
            instruments=tuple(instruments.values()),
            parameters={**self.baseline.parameters, **(self.source.parameters if RULES in held else {})},
        )


def of_model(model: Governance, baseline: Governance, strengths: Sequence[float] = (1.0,)) -> Space:
    """The mixes of the pieces of a governance model; ArgumentError if it has none."""
    if not (own := pieces(model)):
        message = _("{governance} holds no instrument: there is nothing to mix.", governance=pick(model.name))
        raise ArgumentError(message)
    return Space(model, baseline, own, tuple(strengths))


def of_ledger(baseline: Governance, kinds: Sequence[str] = (), strengths: Sequence[float] = (1.0,)) -> Space:
    """The mixes of these instruments (none named: all that there are) as the ledger has them."""
    known = {section.id: section for section in sections().values() if section.instrument}
    chosen = tuple(dict.fromkeys(_kind(kind, known) for kind in kinds)) or tuple(known)
    everything = Text(zh="全部手段", en="all instruments")
    source = Governance(
        id="all-instruments",
        name=everything,
        text=everything,
        instruments=tuple(Adopted(kind=kind, settings={}, sentence=known[kind].text) for kind in chosen),
        parameters={},
    )
    return Space(source, baseline, chosen, tuple(strengths))


def _kind(name: str, known: Mapping[str, Any]) -> str:
    """The instrument with that id or name; ArgumentError if there is none."""
    by_name = {fold(word): kind for kind, one in known.items() for word in (kind, one.name.zh, one.name.en)}
    if fold(name) in by_name:
        return by_name[fold(name)]
    message = _("There is no instrument {name}; there are: {known}.", name=name, known=listed(known))
    raise ArgumentError(message + nearest(name, known))


def named(piece: str, level: float = 1.0) -> Text:
    """The name of a piece, with its level where that is not the full one."""
    name = OTHER_RULES if piece == RULES else sections()[piece].name
    if level == 1:
        return name
    return Text(zh=f"{name.zh}（力度 {level:g}）", en=f"{name.en} (strength {level:g})")


def _at(adopted: Adopted, level: float) -> Adopted:
    """The instrument at a part of the strength that it has."""
    if level == 1:
        return adopted
    full = adopted.settings.get(STRENGTH, ledger()[f"{adopted.kind}.{STRENGTH}"].default)
    return adopted.model_copy(update={"settings": {**adopted.settings, STRENGTH: level * full}})


def as_file(model: Governance) -> str:
    """The governance model as a YAML file that can be named wherever a governance model can."""
    from ruamel.yaml import YAML

    content: dict[str, object] = {
        "name": model.name.model_dump(),
        "instruments": {one.kind: {"settings": dict(one.settings)} for one in model.instruments},
    }
    if model.parameters:
        content["parameters"] = {key: given.value for key, given in model.parameters.items()}
    target, yaml = StringIO(), YAML()
    yaml.dump(content, target)
    return target.getvalue()
