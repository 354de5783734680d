"""Indices drawn by weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.tables.generators.base import Floats
from assets.tables.randomness import Rows, Stream


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


def drawn_index(edges: Floats | None, size: int, stream: Stream, rows: Rows) -> Rows:
    """The index below ``size`` that each row draws, by ``edges`` or all as likely."""
    if edges is None:
        return stream.below(rows, size)
    return index_at(edges, stream.uniform(rows))
