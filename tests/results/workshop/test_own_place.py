"""Tables of one's own sent to the workshop page: what is taken, what is refused, and that nobody is found."""

import io
import json
import re
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from experiments.cli.app import main
from experiments.field_data.held_file import SENT
from results.workshop.own_place import own_place
from results.workshop.own_place.own_place import OwnPlace
from results.workshop.predictions import Predictions
from results.workshop.same_origin import MOST_BYTES, SameOrigin
from results.workshop.server import Server, kept_in
from results.workshop.session import Session
from scenarios import read
from tests.results.workshop.test_workshop import KEY, PORT, SMALL, Here, finished

SAMPLES = Path(__file__).parents[3] / "docs" / "field-data"
PERSONAL = re.compile(r"\w无[名人]|(?<!\d)199[\s-]?0000[\s-]?\d{4}|(?<!\d)0000000?\s?19\d\d")
"""The names, telephone and identity numbers of the samples."""

FOUR = "楼栋,单元,楼层,门牌,年龄\n1,1,1,101,70\n1,1,2,201,71\n1,2,1,101,30\n2,1,1,101,64\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this server makes its temporary folders."""
    folder = tmp_path / "_temporary_"  # Markdown would escape it
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def client(tmp_path: Path, temporary: Path) -> Iterator[TestClient]:
    """A browser of a page of its own."""
    server = Server(Session(Here(), OwnPlace()), Predictions(kept_in(tmp_path / "kept")))
    yield TestClient(SameOrigin(server.app(), PORT, KEY), base_url=f"http://127.0.0.1:{PORT}/{KEY}")
    server.session.own.forget()


def sent(content: bytes | str, what: str = "households", **more: Any) -> dict[str, Any]:
    """What the page sends of a table."""
    raw = content.encode() if isinstance(content, str) else content
    return {"what": what, "content": b64encode(raw).decode(), "ending": ".csv", **more}


def bring(client: TestClient, *given: Any, lang: str = "en", **more: Any) -> Any:
    return client.post(f"/api/own-place?lang={lang}", json=sent(*given, **more))


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def packed(client: TestClient) -> dict[str, str]:
    """The files that the page lets one keep, by name."""
    with zipfile.ZipFile(io.BytesIO(client.get("/api/own-place.zip").content)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def whole(client: TestClient) -> list[Any]:
    """Bring all samples, faulty rows left out."""
    tables = (
        ("households.csv", "households"),
        ("ties.csv", "ties"),
        ("fees.csv", "fees"),
        ("issues.csv", "issues"),
    )
    return [bring(client, sample(file), what, leave_out_faulty=True) for file, what in tables]


def test_a_household_table_becomes_the_first_case_of_the_list(client: TestClient) -> None:
    told = bring(client, FOUR).json()
    case = told["choices"]["cases"][0]
    assert (case["id"], case["name"], case["households"]) == ("ours", "Your own compound", 4)
    assert case["values"]["population.elderly_share"] == 0.75
    assert told["choices"]["own"]["tables"] == ["households"]
    assert client.get("/api/choices").json()["cases"][0]["id"] == "ours"
    assert "4 rows read" in told["blocks"][0]["text"] and told["assumed"]
    assert any("population.elderly_share" in row for row in told["blocks"][-2].get("rows", []) or [[]])


def test_a_report_is_in_the_language_of_the_page(client: TestClient) -> None:
    told = json.dumps(bring(client, FOUR, lang="zh").json(), ensure_ascii=False)
    assert "自己的小区" in told and "读取" in told and "rows read" not in told


def test_every_faulty_row_is_named_and_nothing_is_taken(client: TestClient, temporary: Path) -> None:
    answer = bring(client, sample("households.csv"))
    assert answer.status_code == 400
    assert len(answer.json()["faults"]) == 12 and "12 rows are faulty" in answer.json()["problem"]
    assert not list(temporary.iterdir()) and client.get("/api/own-place.zip").status_code == 404
    taken = bring(client, sample("households.csv"), leave_out_faulty=True).json()
    assert [block["points"] for block in taken["blocks"] if len(block.get("points", [])) == 12]
    assert taken["choices"]["cases"][0]["households"] == 188


@pytest.mark.slow
def test_the_command_line_takes_what_the_page_lets_one_keep(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The case of the page is the case that `gongzhi import` makes of the same tables."""
    assert [answer.status_code for answer in whole(client)] == [200] * 4
    kept = tmp_path / "kept-files"
    kept.mkdir()
    for name, text in packed(client).items():
        (kept / name).write_text(text, encoding="utf-8")
    mine = read.case(str(kept / "ours.yaml"))
    typed = tmp_path / "typed"
    typed.mkdir()
    monkeypatch.chdir(typed)
    for file, what in (
        ("households", "households"),
        ("ties", "ties"),
        ("fees", "fees"),
        ("issues", "issues"),
    ):
        with pytest.raises(SystemExit) as end:
            main(["import", what, str(SAMPLES / f"{file}.csv"), "--case", "ours", "--leave-out-faulty"])
        assert not end.value.code, capfd.readouterr().err
    theirs = read.case("ours.yaml")
    assert dict(mine.parameters) == dict(theirs.parameters)
    assert (mine.households, mine.ties, mine.demands) == (theirs.households, theirs.ties, theirs.demands)
    assert {file.name for file in typed.iterdir()} == {file.name for file in kept.iterdir()}


def test_nobody_of_the_samples_is_found_in_answers_files_or_logs(
    client: TestClient, tmp_path: Path, temporary: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = [bring(client, sample("households.csv")), bring(client, sample("issues.csv"), "issues")]
    answers += [*whole(client), client.get("/api/choices"), bring(client, sample("issues.csv"), "issues")]
    told = capfd.readouterr()
    texts = [*(answer.text for answer in answers), *packed(client).values(), told.out, told.err]
    assert PERSONAL.search(sample("households.csv").decode()) and PERSONAL.search(
        sample("issues.csv").decode()
    )
    assert [found[0] for text in texts for found in PERSONAL.finditer(text)] == []
    shown = [*(answer.text for answer in answers), *packed(client).values()]
    assert not [text for text in shown if "gongzhi-workshop-" in text or str(temporary) in text]
    assert all(oct(folder.stat().st_mode)[-3:] == "700" for folder in temporary.iterdir())
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 5
    for file in files:
        assert not PERSONAL.search(file.name + file.read_bytes().decode("utf-8", "ignore")), file


def test_a_fault_of_ours_tells_nothing_of_the_table(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_request: Any) -> None:
        raise KeyError("李无名 19900000000")

    monkeypatch.setattr(own_place, "importer", lambda _what: broken)
    answer = bring(client, FOUR)
    assert answer.status_code == 400 and "KeyError" in answer.json()["problem"]
    told = capfd.readouterr()
    assert not PERSONAL.search(answer.text + told.out + told.err)


def test_the_other_tables_come_after_the_households(client: TestClient) -> None:
    answer = bring(client, sample("ties.csv"), "ties")
    assert answer.status_code == 400 and "household table first" in answer.json()["problem"]


def test_a_table_that_cannot_be_taken_changes_nothing(client: TestClient) -> None:
    bring(client, FOUR)
    before = packed(client)
    assert bring(client, "甲户,乙户\n1-1-101,9-9-909\n", "ties").status_code == 400
    assert packed(client) == before
    told = bring(client, "甲户,乙户\n1-1-101,1-1-201\n", "ties").json()
    assert told["choices"]["own"]["tables"] == ["households", "ties"]
    assert packed(client)["ours-ties.csv"] == "one,other\n1,2\n"


def test_a_new_household_table_begins_a_new_case(client: TestClient, temporary: Path) -> None:
    bring(client, FOUR)
    bring(client, "甲户,乙户\n1-1-101,1-1-201\n", "ties")
    told = bring(client, FOUR + "2,1,2,201,50\n", like="xihu").json()
    assert told["choices"]["own"]["tables"] == ["households"] and len(list(temporary.iterdir())) == 1
    assert packed(client)["ours.yaml"].count("extends: xihu") == 1


def test_what_is_let_go_of_is_gone_from_list_and_disk(client: TestClient, temporary: Path) -> None:
    bring(client, FOUR)
    told = client.post("/api/own-place/forget", json={}).json()
    assert told["choices"]["own"]["tables"] == [] and not list(temporary.iterdir())
    refused = client.post("/api/rounds", json=SMALL | {"case": "ours"})
    assert refused.status_code == 400 and client.get("/api/own-place.zip").status_code == 404


def test_columns_of_other_names_are_read_as_somebody_says(client: TestClient) -> None:
    table = FOUR.replace("年龄", "户主岁数")
    told = bring(client, table, columns="columns: {age: 户主岁数}").json()
    assert "户主岁数 → age" in told["blocks"][0]["text"]
    wrong = bring(client, table, columns="columns: {ages: 户主岁数}")
    assert wrong.status_code == 400 and "Did you mean age?" in wrong.json()["problem"]


def test_shares_alone_are_taken_where_somebody_says_so(client: TestClient) -> None:
    bring(client, FOUR, summed=True)
    assert "households:" not in packed(client)["ours.yaml"].replace("place.households", "")


def _book() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in FOUR.splitlines():
        book.active.append(row.split(","))
    book.save(target)
    return target.getvalue()


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (SENT.unpacked + 1))
    return target.getvalue()


HOSTILE = {
    "nothing": (b"", ".csv", "no row of headings"),
    "zeros": (b"\0" * 1000, ".csv", "no text in UTF-8"),
    "half an Excel file": (b"PK\x03\x04half", ".xlsx", "is no Excel file"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0", ".xls", "save it as .xlsx"),
    "one that unpacks without end": (_bomb(), ".xlsx", "too large; the most is 60 MB"),
    "too many rows": (FOUR + "1,1,1,1,1\n" * SENT.rows, ".csv", f"more than {SENT.rows} rows"),
    "headings alone": ("楼栋,单元,楼层,门牌\n", ".csv", "no row below"),
    "a web page": ("<html><script>alert(1)</script>", ".csv", "no row of headings"),
    "a path for an ending": (FOUR, "../../x", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_hostile_file_gets_one_message(client: TestClient, name: str) -> None:
    content, ending, words = HOSTILE[name]
    answer = bring(client, content, ending=ending)
    if not words:
        assert answer.status_code == 200  # read as text, and the ending leads nowhere
        return
    assert answer.status_code == 400 and words in answer.json()["problem"]
    assert "\n" not in answer.json()["problem"] and "household table" in answer.json()["problem"]


def test_an_excel_file_damaged_anywhere_is_read_or_refused_in_words(client: TestClient) -> None:
    book = _book()
    assert bring(client, book, ending=".xlsx").status_code == 200
    for place in range(40, len(book), len(book) // 25):
        answer = bring(client, book[:place] + b"\xff\x00\xff" + book[place + 3 :], ending=".xlsx")
        assert answer.status_code in (200, 400) and (answer.status_code == 200 or answer.json()["problem"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"what": "passwords"}, "what"),
        ({"content": "§§"}, "cannot be read as a file"),
        ({"content": 3}, "content"),
        ({"name": "李无名.csv"}, "name"),
        ({"like": "../../etc/passwd"}, "no case"),
        ({"columns": "columns: [" * 50}, "columns"),
        ({"columns": "!!python/object/apply:os.system [ls]"}, "columns"),
    ],
)
def test_absurd_requests_get_one_message(client: TestClient, change: dict[str, Any], words: str) -> None:
    answer = client.post("/api/own-place?lang=en", json=sent(FOUR) | change)
    assert answer.status_code == 400 and words in answer.json()["problem"]
    assert "\n" not in answer.json()["problem"] and not PERSONAL.search(answer.text)


def test_only_a_table_may_be_large_and_only_so_large(client: TestClient) -> None:
    large = FOUR + " " * MOST_BYTES
    assert bring(client, large).status_code == 200
    assert client.post("/api/set-ups", json=large).status_code == 413
    assert client.post("/api/own-place/forget", json=large).status_code == 413
    assert bring(client, b" " * (SENT.size + 1)).status_code == 400
    assert bring(client, b" " * (2 * SENT.size)).status_code == 413


def test_a_table_is_taken_from_this_page_alone(client: TestClient) -> None:
    for header, value, status in (
        ("origin", "http://elsewhere.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("host", "elsewhere.example", 421),
        ("content-type", "text/plain", 415),
    ):
        headers = {"content-type": "application/json", header: value}
        refused = client.post("/api/own-place", content=json.dumps(sent(FOUR)), headers=headers)
        assert refused.status_code == status
    outside = TestClient(client.app, base_url=f"http://127.0.0.1:{PORT}/another-key")
    assert bring(outside, FOUR).status_code == 403
    assert client.get("/api/choices").json()["own"]["tables"] == []


def test_one_table_is_read_at_a_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = []

    def meanwhile(_what: str) -> Any:
        inside.append(bring(client, FOUR))
        return lambda _request: 1 / 0

    monkeypatch.setattr(own_place, "importer", meanwhile)
    bring(client, FOUR)
    assert [answer.status_code for answer in inside] == [400] and "Another table" in inside[0].text


@pytest.mark.slow
def test_the_own_compound_is_compared_drawn_and_asked(client: TestClient) -> None:
    bring(client, FOUR, like="xihu")
    asked = SMALL | {"case": "ours", "sides": [{"governance": "baseline"}, {"governance": "one-four-n"}]}
    told = finished(client, asked | {"parameters": {}})
    assert told["state"] == "done" and told["months"]["bands"]["ours"]
    scene = client.get(f"/api/rounds/{told['id']}/scenes").json()["compound"]["scenes"][0]
    assert scene["doors"] == ["1-1-101", "1-1-201", "1-2-101", "2-1-101"]
    assert (scene["floor"], scene["stairwell"]) == ([1, 2, 1, 1], [0, 0, 1, 2])
    query = "governance=baseline&household=1&month=1&lang=en"
    assert "71" in client.get(f"/api/rounds/{told['id']}/why?{query}").json()["agent"]["words"]
    answer = {"round": told["id"], "name": "", "expected": {"trust_RC": "better"}}
    assert client.post("/api/predictions", json=answer).json()["kept"] == 1
    assert ",ours," in client.get("/api/predictions.csv").text
