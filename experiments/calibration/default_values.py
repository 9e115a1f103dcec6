"""Defaults of the ledger from calibration: `python -m experiments.calibration.default_values` writes the
medoid of the posterior, a draw that was really run, as the values that hold where nobody gives another.

Invariant: all values are checked before one is written, and every other byte of the ledger stays. Range,
grade and source of an entry speak of its range; where its default comes from is told by the file of the
posterior.
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.store.output_folder import FolderError, write_text
from scenarios.by_type import is_of_type
from scenarios.contents import no_number, out_of, unfit
from scenarios.entries import Parameter
from scenarios.files import DataFile, read_data, shown, text_of
from scenarios.language import _
from scenarios.ledger_file import read_ledger
from scenarios.posterior import FOLDER as POSTERIORS
from scenarios.posterior import USUAL
from scenarios.problems import ScenarioError, listed, nearest, number
from scenarios.project import LEDGER

FILE = POSTERIORS.parent / LEDGER
COMMAND = "python -m experiments.calibration.default_values"
DIGITS = 4
"""How exactly a default is written; no calibration tells more."""

_DEFAULT = re.compile(r"( *default: *)[^\s#]+")


def write_defaults(values: Mapping[str, float], file: Path) -> list[str]:
    """Write the values as defaults of the ledger in `file`, in four digits, and return the keys that changed.

    ScenarioError, and nothing written, if a key is not in the ledger or a value not in its plausible range.
    """
    data, known = read_data(file, text_of(file)), read_ledger(file).parameters
    written = {key: _default(data, known, key, value) for key, value in values.items()}
    changed = [key for key, value in written.items() if value != known[key].default]
    lines = file.read_bytes().decode().split("\n")
    for key in changed:
        row = data.document.places[_place(key)][0] - 1
        lines[row] = _DEFAULT.sub(rf"\g<1>{number(written[key])}", lines[row])
    if changed:
        write_text(file, "\n".join(lines))
    return changed


def _default(data: DataFile, known: Mapping[str, Parameter], key: str, value: object) -> float:
    """The value as the ledger writes it: whole where the parameter is, else in four digits."""
    if (parameter := known.get(key)) is None:
        data.fail(_place(key)[:2], _("is not in the ledger"), nearest(key, known))
    if problem := no_number(value):
        data.fail(_place(key), problem)
    exact = float(f"{value:.{DIGITS}g}")
    fitting = round(exact) if parameter.kind == "whole" else exact
    if problem := out_of(parameter, fitting, parameter.low, parameter.high) or unfit(parameter, fitting):
        data.fail(_place(key), problem)
    return fitting


def _place(key: str) -> tuple[str, ...]:
    return (*key.split("."), "default")


def medoid(told: Path) -> dict[str, float]:
    """The draw in the middle of a posterior, as the file beside it tells it; ScenarioError if that file is
    missing or tells of none.
    """
    try:
        return dict(json.loads(text_of(told))["medoid"].items())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ScenarioError):
            raise
        problem = _("{file} tells no medoid of a posterior.", file=shown(told))
        raise ScenarioError(problem) from None


def main(words: Sequence[str] | None = None) -> None:
    """Write the defaults and say which changed, and what of a type of compound is left out: a default holds
    for all.
    """
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    usual = POSTERIORS / f"{USUAL}.json"
    parser.add_argument(
        "told", nargs="?", type=Path, default=usual, metavar="FILE", help=f"posterior ({usual})"
    )
    try:
        found = medoid(parser.parse_args(words).told)
        changed = write_defaults({key: one for key, one in found.items() if not is_of_type(key)}, FILE)
    except (ScenarioError, FolderError) as error:
        parser.error(str(error))
    if changed:
        print(_("Defaults that changed: {count} ({keys}).", count=len(changed), keys=listed(changed)))
    else:
        print(_("No default changes."))
    if shifts := [key for key in found if is_of_type(key)]:
        print(_("Left out, for a default holds at every type of compound: {keys}.", keys=listed(shifts)))


if __name__ == "__main__":
    main()
