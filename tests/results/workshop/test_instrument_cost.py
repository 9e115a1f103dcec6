"""What the workshop page says that an instrument costs, beside what its class books in a first month."""

import numpy as np
import pytest

from model.neighbourhood import Neighbourhood, Placement
from results.workshop.controls.instrument_cost import cost, in_words, values_of
from scenarios import language, read
from scenarios.entries import Adopted
from scenarios.set_up import instruments
from scenarios.shipped import is_shipped

KINDS = [kind for kind in instruments() if is_shipped("instruments", kind)]


def world_of(settings: dict[str, float]) -> Neighbourhood:
    """A small place with every instrument, in its first month."""
    held = [Adopted(kind=kind, settings={}, sentence=read.sections()[kind].name) for kind in KINDS]
    model = read.governance("baseline").model_copy(update={"id": "all", "instruments": tuple(held)})
    given = read.scenario("minzhu", model, months=1, burn_in=0, overrides=settings)
    world = Neighbourhood([Placement(given, 1)])
    world.step()
    return world


def test_the_cost_beside_an_instrument_is_what_its_class_books() -> None:
    settings = {"mediation.brand": 0.3, "mediation.departments": 0.2, "mediation.party": 0.2}
    world, case = world_of(settings), read.case("minzhu")
    values, size = {**values_of(case), **settings}, read.households(case)
    for one in world.held:
        said, levers = cost(one.kind, values), world.levers
        levers.reset()
        booked = np.array([one.yuan()[0], one.staff_days()[0], one.capital()[0], one.works()[0]]) / size
        if one.kind in ("outside_experts", "partnership", "delegates", "grid_workers"):
            one.begin(levers)
            booked[0] += levers.paid_helper_days[0] * values["triage.day_cost"] / size
        if one.kind == "property_reform":  # a subsidy that ends, told in words
            booked[0] = 0.0
        assert tuple(said) == pytest.approx(tuple(booked)), one.kind


def test_every_shipped_instrument_has_a_group_and_a_cost_in_both_languages() -> None:
    values = values_of(read.case("minzhu"))
    for kind in KINDS:
        assert read.sections()[kind].group != "other", f"give {kind} a group in parameters.yaml"
        for spoken in language.LANGUAGES:
            with language.spoken(spoken):
                assert in_words(kind, values)
    with language.spoken("zh"):
        assert "没有直接成本" in in_words("patrol", values) and "元/户·月" in in_words("culture", values)
