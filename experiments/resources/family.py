"""The memory of a process and of all processes that it started, as the system counts it.

Invariant: pages that several processes share count in each of them, as batch systems and `ps` count them; so
what is said is never too little.
"""

import re
import resource
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

KILO = 1024
STATUS = Path("/proc/self/status")


def peak() -> int:
    """Bytes of this process at its height so far.

    Linux carries the parent's height over into `ru_maxrss`, so there it is read from /proc.
    """
    if STATUS.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(), flags=re.MULTILINE)
        if found:
            return int(found[1]) * KILO
    height = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return height if sys.platform == "darwin" else height * KILO


def memory_of(process: int) -> int:
    """Bytes that a process and all those below it hold now; 0 when it has ended."""
    words = ["ps", "-A", "-o", "pid=,ppid=,rss="]
    printed = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    children, size = defaultdict[int, list[int]](list), dict[int, int]()
    for line in printed.splitlines():
        number, parent, kilobytes = map(int, line.split())
        children[parent].append(number)
        size[number] = kilobytes * KILO
    total, ahead = 0, [process]
    while ahead:
        one = ahead.pop()
        total += size.get(one, 0)
        ahead += children[one]
    return total
