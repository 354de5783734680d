"""Trees of bounded depth: of a table level by level, of the children of one parent row by row.

In a table the rows of one level lie together, the roots first, and a row of level l refers to a row
of level l - 1. Among siblings each row draws an earlier one (a random recursive tree), and what
would be too deep moves up to the last level. So no loop is possible, whatever is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assets.schema.table import Tree
from assets.tables.randomness import Rows, Stream

BRANCHING = 3.0
"""Rows of the next level for each row of one, where neither this nor the roots are given."""

_PLENTY = 1e18
_DEEPEST = 100


def level_edges(tree: Tree, rows: int) -> list[int]:
    """The first row of each level and, at the end, the number of rows; empty levels are left out.

    Raises ValueError where so many rows cannot be in such trees.
    """
    branching = tree.branching or BRANCHING
    roots = tree.roots or max(1, round(rows / _growth(branching, tree.max_depth)))
    roots = min(roots, rows)
    if tree.roots is not None and tree.branching is not None:
        _require_room(tree, rows)
    else:
        branching = _solved(rows / roots, tree.max_depth)
    edges, width, total = [0, roots], float(roots), float(roots)
    for _ in range(tree.max_depth):
        width = min(width * branching, _PLENTY)
        total += width
        edges.append(min(rows, max(edges[-1] + 1, round(min(total, rows)))))
    edges[-1] = rows  # what rounding has left
    return list(dict.fromkeys(edges))


class Levels:
    """The trees of a table of ``rows`` rows. Later ones, which an append adds, are of the last
    level. Raises as ``level_edges``."""

    def __init__(self, tree: Tree, rows: int) -> None:
        if tree.roots is not None and tree.roots > rows:
            raise ValueError(
                f"a tree of {tree.roots:,} roots has {rows:,} rows: "
                f"use at most {rows:,} roots, or more rows"
            )
        self._edges = np.array(level_edges(tree, rows), dtype=np.int64)

    def parent_of(self, numbers: Rows, stream: Stream) -> Rows:
        """The row to which each refers; a root's is its own."""
        level = np.searchsorted(self._edges, numbers.astype(np.int64), side="right") - 1
        above = np.clip(level - 1, 0, max(len(self._edges) - 3, 0))
        width = self._edges[above + 1] - self._edges[above]
        found = self._edges[above] + (stream.uniform(numbers) * width).astype(np.int64)
        parents: Rows = np.where(level > 0, found.astype(np.uint64), numbers)
        return parents

    def is_root(self, numbers: Rows) -> NDArray[np.bool_]:
        roots: NDArray[np.bool_] = numbers < np.uint64(self._edges[1])
        return roots


class Threads:
    """The trees among siblings. Each row refers to an earlier sibling, drawn evenly; those that
    would be deeper than ``max_depth`` move up to its last level, under the ancestor above it."""

    def __init__(self, tree: Tree) -> None:
        self._depth, self._roots = tree.max_depth, tree.roots
        self._share = 1.0 / _growth(tree.branching or BRANCHING, tree.max_depth)

    def parent_of(self, first: Rows, places: Rows, stream: Stream) -> Rows:
        """The place of the sibling to which the row at each place refers; a root's is its own.

        ``first`` are the rows of the first siblings. The time grows with the logarithm of the
        number of siblings, as the way up to a root does.
        """
        height = np.zeros(len(places), dtype=np.int64)
        for at, _ in self._climb(first, places, stream, None):
            height[at] += 1
        steps = np.where(height > 0, np.maximum(height - self._depth + 1, 1), 0)
        found = places.copy()
        for at, above in self._climb(first, places, stream, steps):
            found[at] = above
        return found

    def is_root(self, first: Rows, places: Rows, stream: Stream) -> NDArray[np.bool_]:
        """Which rows refer to no earlier sibling."""
        roots: NDArray[np.bool_] = places < np.uint64(self._roots or 1)
        if self._roots is None:
            roots |= stream.fork("root").uniform(first + places) < self._share
        return roots

    def _climb(
        self, first: Rows, places: Rows, stream: Stream, steps: NDArray[np.int64] | None
    ) -> Iterator[tuple[NDArray[np.int64], Rows]]:
        """Step by step: which rows go up, and whereto; ``steps`` ends the way before the root."""
        at, taken = np.arange(len(places)), 0
        while True:
            stays = self.is_root(first[at], places, stream)
            if steps is not None:
                stays |= steps[at] <= taken
            at, places = at[~stays], places[~stays]
            if not at.size:
                return
            places = (stream.uniform(first[at] + places) * places).astype(np.uint64)
            taken += 1
            yield at, places


def _require_room(tree: Tree, rows: int) -> None:
    roots, branching = tree.roots or 1, tree.branching or BRANCHING

    def room(depth: int) -> int:
        return int(min(roots * _growth(branching, depth), _PLENTY))

    if rows <= room(tree.max_depth):
        return
    deep = next((d for d in range(tree.max_depth, _DEEPEST + 1) if room(d) >= rows), None)
    repair = f"raise max_depth to {deep}, or raise roots" if deep else "raise roots"
    raise ValueError(
        f"{roots:,} roots with {branching:g} rows below each hold {room(tree.max_depth):,} rows "
        f"down to depth {tree.max_depth}, and there are {rows:,}: {repair} or branching, or leave "
        f"one of them out"
    )


def _growth(branching: float, depth: int) -> float:
    """How many rows there are for each root, at most _PLENTY."""
    total = width = 1.0
    for _ in range(depth):
        width = min(width * branching, _PLENTY)
        total = min(total + width, _PLENTY)
    return total


def _solved(rows_for_a_root: float, depth: int) -> float:
    """The branching with which a root has so many rows, itself included (by bisection)."""
    low, high = 0.0, max(rows_for_a_root, 1.0)
    for _ in range(100):
        middle = (low + high) / 2
        small = _growth(middle, depth) < rows_for_a_root
        low, high = (middle, high) if small else (low, middle)
    return high
