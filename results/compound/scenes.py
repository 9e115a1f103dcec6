"""Films as a page shows them: one scene a governance model, with its counters, lines and names.

Invariant: a scene asks for nothing else; whoever shows it needs no server, no case file and no dictionary.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from experiments.compound_film.film import Film
from experiments.compound_film.month_events import CHANGES
from results.compound.counters import counters
from results.compound.month_words import Month, disputes, lines
from results.text.issues import issue_name, status_name
from results.text.names import event_name

LEFT_OUT = ("source", "changes", "seed", "form", "monthly", "events", "months", "issues")
"""Of a film, what a page has in another form or has no use for."""


class Named(NamedTuple):
    """A governance model as a page shows it: its name and its look (`figures.style.for_page`)."""

    name: str
    look: Mapping[str, object]


def compound(films: Sequence[Film], named: Sequence[Named]) -> dict[str, Any]:
    """What a page shows of the same world under several governance models, ready for JSON."""
    kinds = {issue[1] for film in films for issue in film["issues"]}
    status = {issue[9] for film in films for issue in film["issues"]}
    return {
        "scenes": [_scene(film, one) for film, one in zip(films, named, strict=True)],
        "counters": counters([film["monthly"] for film in films]),
        "shocks": [{"month": month, "name": event_name(kind)} for month, kind in films[0]["events"]],
        "kinds": {kind: {"name": issue_name(kind), "quarrel": kind in disputes()} for kind in sorted(kinds)},
        "statuses": {one: status_name(one) for one in sorted(status)},
        "changes": list(CHANGES),
    }


def _scene(film: Film, named: Named) -> dict[str, Any]:
    numbers = {issue[0]: number for number, issue in enumerate(film["issues"])}
    kinds = [issue[1] for issue in film["issues"]]
    kept = {name: value for name, value in film.items() if name not in LEFT_OUT}
    return {
        **kept,
        "name": named.name,
        "look": named.look,
        "issues": film["issues"],
        "months": [_month(film, place, numbers, kinds) for place in range(len(film["months"]))],
    }


def _month(film: Film, place: int, numbers: Mapping[str, int], kinds: Sequence[str]) -> dict[str, Any]:
    seen = film["months"][place]
    changes = defaultdict(list)
    for key, what in seen["changes"]:
        if key in numbers:
            changes[what].append(numbers[key])
    row = {name: values[place] for name, values in film["monthly"].items()}
    shocks = [kind for month, kind in film["events"] if month == seen["month"]]
    kept = {name: value for name, value in seen.items() if name not in LEFT_OUT}
    return {
        **kept,
        "changes": [[number, CHANGES.index(what)] for what in CHANGES for number in changes[what]],
        "lines": [list(line) for line in lines(Month(seen, row, shocks, changes, kinds))],
    }
