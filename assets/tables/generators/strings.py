"""``string``: random characters of an alphabet."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import strings
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream, mix64, scale_down


class StringSource(Source):
    """The first characters spell the index in base ``len(alphabet)``; those that an index cannot
    reach, and the length, come from a hash of it."""

    arrow_type = pa.string()

    def __init__(self, generator: spec.String, target: Target) -> None:
        limit = target.type.length or generator.max_length
        self._longest = min(generator.max_length, limit)
        self._shortest = min(generator.min_length, self._longest)
        if target.type.kind == "char":
            self._shortest = self._longest
        letters = generator.alphabet
        self._alphabet = np.array([ord(c) for c in letters], dtype=np.uint32)
        if letters.isascii():
            self._alphabet = self._alphabet.astype(np.uint8)
        self._spelled = 0
        self.distinct = 1
        while self._spelled < self._longest and self.distinct * len(letters) <= MAX_DOMAIN:
            self.distinct *= len(letters)
            self._spelled += 1
        self.size = MAX_DOMAIN

    def at(self, index: Rows) -> pa.Array:
        base = np.uint64(len(self._alphabet))
        matrix = np.empty((len(index), self._longest), dtype=self._alphabet.dtype)
        rest = index
        for position in range(self._spelled):
            rest, digit = np.divmod(rest, base)
            matrix[:, position] = self._alphabet[digit]
        self._hash_columns(Stream(1).bits(index), matrix, self._spelled)
        return strings(matrix, self._lengths(index, max(self._shortest, self._spelled)))

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        index = stream.bits(rows)
        matrix = np.empty((len(rows), self._longest), dtype=self._alphabet.dtype)
        self._hash_columns(index, matrix, 0)
        return strings(matrix, self._lengths(index, self._shortest))

    def _hash_columns(self, bits: Rows, matrix: NDArray[np.generic], first: int) -> None:
        for position in range(first, self._longest):
            word = mix64(bits + np.uint64(0x9E37 * (position + 1)))
            matrix[:, position] = self._alphabet[scale_down(word, len(self._alphabet))]

    def _lengths(self, index: Rows, shortest: int) -> NDArray[np.int64] | None:
        if shortest == self._longest:
            return None
        spread = Stream(2).below(index, self._longest - shortest + 1)
        return spread.astype(np.int64) + shortest


KIND = Kind(STRINGS, StringSource)
