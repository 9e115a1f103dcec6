"""`python -m experiments` is the command `gongzhi`.

Invariant: nothing is imported from the folder one stands in, unless this file lies in it.
"""

import sys
from pathlib import Path

if not sys.flags.safe_path and Path(sys.path[0]).resolve() != Path(__file__).resolve().parents[1]:
    del sys.path[0]

from experiments.cli.app import main

if __name__ == "__main__":
    main()
