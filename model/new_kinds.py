"""Kinds of residents of the user's own: which households are of one, in every compound whose case has it.

Whether a household is one of a share is its own draw ``kind NAME`` when it moves in. The one of a stairwell
is whoever lives there and has the lowest such draw, until it moves out; then another takes its place.

Invariant: nobody else's draws change, and a class of residents in general that overrides nothing changes
nothing: it is mixed with the class that the household would be of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.actor import Actor
from agents.column import BoolArray, IntArray, KeyArray
from agents.place import OneA, Some
from model.compounds import Compounds
from model.given_people import GivenPeople
from model.kept_shares import share_among_newcomers
from model.kind_classes import GROUND, NewKind, age_group, new_kinds_of, standing_for
from model.newcomers import GROUP_KINDS, Mix, Newcomers
from model.streams import uniform
from scenarios.language import LANGUAGES

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood
    from model.population import Population

NOBODY = -1


class Here(NamedTuple):
    """A kind in the compounds that have it: (compounds,) whether, and (compounds, age groups and ground
    floor) the number of the class that stands for it there.
    """

    kind: NewKind
    compounds: BoolArray
    numbers: IntArray


class NewKinds:
    """The kinds of the user's own in a world: shares first, then those of whom there is one each, by name."""

    def __init__(
        self, compounds: Compounds, newcomers: Newcomers, classes: list[type[Actor]], class_of: IntArray
    ) -> None:
        """Find them, and add their classes to those in use."""
        self.compounds, self.newcomers, self.class_of = compounds, newcomers, class_of
        having: dict[NewKind, BoolArray] = {}
        for number, placement in enumerate(compounds.placements):
            for kind in new_kinds_of(placement):
                having.setdefault(kind, np.zeros(compounds.count, dtype=np.bool_))[number] = True
        found = [
            Here(kind, there, _numbers(kind, there, classes, class_of))
            for kind, there in sorted(having.items(), key=lambda one: one[0].name)
        ]
        self.names = tuple(dict.fromkeys(here.kind.name for here in found))
        self._found = found
        self.shares = [here for here in found if isinstance(here.kind.place, Some)]
        self.roles = [here for here in found if isinstance(here.kind.place, OneA)]
        self.arrived = np.zeros(compounds.rows, dtype=np.bool_)

    def there(self) -> dict[str, BoolArray]:
        """Which compounds have each kind, by its word: (compounds,)."""
        every: dict[str, BoolArray] = {}
        for here in self._found:
            every[here.kind.name] = every.get(here.kind.name, False) | here.compounds
        return every

    def called(self, compound: int) -> dict[str, dict[str, str]]:
        """The kinds of a compound by their word, with what each is called in Chinese and in English."""
        mine = (here.kind for here in self._found if here.compounds[compound])
        return {kind.name: _in_both(kind.name, kind.own.words) for kind in mine}

    def draw(
        self,
        rows: IntArray,
        key: KeyArray,
        group: IntArray,
        ground: BoolArray,
        mix: Mix,
        given: GivenPeople | None = None,
    ) -> tuple[IntArray, IntArray]:
        """For those who move into ``rows``: the age group of each, and which of the shares it is one of.
        Whose age is given is of no kind of another age group.
        """
        of = self.compounds.of_row[rows]
        owner = uniform(key, "owner") >= np.choose(group, mix.rents)
        owner = ground | (given.over("owner", owner) if given else owner)
        which, aged = np.full(len(rows), NOBODY), group
        for number, here in enumerate(self.shares):
            may = here.compounds[of] & (which == NOBODY) & _are(here.kind.place.of, ground, group, owner)
            share = share_among_newcomers(here.kind, self.newcomers, of, ground, mix)
            mine = may & (uniform(key, f"kind {here.kind.name}") < share)
            age = age_group(here.kind.own)
            if given and age is not None:
                mine &= (group == age) | ~given.has("age")
            which[mine] = number
            if age is not None:
                aged = np.where(mine, age, aged).astype(group.dtype)
        self.arrived[rows] = True
        return aged, which

    def settle(self, people: Population, rows: IntArray, which: IntArray) -> None:
        """Let those who move into ``rows`` be of the shares drawn; who is one of the owners owns."""
        of, side = self.compounds.of_row[rows], _side(people, rows)
        for number, here in enumerate(self.shares):
            mine = which == number
            people.table.kind[rows[mine]] = here.numbers[of[mine], side[mine]]
            if here.kind.place.of == "owners":
                people.table.owner[rows[mine]] = True

    def take_roles(self, people: Population) -> None:
        """Where a stairwell has nobody of a kind of whom it has one, let one who lives there be it: of those
        who were there before this month's newcomers, if any could be, who has the lowest draw.
        """
        if not self.roles:
            return
        for here in self.roles:
            rows = np.flatnonzero(people.are(here) & ~people.table.present)
            people.table.change_kind(rows, self._usual(people, rows))
            self._take(people, here)
        self.arrived[:] = False

    def _take(self, people: Population, here: Here) -> None:
        compounds, table = self.compounds, people.table
        free = here.compounds[compounds.stair_compound] & (compounds.stair_counts(people.are(here)) == 0.0)
        rows = np.flatnonzero(compounds.stairs_to_rows(free) & table.present)
        rows = rows[table.kind[rows] == self._usual(people, rows)]
        group, owner = table.group[rows], table.owner[rows]
        may = _are(here.kind.place.of, people.landlords[rows], group, owner)
        if (age := age_group(here.kind.own)) is not None:
            may &= group == age
        rows = rows[may]
        stair, draw = compounds.stair_of_row[rows], uniform(people.key[rows], f"kind {here.kind.name}")
        rows = rows[np.lexsort((draw, self.arrived[rows], stair))]
        _stairs, first = np.unique(compounds.stair_of_row[rows], return_index=True)
        chosen = rows[first]
        table.change_kind(chosen, here.numbers[compounds.of_row[chosen], _side(people, chosen)])

    def _usual(self, people: Population, rows: IntArray) -> IntArray:
        """The number of the class that the households would be of without a kind of the user's own."""
        found: IntArray = self.class_of[self.compounds.of_row[rows], _side(people, rows)]
        return found


def take_roles(world: Neighbourhood) -> None:
    """Stage 2, after the shops: where a stairwell lacks the one of a kind that it has one of, another takes
    the place.
    """
    world.population.new_kinds.take_roles(world.population)


def _in_both(kind: str, words: Mapping[str, str]) -> dict[str, str]:
    """What a class calls its kind, in both languages: what one lacks is as in the other."""
    either = next(iter(words.values()), kind)
    return {language: words.get(language) or either for language in LANGUAGES}


def _side(people: Population, rows: IntArray) -> IntArray:
    return np.where(people.landlords[rows], GROUND, people.table.group[rows])


def _are(whom: str, ground: BoolArray, group: IntArray, owner: BoolArray) -> BoolArray:
    """Which households are of those of whom some may be of a kind."""
    if whom in GROUP_KINDS:
        return np.asarray(group == GROUP_KINDS.index(whom))
    others = {"all": np.ones_like(ground), "ground": ground, "upper": ~ground, "owners": owner}
    return np.asarray(others[whom], dtype=np.bool_)


def _numbers(kind: NewKind, there: BoolArray, classes: list[type[Actor]], class_of: IntArray) -> IntArray:
    """The numbers of the classes that stand for a kind, which join the classes in use; see `Here`."""
    numbers = np.full_like(class_of, NOBODY)
    for compound in np.flatnonzero(there).tolist():
        for side in kind.sides():
            stands = standing_for(kind.own, classes[int(class_of[compound, side])])
            if stands not in classes:
                classes.append(stands)
            numbers[compound, side] = classes.index(stands)
    return numbers
