"""Films: whoever films takes no part, and what happened is what the monthly table counts."""

import json
from collections import Counter
from collections.abc import Sequence

import pytest

from experiments.compound_film.film import Film, living
from experiments.compound_film.month_events import CHANGES, HAPPENINGS
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario, scenario

SEED, MONTHS = 20, 14


def busy(governance: str, burn_in: int = 3) -> Scenario:
    """A small compound in which people move, quarrel, sign and sit together."""
    values = {
        "place.households": 60,
        "issues.rate": 300,
        "petitions.threshold": 0.05,
        "issues.encroachment": 0.005,
    }
    return scenario("minzhu", governance, overrides=values, months=MONTHS, burn_in=burn_in)


@pytest.fixture(scope="module")
def films() -> list[Film]:
    """The same compound under two governance models, as it is sent."""
    found: list[Film] = json.loads(json.dumps(living([busy("baseline"), busy("one-four-n-consent")], SEED)))
    return found


def lengths(film: Film, name: str) -> list[int]:
    return [len(month[name]) for month in film["months"]]


def counted(film: Film, what: str) -> list[int]:
    return [sum(change == what for _key, change in month["changes"]) for month in film["months"]]


def test_a_film_changes_nothing_of_what_a_world_lives_through(films: Sequence[Film]) -> None:
    placed = [Placement(busy(name), SEED) for name in ("baseline", "one-four-n-consent")]
    alone = Neighbourhood(placed, archive=True).run().monthly()
    for place, film in enumerate(films):
        table = alone[alone["compound"] == place].drop(columns="compound")
        assert set(table.columns) == set(film["monthly"])
        same = {name: table[name].astype(object).where(table[name].notna(), None).tolist() for name in table}
        assert same == film["monthly"]


def test_what_happened_to_households_is_what_the_months_count(films: Sequence[Film]) -> None:
    for film in films:
        assert lengths(film, "signed") == film["monthly"]["petitioners"] == lengths(film, "sweep")
        assert lengths(film, "moved") == film["monthly"]["moves"]
        assert all(set(month["shut"]) <= set(month["ended"]) for month in film["months"])
        shops = [set(month["shops"]) for month in film["months"]]
        for before, now, month in zip(shops, shops[1:], film["months"][1:], strict=False):
            assert now - before == set(month["opened"]) and before - now == set(month["ended"])
    happened = {name for film in films for name in HAPPENINGS if sum(lengths(film, name))}
    assert happened >= {"signed", "sat", "met", "moved", "opened", "ended"}


def test_what_became_of_issues_is_what_the_months_count(films: Sequence[Film]) -> None:
    for film in films:
        monthly = film["monthly"]
        assert counted(film, "raised") == monthly["raised"]
        assert sum(counted(film, "attempt")) == sum(monthly["mediated"]) - sum(monthly["mediation_settled"])
        ends = Counter(what for month in film["months"] for _key, what in month["changes"])
        closed = Counter(issue[9] for issue in film["issues"] if issue[8] is not None)
        assert {what: ends[what] for what in ("resolved", "faded")} == {
            what: closed[what] for what in ("resolved", "faded")
        }
        assert {key for month in film["months"] for key, _what in month["changes"]} <= {
            one[0] for one in film["issues"]
        }
    assert (
        len(
            {what for film in films for month in film["months"] for _key, what in month["changes"]}
            & set(CHANGES)
        )
        > 6
    )


def test_a_run_without_burn_in_is_filmed_from_its_first_month_on() -> None:
    film = living([busy("baseline", burn_in=0)], SEED)[0]
    assert [month["month"] for month in film["months"]] == list(range(1, MONTHS + 1))
    assert lengths(film, "moved") == film["monthly"]["moves"]
