"""Children of parents that are appended to: each append's parents have theirs in that append."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assets.tables.epochs import Epochs
from assets.tables.families import Family
from assets.tables.randomness import Rows


class GrowingFamily(Family):
    """A family for each epoch that has parents. Children and parents of an epoch belong together,
    so that what old parents sum up over their children stays as it is."""

    def __init__(
        self, parents: Epochs, children: Epochs, first: Family, later: Sequence[Family | None]
    ) -> None:
        self.least, self.most, self.least_of_some = first.least, first.most, first.least_of_some
        self.rows = children.ends[-1]
        self._parents, self._children = parents, children
        self._families = [first, *later]

    def parent_of(self, rows: Rows) -> tuple[Rows, Rows]:
        return self._answers(
            rows, self._children, self._parents, lambda family, own: family.parent_of(own)
        )

    def children_of(self, parents: Rows) -> tuple[Rows, Rows]:
        return self._answers(
            parents, self._parents, self._children, lambda family, own: family.children_of(own)
        )

    def _answers(
        self,
        numbers: Rows,
        asked: Epochs,
        told: Epochs,
        ask: Callable[[Family, Rows], tuple[Rows, Rows]],
    ) -> tuple[Rows, Rows]:
        """What the family of the epoch of each number answers: a row there, and a number."""
        rows, more = np.zeros_like(numbers), np.zeros_like(numbers)
        for epoch, where in asked.split(numbers):
            family = self._families[epoch]
            assert family is not None
            found, more[where] = ask(family, numbers[where] - np.uint64(asked.start(epoch)))
            rows[where] = found + np.uint64(told.start(epoch))
        return rows, more
