"""What a verb prints at its end: an answer as JSON, warnings, or where the results lie; and the objects of
the answers of `run`, `compare` and `ablate`.

Invariant: JSON has no number that JSON does not know and no letter that the encoding does not. Its keys never
change with the language, only names, units in words and `verdict_text` do; null is what is undefined.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from experiments.encoding import knows
from scenarios.language import _, pick

if TYPE_CHECKING:
    from experiments.analysis.ablation import Ablation
    from experiments.store.tables import Answer, Study


INTERRUPTED = 130
"""The exit code of a command that was interrupted."""


def print_json(answer: object, indent: int | None = 1) -> None:
    """Print plain objects as JSON; letters that the encoding of standard output lacks are escaped."""
    text = json.dumps(answer, ensure_ascii=False, indent=indent, allow_nan=False)
    if not knows(sys.stdout, text):
        text = json.dumps(answer, indent=indent, allow_nan=False)
    print(text)


def print_warnings(manifest: Mapping[str, object]) -> None:
    """Say, on standard error, which values of a result are possible and not plausible."""
    from scenarios.plausible import told

    for sentence in told(manifest.get("implausible")):
        print(sentence, file=sys.stderr)


def print_ending(out: Path | None, figures: bool = True) -> None:
    """Say of which version of the model the results are and, if they are kept, where they lie: tables with
    `figures`, or one without.
    """
    from results.text.conditions import model_version

    print(model_version())
    if out is not None and figures:
        print(_("Tables, figures and a summary are in {folder}.", folder=out))
    elif out is not None:
        print(_("A table and a summary are in {folder}.", folder=out))


def leave_interrupted(folder: Path) -> NoReturn:
    """End the command after an interrupt, with what is finished kept in a folder."""
    message = _(
        "Interrupted. What is finished is stored in {folder}; the same command goes on.", folder=folder
    )
    print(message, file=sys.stderr)
    sys.exit(INTERRUPTED)


def deliver[F](
    found: F,
    out: Path,
    write: Callable[[F, Path], None],
    draw: Callable[[F, Path], None],
    document: Callable[[F, Path], Iterable[Any]],
) -> None:
    """Tables, figures and summary of what was found, in one go: `write` fills a folder with tables, `draw` a
    new one in it with figures, and `document` gives the blocks of the page about both.
    """
    from experiments.store.output_folder import delivered
    from results.document.html import write_summary

    with delivered(out) as unfinished:
        write(found, unfinished)
        draw(found, unfinished / "figures")
        write_summary(document(found, unfinished), unfinished)


def run_object(study: "Study") -> "Answer":
    """The one run of a study: which it is, its outcomes by id, and the command that makes it again."""
    from experiments.store.tables import plain
    from results.text.conditions import conditions, model_version

    row = plain(study.runs.iloc[0].to_dict())
    keys = ("case", "governance", "replicate", "seed")
    return {
        **{key: row.pop(key) for key in keys},
        "months": study.months,
        "conditions": [*conditions(study), model_version()],
        "command": study.manifest["command"],
        "outcomes": row,
    }


def comparison_objects(study: "Study") -> list["Answer"]:
    """An object for each case, pair of governance models and outcome; `difference` is b − a, the verdict is
    on b.
    """
    from experiments.sign_counts.known_signs import known_signs
    from experiments.statistics.verdict import Verdict, sentence
    from experiments.store.tables import plain
    from results.text.signs.sign_sentences import for_json
    from scenarios import read

    entries, known = read.outcome_entries(), known_signs(study)
    assert study.comparison is not None
    found = []
    for row in study.comparison.to_dict("records"):
        words = sentence(Verdict(row["verdict"]), _name(row["a"]), _name(row["b"]))
        texts = {
            "name": pick(entries[row["outcome"]].name),
            "verdict_text": words,
            "family_text": _family(row["family"]),
            "conditions_text": _conditions(study.manifest, row["case"]),
        }
        found.append(plain(row) | texts | {"signs": for_json(row, known)})
    return found


def ablation_objects(study: "Ablation") -> list["Answer"]:
    """An object for each test, instrument (or group) and outcome; `difference` is with it
    minus without it.
    """
    from experiments.statistics.verdict import Verdict, word
    from experiments.store.tables import plain
    from scenarios import read

    entries = read.outcome_entries()
    found = []
    for row in study.table.to_dict("records"):
        test, instrument = str(row["test"]), str(row["instrument"])
        name = study.named(test, instrument)
        texts = {
            "name": pick(entries[row["outcome"]].name),
            "instrument_name": name,
            "verdict_text": f"{name}: {word(Verdict(row['verdict']))}",
            "family_text": _family(str(row["family"])),
            "conditions_text": _conditions(study.manifest, study.case.id),
        }
        found.append(plain(row) | {"instruments": list(study.held(test, instrument))} | texts)
    return found


def _family(family: str) -> str:
    """A family of outcomes in the language chosen."""
    from experiments.statistics.paired import EXPLORATORY

    return _("exploratory") if family == EXPLORATORY else _("primary")


def _conditions(manifest: Mapping[str, object], case: str) -> str:
    """Of which months the outcomes of a case are, and of which version of the model."""
    from results.text.conditions import model_version, timing_of
    from results.text.names import after_each_other

    return after_each_other(*timing_of(manifest, [case]), model_version())


def _name(governance: str) -> str:
    """The name of a governance model; the id of one in a file of the user's own that was not read."""
    from scenarios import read

    found = read.known_governance(governance)
    return pick(found.name) if found else governance
