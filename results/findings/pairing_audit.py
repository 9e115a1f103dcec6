"""A pairing audit, told: tables for a terminal, and the one-page summary with its figures.

The rule it holds: what was found comes with what the audit cannot see.
"""

from collections.abc import Iterator
from pathlib import Path

from experiments.pairing_audit.audit import Audit
from results.document.blocks import Block, Command, Heading, Paragraph, Picture, Points, html, markdown
from results.document.terminal import console_for
from results.figures.style import save, styled
from results.findings.pairing_divergence import (
    causes,
    decisions_figure,
    decisions_table,
    names,
    partings,
    streams_table,
)
from results.findings.variance_reduction import gains_figure, gains_table, told
from results.text.names import case_name
from scenarios.language import _


def show(audit: Audit) -> None:
    """Everything a terminal has room for."""
    console = console_for()
    console.print(_title(audit), style="bold")
    for line in (asked(audit), *told(audit.gains)):
        console.print(line, highlight=False, soft_wrap=True)
    if audit.gains["correlation"].notna().any():
        console.print(gains_table(audit.gains))
    for heading, lines in _sections(audit):
        console.print(f"\n{heading}", style="bold")
        for line in lines:
            console.print(f"- {line}", highlight=False, soft_wrap=True)
    console.print()
    console.print(decisions_table(audit))
    if audit.streams["first_month"].notna().any():
        console.print()
        console.print(streams_table(audit))
    for line in reading(audit):
        console.print(line, highlight=False, soft_wrap=True)


def _title(audit: Audit) -> str:
    a, b = names(audit)
    return _(
        "How well {a} and {b} are paired on {case}", a=a, b=b, case=case_name(audit.inspection.a.case.id)
    )


def asked(audit: Audit) -> str:
    """What was done."""
    return _(
        "{replicates} worlds were lived through for {months} months under both governance models, with the "
        "same people, ties, shocks and luck; world {replicate} was followed draw by draw.",
        replicates=audit.inspection.replicates,
        months=audit.inspection.a.months,
        replicate=audit.inspection.replicate,
    )


def _sections(audit: Audit) -> Iterator[tuple[str, list[str]]]:
    yield (
        _("Where the worlds part (world {replicate})", replicate=audit.inspection.replicate),
        partings(audit),
    )
    if len(audit.weights):
        yield _("Where little is gained: which draws the rest comes from"), list(causes(audit))
    yield _("Stray draws"), [found.sentence() for found in audit.findings] or [_nothing_found()]


def _nothing_found() -> str:
    return _(
        "None: every draw comes from model/streams.py, is keyed by who or what decides, serves one decision, "
        "and is the same alone and beside other compounds."
    )


def reading(audit: Audit) -> Iterator[str]:
    """How to read the numbers, and what they are not."""
    yield _(
        "Times fewer worlds: Var a + Var b over the variance of the paired differences. At most: what "
        "perfect correlation would give; sides that do not vary alike cannot cancel out, and there no keying "
        "helps."
    )
    if len(audit.weights):
        yield _(
            "A percentage before a draw: the share of the paired difference's variance that would remain if "
            "all other luck were fixed, found by throwing that luck anew in both worlds. Luck works "
            "together, so these shares sum to more than 100 %; from few worlds they are rough. Draws that "
            "are the same in both worlds are paired already: what is left is that they work otherwise there."
        )
    yield _(
        "The audit sees how draws are keyed, and not what is done with a number afterwards: who chooses the "
        "n-th of a list still chooses somebody else when the list gets longer."
    )


def tell(audit: Audit, folder: Path) -> None:
    """Draw the figures and write `summary.md` and `summary.html` into a folder that exists."""
    figures = folder / "figures"
    figures.mkdir()
    source = " ".join(audit.inspection.command)
    with styled():
        save(gains_figure(audit), figures / "pairing", source)
        save(decisions_figure(audit), figures / "decisions", source)
    blocks = list(_blocks(audit, figures))
    (folder / "summary.md").write_text(markdown(blocks, folder), encoding="utf-8")
    (folder / "summary.html").write_text(html(_title(audit), blocks), encoding="utf-8")


def _blocks(audit: Audit, figures: Path) -> Iterator[Block]:
    yield Heading(1, _title(audit))
    yield Paragraph(asked(audit))
    yield Heading(2, _("What pairing gains"))
    yield Points(list(told(audit.gains)))
    yield Picture(figures / "pairing.svg", _("What pairing gains"))
    for heading, lines in _sections(audit):
        yield Heading(2, heading)
        yield Points(lines)
    yield Heading(2, _("Decisions that differ on the same luck"))
    yield Picture(figures / "decisions.svg", _("Decisions that differ on the same luck"))
    yield Heading(2, _("How to read this"))
    yield Points(list(reading(audit)))
    yield Heading(2, _("To make it again"))
    yield Command(" ".join(audit.inspection.command))
    yield Paragraph(
        _("All numbers are in gains.csv, streams.csv, decisions.csv, weights.csv and findings.csv.")
    )
