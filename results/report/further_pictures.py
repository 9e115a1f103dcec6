"""The pictures for which runs are made again: who gains, what becomes of issues, the map of stairwells.

Invariant: they lie in the folder before a report takes them in, in its language; none is made for a report.
They are of few replicates and say of how many.
"""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from experiments.analysis.figure_request import FILMED, FigureRequest
from experiments.execution.results import Results, results_in
from results.figures.study_figures import FOLDER, alternative, make
from results.web.markup import Markup, tag
from scenarios.language import _, language

KINDS = ("gains", "funnel", "stairwells", "network")
IN_REPORT = KINDS[:3]

FIRST, MOST_CASES = 6, 3
"""Replicates that are run again, and cases of which it is done, at most."""


def draw_further(folder: Path, quiet: bool = True) -> Iterator[Path]:
    """Draw these pictures of the first cases of a finished folder, each as PNG in its folder of figures."""
    results = results_in(folder)
    for case in list(results.origin.cases)[:MOST_CASES]:
        for request in _requests(case, results):
            file = _file(folder, request.kind, case)
            make(request, results, file, quiet)
            yield file


def _requests(case: str, results: Results) -> Iterator[FigureRequest]:
    """The requests of one case; gains and losses need several governance models."""
    for kind in KINDS:
        few = {} if kind in FILMED else {"first": FIRST}
        if kind != "gains" or len(set(results.origin.names)) > 1:
            yield FigureRequest.model_validate({"kind": kind, "case": case, **few})


def _file(folder: Path, kind: str, case: str) -> Path:
    return folder / FOLDER / f"{kind}-{case}-{language()}.png"


def _small(file: Path) -> bytes:
    """The picture with 256 colours, which is a third of its size; drawings have few."""
    held = BytesIO()
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(held, "png", optimize=True)
    return held.getvalue()


def further_pictures(folder: Path, cases: list[str]) -> Iterator[Markup]:
    """Those that lie in the folder, case by case; where there are none, how to have them."""
    found = [
        (kind, case, file)
        for case in cases
        for kind in IN_REPORT
        if (file := _file(folder, kind, case)).exists()
    ]
    for kind, case, file in found:
        words = alternative(FigureRequest.model_validate({"kind": kind, "case": case}))
        source = "data:image/png;base64," + b64encode(_small(file)).decode()
        yield tag("figure", tag("img", src=source, alt=words))
    if not found:
        text = _(
            "Who gains and who loses, what becomes of issues and the map of stairwells are drawn by gongzhi "
            "figure DIR --kind all; a report made afterwards holds them."
        )
        yield tag("p", text, cls="quiet")
