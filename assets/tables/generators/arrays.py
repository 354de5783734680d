"""``array``: lists of values of one generator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.types import PLAIN_KINDS
from assets.tables.generators.base import Kind, Source, Target
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream

_ITEM_ROOM = np.uint64(1_024)
"""More than an array's most items: item k of row r draws as row ``r * 1024 + k``."""


class ArraySource(Source):
    size = MAX_DOMAIN
    distinct = 0

    def __init__(self, generator: spec.Array, items: Source) -> None:
        self._items = items
        self._least = generator.min_items
        self._choices = generator.max_items - generator.min_items + 1
        value_type = items.arrow_type
        if pa.types.is_dictionary(value_type):
            value_type = value_type.value_type
        self.arrow_type = pa.list_(value_type)

    def at(self, index: Rows) -> pa.Array:
        return self.draw(Stream(0), index)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        counts = stream.fork("count").below(rows, self._choices).astype(np.int64) + self._least
        offsets = np.zeros(len(rows) + 1, dtype=np.int32)
        np.cumsum(counts, out=offsets[1:])
        place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], counts)
        item_rows = np.repeat(rows, counts) * _ITEM_ROOM + place.astype(np.uint64)
        items = self._items.draw(stream.fork("item"), item_rows)
        return pa.ListArray.from_arrays(pa.array(offsets), items.cast(self.arrow_type.value_type))


def kind(build_source: Callable[[spec.Generator, Target], Source]) -> Kind:
    """The registry's line; items are built by the registry itself."""

    def build(generator: spec.Array, target: Target) -> Source:
        if isinstance(generator.items, spec.Expression):
            raise ValueError("the items of an array cannot be expressions: use another kind")
        return ArraySource(
            generator, build_source(generator.items, target.member(target.type.item))
        )

    return Kind(PLAIN_KINDS | {"char", "varchar", "decimal"}, build, arrays=True)
