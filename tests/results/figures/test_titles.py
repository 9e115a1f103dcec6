"""Titles are findings: sentences made from the verdicts, and names that lie beside what they name."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation

from experiments.statistics.paired import NATURAL
from experiments.statistics.verdict import Verdict
from experiments.store.tables import Study
from results.figures.annotations import apart
from results.figures.months import months
from results.figures.paired_outcomes import differences
from results.figures.style import styled
from results.text.names import case_name, governance_name
from results.text.picture_titles import of_case, of_outcome
from results.text.rows import levels

Make = Callable[..., Study]
THREE = ["baseline", "one-four-n", "troika"]


@pytest.fixture
def study(make_study: Make) -> Study:
    return make_study(["xihu"], THREE, replicates=3)


def rows_of(study: Study, **verdicts: Verdict) -> pd.DataFrame:
    """The rows on the conflict index, with these verdicts of the governance models beside the first."""
    assert study.comparison is not None
    table = study.comparison
    rows = table[(table["outcome"] == "conflict_index") & (table["cost"] == NATURAL)].copy()
    for row in rows.index[rows["a"] == "baseline"]:
        rows.loc[row, "verdict"] = str(verdicts[str(rows.loc[row, "b"]).replace("-", "_")])
    return rows


def test_a_title_names_every_model_with_its_verdict(study: Study, spoken: str) -> None:
    rows = rows_of(study, one_four_n=Verdict.BETTER, troika=Verdict.NOT_SHOWN)
    told = {
        "zh": "矛盾指数：1+4+N更好；三驾马车未能显示差别",
        "en": "conflict index: better under 1+4+N; no difference could be shown under troika",
    }
    assert of_outcome(rows) == told[spoken]
    title = of_case(rows, "xihu", "conflict_index")
    assert case_name("xihu") in title and governance_name("baseline") in title


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("verdict", Verdict)
def test_models_of_one_verdict_share_a_clause_of_their_own(study: Study, verdict: Verdict) -> None:
    told = of_outcome(rows_of(study, one_four_n=verdict, troika=verdict))
    others = {of_outcome(rows_of(study, one_four_n=one, troika=one)) for one in Verdict if one != verdict}
    assert told not in others and all(governance_name(model) in told for model in THREE[1:])


def test_panels_bear_the_finding_and_right_is_better_in_all_of_them(study: Study) -> None:
    assert study.comparison is not None
    table = study.comparison[study.comparison["cost"] == NATURAL]
    directions = {
        of_outcome(rows): int(rows["direction"].iloc[0]) for _outcome, rows in table.groupby("outcome")
    }
    with styled():
        figure = differences(study, "xihu")
    for panel in figure.axes[:-1]:
        left, right = panel.get_xlim()
        title = panel.get_title(loc="left").replace("\n", "")
        found = [one for told, one in directions.items() if told.replace(" ", "") == title.replace(" ", "")]
        assert len(found) == 1
        assert (left > right) == (found[0] < 0)
        assert ("→" in panel.get_xlabel()) and "←" not in panel.get_xlabel()


def names_at_ends(study: Study) -> Iterator[list[Annotation]]:
    with styled():
        figure = months(study, "xihu")
        FigureCanvasAgg(figure).draw()
        for panel in (one for one in figure.axes if one.axison):
            known = {governance_name(model).replace(" ", "") for model in study.governance}
            yield [
                one
                for one in panel.texts
                if isinstance(one, Annotation) and one.get_text().replace("\n", "").replace(" ", "") in known
            ]


def test_every_line_of_the_months_bears_its_name_and_no_name_lies_on_another(study: Study) -> None:
    for names in names_at_ends(study):
        assert len(names) == len(THREE)
        boxes = sorted((one.get_window_extent() for one in names), key=lambda box: box.y0)
        assert all(below.y1 <= above.y0 + 1.0 for below, above in pairwise(boxes))


def test_things_apart_keep_their_order_and_move_no_farther_than_they_must() -> None:
    assert apart([1.0, 5.0], [1.0, 1.0]) == [1.0, 5.0]
    found = apart([1.0, 1.0, 1.2], [1.0, 1.0, 1.0])
    assert all(later - former > 0.99 for former, later in pairwise(found))


def test_levels_stand_beside_differences_shares_in_per_cent() -> None:
    row = {"outcome": "participation_month", "mean_a": 0.0893, "mean_b": 0.137}
    assert levels(row) == "8.93 → 13.7 %"
    assert levels({"outcome": "conflict_index", "mean_a": 1.46, "mean_b": 0.76}) == "1.46 → 0.760"


def test_digits_are_of_the_hand_of_the_text_beside_them(spoken: str) -> None:
    from matplotlib import rcParams

    with styled():
        first = rcParams["font.family"][0]
    assert first == {"zh": "Gongzhi Sans SC", "en": "DejaVu Sans"}[spoken]
