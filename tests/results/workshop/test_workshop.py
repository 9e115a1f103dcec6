"""The workshop's server: what it answers, what it refuses, what it keeps."""

import csv
import gc
import json
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from starlette.testclient import TestClient

from experiments.design.runs import replicated
from experiments.errors import ArgumentError
from experiments.execution.run_all import Rows, run_batch
from experiments.statistics.paired import compare
from results.text.rows import as_drawn
from results.workshop import page as frame
from results.workshop.options import PREDICTED, KnownOptions, options
from results.workshop.own_place.own_place import OwnPlace
from results.workshop.page import ASSETS, TOGETHER, asset
from results.workshop.predictions import Came, Prediction, Predictions, right
from results.workshop.process_pool import Pool
from results.workshop.same_origin import MOST_BYTES, SameOrigin
from results.workshop.serve import listening, serve
from results.workshop.server import Server, kept_in
from results.workshop.session import KEPT, Round, Session
from results.workshop.strings import strings
from scenarios import language, read
from scenarios.problems import ScenarioError
from scenarios.set_up import governance_of, instruments, set_up
from scenarios.sliders import sliders

PORT, KEY = 8765, "the-key"
LONG = 15_000
"""Looks, 0.02 s apart, after which something hangs, however busy the machine is."""
SMALL: dict[str, Any] = {
    "case": "xihu",
    "sides": [{"governance": "baseline"}, {"governance": "one-four-n", "leave_out": ["forum"]}],
    "parameters": {"issues.rate": 60},
    "months": 6,
    "replicates": 2,
}


@pytest.fixture(autouse=True)
def brief(brief_past: None) -> None:
    """No test asks what comes out of the worlds."""


_lived: dict[tuple[object, ...], Rows] = {}


def lived(batch: Any) -> Rows:
    """The rows of a batch, whose worlds live once for all tests."""
    asked = tuple((run.scenario.digest(), run.replicate, run.seed) for run in batch)
    if asked not in _lived:
        _lived[asked] = run_batch(batch)
    return Rows(*(table.copy() for table in _lived[asked]))


class Here(Pool):
    """A pool of one worker that is this process."""

    def __init__(self) -> None:
        self.count = 1

    def submit(self, batch: Any) -> "Future[Rows]":
        done: Future[Rows] = Future()
        done.set_result(lived(batch))
        return done

    def answer[*Ts, A](self, function: Callable[[*Ts], A], *given: *Ts) -> A:
        return function(*given)


def wait_until(so: Callable[[], bool]) -> None:
    """Until it is so; fails if it never becomes so, however busy the machine is."""
    for _each in range(LONG):
        if so():
            return
        time.sleep(0.02)
    raise AssertionError("it does not become so")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workshop"


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    """A browser of the page, as far as the server can see."""
    served = SameOrigin(Server(Session(Here()), Predictions(kept_in(folder))).app(), PORT, KEY)
    yield TestClient(served, base_url=f"http://127.0.0.1:{PORT}/{KEY}")


def finished(client: TestClient, asked: dict[str, Any] | None = None) -> dict[str, Any]:
    """What is told of a round once it is over."""
    name = client.post("/api/rounds", json=asked or SMALL).json()["id"]
    for _each in range(LONG):
        told: dict[str, Any] = client.get(f"/api/rounds/{name}").json()
        if told["state"] != "running":
            return told
        time.sleep(0.02)
    raise AssertionError("the round does not end")


@pytest.mark.slow
def test_a_round_ends_with_the_comparison_that_the_command_line_gives(client: TestClient) -> None:
    told = finished(client)
    assert (told["state"], told["done"], told["worlds"]) == ("done", 4, 2)
    asked = set_up(json.dumps(SMALL))
    models = [governance_of(side) for side in asked.sides]
    scenarios = [read.scenario("xihu", model, months=6, overrides={"issues.rate": 60.0}) for model in models]
    runs = run_batch(replicated(scenarios, 2)).runs
    expected = compare(runs, [model.id for model in models], read.outcome_entries())
    for row, found in zip(as_drawn(expected).to_dict("records"), told["differences"], strict=True):
        assert row["outcome"] == found["outcome"] and row["verdict"] == found["verdict"]
        if found["difference"] is not None:
            assert found["difference"] == pytest.approx(row["difference"], rel=1e-3)
    assert told["governance"][1]["name"].endswith(" −forum") or "−" in told["governance"][1]["name"]


def test_a_reader_that_knows_all_is_told_only_the_state(client: TestClient) -> None:
    told = finished(client)
    again = client.get(f"/api/rounds/{told['id']}?seen={told['done']}").json()
    assert again["state"] == "done" and "differences" not in again


@pytest.mark.slow
def test_the_compound_and_its_reasons_are_told_of_the_first_world(client: TestClient) -> None:
    name = finished(client)["id"]
    scenes = client.get(f"/api/rounds/{name}/scenes").json()["compound"]["scenes"]
    assert [scene["governance"] for scene in scenes] == ["baseline", "one-four-n-forum"]
    assert len(scenes[0]["months"]) == 6
    query = "governance=baseline&household=7&month=3"
    why = client.get(f"/api/rounds/{name}/why?{query}&lang=en").json()
    assert "month 3" in why["title"] and why["decisions"]
    in_chinese = client.get(f"/api/rounds/{name}/why?{query}&lang=zh").json()
    assert "第 3 月" in in_chinese["title"]


@pytest.mark.slow
def test_the_life_of_an_issue_is_told(client: TestClient) -> None:
    name = finished(client)["id"]
    scenes = client.get(f"/api/rounds/{name}/scenes").json()["compound"]["scenes"]
    issue = scenes[1]["issues"][0][0]
    query = f"governance={scenes[1]['governance']}&issue={issue}"
    told = client.get(f"/api/rounds/{name}/story?{query}&lang=en").json()
    assert told["issue"] == issue and told["sentences"]
    unknown = client.get(f"/api/rounds/{name}/story?governance=baseline&issue=<b>&lang=en")
    assert unknown.status_code == 400 and unknown.json()["problem"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("governance=nobody&household=1&month=1", "There is no nobody"),
        ("governance=baseline&household=1&month=99", "from 1 to 6"),
        ("governance=baseline&household=../etc&month=1", "household must be a whole number"),
        ("governance=baseline&household=99999&month=1", "no agent"),
    ],
)
def test_a_question_about_nobody_gets_one_message(client: TestClient, query: str, words: str) -> None:
    answer = client.get(f"/api/rounds/{finished(client)['id']}/why?{query}&lang=en")
    assert answer.status_code == 400 and words in answer.json()["problem"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"case": "../../etc/passwd"}, "is unknown"),
        ({"case": "minzuh"}, "Did you mean minzhu?"),
        ({"sides": []}, "sides"),
        ({"case": "xihu-district"}, "is unknown"),
        ({"sides": [{"governance": "baseline"}] * 4}, "sides has 4 values"),
        ({"sides": [{"governance": "./my.yaml"}]}, "is unknown"),
        ({"sides": [{"governance": "baseline", "add": ["forums"]}]}, "Did you mean forum?"),
        ({"sides": [{"governance": "baseline", "leave_out": ["forum"]}]}, "is unknown"),
        ({"parameters": {"issues.rate": 1e9}}, "issues.rate"),
        ({"parameters": {"triage.days": 3}}, "is unknown"),
        ({"parameters": {"issues.rate": "__import__('os')"}}, "issues.rate"),
        ({"months": 10**9}, "months"),
        ({"replicates": 0}, "replicates"),
        ({"code": "print(1)"}, "code"),
    ],
)
def test_absurd_set_ups_sent_to_the_server_get_one_message(
    client: TestClient, change: dict[str, Any], words: str
) -> None:
    answer = client.post("/api/rounds?lang=en", json=SMALL | change)
    assert answer.status_code == 400
    assert words in answer.json()["problem"] and "\n" not in answer.json()["problem"]


def test_a_shared_set_up_is_checked_like_a_file_and_comes_back(client: TestClient) -> None:
    name = finished(client)["id"]
    shared = client.get(f"/api/rounds/{name}/set-up.json").text
    assert client.post("/api/set-ups", json=shared).json() == json.loads(shared)
    in_yaml = "case: xihu\nsides:\n  - governance: troika\nmonths: 400\n"
    wrong = client.post("/api/set-ups?lang=en", json=in_yaml)
    assert wrong.status_code == 400 and "line 4" in wrong.json()["problem"]
    for sent in ({"no": "text"}, 3):
        assert client.post("/api/set-ups", json=sent).status_code == 400
    junk = client.post("/api/set-ups", content=b"\xff", headers={"content-type": "application/json"})
    assert junk.status_code == 400


def test_a_cancelled_round_keeps_what_is_finished(client: TestClient) -> None:
    name = finished(client)["id"]
    assert client.post(f"/api/rounds/{name}/cancel", json={}).json()["state"] == "done"
    assert client.post("/api/rounds/nothing/cancel", json={}).status_code == 404


class Busy(Pool):
    """A pool of three workers that make the first world and are at something else ever after."""

    def __init__(self) -> None:
        self.count = 3
        self.given: list[Future[Rows]] = []

    def submit(self, batch: Any) -> "Future[Rows]":
        done: Future[Rows] = Future()
        if not self.given:
            done.set_result(lived(batch))
        self.given.append(done)
        return done


def test_a_round_asked_for_again_is_over_at_once_and_a_cancelled_one_is_made_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    submit = Here.submit

    def counted(pool: Here, batch: Any) -> "Future[Rows]":
        batches.append(len(batch))
        return submit(pool, batch)

    monkeypatch.setattr(Here, "submit", counted)
    session = Session(Here())
    first = session.begin(set_up(json.dumps(SMALL)))
    wait_until(lambda: first.state == "done")
    made = len(batches)
    again = session.begin(set_up(json.dumps(SMALL)))
    assert (again.state, again.done, len(batches)) == ("done", 4, made) and again.id != first.id
    assert again.as_json()["differences"] == first.as_json()["differences"]
    other = session.begin(set_up(json.dumps(SMALL | {"parameters": {"issues.rate": 61}})))
    wait_until(lambda: other.state == "done")
    assert len(batches) > made
    first.state = again.state = "cancelled"
    made = len(batches)
    remade = session.begin(set_up(json.dumps(SMALL)))
    wait_until(lambda: remade.state == "done")
    assert len(batches) > made


def test_a_round_that_is_cancelled_takes_its_waiting_worlds_back() -> None:
    pool = Busy()
    session = Session(pool)
    found = session.begin(set_up(json.dumps(SMALL | {"replicates": 4})))
    wait_until(lambda: len(pool.given) == 4)
    session.cancel(found)
    assert found.state == "cancelled" and found.done == 2
    assert [one.cancelled() for one in pool.given] == [False, True, True, True]


def test_a_round_that_is_forgotten_takes_its_waiting_worlds_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("results.workshop.session.KEPT", 1)
    pool = Busy()
    session = Session(pool)
    first = session.begin(set_up(json.dumps(SMALL | {"replicates": 4})))
    wait_until(lambda: len(pool.given) == 4)
    session.begin(set_up(json.dumps(SMALL)))
    assert first.state == "cancelled" and all(one.cancelled() for one in pool.given[1:4])


def test_what_waits_for_a_worker_is_never_simulated_once_taken_back() -> None:
    turn, made = threading.Event(), list[str]()

    class Led(Pool):
        def _rows(self, batch: Any) -> Rows:
            made.append(batch)
            turn.wait(10)
            return Rows(pd.DataFrame(), pd.DataFrame())

    pool = Led(1)
    futures = [pool.submit(name) for name in ("first", "second", "third")]  # type: ignore[arg-type]
    wait_until(lambda: made == ["first"])
    assert [one.cancel() for one in futures] == [False, True, True]
    turn.set()
    futures[0].result(10)
    pool.close()
    assert made == ["first"]


class Empty(Pool):
    """A pool whose every batch gives a row a run and month at once, without a world."""

    def __init__(self) -> None:
        self.count = 1

    def submit(self, batch: Any) -> "Future[Rows]":
        done: Future[Rows] = Future()
        runs = pd.DataFrame({"replicate": [run.replicate for run in batch]})
        months = sum(run.scenario.months for run in batch)
        done.set_result(Rows(runs, pd.DataFrame({"month": range(months)})))
        return done


@pytest.mark.slow
def test_three_hundred_rounds_hold_no_more_than_the_last_forty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("results.workshop.session.MOST_ROWS", 20 * 12)
    session, seen = Session(Empty()), list[weakref.ref[Round]]()
    asked = set_up(json.dumps(SMALL | {"sides": SMALL["sides"][:1]}))
    threads = threading.active_count()
    for _each in range(300):
        seen.append(weakref.ref(session.begin(asked)))
        wait_until(lambda: all(one.state == "done" for one in session.known().values()))
        assert not any(one.waiting for one in session.known().values())
    wait_until(lambda: threading.active_count() <= threads)
    gc.collect()
    alive = [one for one in (ref() for ref in seen) if one is not None]
    assert len(session.known()) == len(alive) == 20
    assert sum(len(part.monthly) for one in alive for part in one.finished) == 20 * 12
    monkeypatch.setattr("results.workshop.session.MOST_ROWS", 10**9)
    for _each in range(60):
        session.begin(asked)
    assert len(session.known()) == KEPT
    for number in range(50):
        assert asset(f"{number}.js") is None
    assert frame._read.cache_info().currsize <= len(ASSETS)


def test_predictions_are_kept_compared_and_exported(client: TestClient, folder: Path) -> None:
    told = finished(client)
    verdicts = {row["outcome"]: row["verdict"] for row in told["differences"]}
    sent: dict[str, Any] = {
        "round": told["id"],
        "name": "=HYPERLINK(1)",
        "expected": {"cost_total": "worse", "trust_RC": "same"},
    }
    assert client.post("/api/predictions", json=sent).json() == {"kept": 1}
    text = client.get("/api/predictions.csv").content.decode("utf-8-sig")
    rows = {row["outcome"]: row for row in csv.DictReader(StringIO(text))}
    assert rows["cost_total"]["found"] == verdicts["cost_total"]
    row = next(row for row in told["differences"] if row["outcome"] == "trust_RC")
    low, high = (float("nan") if row[end] is None else row[end] for end in ("low", "high"))
    smallest = read.outcome_entries()["trust_RC"].smallest
    assert rows["trust_RC"]["right"] == right("same", Came(row["verdict"], low, high, smallest)) != ""
    assert rows["trust_RC"]["name"] == "'=HYPERLINK(1)"
    again = Predictions(kept_in(folder))
    assert [one.expected for one in again.of(told["id"])] == [sent["expected"]]


def test_a_half_written_answer_is_passed_over_and_the_others_kept(folder: Path, client: TestClient) -> None:
    told = finished(client)
    sent = {"round": told["id"], "expected": {"cost_total": "worse"}}
    client.post("/api/predictions", json=sent)
    with kept_in(folder).open("a", encoding="utf-8") as file:
        file.write('{"round": "x", "expec')
    assert len(Predictions(kept_in(folder)).of(told["id"])) == 1


@pytest.mark.parametrize("name", ["U+2028 \u2028", "U+0085 \x85", "feed \x0c", "separator \x1e", "line\nend"])
def test_a_name_with_marks_that_end_lines_survives_a_restart(folder: Path, name: str) -> None:
    answers = {"round": "one", "name": name, "expected": {"cost_total": "worse"}}
    Predictions(kept_in(folder)).keep(Prediction.model_validate(answers))
    again = Predictions(kept_in(folder))
    assert [one.name for one in again.of("one")] == [name] and again.count("one") == 1


def test_an_answer_after_a_half_written_one_survives_a_restart(folder: Path) -> None:
    kept_in(folder).parent.mkdir()
    kept_in(folder).write_bytes(b'{"round": "x", "name": "\xe6\x9d')
    answers = {"round": "one", "expected": {"cost_total": "worse"}}
    Predictions(kept_in(folder)).keep(Prediction.model_validate(answers))
    assert Predictions(kept_in(folder)).count("one") == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"round": "nothing", "expected": {"cost_total": "worse"}}, 404),
        ({"expected": {}}, 400),
        ({"expected": {"modularity": "better"}}, 400),
        ({"expected": {"cost_total": "perhaps"}}, 400),
        ({"expected": {"cost_total": "worse"}, "name": "x" * 61}, 400),
    ],
)
@pytest.mark.slow
def test_answers_that_say_nothing_are_refused(client: TestClient, sent: dict[str, Any], status: int) -> None:
    name = finished(client)["id"]
    assert client.post("/api/predictions", json={"round": name} | sent).status_code == status


@pytest.mark.parametrize(
    ("expected", "verdict", "interval", "mark"),
    [
        ("better", "better", (0.02, 0.04), "yes"),
        ("same", "better", (0.02, 0.04), "no"),
        ("worse", "better", (0.02, 0.04), "no"),
        ("same", "no practical difference", (-0.004, 0.004), "yes"),
        ("better", "no practical difference", (-0.004, 0.004), "no"),
        ("same", "no difference could be shown", (-0.009, 0.009), "yes"),
        ("higher", "no difference could be shown", (-0.009, 0.009), "no"),
        ("same", "no difference could be shown", (0.023, 0.041), "cannot tell"),
        ("better", "no difference could be shown", (0.023, 0.041), "cannot tell"),
        ("worse", "no difference could be shown", (-0.02, 0.005), "cannot tell"),
        ("same", "no difference could be shown", (float("nan"), float("nan")), "cannot tell"),
    ],
)
def test_an_interval_that_reaches_beyond_the_grey_band_leaves_a_prediction_open(
    expected: str, verdict: str, interval: tuple[float, float], mark: str
) -> None:
    assert right(expected, Came(verdict, *interval, smallest=0.01)) == mark


def test_nothing_is_said_of_a_prediction_while_nothing_is_known() -> None:
    assert right("better", None) == ""


@pytest.mark.usefixtures("spoken")
def test_the_page_has_words_for_the_three_marks_of_a_prediction() -> None:
    said = strings()
    assert len({said[mark] for mark in ("right yes", "right no", "right cannot tell")}) == 3
    assert said["right cannot tell"] in ("cannot tell yet", "尚不能判断")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:1"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": f"http://localhost:{PORT}"}, 200),
        ({}, 200),
    ],
)
def test_only_pages_of_this_machine_are_answered(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    assert client.get("/api/choices", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/", "/api/choices", "/assets/workshop.js", "/the-ke/", "/the-key", "/钥匙/"]
)
def test_who_was_not_told_the_address_gets_nothing(client: TestClient, path: str) -> None:
    answer = client.get(f"http://127.0.0.1:{PORT}{path}")
    assert answer.status_code == 403 and "gongzhi" in answer.text and len(answer.text) < 100
    assert client.post(f"http://127.0.0.1:{PORT}/api/rounds", json=SMALL).status_code == 403


def test_the_address_of_the_page_is_new_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [capture_address(tmp_path, monkeypatch) for _each in range(2)]
    assert told[0] != told[1] and all(len(one.split("/")[3]) >= 32 for one in told)


def capture_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address that the command prints; nothing is served."""
    said: list[str] = []
    monkeypatch.setattr("results.workshop.serve.Pool.warm", lambda pool: None)
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    monkeypatch.setattr("builtins.print", lambda text, flush: said.append(text))
    serve(0, folder, 1)
    return next(word for word in said[0].split() if word.startswith("http"))


NONSENSE = [
    "--5",
    "²",
    "9" * 5000,
    "-",
    "",
    "1.5",
    "1e3",
    "\ud800",
    "५",
    "null",
    "\u2028",
    "0x10",
    "+1",
    "1 ",
    "一",
]


def test_a_number_that_is_none_is_answered_with_one_line(client: TestClient) -> None:
    name = client.post("/api/rounds", json=SMALL).json()["id"]
    for value in NONSENSE:
        said = quote(value.encode("utf-8", "surrogatepass"))
        for query in (
            f"?seen={said}",
            f"/why?governance=baseline&household=1&month={said}",
            f"/why?governance=baseline&household={said}&month=1",
        ):
            answer = client.get(f"/api/rounds/{name}{query}")
            assert answer.status_code == 400 and is_one_line(answer.json()["problem"]), query


@pytest.mark.slow
def test_an_issue_that_there_is_none_of_is_answered_with_one_line(client: TestClient) -> None:
    name = finished(client)["id"]
    for value in (*NONSENSE, "9" * 150):
        said = quote(value.encode("utf-8", "surrogatepass"))
        for query in (f"governance=baseline&issue=!{said}", f"governance={said}&issue=1"):
            answer = client.get(f"/api/rounds/{name}/story?{query}")
            assert answer.status_code == 400 and is_one_line(answer.json()["problem"]), query


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe",
    "half a pair": b'"\\ud800: 1"',
    "half a pair as a key": b'{"\\ud800": 1}',
    "half a pair as a value": b'{"case": "\\udfff", "round": "\\udfff", "expected": {"\\udfff": "worse"}}',
    "brackets": b"[" * 30_000,
    "whole brackets": b"[" * 20_000 + b"]" * 20_000,
    "braces": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "digits": b"9" * 5000,
    "digits for a value": b'{"months": ' + b"9" * 5000 + b', "case": "xihu"}',
    "digits in YAML": json.dumps("months: " + "9" * 5000).encode(),
    "brackets in YAML": json.dumps("sides: " + "[" * 1200).encode(),
    "no number": b'{"months": NaN, "name": Infinity}',
    "null": b"null",
    "a zero byte": b'{"case": "\\u0000"}',
    "a list": b"[1]",
    "words": b'"case: xihu"',
    "a line of its own": '{"case": "\u2028"}'.encode(),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("path", ["rounds", "set-ups", "predictions"])
def test_a_body_that_cannot_be_read_is_answered_with_one_line(
    client: TestClient, path: str, what: str
) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post(f"/api/{path}", content=BODIES[what], headers=headers)
    assert answer.status_code == 400 and is_one_line(answer.json()["problem"])


def is_one_line(text: str) -> bool:
    return len(text.splitlines()) == 1 and len(text) < 1000


def test_a_length_that_is_no_number_is_refused(client: TestClient) -> None:
    for length in ("²".encode("latin-1"), b"9" * 5000, b"-1"):
        headers = {b"content-type": b"application/json", b"content-length": length}
        assert client.post("/api/rounds", content=b"{}", headers=headers).status_code == 413


def test_what_is_sent_is_limited_in_kind_and_size(client: TestClient) -> None:
    plain = client.post("/api/rounds", content=b"{}", headers={"content-type": "text/plain"})
    assert plain.status_code == 415
    assert client.post("/api/set-ups", json="x" * MOST_BYTES).status_code == 413

    def drops() -> Iterator[bytes]:
        yield from (b"x" * 4096 for _each in range(40))

    endless = client.post("/api/rounds", content=drops(), headers={"content-type": "application/json"})
    assert endless.status_code == 413
    assert client.put("/api/rounds", json={}).status_code == 405
    for path in ("/assets/../server.py", "/assets/server.py", "/assets/%2e%2e%2fserver.py", "/etc/passwd"):
        assert client.get(path).status_code == 404


def test_every_answer_forbids_scripts_from_elsewhere(client: TestClient) -> None:
    for path in ("/", "/api/choices", "/assets/workshop.js"):
        policy = client.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in policy and "default-src 'none'" in policy


def test_the_page_asks_this_server_for_everything_it_needs(client: TestClient) -> None:
    page = client.get("/?lang=zh").text
    assert 'lang="zh-CN"' in page and "共治工作坊" in page
    assert "gongzhi workshop" in client.get("/?lang=en").text
    for name in (*ASSETS, "fonts.css", *TOGETHER):
        assert client.get(f"/assets/{name}").status_code == 200
    assert "http" not in page.replace("http-equiv", "")


def test_choices_are_kept_until_what_they_are_made_of_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    known, own = KnownOptions(), OwnPlace()
    with language.spoken("en"):
        told = known.of(own)
        assert known.of(own) is told == options(own)
        with language.spoken("zh"):
            assert known.of(own) == options(own) != told
        monkeypatch.setattr(own, "_case", read.case("xihu"))
        assert known.of(own)["cases"][0]["name"] == "Your own compound"


def test_a_slider_stands_where_its_parameter_is_at_the_type_of_the_compound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    street, danwei = read.case("xihu-street"), read.case("xihu-danwei")
    key = next(key for key in sliders() if key not in {*street.parameters, *danwei.parameters})
    of_type = read.ledger()[key].model_copy(update={"by_type": {street.compound_type: 0.123}})
    ledger = {**read.ledger(), key: of_type}
    monkeypatch.setattr(read, "ledger", lambda: ledger)
    values = {case["id"]: case["values"] for case in options()["cases"]}
    assert values[street.id][key] == 0.123 and key not in values[danwei.id]


def test_every_choice_has_words_evidence_and_range_in_both_languages() -> None:
    for spoken in language.LANGUAGES:
        with language.spoken(spoken):
            told = options()
        assert {one["key"] for one in told["parameters"]} == set(sliders())
        for one in told["parameters"]:
            assert one["what"] and one["evidence"] and one["low"] < one["high"]
            for case in told["cases"]:
                assert one["low"] <= case["values"].get(one["key"], one["default"]) <= one["high"]
        assert {one["id"] for one in told["instruments"]} == set(instruments())
        assert {one["id"] for one in told["outcomes"] if one["predicted"]} == set(PREDICTED)


def test_two_readers_in_two_languages_are_answered_each_in_theirs(client: TestClient) -> None:
    names = [client.get(f"/api/choices?lang={one}").json()["cases"][0]["name"] for one in ("zh", "en", "zh")]
    assert names[0] == names[2] != names[1]


def test_instruments_are_added_and_left_out_as_asked() -> None:
    side = set_up(
        '{"case": "xihu", "sides": [{"governance": "one-four-n", "add": ["patrol"], "leave_out": ["forum"]}]}'
    ).sides[0]
    model, whole = governance_of(side), read.governance("one-four-n")
    kinds = {adopted.kind for adopted in model.instruments}
    assert kinds == {adopted.kind for adopted in whole.instruments} - {"forum"} | {"patrol"}
    assert model.id != whole.id and model.name != whole.name
    unchanged = set_up('{"case": "xihu", "sides": [{"governance": "troika"}]}').sides[0]
    assert governance_of(unchanged) is read.governance("troika")


def test_a_port_that_is_taken_is_told() -> None:
    taken = listening(0)
    number = taken.getsockname()[1]
    assert taken.getsockname()[0] == "127.0.0.1"
    with pytest.raises(ArgumentError, match=str(number)):
        listening(number)
    taken.close()


@pytest.mark.parametrize(("deaths", "state"), [(1, "done"), (99, "failed")])
def test_a_killed_worker_costs_one_try_and_one_killed_each_time_is_told(
    killing: Callable[[int], None], deaths: int, state: str
) -> None:
    killing(deaths)
    pool = Pool(1)
    found = Session(pool).begin(set_up(json.dumps(SMALL)))
    wait_until(lambda: found.state != "running")
    pool.close()
    assert found.state == state
    assert ("killed twice" in found.problem) == (state == "failed")


@pytest.mark.slow
def test_a_pool_goes_on_after_a_worker_was_killed() -> None:
    import os
    import signal

    pool = Pool(1)
    pool.warm()
    batch = replicated([read.scenario("xihu", "baseline", months=2)], 2)
    process = next(iter(pool._workers[0]._workers[0]._processes.values()))
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert len(pool.submit(batch).result().runs) == 2
    pool.close()


def test_a_set_up_of_a_file_says_where_it_is_wrong() -> None:
    language.use("en")
    with pytest.raises(ScenarioError, match=r"mine\.yaml, line 2.*Did you mean case"):
        set_up("sides: [{governance: troika}]\ncse: xihu\n", Path("mine.yaml"))
    language.use(None)
