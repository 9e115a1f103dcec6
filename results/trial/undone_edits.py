"""What `gongzhi reset` would undo, or has undone, in words and for programs."""

from collections.abc import Iterator, Sequence

from experiments.reset.changed_files import ChangedFile, ChangedFiles
from experiments.reset.put_back import PutBack
from experiments.store.tables import Answer
from results.document.blocks import Block, Points, lines
from results.text.names import after_each_other, joined
from results.trial.edits_in_words import edit_words
from scenarios.language import _


def undone_object(found: ChangedFiles, done: Sequence[PutBack] | None) -> Answer:
    """The same for programs; `done`: None where nothing was touched."""
    kept = {one.file: list(one.kept) for one in done or ()}
    return {
        "folder": str(found.commit.folder),
        "commit": found.commit.name,
        "done": done is not None,
        "files": [
            {
                "file": one.file,
                "gone": one.gone,
                "edits": [edit._asdict() | {"text": edit_words(edit)} for edit in one.edits],
                "problem": one.problem,
                "kept": kept.get(one.file, []),
            }
            for one in found.files
        ],
        "new": list(found.new),
        "sections": list(found.sections),
    }


def changed_since(found: ChangedFiles) -> Iterator[Block]:
    """Every file with its edits, as `try` names them."""
    if not found.files:
        yield from lines([_("All files are as in the last commit ({commit}).", commit=found.commit.name)])
    else:
        yield from lines([_("Other than in the last commit ({commit}):", commit=found.commit.name)])
    for one in found.files:
        yield from lines([one.file])
        yield Points(list(_of_file(one)))
    if found.new:
        yield from lines([_("New files stay as they are: {files}.", files=joined(found.new))])
    if found.sections:
        text = _(
            "So do their sections in parameters.yaml, which they need: {sections}.",
            sections=joined(found.sections),
        )
        yield from lines([text])


def _of_file(one: ChangedFile) -> Iterator[str]:
    if one.gone:
        yield _("the file is gone")
    elif one.problem:
        yield one.problem
    elif not one.edits:
        yield _("only comments, layout, texts or what no run goes through")
    else:
        yield from map(edit_words, one.edits)


def what_next(found: ChangedFiles) -> Iterator[Block]:
    """How it is done."""
    if found.files:
        text = _("Nothing was touched.")
        yield from lines(
            [
                after_each_other(
                    text, _("With --yes this is undone, and your version is kept beside as FILE.mine.")
                )
            ]
        )


def put_back_lines(done: Sequence[PutBack]) -> Iterator[Block]:
    """Where the versions of one's own are now."""
    for one in done:
        text = _("{file} is as in the last commit again.", file=one.file)
        if one.kept:
            text = after_each_other(text, _("Your version: {files}.", files=joined(one.kept)))
        yield from lines([text])
