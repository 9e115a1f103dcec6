"""The report: plain sentences, every number traced to its cell, no request, names shown as they are."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from experiments.analysis.figure_request import FigureRequest
from experiments.errors import ArgumentError
from experiments.execution.results import results_in
from experiments.execution.stored_study import OTHER_CODE
from experiments.store import tables as finished
from experiments.store.manifest import code_hash
from experiments.store.output_folder import FolderError
from experiments.store.tables import Study
from results.figures.study_figures import draw, figure
from results.report.annex import annex
from results.report.charts import ranks
from results.report.first_page import first_page
from results.report.in_full import in_full
from results.report.material import Material, material
from results.report.screen import MOST_BYTES, _data, deliver, screen
from results.text.names import amount, main_outcomes
from results.text.verdicts import verdicts
from results.web import glyphs
from results.web.markup import Markup, in_script, tag
from results.web.traced import CLOSE, OPEN, Cell, Numbers, plain
from scenarios import language, read
from scenarios.problems import ScenarioError
from tests.experiments.store.test_manifest import STORED

Make = Callable[..., Study]
Delivered = tuple[Path, dict[str, bytes], dict[str, list[Path]]]


class Elements(HTMLParser):
    """Collects what a page holds: its `data` elements with their texts, its scripts, every address in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: list[tuple[dict[str, str | None], str]] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self._open: dict[str, str | None] | None = None
        self.feed(page)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.tags.append(name)
        self.addresses += [str(told[key]) for key in ("src", "href", "action") if told.get(key)]
        self._open = told if name == "data" else None

    def handle_data(self, text: str) -> None:
        if self._open is not None:
            self.data.append((self._open, text))
            self._open = None


@pytest.fixture
def folder(make_study: Make, tmp_path: Path) -> Path:
    """A finished comparison of two governance models on one case."""
    finished.write(make_study(["minzhu"], ["baseline", "troika"]), tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def delivered(make_study: Make, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """The tables of a comparison as they were written, and the reports in both languages beside them."""
    place = tmp_path_factory.mktemp("delivered")
    finished.write(make_study(["minzhu"], ["baseline", "troika"]), place)
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    files: dict[str, list[Path]] = {}
    for spoken in language.LANGUAGES:
        language.use(spoken)
        files[spoken] = deliver(place)
    language.use(None)
    return place, before, files


def cell_of(told: str, table: pd.DataFrame) -> float:
    """What stands in the cell that a number of the page names, or comes of the columns it names."""
    found = re.fullmatch(r"comparison\[(.*)\] ([\w */]+)", told)
    assert found
    rows = table
    for part in found[1].split(", "):
        column, value = part.split("=")
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return float(rows.eval(found[2]).iloc[0])


def test_every_number_of_the_first_page_is_what_stands_in_its_cell(folder: Path, spoken: str) -> None:
    found = material(folder)
    assert found.study.comparison is not None
    page = Elements("".join((*first_page(found, Numbers()), *in_full(found, Numbers()))))
    assert len(page.data) >= 20
    for attributes, text in page.data:
        value = cell_of(str(attributes["data-from"]), found.study.comparison)
        assert float(str(attributes["value"])) == pytest.approx(value)
        assert any(letter.isdigit() for letter in text) or text == "–"


def test_every_number_in_a_sentence_is_the_amount_in_its_cell(folder: Path, spoken: str) -> None:
    page = Elements("".join(in_full(material(folder), Numbers())))
    assert len(page.data) >= 3
    for attributes, text in page.data:
        outcome = re.search("outcome=(\\w+)", str(attributes["data-from"]))
        value = float(str(attributes["value"]))
        assert outcome and text in {amount(outcome[1], value, bare) for bare in (True, False)}


def test_over_many_cases_each_has_its_cards_and_its_column(make_study: Make, spoken: str) -> None:
    cases, models = ["minzhu", "xihu", "honghu"], ["baseline", "troika", "one-four-n"]
    page = Elements("".join(first_page(Material(Path(), make_study(cases, models)), Numbers())))
    for case in cases:
        for model in models[1:]:
            mine = [told for told, _text in page.data if f"case={case}," in str(told["data-from"])
                    and f"b={model}]" in str(told["data-from"])]  # fmt: skip
            assert len({str(one["data-from"]).split("outcome=")[1].split(",")[0] for one in mine}) == 4
    marks = [one for one in page.addresses if one.startswith("#mark-")]
    lines = len(main_outcomes(read.outcome_entries()))
    assert len(marks) >= (lines + 3) * 6


def test_the_first_page_says_where_no_difference_could_be_shown(make_study: Make, spoken: str) -> None:
    study = make_study(["xihu"], ["baseline", "troika"], replicates=2)
    found = Material(Path(), study)
    page = "".join((*first_page(found, Numbers()), *in_full(found, Numbers())))
    assert {"zh": "未能显示差别", "en": "No difference could be shown"}[spoken] in page
    assert {"zh": "正当的表达", "en": "legitimate voice"}[spoken] in page


@pytest.mark.slow
def test_marks_of_numbers_never_reach_a_reader(delivered: Delivered) -> None:
    for file in [one for files in delivered[2].values() for one in files]:
        page = file.read_text(encoding="utf-8")
        assert OPEN not in page and CLOSE not in page
    assert plain(Numbers().put("3", Cell("runs", {}, "n", 3.0))) == "3"


@pytest.mark.slow
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_report_asks_no_server_and_fits_into_a_chat(delivered: Delivered, spoken: str) -> None:
    files = delivered[2][spoken]
    assert [file.name for file in files] == [f"report-{spoken}.html", f"report-{spoken}-print.html"]
    for file in files:
        page = Elements(file.read_text(encoding="utf-8"))
        assert all(address.startswith(("data:", "#")) for address in page.addresses)
        assert file.stat().st_size <= MOST_BYTES
    assert "script" not in Elements(files[1].read_text(encoding="utf-8")).tags


@pytest.mark.slow
def test_a_report_does_not_touch_the_tables(delivered: Delivered) -> None:
    place, before, _files = delivered
    assert {name: (place / name).read_bytes() for name in before} == before


def test_a_name_with_markup_is_shown_and_not_interpreted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = '<img src=x onerror="alert(1)"></script><b>'
    places = ("report.in_full", "report.charts", "report.annex")
    for place in (*places, "text.headlines.headline", "text.headlines.verdict_matrix"):
        monkeypatch.setattr(f"results.{place}.governance_name", lambda model: name)
    page = screen(material(folder))
    assert name not in page and "&lt;img src=x onerror=" in page
    assert not {"img", "b"} & set(Elements(page).tags)
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert held and json.loads(held[1])["governance"][0]["name"] == name


def test_ranks_share_ties_and_add_up_in_every_world(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika", "one-four-n"])
    found = ranks(study)["xihu"]
    runs = study.runs.pivot(index="replicate", columns="governance", values="fee_collection")
    first = (runs.idxmax(axis=1) == "troika").mean()
    assert found["fee_collection"]["troika"][0] == pytest.approx(first, abs=1e-3)
    assert found["trust_nbr"]["troika"] == pytest.approx([1 / 3] * 3, abs=1e-3)


def test_what_the_charts_show_is_what_the_tables_hold(folder: Path) -> None:
    found = material(folder)
    data = _data(found)
    assert isinstance(data["differences"], list) and isinstance(data["levels"], dict)
    row = next(one for one in data["differences"] if one["outcome"] == "conflict_index")
    table = found.study.comparison
    assert table is not None
    expected = table[table["outcome"] == "conflict_index"].iloc[0]
    assert row["difference"] == pytest.approx(expected["difference"], rel=1e-3)
    runs = found.study.runs
    mean = runs[runs["governance"] == "troika"]["conflict_index"].mean()
    assert data["levels"]["minzhu"]["conflict_index"]["troika"][0] == pytest.approx(mean, rel=1e-3)
    months = found.study.monthly
    chosen = months[(months["governance"] == "troika") & (months["month"] == 7)]["conflict_index"]
    band = data["months"]["bands"]["minzhu"]["conflict_index"]["troika"]  # type: ignore[index]
    assert band["mean"][6] == pytest.approx(chosen.mean(), rel=1e-3)
    assert band["high"][6] == pytest.approx(chosen.quantile(0.9), rel=1e-3)


def test_only_the_largest_differences_have_numbers_on_the_first_page(make_study: Make) -> None:
    study = make_study(["minzhu"], ["baseline", "troika"], replicates=40)
    assert study.comparison is not None
    in_full, shortened = (" ".join(verdicts(study.comparison, most=most)) for most in (None, 1))
    assert shortened.count("95 %") < in_full.count("95 %")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({}, "holds no finished results of gongzhi"),
        ({"manifest.json": "{"}, "cannot be read"),
        ({"manifest.json": '{"made_by": "gongzhi", "format": 9}'}, "newer gongzhi"),
        ({"manifest.json": '{"made_by": "gongzhi"}'}, "cannot be read"),
        ({"study.json": '{"made_by": "gongzhi", "study": "x", "format": 9}'}, "newer gongzhi"),
        ({"study.json": '{"made_by": "gongzhi", "study": "x"}'}, "study.json is damaged"),
        ({"study.json": json.dumps({"made_by": "gongzhi", **STORED})}, "no finished run yet"),
    ],
)
def test_a_folder_that_cannot_be_told_gives_one_message(
    made: dict[str, str], words: str, tmp_path: Path
) -> None:
    language.use("en")
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FolderError, match=words):
        deliver(tmp_path)
    assert not list(tmp_path.glob("*report*"))
    language.use(None)


def test_a_missing_font_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> None:
    monkeypatch.setattr(glyphs, "FOLDER", tmp_path / "nowhere")
    glyphs._cut.cache_clear()
    with pytest.raises(ScenarioError, match=r"GongzhiSansSC-Regular\.ttf"):
        deliver(folder)
    glyphs._cut.cache_clear()
    assert not list(folder.glob("*report*"))


def test_the_font_of_a_page_has_the_characters_of_the_page() -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(glyphs._cut("Regular", frozenset("共治 fees"))))
    assert {ord(character) for character in "共治fes"} <= set(font.getBestCmap())
    assert len(font.getBestCmap()) < 12


def test_text_is_text_and_only_markup_is_markup() -> None:
    assert tag("p", "a < b & c", tag("b", "d"), title='"') == (
        '<p title="&quot;">a &lt; b &amp; c<b>d</b></p>'
    )
    assert tag("input", disabled=True, hidden=False, for_="x") == '<input disabled for="x">'
    assert "</script" not in in_script("</script>") and isinstance(in_script(""), Markup)


def stored(folder: Path, asked: str) -> Path:
    """The store of a small study of two governance models."""
    from experiments.cli.study import study

    text = f"{asked}governance: [troika, baseline]\nmonths: 2\nburn_in: 1\n"
    (folder / "asked.yaml").write_text(text, encoding="utf-8")
    study("asked.yaml", out=folder / "store", as_json=True)
    return folder / "store"


def test_a_store_is_told_in_the_order_of_its_study_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = material(stored(tmp_path, "cases: [xihu, minzhu]\nreplicates: 3\n"))
    assert found.study.cases == ["xihu", "minzhu"] and found.study.governance == ["troika", "baseline"]
    assert found.study.comparison is not None and not found.state.unfinished
    assert set(found.study.comparison["a"]) == {"troika"}
    assert [row for row in found.study.runs["replicate"][:3]] == [0, 1, 2]


@pytest.mark.slow
def test_a_store_without_months_is_reported_and_asked_for_months_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = stored(tmp_path, "cases: [xihu]\nreplicates: 2\n")
    draw(material(store).study, tmp_path / "figures")
    assert {file.stem for file in (tmp_path / "figures").iterdir()} == {
        "differences-xihu",
        "costs",
        "verdicts",
    }
    with pytest.raises(ArgumentError, match="monthly: true"):
        figure(FigureRequest(kind="months", case="xihu"), results_in(store))


def test_the_annex_of_a_study_names_the_code_as_that_of_a_comparison_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoken: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = material(stored(tmp_path, "cases: [xihu]\nreplicates: 1\n"))
    page, files = "".join(annex(found)), found.study.manifest["code"]
    assert isinstance(files, dict) and len(files) > 20
    assert "{&#" not in page and "{'" not in page
    assert f"<code>{code_hash()[:16]}</code>" in page
    assert all(f"<code>{file} {digest}</code>" in page for file, digest in files.items())
    rows = {**found.study.manifest, "origin": {"code": OTHER_CODE}}
    other = "".join(annex(replace(found, study=replace(found.study, manifest=rows))))
    assert code_hash()[:16] not in other and "<code>other" not in other
