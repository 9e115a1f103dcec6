"""What draws the living compound on pages: its scripts, each after what it builds on, and its style."""

from pathlib import Path

WEB = Path(__file__).parent.parent / "web"
SCRIPTS = tuple(
    WEB / "compound" / name
    for name in ("scene.js", "marks.js", "map.js", "counters.js", "beside.js", "compound.js")
)
STYLE = WEB / "compound/compound.css"
