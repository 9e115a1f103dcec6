"""A figure of a finished folder: which one is requested, and the manifest that lies in its file.

Invariant: a request is checked against what the folder holds before anything is drawn, and the manifest alone
makes the figure again. It says what is drawn, in which language, and all that makes the runs again; no clock
and no machine is in it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple, get_args
from xml.etree import ElementTree

from pydantic import ValidationError

from experiments.analysis.choices import id_of
from experiments.errors import ArgumentError, between
from experiments.execution.origin import Origin, origin_of
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.store.output_folder import MAKER
from scenarios import read
from scenarios.entries import Entry
from scenarios.language import Language, _, language
from scenarios.problems import listed, nearest

Kind = Literal["months", "differences", "cases", "costs", "cost-effect", "ranks", "verdicts", "districts",
               "gains", "funnel", "stairwells", "network"]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
FILMED, WATCHED = ("stairwells", "network"), ("gains", "funnel")
"""Figures of one replicate month by month, and figures for which runs are made again under watch."""

COMPARED = ("differences", "cases", "costs", "cost-effect", "ranks", "verdicts", "districts")
"""Figures that need a comparison."""

OF_PAIRS = ("differences", "verdicts")
"""Of these, figures that show no governance model by itself."""

OF_ALL = ("cases", "costs", "verdicts")
"""Figures of all cases at once."""

ALLOWED: Mapping[str, Sequence[str]] = {
    "case": [kind for kind in KINDS if kind not in OF_ALL],
    "cost": ["differences", "verdicts"],
    "governance": KINDS,
    "point": KINDS,
    "replicate": [*FILMED, "funnel"],
    "month": FILMED,
}
"""The kinds of figures that each option is for."""

FORM = 1
ENDINGS = (".svg", ".png")
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
DRAWN_WITH = ("matplotlib",)


class FigureRequest(Entry):
    """One figure of a finished folder; governance: the models drawn, all if empty; point, replicate: this one
    alone; month: of FILMED ones, the last if not given; first: only so many replicates of
    WATCHED ones.
    """

    kind: Kind
    case: str | None = None
    cost: Literal["natural", "equal"] = "natural"
    governance: tuple[str, ...] = ()
    point: int | None = None
    replicate: int | None = None
    month: int | None = None
    first: int | None = None

    @property
    def stem(self) -> str:
        """The name of its file, without language and ending."""
        parts = [self.kind, *([self.case] if self.case else []), *self.governance]
        parts += [f"{self.cost}-cost"] if self.cost == EQUAL else []
        numbers = {"point": self.point, "replicate": self.replicate, "month": self.month}
        return "-".join([*parts, *(f"{name}-{one}" for name, one in numbers.items() if one is not None)])


class Options(NamedTuple):
    """What may be asked for beside the kind; case, governance: by id, name or file."""

    case: str | None = None
    cost: str | None = None
    governance: Sequence[str] | None = None
    point: int | None = None
    replicate: int | None = None
    month: int | None = None


def chosen(origin: Origin, kind: str, options: Options) -> FigureRequest:
    """The figure asked for; ArgumentError if the folder has nothing of the kind."""
    if kind not in KINDS:
        message = _("There is no figure {kind}; there are: {known}.", kind=kind, known=", ".join(KINDS))
        raise ArgumentError(message + nearest(kind, KINDS))
    for name, value in options._asdict().items():
        if value is not None and kind not in ALLOWED[name]:
            raise ArgumentError(
                _(
                    "--{option} is not for the figure {kind}, but for: {known}.",
                    option=name,
                    kind=kind,
                    known=", ".join(ALLOWED[name]),
                )
            )
    _check_pairs(origin, kind)
    some = _governance(origin, options.governance)
    if kind in OF_PAIRS and len(some) == 1:
        message = _("The figure {kind} compares: name two governance models or more with --governance.")
        raise ArgumentError(message.format(kind=kind))
    costs = [NATURAL, EQUAL] if origin.equal_cost else [NATURAL]
    request = {
        "kind": kind,
        "case": None if kind in OF_ALL else _case(origin, options.case),
        "cost": one_of(options.cost, "--cost", costs) or NATURAL,
        "governance": some,
        "point": _number(options.point, "--point", origin),
        "replicate": _number(options.replicate, "--replicate", origin),
        "month": _number(options.month, "--month", origin),
    }
    return FigureRequest.model_validate(request)


def _check_pairs(origin: Origin, kind: str) -> None:
    if kind in COMPARED and len(origin.names) < 2:
        raise ArgumentError(_("The figure {kind} needs a comparison; this is a single run.", kind=kind))


def _case(origin: Origin, name: str | None) -> str:
    """The id of the case asked for, or of the only one there is."""
    known = list(origin.cases)
    if name is None:
        if len(known) > 1:
            message = _("There are several cases; name one with --case: {known}.", known=listed(known))
            raise ArgumentError(message)
        return known[0]
    return str(one_of(id_of(read.case, name), "--case", known))


def _governance(origin: Origin, names: Sequence[str] | None) -> tuple[str, ...]:
    """The ids of the governance models asked for, each once."""
    if names is None:
        return ()
    known = list(origin.governance)
    found = [str(one_of(id_of(read.governance, name), "--governance", known)) for name in names]
    if not found:
        raise ArgumentError(_("--governance names no governance model."))
    return tuple(dict.fromkeys(found))


def one_of(value: str | None, option: str, known: Collection[str]) -> str | None:
    """The value of an option; ArgumentError, with the nearest of those known, unless it is one of them or was
    not given.
    """
    if value is not None and value not in known:
        message = _(
            "{option} must be one of {known}, not {value}.", option=option, known=listed(known), value=value
        )
        raise ArgumentError(message + nearest(value, known))
    return value


def numbers_of(origin: Origin, option: str) -> list[int]:
    """The points, replicates or months that there are; ArgumentError if the option is for none of them."""
    known = {
        "--point": list(origin.points),
        "--replicate": [one.replicate for one in origin.worlds if one.replicate is not None],
        "--month": list(range(1, origin.months + 1)),
    }[option]
    if not known:
        raise ArgumentError(_("{option} is not for a single run whose seed was given.", option=option))
    return known


def _number(value: int | None, option: str, origin: Origin) -> int | None:
    """A number that is among those known."""
    if value is not None:
        known = numbers_of(origin, option)
        between(value, option, min(known), max(known))
        one_of(str(value), option, [str(one) for one in known])
    return value


class FigureManifest(Entry):
    """What a file says of itself; study: the manifest of the tables that it was drawn from."""

    made_by: Literal["gongzhi"]
    form: int
    language: Language
    figure: FigureRequest
    drawn_with: dict[str, str]
    study: dict[str, object]


def manifest_text(request: FigureRequest, study: Mapping[str, object]) -> str:
    """The manifest of a figure as it lies in its file; study: the manifest of the tables."""
    content = {
        "made_by": MAKER,
        "form": FORM,
        "language": language(),
        "figure": request.model_dump(exclude_defaults=True),
        "drawn_with": versions(),
        "study": dict(study),
    }
    return json.dumps(content, separators=(",", ":"))


def versions() -> dict[str, str]:
    """The libraries that draw."""
    return {name: metadata.version(name) for name in DRAWN_WITH}


def manifest_in(file: Path) -> FigureManifest:
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


def _understood(file: Path, text: str) -> FigureManifest:
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict) or content.get("made_by") != MAKER:
        raise ArgumentError(_foreign(file, text))
    if isinstance(content.get("form"), int) and content["form"] > FORM:
        raise ArgumentError(
            _(
                "{file} was drawn by a newer gongzhi (form {found}; this one reads up to {newest}).",
                file=file,
                found=content["form"],
                newest=FORM,
            )
        )
    try:
        return FigureManifest.model_validate_json(text)
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


def origin_in(file: Path, manifest: FigureManifest) -> Origin:
    """The origin of the tables that a file was drawn from; ArgumentError if that is damaged."""
    try:
        return origin_of(manifest.study)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        where = str(error).partition("\n")[0] or type(error).__name__
        raise ArgumentError(damaged(file, where)) from None
