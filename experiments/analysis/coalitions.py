"""Coalitions: part of a governance model on top of the baseline, to see what each of its pieces is worth.

A piece is an instrument with the settings it has in the governance model; values that the model sets outside
its instruments are one more piece, `rules`. All pieces together are the governance model itself, none of them
is the baseline. Shapley shares say what each piece adds to the whole, averaged over all orders in which they
can come (Shapley 1953).

Invariant: the shares of all pieces sum to the whole effect, in every replicate by itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.errors import ArgumentError
from scenarios.language import _, msgid, pick
from scenarios.names import fold
from scenarios.problems import listed, nearest
from scenarios.read import Governance, Text, sections

FloatArray = NDArray[np.float64]

RULES = "rules"
MOST = 8
"""More pieces or groups than these have too many coalitions (2 to their number) for Shapley shares."""

ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "coordination": (
        msgid("who is responsible"),
        ("convenor", "alliance", "closed_loop", "by_type", "four_haves", "task_force", "delegates"),
    ),
    "deliberation": (msgid("deliberation"), ("forum", "solicitation", "micro_projects")),
    "disputes": (msgid("settling disputes"), ("mediation", "conversion_consent")),
    "money": (msgid("common money"), ("community_fund", "partnership", "private_capital")),
    "channels": (
        msgid("channels and contact"),
        ("digital_platform", "wechat_groups", "service_window", "patrol", "grid_workers"),
    ),
    "property": (
        msgid("property management"),
        (
            *("property_reform", "owners_committee", "fee_negotiation", "arrears_settlement"),
            *("street_property", "smart_security"),
        ),
    ),
    "services": (
        msgid("helping hands and services"),
        (
            *("volunteers", "craft_workshop", "group_services", "outside_experts", "wishes"),
            *("case_manager", "culture", "tenant_inclusion", "neighbourhood_centre"),
        ),
    ),
}
"""The groups of a governance model with more than eight pieces, unless others are asked for; what stands in
none of them is in one more, `other`.
"""


class PieceGroup(NamedTuple):
    """Pieces that are taken together; `id` is the role they share, or the pieces joined by a plus sign."""

    id: str
    pieces: tuple[str, ...]


def pieces(model: Governance) -> tuple[str, ...]:
    """What the governance model is made of."""
    kinds = tuple(adopted.kind for adopted in model.instruments)
    return (*kinds, RULES) if model.parameters else kinds


def coalition(model: Governance, baseline: Governance, held: Collection[str]) -> Governance:
    """The baseline with these pieces of the governance model; ArgumentError if it has no such piece."""
    own = pieces(model)
    for piece in held:
        _held(piece, model)
    if len(set(held)) == len(own):
        return model
    if not held:
        return baseline
    kept = [piece for piece in own if piece in held]
    instruments = {adopted.kind: adopted for adopted in baseline.instruments}
    instruments |= {adopted.kind: adopted for adopted in model.instruments if adopted.kind in held}
    parameters = {**baseline.parameters, **(model.parameters if RULES in held else {})}
    return Governance(
        id=_id(model, kept),
        name=_named(model, kept),
        text=model.text,
        instruments=tuple(instruments.values()),
        parameters=parameters,
    )


def without(model: Governance, baseline: Governance, piece: str) -> Governance:
    """The governance model without one of its pieces; ArgumentError if it has no such piece."""
    return coalition(model, baseline, set(pieces(model)) - {_held(piece, model)})


def _id(model: Governance, kept: Sequence[str]) -> str:
    """The shorter of what is there (+) and what is not (-)."""
    missing = [piece for piece in pieces(model) if piece not in kept]
    few, sign = (missing, "-") if len(missing) < len(kept) else (kept, "+")
    return f"{model.id}[{''.join(sign + piece for piece in few)}]"


def _named(model: Governance, kept: Sequence[str]) -> Text:
    """The pieces that are there, after the name of the governance model."""
    names = [_text(piece) for piece in kept]
    return Text(
        zh=f"{model.name.zh}（{'、'.join(name.zh for name in names)}）",
        en=f"{model.name.en} ({', '.join(name.en for name in names)})",
    )


def _text(piece: str) -> Text:
    return Text(zh="其他规定", en="other rules") if piece == RULES else sections()[piece].name


def _held(name: str, model: Governance) -> str:
    """The piece of the model with that id or name; ArgumentError, with all its pieces, if it has none."""
    own = pieces(model)
    known = {fold(word): piece for piece in own for word in (piece, _text(piece).zh, _text(piece).en)}
    if fold(name) in known:
        return known[fold(name)]
    raise ArgumentError(
        _(
            "{governance} holds no instrument {name}; it holds: {known}.",
            governance=pick(model.name),
            name=name.strip() or '""',
            known=listed(own),
        )
        + nearest(name, own)
    )


def groups(named: Sequence[Sequence[str]] | None, model: Governance) -> tuple[PieceGroup, ...]:
    """The groups for Shapley shares: those named (what is not named is one more group), else every
    piece by itself, or by role where there are more than eight; ArgumentError if they cannot be formed.
    """
    if named is not None:
        return _as_named(named, model)
    own = pieces(model)
    if len(own) <= MOST:
        return tuple(PieceGroup(piece, (piece,)) for piece in own)
    role_of = {piece: role for role, (_name, kinds) in ROLES.items() for piece in kinds}
    by_role = {role: tuple(piece for piece in own if role_of.get(piece) == role) for role in ROLES}
    by_role["other"] = tuple(piece for piece in own if piece not in role_of)
    return tuple(PieceGroup(role, found) for role, found in by_role.items() if found)


def _as_named(named: Sequence[Sequence[str]], model: Governance) -> tuple[PieceGroup, ...]:
    found = [tuple(_held(name, model) for name in names) for names in named]
    held = [piece for group in found for piece in group]
    for piece in held:
        if held.count(piece) > 1:
            raise ArgumentError(_("--groups names {name} twice.", name=piece))
    if rest := tuple(piece for piece in pieces(model) if piece not in held):
        found.append(rest)
    if len(found) > MOST:
        raise ArgumentError(
            _(
                "--groups makes {count} groups, and {most} is the most; join some with +, as in {example}.",
                count=len(found),
                most=MOST,
                example="+".join(pieces(model)[:2]),
            )
        )
    return tuple(PieceGroup("+".join(group), group) for group in found)


def group_name(group: PieceGroup) -> str:
    """The name of a group in the language chosen."""
    if group.id in ROLES:
        return _(ROLES[group.id][0])
    return _("others") if group.id == "other" else " + ".join(pick(_text(piece)) for piece in group.pieces)


def coalitions[P](players: Sequence[P]) -> Iterator[frozenset[P]]:
    """All sets of players, from nobody to everybody: two to the number of players."""
    sizes = (combinations(players, size) for size in range(len(players) + 1))
    return (frozenset(chosen) for chosen in chain.from_iterable(sizes))


def shares(players: int, values: dict[frozenset[int], FloatArray]) -> FloatArray:
    """The share of each player: shape (players, *shape of a value).

    values: what each coalition of the players 0 … `players` − 1 comes to. Where one of them is undefined
    (NaN) so are all shares.
    """
    found = np.zeros((players, *np.shape(values[frozenset()])))
    for before in coalitions(range(players)):
        for player in set(range(players)) - before:
            weight = 1.0 / (players * comb(players - 1, len(before)))
            found[player] += weight * (values[before | {player}] - values[before])
    return found
