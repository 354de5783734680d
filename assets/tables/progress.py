"""The progress of a table while it is written, as a line that people read and screens parse."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

_LINE = re.compile(r"(?P<table>.+): (?P<done>[\d,]+) of (?P<total>[\d,]+) rows")
_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` rows of a table are written. ``str()`` is the line of the log."""

    table: str
    done: int
    total: int

    def __str__(self) -> str:
        return f"{self.table}: {self.done:,} of {self.total:,} rows"

    @classmethod
    def parse(cls, line: str) -> Progress | None:
        """The progress that a line of the log tells, or None when it tells something else."""
        match = _LINE.search(line.rpartition(" - ")[2])
        if match is None:
            return None
        done, total = (int(match[name].replace(",", "")) for name in ("done", "total"))
        return cls(match["table"], done, total)


def every_second(
    table: str, total: int, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[int], None]:
    """A callback for the rows written so far, which says so once a second and at the end."""
    last = clock()

    def report(done: int) -> None:
        nonlocal last
        now = clock()
        if now - last >= _EVERY_SECONDS or done >= total:
            last = now
            say(str(Progress(table, done, total)))

    return report
