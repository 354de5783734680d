"""Children whose number depends on a category of their parents.

The parents of one category, in the order of their ranks in it, are a family of their own. The
children of the first category come first, then those of the second, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assets.schema.strata import Stratum
from assets.tables.deals import Deal
from assets.tables.families import Family, Ints
from assets.tables.randomness import Rows, Stream


class FamilyByCategory(Family):
    """How the rows of a table belong to the rows of another, whose categories ``deal`` knows."""

    def __init__(self, deal: Deal, strata: Sequence[Stratum], stream: Stream) -> None:
        self._deal = deal
        self._families = [
            Family(stratum.parents, stratum.counts, stream.fork("category", place))
            if stratum.parents
            else None
            for place, stratum in enumerate(strata)
        ]
        sizes = [family.rows if family else 0 for family in self._families]
        self._ends = np.cumsum(np.array(sizes, dtype=np.int64))
        self._starts = self._ends - np.array(sizes, dtype=np.int64)
        self.rows = int(self._ends[-1])
        families = [family for family in self._families if family]
        self.least = min(family.least for family in families)
        self.most = max(family.most for family in families)
        some = [family.least_of_some for family in families if family.least_of_some]
        self.least_of_some = min(some, default=0)

    def parent_of(self, rows: Rows) -> tuple[Rows, Rows]:
        children = rows.astype(np.int64)
        category = np.searchsorted(self._ends, children, side="right")
        rank, position = self._of_each(
            category, (children - self._starts[category]).astype(np.uint64), Family.parent_of
        )
        return self._deal.row_of(category, rank.astype(np.int64)), position

    def children_of(self, parents: Rows) -> tuple[Rows, Rows]:
        category, rank = self._deal.of(parents)
        first, count = self._of_each(category, rank.astype(np.uint64), Family.children_of)
        return first + self._starts[category].astype(np.uint64), count

    def _of_each(
        self,
        category: Ints,
        numbers: Rows,
        ask: Callable[[Family, Rows], tuple[Rows, Rows]],
    ) -> tuple[Rows, Rows]:
        """What the family of each one's category answers about its number."""
        one, other = np.empty_like(numbers), np.empty_like(numbers)
        for place in np.unique(category):
            family, where = self._families[place], np.flatnonzero(category == place)
            assert family is not None
            one[where], other[where] = ask(family, numbers[where])
        return one, other
