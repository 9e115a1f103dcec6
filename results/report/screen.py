"""The two files of a report: one to look at and play with, one to print, in the folder that they are about.

Invariant: neither needs another file, and neither can ask a server for anything: a policy in the page forbids
it. What one governance model is called may hold any characters; they are shown, never interpreted. Each file
appears whole or not at all, and the tables of the folder stay as they are.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.store.output_folder import write_text
from results.compound import page_parts
from results.figures.compared.rank_bars import shade
from results.figures.study_figures import draw
from results.report import charts
from results.report.annex import annex
from results.report.first_page import first_page
from results.report.further_pictures import further_pictures
from results.report.in_full import districts, in_full
from results.report.inline_drawings import InlineDrawings
from results.report.living_compound import SCRIPTS as OF_LIVING
from results.report.living_compound import Recorded
from results.report.material import Material, material
from results.report.views import texts, views
from results.text.conditions import model_version
from results.text.names import after_each_other, case_name, study_title
from results.web.glyphs import faces
from results.web.markup import Markup, in_script, tag, together
from results.web.traced import Numbers
from scenarios.language import _, language

WEB, HERE = Path(__file__).parent.parent / "web", Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
)
SCRIPTS = (WEB / "vendor/echarts.min.js", WEB / "charts.js", HERE / "report.js")
STYLES = (WEB / "looks.css", HERE / "first_page.css")
ALWAYS = "".join(map(chr, range(32, 127))) + "–−·×±≤≥→←∞…“”‘’（）【】《》，。；：、！？％　"
"""Characters that charts and browsers may add to those of the page."""


ORDER = ("differences", "months", "gains", "funnel", "stairwells", "network")

ELSEWHERE = ("verdicts", "districts")
"""Figures that the first page, or a section of their own, has already."""

MOST_BYTES = 5_000_000
"""What one can send in a chat."""


def deliver(folder: Path, living: Recorded | None = None) -> list[Path]:
    """Write `report-zh.html` and `report-zh-print.html`, or the same in English, into a finished folder;
    living: the recorded compound that the file to look at holds besides.

    FolderError if the folder holds nothing to report on or cannot be written to.
    """
    found = material(folder)
    made = {
        f"report-{language()}.html": screen(found, living),
        f"report-{language()}-print.html": printed(found),
    }
    return [write_text(folder / name, text) for name, text in made.items()]


def screen(found: Material, living: Recorded | None = None) -> str:
    """The file to look at."""
    numbers = Numbers()
    data = json.dumps(_data(found), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    body = together(
        tag("a", _("Skip to the results"), href="#results", cls="skip"),
        _header(found),
        tag(
            "main",
            tag("article", *first_page(found, numbers), id="first-page"),
            tag("section", *in_full(found, numbers), id="in-full"),
            *views(found),
            living and living.section(),
            *districts(found),
            tag("section", *further_pictures(found.folder, found.study.cases), id="further"),
            tag("section", *annex(found), id="annex"),
            id="results",
        ),
        _footer(),
    )
    scripts = together(
        tag("script", in_script(data), type="application/json", id="data"),
        living and living.data(),
        *(tag("script", Markup(_script(file))) for file in (*SCRIPTS, *(OF_LIVING if living else ()))),
    )
    shown, styles = (data + living.text, (*STYLES, page_parts.STYLE)) if living else (data, STYLES)
    return _document(found, body, shown, scripts, styles)


def printed(found: Material) -> str:
    """The file to print: the same text, and pictures that do not move."""
    numbers = Numbers()
    body = together(
        _header(found),
        tag(
            "main",
            tag("article", *first_page(found, numbers), id="first-page"),
            tag("section", *in_full(found, numbers), id="in-full"),
            tag("h2", _("Pictures")),
            *_pictures(found),
            *further_pictures(found.folder, found.study.cases),
            *districts(found),
            tag("section", *annex(found), id="annex"),
        ),
        _footer(),
    )
    return _document(found, body, "", Markup(""))


def _data(found: Material) -> dict[str, object]:
    study = found.study
    several = len(study.governance) > 1 and study.replicates > 1
    return {
        "language": "zh-CN" if language() == "zh" else "en",
        "texts": texts(),
        **charts.named(study),
        "months": charts.months(study),
        "levels": charts.levels(study),
        "differences": charts.differences(study),
        "findings": charts.findings(study),
        "ranks": charts.ranks(study) if several else None,
        "first places": charts.first_places(study) if several else None,
        "shades": [shade(place, len(study.governance)) for place in range(len(study.governance))],
    }


def title(found: Material) -> str:
    """What the page is called."""
    return study_title(found.study.governance, found.study.cases)


def _header(found: Material) -> Markup:
    note = _("Results of a simulation. They hold within the model; they are no forecast for any real place.")
    text = after_each_other(model_version(), note)
    return tag("header", tag("h1", title(found)), tag("p", text, cls="quiet"))


def _footer() -> Markup:
    return tag("footer", tag("p", _("Made by gongzhi. This file asks no server for anything."), cls="quiet"))


def _document(
    found: Material, body: Markup, data: str, scripts: Markup, styles: tuple[Path, ...] = STYLES
) -> str:
    style = "".join(file.read_text(encoding="utf-8") for file in styles)
    fonts = faces("".join(sorted({*str(body), *data, *title(found), *ALWAYS})))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title(found)),
        tag("style", Markup(fonts + "\n" + style)),
    )
    spoken = "zh-CN" if language() == "zh" else "en"
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', body, scripts), lang=spoken)}\n"


def _script(file: Path) -> str:
    return file.read_text(encoding="utf-8").replace("</script", "<\\/script")


def _pictures(found: Material) -> Iterator[Markup]:
    """The figures that `compare --out` draws, inside the page, but for those that it has elsewhere."""
    drawings = InlineDrawings()
    with TemporaryDirectory() as place:
        folder = Path(place) / "figures"
        draw(found.study, folder)
        kept = [file for file in folder.glob("*.svg") if not file.stem.startswith(ELSEWHERE)]
        for file in in_order(kept, found.study.cases):
            yield drawings.figure(file.read_text(encoding="utf-8"), _alternative(file.stem))


def in_order(files: list[Path], cases: list[str]) -> list[Path]:
    """The figures as the text goes: a case after the other, of each its differences before its months; then
    what is of all cases.
    """

    def place(file: Path) -> tuple[int, int, str]:
        kind, _dash, rest = file.stem.partition("-")
        of = [number for number, case in enumerate(cases) if rest.removesuffix("-equal-cost") == case]
        return of[0] if of else len(cases), ORDER.index(kind) if kind in ORDER else len(ORDER), file.stem

    return sorted(files, key=place)


def _alternative(stem: str) -> str:
    """The text for who cannot see the picture."""
    kind, _dash, rest = stem.partition("-")
    case = case_name(rest.removesuffix("-equal-cost")) if rest else ""
    return {
        "months": _("{case}: month by month", case=case),
        "differences": _("{case}: differences between governance models", case=case),
        "cases": _("Case by case"),
    }.get(kind, _("Cost and load"))
