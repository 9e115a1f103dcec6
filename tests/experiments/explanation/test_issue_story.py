"""The story of an issue: it agrees with the books of the model, whatever became of it."""

import ast
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import model.instruments
from experiments.analysis.comparison import carry_out, single
from experiments.errors import ArgumentError
from experiments.explanation import issue_history, issue_month
from experiments.explanation.agent_month import why
from experiments.explanation.issue_story import ORDINARY, RAISED_BY, Story, stories, story
from experiments.explanation.run_lookup import PastRun
from experiments.store.tables import write
from model.issues import STATES
from results.findings.issue import described
from results.text.issues import WAITS, WORDS, status_name
from scenarios import language, read
from scenarios.read import Scenario, issue_kinds

type Scene = Callable[..., Scenario]

BUSY = {
    "place.households": 112.0,
    "place.persons": 4.0,
    "channels.cost_internal": 4.0,
    "issues.rate": 210.0,
    "issues.noise": 0.1,
    "petitions.threshold": 0.05,
    "population.threshold_mean": 0.1,
    "mediation.success": 0.55,
}
INSTRUMENTS = Path(model.instruments.__path__[0])


@pytest.fixture(scope="module")
def run(scene: Scene) -> PastRun:
    """A compound where a lot goes wrong, and a year and a half of it."""
    return PastRun(scene("minzhu", "one-four-n", BUSY, months=18, burn_in=2), 3)


@pytest.fixture(scope="module")
def books(run: PastRun) -> pd.DataFrame:
    """Every issue of that run."""
    return run.world(archive=True).run().issues_table()


def some(books: pd.DataFrame, **wanted: Any) -> str:
    """The id of the first issue like that."""
    chosen = books
    for name, value in wanted.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen), wanted
    return f"{int(chosen.iloc[0]['key']):016x}"


def happened(found: Story) -> list[str]:
    return [one.what for one in found.events]


def test_what_became_of_an_issue_is_what_the_books_say(run: PastRun, books: pd.DataFrame) -> None:
    ends = {
        "resolved": "resolved",
        "faded": "faded",
        "endured": "waits",
        "open": "waits",
        "assigned": "waits",
    }
    for status in set(books["status"]) & ends.keys():
        found = story(run, some(books, status=status))
        row = books[books["key"] == found.key].iloc[0]
        last = [one for one in found.events if one.what != "signed"][-1]
        assert last.what == ends[status] or (status == "faded" and last.what in ("parted", "given_up"))
        assert (last.what == "given_up") == (status == "faded" and not row["dispute"])
        assert found.raised == row["raised"] and found.kind == row["kind"]
        assert found.open == (status in ("open", "assigned", "endured"))
        assert found.closed == (None if found.open else row["closed"])
        assert last.month + last.months - 1 == (18 if found.open else row["closed"])


def test_whom_it_was_told_to_is_what_its_holder_chose(run: PastRun, books: pd.DataFrame) -> None:
    for channel, what in ((2, "hotline"), (1, "committee")):
        late = books[books["reported"] > books["raised"] + 1]
        found = story(run, some(late, channel=channel))
        event = next(one for one in found.events if one.what == what)
        row = books[books["key"] == found.key].iloc[0]
        assert event.month == row["reported"]
        decided = why(run, f"row:{int(row['reporter'])}", event.month, "chooses_channel").decisions
        assert next(one for one in decisions_about(decided, found.key)).choice == channel
        silent = [one for one in found.events if one.what == "waits" and one.facts["for"] == "words"]
        assert sum(one.months for one in silent) == row["reported"] - row["raised"]


def decisions_about(decisions: Any, key: int) -> list[Any]:
    return [one for one in decisions if one.about == key]


def test_whoever_was_not_answered_is_heard_of_again(scene: Scene) -> None:
    often = BUSY | {"channels.again": 1.0, "channels.cost_internal": 2.0, "triage.unsatisfied": 0.4}
    asked_by_nobody = PastRun(scene("minzhu", "baseline", often, months=12, burn_in=2), 3)
    books = asked_by_nobody.world(archive=True).run().issues_table()
    again = books[(books["told_again"] > 0) & (books["raised"] > 0)].to_dict("records")
    assert len(again) > 2
    for row in again[:3]:
        found = happened(story(asked_by_nobody, f"{int(row['key']):016x}"))
        told = [place for place, what in enumerate(found) if what.endswith("_again")]
        assert len(told) == row["told_again"]
        assert {"lost", "unsatisfied"} & set(found[: told[0]])


def test_a_failed_mediation_leads_to_the_next_and_then_outside(run: PastRun, books: pd.DataFrame) -> None:
    found = story(run, some(books, dispute=True, attempts=2))
    assert [one.facts["number"] for one in found.events if one.what == "attempt"] == [1, 2]
    outside = happened(found).index("escalated")
    assert happened(found)[outside - 1] == "attempt"
    assert found.partner or found.scale


def test_works_wait_for_money_before_they_are_built(run: PastRun, books: pd.DataFrame) -> None:
    waited = books[(books["capital"]) & (books["funded"]) & (books["status"] == "resolved")]
    found = story(run, some(waited, capital=True))
    assert "funded" in happened(found) and found.events[-1].facts == {"by": "builders"}
    waits = [one.facts["for"] for one in found.events if one.what == "waits"]
    assert "money" not in waits[waits.index("builders") :] if "builders" in waits else True


def test_a_dispute_settled_inside_was_mediated(run: PastRun, books: pd.DataFrame) -> None:
    inside = books[(books["channel"] == 1) & (books["returns"] < 0) & books["dispute"]]
    found = story(run, some(inside, status="resolved"))
    assert found.events[-1].facts == {"by": "mediation"}


def test_what_the_hotline_settles_is_settled_outside(run: PastRun, books: pd.DataFrame) -> None:
    outside = books[(books["channel"] == 2) & (books["returns"] > 0)]
    found = story(run, some(outside, status="resolved"))
    assert found.events[-1].facts == {"by": "outside"}
    assert "sent_back" not in happened(found)
    back = books[(books["channel"] == 2) & (books["returns"] < 0)]
    assert "sent_back" in happened(story(run, some(back, status="resolved")))


def test_a_holder_of_two_issues_chooses_for_each(run: PastRun, books: pd.DataFrame) -> None:
    told_inside = books[books["channel"] == 1]
    pairs = told_inside.merge(books, on="reporter", suffixes=("", "_other"))
    then = pairs["reported"]
    silent = (pairs["reported_other"] > then) | (pairs["reported_other"] < pairs["raised_other"])
    open_still = (pairs["closed_other"] > then) | (pairs["closed_other"] < pairs["raised_other"])
    later = (pairs["raised_other"] > pairs["raised"]) & (pairs["raised_other"] <= then)
    both = pairs[later & silent & open_still]
    assert len(both)
    for key in both["key"][:3]:
        assert "committee" in happened(story(run, f"{int(key):016x}"))


def test_why_it_came_up_is_the_holders_own_rule(run: PastRun, books: pd.DataFrame) -> None:
    noise, ordinary = story(run, some(books, kind="noise")), story(run, some(books, dispute=False))
    assert noise.raised_by is not None and noise.raised_by.rule == "household.minds_noise"
    assert ordinary.raised_by is not None and ordinary.raised_by.rule == f"household.{ORDINARY}"
    for found in (noise, ordinary):
        by = found.raised_by
        assert by is not None and by.choice == 1 and by.draw is not None and by.draw < by.chances[1]
    assert {kind.id for kind in issue_kinds() if kind.tag == "conflict"} == RAISED_BY.keys()


def test_a_signature_under_a_petition_is_part_of_the_story(run: PastRun, books: pd.DataFrame) -> None:
    world = run.world()
    signed: set[tuple[int, int]] = set()

    def witness(table: Any, version: Any, given: Any, rows: Any, answer: Any) -> None:
        if version.rule.__name__ == "joins_petition":
            signed.difference_update({(world.month, int(row)) for row in rows})
            signed.update((world.month, int(row)) for row in rows[answer])

    world.households.witness = witness
    world.run()
    never = books["closed"] < books["raised"]
    open_then = [
        (row, month)
        for _place, row in books[never].iterrows()
        for month, holder in sorted(signed)
        if holder == row["reporter"] and month > row["raised"]
    ]
    row, first = open_then[0]
    theirs = {month for other, month in open_then if other["key"] == row["key"]}
    found = story(run, f"{int(row['key']):016x}")
    signatures = [one for one in found.events if one.what == "signed"]
    assert signatures[0].month in (first, int(row["raised"]))
    assert {one.month for one in signatures} <= theirs | {int(row["raised"])}
    series = world.record.series["group_petitions"]
    handed_in = {month for month in theirs if series[month + world.burn_in - 1][0]}
    assert handed_in and handed_in <= {one.month for one in signatures if one.facts["petition"]}


def test_months_follow_each_other_without_a_gap(run: PastRun, books: pd.DataFrame) -> None:
    for status in ("resolved", "faded"):
        found = story(run, some(books, status=status))
        waits = [one for one in found.events if one.what == "waits"]
        covered = {month for one in waits for month in range(one.month, one.month + one.months)}
        assert found.closed is not None
        assert covered == set(range(found.raised, found.closed))
        assert [one.month for one in found.events] == sorted(one.month for one in found.events)


def test_an_issue_is_known_by_its_number_or_how_its_letters_begin(run: PastRun, books: pd.DataFrame) -> None:
    key = int(books["key"].iloc[3])
    assert story(run, str(key)).key == story(run, f"{key:016x}"[:10]).key == key
    assert story(run, f"0x{key:016x}".upper().replace("0X", "0x")).key == key
    for wrong in ("zzz", "", "0"):
        with pytest.raises(ArgumentError, match="The run has no issue"):
            story(run, wrong)


def test_whoever_knows_no_issue_is_shown_some(run: PastRun, books: pd.DataFrame) -> None:
    found = stories(run)
    longest = [one for one in found if one.sort == "longest"]
    closed = books["closed"].where(books["closed"] >= books["raised"], 18)
    assert longest[0].months == int((closed - books["raised"]).max())
    assert all(one.status == "lost" for one in found if one.sort == "lost")
    outside = {int(key) for key in books[books["attempts"] >= 2]["key"]}
    assert {one.key for one in found if one.sort == "escalated"} <= outside and outside


def test_every_event_and_every_wait_has_a_sentence() -> None:
    what, waits = set(), set()
    for node in ast.walk(ast.parse(inspect.getsource(issue_history))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Event":
            what |= {part.value for part in ast.walk(node.args[1]) if isinstance(part, ast.Constant)}
        if isinstance(node, ast.Dict) and "for" in [getattr(key, "value", "") for key in node.keys]:
            waits |= {part.value for part in node.values[:1] if isinstance(part, ast.Constant)}
    assert what == set(WORDS)
    assert waits | {"money", "builders", "committee", *issue_history.PACE} == set(WAITS)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_every_sentence_can_be_told(spoken: Any) -> None:
    facts = {
        **{"chance": 0.25, "count": 3, "days": 12.5, "capacity": 30.0, "cost": 3000.0, "number": 1},
        **{"instruments": ("patrol",), "passed": True, "fair": 0.5, "to": "firm", "signatures": 12},
    }
    language.use(spoken)
    try:
        for wait in WAITS:
            for chance in (0.25, None):
                said = WORDS["waits"](facts | {"for": wait, "chance": chance})
                assert said.endswith((".", "。"))
        for what in WORDS.keys() - {"waits"}:
            for by, petition in (("committee", "large"), ("forum", "group"), ("firm", "")):
                known = "coordination" if what == "lead_found" and by != "forum" else by
                known = "firm" if what == "resolved" and by == "forum" else known
                assert WORDS[what](facts | {"by": known, "petition": petition}).endswith((".", "。"))
        assert all(status_name(status) for status in STATES)
    finally:
        language.use(None)


def test_instruments_that_take_in_or_resolve_issues_are_those_that_are_told() -> None:
    texts = {file.stem: file.read_text("utf-8") for file in INSTRUMENTS.glob("*.py")}
    assert {name for name, text in texts.items() if "take_in(" in text} == set(issue_month.TAKE_IN)
    assert {name for name, text in texts.items() if "triage.finish(" in text} == {
        "craft_workshop",
        "grid_workers",
    }


def test_an_issue_found_on_patrol_was_not_told_by_its_holder(scene: Scene) -> None:
    given = scene("honghu", "joint-meeting", BUSY | {"patrol.detection": 0.3}, months=6, burn_in=0)
    run = PastRun(given, 3)
    world = run.world(archive=True).run()
    table = world.issues_table()
    told_inside = table[(table["channel"] == 1) & ~table["in_forum"]]
    ways = {}
    for key in told_inside["key"][:12]:
        found = story(run, f"{int(key):016x}")
        way = next(one for one in found.events if one.what in ("committee", "found"))
        ways[way.what] = way.facts
        if len(ways) == 2:
            break
    assert ways["found"]["instruments"] == ("patrol",)


def test_the_story_is_told_in_either_language(run: PastRun, books: pd.DataFrame) -> None:
    issue = some(books, dispute=True, attempts=2)
    try:
        answers = {}
        for spoken in language.LANGUAGES:
            language.use(spoken)
            answers[spoken] = described(story(run, issue))
    finally:
        language.use(None)
    zh, en = answers["zh"], answers["en"]
    assert zh["issue"] == en["issue"] == issue
    assert len(zh["sentences"]) == len(en["sentences"]) >= 5
    assert "Mediation" not in en["title"] and "调解" in "".join(zh["sentences"])
    json.dumps(answers, allow_nan=False)


@pytest.mark.slow
def test_the_verb_lists_and_tells(tmp_path: Path, gongzhi: Any) -> None:
    values = {"place.households": 60.0, "issues.rate": 210.0}
    request = single(read.case("minzhu"), read.governance("council"), 6, values)
    (tmp_path / "run").mkdir()
    write(carry_out(request, 1, monthly=False, quiet=True), tmp_path / "run")
    folder = str(tmp_path / "run")
    listed = json.loads(gongzhi("story", folder, "--json").out)
    assert {"longest"} <= {one["why"] for one in listed}
    assert listed[0]["issue"] in gongzhi("story", folder).out
    answer = json.loads(gongzhi("story", folder, "--issue", listed[0]["issue"], "--json").out)
    assert answer["kind"] == listed[0]["kind"] and answer["sentences"]
    plain = gongzhi("story", folder, "--issue", listed[0]["issue"][:8], "--lang", "zh")
    assert plain.code == 0 and "问题" in plain.out
    wrong = gongzhi("story", folder, "--issue", "none")
    assert wrong.code == 2 and wrong.err.count("\n") == 1 and "no issue none" in wrong.err
