"""Findings on patterns as a table in a terminal and as pages in both languages.

`python -m results.findings.patterns` judges all patterns and writes claims.md and patterns.md in
docs/evidence.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from experiments.evidence.code_of_pages import FOLDER, mark, model_code, note
from experiments.evidence.origins import shipped_values
from experiments.execution.run_all import progress
from experiments.markdown import in_both, markdown_table
from experiments.patterns.evaluate import Finding, Findings, evaluate, patterns, span, word
from experiments.statistics.contrasts import Met
from results.document.blocks import Block, Cell, Paragraph, Table
from results.text.names import number
from scenarios.entries import Text
from scenarios.language import _, msgid, pick
from scenarios.read import outcome_entries

SMALL, SHORT = " †", 0.1
DIFFERENCES = ("difference", "interaction", "trend", "group")
STYLES = {Met.MET: "green", Met.NOT: "red", Met.UNKNOWN: "yellow"}


class Page(NamedTuple):
    """A generated page: its file, its title and what it says first."""

    file: str
    title: Text
    opening: Text


CLAIMS = Page(
    "claims.md",
    Text(zh="种子文本的因果论断", en="The causal claims of the seeds"),
    Text(
        zh="五份种子文本的因果论断 SF1–SF22，逐条写成可检验的方向。"
        "方向是看到结果之前按原文定的；没有重现的论断照样列出。",
        en="The causal claims SF1 to SF22 of the five seed documents, each as a direction that can be "
        "tested. Directions were decided from the text before any result was seen; claims that are not "
        "reproduced stay.",
    ),
)
PATTERNS = Page(
    "patterns.md",
    Text(zh="验证模式", en="Validation patterns"),
    Text(
        zh="模型说明第八节的全部模式。角色：I 输入检查，C 用于校准，V 从不用于校准。"
        "数值是默认参数下的，未经校准。",
        en="All patterns of the model specification, section 8. Roles: I input check, C for calibration, "
        "V never used in one. The numbers are those of the default parameters, without calibration.",
    ),
)


def tables(findings: Findings) -> Iterator[Block]:
    """A line for each pattern, in the language chosen."""
    heads = (_("pattern"), _("role"), _("expected"), _("result"), _("verdict"), _("what it is"))
    yield Table(heads, list(map(_line, findings.found)), lines=False, left=range(len(heads)), whole=(0,))
    yield Paragraph(_counts(findings.found))


def _line(found: Finding) -> list[str | Cell]:
    pattern, verdict = found.pattern, Cell(word(found.verdict), style=STYLES[found.verdict])
    return [pattern.id, pattern.role, span(found), _result(found), verdict, pick(pattern.text)]


def _counts(found: Sequence[Finding]) -> str:
    count = {verdict: sum(one.verdict is verdict for one in found) for verdict in Met}
    several = msgid("{all} patterns: {met} met, {missed} not met, {unknown} cannot tell.")
    alone = msgid("1 pattern: {met} met, {missed} not met, {unknown} cannot tell.")
    return _(
        several if len(found) != 1 else alone,
        all=len(found),
        met=count[Met.MET],
        missed=count[Met.NOT],
        unknown=count[Met.UNKNOWN],
    )


def _result(found: Finding) -> str:
    value, low, high = (_number(one) for one in found.result[:3])
    return f"{value} [{low}, {high}]" + (SMALL if _is_small(found) else "")


def _number(value: float) -> str:
    """Two digits of what is below a tenth, else as everywhere."""
    return f"{value:.2g}".replace("-", "−") if 0 < abs(value) < SHORT else number(value)


def _is_small(found: Finding) -> bool:
    """Whether a difference is shown and still smaller than anybody would care about."""
    entry = outcome_entries().get(found.pattern.outcome or "")
    plain = found.pattern.form in DIFFERENCES and found.pattern.scale == "difference"
    if entry is None or found.verdict is not Met.MET or not plain:
        return False
    return max(abs(found.result.low), abs(found.result.high)) < entry.smallest


def page(made: Page, findings: Findings, replicates: int) -> str:
    """The page in both languages: what was expected, what was found, and why what is missed is missed."""
    heads = ("id", "模式 pattern", "来源 source", "角色 role", "期望 expected", "结果 result", "判断 verdict")
    lines = [
        f"# {made.title.zh} {made.title.en}",
        f"{made.opening.zh}\n{made.opening.en}",
        *in_both(lambda: _counts(findings.found)),
        *in_both(partial(_how, made.file, replicates)),
        markdown_table(heads, [_row(found) for found in findings.found]),
        *_reasons(findings.found),
    ]
    return "\n\n".join(lines) + "\n"


def _how(file: str, replicates: int) -> str:
    return _(
        "Made by `{command}` (do not edit): {replicates} replicates, the same for all sides; "
        "in brackets the 95 % interval; † a difference that is shown and smaller than anybody "
        "would care about.",
        command=_command(file, replicates),
        replicates=replicates,
    )


def _command(file: str, replicates: int) -> str:
    return f"python -m results.findings.patterns --only {Path(file).stem} --replicates {replicates}"


def _row(found: Finding) -> list[str]:
    pattern = found.pattern
    return [
        f"`{pattern.id}`",
        f"{pattern.text.zh}<br>{pattern.text.en}",
        pattern.source,
        pattern.role,
        span(found),
        _result(found),
        " ".join(in_both(lambda: word(found.verdict))),
    ]


def _reasons(found: Iterable[Finding]) -> Iterator[str]:
    """What a reader should know of a pattern, and why one that is not met is not."""
    texts = [
        (one, one.pattern.note, one.pattern.why if one.verdict is not Met.MET else None) for one in found
    ]
    if any(known or why for _one, known, why in texts):
        yield "## 说明 Notes"
    for one, known, why in texts:
        for text in (known, why):
            if text is not None:
                yield f"- `{one.pattern.id}`: {text.zh} {text.en}"


def main(words: Sequence[str] | None = None) -> None:
    """Judge all patterns and write the pages."""
    parser = argparse.ArgumentParser(prog="python -m results.findings.patterns", description=__doc__)
    parser.add_argument("--replicates", type=int, default=40, help="replicates (40)")
    parser.add_argument("--jobs", type=int, default=None, help="processes")
    parser.add_argument("--only", choices=("claims", "patterns"), help="one page only")
    asked = parser.parse_args(words)
    for made in (CLAIMS, PATTERNS):
        if asked.only in (None, Path(made.file).stem):
            chosen = [one for one in patterns().values() if (one.claim is not None) == (made is CLAIMS)]
            code = model_code()
            findings = evaluate(chosen, asked.replicates, asked.jobs, partial(progress, quiet=False))
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / made.file).write_text(page(made, findings, asked.replicates), encoding="utf-8")
            note(FOLDER, [made.file], _command(made.file, asked.replicates), code, [shipped_values.PATTERNS])
            mark(FOLDER)
            print(FOLDER / made.file)


if __name__ == "__main__":
    main()
