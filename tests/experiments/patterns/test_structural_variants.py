"""Structural variants: they differ where they should, nowhere else, and meet the same worlds."""

import networkx as nx
import numpy as np
import pytest

from experiments.design.runs import STUDY, seed_of
from experiments.evidence.model_uncertainty import structures
from experiments.patterns.structural_variants import ROUNDED, STRUCTURES, runs
from model.neighbourhood import Neighbourhood, Placement
from results.evidence.model_uncertainty import structures as page
from scenarios import language, read

EVENTFUL = {"petitions.threshold": 0.05, "issues.noise": 0.1}


def test_a_household_with_little_contact_signs_sooner_when_contacts_are_rounded() -> None:
    scenario = read.scenario("minzhu", "baseline", months=2, overrides=EVENTFUL)
    usual, rounded = (
        Neighbourhood([Placement(scenario, 3, kinds=kinds)], by_group=False).run() for kinds in ((), ROUNDED)
    )
    one, other = (world.households for world in (usual, rounded))
    assert type(rounded.agents[0]).__name__.startswith("Rounded")
    assert np.array_equal(one.threshold, other.threshold)
    few = 0.6

    class Seen:
        neighbours_active, salience, share_active = 0.0, 1.0, 1.0

    household = rounded.agents[0]
    household.contacts, household.staff_tie, household.threshold = few, 0.0, 0.0
    household.grievance, household.present = float(household.petition_threshold) + 0.01, 1.0
    assert household.joins_petition(Seen, 0.9)
    usual_rule = super(type(household), household).joins_petition
    assert not usual_rule(Seen, 0.9)


def test_with_whole_contacts_alone_both_rules_agree() -> None:
    scenario = read.scenario("minzhu", "baseline", months=1)
    world = Neighbourhood([Placement(scenario, 3, kinds=ROUNDED)]).run()

    class Seen:
        neighbours_active, salience, share_active = 0.0, 1.2, 0.5

    household = world.agents[0]
    for contacts in (0.0, 1.0, 3.0):
        household.contacts, household.staff_tie = contacts, 0.0
        for draw in (0.05, 0.5, 0.95):
            usual = super(type(household), household).joins_petition(Seen, draw)
            assert bool(household.joins_petition(Seen, draw)) == bool(usual)


def test_a_block_network_has_as_many_ties_and_less_clustering() -> None:
    built = {}
    for name in ("as-built", "blocks"):
        scenario = read.scenario("honghu", "baseline", months=1, overrides=STRUCTURES[name].values)
        ends = Neighbourhood([Placement(scenario, seed_of(STUDY, 0))]).ties.ends
        built[name] = nx.Graph(list(zip(*(end.tolist() for end in ends), strict=True)))
    ties = [graph.number_of_edges() for graph in built.values()]
    assert ties[0] == pytest.approx(ties[1], rel=0.03)
    clustering = {name: nx.average_clustering(graph) for name, graph in built.items()}
    assert clustering["blocks"] < 0.7 * clustering["as-built"]


def test_every_structure_meets_the_same_worlds_and_says_what_changes() -> None:
    made = {name: runs(one, "xihu", ["baseline"], 2, 2) for name, one in STRUCTURES.items()}
    seeds = {name: list(rows["seed"]) for name, rows in made.items()}
    assert seeds["as-built"] == seeds["rounded"] == seeds["blocks"]
    plain = Neighbourhood(
        [Placement(read.scenario("xihu", "baseline", months=2), seeds["as-built"][0])]
    ).run()
    assert made["as-built"]["conflict_index"][0] == plain.outcomes()["conflict_index"][0]
    assert not made["blocks"]["participation_month"].equals(made["as-built"]["participation_month"])


def test_the_page_lists_verdicts_that_hang_on_the_structure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.evidence.model_uncertainty.STRUCTURE_CASES", ("xihu",))
    table = structures(lambda text: None, 2, 2)
    chosen = (table["structure"] == "blocks") & (table["outcome"] == "trust_RC")
    table.loc[chosen, "verdict"] = "worse"
    with language.spoken("en"):
        lines = [line for line in page(table).splitlines() if "hangs on the structure" in line]
    assert lines and any("trust in the residents' committee" in line for line in lines)
    with language.spoken("zh"):
        assert "结构" in page(table)
