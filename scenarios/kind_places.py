"""Where a case has residents of a kind of the user's own: over what the kind's class says itself.

`kinds: {rider: {share: 0.06, of: upper}}` or `{stairwell_head: {one_a: stairwell}}`.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from scenarios.files import DataFile
from scenarios.language import _
from scenarios.problems import listed, nearest

type Whom = Literal["all", "upper", "ground", "elderly", "established", "young", "owners"]
type Whole = Literal["stairwell"]

WHOM: tuple[str, ...] = get_args(Whom.__value__)
"""Who may be of a kind: everybody, or some of them."""

WHOLES: tuple[str, ...] = get_args(Whole.__value__)
"""What may hold one of a kind each."""


class KindPlace(BaseModel):
    """A share of those who live there, or one in each of a whole; what `of` leaves out is as in the class."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    one_a: Whole | None = None
    of: Whom | None = None


def kind_places(
    data: DataFile, written: object, parent: Mapping[str, KindPlace], known: Collection[str]
) -> dict[str, KindPlace]:
    """The places in a file of a case over those of the one it builds on; `known`: the kinds of the user's own
    that there are files for.
    """
    found = dict(parent)
    for kind, content in (data.mapping(written, ("kinds",)) if written is not None else {}).items():
        if kind not in known:
            data.fail(("kinds", kind), _unknown(known), nearest(kind, known))
        found[kind] = _place(data, content, ("kinds", kind))
    return found


def _unknown(known: Collection[str]) -> str:
    if not known:
        return _("is no kind of resident of your own that a file of rules gives; name its file under rules")
    return _(
        "is no kind of resident of your own that a file of rules gives; there are: {known}",
        known=listed(known),
    )


def _place(data: DataFile, written: object, path: tuple[str, str]) -> KindPlace:
    content: dict[str, Any] = data.mapping(written, path)
    place = data.build(KindPlace, content, path)
    if (place.share is None) == (place.one_a is None):
        data.fail(path, _("must hold either share (0 to 1) or one_a ({wholes})", wholes=listed(WHOLES)))
    return place
