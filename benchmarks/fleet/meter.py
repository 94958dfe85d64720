"""What a process has used."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU time since the process started, and memory."""

    cpu_s: float
    rss_mb: float


def usage(pid: int) -> Usage:
    """Return what a process has used, all its threads."""
    process = psutil.Process(pid)
    with process.oneshot():
        times = process.cpu_times()
        return Usage(cpu_s=times.user + times.system, rss_mb=process.memory_info().rss / 1e6)
