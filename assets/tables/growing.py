"""Unique indices while rows and their domain grow: old rows keep theirs, new ones take others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from assets.tables.epochs import Epochs, Staged
from assets.tables.permutation import Permutation
from assets.tables.randomness import Rows, Stream
from assets.tables.slots import RowSet


class Allocation:
    """Which index of a growing domain each row takes: no two rows the same, and each row of an
    epoch one that is in the domain by then.

    ``domain`` ends each epoch with at least as many indices as there are rows. The first epoch
    takes 0, 1, 2 … Later ones go through what each epoch has added to the domain and nobody has
    taken, in turns in proportion to how much it is. Which one a row takes does not depend on how
    many rows its epoch has.
    """

    def __init__(self, rows: Epochs, domain: Epochs) -> None:
        self._rows = rows
        self._turns: list[list[_Turn]] = []
        taken = [0] * len(rows.ends)
        for epoch, end in enumerate(rows.ends):
            left = {
                stage: domain.ends[stage] - domain.start(stage) - taken[stage]
                for stage in reversed(range(epoch + 1))
            }
            whole, turns, wanted = sum(left.values()), list[_Turn](), end - rows.start(epoch)
            for stage, size in left.items():
                if size:
                    whole -= size
                    turns.append(_Turn(domain.start(stage) + taken[stage], size, whole))
                    share = int(turns[-1].taken(np.array([wanted]))[0])
                    taken[stage] += share
                    wanted -= share
            self._turns.append(turns)

    def __call__(self, numbers: Rows) -> Rows:
        found = np.zeros_like(numbers)
        for epoch, where in self._rows.split(numbers):
            own = (numbers[where] - np.uint64(self._rows.start(epoch))).astype(np.int64)
            places, open_ = np.zeros_like(own), np.ones(len(own), dtype=np.bool_)
            for turn in self._turns[epoch]:
                before = turn.taken(own)
                mine = open_ & (turn.taken(own + 1) > before)
                places[mine] = turn.first + before[mine]
                open_ &= ~mine
                own -= before
            found[where] = places
        return found


_SHARES = 4_096


class _Turn:
    """Indices from ``first`` on, ``size`` of them, of which rows take their share while there are
    ``rest`` others: all in the end."""

    def __init__(self, first: int, size: int, rest: int) -> None:
        self.first, self._size, self._rest = first, size, rest
        self._share = _SHARES * size // (size + rest)

    def taken(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of them the first ``rows`` rows take."""
        least = np.maximum(rows * self._share // _SHARES, rows - self._rest)
        found: NDArray[np.int64] = np.minimum(least, self._size)
        return found


class Growing:
    """The index of a slot that is unique by itself, over a domain that grows."""

    def __init__(
        self, rows: Epochs, domain: Epochs, first: Callable[[Rows], Rows], stream: Stream
    ) -> None:
        self._allocation = Allocation(rows, domain)
        self._staged = staged(domain, first, stream)

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self.index)

    def index(self, numbers: Rows) -> Rows:
        return self._staged(self._allocation(numbers))


class Continued:
    """The index of a slot whose values go on where those of earlier rows end."""

    def __init__(self, permutation: Staged) -> None:
        self._permutation = permutation

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self._permutation)


def staged(domain: Epochs, first: Callable[[Rows], Rows], stream: Stream) -> Staged:
    """``first``, and a permutation of its own for each later part of the domain."""
    later = [
        Permutation(max(end - domain.start(stage), 1), stream.fork("append", stage).key)
        for stage, end in enumerate(domain.ends)
        if stage
    ]
    return Staged(domain, [first, *later])


class Box:
    """The combinations of several indices, each below a radix that grows: those of the first
    epoch first, then those that each epoch adds.

    What an epoch adds is cut by the first index that is new: those before it are old ones, those
    after it any.
    """

    def __init__(self, radices: Sequence[Sequence[int]]) -> None:
        """``radices[e]`` are those of epoch e; none ever shrinks."""
        self.ends: list[int] = []
        self._firsts: list[int] = []
        self._pieces: list[tuple[list[int], list[int]]] = []  # the lows and sizes of each index
        self._add([0] * len(radices[0]), list(radices[0]))
        self.ends.append(self._total)
        for old, new in pairwise(radices):
            for place in range(len(new)):
                grown = new[place] - old[place]
                lows = [old[place] if other == place else 0 for other in range(len(new))]
                self._add(lows, [*old[:place], grown, *new[place + 1 :]])
            self.ends.append(self._total)

    @property
    def _total(self) -> int:
        return self._firsts[-1] + prod(self._pieces[-1][1]) if self._firsts else 0

    def _add(self, lows: list[int], sizes: list[int]) -> None:
        if prod(sizes):
            self._firsts.append(self._total)
            self._pieces.append((lows, sizes))

    def digits(self, index: Rows) -> list[Rows]:
        """The indices of each combination, the first one varying fastest."""
        found = [np.zeros_like(index) for _ in self._pieces[0][0]]
        if not index.size:
            return found
        ends = np.array([*self._firsts[1:], self._total], dtype=np.uint64)
        piece = np.searchsorted(ends, index, side="right")
        low, high = (bisect_right(self._firsts, int(end)) - 1 for end in (index.min(), index.max()))
        for place in range(low, high + 1):
            where = np.flatnonzero(piece == place)
            rest = index[where] - np.uint64(self._firsts[place])
            for digit, (start, size) in enumerate(zip(*self._pieces[place], strict=True)):
                rest, own = np.divmod(rest, np.uint64(size))
                found[digit][where] = own + np.uint64(start)
        return found


class GrowingJointly:
    """The indices of several slots that are unique together; ``digit`` gives that of each."""

    def __init__(self, box: Box, unique: Growing) -> None:
        self._box, self._unique = box, unique

    def _digits(self, numbers: Rows) -> list[Rows]:
        return self._box.digits(self._unique.index(numbers))

    def digit(self, place: int) -> Callable[[RowSet], Rows]:
        """The assignment of the slot at that place."""
        return lambda rows: rows.once(self._digits)[place]
