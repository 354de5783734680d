"""Epochs: the rows of a table before the first append, and those of each append."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assets.tables.randomness import Rows
from assets.tables.slots import Assignment, RowSet

Where = NDArray[np.int64] | slice


class Epochs:
    """Epoch e has the numbers from ``ends[e - 1]`` up to and without ``ends[e]``."""

    def __init__(self, ends: Sequence[int]) -> None:
        self.ends = list(ends)
        self._edges = np.array(ends, dtype=np.uint64)

    def start(self, epoch: int) -> int:
        return self.ends[epoch - 1] if epoch else 0

    def size(self, epoch: int) -> int:
        return self.ends[epoch] - self.start(epoch)

    def of(self, numbers: Rows) -> NDArray[np.int64]:
        """The epoch of each number."""
        found: NDArray[np.int64] = np.searchsorted(self._edges, numbers, side="right")
        return found

    def split(self, numbers: Rows) -> Iterator[tuple[int, Where]]:
        """The epochs that occur among the numbers, each with the places where it does."""
        if not numbers.size:
            return
        low, high = self.of(np.array([numbers.min(), numbers.max()], dtype=np.uint64)).tolist()
        if low == high:
            yield low, slice(None)
            return
        epochs = self.of(numbers)
        for epoch in np.unique(epochs).tolist():
            yield epoch, np.flatnonzero(epochs == epoch)


class ByEpoch:
    """An assignment that is another one in each epoch of the rows."""

    def __init__(self, epochs: Epochs, assignments: Sequence[Assignment]) -> None:
        self._epochs, self._assignments = epochs, assignments

    def __call__(self, rows: RowSet) -> Rows:
        found = np.zeros_like(rows.numbers)
        for epoch, where in self._epochs.split(rows.numbers):
            alone = isinstance(where, slice)
            part = rows if alone else RowSet(rows.numbers[where])
            found[where] = self._assignments[epoch](part)
        return found


class Staged:
    """A bijection of a domain that grows: a permutation of its own for what each epoch adds."""

    def __init__(self, domain: Epochs, permutations: Sequence[Callable[[Rows], Rows]]) -> None:
        self._domain, self._permutations = domain, permutations

    def __call__(self, index: Rows) -> Rows:
        found = np.zeros_like(index)
        for epoch, where in self._domain.split(index):
            start = np.uint64(self._domain.start(epoch))
            found[where] = self._permutations[epoch](index[where] - start) + start
        return found
