"""Children of parents in closed form: any child finds its parent, any parent its children.

``assets.schema.cardinality`` fixes how many parents of each block have each count. Which ones have
is a keyed permutation of the block, and its children lie in the order of their parents' ranks. So
no offset needs a sum over earlier parents, and row 10^12 costs what row 0 costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assets.schema.cardinality import BLOCK, PERIOD, Counts, ranks
from assets.tables.permutation import KeyedPermutation
from assets.tables.randomness import Rows, Stream

Ints: TypeAlias = NDArray[np.int64]


class Family:
    """How the rows of a table belong to the ``parents`` rows of another."""

    def __init__(self, parents: int, counts: Counts, stream: Stream) -> None:
        self.least, self.most = counts.values[0], counts.values[-1]
        self.least_of_some = next((value for value in counts.values if value > 0), 0)
        self._stream = stream
        values = np.array(counts.values, dtype=np.int64)
        found = ranks(parents, counts)
        self._last, self._last_size = -(-parents // BLOCK) - 1, found.tail_size
        self._period = _Layout(np.array(found.period, dtype=np.int64), values)
        self._tail = _Layout(np.array([found.tail], dtype=np.int64), values)
        self._table = _SeatTable(0, np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint64))
        self._tail_start = int(self._start_of(np.array([self._last], dtype=np.int64))[0])
        self.rows = self._tail_start + self._tail.total

    def parent_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """The parent of each child row, and the child's place among its siblings, from 0."""
        children = rows.astype(np.int64)
        in_tail = children >= self._tail_start
        period, within = np.divmod(children, max(self._period.total, 1))
        place, rank, position = self._period.locate(np.where(in_tail, 0, within))
        block = period * PERIOD + place
        if in_tail.any():
            _, tail_rank, tail_position = self._tail.locate(
                np.where(in_tail, children - self._tail_start, 0)
            )
            block = np.where(in_tail, self._last, block)
            rank = np.where(in_tail, tail_rank, rank)
            position = np.where(in_tail, tail_position, position)
        seat = self._seat_of(block, rank)
        parents = block.astype(np.uint64) * np.uint64(BLOCK) + seat
        return parents, position.astype(np.uint64)

    def children_of(self, parents: Rows) -> tuple[Rows, Rows]:
        """The first child row of each parent, and how many children it has."""
        block, seat = np.divmod(parents.astype(np.int64), BLOCK)
        rank = self._rank_of(block, seat)
        in_tail = block == self._last
        first, count = self._period.children(block % PERIOD, np.where(in_tail, 0, rank))
        first += self._start_of(block)
        if in_tail.any():
            own_first, own_count = self._tail.children(
                np.zeros_like(block), np.where(in_tail, rank, 0)
            )
            first = np.where(in_tail, own_first + self._tail_start, first)
            count = np.where(in_tail, own_count, count)
        return first.astype(np.uint64), count.astype(np.uint64)

    def _start_of(self, block: Ints) -> Ints:
        """The first child row of each block."""
        period, place = np.divmod(block, PERIOD)
        starts: Ints = period * self._period.total + self._period.starts[place]
        return starts

    def _seat_of(self, block: Ints, rank: Ints) -> Rows:
        """Which parent of its block has each rank."""
        table = self._seats_near(block)
        if table is not None:
            seats: Rows = table.seats[(block - table.first) * BLOCK + rank]
            return seats
        return self._seats(block).inverse(rank.astype(np.uint64))

    def _rank_of(self, block: Ints, seat: Ints) -> Ints:
        """The rank of each parent in its block."""
        table = self._seats_near(block)
        if table is not None:
            ranks: Ints = table.ranks[(block - table.first) * BLOCK + seat].astype(np.int64)
            return ranks
        return self._seats(block)(seat.astype(np.uint64)).astype(np.int64)

    def _seats(self, block: Ints) -> KeyedPermutation:
        """The permutation of each block's parents into ranks."""
        sizes = np.where(block == self._last, self._last_size, BLOCK).astype(np.uint64)
        return KeyedPermutation(sizes, self._stream.bits(block.astype(np.uint64)))

    def _seats_near(self, block: Ints) -> _SeatTable | None:
        """A table of the seats of all these blocks, kept for whoever asks for them next; None where
        they lie too far apart for it to be less work than a seat at a time."""
        if not block.size:
            return None
        low, high = int(block.min()), int(block.max())
        table = self._table
        if table.first <= low and high < table.first + len(table.seats) // BLOCK:
            return table
        count = high - low + 1
        if count * BLOCK > 2 * block.size:
            return None
        blocks = np.arange(low, high + 1)
        sizes = np.where(blocks == self._last, self._last_size, BLOCK)
        ranks = np.empty((count, BLOCK), dtype=np.uint64)
        full = sizes == BLOCK  # without the last block all sizes are one number
        keys = self._stream.bits(blocks.astype(np.uint64))[:, None]
        every = np.arange(BLOCK, dtype=np.uint64)[None]
        ranks[full] = KeyedPermutation(np.uint64(BLOCK), keys[full])(every)
        if not full.all():
            size = np.uint64(self._last_size)
            ranks[-1] = every
            ranks[-1:, :size] = KeyedPermutation(size, keys[-1:])(every[:, :size])
        seats = np.empty_like(ranks)
        np.put_along_axis(seats, ranks.astype(np.int64), every, axis=1)
        self._table = _SeatTable(low, ranks.ravel(), seats.ravel())
        return self._table


@dataclass(frozen=True)
class _SeatTable:
    """The ranks of the seats, and the seats of the ranks, of consecutive blocks from ``first`` on:
    BLOCK places a block."""

    first: int
    ranks: Rows
    seats: Rows


class _Layout:
    """The children of consecutive blocks, whose parents are ranked by their counts.

    ``ranks`` is (blocks, values): how many parents of a block have a count up to each value.
    """

    def __init__(self, ranks: Ints, values: Ints) -> None:
        below = np.concatenate([np.zeros((len(ranks), 1), dtype=np.int64), ranks[:, :-1]], axis=1)
        widths = (ranks - below) * values
        ends = np.cumsum(widths.ravel()).reshape(widths.shape)
        self._values, self._below = values, below
        self._cells = (ends - widths).ravel()
        self._starts_of_cells = ends - widths
        self.starts: Ints = ends[:, 0] - widths[:, 0]
        self.total = int(ends[-1, -1])
        self._values_of_ranks = _ranked(ranks)

    def locate(self, child: Ints) -> tuple[Ints, Ints, Ints]:
        """The block, the parent's rank and the place among siblings of each child."""
        cell = np.searchsorted(self._cells, child, side="right") - 1
        block, value = np.divmod(cell, len(self._values))
        turn, position = np.divmod(child - self._cells[cell], np.maximum(self._values[value], 1))
        return block, self._below[block, value] + turn, position

    def children(self, block: Ints, rank: Ints) -> tuple[Ints, Ints]:
        """The first child, from the block's own first on, and the count of each rank."""
        value = self._values_of_ranks[block * BLOCK + rank]
        count = self._values[value]
        first = self._starts_of_cells[block, value] - self.starts[block]
        first = first + (rank - self._below[block, value]) * count
        return first, count


def _ranked(ranks: Ints) -> Ints:
    """The place of the count of each rank: BLOCK of them for each block."""
    ends = (ranks + (np.arange(len(ranks)) * BLOCK)[:, None]).ravel()
    cell = np.searchsorted(ends, np.arange(len(ranks) * BLOCK), side="right")
    value: Ints = cell % ranks.shape[1]
    return value
