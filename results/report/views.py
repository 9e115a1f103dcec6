"""The views of a report: pictures that one can switch, each with its controls and a table of its numbers.

Invariant: everything works with the keyboard alone, and every picture has its numbers in a table.
"""

from collections.abc import Iterator

from experiments.statistics.verdict import Verdict, word
from results.report.material import Material
from results.text import built_in
from results.text.verdicts import held_back_words
from results.web.markup import Markup, tag
from scenarios.language import _

VIEWS = ("differences", "cases", "months", "cost", "ranks")
TABLES = ("differences", "cases")
"""Views whose table holds their pictures."""


def texts() -> dict[str, str]:
    """What the script says."""
    return {
        "month": _("month"),
        "case": _("case"),
        "outcome": _("outcome"),
        "governance": _("governance model"),
        "mean": _("mean"),
        "low": _("tenth percentile"),
        "high": _("ninetieth percentile"),
        "difference": _("difference"),
        "interval": _("95 % interval"),
        "verdict": _("verdict"),
        "unit": _("unit"),
        **{str(one): word(one) for one in Verdict},
        "exploratory": _("exploratory"),
        "held back": held_back_words(),
        **{f"built in {way}": text for way, text in built_in.words().items()},
        "undefined": _("undefined"),
        "natural": _("at their own cost"),
        "equal": _("at equal cost"),
        "place": _("place {n}"),
        "better": word(Verdict.BETTER),
        "higher": word(Verdict.HIGHER),
        "corner": _("↖ cheaper and better"),
        "levels": _("level without and with it"),
        "picture": _("interval beside the grey band of what is too small to matter"),
        "months label": _("Month by month: {outcome} on {case}. The table below has the numbers."),
        "cost label": _("Cost against {outcome} on {case}. The table below has the numbers."),
        "ranks label": _(
            "Share of replicates by place: {outcome} on {case}. The table below has the numbers."
        ),
    }


def views(found: Material) -> Iterator[Markup]:
    """The tabs and their panels."""
    kept = [name for name in VIEWS if _is_there(name, found)]
    yield tag("h2", _("Pictures"))
    yield tag(
        "noscript", tag("p", _("Pictures need a browser that runs scripts; the file to print does not."))
    )
    tabs = (
        tag(
            "button",
            _name(name),
            type="button",
            role="tab",
            id=f"tab-{name}",
            aria_controls=f"panel-{name}",
            aria_selected="true" if name == kept[0] else "false",
            tabindex="0" if name == kept[0] else "-1",
        )
        for name in kept
    )
    yield tag("div", *tabs, role="tablist", aria_label=_("Pictures"))
    for name in kept:
        yield _panel(name, hidden=name != kept[0])


def _is_there(name: str, found: Material) -> bool:
    study = found.study
    return {
        "differences": study.comparison is not None and not study.comparison.empty,
        "cases": study.comparison is not None and study.comparison["case"].nunique() > 1,
        "months": not study.monthly.empty,
        "cost": "cost_total" in study.outcomes,
        "ranks": len(study.governance) > 1 and study.replicates > 1,
    }[name]


def _name(name: str) -> str:
    return {
        "differences": _("Differences"),
        "cases": _("Case by case"),
        "months": _("Month by month"),
        "cost": _("Cost against effect"),
        "ranks": _("Who comes first"),
    }[name]


def _said(name: str) -> str:
    """How the picture is read."""
    return {
        "differences": _(
            "Each bar is the 95 % interval of the difference b − a over the replicates; the "
            "mark is its mean, filled where a difference was shown, half filled where it is "
            "smaller than what matters, = where nothing differs. The grey band is what is too "
            "small to matter. Right is better, or higher where the axis "
            "says so: more of that is neither good nor bad."
        ),
        "cases": _(
            "One outcome on every case, on one scale; marks and bands as under Differences. "
            "Right is better, or higher where the axis says so."
        ),
        "months": _(
            "Lines are means over the replicates, bands hold the middle four fifths of them: "
            "how much replicates differ, not how sure the mean is."
        ),
        "cost": _(
            "Running cost against an outcome, mean and middle four fifths of the replicates. A "
            "governance model that does better may simply have more staff-days and money."
        ),
        "ranks": _(
            "In which share of the replicates each governance model comes first, second, and "
            "so on. Ties share their places; how large the difference is does not count here."
        ),
    }[name]


CONTROLS = {
    "differences": ("case", "cost", "pair"),
    "cases": ("outcome", "cost", "pair"),
    "months": ("case", "observation"),
    "cost": ("case", "outcome"),
    "ranks": ("case", "judged"),
}


def _panel(name: str, hidden: bool) -> Markup:
    labels = {
        "case": _("case"),
        "cost": _("cost"),
        "pair": _("pair"),
        "observation": _("outcome"),
        "outcome": _("outcome"),
        "judged": _("outcome"),
    }
    controls = (
        tag("label", labels[control], tag("select", id=f"{name}-{control}", data_control=control))
        for control in CONTROLS[name]
    )
    picture = tag("div", id=f"{name}-chart", cls="chart", role="img") if name not in TABLES else None
    numbers = tag("div", id=f"{name}-table", cls="scroll")
    others: tuple[Markup, ...] = ()
    if name == "differences":
        rest = tag("div", id="differences-others", cls="scroll")
        others = (
            tag("p", id="differences-why", cls="quiet", hidden=True),
            tag("div", id="differences-built-in", cls="quiet", hidden=True),
            tag("details", tag("summary", _("All other outcomes, which are exploratory")), rest),
        )
    elif name not in TABLES:
        numbers = tag("details", tag("summary", _("The same as a table")), numbers)
    return tag(
        "section",
        tag("p", _said(name), cls="quiet"),
        tag("div", *controls, cls="controls"),
        tag("h3", id=f"{name}-finding", cls="finding"),
        picture,
        numbers,
        *others,
        role="tabpanel",
        id=f"panel-{name}",
        aria_labelledby=f"tab-{name}",
        tabindex="0",
        hidden=hidden,
    )
