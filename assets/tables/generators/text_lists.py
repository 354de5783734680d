"""``pool``: texts of a list in the spec, evenly, by weight or by rank."""

from __future__ import annotations

import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, Pool
from assets.tables.generators.base import STRINGS, Floats, Kind, Source, Target
from assets.tables.generators.weights import drawn_index, edges_of, zipf_edges
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
        self._edges: Floats | None = None
        if generator.zipf is not None:
            self._edges = zipf_edges(self.size, generator.zipf)
        if generator.weights is not None:
            self._edges = edges_of(generator.weights)

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return drawn_index(self._edges, self.size, stream, rows)

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(index)


KIND = Kind(STRINGS, TextListSource)
