"""Rows made in other threads while the caller writes those before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pyarrow as pa

from assets.outputs.allocation import reuse_memory
from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.row_source import RowSource, worker_count


def read_ahead(
    batches: Iterable[pa.RecordBatch] | RowSource, workers: int | None = None
) -> Iterable[pa.RecordBatch]:
    """The batches in order; those of a RowSource are made a block at a time by other threads.

    At most one block a thread waits, so memory does not grow with the rows.
    """
    reuse_memory()
    threads = worker_count() if workers is None else workers
    if threads < 2 or not isinstance(batches, RowSource) or batches.rows <= BLOCK_ROWS:
        return batches
    return _made_ahead(batches, threads)


def _made_ahead(source: RowSource, threads: int) -> Iterator[pa.RecordBatch]:
    pieces = iter(source.pieces(BLOCK_ROWS))
    with ThreadPoolExecutor(threads, thread_name_prefix="rows") as executor:
        waiting = deque(executor.submit(list, piece) for piece in islice(pieces, threads))
        try:
            while waiting:
                yield from waiting.popleft().result()
                following = next(pieces, None)
                if following is not None:
                    waiting.append(executor.submit(list, following))
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
