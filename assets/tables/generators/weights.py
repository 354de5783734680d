"""Indices drawn by weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.tables.generators.base import Floats
from assets.tables.randomness import Rows


def edges_of(weights: Sequence[float] | Floats) -> Floats:
    """The shares of all draws up to each index; the last is 1."""
    sums: Floats = np.cumsum(np.asarray(weights, dtype=np.float64))
    shares: Floats = sums / sums[-1]
    return shares


def zipf_edges(size: int, exponent: float) -> Floats:
    """``edges_of`` where the k-th of ``size`` is drawn in proportion to k^-exponent."""
    return edges_of(np.arange(1.0, size + 1.0) ** -exponent)


def index_at(edges: Floats, share: Floats) -> Rows:
    """The index to which each share belongs."""
    found = np.searchsorted(edges, share, side="right")
    return np.minimum(found, len(edges) - 1).astype(np.uint64)
