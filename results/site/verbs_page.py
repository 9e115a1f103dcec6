"""The page of the verbs: every verb of the command line with its arguments and options, as its help has it.

The command line stands above the results, so it is asked in a process of its own, and in the language spoken.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scenarios.language import _, language

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import json, sys
import typer
from experiments.cli.app import app
group = typer.main.get_command(app)
def row(one):
    names = [*one.opts, *one.secondary_opts] if one.param_type_name == "option" else [one.metavar or one.name]
    flag = getattr(one, "is_flag", False)
    shown = one.metavar if one.param_type_name == "option" and not flag else ""
    return {"names": names, "value": shown or "", "help": getattr(one, "help", "") or ""}
def verb(one):
    rows = [row(each) for each in one.params if not getattr(each, "hidden", False)]
    return {"help": one.help or "", "rows": [each for each in rows if each["names"] != ["--help"]]}
json.dump({name: verb(one) for name, one in group.commands.items() if not one.hidden}, sys.stdout)
"""
type Verbs = Mapping[str, Mapping[str, Any]]


def verbs_page() -> str:
    """The page, in Markdown; CalledProcessError if the command line does not answer."""
    lines = [f"# {_('Verbs')}", "", _("What `gongzhi VERB --help` says, on one page."), ""]
    for name, verb in _asked().items():
        lines += _verb(name, verb)
    return "\n".join(lines)


def _asked() -> Verbs:
    surroundings = {**os.environ, "GONGZHI_LANG": language(), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", ASKED]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    told: Verbs = json.loads(done.stdout)
    return told


def _verb(name: str, verb: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {name}", "", _in_markdown(_(verb["help"])), "")
    if verb["rows"]:
        yield from (f"| {_('argument or option')} | {_('what it is for')} |", "|---|---|")
        for row in verb["rows"]:
            words = ", ".join(f"`{each}`" for each in row["names"])
            value = f" `{row['value']}`" if row["value"] else ""
            yield f"| {words}{value} | {_in_markdown(_(row['help']))} |"
    yield ""


def _in_markdown(text: str) -> str:
    """The sentence with what would be a mark of Markdown written out."""
    line = " ".join(text.split())
    for mark in ("|", "*", "_", "<", "["):
        line = line.replace(mark, f"\\{mark}")
    return line
