"""Unique indices while rows and their domain grow: old rows keep theirs, new ones take others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from math import prod

import numpy as np

from assets.tables.epochs import Epochs, Staged
from assets.tables.permutation import Permutation
from assets.tables.randomness import Rows, Stream
from assets.tables.slots import RowSet


class Allocation:
    """Which index of a growing domain each row takes: no two rows the same, and each row of an
    epoch one that is in the domain by then.

    ``domain`` ends each epoch with at least as many indices as there are rows. The first epoch
    takes 0, 1, 2 … Later ones take what earlier ones have left and what their own has added, in
    proportion, mixed; ``oldest_first`` takes what was left first, in order.
    """

    def __init__(
        self, rows: Epochs, domain: Epochs, stream: Stream, *, oldest_first: bool = False
    ) -> None:
        self._rows = rows
        self._mixers: list[Callable[[Rows], Rows] | None] = []
        self._pieces: list[tuple[list[int], list[int]]] = []
        taken = [0] * len(rows.ends)
        for epoch, end in enumerate(rows.ends):
            wanted = end - rows.start(epoch)
            sizes = [domain.ends[e] - domain.start(e) for e in range(epoch + 1)]
            left = [size - taken[e] for e, size in enumerate(sizes)]
            shares = _in_order(wanted, left) if oldest_first else _in_proportion(wanted, left)
            used = [e for e, share in enumerate(shares) if share]
            firsts = list(accumulate((shares[e] for e in used), initial=0))[:-1]
            self._pieces.append((firsts, [domain.start(e) + taken[e] for e in used]))
            mixed = len(used) > 1 and not oldest_first
            key = stream.fork("mixed", epoch).key
            self._mixers.append(Permutation(wanted, key) if mixed else None)
            for e, share in enumerate(shares):
                taken[e] += share

    def __call__(self, numbers: Rows) -> Rows:
        found = np.zeros_like(numbers)
        for epoch, where in self._rows.split(numbers):
            own = numbers[where] - np.uint64(self._rows.start(epoch))
            mixer, (firsts, starts) = self._mixers[epoch], self._pieces[epoch]
            own = own if mixer is None else mixer(own)
            piece = np.searchsorted(np.array(firsts, dtype=np.uint64), own, side="right") - 1
            shift = np.array(starts, dtype=np.uint64) - np.array(firsts, dtype=np.uint64)
            found[where] = own + shift[piece]
        return found


def _in_order(wanted: int, left: list[int]) -> list[int]:
    shares = []
    for size in left:
        shares.append(min(size, wanted))
        wanted -= shares[-1]
    return shares


def _in_proportion(wanted: int, left: list[int]) -> list[int]:
    """Largest shares rounded down; what remains goes to the newest that has room."""
    whole = max(sum(left), 1)
    shares = [wanted * size // whole for size in left]
    for place in reversed(range(len(left))):
        more = min(wanted - sum(shares), left[place] - shares[place])
        shares[place] += more
    return shares


class Growing:
    """The index of a slot that is unique by itself, over a domain that grows."""

    def __init__(
        self,
        rows: Epochs,
        domain: Epochs,
        first: Callable[[Rows], Rows],
        stream: Stream,
        *,
        oldest_first: bool = False,
    ) -> None:
        self._allocation = Allocation(rows, domain, stream, oldest_first=oldest_first)
        later = [
            Permutation(max(end - domain.start(epoch), 1), stream.fork("append", epoch).key)
            for epoch, end in enumerate(domain.ends)
            if epoch
        ]
        self._staged = Staged(domain, [first, *later])

    def __call__(self, rows: RowSet) -> Rows:
        return rows.once(self.index)

    def index(self, numbers: Rows) -> Rows:
        return self._staged(self._allocation(numbers))


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
