"""What `--json` prints: plain objects, ids in every language, null for what is undefined.

The rule it holds: the keys never change with the language; only names, units in words and `verdict_text` do.
"""

from experiments.analysis.taken_apart import TakenApart
from experiments.statistics.paired import EXPLORATORY
from experiments.statistics.verdict import Verdict, sentence, word
from experiments.store.tables import Answer, Study, plain
from scenarios import read
from scenarios.language import _, pick


def comparison_objects(study: Study) -> list[Answer]:
    """An object for each case, pair of governance models and outcome; `difference` is b − a, the verdict is
    on b.
    """
    entries = read.outcome_entries()
    assert study.comparison is not None
    found = []
    for row in study.comparison.to_dict("records"):
        words = sentence(Verdict(row["verdict"]), _name(row["a"]), _name(row["b"]))
        texts = {"name": pick(entries[row["outcome"]].name), "verdict_text": words}
        found.append(plain(row) | texts | {"family_text": family_word(row["family"])})
    return found


def ablation_objects(study: TakenApart) -> list[Answer]:
    """An object for each test, instrument (or group) and outcome; `difference` is with it
    minus without it.
    """
    entries = read.outcome_entries()
    found = []
    for row in study.table.to_dict("records"):
        test, instrument = str(row["test"]), str(row["instrument"])
        name = study.named(test, instrument)
        texts = {
            "name": pick(entries[row["outcome"]].name),
            "instrument_name": name,
            "verdict_text": f"{name}: {word(Verdict(row['verdict']))}",
            "family_text": family_word(str(row["family"])),
        }
        found.append(plain(row) | {"instruments": list(study.held(test, instrument))} | texts)
    return found


def family_word(family: str) -> str:
    """A family of outcomes in the language chosen."""
    return _("exploratory") if family == EXPLORATORY else _("primary")


def _name(governance: str) -> str:
    """The name of a governance model; the id of one in a file of the user's own that was not read."""
    found = read.known_governance(governance)
    return pick(found.name) if found else governance


def run_object(study: Study) -> Answer:
    """The one run of a study: which it is, its outcomes by id, and the command that makes it again."""
    row = plain(study.runs.iloc[0].to_dict())
    keys = ("case", "governance", "replicate", "seed")
    return {
        **{key: row.pop(key) for key in keys},
        "months": study.months,
        "command": study.manifest["command"],
        "outcomes": row,
    }
