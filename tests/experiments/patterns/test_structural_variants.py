"""Structural variants: they differ where they should, nowhere else, and meet the same worlds."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from agents.perceptions import Crowd, Meeting
from agents.resident import Resident
from experiments.design.runs import STUDY, seed_of
from experiments.evidence.model_uncertainty import structures
from experiments.patterns.structural_variants import STRUCTURES, rules, runs
from experiments.patterns.variant_rules import BY_DIFFERENCE, ROUNDED, Kinds
from model.clusters import Clusters
from model.compounds import Compounds
from model.neighbourhood import Neighbourhood, Placement
from results.evidence.structures import structures as page
from scenarios import language, read

EVENTFUL = {"petitions.threshold": 0.05, "issues.noise": 0.1}


def usual_demand() -> float:
    """Demands a year per 1 000 residents at Minzhu, where nobody says otherwise."""
    return float(read.scenario("minzhu", "baseline").parameters["issues.rate"])


def test_a_household_with_little_contact_signs_sooner_when_contacts_are_rounded() -> None:
    scenario = read.scenario("minzhu", "baseline", months=2, burn_in=12, overrides=EVENTFUL)
    usual, rounded = (
        Neighbourhood([Placement(scenario, 3, kinds=kinds)], by_group=False).run() for kinds in ((), ROUNDED)
    )
    one, other = (world.households for world in (usual, rounded))
    assert type(rounded.agents[0]).__name__.startswith("Rounded")
    assert np.array_equal(one.threshold, other.threshold)
    few, seen = 0.6, Crowd(neighbours_active=0.0, salience=1.0, share_active=1.0)
    household = rounded.agents[0]
    household.contacts, household.staff_tie, household.threshold = few, 0.0, 0.0
    household.grievance, household.present = float(household.petition_threshold) + 0.01, 1.0
    assert household.joins_petition(seen, 0.9)
    assert not Resident.joins_petition(household, seen, 0.9)


def test_with_whole_contacts_alone_both_rules_agree() -> None:
    scenario = read.scenario("minzhu", "baseline", months=1)
    world = Neighbourhood([Placement(scenario, 3, kinds=ROUNDED)]).run()
    household, seen = world.agents[0], Crowd(neighbours_active=0.0, salience=1.2, share_active=0.5)
    for contacts in (0.0, 1.0, 3.0):
        household.contacts, household.staff_tie = contacts, 0.0
        for draw in (0.05, 0.5, 0.95):
            usual = Resident.joins_petition(household, seen, draw)
            assert bool(household.joins_petition(seen, draw)) == bool(usual)


def _takes_part(kinds: Kinds, share: float, acquaintances: float = 6.0) -> float:
    """The log-odds with which a household takes part to which this share of its neighbours seems active."""
    scenario = read.scenario("minzhu", "baseline", months=1, burn_in=0)
    household = Neighbourhood([Placement(scenario, 3, kinds=kinds)]).run().agents[0]
    household.present = 1.0
    draws = np.linspace(0.0, 1.0, 400_001)
    meeting = Meeting(**dict.fromkeys(Meeting._fields, 0.0) | {"norm": share, "acquaintances": acquaintances})
    taking_part = household.takes_part(meeting, draws).mean()
    return float(np.log(taking_part / (1.0 - taking_part)))


def test_an_example_by_difference_counts_as_many_more_alike_at_every_level_for_everybody() -> None:
    low, middle, high = (_takes_part(BY_DIFFERENCE, share) for share in (0.0, 0.3, 0.6))
    assert middle - low == pytest.approx(0.6, abs=0.01)
    assert high - middle == pytest.approx(middle - low, abs=0.01)
    assert _takes_part(BY_DIFFERENCE, 0.6, acquaintances=0.0) == high


def test_an_example_moves_nobody_where_as_many_take_part_as_usual() -> None:
    assert _takes_part(BY_DIFFERENCE, 0.08) == pytest.approx(_takes_part((), 0.08), abs=0.001)


@pytest.mark.slow
def test_a_household_asked_by_itself_feels_the_example_by_difference_as_all_do_together() -> None:
    scenario = read.scenario("xihu", "baseline", months=2, overrides=STRUCTURES["linear-norm"].overrides)
    together, alone = (
        Neighbourhood([Placement(scenario, 3, kinds=BY_DIFFERENCE)], one_by_one=each).run()
        for each in (False, True)
    )
    assert np.array_equal(together.households.active, alone.households.active)
    assert together.households.active.any()


def test_a_block_network_has_as_many_ties_and_less_clustering() -> None:
    built = {}
    for name in ("as-built", "blocks"):
        scenario = read.scenario("honghu", "baseline", months=1, overrides=STRUCTURES[name].overrides)
        ends = Neighbourhood([Placement(scenario, seed_of(STUDY, 0))]).ties.ends
        built[name] = nx.Graph(list(zip(*(end.tolist() for end in ends), strict=True)))
    ties = [graph.number_of_edges() for graph in built.values()]
    assert ties[0] == pytest.approx(ties[1], rel=0.03)
    clustering = {name: nx.average_clustering(graph) for name, graph in built.items()}
    assert clustering["blocks"] < 0.7 * clustering["as-built"]


@pytest.mark.parametrize(("name", "clusters"), [("one-cluster", 1), ("small-clusters", 30)])
def test_a_large_compound_has_as_many_clusters_as_the_structure_says(name: str, clusters: int) -> None:
    scenario = read.scenario("honghu", "baseline", months=1, overrides=STRUCTURES[name].overrides)
    assert Clusters(Compounds([Placement(scenario, 1)])).count == clusters


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_every_structure_meets_the_same_worlds_and_says_what_changes() -> None:
    made = {name: runs(one, "xihu", ["baseline"], 2, 2) for name, one in STRUCTURES.items()}
    seeds = {name: list(rows["seed"]) for name, rows in made.items()}
    assert seeds["as-built"] == seeds["rounded"] == seeds["blocks"]
    plain = Neighbourhood(
        [Placement(read.scenario("xihu", "baseline", months=2), seeds["as-built"][0])]
    ).run()
    assert made["as-built"]["conflict_index"][0] == plain.outcomes()["conflict_index"][0]
    assert not made["blocks"]["weekly_contact"].equals(made["as-built"]["weekly_contact"])


FEW = {name: STRUCTURES[name] for name in ("as-built", "queue-share", "rounded", "blocks")}


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    """Some structures in two replicates of two months each, on one case."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.evidence.model_uncertainty.STRUCTURE_CASES", ("minzhu",))
        patch.setattr("experiments.evidence.model_uncertainty.STRUCTURES", FEW)
        return structures(lambda text: None, 2, 2)


@pytest.fixture
def table(made: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """The same, to be changed."""
    monkeypatch.setattr("results.evidence.structures.STRUCTURES", FEW)
    return made.copy()


@pytest.mark.slow
def test_the_page_lists_verdicts_that_hang_on_the_structure(table: pd.DataFrame) -> None:
    for structure, verdict in {"blocks": "worse", "rounded": "better"}.items():
        chosen = (table["structure"] == structure) & (table["outcome"] == "trust_RC")
        table.loc[chosen, "verdict"] = verdict
    with language.spoken("en"):
        text = page(table)
    lines = [line for line in text.splitlines() if "otherwise:" in line]
    assert any("trust in the residents' committee" in line and "blocks" in line for line in lines)
    assert "5 are “better” under one and “worse” under another" in text
    with language.spoken("zh"):
        assert "结构" in page(table)


@pytest.mark.slow
def test_the_page_begins_with_the_sign_that_rests_on_the_structure_at_every_demand(
    table: pd.DataFrame,
) -> None:
    first = (table["outcome"] == "conflict_index") & (table["b"] == "one-four-n") & (table["demand"] == 210.0)
    table.loc[first & (table["structure"] == "queue-share"), "difference"] = 7.77
    with language.spoken("en"):
        begin, _, rest = page(table).partition("## What hangs on the structure")
    lines = [line for line in begin.splitlines() if line.startswith("|")]
    assert f"{usual_demand():g} demands | 110 demands | 210 demands" in lines[0]
    assert len(lines) == 2 + len(FEW)
    shifted = next(line for line in lines if line.startswith("| " + STRUCTURES["queue-share"].name.en))
    assert shifted.split("|")[4].strip().startswith("+7.77") and shifted.count("7.77") == 1
    assert "Of 70 verdicts" in rest


@pytest.mark.slow
def test_higher_demands_are_asked_of_one_governance_model_alone(table: pd.DataFrame) -> None:
    of_place = table[table["case"] == "minzhu"]
    pairs = of_place.groupby("demand")[["a", "b"]].apply(lambda rows: len(rows.drop_duplicates()))
    assert pairs.to_dict() == {usual_demand(): 3, 110.0: 1, 210.0: 1}
    load = of_place[of_place["structure"] == "as-built"].groupby("demand")["utilisation_a"].first()
    assert load[110.0] > load[usual_demand()] and load[210.0] > load[110.0]


@pytest.mark.parametrize("name", [name for name in STRUCTURES if name != "as-built"])
def test_every_structure_is_other_than_the_model_as_built(name: str) -> None:
    usual = {key: entry.default for key, entry in read.ledger().items()}
    one = STRUCTURES[name]
    assert one.overrides or one.kinds
    assert all(value != usual[key] for key, value in one.overrides.items())


def test_rules_written_otherwise_are_named() -> None:
    written = {name: rules(one) for name, one in STRUCTURES.items() if one.kinds}
    assert written == {"linear-norm": ["_follows"], "rounded": ["joins_petition"]}
