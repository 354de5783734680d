"""``hierarchy``: levels of a tree, such as country, state and city, that agree in a row.

An index is a leaf of the tree; a column shows the leaf's ancestor on its level.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.hierarchies import leaves
from assets.tables.arrow_arrays import POOLED, Pool
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.weights import drawn_index
from assets.tables.randomness import Rows, Stream


class HierarchySource(Source):
    arrow_type = POOLED

    def __init__(self, generator: spec.Hierarchy, target: Target) -> None:
        self.entity = f"hierarchy {generator.group}"
        if generator.tree is None:
            raise ValueError(
                f"no column of the group {generator.group!r} has the tree of this hierarchy: give "
                f"one of them levels and a tree"
            )
        depth = generator.levels.index(generator.level)
        found = list(leaves(generator.tree))
        texts = [path[depth] for path, _ in found]
        limit = target.type.length
        longest = max(texts, key=len)
        if limit is not None and len(longest) > limit:
            raise ValueError(
                f"the value {longest[:40]!r} has {len(longest)} characters, {target.type} holds "
                f"{limit}: shorten it, or widen the type"
            )
        self._pool = Pool(texts)
        self.size = len(found)
        self.distinct = self.size if self._pool.distinct == self.size else 0
        weights = np.array([weight for _, weight in found])
        self._edges = np.cumsum(weights) / weights.sum() if np.ptp(weights) else None

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return drawn_index(self._edges, self.size, stream, rows)

    def at(self, index: Rows) -> pa.Array:
        return self._pool.pooled(index)


KIND = Kind(STRINGS, HierarchySource)
