"""A density over whole numbers (days or seconds) that is constant piece by piece."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.tables.generators.base import Floats
from assets.tables.randomness import Rows

Ints = NDArray[np.int64]


class Density:
    """Numbers in pieces: piece i is ``starts[i]`` up to and without ``ends[i]``, and each of its
    numbers has the weight ``weights[i]``.

    Pieces ascend and do not overlap; those without weight are left out. An index counts the numbers
    from the first one on, so it ascends with them. Both ways are a binary search.
    """

    def __init__(self, starts: Ints, ends: Ints, weights: Floats) -> None:
        kept = (weights > 0) & (ends > starts)
        starts, ends, weights = starts[kept], ends[kept], weights[kept]
        if len(weights):  # equal neighbours are one piece
            new = np.ones(len(weights), dtype=np.bool_)
            new[1:] = (starts[1:] != ends[:-1]) | (weights[1:] != weights[:-1])
            last = np.append(np.flatnonzero(new)[1:] - 1, len(weights) - 1)
            starts, ends, weights = starts[new], ends[last], weights[new]
        lengths = ends - starts
        self._starts = starts
        self._first = np.cumsum(lengths) - lengths
        self._last = lengths - 1
        shares = lengths * (weights / weights.max(initial=1.0))
        self._edges = np.cumsum(shares) - shares
        self._total = float(shares.sum())
        self._per_share = lengths / shares
        self.size = int(lengths.sum())

    def at(self, index: Rows) -> Ints:
        """The number of each index."""
        places = index.astype(np.int64)
        piece = np.searchsorted(self._first, places, side="right") - 1
        found: Ints = self._starts[piece] + (places - self._first[piece])
        return found

    def index_of(self, share: Floats) -> Rows:
        """The indices below which these shares of all numbers lie."""
        piece, within = self._locate(share)
        found: Ints = self._first[piece] + within
        return found.astype(np.uint64)

    def at_share(self, share: Floats) -> Ints:
        """``at(index_of(share))``, by one search."""
        piece, within = self._locate(share)
        found: Ints = self._starts[piece] + within
        return found

    def _locate(self, share: Floats) -> tuple[Ints, Ints]:
        sought = share * self._total
        piece = np.searchsorted(self._edges, sought, side="right") - 1
        within = ((sought - self._edges[piece]) * self._per_share[piece]).astype(np.int64)
        return piece, np.minimum(within, self._last[piece])
