"""What is built into the model, told wherever a verdict on it is shown: it is no finding about the world."""

from collections.abc import Iterable, Iterator

from results.text.names import governance_name, joined, name_in
from results.text.rows import Row
from scenarios import built_in
from scenarios.built_in import BuiltIn, Way
from scenarios.language import _

SIGN = "†"
"""Stands beside a verdict that is built in."""

WAYS: tuple[Way, ...] = ("better", "worse")


def sentences(rows: Iterable[Row]) -> Iterator[str]:
    """A sentence for each governance model and way in which outcomes of these rows are built in."""
    marked = [(mark, row) for row in rows if (mark := mark_of(row))]
    for model in dict.fromkeys(mark.governance for mark, _row in marked):
        for way in WAYS:
            same = [row for mark, row in marked if (mark.governance, mark.way) == (model, way)]
            if names := list(dict.fromkeys(map(name_in, same))):
                yield words()[way].format(governance=governance_name(model), outcomes=joined(names))


def mark_of(row: Row) -> BuiltIn | None:
    """What is built in of the outcome of a row, where it compares the two that this was found of."""
    pair = {row["a"], row["b"]}
    for one in built_in.built_in():
        if one.outcome == row["outcome"] and {one.governance, one.against} == pair:
            return one
    return None


def mark_for_script(row: Row) -> dict[str, str] | None:
    """The same for a page's script: governance model and way."""
    mark = mark_of(row)
    return {"governance": mark.governance, "way": mark.way} if mark else None


def sign_words() -> str:
    """What the sign means, for a key."""
    return _("† built into the model: says nothing about the world")


def words() -> dict[Way, str]:
    """The sentence for each way; the governance model and the outcomes are to be filled in."""
    said: dict[Way, str] = {
        "better": _(
            "Built into the model: {governance} is better than the baseline in 99 % or more of {draws} "
            "plausible parameter sets at equal cost, so it says nothing about the world: {outcomes}."
        ),
        "worse": _(
            "Built into the model: {governance} is worse than the baseline in 99 % or more of {draws} "
            "plausible parameter sets at equal cost, so it says nothing about the world: {outcomes}."
        ),
    }
    return {way: text.replace("{draws}", str(built_in.draws())) for way, text in said.items()}
