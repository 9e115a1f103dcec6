"""The navigation: which page stands under which heading.

Pages that no heading names come last in their part, so that a new page is found without an edit here.
"""

from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename
from typing import Any

from results.site.python_reference import ATTRIBUTES, REFERENCE, VERBS
from results.site.site_files import Chosen
from scenarios.language import _, msgid

type Heading = tuple[str, Sequence[str]]
HOW_TO: tuple[Heading, ...] = (
    (msgid("Begin"), ("set-up", "compare", "read-results", "recipes", "use-from-python", "coming-from-mesa")),
    (
        msgid("Change the rules"),
        (
            *("try", "change-a-rule", "rules-of-your-own", "add-a-kind-of-resident", "add-an-instrument"),
            "a-project-of-your-own",
        ),
    ),
    (msgid("Own places"), ("write-a-case", "city", "complaint-log", "write-a-governance-model")),
    (msgid("Studies"), ("plan", "study", "cluster", "audit", "take-apart")),
    (
        msgid("Analysis"),
        ("sensitivity", "failure-regions", "questionnaire", "search", "judge-patterns", "calibrate", "why"),
    ),
    (msgid("Share"), ("report", "figures", "workshop", "export", "describe-and-pack")),
)
EVIDENCE: tuple[Heading, ...] = (
    (msgid("What the model shows"), ("reference", "signs", "instruments", "downsides", "low-fee-trap")),
    (
        msgid("Against the sources"),
        ("claims", "patterns", "prior-draws", "falsification", "calibration"),
    ),
    (
        msgid("How sure it is"),
        ("guesses", "structures", "balance", "response", "places", "version-two"),
    ),
    (msgid("Methods"), ("statistics", "common-numbers", "batch-run")),
)
MODEL = ("model.md", "seeds.md", "trace.md", "stress.md", "how-the-code-is-laid-out.md")
BEFORE = (VERBS, "odd.md", "glossary.md", ATTRIBUTES)
MORE = ("gallery.md", "performance.md", "looked-at.md", "files/CHANGELOG.md")


def navigation(chosen: Chosen) -> list[Any]:
    """The parts of the site with their pages, in the language spoken."""
    return [
        {_("Home"): chosen["README.md"]},
        {_("Tutorial"): list(_all_in("tutorial", chosen))},
        {_("How-to"): list(_under("how-to", HOW_TO, chosen))},
        {
            _("Explanation"): [
                {_("The model"): list(_there(chosen, MODEL))},
                {_("Decisions"): list(_all_in("decisions", chosen))},
            ]
        },
        {_("Evidence"): list(_under("evidence", EVIDENCE, chosen))},
        {
            _("Reference"): [
                *_there(chosen, BEFORE),
                {"Python": list(_there(chosen, REFERENCE))},
                *_there(chosen, MORE),
                *_rest(chosen),
            ]
        },
    ]


def _under(folder: str, headings: Iterable[Heading], chosen: Chosen) -> Iterator[Any]:
    """The pages of a folder under their headings, then those that none names."""
    named = {f"{folder}/{page}.md" for _heading, pages in headings for page in pages}
    everything = _pages_in(folder, chosen)
    yield from (chosen[page] for page in everything if basename(page) == "README.md")
    for heading, pages in headings:
        yield {_(heading): list(_there(chosen, [f"{folder}/{page}.md" for page in pages]))}
    if more := [page for page in everything if page not in named and basename(page) != "README.md"]:
        yield {_("More"): [chosen[page] for page in more]}


def _all_in(folder: str, chosen: Chosen) -> Iterator[str]:
    """Every page of a folder, its README first."""
    pages = sorted(_pages_in(folder, chosen), key=lambda page: (basename(page) != "README.md", page))
    yield from (chosen[page] for page in pages)


def _pages_in(folder: str, chosen: Chosen) -> list[str]:
    return sorted(page for page in chosen if page.startswith(f"{folder}/"))


def _there(chosen: Chosen, pages: Iterable[str]) -> Iterator[str]:
    return (chosen[page] for page in pages if page in chosen)


def _rest(chosen: Chosen) -> Iterator[Any]:
    """Pages of no part: files of the repository that others link to, and new folders."""
    known = {"README.md", *BEFORE, *MODEL, *MORE, *REFERENCE}
    parts = ("tutorial/", "how-to/", "decisions/", "evidence/")
    rest = sorted(page for page in chosen if page not in known and not page.startswith(parts))
    if rest:
        yield {_("Files"): [chosen[page] for page in rest]}
