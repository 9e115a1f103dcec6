"""Who knows whom: an edge list, a GraphML file or a graph of networkx becomes the ties of a case.

Invariant: the ties written are exactly those given, each once; a row that names nobody of the case is faulty.
"""

import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.faulty_rows import FaultyCell, faulty, refuse_faulty
from experiments.field_data.headings import cell
from experiments.field_data.held_file import HeldFile
from experiments.field_data.households.case_people import CasePeople, people_of
from experiments.field_data.import_report import ImportReport, begun, finished
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.own_case import own_case
from experiments.field_data.personal_data import safe_file
from experiments.field_data.raw_table import raw_bytes
from experiments.field_data.requested_table import requested_table
from experiments.field_data.ties.moved_ties import ties_csv
from experiments.field_data.ties.tie_figures import tie_figures, tie_values
from scenarios.language import _

_HEADINGS = {
    "one": "one|source|from|a|household|dwelling|甲|甲户|甲方|户1|户一|住户1|住户一|本户|起点|来源",
    "other": "other|target|to|b|neighbour|neighbor|乙|乙户|乙方|户2|户二|住户2|住户二|对方|邻居|终点|目标",
    "layer": "layer|kind|relation|关系|关系类型|联系类型|类型",
}
KNOWN = {field: words.split("|") for field, words in _HEADINGS.items()}
"""By field the names that people give its column."""

LAYER = "acquaintance"
_LAYERS = {LAYER, "", "认识", "相识", "熟人", "熟悉", "邻居", "来往", "朋友", "knows", "friend", "neighbour"}
GRAPHML = (".graphml", ".xml")


class NamedTie(NamedTuple):
    """A tie as it is given: where it stands, the two households by name, and its layer."""

    row: int
    one: str
    other: str
    layer: str


class Ties(NamedTuple):
    """The pairs of row numbers, each once, the lower first; what is wrong; how many came more than once."""

    pairs: tuple[tuple[int, int], ...]
    faults: tuple[FaultyCell, ...]
    repeated: int


def import_tie_table(request: ImportRequest) -> ImportReport:
    """Read the ties and write the case; ArgumentError if they cannot be read or rows are faulty."""
    case = own_case(request.case, request.like)
    if request.file.suffix.lower() in GRAPHML:
        graph = _graphml(request.file)
        report = ImportReport("ties", safe_file(request.file), case, graph.number_of_edges())
        return _imported(report, _of_graph(graph), {"one": "source", "other": "target"}, (), request)
    table, columns, _mapping = requested_table(request, KNOWN)
    if missing := [field for field in ("one", "other") if field not in columns.places]:
        message = _(
            "{file} has no column for {field}; name two columns 甲户 and 乙户, or one and other, or source "
            "and target.",
            file=table.file,
            field=missing[0],
        )
        raise ArgumentError(message)
    ties = [
        NamedTie(row.number, *(cell(row.cells, columns, field) for field in ("one", "other", "layer")))
        for row in table.rows
    ]
    report = begun("ties", table, case, columns)
    return _imported(report, ties, columns.headings, columns.names, request)


def import_ties(graph: Any, case: str, *, like: str | None = None) -> ImportReport:
    """The same from Python, of a graph of networkx: its nodes are row numbers or dwellings as `3-1-401`.

    Nodes that are whole numbers count from 0 where one of them is 0, else from 1. ArgumentError with all that
    is wrong; nothing is written then.
    """
    request = ImportRequest(Path("graph"), case, like)
    report = ImportReport("ties", "graph", own_case(case, like), graph.number_of_edges())
    return _imported(report, _of_graph(graph), {"one": "one", "other": "other"}, (), request)


def _imported(
    report: ImportReport,
    ties: Iterable[NamedTie],
    headings: Mapping[str, str],
    names: Collection[str],
    request: ImportRequest,
) -> ImportReport:
    people, ties = people_of(report.case), list(ties)
    found = _matched(ties, people, headings, names)
    refuse_faulty(report.table, found.faults, request.leave_out_faulty and bool(found.pairs))
    if not found.pairs:
        raise ArgumentError(_("{file} has no tie in it.", file=report.table))
    remarks = [_("The acquaintances at the start are exactly these; later they change as usual.")]
    if people.numbers and any(_is_row(name, people) for tie in ties for name in (tie.one, tie.other)):
        file_name = report.case.beside("households.csv").name
        remarks.append(
            _(
                "Households given by numbers are the rows of {file}, which has them in the order of their "
                "dwellings and without the faulty ones: not those of the table that it was made from.",
                file=file_name,
            )
        )
    if found.repeated:
        remarks.append(_("{count} ties stood there more than once and count once.", count=found.repeated))
    report = replace(
        report,
        rows=len(found.pairs),
        faults=found.faults,
        figures=tie_figures(found.pairs, people),
        remarks=tuple(remarks),
    )
    file = report.case.beside("ties.csv")
    values = tie_values(found.pairs, people, _("table of ties, {day}", day=date.today()))
    return finished(report, values, {"ties": file.name}, {file: ties_csv(found.pairs)})


def _is_row(name: str, people: CasePeople) -> bool:
    return name.isdecimal() and name not in people.numbers


def _matched(
    ties: Iterable[NamedTie], people: CasePeople, headings: Mapping[str, str], names: Collection[str]
) -> Ties:
    """The ties by row numbers of the case's households."""
    pairs: dict[tuple[int, int], None] = {}
    faults: list[FaultyCell] = []
    repeated = 0
    for tie in ties:
        one, other = people.find(tie.one), people.find(tie.other)
        wrong = list(_wrong(tie, (one, other), people, headings, names))
        faults += wrong
        if one is None or other is None or wrong:
            continue
        pair = min(one, other), max(one, other)
        repeated += pair in pairs
        pairs[pair] = None
    return Ties(tuple(sorted(pairs)), tuple(faults), repeated)


def _wrong(
    tie: NamedTie,
    numbers: tuple[int | None, int | None],
    people: CasePeople,
    headings: Mapping[str, str],
    names: Collection[str],
) -> Iterator[FaultyCell]:
    """What is wrong with a tie."""
    allowed = _(
        "allowed are numbers from 1 to {count}, or dwellings once the households are imported",
        count=people.size,
    )
    if people.numbers:
        allowed = _(
            "allowed are numbers from 1 to {count}, or dwellings of the case as {example}",
            count=people.size,
            example=next(iter(people.numbers)),
        )
    for field, number in zip(("one", "other"), numbers, strict=True):
        if number is None:
            yield faulty(tie.row, headings[field], getattr(tie, field), allowed, names)
    if numbers[0] is not None and numbers[0] == numbers[1]:
        yield faulty(tie.row, headings["other"], tie.other, _("a tie is between two households"), names)
    if tie.layer.lower() not in _LAYERS:
        allowed = _("allowed are: {known}", known=LAYER)
        yield faulty(tie.row, headings.get("layer", "layer"), tie.layer, allowed, names)


def _graphml(file: Path | HeldFile) -> Any:
    """The graph in a file; ArgumentError if it is none."""
    import networkx

    name = safe_file(file)
    content = raw_bytes(file, name)
    try:
        return networkx.read_graphml(io.BytesIO(content))
    except Exception as error:  # whatever the reader of XML, or networkx, makes of it
        message = _("{file} is no GraphML ({reason}).", file=name, reason=type(error).__name__)
        raise ArgumentError(message) from None


def _of_graph(graph: Any) -> list[NamedTie]:
    """The ties of a graph, numbered from 1."""
    numbers = [node for node in graph.nodes if str(node).isdecimal()]
    shift = 1 if len(numbers) == len(graph.nodes) and any(int(node) == 0 for node in numbers) else 0

    def name(node: Any) -> str:
        return str(int(node) + shift) if shift else str(node)

    return [
        NamedTie(row, name(one), name(other), str(data.get("layer", "")))
        for row, (one, other, data) in enumerate(graph.edges(data=True), 1)
    ]
