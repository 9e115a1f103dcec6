"""What is asked of `python -m experiments.evidence`: which parts, how large, where, on how many cores.

Invariant: what changes a table is in the command that is noted beside it; where it is written, by how many
processes and for how long is not.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from experiments.evidence.code_of_pages import FOLDER
from experiments.evidence.origins.wall_times import COMMAND
from experiments.evidence.parts.shipped_parts import PARTS
from experiments.evidence.project_calibration import HOURS
from scenarios.posterior import USUAL

KEPT = Path("results/studies/evidence-steps")
"""Where the steps of parts that are not finished are kept."""

SIZES = (
    *("months", "draws", "points", "replicates", "compounds", "largest"),
    *("posterior", "cases", "models"),
)
ABOUT = """Make the tables in docs/evidence: those parts that are not of the model as it is, or those named.
The same command goes on where it was broken off."""


def requested(words: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for, with `sizes`: those options that change tables, as they are typed."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=ABOUT)
    parser.add_argument("part", nargs="*", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--again", action="store_true", help="make also what is of the model as it is")
    parser.add_argument("--list", action="store_true", help="say how long each part took, and make none")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help=f"where to write ({FOLDER})")
    parser.add_argument("--jobs", type=int, metavar="J", help="processes (as many as pay off)")
    parser.add_argument("--months", type=int, metavar="M", help="months to record")
    parser.add_argument("--draws", type=int, default=100, metavar="N", help="prior draws (100)")
    parser.add_argument("--points", type=int, metavar="N", help="points of guesses, failure regions, waves")
    parser.add_argument("--replicates", type=int, metavar="N", help="replicates of every scenario")
    parser.add_argument("--compounds", type=int, default=63, metavar="N", help="compounds that share (63)")
    parser.add_argument(
        "--largest",
        type=int,
        metavar="N",
        help="leave out larger districts than this, or cities of more districts",
    )
    parser.add_argument("--posterior", default=USUAL, metavar="ID", help=f"posterior or CSV file ({USUAL})")
    parser.add_argument(
        "--cases",
        nargs="+",
        metavar="ID",
        help="cases of reference, balance and signs; the district of city-cost",
    )
    parser.add_argument("--models", nargs="+", metavar="ID", help="governance models in prior draws (all)")
    parser.add_argument(
        "--steps", type=Path, metavar="DIR", help="where calibration and reference keep their steps"
    )
    parser.add_argument(
        "--keep", type=Path, default=KEPT, metavar="DIR", help=f"where others keep theirs ({KEPT})"
    )
    parser.add_argument("--hours", type=float, default=HOURS, metavar="H", help=f"of calibration ({HOURS:g})")
    options = parser.parse_args(words)
    for name in ("jobs", "months", "draws", "points", "replicates", "compounds", "largest"):
        if getattr(options, name) is not None and getattr(options, name) < 1:
            parser.error(f"--{name} {getattr(options, name)}: it must be 1 or more")
    options.sizes = _sizes(parser, options)
    return options


def command_of(part: str, options: argparse.Namespace) -> str:
    """The command that makes a part of these sizes, wherever and on how many cores."""
    return " ".join([COMMAND, part, *options.sizes])


def _sizes(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[str]:
    """The options that say what is made, where they are not as usual."""
    words: list[str] = []
    for name in SIZES:
        value = getattr(options, name)
        if value != parser.get_default(name):
            words += [
                f"--{name}",
                *(quote(str(one)) for one in (value if isinstance(value, list) else [value])),
            ]
    return words
