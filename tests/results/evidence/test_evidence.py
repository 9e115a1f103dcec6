"""Exhibits and shares: every text inside the picture, every glyph drawn, said in both languages."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.analysis.ablation import (
    ADD,
    ALL,
    LEAVE_OUT,
    SHAPLEY,
    WHOLE,
    Ablation,
    ablation_request,
    carry_out,
)
from experiments.design.runs import Run
from experiments.evidence import districts as sharing
from experiments.evidence.behaviour import low_fee_trap as trap
from experiments.evidence.model_uncertainty import tally
from experiments.execution.run_all import Rows, run_all
from results.document.html import write_summary
from results.evidence.__main__ import main
from results.figures import ablation_bars
from results.figures.style import styled
from results.findings import ablation as told_ablation
from scenarios import language, read
from tests.results.figures.test_study_figures import is_whole

pytestmark = pytest.mark.usefixtures("brief_pasts")


def make(runs: Sequence[Run], monthly: bool) -> Rows:
    return run_all(runs, 1, monthly=monthly)


@pytest.fixture(scope="module")
def study() -> Ablation:
    """The troika taken apart, in two worlds of two months."""
    case, troika = read.case("xihu"), read.governance("troika")
    grouped = [("convenor", "alliance")]
    return carry_out(ablation_request(case, troika, 2, 2, grouped=grouped, equal_cost=True), make)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables such as `experiments.evidence` writes, made up or in a nutshell."""
    folder = tmp_path_factory.mktemp("evidence")
    ends, of_map = trap.low_fee_trap(make, 1, 1), trap.mean_field((0.9, 1.0))
    row = {"building": 0.1, "living": 2.0, "elapsed": 2.2, "factor": 1.1, "months": 72, "started_mb": 150.0}
    sizes = [
        {**row, "compounds": n, "governance": model, "households": 290 * n}
        | {"peak_mb": 180 + n / 4, "microseconds": 1 + 9 / n}
        for n in (1, 629)
        for model in ("baseline", "one-four-n")
    ]
    city = {"months": 72, "jobs": 2, "factor": 1.1, "peak_mb": 1200.0}
    cities = [
        {**city, "districts": n, "households": 185_000 * n, "run": run, "seconds": seconds * n}
        for n in (4, 65)
        for run, seconds in (("undisturbed", 3.0), ("killed and resumed", 3.2))
    ]
    found = pd.DataFrame(
        {"case": "xihu", "governance": model, "outcome": outcome, "difference": difference}
        for model in ("troika", "council")
        for outcome, way in (("trust_RC", 1.0), ("satisfaction", -1.0), ("lost_share", 0.0))
        for difference in (way * 0.1, way * 0.2)
    )
    compared, runs = sharing.allocation(make, lambda _text: None, 3, 2, 2)
    tables = {
        "low-fee-trap": ends,
        "low-fee-map": of_map,
        "linear-cost": pd.DataFrame(sizes),
        "city-cost": pd.DataFrame(cities),
        "prior-draws": tally(found),
    }
    for name, table in (tables | {"allocation": compared, "allocation-runs": runs}).items():
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")
    return folder


@pytest.mark.slow
def test_no_text_is_cut_and_no_glyph_is_missing_in_shares(study: Ablation, spoken: str) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        for cost, tests in ablation_bars.figure_files(study).values():
            assert cost == "natural" or is_whole(ablation_bars.bars(study, cost, tests)), tests


@pytest.mark.usefixtures("unpainted")
@pytest.mark.slow
def test_shares_have_a_figure_for_each_cost_as_png_and_svg(study: Ablation, out: Path) -> None:
    ablation_bars.draw(study, out)
    stems = ["instruments", "instruments-equal-cost", "shapley", "shapley-equal-cost"]
    assert {path.name for path in out.iterdir()} == {
        f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")
    }


@pytest.mark.slow
def test_a_figure_of_shares_names_every_instrument_and_the_whole(study: Ablation, spoken: str) -> None:
    with styled():
        figure = ablation_bars.bars(study, "natural", (LEAVE_OUT, ADD))
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    names = [language.pick(read.sections()[one.kind].name) for one in study.model.instruments]
    assert labels == [*names, study.named(WHOLE, ALL)]


@pytest.mark.usefixtures("spoken")
def test_the_summary_tells_every_test_at_either_cost_and_how_to_make_it_again(
    study: Ablation, tmp_path: Path
) -> None:
    (tmp_path / "figures").mkdir()
    for name in ablation_bars.figure_files(study):
        (tmp_path / f"figures/{name}.svg").write_text("<svg/>")
    write_summary(told_ablation.document(study, tmp_path), tmp_path)
    told = (tmp_path / "summary.md").read_text(encoding="utf-8")
    for test in (WHOLE, LEAVE_OUT, ADD, SHAPLEY):
        assert told.count(f"### {ablation_bars.tested_how(test)}\n") == 2
    assert "gongzhi ablate xihu troika" in told
    assert 'src="http' not in (tmp_path / "summary.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("unpainted")
@pytest.mark.slow
def test_the_exhibits_are_drawn_and_told_in_both_languages(evidence: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        main(["--folder", str(evidence)])
    pictures = {path.name for path in evidence.iterdir() if path.suffix in (".png", ".svg")}
    assert pictures == {
        f"{name}-{spoken}.{kind}"
        for name in ("low-fee-trap", "linear-cost", "city-cost", "allocation")
        for spoken in language.LANGUAGES
        for kind in ("png", "svg")
    }
    page = (evidence / "prior-draws.md").read_text(encoding="utf-8")
    assert "100 %▲" in page and "0 %▼" in page
    assert "troika is better: trust in the residents' committee (2 of 2 draws, share 15.8–100.0 %)" in page
    assert "三驾马车更差：满意度（2 次抽样中 2 次" in page
    assert "to win, in one case or more: 1 (trust in the residents' committee)" in page


@pytest.mark.slow
@pytest.mark.parametrize("name", ["low-fee-trap", "linear-cost", "city-cost", "allocation"])
def test_no_text_of_an_exhibit_is_cut(evidence: Path, name: str, spoken: str) -> None:
    from results.evidence.__main__ import PICTURES

    draw: Callable[..., Figure] = PICTURES[name][0]
    tables = [pd.read_csv(evidence / f"{table}.csv", encoding="utf-8-sig") for table in PICTURES[name][1]]
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        assert is_whole(draw(*tables))
