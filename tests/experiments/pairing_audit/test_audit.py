"""The pairing audit: what pairing gains, where two worlds part, and stray draws that are planted."""

import importlib
import inspect
import json
import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.resident import Resident
from agents.table import one_by_one
from experiments.design.runs import replicated
from experiments.pairing_audit.audit import Audit, Inspection, carry_out
from experiments.pairing_audit.defects import Defect
from experiments.pairing_audit.first_difference import aligned
from experiments.pairing_audit.order_dependence import NUMBERED
from experiments.pairing_audit.shared_draws import Streams, by_rule, compared, family
from experiments.pairing_audit.stream_shares import Pairs, redrawn, total_effect, weighed
from experiments.pairing_audit.variance_reduction import gain, gains, little
from experiments.recording.code_line import CodeLine
from experiments.recording.recorder import MonthRecord, StreamDraw
from model import streams
from model.instruments.patrol import Patrol
from model.issues import OPEN
from model.streams import keys, uniform
from scenarios.read import Adopted, Governance, Scenario, governance

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Inspected = Callable[..., Audit]

MONTHS = 3
BUSY = {"place.households": 80.0, "issues.rate": 200.0, "participation.intercept": -4.0}
BUSY |= {"participation.cost": 1.0, "channels.cost_internal": 2.5, "channels.cost_external": 3.3}
BUSY |= {"triage.admin_share": 0.6, "triage.work": 2.0}
COSTS = {"cost_total", "cost_per_resolved", "cost_staff_days"}
STRENGTH_ZERO = {"strength": 0.0}
PLACE = (CodeLine("x", 1, "x"),)


@pytest.fixture
def inspected(scene: Scene, made_of: MadeOf) -> Inspected:
    """Audit the baseline against the instruments named, in a few small worlds."""

    def audit(*kinds: str, settings: dict[str, float] | None = None, **asked: Any) -> Audit:
        model = made_of(*kinds) if kinds else governance("baseline")
        if settings:
            adopted = [Adopted(kind=kind, settings=settings, sentence=model.text) for kind in kinds]
            model = model.model_copy(update={"instruments": tuple(adopted)})
        a, b = (scene("xihu", one, BUSY, months=MONTHS, burn_in=1) for one in ("baseline", model))
        told = {"replicates": 2, "replicate": 0} | asked
        return carry_out(Inspection(a, b, **told, overrides=BUSY), 1, weigh=False, quiet=True)

    return audit


def line_of(planted: Callable[..., Any], text: str) -> str:
    """The place of the first line of a planted function that holds this text."""
    lines, first = inspect.getsourcelines(planted)
    found = next(number for number, line in enumerate(lines) if text in line)
    return f"tests/experiments/pairing_audit/test_audit.py:{first + found}"


def of_kind(audit: Audit, kind: str) -> list[Defect]:
    return [found for found in audit.findings if found.kind == kind]


def with_mesas_generator(patrol: Patrol) -> None:
    world = patrol.world
    met = world.rng.random(world.compounds.rows) < 0.2 * patrol.strength.max()
    world.meet(np.flatnonzero(met))


def with_a_generator_of_its_own(patrol: Patrol) -> None:
    world, chance = patrol.world, np.random.default_rng(5)
    world.meet(np.flatnonzero(chance.random(world.compounds.rows) < 0.2))


def with_a_generator_handed_on(patrol: Patrol) -> None:
    patrol.world.meet(np.array(list(map(random.randrange, [patrol.world.compounds.rows]))))


def by_place_in_a_list(patrol: Patrol) -> None:
    world, issues = patrol.world, patrol.world.issues
    untold = np.flatnonzero(issues.is_in(OPEN))
    place = keys(world.compounds.seed_key[issues.compound[untold]], np.arange(len(untold)))
    found = uniform(place, "found in a list", world.month) < 0.3
    world.meet(issues.reporter[untold[found]])


def in_the_order_of_use(patrol: Any) -> None:
    world, issues = patrol.world, patrol.world.issues
    for untold in np.flatnonzero(issues.is_in(OPEN) & (issues.compound == 0)):
        patrol.asked = getattr(patrol, "asked", 0) + 1
        used = keys(world.compounds.seed_key[:1], patrol.asked)
        if uniform(used, "asked in turn")[0] < 0.3:
            world.meet(issues.reporter[untold : untold + 1])


def by_row_of_the_ledger(patrol: Patrol) -> None:
    world, issues = patrol.world, patrol.world.issues
    untold = np.flatnonzero(issues.is_in(OPEN))
    row = keys(world.compounds.seed_key[issues.compound[untold]], 7 * untold)
    found = uniform(row, "found in the ledger", world.month) < 0.3
    world.meet(issues.reporter[untold[found]])


def with_bare_numbers(patrol: Patrol) -> None:
    world = patrol.world
    number = np.arange(world.compounds.rows, dtype=np.uint64)
    world.meet(np.flatnonzero(uniform(number, "met by number", world.month) < 0.2))


def with_a_borrowed_stream(patrol: Patrol) -> None:
    world = patrol.world
    met = uniform(world.population.key, "fee", world.month) < 0.2
    world.meet(np.flatnonzero(met))


@one_by_one
def with_a_draw_of_its_own(self: Any, meeting: Any, draw: float) -> bool:
    return bool(draw < 0.1 + 0.1 * random.random())


def drawn_twice_over(world: Any, amount: Any, name: str, month: int) -> Any:
    return np.floor(amount + uniform(world.compounds.seed_key, "shared lot", month))


def test_a_model_that_keys_every_draw_gives_no_finding(inspected: Inspected) -> None:
    assert inspected("patrol", "volunteers", "forum", "community_fund").findings == ()


@pytest.mark.parametrize(
    ("planted", "text", "call"),
    [
        (with_mesas_generator, "rng.random", "Generator.random"),
        (with_a_generator_of_its_own, "chance.random", "Generator.random"),
        (with_a_generator_handed_on, "randrange", "Random.randrange"),
    ],
)
def test_a_draw_from_a_generator_is_found_at_its_line(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch, planted: Any, text: str, call: str
) -> None:
    monkeypatch.setattr(Patrol, "at_intake", planted)
    (found,) = of_kind(inspected("patrol"), "generator")
    assert (found.at, found.what) == (line_of(planted, text), call)
    assert found.month == 1 and found.count >= MONTHS
    assert found.at in found.sentence() and call in found.sentence()


def test_a_rule_that_throws_dice_of_its_own_is_found(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_draw_of_its_own.__name__ = "takes_part"
    monkeypatch.setattr(Resident, "takes_part", with_a_draw_of_its_own)
    (found,) = of_kind(inspected("patrol"), "generator")
    assert (found.at, found.what) == (line_of(with_a_draw_of_its_own, "random.random"), "Random.random")


@pytest.mark.parametrize(
    ("planted", "text"),
    [
        (by_place_in_a_list, "place = keys"),
        (in_the_order_of_use, "used = keys"),
        (with_bare_numbers, "uniform(number"),
    ],
)
def test_a_draw_keyed_by_a_place_in_a_list_is_found_at_its_line(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch, planted: Any, text: str
) -> None:
    monkeypatch.setattr(Patrol, "at_intake", planted)
    (found,) = of_kind(inspected("patrol"), "position")
    assert found.at == line_of(planted, text)


def test_a_draw_that_changes_beside_other_compounds_is_found_at_its_line(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Patrol, "at_intake", by_row_of_the_ledger)
    drawn = [found for found in of_kind(inspected("patrol"), "company") if found.stream]
    assert [found.at for found in drawn] == [line_of(by_row_of_the_ledger, "uniform(row")]
    assert drawn[0].stream == "found in the ledger"


def test_months_that_change_beside_other_compounds_are_found(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_come(patrol: Patrol) -> None:
        patrol.world.meet(np.arange(10))

    monkeypatch.setattr(Patrol, "at_intake", first_come)
    found = of_kind(inspected("patrol", replicates=3), "company")
    assert len(found) == 1 and found[0].stream is None and "trust_committee" in str(found[0].what)


def test_a_draw_that_serves_two_decisions_is_found_at_both_lines(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Patrol, "at_intake", with_a_borrowed_stream)
    (found,) = of_kind(inspected("patrol"), "reused")
    assert found.stream == "fee" and found.second == line_of(with_a_borrowed_stream, '"fee"')
    assert found.at.startswith("model/property_economy.py:")


def test_a_draw_that_two_callers_of_one_line_share_is_found_where_they_part(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.instruments import culture, micro_projects

    def at_fund(projects: Any) -> None:
        drawn_twice_over(projects.world, projects.strength, "projects", projects.world.month)

    monkeypatch.setattr(culture, "whole_number", drawn_twice_over)
    monkeypatch.setattr(micro_projects.MicroProjects, "at_fund", at_fund)
    (found,) = of_kind(inspected("culture", "micro_projects"), "reused")
    assert found.stream == "shared lot" and found.count > 0
    there = {found.at, str(found.second)}
    assert line_of(at_fund, "drawn_twice_over(projects") in there
    assert any(place.startswith("model/instruments/culture.py:") for place in there)


def test_a_number_that_is_read_again_is_no_finding(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inspected("culture").findings == ()
    monkeypatch.setattr(streams, "_AT_ONCE", 64)  # as in a large compound, where each draw is made as asked
    assert inspected("culture").findings == ()


def test_an_attempt_and_a_place_of_an_agenda_are_no_places_in_a_list(inspected: Inspected) -> None:
    assert inspected("forum", settings={"sessions": 2.0, "issues": 1.5}).findings == ()
    assert inspected("mediation").findings == ()
    for file, function in NUMBERED:
        found = inspect.getsource(importlib.import_module(file.removesuffix(".py").replace("/", ".")))
        assert re.search(rf"def {function}\(.*?keys\(", found, re.DOTALL)


def test_a_governance_model_against_itself_never_parts(inspected: Inspected) -> None:
    found = inspected(replicates=5)
    assert found.partings == () and found.findings == ()
    assert found.decisions["both"].sum() > 5000
    assert not found.decisions[["different", "only_a", "only_b"]].to_numpy().any()
    assert not found.streams[["only_a", "only_b"]].to_numpy().any()
    tested = found.gains["correlation"].dropna()
    assert len(tested) > 20 and (found.gains.loc[tested.index, "times"] == np.inf).all()


def test_instruments_at_strength_zero_leave_every_decision_as_it_was(inspected: Inspected) -> None:
    found = inspected("patrol", "volunteers", settings=STRENGTH_ZERO, replicates=5)
    assert not found.decisions[["different", "only_a", "only_b"]].to_numpy().any()
    assert {parting.what for parting in found.partings} == {"draw"}
    drawn = found.streams.set_index("stream")
    assert set(drawn[drawn["only_b"] > 0].index) == {
        *("met on patrol", "found on patrol"),
        *("volunteer asked", "volunteers wanted"),
    }
    varied = found.gains[found.gains["correlation"].notna() & ~found.gains["outcome"].isin(COSTS)]
    assert (varied["times"] == np.inf).all()


def test_the_first_parting_is_the_first_draw_of_the_instrument(inspected: Inspected) -> None:
    first, *others = inspected("patrol").partings
    assert (first.what, first.name, first.month, first.only) == ("draw", "met on patrol", 1, "b")
    assert str(first.at).startswith("model/rounds.py:") and first.who.door == "1-1-1"
    assert [parting.what for parting in others] == ["state", "decision"]
    assert all(parting.month >= 1 for parting in others)


def test_a_decision_that_parts_is_told_with_its_draw_and_both_answers(inspected: Inspected) -> None:
    decisions = {parting.what: parting for parting in inspected("patrol").partings}
    found = decisions["decision"]
    assert found.stream is not None and found.answers is not None
    assert found.answers[0] != found.answers[1] and 0 < found.how_many <= found.of


def test_any_replicate_can_be_followed(inspected: Inspected) -> None:
    found = [inspected("patrol", replicates=5, replicate=number) for number in (0, 9)]
    pd.testing.assert_frame_equal(found[0].gains, found[1].gains)
    assert not found[0].streams.equals(found[1].streams)


@pytest.mark.slow
def test_many_worlds_are_watched_in_several_goes(
    inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = inspected("patrol", replicates=5)
    monkeypatch.setattr("experiments.pairing_audit.audited_run.BATCH_HOUSEHOLDS", 160)
    in_goes = inspected("patrol", replicates=5)
    pd.testing.assert_frame_equal(at_once.gains, in_goes.gains)
    pd.testing.assert_frame_equal(at_once.decisions, in_goes.decisions)
    assert in_goes.findings == ()


def test_events_of_two_worlds_are_laid_side_by_side_in_their_order() -> None:
    nobody = np.zeros(0, dtype=np.uint64)
    a, b = ([StreamDraw(name, 1, nobody, PLACE) for name in names] for names in ("acce", "abcde"))
    told = [(one and one.stream, other and other.stream) for one, other in aligned(a, b)]
    assert told == [("a", "a"), (None, "b"), ("c", "c"), ("c", None), (None, "d"), ("e", "e")]


def test_decisions_are_compared_on_the_same_draw_only() -> None:
    one = (np.array([1, 2, 3, 5], dtype=np.uint64), np.array([[0.0], [1.0], [1.0], [0.0]]))
    other = (np.array([2, 3, 4], dtype=np.uint64), np.array([[1.0], [0.0], [0.0]]))
    assert compared(one, other) == (2, 1, 2, 1)
    assert compared(None, other) == (0, 0, 0, 3)


def test_a_number_keyed_without_the_month_is_the_same_draw_in_whatever_month() -> None:
    def month(*draws: tuple[str, int, list[int]]) -> MonthRecord:
        made = [StreamDraw(name, keyed, np.array(who, dtype=np.uint64), PLACE) for name, keyed, who in draws]
        return MonthRecord(made)

    found = Streams()
    found.take(1, month(("mediation", 0, [7]), ("fee", 1, [1, 2])), month(("fee", 1, [1, 2])))
    found.take(2, month(("fee", 2, [1, 2])), month(("mediation", 0, [7, 8]), ("fee", 2, [1, 3])))
    table = found.table().set_index("stream")
    assert table.loc["mediation", ["both", "only_a", "only_b", "first_month"]].tolist() == [1, 0, 1, 1]
    assert table.loc["fee", ["both", "only_a", "only_b", "first_month"]].tolist() == [3, 1, 1, 2]


def test_streams_with_numbers_in_their_names_are_counted_together() -> None:
    assert family("trade after -3") == family("trade after 12") == "trade after N"


def test_the_share_of_decisions_that_differ_is_over_those_made_in_both_worlds() -> None:
    months = pd.DataFrame(
        [("r", "s", "x:1", 1, 10, 0, 0, 0), ("r", "s", "x:1", 2, 30, 10, 5, 5)],
        columns=["rule", "stream", "at", "month", "both", "different", "only_a", "only_b"],
    )
    row = by_rule(months).iloc[0]
    assert row["share_different"] == 0.25 and row["first_month"] == 2 and row["only_b"] == 5


def pairs_of(correlation: float, n: int, seed: int = 1, b_spread: float = 1.0) -> Any:
    normal = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], n)
    return normal[:, 0], b_spread * normal[:, 1]


def test_the_gain_is_the_variance_of_independent_over_that_of_paired_differences() -> None:
    a, b = pairs_of(0.8, 400)
    found = gain(a, b)
    assert found.times == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))
    assert found.low < 5.0 < found.high and found.correlation == pytest.approx(0.8, abs=0.05)
    assert found.moved == pytest.approx(1.0, abs=0.15) and found.p_worse > 0.999


def test_the_interval_of_a_gain_covers_the_truth_as_often_as_it_says() -> None:
    covered = [
        found.low <= 2.0 <= found.high for found in (gain(*pairs_of(0.5, 50, seed)) for seed in range(300))
    ]
    assert 0.91 <= np.mean(covered) <= 0.98


def test_sides_that_do_not_vary_alike_cannot_gain_more_than_they_could() -> None:
    a, b = pairs_of(1.0 - 1e-12, 200, b_spread=3.0)
    found = gain(a, b)
    assert found.times == pytest.approx(10.0 / 4.0, rel=1e-6) and found.most == pytest.approx(found.times)


def test_pairing_that_harms_is_told_and_corrected_for_many_outcomes() -> None:
    a, b = pairs_of(-0.5, 100)
    frames = [
        pd.DataFrame({"bad": side} | {f"x{k}": pairs_of(0.0, 100, k + 2)[which] for k in range(20)})
        for which, side in enumerate((a, b))
    ]
    table = gains(frames[0], frames[1], frames[0].columns).set_index("outcome")
    assert table.loc["bad", "times"] < 1.0 and table.loc["bad", "p_holm"] < 0.001
    assert (table["p_holm"].drop("bad") > 0.05).all()
    assert little(table.reset_index())[0] == "bad"


def test_an_outcome_that_varies_on_one_side_alone_gains_and_loses_nothing() -> None:
    a, _b = pairs_of(0.0, 30)
    found = gain(a, np.ones(30))
    assert found.times == 1.0 and np.isnan(found.correlation) and np.isnan(found.p_worse)
    assert np.isnan(gain(np.ones(30), np.ones(30)).times)
    assert gain(a, a + 3.0).times == np.inf


def test_redrawing_changes_its_own_stream_and_no_other() -> None:
    someone = keys(np.array([1, 2, 3], dtype=np.uint64), 4)
    before = {name: uniform(someone, name, 5) for name in ("fee", "trade after 12")}
    with redrawn(["trade after N"]):
        assert (uniform(someone, "fee", 5) == before["fee"]).all()
        other = uniform(someone, "trade after 12", 5)
        assert (other != before["trade after 12"]).all()
        assert (streams.uniforms(someone, ("trade after 12",), 5)[0] == other).all()
    assert (uniform(someone, "trade after 12", 5) == before["trade after 12"]).all()


def test_a_share_is_the_part_of_the_variance_that_a_draw_brings_about() -> None:
    normal = np.random.default_rng(4).normal(size=(3, 4000))
    usual, changed = 2.0 * normal[0] + normal[1], 2.0 * normal[2] + normal[1]
    share, low, high = total_effect(usual, changed)
    assert low < 0.8 < high and share == pytest.approx(0.8, abs=0.05)
    assert total_effect(usual, usual)[0] == 0.0
    assert np.isnan(total_effect(usual[:3], changed[:3])[0])


def test_a_stream_that_one_side_alone_uses_weighs_there_and_one_nobody_uses_weighs_nothing(
    scene: Scene, made_of: MadeOf
) -> None:
    scenarios = [scene("xihu", one, BUSY, months=3, burn_in=1) for one in ("baseline", made_of("patrol"))]
    a, b = (replicated([one], 6) for one in scenarios)
    from experiments.execution.run_all import run_batch

    outcomes = [run_batch(runs, monthly=False).runs for runs in (a, b)]
    pairs = Pairs(a, b, outcomes[0], outcomes[1], 1, lambda done: None)
    points = {"patrol": ("found on patrol",), "nobody": ("board settles ownership",)}
    found = weighed(pairs, points, ["trust_RC"]).set_index("draws")["share"]
    assert found["patrol"] > 0.0 and found["nobody"] == 0.0


SMALL = ("--replicates", "4", "--months", "2", "--jobs", "1", "--set", "place.households=60")
AUDIT = ("audit", "xihu", "baseline,one-four-n", *SMALL)


def strict(text: str) -> Any:
    """JSON without the NaN and Infinity that Python would let pass."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_the_command_prints_what_was_found_as_json(gongzhi: Any) -> None:
    answer = strict(gongzhi(*AUDIT, "--quick", "--json").out)
    assert (answer["case"], answer["a"], answer["b"]) == ("xihu", "baseline", "one-four-n")
    assert (answer["replicates"], answer["replicate"], answer["months"]) == (4, 0, 2)
    first = answer["partings"][0]
    assert first["month"] == 1 and first["what"] == "draw" and first["only"] == "b"
    by_outcome = {row["outcome"]: row for row in answer["gains"]}
    assert by_outcome["vote_RC"]["times"] is None or by_outcome["vote_RC"]["times"] > 0
    assert {row["rule"] for row in answer["decisions"]} >= {"household.pays_fee", "household.takes_part"}
    assert answer["weights"] == []
    assert answer["command"][:4] == ["gongzhi", "audit", "xihu", "baseline,one-four-n"]
    assert answer["command"][4:] == [*SMALL[:2], "--replicate", "0", *SMALL[2:4], *SMALL[6:]]


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_the_command_weighs_draws_unless_told_to_be_quick(gongzhi: Any) -> None:
    answer = strict(gongzhi(*AUDIT, "--months", "4", "--json").out)
    weighed_points = {row["draws"] for row in answer["weights"]}
    assert {"model/arrivals.py", "model/population.py"} <= weighed_points
    assert any(" " in name for name in weighed_points)


@pytest.mark.usefixtures("unpainted", "brief_past")
@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.slow
def test_the_command_tells_in_either_language_and_writes_tables(
    gongzhi: Any, tmp_path: Any, spoken: str
) -> None:
    folder = tmp_path / "audit"
    said = gongzhi(*AUDIT, "--quick", "--out", str(folder), "--lang", spoken)
    assert said.code == 0 and "model/instruments/" in said.out and str(folder) in said.out
    tables = ("gains", "streams", "decisions", "weights", "findings")
    assert all(len(pd.read_parquet(folder / f"{name}.parquet").columns) for name in tables)
    assert (folder / "figures" / "pairing.png").exists() and (folder / "summary.html").exists()
    told = (folder / "summary.md").read_text(encoding="utf-8")
    assert ("双方从哪里开始不同" in told) == (spoken == "zh")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("xihu", "baseline,troika,digital"), "3"),
        (("xihu", "baseline"), "baseline"),
        (("xihu", "baseline,trokia"), "troika"),
        (("nowhere", "baseline,troika"), "nowhere"),
        (("xihu", "baseline,troika", "--replicate", "-1"), "--replicate"),
        (("xihu", "baseline,troika", "--replicates", "many"), "--replicates"),
        (("xihu", "baseline,troika", "--set", "fee.qualty=1"), "fee.quality"),
    ],
)
def test_an_audit_that_cannot_be_made_is_one_message(gongzhi: Any, words: Any, named: str) -> None:
    said = gongzhi("audit", *words)
    assert said.code == 2 and said.out == "" and named in said.err and len(said.err.splitlines()) == 1


def test_a_model_that_stops_is_said_with_the_command_that_shows_it(
    gongzhi: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(world: Any) -> None:
        raise ZeroDivisionError("no household came")

    monkeypatch.setattr("model.participation.take_part", breaks)
    said = gongzhi(*AUDIT, "--quick")
    assert said.code == 1 or said.code == 2
    assert "gongzhi run xihu baseline --replicate 0 --months 2" in said.err
