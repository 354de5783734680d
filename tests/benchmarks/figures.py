"""What a benchmark prints, and how it measures: ratios of things measured in turn in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]


class Figure(NamedTuple):
    """A line: what was measured, the figure, its goal, and whether it is met (None: no goal)."""

    measure: str
    figure: str
    goal: str = ""
    met: bool | None = None


def at_least(measure: str, value: float, goal: float, digits: int = 0) -> Figure:
    return Figure(measure, f"{value:,.{digits}f}", f"≥ {goal:,g}", value >= goal)


def at_most(measure: str, value: float, goal: float, digits: int = 2) -> Figure:
    return Figure(measure, f"{value:,.{digits}f}", f"≤ {goal:,g}", value <= goal)


def show(figures: Sequence[Figure]) -> None:
    """The figures as a table; those that miss their goal are marked."""
    table = Table("measure", box=None, pad_edge=False, header_style="bold")
    for heading in ("figure", "goal", ""):
        table.add_column(heading, justify="right")
    for found in figures:
        table.add_row(found.measure, found.figure, found.goal, "missed" * (found.met is False))
    Console(highlight=False, width=100).print(table)


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def use_cores(cores: int) -> None:
    """Keeps this process, and Arrow's threads, on so many cores, or on all that it has."""
    os.sched_setaffinity(0, _CORES[-cores:])  # the first one serves the machine's interrupts
    pa.set_cpu_count(cores)


def core_count() -> int:
    return len(_CORES)


def in_own_process(module: str, *arguments: str) -> str:
    """What a module of this folder prints, run as a program of its own."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
    result = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, timeout=7_200, cwd=ROOT
    )
    return result.stdout


def peak_megabytes() -> float:
    """The peak memory of this program so far.

    Linux keeps it for each program; getrusage gives a child its parent's peak at the least.
    """
    status = Path("/proc/self/status").read_text()
    (kibibytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kibibytes) * 1_024 / 1e6


class Others:
    """What other programs take of all cores, from when this is made on."""

    def __init__(self) -> None:
        self._busy, self._all, self._own = self._now()

    def share(self) -> float:
        """From 0 to 1."""
        busy, every, own = self._now()
        taken = busy - self._busy - (own - self._own)
        return max(taken, 0.0) / max(every - self._all, 1e-9)

    def _now(self) -> tuple[float, float, float]:
        """Seconds of all cores busy, of all cores, and of this program."""
        with Path("/proc/stat").open() as file:
            ticks = [int(word) for word in file.readline().split()[1:8]]
        every, idle = sum(ticks), ticks[3] + ticks[4]
        a_second = os.sysconf("SC_CLK_TCK")
        return (every - idle) / a_second, every / a_second, time.process_time()


_CORES = sorted(os.sched_getaffinity(0))
