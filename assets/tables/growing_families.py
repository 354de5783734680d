"""Children of parents that are appended to: each append's parents have theirs in that append."""

from __future__ import annotations

import numpy as np

from assets.schema.cardinality import Counts
from assets.tables.epochs import Epochs
from assets.tables.families import Family
from assets.tables.randomness import Rows, Stream


class GrowingFamily(Family):
    """A family for each epoch, of which ``first`` is the first. Children and parents of an epoch
    belong together, so that what old parents sum up over their children stays as it is."""

    def __init__(
        self, first: Family, parents: Epochs, children: Epochs, counts: Counts, stream: Stream
    ) -> None:
        self.least, self.most, self.least_of_some = first.least, first.most, first.least_of_some
        self.rows = children.ends[-1]
        self._parents, self._children = parents, children
        self._families: list[Family | None] = [first]
        for epoch in range(1, len(parents.ends)):
            size = parents.ends[epoch] - parents.start(epoch)
            own = stream.fork("append", epoch)
            self._families.append(Family(size, counts, own) if size else None)

    def parent_of(self, rows: Rows) -> tuple[Rows, Rows]:
        found, positions = np.zeros_like(rows), np.zeros_like(rows)
        for epoch, where in self._children.split(rows):
            family = self._families[epoch]
            assert family is not None
            own = rows[where] - np.uint64(self._children.start(epoch))
            parents, positions[where] = family.parent_of(own)
            found[where] = parents + np.uint64(self._parents.start(epoch))
        return found, positions

    def children_of(self, parents: Rows) -> tuple[Rows, Rows]:
        found, counts = np.zeros_like(parents), np.zeros_like(parents)
        for epoch, where in self._parents.split(parents):
            family = self._families[epoch]
            assert family is not None
            own = parents[where] - np.uint64(self._parents.start(epoch))
            children, counts[where] = family.children_of(own)
            found[where] = children + np.uint64(self._children.start(epoch))
        return found, counts
