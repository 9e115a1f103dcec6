"""The room: what phones may ask, what they cannot reach, how answers are counted, shown and kept."""

import csv
import json
import socket
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from experiments.cli import publish
from experiments.errors import ArgumentError
from results.text.names import outcome_name
from results.workshop.predictions import Came, Predictions
from results.workshop.process_pool import Pool
from results.workshop.room.invitation import LETTERS, Invitation, new_code, own_address, to_whom
from results.workshop.room.quiz import NONE, REPLICATES, WORSE, quiz_of
from results.workshop.room.rate_limit import OF_ONE, Rate, RateLimit
from results.workshop.room.room import Room
from results.workshop.room.room_frame import room_strings
from results.workshop.room.vote import MOST_OF_ONE
from results.workshop.room.voting_server import MOST_BYTES, VotingServer
from results.workshop.room.voting_socket import MOST_CONNECTIONS, VotingSocket
from results.workshop.same_origin import SameOrigin
from results.workshop.serve import listening, opened
from results.workshop.server import Server, kept_in
from results.workshop.session import DONE, WAITING, Round, Session
from scenarios import language, read
from scenarios.problems import ScenarioError
from scenarios.set_up import governance_of, set_up

HOST, KEY, CODE = "127.0.0.2", "the-key", "ABC234"
CAME = {
    "conflict_index": Came("better", -0.5, -0.2, 0.1),
    "participation_month": Came("no difference could be shown", -0.01, 0.04, 0.01),
    "cost_total": Came("worse", 8.5, 8.5, 0.5),
    "trust_RC": Came("no practical difference", -0.004, 0.003, 0.01),
}
ASKED = ["conflict_index", "participation_month"]
SET_UP = {"case": "xihu", "sides": [{"governance": "baseline"}, {"governance": "one-four-n"}], "months": 6}


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Idle(Pool):
    """A pool that is never asked."""

    def __init__(self) -> None:
        self.count = 1


class Place:
    """A workshop with a room: its facilitator's page and its page to vote on."""

    def __init__(self, file: Path, invitation: Invitation | None) -> None:
        asked = set_up(json.dumps(SET_UP))
        models = tuple(governance_of(side) for side in asked.sides)
        scenarios = tuple(read.scenario("xihu", model, months=6) for model in models)
        self.round = Round("one", asked, scenarios, models, state=DONE)
        self.session = Session(Idle())
        self.session._rounds["one"] = self.round
        self.room = Room(file.with_name("room.jsonl"), invitation)
        self.predictions, self.invitation = Predictions(file), invitation
        app = Server(self.session, self.predictions, self.room).app()
        self.facilitator = TestClient(SameOrigin(app, 1, KEY), base_url=f"http://127.0.0.1:1/{KEY}")

    def say(self, path: str, status: int = 200, **sent: object) -> dict[str, Any]:
        """What the server tells the facilitator."""
        answer = self.facilitator.post(f"/api/room/{path}?lang=en", json={"round": "one", **sent})
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def seen(self) -> dict[str, Any]:
        """What the facilitator sees."""
        told: dict[str, Any] = self.facilitator.get("/api/room?round=one&lang=en").json()
        return told

    def rows(self) -> list[dict[str, str]]:
        """The votes as a spreadsheet has them."""
        text = self.facilitator.get("/api/room/votes.csv").content.decode("utf-8-sig")
        return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A room open to phones on an address of this machine that is not the page's."""
    monkeypatch.setattr("results.workshop.room.room.came_out", lambda _found: CAME)
    around = listening(0, HOST)
    found = Place(kept_in(tmp_path), Invitation(HOST, around.getsockname()[1], CODE))
    assert found.invitation is not None
    found.room.ends_with(VotingSocket(found.room, found.invitation, around).close)
    yield found
    found.room.end()


def phone(
    place: Place,
    path: str,
    sent: object = None,
    headers: dict[str, str] | None = None,
    sender: str = "127.0.0.1",
    method: str = "",
) -> tuple[int, bytes, HTTPResponse]:
    """What a phone of that address is answered; its path goes out letter by letter."""
    assert place.invitation is not None
    line = HTTPConnection(HOST, place.invitation.port, source_address=(sender, 0))
    content = sent if isinstance(sent, bytes) or sent is None else json.dumps(sent).encode()
    usual = {} if sent is None else {"content-type": "application/json"}
    line.request(method or ("GET" if sent is None else "POST"), path, content, {**usual, **(headers or {})})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, body, answer


def question(place: Place, spoken: str = "en") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(phone(place, f"/{CODE}/question?lang={spoken}")[1])
    return told


def ballot(vote: str, number: int, **answers: str) -> dict[str, object]:
    return {"token": f"{number:022d}", "vote": vote, "answers": answers}


def test_thirty_phones_vote_and_only_their_number_is_told_before_the_bars_are_shown(place: Place) -> None:
    assert question(place) == {"vote": None}
    place.say("ask", kind="first", outcomes=ASKED)
    vote = question(place)["vote"]
    for number in range(30):
        answer = "better" if number < 20 else "worse"
        sent = ballot(vote, number, conflict_index=answer, participation_month="same")
        assert phone(place, f"/{CODE}/ballot", sent, sender=f"127.0.0.{1 + number % 9}")[0] == 200
    again = ballot(vote, 29, conflict_index="better", participation_month="same")
    assert phone(place, f"/{CODE}/ballot", again)[0] == 200
    first = place.seen()["votes"][0]
    assert first["phones"] == 30 and "count" not in json.dumps(first)
    shown = place.say("show", kind="first", shown=True)["votes"][0]["questions"]
    assert [one["count"] for one in shown[0]["choices"]] == [21, 0, 9]
    asked = question(place, "zh")
    assert asked["questions"][0]["choices"][0]["text"] == "变好（下降）" and "count" not in json.dumps(asked)
    place.say("close")
    assert phone(place, f"/{CODE}/ballot", again)[0] == 409 and question(place) == {"vote": None}
    kept = place.room.file.read_text(encoding="utf-8")
    assert "0000" not in kept and "127.0." not in kept


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b'"\xff"',
        b'{"token": "' + b"1" * 22 + b'", "vote": "\\ud800", "answers": {"a": "b"}}',
        {"token": "short", "answers": {"conflict_index": "better"}},
        {"answers": {}},
        {"answers": {"conflict_index": "perhaps"}},
        {"answers": {"trust_RC": "better"}},
        {"answers": {"conflict_index": "better"}, "name": "Li"},
        {"answers": {"conflict_index": ["better"]}},
    ],
)
def test_a_ballot_that_answers_nothing_is_refused_in_one_line(place: Place, sent: Any) -> None:
    place.say("ask", kind="first", outcomes=ASKED)
    if isinstance(sent, dict):
        sent = {"token": "1" * 22, "vote": question(place)["vote"], **sent}
    status, body, _answer = phone(place, f"/{CODE}/ballot", sent)
    assert status in (400, 409) and "\n" not in json.loads(body)["problem"]
    assert place.seen()["votes"][0]["phones"] == 0


def test_nothing_but_the_vote_is_reached_through_its_page(place: Place) -> None:
    assert phone(place, "/")[0] == phone(place, f"/{CODE}")[0] == phone(place, f"/{CODE.lower()}/")[0] == 200
    assert phone(place, "/vote.js")[0] == phone(place, "/vote.css")[0] == 200
    within = ("api/room", "api/choices", "api/rounds/one", "api/predictions.csv", "assets/workshop.js", "")
    ways = [f"/{start}{path}" for start in (f"{KEY}/", f"{CODE}/", f"{CODE}/{KEY}/", "") for path in within]
    ways = [way for way in ways if way not in ("/", f"/{CODE}/")]
    ways += ["/ZZZ234/question", f"//{CODE}/", f"/{CODE}//question", f"/{CODE}/question/", "/./vote.js"]
    ways += [
        f"/{CODE}/../{CODE}/question",
        "/../server.py",
        "/room.py",
        "/vote.js/../../server.py",
        "/vote%2ejs",
    ]
    ways += [
        "/%2e%2e/server.py",
        f"/{CODE}%2fquestion",
        "/%41BC234/question",
        "/..%5cserver.py",
        "/vote.js%00",
    ]
    ways += [f"/{CODE}/question?round=one", f"/{CODE}/?lang=fr", f"/{CODE}/question#", "*"]
    answers = {way: phone(place, way)[0] for way in ways}
    assert {way: status for way, status in answers.items() if status != 404} == {}
    posts = {way: phone(place, way, {"round": "one"})[0] for way in ways}
    assert {way: status for way, status in posts.items() if status != 404} == {}
    assert phone(place, "/" + "a" * 70_000)[0] in (400, 404, 431)


def test_both_pages_check_host_origin_kind_and_size_and_keep_strangers_out(place: Place) -> None:
    assert place.invitation is not None
    own = f"http://{HOST}:{place.invitation.port}"
    refused: dict[int, list[dict[str, str]]] = {
        421: [{"host": "evil.example"}, {"host": HOST}, {"host": f"127.0.0.1:{place.invitation.port}"}],
        403: [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
        200: [{"origin": own}, {"sec-fetch-site": "none"}],
    }
    for status, all_headers in refused.items():
        for headers in all_headers:
            assert phone(place, f"/{CODE}/question", headers=headers)[0] == status, headers
    path = f"/{CODE}/ballot"
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "HEAD", "GET"):
        assert phone(place, path, method=method)[0] == 405, method
    assert phone(place, f"/{CODE}/question", {})[0] == phone(place, "/", {})[0] == 405
    assert phone(place, path, {}, {"content-type": "text/plain"})[0] == 415
    assert phone(place, path, b" " * (MOST_BYTES + 1))[0] == 413
    assert phone(place, path, {}, {"content-length": "9" * 12})[0] in (400, 413)
    answer = phone(place, f"/{CODE}/")[2]
    assert "default-src 'none'" in (answer.getheader("content-security-policy") or "")
    assert answer.getheader("referrer-policy") == "no-referrer" and answer.getheader("server") is None
    facilitator = place.facilitator
    assert (
        facilitator.get("/api/room", headers={"host": f"{HOST}:{place.invitation.port}"}).status_code == 421
    )
    assert facilitator.post("/api/room/close", json={}, headers={"origin": own}).status_code == 403
    assert facilitator.get(f"http://127.0.0.1:1/{CODE}/question").status_code == 403
    assert facilitator.put("/api/room/close", json={}).status_code == 405
    assert facilitator.post("/api/room/close", content=b"x").status_code == 415
    big = {"round": "x" * 70_000}
    assert facilitator.post("/api/room/close", json=big).status_code == 413


def test_a_body_without_a_length_is_cut_off(place: Place) -> None:
    assert place.invitation is not None
    with socket.create_connection((HOST, place.invitation.port), 10) as line:
        head = f"POST /{CODE}/ballot HTTP/1.1\r\nhost: {HOST}:{place.invitation.port}\r\n"
        line.sendall(f"{head}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".encode())
        line.sendall(b"800\r\n" + b" " * 2048 + b"\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_who_asks_too_often_waits_and_the_others_do_not(tmp_path: Path) -> None:
    clock, invitation = Clock(), Invitation(HOST, 8766, CODE)
    served = VotingServer(Room(tmp_path / "room.jsonl", invitation), invitation, clock)
    one, other = (
        TestClient(served, base_url=f"http://{HOST}:8766", client=(address, 1))
        for address in ("127.0.0.3", "127.0.0.4")
    )
    asked = [one.get(f"/{CODE}/question").status_code for _each in range(OF_ONE.at_once + 5)]
    assert asked == [200] * OF_ONE.at_once + [429] * 5 and other.get("/").status_code == 200
    assert one.get("/", headers={"x-forwarded-for": "127.0.0.9"}).status_code == 429
    clock.now = 1.0
    assert one.get("/").status_code == 200
    limit = RateLimit(clock, Rate(1, 5), Rate(1, 8))
    allowed = [limit.allows(f"10.0.0.{number}") for number in range(9)]
    assert allowed == [True] * 8 + [False] and len(limit._known) == 9


def test_who_holds_connections_open_keeps_out_nobody_else(place: Place) -> None:
    assert place.invitation is not None
    there = (HOST, place.invitation.port)
    held = [socket.create_connection(there, 10, ("127.0.0.9", 0)) for _each in range(MOST_CONNECTIONS + 5)]
    assert phone(place, "/", sender="127.0.0.6")[0] == 200
    for one in held:
        one.close()


def test_one_address_fills_no_vote(place: Place) -> None:
    place.say("ask", kind="first", outcomes=ASKED[:1])
    vote = question(place)["vote"]
    for number in range(MOST_OF_ONE):
        sent = ballot(vote, number, conflict_index="same")
        assert phone(place, f"/{CODE}/ballot", sent, sender="127.0.0.5")[0] == 200
    sent = ballot(vote, MOST_OF_ONE, conflict_index="same")
    assert phone(place, f"/{CODE}/ballot", sent, sender="127.0.0.5")[0] == 409
    assert phone(place, f"/{CODE}/ballot", sent, sender="127.0.0.6")[0] == 200


def test_both_votes_and_the_quiz_are_set_beside_the_model_and_kept(place: Place) -> None:
    place.say("ask", kind="first", outcomes=ASKED)
    place.say("paper", kind="first", counts={name: {"better": 9, "worse": 3} for name in ASKED})
    place.say("reveal", status=400)
    place.say("close")
    place.say("ask", kind="second", seen=True)
    place.say("paper", kind="second", counts={name: {"worse": 8, "same": 8} for name in ASKED})
    place.say("close")
    told = place.say("reveal")
    first, second = told["votes"]
    sure, unsure = ({one["id"]: one["mark"] for one in part["choices"]} for part in first["questions"])
    assert sure == {"better": "yes", "same": "no", "worse": "no"}
    assert set(unsure.values()) == {"cannot tell"}
    assert [part["most"] for part in first["questions"]] == ["better", "better"]
    assert [part["most"] for part in second["questions"]] == ["", ""]
    for spoken in ("zh", "en"):
        picture = place.facilitator.get(f"/api/room/votes.png?round=one&lang={spoken}")
        assert picture.content.startswith(b"\x89PNG")
    place.say("ask", kind="quiz")
    counts = {"interval": {REPLICATES: 6, "works": 2}, WORSE: {"cost_total": 5, NONE: 1}}
    place.say("paper", kind="quiz", counts=counts)
    assert "mark" not in json.dumps(place.say("close")["votes"][2])
    quiz = place.say("show", kind="quiz", shown=True)["votes"][2]["questions"]
    right = {one["id"]: next(c["id"] for c in one["choices"] if c["mark"] == "yes") for one in quiz}
    assert right == {"interval": REPLICATES, WORSE: "cost_total", "real place": "observe"}
    rows = place.rows()
    assert {row["vote"] for row in rows} == {"first", "second", "quiz"}
    kept = {(row["vote"], row["question"], row["answer"]): row for row in rows}
    assert {row["result_seen"] for row in rows if row["vote"] == "first"} == {"False"}
    assert {row["result_seen"] for row in rows if row["vote"] == "second"} == {"True"}
    better = kept["first", "conflict_index", "better"]
    assert (better["paper"], better["most"], better["found"], better["right"]) == (
        "9",
        "yes",
        "better",
        "yes",
    )
    assert kept["first", "participation_month", "better"]["right"] == "cannot tell"
    assert kept["quiz", WORSE, NONE]["right"] == "no" and len(rows) == 2 * 6 + 3 + 4 + 3


@pytest.mark.usefixtures("spoken")
def test_every_question_and_answer_is_in_words_of_its_language(place: Place) -> None:
    place.room.ask(place.round, "first", ASKED)
    place.room.close()
    place.room.reveal(place.round)
    place.room.ask(place.round, "quiz", [])
    asked = place.room.asked()
    texts = [one["text"] for part in asked["questions"] for one in (part, *part["choices"])]
    chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in [asked["title"], *texts]]
    assert all(chinese) if language.language() == "zh" else not any(chinese)
    assert outcome_name("cost_total") in texts and len(set(room_strings().values())) > 30
    assert "{" not in "".join(texts)


def test_the_right_answer_of_the_quiz_follows_from_what_came_out() -> None:
    nothing = {name: one for name, one in CAME.items() if one.verdict != "worse"}
    assert quiz_of("one", nothing, ("trust_RC",)).right[WORSE] == NONE
    worse = quiz_of("one", CAME, ("trust_RC",))
    assert worse.right[WORSE] == "cost_total" and worse.choices[WORSE][-1] == NONE
    assert len({quiz_of(str(n), CAME, ()).choices["interval"] for n in range(30)}) > 3
    assert all(answer in worse.choices[question] for question, answer in worse.right.items())


def test_what_cannot_be_asked_gets_one_message(place: Place) -> None:
    place.say("ask", kind="second", status=400)
    place.say("paper", kind="first", counts={}, status=400)
    for outcomes in ([], ASKED * 2, ["modularity"], ["cost_total", "cost_total"]):
        place.say("ask", kind="first", outcomes=outcomes, status=400)
    place.say("ask", kind="first", outcomes=ASKED)
    place.say("ask", kind="first", outcomes=ASKED, status=400)
    for counts in (
        {"x": {"better": 1}},
        {ASKED[0]: {"x": 1}},
        {ASKED[0]: {"same": -1}},
        {ASKED[0]: {"same": 1e9}},
    ):
        place.say("paper", kind="first", counts=counts, status=400)
    place.say("close")
    place.round.state = WAITING
    with pytest.raises(ScenarioError, match="not finished"), language.spoken("en"):
        place.room.reveal(place.round)
    assert place.facilitator.post("/api/room/ask", json={"round": "two", "kind": "first"}).status_code == 404


def test_a_room_that_is_closed_answers_no_phone_and_is_kept_on_paper(place: Place) -> None:
    place.say("ask", kind="first", outcomes=ASKED)
    assert place.say("end")["place"] is None
    with pytest.raises(OSError):
        phone(place, f"/{CODE}/question")
    assert place.facilitator.get("/api/room/code.svg").status_code == 404
    place.say("paper", kind="first", counts={ASKED[0]: {"same": 4}})
    assert {row["paper"] for row in place.rows()} == {"0", "4"}


def test_a_workshop_opens_no_room_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[Any] = []
    monkeypatch.setattr("results.workshop.serve.serve", lambda *all_: calls.append(all_[3]))
    publish.workshop(port=0, out=tmp_path)
    assert calls == [None] and opened(tmp_path / "room.jsonl", None).invitation is None
    with language.spoken("en"):
        with pytest.raises(ArgumentError, match="--yes"):
            publish.workshop(out=tmp_path, room=True, room_address=HOST)
        assert HOST in capsys.readouterr().out
        with pytest.raises(ArgumentError, match="--room"):
            publish.workshop(out=tmp_path, room_address=HOST)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for answer, opens in {"y": True, "": False, "n": False}.items():
        monkeypatch.setattr("builtins.input", lambda _text, answer=answer: answer)
        if opens:
            publish.workshop(out=tmp_path, room=True, room_address=HOST, room_port=0)
        else:
            with pytest.raises(ArgumentError):
                publish.workshop(out=tmp_path, room=True, room_address=HOST)
    publish.workshop(out=tmp_path, room=True, room_address=HOST, room_port=0, yes=True)
    assert calls == [None, (HOST, 0), (HOST, 0)]


def test_a_room_has_an_address_of_its_own_and_a_code_that_is_new_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = opened(tmp_path / "room.jsonl", (HOST, 0))
    assert room.invitation is not None and room.invitation.host == HOST
    assert room.invitation.address in capsys.readouterr().out
    assert b"<svg" in room.invitation.picture()
    with pytest.raises(ArgumentError, match="--room-port"):
        opened(tmp_path / "room.jsonl", (HOST, room.invitation.port))
    room.end()
    with pytest.raises(ArgumentError, match="--room-address"):
        listening(0, "192.0.2.1")
    codes = {new_code() for _each in range(50)}
    assert len(codes) == 50 and all(len(code) == 6 and set(code) <= set(LETTERS) for code in codes)


def test_an_address_is_found_without_sending_and_only_on_a_local_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for named in ("0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "evil.example", "192.168.1.256", ""):
        with pytest.raises(ArgumentError):
            own_address(named)
    assert own_address("192.168.1.20") == "192.168.1.20"
    found: dict[str, Callable[[], str | None]] = {"none": lambda: None, "public": lambda: "8.8.8.8"}
    for on_the_network in found.values():
        monkeypatch.setattr("results.workshop.room.invitation._on_the_network", on_the_network)
        with pytest.raises(ArgumentError, match="--room-address"):
            own_address()
    with language.spoken("en"):
        assert "internet" in to_whom("8.8.8.8") and "network" in to_whom("192.168.1.20")
        assert "this machine" in to_whom(HOST)
