"""The process of one side of a trial: started with that side's code, asked line by line, ended with the
trial.

Invariant: what goes wrong on a side is one message that says which side it was, and no process is left.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from experiments.errors import ArgumentError
from experiments.trial.versions import CodeVersion, TwoVersions
from scenarios.language import _
from scenarios.project_folder import NO_PROJECT, VARIABLE
from scenarios.rules_file import VARIABLE as RULES_VARIABLE

DRIVER = Path(__file__).with_name("side_driver.py")
SAID = 2000
"""As many characters of what a side said last as may help."""


class SideProcess:
    """One side: `ask` gives it an order, `answer` waits for what came of it."""

    def __init__(self, version: CodeVersion, name: str, said: IO[bytes]) -> None:
        self._version, self._name, self._said = version, name, said
        words = [sys.executable, "-P", str(DRIVER), *map(str, version.folders)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": said}
        self._process = subprocess.Popen(words, env=_environment(version), encoding="utf-8", **pipes)

    def ask(self, what: str, seconds: int = 0, **given: object) -> None:
        """Give an order, and how long it may take (0: however long); ArgumentError if the side is no longer
        there.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": what, "with": given, "seconds": seconds}) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise self._died() from None

    def answer(self) -> Any:
        """What came of the last order; ArgumentError that says what stopped it."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._died()
        found = json.loads(line)
        if "problem" in found:
            raise ArgumentError(
                _("{side}: {problem}", side=self._name, problem=self._shown(found["problem"]))
            )
        return found["found"]

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _shown(self, text: str) -> str:
        """A message with the files of the side as they are called in its folder."""
        for folder in self._version.folders:
            text = text.replace(f"{folder}{os.sep}", "")
        return text

    def _died(self) -> ArgumentError:
        self._process.wait()
        self._said.seek(0)
        last = self._said.read().decode(errors="replace").strip()[-SAID:].splitlines()
        code = self._process.returncode
        why = last[-1] if last else _("its process ended with code {code}", code=code)
        return ArgumentError(
            _("{side}: its process ended before it answered: {problem}.", side=self._name, problem=why)
        )


def _environment(version: CodeVersion) -> Mapping[str, str]:
    found = {**os.environ, VARIABLE: str(version.project or NO_PROJECT)}
    found.pop(RULES_VARIABLE, None)  # a side chooses its file itself, which tells what is wrong with it
    found["PYTHONIOENCODING"] = "utf-8"
    return found | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@contextmanager
def both_sides(versions: TwoVersions) -> Iterator[tuple[SideProcess, SideProcess]]:
    """The processes of both sides; they end with the block."""
    before = _("The version compared with ({version})", version=versions.against)
    sides: list[SideProcess] = []
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as also:
        try:
            sides.append(SideProcess(versions.before, before, said))
            sides.append(SideProcess(versions.now, _("Your version"), also))
            yield sides[0], sides[1]
        finally:
            for side in sides:
                side.end()


def ask_both(
    sides: tuple[SideProcess, SideProcess],
    what: str,
    *,
    seconds: int = 0,
    each: tuple[Mapping[str, object], Mapping[str, object]] = ({}, {}),
    **given: object,
) -> tuple[Any, Any]:
    """The same asked of both at once, and what each answers; each: what is given to one of them alone. Of two
    that are stopped the message is that of the working copy.
    """
    for side, own in zip(sides, each, strict=True):
        side.ask(what, seconds, **given, **own)
    now = sides[1].answer()
    return sides[0].answer(), now
