"""The manifest that lies in every figure's file.

Invariant: the manifest alone makes the figure again. It says what is drawn, in which language, and
all that makes the runs again; no clock and no machine is in it.
"""

import json
import platform
from collections.abc import Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from pydantic import ValidationError

from experiments.analysis.figure_request import Wanted
from experiments.errors import ArgumentError
from experiments.execution.origin import Origin, digests
from experiments.execution.pooled import ORIGIN
from experiments.execution.results import origin_of
from experiments.store.manifest import LIBRARIES, code_hash
from experiments.store.output_folder import MAKER
from scenarios.entries import Entry
from scenarios.language import Language, _, language

FORM = 1
ENDINGS = (".svg", ".png")
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
DRAWN_WITH = ("matplotlib",)


class Told(Entry):
    """What a file says of itself; study: the manifest of the tables that it was drawn from."""

    made_by: Literal["gongzhi"]
    form: int
    language: Language
    figure: Wanted
    drawn_with: dict[str, str]
    study: dict[str, object]


def manifest_text(wanted: Wanted, study: Mapping[str, object]) -> str:
    """The manifest of a figure as it lies in its file; study: the manifest of the tables."""
    told = {
        "made_by": MAKER,
        "form": FORM,
        "language": language(),
        "figure": wanted.model_dump(exclude_defaults=True),
        "drawn_with": versions(),
        "study": dict(study),
    }
    return json.dumps(told, separators=(",", ":"))


def versions() -> dict[str, str]:
    """The libraries that draw."""
    return {name: metadata.version(name) for name in DRAWN_WITH}


def _made_with() -> dict[str, str]:
    """The libraries that make runs, as the manifest of a comparison names them."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def manifest_in(file: Path) -> Told:
    """The manifest in a file; ArgumentError if it is no figure of gongzhi, is damaged, or is too new."""
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise ArgumentError(_("{file} is neither an SVG nor a PNG file.", file=file))
    if not file.is_file():
        raise ArgumentError(_("There is no file {file}.", file=file))
    try:
        text = _of_svg(file) if ending == ".svg" else _of_png(file)
    except (OSError, ValueError, SyntaxError) as error:
        denied = isinstance(error, PermissionError)
        problem = _("permission denied") if denied else _("it is damaged, or of another kind")
        raise ArgumentError(_("{file} cannot be read: {problem}.", file=file, problem=problem)) from None
    return _understood(file, text or "")


def _of_svg(file: Path) -> str | None:
    """The description in an SVG file; ParseError, a SyntaxError, if it is none, or not whole."""
    found = None
    for _event, element in ElementTree.iterparse(file):
        if element.tag == DESCRIPTION and found is None:
            found = element.text
        element.clear()
    return found


def _of_png(file: Path) -> str | None:
    """The description in a PNG file; OSError or SyntaxError if it is none, not whole, or far too large."""
    from PIL import Image

    try:
        with Image.open(file, formats=["PNG"]) as picture:
            picture.load()
            found = picture.info.get("Description")
    except Image.DecompressionBombError as error:
        raise OSError(file) from error
    return found if isinstance(found, str) else None


def _understood(file: Path, text: str) -> Told:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("made_by") != MAKER:
        raise ArgumentError(_foreign(file, text))
    if isinstance(told.get("form"), int) and told["form"] > FORM:
        raise ArgumentError(
            _(
                "{file} was drawn by a newer gongzhi (form {found}; this one reads up to {newest}).",
                file=file,
                found=told["form"],
                newest=FORM,
            )
        )
    try:
        return Told.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ArgumentError(damaged(file, where)) from None


def _foreign(file: Path, text: str) -> str:
    if text.startswith((f"{MAKER} ", "python -m ")):
        return _("{file} does not hold its data; this makes it again: {command}", file=file, command=text)
    return _("{file} is no figure of gongzhi: it has no manifest.", file=file)


def damaged(file: Path, where: str) -> str:
    """The message on a manifest that cannot be understood."""
    return _("The manifest in {file} is damaged: {where}.", file=file, where=where)


def origin_in(file: Path, told: Told) -> Origin:
    """The origin of the tables that a file was drawn from; ArgumentError if that is damaged."""
    try:
        return origin_told(told.study)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        where = str(error).partition("\n")[0] or type(error).__name__
        raise ArgumentError(damaged(file, where)) from None


def origin_told(study: Mapping[str, object]) -> Origin:
    """The origin in the manifest of a study's tables; ValueError, KeyError or the like if it is damaged."""
    if ORIGIN in study:
        return Origin.model_validate_json(json.dumps(study[ORIGIN]))
    return origin_of(study)


def renewed(study: Mapping[str, object]) -> dict[str, object]:
    """The manifest of the same tables made by the code as it is now; ScenarioError if they cannot be made."""
    origin = origin_told(study)
    now = digests(origin)
    if ORIGIN in study:
        later = origin.model_copy(update={"digests": now, "code": code_hash()})
        return {**study, ORIGIN: later.model_dump(mode="json")}
    pairs = [(case, model, now[f"{case}/{model}"]) for case in origin.cases for model in origin.governance]
    scenarios = [{"case": case, "governance": model, "digest": digest} for case, model, digest in pairs]
    return {**study, "scenarios": scenarios, "versions": _made_with(), "code": code_hash()}
