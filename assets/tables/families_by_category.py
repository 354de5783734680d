"""Children whose number depends on a category of their parents.

The parents of one category, in the order of their ranks in it, are a family of their own. The
children of the first category come first, then those of the second, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assets.schema.dataset import Dataset
from assets.schema.strata import Stratum, strata
from assets.schema.table import Table
from assets.tables.deals import Deal, deal_of
from assets.tables.families import Family, Ints
from assets.tables.randomness import Rows, Stream, key_of


class FamilyByCategory(Family):
    """How the rows of a table belong to the rows of another, whose categories ``deal`` knows.

    ``least`` and ``most`` are those of all categories, whether or not some parent has them: so they
    stay the same however many parents there are.
    """

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
        values = {value for stratum in strata for value in stratum.counts.values}
        self.least, self.most = min(values), max(values)
        self.least_of_some = min(values - {0}, default=0)

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


def family_of(
    dataset: Dataset, table: Table, parents: int, stream: Stream, epoch: int = 0
) -> Family:
    """The family of a table that counts per parent, over the ``parents`` rows of an epoch;
    ``stream`` is that of its key."""
    per_parent, key = table.per_parent, table.parent_key
    assert per_parent is not None
    assert key is not None
    own = stream.fork("append", epoch) if epoch else stream
    if per_parent.by is None:
        return Family(parents, per_parent.counts, own)
    parent = dataset.table(key.references)
    column = parent.column(per_parent.by.column)
    of_column = Stream(key_of("table", dataset.seed, parent.name)).fork("column", column.name)
    deal = deal_of(column, parents, of_column, epoch)
    return FamilyByCategory(deal, strata(parent, parents, per_parent), own)
