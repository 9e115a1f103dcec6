"""Scenes of a living compound: numbers of the monthly table, words of what happened, in both languages."""

import json

import pytest

from experiments.compound_film.film import Film, living
from model.record import OBSERVATIONS
from results.compound.compound_strings import strings
from results.compound.counters import COUNTERS
from results.compound.scenes import Named, compound
from scenarios.language import spoken
from scenarios.read import outcome_entries, scenario

MONTHS = 8


@pytest.fixture(scope="module")
def films() -> list[Film]:
    """A small compound under two governance models."""
    values = {"place.households": 60, "issues.rate": 300, "petitions.threshold": 0.05}
    values |= {"channels.cost_internal": 2.5, "triage.work": 2.0}
    given = [
        scenario("minzhu", name, overrides=values, months=MONTHS, burn_in=3)
        for name in ("baseline", "one-four-n")
    ]
    return living(given, 20)


NAMED = [Named("one", {"colour": "#000000"}), Named("other", {"colour": "#ffffff"})]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_month_is_told_in_words_with_the_numbers_of_its_row(films: list[Film], language: str) -> None:
    with spoken("zh" if language == "zh" else "en"):
        shown = json.loads(json.dumps(compound(films, NAMED)))
    for film, scene in zip(films, shown["scenes"], strict=True):
        for place, month in enumerate(scene["months"]):
            words = {sort: text for sort, text, _issues in month["lines"]}
            if signed := len(month["signed"]):
                assert str(signed) in words["petition"]
            done = film["monthly"]["resolved"][place] or 0
            resolved = [what for _key, what in film["months"][place]["changes"]].count("resolved")
            if done or resolved:
                assert str(resolved) in words["resolved"] and f"{done:.0f}" in words["resolved"]
            if mediated := round(film["monthly"]["mediated"][place]):
                assert str(mediated) in words["mediation"]
            assert all("{" not in text for text in words.values())
            named = {issue for _sort, _text, issues in month["lines"] for issue in issues}
            assert named <= {issue for issue, _change in month["changes"]}
    sorts = {
        sort
        for scene in shown["scenes"]
        for month in scene["months"]
        for sort, _text, _issues in month["lines"]
    }
    assert sorts >= {
        "shock",
        "quarrel",
        "demand",
        "petition",
        "mediation",
        "met",
        "resolved",
        "moved",
        "active",
    }


def test_counters_are_the_monthly_table_as_the_outcomes_are_scaled(films: list[Film]) -> None:
    shown = {one["id"]: one for one in compound(films, NAMED)["counters"]}
    assert {one.observation for one in COUNTERS} <= set(OBSERVATIONS)
    assert {one.outcome for one in COUNTERS} - {""} <= set(outcome_entries())
    first = films[0]["monthly"]
    assert shown["participation"]["series"][0] == pytest.approx(
        [100 * one for one in first["participation"]], rel=1e-3
    )
    assert shown["conflict_index"]["series"][0] == pytest.approx(first["conflict_index"], rel=1e-3)
    assert shown["resolved"]["series"][0][-1] == sum(first["resolved"])


def test_every_change_and_every_mark_has_words() -> None:
    from experiments.compound_film.month_events import CHANGES, HAPPENINGS

    known = strings()
    assert {f"change {what}" for what in CHANGES} <= set(known)
    assert {f"does {what}" for what in HAPPENINGS if what not in ("sweep", "shut")} <= set(known)
