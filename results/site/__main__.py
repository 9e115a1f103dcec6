"""`python -m results.site [FOLDER]`: build the site, into `site/` unless another folder is named."""

import sys
from pathlib import Path

from mkdocs.exceptions import Abort, BuildError

from results.site.builder import FOLDER, build, tell_warnings
from scenarios.language import _


def main() -> int:
    """Build and say where the site begins; exit code 1 below what is amiss."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
    tell_warnings()
    try:
        build(folder)
    except (Abort, BuildError) as error:
        print(_("The site was not built: {why}", why=error), file=sys.stderr)
        return 1
    print(_("The site is in {folder}; open {page}.", folder=folder, page=folder / "index.html"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
