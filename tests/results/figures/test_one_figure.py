"""One figure by itself: of any finished folder, and once more, byte for byte, from its own file."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from experiments.analysis.comparison import carry_out, comparison, single
from experiments.analysis.figure_request import COMPARED, FILMED, KINDS, WATCHED, Options, chosen, manifest_in
from experiments.design.runs import seed_of
from experiments.errors import ArgumentError
from experiments.execution.executors import InProcess
from experiments.execution.results import results_in
from experiments.execution.sweep import carry_out as swept
from experiments.store.output_folder import FolderError
from experiments.store.tables import write
from results.figures.study_figures import draw, figure, of_file, of_folder
from results.figures.style import styled
from results.text.names import governance_name
from scenarios import language, read
from scenarios.study import read_study
from tests.exhaustive import some

pytestmark = pytest.mark.usefixtures("brief_pasts")

SETTINGS = {"place.households": 42.0, "issues.rate": 120.0}
MODELS = ("troika", "baseline", "one-four-n")
QUICK = ("costs", "network")
"""Kinds that are drawn quickly."""

DRAWN_TOGETHER = ("differences", "months", "ranks", "verdicts")
"""Kinds that a comparison has drawn anyway, and that are made again from there."""

OF_CITIES = ("districts",)
"""Kinds that a comparison of compounds does not have."""

OTHERS = [kind for kind in KINDS if kind not in (*QUICK, *DRAWN_TOGETHER, *OF_CITIES)]
STUDY = """
cases: [xihu]
governance: [troika, baseline]
months: 3
burn_in: 1
parameters: {place.households: 42, issues.rate: sampled}
sampling: {design: lhs, points: 3}
replicates: 2
monthly: true
"""


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small comparison, as the command leaves it, but for its figures."""
    folder = tmp_path_factory.mktemp("compared")
    models = [read.governance(name) for name in MODELS]
    request = comparison([read.case("xihu")], models, 2, 3, SETTINGS)
    write(carry_out(request, 1, monthly=True, quiet=True), folder)
    return folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a single run whose seed was given."""
    folder = tmp_path_factory.mktemp("alone")
    request = single(read.case("xihu"), read.governance("troika"), 3, SETTINGS, seed=7)
    write(carry_out(request, 1, monthly=True, quiet=True), folder)
    return folder


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small study with three points."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "small.yaml").write_text(STUDY, encoding="utf-8")
    swept(read_study(folder / "small.yaml"), folder / "store", lambda work: InProcess())
    return folder / "store"


@pytest.fixture(scope="module")
def drawn(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One figure, drawn in English."""
    language.use("en")
    return of_folder(compared, "costs", Options(), tmp_path_factory.mktemp("drawn") / "one.svg").file


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


def remade(file: Path, out: Path, lang: str | None = None) -> bytes:
    of_file(file, lang, out)
    return out.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*QUICK, *OTHERS, *some(DRAWN_TOGETHER)])
def test_a_figure_is_made_again_from_its_file_byte_for_byte(
    compared: Path, tmp_path: Path, kind: str
) -> None:
    language.use("zh")
    drawn = of_folder(compared, kind, Options(), tmp_path / "one.svg")
    assert drawn.warnings == []
    language.use("en")
    again = of_file(drawn.file, None, None)
    assert again.file == tmp_path / "one-again.svg" and again.warnings == []
    assert again.file.read_bytes() == drawn.file.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["months", "differences", "gains", "stairwells"])
def test_a_figure_of_a_study_is_made_again_from_its_file(stored: Path, tmp_path: Path, kind: str) -> None:
    file = of_folder(stored, kind, Options(), tmp_path / "one.svg").file
    assert remade(file, tmp_path / "two.svg") == file.read_bytes()


@pytest.mark.slow
def test_a_png_is_made_again_too_and_survives_a_copy_elsewhere(compared: Path, tmp_path: Path) -> None:
    language.use("zh")
    file = of_folder(compared, "costs", Options(), tmp_path / "one.png").file
    with Image.open(file) as picture:
        assert json.loads(picture.info["Description"])["language"] == "zh"
    sent = tmp_path / "sent.png"
    sent.write_bytes(file.read_bytes())
    assert remade(sent, tmp_path / "two.png") == file.read_bytes()


@pytest.mark.slow
def test_the_figures_of_a_comparison_are_made_again(compared: Path, tmp_path: Path) -> None:
    """Each as SVG, and one as PNG, which is written by the same hand."""
    draw(results_in(compared).study, tmp_path / "figures", more=True)
    files = sorted((tmp_path / "figures").iterdir())
    made = {file.stem.split("-xihu")[0] for file in files}
    assert made == set(KINDS) - {*FILMED, *WATCHED, "cost-effect", "cases", *OF_CITIES}
    again = [file for file in files if file.suffix == ".svg" or file.stem == "costs"]
    for file in again:
        assert remade(file, tmp_path / f"again{file.suffix}") == file.read_bytes(), file.name


def test_the_manifest_says_what_made_the_figure(compared: Path, tmp_path: Path) -> None:
    told = manifest_in(of_folder(compared, "network", Options(replicate=1), tmp_path / "one.svg").file)
    made = json.loads((compared / "manifest.json").read_text(encoding="utf-8"))
    assert told.study == made and told.language == "en"
    assert (told.figure.kind, told.figure.case, told.figure.replicate) == ("network", "xihu", 1)
    assert {"command", "scenarios", "seeds", "code", "versions"} <= set(told.study)
    assert made["seeds"] == [seed_of("gongzhi", 0), seed_of("gongzhi", 1)]


def test_no_clock_and_no_place_is_in_a_figure(compared: Path, drawn: Path) -> None:
    text = drawn.read_text(encoding="utf-8")
    assert not re.search(r"20\d\d-\d\d-\d\d", text) and str(compared) not in text
    assert ElementTree.fromstring(text).tag.endswith("svg")


@pytest.mark.slow
def test_another_language_gives_another_file(compared: Path, tmp_path: Path) -> None:
    file = of_folder(compared, "costs", Options(), tmp_path / "one.svg").file
    chinese = of_file(file, "zh", None).file
    assert chinese.name == "one-zh.svg" and manifest_in(chinese).language == "zh"
    assert remade(chinese, tmp_path / "back.svg", "en") == file.read_bytes()


def test_a_change_of_code_since_is_said_and_the_new_figure_says_what_it_is(
    drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("experiments.execution.origin", "experiments.analysis.rerun"):
        monkeypatch.setattr(f"{place}.code_hash", lambda _scenarios: "later")
    again = of_file(drawn, None, tmp_path / "two.svg")
    assert len(again.warnings) == 1 and "have changed" in again.warnings[0]
    assert manifest_in(again.file).study["code"] == "later"
    assert of_file(again.file, None, tmp_path / "three.svg").warnings == []


@pytest.mark.slow
def test_a_folder_of_other_code_gives_its_own_tables_but_new_worlds(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("experiments.execution.origin", "experiments.analysis.rerun"):
        monkeypatch.setattr(f"{place}.code_hash", lambda _scenarios: "later")
    assert of_folder(compared, "costs", Options(), tmp_path / "old.svg").warnings == []
    anew = of_folder(compared, "network", Options(), tmp_path / "new.svg")
    assert len(anew.warnings) == 1 and manifest_in(anew.file).study["code"] == "later"


@pytest.mark.slow
def test_another_library_that_draws_is_said(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = of_folder(compared, "costs", Options(), tmp_path / "one.svg").file
    monkeypatch.setattr("results.figures.study_figures.versions", lambda: {"matplotlib": "99"})
    assert ["99" in warning for warning in of_file(file, None, None).warnings] == [True]


def test_figures_lie_beside_the_results_named_for_what_they_show(compared: Path) -> None:
    options = Options(governance=("troika", "baseline"), replicate=1, month=2)
    file = of_folder(compared, "network", options, None).file
    assert (
        file == compared / "figures/network-xihu-troika-baseline-replicate-1-month-2-en.svg" and file.exists()
    )
    assert not [one for one in file.parent.iterdir() if one.name.startswith(".")]


def test_a_map_shows_every_governance_model_of_the_folder(compared: Path, tmp_path: Path) -> None:
    results = results_in(compared)
    wanted = chosen(results.origin, "network", Options())
    with styled():
        drawn = figure(wanted, results)
    headings = [axes.get_title(loc="left") for axes in drawn.axes]
    assert [one for one in headings if one] == [governance_name(model) for model in MODELS]


@pytest.mark.slow
def test_a_single_run_has_figures_of_one_world(alone: Path, tmp_path: Path) -> None:
    file = of_folder(alone, "network", Options(), tmp_path / "one.svg").file
    assert remade(file, tmp_path / "again.svg") == file.read_bytes()
    for kind in COMPARED:
        with pytest.raises(ArgumentError, match="single run"):
            chosen(results_in(alone).origin, kind, Options())
    with pytest.raises(ArgumentError, match="whose seed was given"):
        chosen(results_in(alone).origin, "network", Options(replicate=0))


@pytest.mark.slow
def test_one_point_of_a_study_is_drawn_and_made_again(stored: Path, tmp_path: Path) -> None:
    file = of_folder(stored, "costs", Options(point=2), tmp_path / "one.svg").file
    assert remade(file, tmp_path / "two.svg") == file.read_bytes()
    assert file.read_bytes() != of_folder(stored, "costs", Options(), tmp_path / "all.svg").file.read_bytes()


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("month", Options(), "Did you mean months"),
        ("months", Options(case="minzhu"), "--case must be one of xihu, not minzhu"),
        ("months", Options(month=2), "--month is not for the figure months"),
        ("costs", Options(case="xihu"), "--case is not for the figure costs"),
        ("network", Options(month=4), "--month must be a whole number from 1 to 3"),
        ("network", Options(replicate=2), "--replicate must be a whole number from 0 to 1"),
        ("months", Options(governance=("council",)), "--governance must be one of"),
        ("months", Options(governance=()), "names no governance model"),
        ("differences", Options(cost="equal"), "--cost must be one of natural"),
        ("verdicts", Options(governance=("troika",)), "name two governance models or more"),
        ("verdicts", Options(case="xihu"), "--case is not for the figure verdicts"),
        ("months", Options(point=1), "--point must be a whole number from 0 to 0"),
    ],
)
def test_what_a_folder_does_not_hold_is_refused_by_name(
    compared: Path, kind: str, options: Options, said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        of_folder(compared, kind, options, None)


def test_several_cases_have_to_be_told_apart(compared: Path) -> None:
    origin = results_in(compared).origin.model_copy(update={"cases": {"xihu": "xihu", "minzhu": "minzhu"}})
    with pytest.raises(ArgumentError, match="name one with --case: xihu, minzhu"):
        chosen(origin, "months", Options())
    assert chosen(origin, "months", Options(case="民主村")).case == "minzhu"


Spoilt = Callable[[str], str]
SPOILT: list[tuple[Spoilt, str]] = [
    (lambda text: text[: len(text) // 2], "cannot be read"),
    (lambda text: "not XML at all", "cannot be read"),
    (lambda text: "", "cannot be read"),
    (lambda text: '<svg xmlns="http://www.w3.org/2000/svg"/>', "no figure of gongzhi"),
    (lambda text: text.replace('"made_by":"gongzhi"', '"made_by":"nobody"'), "no figure of gongzhi"),
    (lambda text: text.replace('"form":1', '"form":2'), "newer gongzhi"),
    (lambda text: text.replace('"kind":"costs"', '"kind":"coasts"'), "damaged: figure.kind"),
    (lambda text: text.replace('"language":"en","figure"', '"language":"fr","figure"'), "damaged: language"),
    (lambda text: re.sub(r'"seeds":\[\d+,', '"seeds":[', text), "damaged"),
    (lambda text: text.replace('"months":3', '"months":"many"'), "damaged"),
    (
        lambda text: re.sub(r">\{.*?\}</dc:desc", ">gongzhi compare xihu</dc:desc", text),
        "gongzhi compare xihu",
    ),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_a_damaged_or_foreign_file_is_refused_in_one_sentence(
    drawn: Path, tmp_path: Path, spoil: Spoilt, said: str
) -> None:
    text = drawn.read_text(encoding="utf-8")
    spoilt = tmp_path / "spoilt.svg"
    spoilt.write_text(spoil(text), encoding="utf-8")
    assert spoilt.read_text(encoding="utf-8") != text
    with pytest.raises(ArgumentError, match=said) as told:
        of_file(spoilt, None, None)
    assert "spoilt.svg" in str(told.value) and "\n" not in str(told.value)
    assert not (tmp_path / "spoilt-again.svg").exists()


@pytest.mark.slow
def test_a_damaged_png_and_files_of_other_kinds_are_refused(compared: Path, tmp_path: Path) -> None:
    file = of_folder(compared, "costs", Options(), tmp_path / "one.png").file
    (tmp_path / "cut.png").write_bytes(file.read_bytes()[:9000])
    Image.new("RGB", (4, 4)).save(tmp_path / "plain.png")
    (tmp_path / "renamed.png").write_text("<svg/>", encoding="utf-8")
    for name, said in (
        ("cut.png", "cannot be read"),
        ("plain.png", "no figure of gongzhi"),
        ("renamed.png", "cannot be read"),
        ("nothing.svg", "There is no file"),
        ("notes.txt", "neither an SVG nor a PNG"),
    ):
        with pytest.raises(ArgumentError, match=said):
            of_file(tmp_path / name, None, None)


def test_a_case_that_is_gone_since_is_named(drawn: Path, tmp_path: Path) -> None:
    text = drawn.read_text(encoding="utf-8").replace('"compare","xihu"', '"compare","gone.yaml"')
    (tmp_path / "one.svg").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"gone\.yaml"):
        of_file(tmp_path / "one.svg", None, None)


def test_a_file_that_cannot_be_written_leaves_nothing(compared: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(FolderError, match="cannot be written"):
        of_folder(compared, "costs", Options(), tmp_path / "taken/one.svg")
    with pytest.raises(ArgumentError, match="--out must end in"):
        of_folder(compared, "costs", Options(), tmp_path / "one.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]


def test_kinds_with_a_film_are_those_with_a_month() -> None:
    assert set(FILMED) < set(KINDS) and set(COMPARED) < set(KINDS)
