"""What a rule takes from outside the model: chance of its own, the clock, files, the network, other code.

A name is followed to the module that it is imported from, whatever the file calls it.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping

from experiments.rule_check.impurity import Spot

OF_MODULES: Mapping[str, str] = {
    "random": "random numpy.random secrets uuid os.urandom scipy.stats",
    "clock": "time",
    "files": (
        "io pathlib shutil glob tempfile fileinput pickle shelve sqlite3 os numpy.load numpy.loadtxt codecs "
        "numpy.genfromtxt numpy.fromfile numpy.memmap numpy.save numpy.savez numpy.savetxt json.load "
        "json.dump csv ruamel yaml configparser tomllib.load pyarrow zipfile gzip"
    ),
    "output": "logging warnings sys.stdout sys.stderr pprint rich",
    "keyboard": "sys.stdin",
    "network": "socket urllib http requests httpx ssl ftplib smtplib aiohttp",
    "process": (
        "subprocess os.system os.popen os.fork os.kill multiprocessing threading signal concurrent asyncio "
        "gc atexit ctypes"
    ),
    "ends": "sys.exit os._exit os.abort",
    "reaches": "operator.attrgetter operator.methodcaller",
    "environment": "os.environ os.getenv os.getcwd os.getpid sys.argv platform getpass locale",
    "loads-code": "importlib runpy sys.path sys.modules inspect sys._getframe",
}
"""The beginnings of names, by what using them is; the longest that fits counts."""

OF_PYTHON: Mapping[str, str] = {
    "files": "open",
    "output": "print breakpoint",
    "keyboard": "input",
    "ends": "exit quit SystemExit KeyboardInterrupt",
    "loads-code": "eval exec compile __import__ globals locals",
    "identity": "id hash",
}
"""The same of what Python has without an import."""

OF_METHODS: Mapping[str, str] = {
    "random": "rvs default_rng",
    "files": (
        "read_text write_text read_bytes write_bytes tofile to_csv to_parquet to_excel read_csv read_parquet "
        "read_excel"
    ),
}
"""What is told by the method's name, whatever it is a method of."""

NOW = {"now", "today", "utcnow"}
"""What `datetime` reads the clock by; the rest of it reckons."""

HARMLESS = ("os.path", "scipy.stats.norm.cdf", "scipy.stats.norm.ppf")


def outward(nodes: Iterable[ast.AST], names: Mapping[str, str], own: set[str]) -> Iterator[Spot]:
    """What of these nodes comes from outside; `names`: what each imported name stands for; `own`: names that
    are bound here and so stand for something else.
    """
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield Spot(node.lineno, "loads-code", ast.unparse(node))
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            written = ast.unparse(node)
            if (code := _code(node, written, names, own)) is not None:
                yield Spot(node.lineno, code, written)


def _code(node: ast.expr, written: str, names: Mapping[str, str], own: set[str]) -> str | None:
    """The sort of impurity that a name is; None where it is none."""
    first, dot, rest = written.partition(".")
    if isinstance(node, ast.Attribute) and (code := _listed(OF_METHODS, node.attr)) is not None:
        return code
    if first in own:
        return None
    if first not in names:
        return _listed(OF_PYTHON, first) if not dot and hasattr(builtins, first) else None
    full = names[first] + dot + rest
    if full.startswith("datetime."):
        return "clock" if full.rpartition(".")[2] in NOW else None
    if any(_begins(full, one) for one in HARMLESS):
        return None
    fits = [
        (len(one), code) for code, every in OF_MODULES.items() for one in every.split() if _begins(full, one)
    ]
    return max(fits)[1] if fits and dot + full.partition(".")[1] else None


def _listed(table: Mapping[str, str], name: str) -> str | None:
    return next((code for code, every in table.items() if name in every.split()), None)


def _begins(full: str, beginning: str) -> bool:
    """Whether a name is that one, or lies in it."""
    return full == beginning or full.startswith(beginning + ".")
