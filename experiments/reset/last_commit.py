"""The last commit of the repository that a folder lies in, asked through the program git.

Invariant: paths go to git as they are, never as patterns, and everything is asked of the folder itself, also
where that is a part of a larger repository.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from experiments.errors import ArgumentError
from scenarios.language import _
from scenarios.problems import shown


class LastCommit:
    """The last commit as a folder sees it; all paths are as seen from the folder, with /.

    Attributes:
        folder: the folder whose files are asked about.
        name: the first letters of the commit.
    """

    def __init__(self, folder: Path) -> None:
        """ArgumentError if there is no git, no repository around the folder, or no commit yet."""
        self.folder = folder
        if self._ask("rev-parse", "--show-toplevel") is None:
            raise ArgumentError(_no_repository(folder))
        found = self._ask("rev-parse", "--short", "--verify", "--quiet", "HEAD^{commit}")
        if found is None:
            raise ArgumentError(
                _(
                    "The repository of {folder} has no commit yet, so there is nothing to go back to.",
                    folder=folder,
                )
            )
        self.name = found.decode().strip()

    def holds(self, parts: Sequence[str]) -> list[str]:
        """Those of these files and folders that it has."""
        listed = self._need("ls-tree", "--name-only", "-z", "HEAD", "--", *parts)
        return _names(listed)

    def changed(self, parts: Sequence[str]) -> list[tuple[str, str]]:
        """The files in these parts that are not as it has them, each with the letter of git: M (changed), D
        (gone), T (of another sort), A (new, and known to git), U (two versions that were not merged).
        """
        words = _names(
            self._need("diff", "--name-status", "--no-renames", "--relative", "-z", "HEAD", "--", *parts)
        )
        return sorted(zip(words[1::2], (word[0] for word in words[::2]), strict=True))

    def unknown(self, parts: Sequence[str]) -> list[str]:
        """The files in these parts that git does not know."""
        return sorted(_names(self._need("ls-files", "--others", "--exclude-standard", "-z", "--", *parts)))

    def text(self, file: str) -> bytes:
        """What the file was, byte for byte."""
        return self._need("cat-file", "blob", f"HEAD:./{file}")

    def staged(self, file: str) -> bytes | None:
        """What was added for the next commit (git add), byte for byte; None if nothing was."""
        if self._ask("diff", "--cached", "--quiet", "HEAD", "--", file) is not None:
            return None
        return self._ask("cat-file", "blob", f":./{file}")

    def restore(self, files: Sequence[str]) -> None:
        """Put these files back as they were; ArgumentError with what git says if it will not."""
        self._need("checkout", "--quiet", "HEAD", "--", *files)

    def _need(self, *words: str) -> bytes:
        done = self._run(*words)
        if done.returncode:
            said = " ".join(done.stderr.decode(errors="replace").split())
            raise ArgumentError(_("git {verb} stopped: {problem}", verb=words[0], problem=said))
        return done.stdout

    def _ask(self, *words: str) -> bytes | None:
        done = self._run(*words)
        return None if done.returncode else done.stdout

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "--literal-pathspecs", "-C", str(self.folder), *words]
        try:
            return subprocess.run(
                command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
            )
        except FileNotFoundError:
            raise ArgumentError(
                _("The program git is not there; without it no file can be put back. Install it.")
            ) from None


def _names(found: bytes) -> list[str]:
    return [os.fsdecode(one) for one in found.split(b"\0") if one]


def _no_repository(folder: Path) -> str:
    return _(
        "{folder} lies in no git repository, so it is not known how the files were. Unpack gongzhi once more "
        "into another folder and copy the file from there; with git clone, reset does it.",
        folder=shown(folder),
    )
