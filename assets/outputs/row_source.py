"""Rows of which any range can be made alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from assets.settings import settings


@dataclass(frozen=True)
class RowSource:
    """``rows`` rows; ``read(start, stop)`` makes those of a range, in any thread.

    Reading again gives the same rows.
    """

    rows: int
    read: Callable[[int, int], Iterable[pa.RecordBatch]]

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return iter(self.read(0, self.rows))

    def part(self, start: int, stop: int) -> RowSource:
        """The rows ``start`` up to and without ``stop`` as a source of their own."""
        return RowSource(stop - start, lambda a, b: self.read(start + a, start + b))

    def pieces(self, rows: int) -> list[RowSource]:
        """The source in parts of ``rows`` rows, the last one shorter; at least one."""
        starts = range(0, max(self.rows, 1), rows)
        return [self.part(start, min(start + rows, self.rows)) for start in starts]


@dataclass(frozen=True)
class Rereadable:
    """Batches of rows whose number is not known before; reading again gives the same ones."""

    read: Callable[[], Iterable[pa.RecordBatch]]

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return iter(self.read())


def worker_count() -> int:
    """How many threads make and write rows: DATAFORGE_WORKERS, else the cores of this process."""
    return settings().workers or len(os.sched_getaffinity(0))
