"""Sources over a pool of texts: what reference data, free text and products have in common."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.tables.arrow_arrays import POOLED
from assets.tables.division import divided
from assets.tables.generators.base import Source, Target
from assets.tables.generators.weights import drawn_index, zipf_edges
from assets.tables.pools import arrow_pool, fitting
from assets.tables.randomness import Rows, Stream, mix64

_MOST_NUMBERS = 10**9


class PoolSource(Source):
    """Values of a pool; numbered from 2 on where a unique column needs more than there are.

    With ``zipf`` the k-th is drawn in proportion to k^-zipf.
    """

    def __init__(
        self,
        values: tuple[str, ...],
        target: Target,
        entity: str = "",
        zipf: float | None = None,
    ) -> None:
        limit = target.type.length
        kept = fitting(values, limit)
        self._numbered = target.capacity > len(kept)
        self.entity = entity
        if self._numbered:
            digits = len(str(-(-target.capacity // len(kept)) + 1))
            if limit is not None:
                kept = fitting(values, max(limit - digits - 1, 1))
            numbers = _MOST_NUMBERS if limit is None else 10 ** min(limit - len(kept[0]) - 1, 9)
            self.distinct = len(kept) * max(numbers - 1, 1)
        else:
            self.distinct = len(kept)
        self._pool = arrow_pool(kept)
        self.size = len(kept)
        self.arrow_type = pa.string() if self._numbered else POOLED
        self._edges = None if zipf is None else zipf_edges(self.size, zipf)

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return drawn_index(self._edges, self.size, stream, rows)

    def at(self, index: Rows) -> pa.Array:
        number, code = divided(index, self.size)
        if not self._numbered:
            return self._pool.pooled(code)
        return numbered(self._pool.plain(code), number)


class EntityTextSource(PoolSource):
    """A value that stays with an entity, of which there are ``size``; several may share one.

    ``salt`` keeps one field apart from another with as many values.
    """

    def __init__(
        self, values: tuple[str, ...], target: Target, entity: str, salt: int, size: int
    ) -> None:
        super().__init__(values, target, entity)
        self._values, self._salt = np.uint64(self.size), np.uint64(salt)
        self.size = size
        self.distinct = 0

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(mix64(index + self._salt) % self._values)


class RowSource(Source):
    """One part of the rows of a list; the columns of an ``entity`` show the same row."""

    arrow_type = POOLED

    def __init__(self, values: tuple[str, ...], target: Target, entity: str) -> None:
        self.entity, self.size = entity, len(values)
        self._pool = arrow_pool(values, target.type.length)
        self.distinct = self.size if self._pool.distinct == self.size else 0

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(index)


def numbered(texts: pa.Array, number: Rows, separator: str = " ") -> pa.Array:
    """The texts, followed by ``number + 1`` where the number is not 0."""
    suffix = pc.binary_join_element_wise(
        "", pa.array(number + np.uint64(1)).cast(pa.string()), separator
    )
    suffix = pc.if_else(pa.array(number == 0), "", suffix)
    return pc.binary_join_element_wise(texts, suffix, "")
