"""Why an agent did what it did: the decision that was made, from what it really read, close to what."""

import inspect
import json
import math
import random
import re
import shutil
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.actor import Parameter
from agents.column import exp
from agents.elderly import ElderlyResident
from agents.perceptions import Bill
from agents.resident import WEIGHS, Resident
from agents.table import one_by_one
from experiments.analysis.comparison import carry_out, comparison, single
from experiments.cli.command_line import parse
from experiments.errors import ArgumentError
from experiments.explanation.agent_lookup import door, who
from experiments.explanation.agent_month import DecisionWitness, why
from experiments.explanation.counterfactual import line_of_draws
from experiments.explanation.decision import Decision, explained
from experiments.explanation.rule_fingerprints import fingerprint
from experiments.explanation.rule_probe import RuleProbe
from experiments.explanation.run_lookup import PastRun
from experiments.recording.recorder import Recorder, witnessed
from experiments.recording.traced_draw import TracedDraw
from experiments.store.tables import write
from model.neighbourhood import Neighbourhood, Placement
from results.findings.decision import decision_description, described
from scenarios import language, read
from scenarios.read import Scenario, governance_models
from scenarios.rules import rule_words
from tests.exhaustive import some as sampled

pytestmark = pytest.mark.usefixtures("brief_pasts")

type Scene = Callable[..., Scenario]

SMALL = {"place.households": 60.0, "issues.rate": 210.0, "petitions.threshold": 0.05}


@pytest.fixture(scope="module")
def run(scene: Scene) -> PastRun:
    """A small compound in which much happens."""
    given = {**SMALL, "owners_committee.initial": 1}  # so that the owners vote in its first year
    return PastRun(scene("minzhu", "one-four-n", given, months=12, burn_in=1), 7, 0)


@pytest.fixture(scope="module")
def month(run: PastRun) -> list[Decision]:
    """What one household decided in a month with an owners' vote."""
    return list(why(run, "3-4-1", 6).decisions)


def by_rule(decisions: list[Decision], rule: str) -> Decision:
    return next(one for one in decisions if one.rule == f"household.{rule}")


def rows(world: Neighbourhood) -> bytes:
    return world.monthly().to_numpy(dtype=float).tobytes() + world.outcomes().to_numpy(dtype=float).tobytes()


def test_a_watched_run_is_the_run_that_was_not_under_every_governance_model(scene: Scene) -> None:
    places = [
        Placement(scene("minzhu", model, SMALL, months=2, burn_in=1), 3) for model in governance_models()
    ]
    assert len(places) >= 18
    plain = Neighbourhood(places).run()
    seen = Neighbourhood(places)
    recorder, watch = Recorder(seen), DecisionWitness(seen, {id(seen.households): 130, id(seen.firms): 2})
    for now in range(3):
        with witnessed(seen.tables(), watch if now == 2 else recorder):
            seen.step()
    assert len(watch.decisions) > 15 and len(recorder.turn_page().calls) > 50
    assert rows(seen) == rows(plain)


@pytest.mark.slow
@pytest.mark.parametrize("model", sampled(sorted(governance_models())))
def test_every_month_of_a_household_may_be_asked_about_and_nothing_changes(scene: Scene, model: str) -> None:
    given = scene("honghu", model, SMALL, months=3, burn_in=1)
    plain, seen = Neighbourhood(given, rng=4).run(), Neighbourhood(given, rng=4)
    watch = DecisionWitness(seen, {id(table): 0 for table in seen.tables()})
    for _month in range(4):
        with witnessed(seen.tables(), watch):
            seen.step()
    assert rows(seen) == rows(plain)
    assert all(one.agrees for one in watch.decisions)


def test_a_household_is_asked_the_rules_of_its_month_in_their_order(month: list[Decision]) -> None:
    rules = [one.rule.partition(".")[2] for one in month]
    wanted = ["moves_out", "meets_trouble", "suffers", "pays_fee", "takes_part", "votes_as_owner", "trusts"]
    assert [rule for rule in rules if rule in wanted] == wanted
    assert all(one.agrees for one in month)


def test_what_is_told_is_what_was_decided(run: PastRun, month: list[Decision]) -> None:
    world = run.world()
    for _month in range(7):
        world.step()
    row, h = who(world, "3-4-1").row, world.households
    assert by_rule(month, "pays_fee").choice == int(h.paid[row])
    assert by_rule(month, "belongs").numbers[0] == pytest.approx(float(h.belonging[row]), abs=1e-15)
    before, after = by_rule(month, "resents").before[0], by_rule(month, "resents").numbers[0]
    assert after == pytest.approx(float(h.grievance[row])) and before != after


def test_the_threshold_is_the_chance_that_the_formula_gives(month: list[Decision]) -> None:
    fee = by_rule(month, "pays_fee")
    read = {reading.name: float(reading.value) for reading in fee.readings}
    logit = (
        read["pay_intercept"]
        + read["pay_quality"] * (read["quality"] - read["quality_centre"])
        + read["pay_norm"] * (read["neighbours"] - read["norm_centre"])
        + read["pay_trust"] * (read["trust_firm"] - read["trust_centre"])
        + read["pay_disclosure"] * read["disclosure"]
        - read["pay_arrears"] * read["owed"] / 12
    )
    chance = 1 / (1 + math.exp(-logit))
    assert read["payer"] == WEIGHS
    assert fee.line[0].high == pytest.approx(chance, abs=1e-12)
    assert fee.choice == int(fee.draw is not None and fee.draw < chance)
    sources = {reading.name: (reading.source, reading.key) for reading in fee.readings}
    assert sources["quality"] == ("shown", "Bill.quality")
    assert sources["trust_firm"] == ("state", "household.trust_firm")
    assert sources["pay_arrears"] == ("parameter", "fee.arrears")
    assert "age" not in sources


def test_the_line_of_draws_is_what_the_rule_answers_at_every_draw(run: PastRun) -> None:
    world = run.world()
    rules: set[str] = set()
    luck = np.random.default_rng(3)
    points = np.linspace(0.003, 0.997, 30).tolist()

    def witness(table: Any, version: Any, given: Any, rows: Any, answer: Any) -> None:
        count = len(table) if isinstance(rows, slice) else len(rows)
        rule = version.rule.__name__
        if not count or rule in rules:
            return
        place = int(luck.integers(count))
        row = place if isinstance(rows, slice) else int(rows[place])
        mine = tuple(_share(part, place) for part in given)
        found = explained(table, rule, row, mine, _share(answer, place))
        assert found.agrees
        if not found.line:
            return
        rules.add(rule)
        assert found.line[0].low == 0.0 and found.line[-1].high == 1.0
        for point in points:
            again = getattr(table.agent(row), rule)(*mine[:-1], point)
            if rule == "loses_tie":
                again = again < mine[0]
            stretch = next(part for part in found.line if part.low <= point < part.high)
            assert int(again) == stretch.answer, (rule, point)

    with witnessed(world.tables(), witness):
        for _month in range(8):
            world.step()
    assert {
        "pays_fee",
        "chooses_channel",
        "joins_petition",
        "loses_tie",
        "votes_as_owner",
        "moves_out",
    } <= rules


def _share(part: Any, place: int) -> Any:
    if isinstance(part, tuple):
        shares = [_share(inner, place) for inner in part]
        return type(part)._make(shares) if hasattr(part, "_make") else tuple(shares)
    return part[place].item() if isinstance(part, np.ndarray) and part.ndim else part


def test_an_input_turns_the_decision_where_it_is_said_to(run: PastRun) -> None:
    world = run.world()
    world.step()
    h = world.households
    agent = h.agent(who(world, "2-3-1").row)
    bill = Bill(0.6, 0.8, 0.0)
    found = explained(h, "pays_fee", agent.row, (bill, 0.5), agent.pays_fee(bill, 0.5))
    turns = {turn.reading.name: turn for turn in found.turns}
    quality = turns["quality"]
    assert quality.answer != found.choice
    towards = 1e-4 if quality.to < 0.6 else -1e-4
    assert agent.pays_fee(bill._replace(quality=quality.to), 0.5) == bool(quality.answer)
    assert agent.pays_fee(bill._replace(quality=quality.to + towards), 0.5) == bool(found.choice)
    assert [turn.share for turn in found.turns] == sorted(turn.share for turn in found.turns)


def test_draws_note_what_they_are_compared_with() -> None:
    met: list[float] = []
    luck = TracedDraw.of(0.3, met)
    assert luck < 0.5 and not luck >= 0.4 and luck > 0.1 and luck <= 0.6
    assert met == [0.5, 0.4, 0.1, 0.6]
    met.clear()
    assert (
        (luck / 2.0 < 0.2) and (1.0 - luck > 0.6) and (-luck + 1.0) * 4.0 > 2.0 and (2.0 * luck - 0.1) < 0.7
    )
    assert met == pytest.approx([0.4, 0.4, 0.5, 0.4])
    assert type(luck * luck) is float


def test_thresholds_behind_other_thresholds_are_found() -> None:
    def answer(draw: float) -> tuple[int, list[float]]:
        met: list[float] = []
        luck = TracedDraw.of(draw, met)
        if luck < 0.2:
            return (2 if luck < 0.001 else 1), met
        return 0, met

    assert [tuple(part) for part in line_of_draws(answer)] == [
        (0.0, 0.001, 2),
        (0.001, 0.2, 1),
        (0.2, 1.0, 0),
    ]


def test_thresholds_that_no_comparison_tells_of_are_found_by_trying() -> None:
    def answer(draw: float) -> tuple[int, list[float]]:
        met: list[float] = []
        return int(exp(TracedDraw.of(draw, met)) < 2.0), met

    line = line_of_draws(answer)
    assert [part.answer for part in line] == [1, 0]
    assert line[0].high == pytest.approx(math.log(2.0), abs=1e-9)


class Careful(ElderlyResident):
    """Elderly residents with a rule of a student's own."""

    limit = 0.25

    @one_by_one
    def pays_fee(self, bill, draw):
        """Pays if the books are open; else by its draw."""
        quality, _neighbours, disclosure, _dearer = bill
        if disclosure > 0.5:
            return True
        if draw < self.limit:
            return quality > 0.3
        return draw < 0.5 * self.trust_firm

    def supports(self, luck):  # what older files call the draw
        return luck / 2.0 < self.age / 400.0


class Counting(ElderlyResident):
    """A rule that does what rules must not: it remembers."""

    calls = 0

    @one_by_one
    def pays_fee(self, bill, draw):
        type(self).calls += 1
        Counting.calls += 1
        return Counting.calls % 2 == 0


def placed(scene: Scene, kind: type[Resident]) -> tuple[Neighbourhood, int]:
    given = scene("xihu", "baseline", {"place.households": 60}, months=2, burn_in=0)
    world = Neighbourhood([Placement(given, 7, kinds=(("elderly", kind),))])
    return world, int(np.flatnonzero(world.households.kind == world.households.classes.index(kind))[0])


def test_a_rule_of_a_students_own_is_told_with_its_place_and_its_docstring(scene: Scene) -> None:
    world, row = placed(scene, Careful)
    watch = DecisionWitness(world, {id(world.households): row})
    with witnessed([world.households], watch):
        world.step()
    fee = by_rule(watch.decisions, "pays_fee")
    assert (
        fee.place.kind == "Careful" and fee.place.file.endswith("test_decision.py") and not fee.place.shipped
    )
    assert fee.place.text == "Pays if the books are open; else by its draw." and fee.agrees
    assert ("constant", "limit") in [reading.place for reading in fee.readings]
    assert {reading.name for reading in fee.readings if reading.source == "shown"} == {
        "quality",
        "neighbours",
        "disclosure",
        "dearer",
    }
    assert decision_description(fee)["text"].endswith(fee.place.text)
    h = world.households
    says = explained(h, "supports", row, (0.1,), True)
    assert says.line[0].high == pytest.approx(min(1.0, 2.0 * float(h.age[row]) / 400.0))


type Edit = Callable[[str, str], type[Resident]]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """The elderly as they would be had `agents/resident.py` been edited: one text in it replaced."""

    def changed(old: str, new: str) -> type[Resident]:
        text = Path(inspect.getfile(Resident)).read_text(encoding="utf-8")
        assert text.count(old) == 1
        file = tmp_path / "edited.py"
        lines = f"{text.replace(old, new)}\n\n{inspect.getsource(ElderlyResident)}"
        file.write_text(lines, encoding="utf-8")
        spec = spec_from_file_location("agents.edited", file)
        assert spec is not None and spec.loader is not None
        module: Any = module_from_spec(spec)
        spec.loader.exec_module(module)
        kind: type[Resident] = module.ElderlyResident
        return kind

    return changed


def told_of(scene: Scene, kind: type[Resident], rule: str) -> dict[str, Any]:
    """What is told of one elderly household's rule in the first month."""
    world, row = placed(scene, kind)
    watch = DecisionWitness(world, {id(world.households): row}, lambda name, about: name == rule)
    with witnessed([world.households], watch):
        world.step()
    return decision_description(by_rule(watch.decisions, rule))


TAKES_PART = "        attitude = ("
"""How the body of `takes_part` begins."""


def test_an_edited_rule_is_told_by_its_own_docstring_and_not_by_our_reasons(
    scene: Scene, edited: Edit
) -> None:
    kind = edited(TAKES_PART, f"        return meeting.norm >= 0.1\n{TAKES_PART}")
    said = told_of(scene, kind, "takes_part")
    assert "Belonging" not in said["text"] and not said["shipped"]
    assert said["text"].startswith("By Resident.takes_part (")
    assert said["text"].endswith("(theory of planned behaviour; S10).")
    assert [one["id"] for one in said["inputs"]] == ["Meeting.norm"]
    assert told_of(scene, kind, "pays_fee")["shipped"], "the other rules are as they were"


def test_an_edited_rule_that_says_nothing_of_itself_is_said_to_do_so(scene: Scene) -> None:
    said = told_of(scene, Silent, "takes_part")
    assert said["text"].startswith("By Silent.takes_part (tests/experiments/explanation/test_decision.py:")
    assert said["text"].endswith("has no docstring; its first sentence would say here what the rule does.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TAKES_PART, "        # As ever.\n" + TAKES_PART),
        ("Whether the household takes part in anything this month", "Whether it comes"),
    ],
)
def test_a_comment_or_a_docstring_makes_no_other_rule(scene: Scene, edited: Edit, old: str, new: str) -> None:
    said = told_of(scene, edited(old, new), "takes_part")
    assert said["shipped"] and said["text"].startswith("Belonging, trust in the committee")


def test_a_rule_is_another_when_what_it_calls_or_reads_is(edited: Edit) -> None:
    owns = {rule: fingerprint(ElderlyResident, rule) for rule in ("votes_on_works", "has_time", "moves_out")}
    assert fingerprint(Stubborn, "votes_on_works") != owns["votes_on_works"]
    assert fingerprint(Hasty, "has_time") != owns["has_time"]
    assert fingerprint(Stubborn, "moves_out") == owns["moves_out"]
    assert fingerprint(Mobile, "moves_out") == owns["moves_out"]


class Silent(ElderlyResident):
    def takes_part(self, meeting, draw):
        return meeting.norm >= 0.1


class Stubborn(ElderlyResident):
    """Never votes; `votes_on_works` asks `votes_for_committee`."""

    def votes_for_committee(self, draw):
        return draw < 0.0


class Hasty(ElderlyResident):
    """A number in the place of a parameter."""

    time_cost = 2.0


class Mobile(ElderlyResident):
    """Another parameter in the place of one."""

    move_out = Parameter("young.move_out")


class Gambling(ElderlyResident):
    """Rules that draw on their own, by each of the ways there are."""

    @one_by_one
    def takes_part(self, meeting, draw):
        return random.random() < 0.5

    @one_by_one
    def pays_fee(self, bill, draw):
        return np.random.random() < 0.001

    @one_by_one
    def has_time(self, draw):
        return self.random.random() < 0.001

    @one_by_one
    def suffers(self, burden):
        return float(self.model.rng.random())


@pytest.mark.parametrize("rule", ["takes_part", "pays_fee", "suffers"])
def test_a_rule_that_draws_on_its_own_is_told_so_and_not_explained(scene: Scene, rule: str) -> None:
    told_once = told_of(scene, Gambling, rule)
    assert told_once["draws_its_own"] and len(told_once["how"]) == 1
    assert told_once["how"][0].startswith("This rule draws random numbers of its own")
    assert not (told_once["turns"] or told_once["thresholds"] or told_once["chances"])


def test_asking_again_rolls_no_dice_of_the_world(scene: Scene) -> None:
    def lived(watching: bool) -> bytes:
        random.seed(5), np.random.seed(5)
        world, row = placed(scene, Gambling)
        with witnessed(
            [world.households], DecisionWitness(world, {id(world.households): row} if watching else {})
        ):
            world.step()
        return rows(world) + repr((random.random(), np.random.random(), world.random.random())).encode()

    assert lived(True) == lived(False)


def test_a_rule_that_answers_otherwise_when_asked_again_is_told_to_do_so(scene: Scene) -> None:
    world, row = placed(scene, Counting)
    watch = DecisionWitness(world, {id(world.households): row}, lambda rule, about: rule == "pays_fee")
    with witnessed([world.households], watch):
        world.step()
    assert not all(one.agrees for one in watch.decisions)
    said = [decision_description(one)["how"] for one in watch.decisions if not one.agrees]
    assert len(said[0]) == 1 and "depends on something that it is not given" in said[0][0]


def test_a_stand_in_reads_the_moment_and_writes_nothing(run: PastRun) -> None:
    world = run.world()
    world.step()
    before = {name: column.copy() for name, column in world.households.columns.items()}
    probe = RuleProbe.of_row(world.households, "suffers", 5, ((0.1, 0.0),))
    assert probe.who == "household" and probe.draw is None
    watch = DecisionWitness(world, {id(world.households): 5})
    watch(world.households, world.households.versions("moves_out")[0], (0.5,), slice(None), np.zeros(60))
    assert all((world.households.columns[name] == column).all() for name, column in before.items())


@pytest.mark.parametrize("agent", ["3-4-1", "3单元4楼1号", "３－４－１", "35", "row:34"])
def test_a_household_is_found_by_door_or_number(run: PastRun, agent: str) -> None:
    world = run.world()
    found = who(world, agent)
    assert found.row == 34 and found.table is world.households
    assert door(world, 34) == "3-4-1"


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("property_firm", "property_firm"),
        ("物业企业", "property_firm"),
        ("residents' committee", "residents_committee"),
        ("社区党委", "party_committee"),
        ("3000000000001", "party_committee"),
        ("representative-1", "representative"),
    ],
)
def test_an_institution_is_found_by_its_name(run: PastRun, agent: str, kind: str) -> None:
    found = who(run.world(), agent)
    assert (found.table.classes[0].kind, found.row) == (kind, 0)


@pytest.mark.parametrize(
    "agent", ["", "99-1-1", "3-9-1", "3-4-3", "0", "61", "row:60", "propety_firm", "1-2"]
)
def test_an_agent_that_there_is_not_is_refused_with_those_there_are(run: PastRun, agent: str) -> None:
    with pytest.raises(ArgumentError, match="STAIRWELL-FLOOR-DOOR") as refused:
        who(run.world(), agent)
    assert ("Did you mean property_firm?" in str(refused.value)) == (agent == "propety_firm")


def test_doors_of_a_district_begin_with_the_compound(scene: Scene) -> None:
    world = PastRun(scene("district-small", "baseline", {}, months=1, burn_in=0), 3).world()
    assert world.compounds.count > 1
    last = world.compounds.rows - 1
    assert door(world, last).startswith(f"{world.compounds.count}-")
    assert who(world, door(world, last)).row == last
    assert who(world, "property_firm-2").row == 1
    with pytest.raises(ArgumentError):
        who(world, "property_firm")


def test_a_number_is_one_household_and_a_door_whoever_lives_there(scene: Scene) -> None:
    restless = SMALL | {"turnover.tenant": 0.05, "established.move_out": 0.01}
    run = PastRun(scene("minzhu", "baseline", restless, months=6, burn_in=6), 7)
    world = run.world()
    while not world.households.occupancy.any():
        world.step()
    row, month = int(np.flatnonzero(world.households.occupancy)[0]), world.month
    found = why(run, door(world, row), month + 1)
    assert found.person.since == month and found.person.unique_id == 10_000_000 + row + 1
    assert why(run, str(found.person.unique_id), month + 1).person == found.person
    with pytest.raises(ArgumentError, match="has moved out by month"):
        why(run, str(row + 1), month + 1)
    with pytest.raises(ArgumentError, match="has not moved in by month"):
        why(run, str(20_000_000 + row + 1), month + 1)
    leaves = by_rule(list(why(run, str(row + 1), month, rule="moves_out").decisions), "moves_out")
    assert leaves.choice == 1 and leaves.agrees


@pytest.mark.parametrize("month", [-1, 13, 99])
def test_a_month_that_the_run_has_not_is_refused(run: PastRun, month: int) -> None:
    with pytest.raises(ArgumentError, match="it has 0 to 12"):
        why(run, "3-4-1", month)


def test_a_rule_may_be_asked_for_alone_by_any_of_its_names(run: PastRun) -> None:
    for name in ("pays_fee", "household.pays_fee", "交不交物业费", "paying the property fee"):
        assert [one.rule for one in why(run, "3-4-1", 0, name).decisions] == ["household.pays_fee"]
    with pytest.raises(ArgumentError, match=r"wants_shop was not asked .* household.moves_out"):
        why(run, "3-4-1", 0, "wants_shop")


def test_an_institution_that_was_asked_nothing_is_told_what_it_may_be_asked(scene: Scene) -> None:
    plain = PastRun(scene("minzhu", "baseline", SMALL, months=1, burn_in=0), 7)
    with pytest.raises(ArgumentError, match=r"asked nothing in month 1. .* social_organisation.brings"):
        why(plain, "social_organisation", 1)
    assert [one.rule for one in why(plain, "property_firm", 1).decisions][-1] == "property_firm.leaves"


def test_a_representatives_coming_is_among_its_households_decisions(scene: Scene) -> None:
    run = PastRun(scene("minzhu", "council", SMALL | {"forum.sessions": 2.0}, months=1, burn_in=0), 7)
    household = int(run.world().representatives.household[0])
    rules = [one.rule for one in why(run, f"row:{household}", 1).decisions]
    assert "representative.comes" in rules and "household.pays_fee" in rules


FEW = {"place.households": 40.0}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a run and of a comparison, without their pictures."""
    place = tmp_path_factory.mktemp("results")
    both = [read.governance(name) for name in ("baseline", "council")]
    asked = {
        "run": single(read.case("minzhu"), read.governance("council"), 2, FEW),
        "both": comparison([read.case("minzhu")], both, 2, 2, FEW),
    }
    for name, request in asked.items():
        (place / name).mkdir()
        write(carry_out(request, 1, monthly=False, quiet=True), place / name)
    return place


@pytest.fixture
def made(folders: Path, tmp_path: Path) -> Path:
    """The folder of a run, to be damaged."""
    shutil.copytree(folders / "run", tmp_path / "run")
    return tmp_path / "run"


def test_a_run_is_found_by_its_folder_and_told_in_either_language(made: Path, gongzhi: Any) -> None:
    answers = {}
    for spoken in language.LANGUAGES:
        words = ("why", str(made), "--agent", "1-2-1", "--month", "2", "--lang", spoken)
        answers[spoken] = json.loads(gongzhi(*words, "--json").out)
        plain = gongzhi(*words)
        assert plain.code == 0 and answers[spoken]["title"] in plain.out
        assert bool(re.search("[\u4e00-\u9fff]", plain.out)) == (spoken == "zh")
    zh, en = answers["zh"], answers["en"]
    assert [one["rule"] for one in zh["decisions"]] == [one["rule"] for one in en["decisions"]]
    assert zh["decisions"][0]["values"] == en["decisions"][0]["values"]
    for one, other in zip(zh["decisions"], en["decisions"], strict=True):
        assert one.keys() == other.keys() and one["name"] != other["name"]


def test_a_run_of_a_comparison_is_found_by_what_it_is(folders: Path) -> None:
    out = folders / "both"
    found = parse.past_run(f"{out}#minzhu/council/1")
    assert (found.scenario.case.id, found.scenario.governance.id, found.replicate) == ("minzhu", "council", 1)
    assert found.scenario.households == 40
    assert parse.past_run(f"{out}＃council/1").scenario == found.scenario
    for wrong in (str(out), f"{out}#minzhu/council/2", f"{out}#xihu/council/1", f"{out}#council"):
        with pytest.raises(ArgumentError, match=r"#minzhu/council/0\. Cases: minzhu"):
            parse.past_run(wrong)


def test_a_run_under_a_governance_model_of_the_users_own_is_found_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("extends: council\n", "utf-8")
    Path("run").mkdir()
    request = single(read.case("minzhu"), read.governance("mine.yaml"), 1, FEW, seed=5)
    made = carry_out(request, 1, monthly=False, quiet=True)
    write(made, Path("run"))
    found = parse.past_run("run")
    assert (found.scenario.governance.file, found.seed, found.replicate) == ("mine.yaml", 5, None)
    Path("mine.yaml").write_text("extends: troika\n", "utf-8")
    with pytest.raises(ArgumentError, match="the scenario changed since run was made"):
        parse.past_run("run")


def test_a_run_of_a_study_is_found_by_its_key(carried_out: Any, planned: Any, tmp_path: Path) -> None:
    carried_out(planned())
    store = tmp_path / "store"
    with pytest.raises(ArgumentError, match="holds 6 runs") as asked:
        parse.past_run(str(store))
    example = str(asked.value).rpartition(" ")[2].rstrip(".")
    found = parse.past_run(example)
    assert found.scenario.case.id == "xihu" and found.scenario.months == 2
    assert described(why(found, "1-2-1", 1))["run"]["seed"] == found.seed


def test_a_study_made_by_other_code_is_refused(
    carried_out: Any, planned: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried_out(planned())
    with pytest.raises(ArgumentError) as asked:
        parse.past_run(str(tmp_path / "store"))
    monkeypatch.setattr("experiments.provenance.run_key.Code.identity", lambda self, scenario: "other")
    with pytest.raises(ArgumentError, match="code or the data have changed"):
        parse.past_run(str(asked.value).rpartition(" ")[2].rstrip("."))


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("the code of the model", {"code": "0" * 64}),
        ("the scenario", {"scenarios": [{"case": "minzhu", "governance": "council", "digest": "0"}]}),
        ("the libraries", {"versions": {"numpy": "0.1"}}),
    ],
)
def test_a_run_that_would_be_another_now_is_refused(made: Path, what: str, change: dict[str, Any]) -> None:
    file = made / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(ArgumentError, match=f"{what} changed since .* gongzhi run minzhu council"):
        parse.past_run(str(made))


def test_a_folder_that_is_none_of_a_run_is_refused(tmp_path: Path, made: Path) -> None:
    for wrong in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ArgumentError, match="is no folder of a run"):
            parse.past_run(str(wrong))
    file = made / "manifest.json"
    whole = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(whole | {"command": ["gongzhi", "ablate", "minzhu", "troika"]}), "utf-8")
    with pytest.raises(ArgumentError, match="made by `gongzhi ablate`"):
        parse.past_run(str(made))
    file.write_text("{", "utf-8")
    with pytest.raises(ArgumentError, match="is damaged"):
        parse.past_run(str(made))


def test_what_is_wrong_is_one_message(made: Path, gongzhi: Any) -> None:
    asked = {"--agent": "1-2-1", "--month": "1"}
    wrong = {
        "--agent": ("nobody", "There is no agent nobody"),
        "--month": ("soon", "--month must be a whole"),
    }
    for option, (value, said) in wrong.items():
        words = [word for pair in (asked | {option: value}).items() for word in pair]
        answer = gongzhi("why", str(made), *words)
        assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out
    assert gongzhi("why", str(made), "--month", "1").code == 2


def test_every_decision_can_be_told_in_both_languages(run: PastRun) -> None:
    institutions = [kind for kind in rule_words().agents if kind.endswith(("firm", "committee"))]
    try:
        for spoken in language.LANGUAGES:
            language.use(spoken)
            for agent in ("3-4-1", "1-1-1", *institutions):
                found = described(why(run, agent, 0))
                assert all(one["said"] and one["how"] is not None for one in found["decisions"])
                json.dumps(found, allow_nan=False)
    finally:
        language.use(None)
