"""Exact counts of categories, dealt over the rows so that any row knows its own.

The places 0 to n - 1 belong to the categories in turn, as many to each as it has rows. Rows are cut
into pages. Places are dealt to the pages one at a time, as cards are to players, so that each page
gets its share of every category, to one row; within a page a keyed permutation says which row has
which place. Pages are dealt to in the order of another permutation, lest the few rows of a rare
category lie in pages side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assets.schema.apportionment import exact_counts
from assets.schema.table import Column
from assets.tables.permutation import KeyedPermutation, Permutation
from assets.tables.randomness import Rows, Stream
from assets.tables.slots import RowSet

PAGE = 65_536
"""Rows of a page."""

Ints: TypeAlias = NDArray[np.int64]


class Deal:
    """Which row has which category, where category k has exactly ``counts[k]`` rows."""

    def __init__(self, counts: Sequence[int], stream: Stream) -> None:
        self.counts: Ints = np.array(counts, dtype=np.int64)
        self._ends = np.cumsum(self.counts)
        self._begins = self._ends - self.counts
        self._rows = int(self._ends[-1])
        self._pages = -(-self._rows // PAGE)
        self._full = self._pages - 1  # of PAGE rows; the last page is never permuted
        self._last_size = self._rows - self._full * PAGE
        self._order = Permutation(max(self._full, 1), stream.fork("pages").key)
        self._stream = stream

    def of(self, rows: Rows) -> tuple[Ints, Ints]:
        """The category of each row, and its rank among the rows of the category."""
        place, _, _ = self._placed(rows)
        category = self._category_of(place)
        return category, place - self._begins[category]

    def row_of(self, category: Ints, rank: Ints) -> Rows:
        """The row that has each rank of its category: the inverse of ``of``."""
        place = self._begins[category] + rank
        shared = self._last_size * self._pages
        later = np.maximum(place - shared, 0)
        in_last = place < shared
        seat = np.where(
            in_last, place // self._pages, self._last_size + later // max(self._full, 1)
        )
        turn = np.where(in_last, place % self._pages, later % max(self._full, 1))
        is_full = turn < self._full
        inside = np.where(is_full, turn, 0).astype(np.uint64)
        page = np.where(is_full, self._order.inverse(inside).astype(np.int64), turn)
        found = self._seats(page).inverse(seat.astype(np.uint64))
        return page.astype(np.uint64) * np.uint64(PAGE) + found

    def by_pages(self, rows: Rows) -> tuple[Ints, Ints]:
        """The category of each row, and another rank in it, which counts page by page: rows with
        ranks close together mostly lie in one page."""
        place, turn, seat = self._placed(rows)
        category = self._category_of(place)
        begin = self._begins[category]
        before = self._dealt_before(self._ends[category], turn)
        before -= self._dealt_before(begin, turn)
        return category, before + seat - self._dealt_to(begin, turn)

    def _category_of(self, place: Ints) -> Ints:
        found: Ints = np.searchsorted(self._ends, place, side="right")
        return found

    def _placed(self, rows: Rows) -> tuple[Ints, Ints, Ints]:
        """The place of each row, when its page's turn is, and its seat in the page."""
        page, within = np.divmod(rows, np.uint64(PAGE))
        page = page.astype(np.int64)
        seat = self._seats(page)(within).astype(np.int64)
        is_full = page < self._full
        turn = np.where(
            is_full,
            self._order(np.where(is_full, page, 0).astype(np.uint64)).astype(np.int64),
            page,
        )
        later = self._last_size * self._pages + (seat - self._last_size) * self._full + turn
        return np.where(seat < self._last_size, seat * self._pages + turn, later), turn, seat

    def _seats(self, page: Ints) -> KeyedPermutation:
        if page.size and page[0] == page[-1] and (page == page[0]).all():
            page = page[:1]
        sizes = np.where(page < self._full, PAGE, self._last_size).astype(np.uint64)
        return KeyedPermutation(sizes, self._stream.bits(page.astype(np.uint64)))

    def _dealt_to(self, place: Ints, turn: Ints) -> Ints:
        """How many of the places below ``place`` are dealt to the page with this turn."""
        shared = np.minimum(place, self._last_size * self._pages)
        found: Ints = (shared - turn + self._pages - 1) // self._pages
        later = np.maximum(place - self._last_size * self._pages, 0)
        full = max(self._full, 1)
        return found + np.where(turn < self._full, (later - turn + full - 1) // full, 0)

    def _dealt_before(self, place: Ints, turn: Ints) -> Ints:
        """How many of the places below ``place`` are dealt to pages with earlier turns."""
        rounds, rest = np.divmod(np.minimum(place, self._last_size * self._pages), self._pages)
        later = np.maximum(place - self._last_size * self._pages, 0)
        more, left = np.divmod(later, max(self._full, 1))
        whole: Ints = (rounds + more) * turn + np.minimum(rest, turn) + np.minimum(left, turn)
        return whole


def deal_of(column: Column, rows: int, stream: Stream, epoch: int = 0) -> Deal:
    """The deal of a column whose generator has exact counts over the ``rows`` rows of an epoch;
    ``stream`` is the column's."""
    counts = exact_counts(column.generator, rows)
    assert counts is not None
    own = stream.fork("deal")
    return Deal(list(counts.values()), own.fork("append", epoch) if epoch else own)


class Dealt:
    """The category of each row, from ``start`` on, as the index of its slot."""

    def __init__(self, deal: Deal, start: int = 0) -> None:
        self._deal, self._start = deal, np.uint64(start)

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self._categories)

    def _categories(self, numbers: Rows) -> Rows:
        return self._deal.of(numbers - self._start)[0].astype(np.uint64)
