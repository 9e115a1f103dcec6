"""One figure: of a finished folder, or once more from what lies in its own file.

The rule it holds: a figure made once more is the same, byte for byte, unless code, data or libraries have
changed since; then that is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.analysis.figure_request import (
    ENDINGS,
    FILMED,
    WATCHED,
    Options,
    chosen,
    manifest_in,
    origin_in,
    versions,
)
from experiments.analysis.rerun import again, renewed
from experiments.errors import ArgumentError
from experiments.execution.origin import changed
from experiments.execution.results import Results, results_in
from experiments.store.tables import Study
from results.figures.comparison import make
from scenarios.language import _, language, use

FOLDER = "figures"
"""Where figures go in a folder of results, if nothing else is asked for."""


class Drawn(NamedTuple):
    """The file that was drawn, and what must be said with it."""

    file: Path
    warnings: list[str]


def of_folder(folder: Path, kind: str, options: Options, out: Path | None, quiet: bool = True) -> Drawn:
    """Draw one figure of a finished folder; ArgumentError or FolderError if it has none such."""
    _check_ending(out)
    results = results_in(folder)
    wanted = chosen(results.origin, kind, options)
    if wanted.point is not None:
        results = results_in(folder, wanted.point)
    file = out or folder / FOLDER / f"{wanted.stem}-{language()}{ENDINGS[0]}"
    anew = wanted.kind in (*FILMED, *WATCHED) and changed(results.origin)
    if anew:
        results = _with(results, renewed(results.study.manifest))
    make(wanted, results, file, quiet)
    return Drawn(file, [_changed_words()] if anew else [])


def of_file(file: Path, lang: str | None, out: Path | None, quiet: bool = True) -> Drawn:
    """Draw a figure once more, from its manifest alone; in its own language if no other is given."""
    _check_ending(out)
    told = manifest_in(file)
    use(lang or told.language)
    origin = origin_in(file, told)
    simulated = told.figure.kind in (*FILMED, *WATCHED)
    bare = Results(Study(pd.DataFrame(), pd.DataFrame(), None, {}), origin)
    results = bare if simulated else again(origin, quiet)
    anew = changed(origin)
    manifest = renewed(told.study) if anew else told.study
    ending = "again" if language() == told.language else language()
    target = out or file.with_name(f"{file.stem}-{ending}{file.suffix}")
    make(told.figure, _with(results, manifest), target, quiet)
    return Drawn(target, list(_warnings(anew, told.drawn_with)))


def _with(results: Results, manifest: Mapping[str, object]) -> Results:
    """The same results with another manifest."""
    return results._replace(study=replace(results.study, manifest=manifest))


def _warnings(anew: bool, drawn_with: dict[str, str]) -> Iterator[str]:
    if anew:
        yield _changed_words()
    if drawn_with != versions():
        yield _(
            "It was first drawn with {before}, now with {now}: lines and letters may lie a little otherwise.",
            before=_listed(drawn_with),
            now=_listed(versions()),
        )


def _listed(libraries: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in libraries.items())


def _changed_words() -> str:
    return _("The code or the data have changed since these runs were made; the figure shows runs made anew.")


def _check_ending(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise ArgumentError(
            _("--out must end in {endings}, not {value}.", endings=" / ".join(ENDINGS), value=out.name)
        )
