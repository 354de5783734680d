"""``boolean``: true at a rate."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.generators.base import Floats, Kind, OrderedSource, Target
from assets.tables.randomness import Rows, Stream


class BooleanSource(OrderedSource):
    """False is less than true."""

    arrow_type = pa.bool_()
    size = distinct = 2

    def __init__(self, generator: spec.Boolean, target: Target) -> None:
        self._true_rate = generator.true_rate

    def at(self, index: Rows) -> pa.Array:
        return pa.array(index.astype(np.bool_))

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return (stream.uniform(rows) < self._true_rate).astype(np.uint64)

    def index_of(self, share: Floats) -> Rows:
        return (share >= 1.0 - self._true_rate).astype(np.uint64)


KIND = Kind(frozenset({"boolean"}), BooleanSource)
