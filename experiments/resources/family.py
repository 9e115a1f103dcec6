"""The memory of a process and of all processes that it started, as the system counts it.

Invariant: pages that several processes share count in each of them, as batch systems and `ps` count them; so
what is said is never too little.
"""

import ctypes
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

KILO = 1024
STATUS = Path("/proc/self/status")


def peak() -> int:
    """Bytes of this process at its height so far.

    Linux carries the parent's height over into `ru_maxrss`, so there it is read from /proc; Windows has a
    call of its own.
    """
    if windows := getattr(ctypes, "windll", None):
        return _peak_on(windows)
    import resource  # which Windows does not have

    if STATUS.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(), flags=re.MULTILINE)
        if found:
            return int(found[1]) * KILO
    height = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return height if sys.platform == "darwin" else height * KILO


class MemoryCounters(ctypes.Structure):
    """What Windows tells of the memory of a process (PROCESS_MEMORY_COUNTERS)."""

    _fields_ = (
        *(
            ("cb", ctypes.c_uint32),
            ("PageFaultCount", ctypes.c_uint32),
            ("PeakWorkingSetSize", ctypes.c_size_t),
        ),
        *((f"rest_{number}", ctypes.c_size_t) for number in range(7)),
    )


def _peak_on(windows: Any) -> int:
    """The height of this process as Windows counts it; 0 where it does not say."""
    windows.kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(windows.kernel32.GetCurrentProcess())
    counters = MemoryCounters()
    counters.cb = ctypes.sizeof(counters)
    if not windows.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb):
        return 0
    return int(counters.PeakWorkingSetSize)


def memory_of(process: int) -> int:
    """Bytes that a process and all those below it hold now; 0 when it has ended."""
    children, size = _processes()
    return sum(size.get(one, 0) for one in _below(process, children))


def family_of(process: int) -> list[int]:
    """The numbers of a process and of all those below it."""
    return list(_below(process, _processes()[0]))


def _below(process: int, children: Mapping[int, Sequence[int]]) -> Iterator[int]:
    ahead = [process]
    while ahead:
        yield (one := ahead.pop())
        ahead += children.get(one, ())


def _processes() -> tuple[dict[int, list[int]], dict[int, int]]:
    """By number of a process those that it started, and the bytes it holds."""
    words = ["ps", "-A", "-o", "pid=,ppid=,rss="]
    printed = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    children, size = defaultdict[int, list[int]](list), dict[int, int]()
    for line in printed.splitlines():
        number, parent, kilobytes = map(int, line.split())
        children[parent].append(number)
        size[number] = kilobytes * KILO
    return children, size
