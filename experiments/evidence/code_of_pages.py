"""Which code of the model made each page and table of evidence, and which of them are older than the model.

`python -m experiments.evidence.code_of_pages` (`make marks`) says so at the top of every page of
docs/evidence and in its README, and measures nothing anew: it is for whoever has changed the model. With
names of files it notes first that the code as it is made them, for what no command of ours writes itself.

The code of the model is its rules and the values that come with it (`origins/shipped_values`). Pages that ask
patterns or a posterior note these beside it.

Invariant: whatever writes evidence notes the code it ran; a page told from tables is of the code of
its tables. Where no code was noted this is said, and never guessed: known then is only which code stood in
the repository when it was committed, so that it was made by that or by an earlier one.
"""

import argparse
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from experiments.evidence.origins.shipped_values import ASKED, LETTERS, asked_hashes, values_hash
from experiments.evidence.origins.wall_times import TIMED, times_table
from experiments.markdown import in_both, markdown_table
from experiments.store.manifest import code_hash
from scenarios.language import _

FOLDER = Path("docs/evidence")
NOTED, SAME, INDEX = "code.json", "same-rows.json", "README.md"
KINDS = (".md", ".csv", ".parquet", ".json")
"""What is evidence: pages and tables. A picture is of its table."""

NOTHING_ALIKE: Mapping[str, str] = MappingProxyType({})
MARK = "<!-- Which code made this page; written by `make marks`. -->"
TITLE = "# 证据 Evidence"
TIMES = "## 各部分的用时 Wall time of each part"


class Present(NamedTuple):
    """The model as it is: its code, the earlier codes that give the same rows and how that was checked, and
    the hashes of what pages may ask beside it (none: nobody looks at these).
    """

    code: str
    alike: Mapping[str, str] = NOTHING_ALIKE
    asked: tuple[str, ...] = ()


class PageOrigin(NamedTuple):
    """What made a file: the command, the codes of the model that its numbers come from, and, of what nobody
    noted the code, the codes that stood in the repository when it was committed. asked: the hashes of the
    patterns and posteriors that it asked.
    """

    command: str
    codes: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    def differs_from(self, code: str, alike: Collection[str] = ()) -> bool:
        """Whether some of it is known to come from another code than this one and those alike."""
        return bool({*self.codes, *self.committed} - {code, *alike})

    def asked_others(self, present: Present) -> bool:
        """Whether it asked other patterns or posteriors than there are now."""
        return bool(present.asked) and not set(self.asked) <= set(present.asked)

    def is_current(self, present: Present) -> bool:
        """Whether it is known to come from the model as it is, or from one that gives the same rows."""
        known = bool(self.codes) and not self.committed
        return known and not self.differs_from(present.code, present.alike) and not self.asked_others(present)


class SameRows(NamedTuple):
    """An earlier code that gives the same rows as a later one, and how that was checked."""

    code: str
    earlier: str
    checked: str


def same_rows(folder: Path, code: str) -> dict[str, str]:
    """The earlier codes that were checked to give the same rows as this one, and how."""
    file = folder / SAME
    written = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return {one.earlier: one.checked for one in (SameRows(**each) for each in written) if one.code == code}


def note_same_rows(folder: Path, earlier: str, checked: str) -> None:
    """Note that an earlier code was checked to give the same rows as the code as it is."""
    code = model_code()
    known = same_rows(folder, code) | {earlier[:LETTERS]: checked}
    content = [SameRows(code, one, how)._asdict() for one, how in sorted(known.items())]
    (folder / SAME).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def model_code() -> str:
    """The code of the model as it is, values included, in as many letters as pages show."""
    return sha256(f"{code_hash()} {values_hash()}".encode()).hexdigest()[:LETTERS]


def present_model(folder: Path = FOLDER) -> Present:
    """The model as it is, and what a folder notes of earlier codes."""
    code = model_code()
    return Present(code, same_rows(folder, code), asked_hashes(ASKED))


def noted(folder: Path) -> dict[str, PageOrigin]:
    """What made each file of a folder, by its name."""
    file = folder / NOTED
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        name: PageOrigin(one["command"], *(tuple(one.get(key, ())) for key in PageOrigin._fields[1:]))
        for name, one in content.items()
    }


def note(
    folder: Path, files: Iterable[str], command: str, code: str | None = None, asked: Iterable[str] = ()
) -> None:
    """Note that a command has made these files of the folder, by the code as it is or by another. asked: the
    names of what they ask beside the model.
    """
    made = PageOrigin(command, ((code or model_code())[:LETTERS],), asked=asked_hashes(asked))
    _keep(folder, noted(folder) | dict.fromkeys(files, made))


def note_derived(folder: Path, page: str, tables: Iterable[str], command: str) -> None:
    """Note that a command has told a page from tables of the folder: it is of their code."""
    known = noted(folder)
    sources = [known.get(table, PageOrigin("")) for table in tables]
    codes, committed, asked = (
        tuple(sorted({one for source in sources for one in found(source)}))
        for found in (attrgetter("codes"), attrgetter("committed"), attrgetter("asked"))
    )
    _keep(folder, known | {page: PageOrigin(command, codes, committed, asked)})


def _keep(folder: Path, made: Mapping[str, PageOrigin]) -> None:
    content = {name: _said(made[name]) for name in sorted(made)}
    (folder / NOTED).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _said(made: PageOrigin) -> dict[str, object]:
    return {key: value for key, value in made._asdict().items() if key != "asked" or value}


def mark(folder: Path = FOLDER) -> list[Path]:
    """Say at the top of every page which code made it, and write the index; returns what has changed."""
    changed = []
    for file, text in pages(folder).items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(file)
    return changed


def pages(folder: Path = FOLDER) -> dict[Path, str]:
    """Every page of a folder as it should read, its index among them."""
    made, present = noted(folder), present_model(folder)
    found = {
        file: marked(file.read_text(encoding="utf-8"), made.get(file.name, PageOrigin("")), present)
        for file in sorted(folder.glob("*.md"))
        if file.name != INDEX
    }
    return {**found, folder / INDEX: _index(folder, made, present)}


def marked(page: str, made: PageOrigin, present: Present) -> str:
    """A page that says under its title which code made it, and whether that is the present one; what it said
    before is replaced.
    """
    title, _gap, rest = page.partition("\n\n")
    if rest.startswith(MARK):
        rest = rest.partition("\n\n")[2]
    description = "\n>\n".join(f"> {line}" for line in in_both(partial(_description, made, present)))
    return f"{title}\n\n{MARK}\n{description}\n\n{rest}"


def _description(made: PageOrigin, present: Present) -> str:
    codes, committed = ", ".join(made.codes), ", ".join(made.committed)
    if made.codes and not made.committed:
        return _of_known_code(made, codes, present)
    if not made.committed:
        return _("**Code not recorded.**")
    if not made.differs_from(present.code):
        return _("Code not recorded; when this was committed it was {code}, as it is now.", code=committed)
    return _(
        "**Code not recorded; made by the code of an earlier version** (when this was committed it was "
        "{code}). The model has changed since; its numbers may be other now.",
        code=committed,
    )


def _of_known_code(made: PageOrigin, codes: str, present: Present) -> str:
    if made.differs_from(present.code, present.alike):
        return _(
            "**Made by the code of an earlier version ({code}).** The model has changed since; its numbers "
            "may be other now.",
            code=codes,
        )
    if made.asked_others(present):
        return _(
            "**Made with earlier patterns or an earlier posterior**, by the code {code} of the model. They "
            "have changed since; its numbers may be other now.",
            code=codes,
        )
    if not made.differs_from(present.code):
        return _("Made by the code {code} of the model.", code=codes)
    checked = "; ".join(dict.fromkeys(present.alike[one] for one in made.codes if one in present.alike))
    return _(
        "Made by the code {code} of the model, which gives the same rows as the code as it is, "
        "{present} (checked by {checked}).",
        code=codes,
        present=present.code,
        checked=checked,
    )


def _index(folder: Path, made: Mapping[str, PageOrigin], present: Present) -> str:
    heads = ("文件 file", "命令 made by", "模型代码 code of the model", "是否当前 whether present")
    rows = [list(_row(file.name, made.get(file.name, PageOrigin("")), present)) for file in evidence(folder)]
    table, times = markdown_table(heads, rows), times_table(folder, [one.command for one in made.values()])
    return "\n\n".join([TITLE, *in_both(_about), table, TIMES, times]) + "\n"


def _row(name: str, made: PageOrigin, present: Present) -> Iterator[str]:
    yield f"[{name}]({name})"
    yield f"`{made.command}`" if made.command else "–"
    yield " ".join(made.codes) or " ".join(in_both(lambda: _("not recorded")))
    yield " ".join(in_both(partial(_age, made, present)))


def _age(made: PageOrigin, present: Present) -> str:
    if made.differs_from(present.code, present.alike):
        return _("older than the model")
    if made.asked_others(present):
        return _("of earlier patterns or an earlier posterior")
    if made.codes and made.differs_from(present.code):
        return _("of an earlier code that gives the same rows")
    return _("of the model as it is") if made.codes and not made.committed else _("not known")


def _about() -> str:
    return _(
        "What was measured with the model, and which code of it made each page and table. The code is "
        "of the rules and of the values that come with them: ledger, cases, governance models. "
        "`make marks` says so again, here and at the top of every page, after the model has "
        "changed; it measures nothing, and takes a second. Pictures are of the table whose "
        "name they bear. Where no code was recorded, what was committed while the model's code "
        "was another is older for certain; of the rest it is not known."
    )


def evidence(folder: Path = FOLDER) -> list[Path]:
    """The pages and tables of a folder."""
    found = sorted(file for file in folder.iterdir() if file.suffix in KINDS)
    return [file for file in found if file.name not in (NOTED, SAME, TIMED, INDEX)]


def main(words: Sequence[str] | None = None) -> None:
    """Note what made the files named, if any, and mark all pages."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.evidence.code_of_pages", description=__doc__.split("\n\n")[1]
    )
    parser.add_argument("file", nargs="*", help="files of the folder that the code as it is has made")
    parser.add_argument("--by", metavar="COMMAND", default="", help="the command that made them")
    parser.add_argument("--same-as", metavar="CODE", help="an earlier code that gives the same rows")
    parser.add_argument("--checked-by", metavar="WORDS", default="", help="how that was checked")
    parser.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR", help=f"({FOLDER})")
    arguments = parser.parse_args(words)
    for name in arguments.file:
        if not (arguments.folder / name).is_file():
            parser.error(f"{name}: there is no such file in {arguments.folder}")
    if arguments.file:
        note(arguments.folder, arguments.file, arguments.by)
    if arguments.same_as:
        if not arguments.checked_by:
            parser.error("--same-as: say with --checked-by how it was checked")
        note_same_rows(arguments.folder, arguments.same_as, arguments.checked_by)
    for file in mark(arguments.folder):
        print(file)


if __name__ == "__main__":
    main()
