"""Bad set-ups sent to the workshop page: each is refused in one line, and none starts a round."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from results.workshop.predictions import Predictions
from results.workshop.same_origin import SameOrigin
from results.workshop.server import Server, kept_in
from results.workshop.session import Session
from scenarios.set_up import set_up
from tests.bad_files import bad_files
from tests.results.workshop.test_workshop import KEY, PORT, Here


@pytest.fixture
def client(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser of a page that can run nothing."""

    def refused(*_how: Any) -> None:
        raise AssertionError("a run is started")

    monkeypatch.setattr(Here, "submit", refused)
    set_up("case: xihu\nsides: [{governance: baseline}]\n")  # what is shipped has its own limits
    monkeypatch.setattr("scenarios.documents.MOST_NODES", 20_000)
    served = SameOrigin(Server(Session(Here()), Predictions(kept_in(tmp_path / "kept"))).app(), PORT, KEY)
    yield TestClient(served, base_url=f"http://127.0.0.1:{PORT}/{KEY}", raise_server_exceptions=True)


def _problem(answer: Any) -> str:
    """What is told; empty if it is not one line of an answer that refuses."""
    if answer.status_code == 413:  # more than is read at all
        return "too large"
    told: str = answer.json().get("problem", "") if answer.status_code == 400 else ""
    return "" if "\n" in told or "Traceback" in told else told


FILES = [bad for bad in bad_files("set-up") if isinstance(bad.content, bytes)]
JSON = {"content-type": "application/json"}


@pytest.mark.slow
def test_a_bad_set_up_is_refused_and_a_sound_one_is_not(client: TestClient) -> None:
    wrong = []
    for place, bad in enumerate(FILES):
        lang = ("zh", "en")[place % 2]
        assert isinstance(bad.content, bytes)
        try:
            sent = json.dumps(bad.content.decode())
        except UnicodeDecodeError:  # then it is no text that a browser could send
            continue
        answer = client.post(f"/api/set-ups?lang={lang}", content=sent, headers=JSON)
        if bad.fine != (answer.status_code == 200) or (not bad.fine and not _problem(answer)):
            wrong.append(f"{bad.fault}: {answer.status_code} {answer.text[:200]}")
    assert len(FILES) > 200 and not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_what_is_no_sound_set_up_starts_no_round(client: TestClient, tmp_path) -> None:
    wrong = []
    for bad in (bad for bad in FILES if not bad.fine):
        answer = client.post("/api/rounds", content=bad.content, headers=JSON)
        if not _problem(answer):
            wrong.append(f"{bad.fault}: {answer.status_code} {answer.text[:200]}")
    assert not wrong and not list(tmp_path.iterdir()), "\n".join(wrong)
