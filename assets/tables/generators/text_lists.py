"""``pool``: texts of a list in the spec, evenly, by weight or by rank."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, Pool
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import Rows, Stream


class TextListSource(Source):
    arrow_type = POOLED

    def __init__(self, generator: spec.Pool, target: Target) -> None:
        limit = target.type.length
        long = next((t for t in generator.values if limit is not None and len(t) > limit), None)
        if long is not None:
            raise ValueError(
                f"the value {long[:40]!r} has {len(long)} characters, {target.type} holds {limit}: "
                f"shorten it, or widen the type"
            )
        self._pool = Pool(generator.values)
        self.size = self.distinct = len(generator.values)
        self._edges = None
        weights = generator.weights
        if generator.zipf is not None:
            weights = list(np.arange(1, self.size + 1, dtype=np.float64) ** -generator.zipf)
        if weights is not None:
            self._edges = np.cumsum(weights) / np.sum(weights)

    def index(self, stream: Stream, rows: Rows) -> Rows:
        if self._edges is None:
            return stream.below(rows, self.size)
        return drawn(self._edges, stream, rows)

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(index)


def drawn(edges: np.ndarray[tuple[int], np.dtype[np.float64]], stream: Stream, rows: Rows) -> Rows:
    """For each row one of the shares that end at ``edges``, of which the last is 1."""
    found = np.searchsorted(edges, stream.uniform(rows), side="right")
    return np.minimum(found, len(edges) - 1).astype(np.uint64)


KIND = Kind(STRINGS, TextListSource)
