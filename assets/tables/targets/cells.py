"""Rows of one category cut into cells, each with a fixed part of the category's total."""

from __future__ import annotations

import numpy as np

from assets.tables.targets.units import Ints

CELL = 128
"""Rows of a cell: at least so many where there are, and less than twice as many."""


class Cells:
    """``rows`` ranks in consecutive cells of nearly the same size.

    A cell's total is the difference of the whole total's shares, rounded down, up to its end and up
    to its start; so the totals are even to one unit, need no other cell, and sum to the whole.
    """

    def __init__(self, rows: int, total: int) -> None:
        self._rows, self._total = rows, total
        self._size, self._larger = divmod(rows, max(rows // CELL, 1))

    def of(self, rank: Ints) -> Ints:
        """The cell of each rank."""
        turn = self._larger * (self._size + 1)
        late = self._larger + (rank - turn) // self._size
        return np.where(rank < turn, rank // (self._size + 1), late)

    def starts(self, cell: Ints) -> Ints:
        """The first rank of each cell."""
        found: Ints = cell * self._size + np.minimum(cell, self._larger)
        return found

    def totals(self, starts: Ints, ends: Ints) -> Ints:
        """The total of the cells from these ranks up to and without those."""
        whole, rest = divmod(self._total, self._rows)
        parts = [
            rest * end // self._rows - rest * start // self._rows
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        return whole * (ends - starts) + np.array(parts, dtype=np.int64)
