"""Division of row indices by sizes of pools, in 32 bits where these hold every index.

A processor divides 32-bit words several times as fast as 64-bit ones, and most pools are small.
"""

from __future__ import annotations

import numpy as np

from assets.tables.randomness import Rows

_NARROW = 2**32


def divided(index: Rows, size: int) -> tuple[Rows, Rows]:
    """The quotient and the remainder of each index by ``size``, as ``np.divmod`` gives them."""
    if size >= _NARROW or not len(index) or int(index.max()) >= _NARROW:
        quotient, remainder = np.divmod(index, np.uint64(size))
    else:
        quotient, remainder = np.divmod(index.astype(np.uint32), np.uint32(size))
    return quotient.astype(np.uint64, copy=False), remainder.astype(np.uint64, copy=False)


def turned(place: Rows, by: Rows, size: int) -> Rows:
    """``(place + by) % size`` for places and turns that are both below ``size``."""
    total = place + by
    wrapped: Rows = np.minimum(total, total - np.uint64(size))  # below zero is far above any size
    return wrapped
