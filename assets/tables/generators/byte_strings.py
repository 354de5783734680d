"""``bytes``: random bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import strings
from assets.tables.generators.base import Kind, Source, Target
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream


class BytesSource(Source):
    """The first eight bytes are the index, the others come from a hash of it."""

    arrow_type = pa.binary()
    size = MAX_DOMAIN

    def __init__(self, generator: spec.Bytes, target: Target) -> None:
        self._longest = min(generator.max_length, target.type.length or generator.max_length)
        self._shortest = min(generator.min_length, self._longest)
        self.distinct = min(256**self._longest, MAX_DOMAIN)

    def at(self, index: Rows) -> pa.Array:
        return self._build(index, max(self._shortest, min(8, self._longest)))

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        return self._build(stream.bits(rows), self._shortest)

    def _build(self, index: Rows, shortest: int) -> pa.Array:
        words = -(-max(self._longest, 8) // 8)
        matrix = np.empty((len(index), words), dtype="<u8")
        matrix[:, 0] = index
        for word in range(1, words):
            matrix[:, word] = Stream(word).bits(index)
        lengths = Stream(0).below(index, self._longest - shortest + 1).astype(np.int64) + shortest
        return strings(matrix.view(np.uint8)[:, : self._longest], lengths, binary=True)


KIND = Kind(frozenset({"bytes"}), BytesSource)
