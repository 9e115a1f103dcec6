"""What a case file says of its people as they are: files of households and of ties that lie beside it.

How many households the case has, what share of them knows nobody, and how many the others know, follow from
the files. Invariant: ties are those of the households that the same file, or one it builds on, gives.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from scenarios.contents import Ledger
from scenarios.entries import Case, Given
from scenarios.files import DataFile
from scenarios.given_households import GivenHouseholds, read_households
from scenarios.given_ties import GivenTies, read_ties
from scenarios.language import _
from scenarios.problems import number, shown
from scenarios.shelf import Shelf

COUNT = "place.households"
ISOLATES, DEGREE = "ties.isolates", "ties.degree"


class People(NamedTuple):
    """What is given of the people, and the parameters that follow from it."""

    households: GivenHouseholds | None
    ties: GivenTies | None
    parameters: dict[str, Given]


def people(
    shelf: Shelf[Case],
    data: DataFile,
    content: Mapping[str, Any],
    parent: Case | None,
    parameters: dict[str, Given],
    ledger: Ledger,
) -> People:
    """The people that a file gives or takes over; ScenarioError if its files cannot be read or contradict it.
    parameters: those written in it.
    """
    found = _of_parent(parent, "households" in content)
    values = {**found.parameters, **parameters}
    households, ties = found.households, found.ties
    if "households" in content:
        households = read_households(_file(shelf, data, content, "households"), content["households"])
        values.setdefault(COUNT, _survey(households.count, households.file))
    if households:
        _check_count(data, households, values)
    if "ties" in content:
        file = _file(shelf, data, content, "ties")
        ties = read_ties(file, content["ties"], _count(values, ledger), _isolated(households, 1.0))
        values |= {
            key: one
            for key, one in _following(ties, households, values, ledger).items()
            if key not in parameters
        }
    if ties and ties.highest > _count(values, ledger):
        problem = _(
            "= {value}, but {file} has a tie of household {highest}",
            value=_count(values, ledger),
            file=ties.file,
            highest=ties.highest,
        )
        data.fail(("parameters", COUNT), problem)
    return People(households, ties, values)


def _of_parent(parent: Case | None, replaced: bool) -> People:
    """What the case that a file builds on gives; of one whose households are replaced neither ties nor what
    follows from them.
    """
    if parent is None:
        return People(None, None, {})
    if not replaced:
        return People(parent.households, parent.ties, dict(parent.parameters))
    gone = {_source(one.file) for one in (parent.households, parent.ties) if one}
    kept = {key: one for key, one in parent.parameters.items() if one.source not in gone and key != COUNT}
    return People(None, None, kept)


def _file(shelf: Shelf[Case], data: DataFile, content: Mapping[str, Any], key: str) -> Any:
    """The table that a key names; ScenarioError if there is none, or the case is a district."""
    if content["district"] is not None or content["city"] is not None:
        data.fail((key,), _("belongs to the case of one compound; this case is a district of several"))
    name = content[key]
    if not isinstance(name, str) or not name.strip():
        data.fail((key,), _("is {value}; it must be the name of a CSV file", value=shown(name)))
    return shelf.table(data, name, (key,))


def _check_count(data: DataFile, households: GivenHouseholds, values: Mapping[str, Given]) -> None:
    if (written := values[COUNT].value) != households.count:
        problem = _(
            "= {value}, but {file} has {count} households; leave it out",
            value=number(written),
            file=households.file,
            count=households.count,
        )
        data.fail(("parameters", COUNT), problem)


def _count(values: Mapping[str, Given], ledger: Ledger) -> int:
    given = values.get(COUNT)
    return int(given.value if given else ledger.parameters[COUNT].default)


def _isolated(households: GivenHouseholds | None, value: float) -> frozenset[int]:
    """The numbers of the households of which it is given that they know nobody (1), or somebody (0)."""
    column = households.column("isolated") if households else ()
    return frozenset(place for place, cell in enumerate(column, 1) if cell == value)


def _following(
    ties: GivenTies, households: GivenHouseholds | None, values: Mapping[str, Given], ledger: Ledger
) -> dict[str, Given]:
    """The share of households that know nobody, and how many the others know, within what is possible."""
    count = _count(values, ledger)
    sociable = len(ties.knowing | _isolated(households, 0.0))
    following = {ISOLATES: 1.0 - sociable / count, DEGREE: 2.0 * len(ties.ends) / max(sociable, 1)}
    least, most = ledger.parameters[DEGREE].least, ledger.parameters[DEGREE].most
    following[DEGREE] = min(max(following[DEGREE], least), most)
    return {key: _survey(value, ties.file) for key, value in following.items()}


def _survey(value: float, file: str) -> Given:
    return Given(value=value, grade="survey", source=_source(file))


def _source(file: str) -> str:
    return f"counted in {file}"
