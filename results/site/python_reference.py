"""The pages of the reference: what a user imports, from its docstrings, and the verbs of the command line.

Each page is a title, a sentence, and the names on it; the docstrings are read from the code when the site is
built, and no page of them lies in the repository.
"""

from collections.abc import Iterator, Mapping, Sequence

import gongzhi
from results.site.attributes_page import attributes_page
from results.site.verbs_page import verbs_page
from scenarios.language import _, msgid

FIRST = ("compare", "run", "scenario", "Study", "sweep", "open_results")
HEADINGS = {
    f"{gongzhi.FOUND_IN[name]}.{name}": f"gongzhi.{name}"
    for name in sorted(gongzhi.__all__, key=lambda one: FIRST.index(one) if one in FIRST else len(FIRST))
}
"""What a user writes for a name that another module defines."""

type Part = tuple[str, str, Sequence[str]]
PARTS: Mapping[str, Part] = {
    "gongzhi": (
        msgid("From a script: gongzhi"),
        msgid(
            "What `import gongzhi` offers. To begin with: [use from Python](../how-to/use-from-python.md)."
        ),
        tuple(HEADINGS),
    ),
    "world": (
        msgid("The world"),
        msgid(
            "The Mesa model: a month is one `step()`, its tables are pandas frames, its agents Mesa agents."
        ),
        ("model.month_state", "model.collector", "model.district", "model.record"),
    ),
    "residents": (
        msgid("Residents and their rules"),
        msgid("The classes that decide. A rule is one method; write your own by overriding it."),
        (
            *("agents.resident", "agents.voter", "agents.learner", "agents.dweller", "agents.elderly"),
            *("agents.established", "agents.young", "agents.landlord", "agents.actor"),
        ),
    ),
    "institutions": (
        msgid("Institutions"),
        msgid("Committees, firms and offices, with the rules they decide by."),
        (
            *("agents.residents_committee", "agents.owners_committee", "agents.party_committee"),
            *("agents.property_firm", "agents.street_office", "agents.social_organisation"),
            *("agents.construction_company", "agents.representative", "agents.institutions"),
        ),
    ),
    "rules": (
        msgid("What rules are given"),
        msgid("What a rule sees, the functions it may use, and what it may answer."),
        (
            "agents.perceptions",
            "agents.column",
            "agents.attribute",
            "agents.table",
            "agents.households",
            "agents.place",
        ),
    ),
    "instruments": (
        msgid("Instruments and outcomes"),
        msgid("The classes that an instrument or an outcome of your own derives from."),
        ("model.instrument", "model.levers", "model.outcome"),
    ),
    "contract-tests": (
        msgid("Contract tests"),
        msgid("What is checked of every instrument, rule, outcome and data file, whosever it is."),
        (
            "experiments.contract_tests",
            *("experiments.contract_tests.instruments", "experiments.contract_tests.instruments_in_a_world"),
            *("experiments.contract_tests.code_of_rules", "experiments.contract_tests.code_of_outcomes"),
            *("experiments.contract_tests.data_files", "experiments.contract_tests.what_always_holds"),
        ),
    ),
}
REFERENCE = tuple(f"reference/{name}.md" for name in PARTS)
VERBS, ATTRIBUTES = "reference/verbs.md", "reference/attributes.md"


def reference_pages() -> Iterator[tuple[str, str]]:
    """The pages, by their place among the sources of the site."""
    yield VERBS, verbs_page()
    yield ATTRIBUTES, attributes_page()
    for place, name in zip(REFERENCE, PARTS, strict=True):
        yield place, _page(*PARTS[name])


def _page(title: str, sentence: str, names: Sequence[str]) -> str:
    return "\n".join([f"# {_(title)}", "", _(sentence), "", *map(_entry, names)])


def _entry(name: str) -> str:
    """What makes mkdocstrings show a name, under what a user writes for it."""
    return f"::: {name}\n    options:\n      heading: {HEADINGS.get(name, name)}\n"
