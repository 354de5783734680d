"""Numbers moved so that each group of them has its exact total.

A number between ``low`` and ``high`` is a share of the way. One factor a group multiplies the odds
of all its shares (share / (1 - share)): small shares grow in proportion, as by scaling, none leaves
the range, and nothing piles up at an end. Where the range has no end, this is scaling from the
other one; where it has none at all, all numbers of a group are shifted. What rounding leaves over
goes to those numbers that are nearest to the next unit.
"""

from __future__ import annotations

import numpy as np

from assets.tables.generators.base import Floats
from assets.tables.targets.units import Ints, Units

_MOST_STEPS = 80  # of Newton's method; it takes five to ten


def adjusted(drawn: Ints, within: Floats, counts: Ints, totals: Ints, units: Units) -> Ints:
    """``drawn`` after the adjustment, in groups of ``counts`` numbers, none of which is empty.

    ``within`` says where in its unit each number lies, from 0 to 1. Every total must be within
    ``units.low`` and ``units.high`` times its count. A group that has its total is left as it is.
    """
    if not counts.size:
        return drawn
    starts = np.cumsum(counts) - counts
    if units.has_low:
        moved = _moved(drawn, within, counts, totals, units.low, units.high)
    elif units.has_high:
        moved = -_moved(-drawn, 1.0 - within, counts, -totals, -units.high, -units.low)
    else:
        shift = (totals - np.add.reduceat(drawn + within - 0.5, starts)) / counts
        exact = drawn + within + np.repeat(shift, counts)
        rounded = np.clip(np.floor(exact), units.low, units.high).astype(np.int64)
        moved = _settled(rounded, exact - rounded, counts, totals, units.low, units.high)
    kept = np.repeat(np.add.reduceat(drawn, starts) == totals, counts)
    return np.where(kept, drawn, moved)


def _moved(drawn: Ints, within: Floats, counts: Ints, totals: Ints, low: int, high: int) -> Ints:
    width = float(high - low + 1)
    shares = np.maximum((drawn - low + within) / width, 2.0**-70)
    shares = np.minimum(shares, 1.0 - 2.0**-53)
    wanted = (totals - counts * low + 0.5 * counts) / width
    odds = _odds_factor(shares, counts, wanted, 0.1 / width)
    factor = np.repeat(odds, counts)
    exact = factor * shares / (1.0 + (factor - 1.0) * shares) * width
    rounded = np.clip(np.floor(exact), 0, high - low).astype(np.int64)
    return _settled(rounded + low, exact - rounded, counts, totals, low, high)


def _odds_factor(shares: Floats, counts: Ints, wanted: Floats, enough: float) -> Floats:
    """By what to multiply the odds of each group's shares, so that they sum to ``wanted``, or are
    off by ``enough``.

    The sum is a concave function of the factor, and Newton's method rises to its root from a point
    below: by Jensen's inequality from the mean share, or by the largest share.
    """
    starts = np.cumsum(counts) - counts
    sums = np.add.reduceat(shares, starts)
    most = np.maximum.reduceat(shares, starts)
    mean, goal = sums / counts, wanted / counts
    grow = goal * (1.0 - mean) / ((1.0 - goal) * mean)
    shrink = wanted * (1.0 - most) / np.maximum(sums - wanted * most, 2.0**-1000)
    factor: Floats = np.where(wanted >= sums, grow, shrink)
    left = np.ones(len(counts), dtype=np.bool_)
    for _ in range(_MOST_STEPS):
        each = np.repeat(factor, counts)
        below = 1.0 + (each - 1.0) * shares
        missing = wanted - np.add.reduceat(each * shares / below, starts)
        slope = np.add.reduceat(shares * (1.0 - shares) / (below * below), starts)
        left &= np.abs(missing) > np.maximum(1e-12 * wanted, enough)
        if not left.any():
            break
        factor = np.where(left, factor + missing / slope, factor)
    return factor


def _settled(
    numbers: Ints, fraction: Floats, counts: Ints, totals: Ints, low: int, high: int
) -> Ints:
    """``numbers`` moved by whole units to the totals: first those nearest to the next one."""
    numbers, starts = numbers.copy(), np.cumsum(counts) - counts
    groups = np.repeat(np.arange(len(counts)), counts)
    while True:
        missing = totals - np.add.reduceat(numbers, starts)
        if not missing.any():
            return numbers
        up = (missing > 0)[groups]
        room = np.where(up, high - numbers, numbers - low)
        movable = np.flatnonzero((room > 0) & (missing != 0)[groups])
        own = groups[movable]
        many = np.bincount(own, minlength=len(counts))
        step = np.maximum(np.abs(missing) // np.maximum(many, 1), 1)
        far = np.clip(np.where(up, 1.0 - fraction, fraction)[movable], 0.0, 1.0)
        order = np.argsort((own << 32) + (far * 2.0**31).astype(np.int64), kind="stable")
        place = np.arange(len(own)) - (np.cumsum(many) - many)[own]
        chosen = order[place < (np.abs(missing) // step)[own]]
        where = movable[chosen]
        most = np.minimum(step[groups[where]], room[where])
        numbers[where] += np.where(up[where], most, -most)
