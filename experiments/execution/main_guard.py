"""A script of the user's that starts worker processes without a `__main__` guard.

The rule it holds: a worker begins by running that script once more, so such a script would start workers
without end. The worker ends itself without a word, and its parent says what is missing.
"""

import ast
import multiprocessing
import os
import sys
from pathlib import Path

from scenarios.language import _


def leave_if_only_started() -> None:
    """End this process if it is a worker that is still running the script of its parent."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        os._exit(1)


def why_it_died() -> str:
    """Why a worker process died, as far as can be told."""
    script = unguarded()
    if script is None:
        return _("a worker process was killed, perhaps for want of memory")
    return _(
        "{script} starts worker processes where it is imported, and each worker imports it. Put what it does "
        "below the line {line}, or use one process (jobs=1)",
        script=script,
        line='if __name__ == "__main__":',
    )


def unguarded() -> Path | None:
    """The script that this process runs, if it has no guard; None where there is none or it has one."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    if file is None or getattr(main, "__spec__", None) is not None:
        return None
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    asks = (isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(tree))
    return None if any(asks) else Path(file)
