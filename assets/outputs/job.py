"""One table to write: what every export and load takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pyarrow as pa

from assets.outputs.ahead import read_ahead
from assets.outputs.blocks import blocks
from assets.outputs.row_source import RowSource


@dataclass(frozen=True)
class ExportJob:
    """One table: its name as in the source, and its rows in order.

    ``batches`` may be read once, unless the writer says that it reads them twice; a RowSource is
    made by several threads at once. At each of ``cuts``, row numbers of a RowSource, a new file
    begins where the table is a folder of files. ``on_progress`` is told the rows written so far.
    """

    table: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch] | RowSource
    table_hash: str = ""
    on_progress: Callable[[int], None] | None = None
    cuts: Sequence[int] = ()

    def segments(self) -> Iterator[ExportJob]:
        """The job cut into one for each run of files."""
        if not isinstance(self.batches, RowSource):
            yield self
            return
        inside = {cut for cut in self.cuts if 0 < cut < self.batches.rows}
        for start, stop in pairwise([0, *sorted(inside), self.batches.rows]):
            batches = self.batches.part(start, stop)
            yield replace(self, batches=batches, cuts=(), on_progress=self._from(start))

    def _from(self, start: int) -> Callable[[int], None] | None:
        told = self.on_progress
        return None if told is None else lambda rows: told(start + rows)


def written_blocks(job: ExportJob) -> Iterator[pa.Table]:
    """The rows as blocks; whenever the next one is asked for, the one before counts as written."""
    rows = 0
    for block in blocks(read_ahead(job.batches), job.schema, where=job.table):
        yield block
        rows += block.num_rows
        if job.on_progress is not None:
            job.on_progress(rows)
