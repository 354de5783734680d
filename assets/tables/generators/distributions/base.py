"""The contract of a distribution: its cumulative distribution function, and the inverse of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any

import numpy as np

from assets.tables.generators.base import Floats

KNOTS_PER_UNIT = 512
_REACH = 8.5  # standard deviations: shares of 2^-54 and 1 - 2^-53 lie within 8.3
_LEAST, _MOST = 2.0**-54, 1.0 - 2.0**-53


class Distribution(ABC):
    """Numbers from ``low`` to ``high``; ``whole`` tells that they are whole numbers.

    Functions take and return arrays of float64; x may be infinite.
    """

    low: float = -np.inf
    high: float = np.inf
    whole: bool = False

    @abstractmethod
    def cdf(self, x: Floats) -> Floats:
        """The probability of a number of at most x."""

    @abstractmethod
    def inverse(self, share: Floats) -> Floats:
        """The least number with a ``cdf`` of at least ``share``, which is above 0 and below 1."""

    def below(self, x: Floats) -> Floats:
        """The probability of a number less than x."""
        return self.cdf(np.ceil(x) - 1.0) if self.whole else self.cdf(x)

    def knots(self) -> Floats:
        """Numbers of the support, so close together that the ``cdf`` is as good as straight between
        them; all of them where there are few."""
        return self.inverse(knot_shares())


class Truncated(Distribution):
    """A distribution between ``lower`` and ``upper``, both included; its shape there is kept."""

    def __init__(self, whole: Distribution, lower: float, upper: float) -> None:
        self._base, self.whole = whole, whole.whole
        self.low, self.high = max(whole.low, lower), min(whole.high, upper)
        with np.errstate(over="ignore"):  # the ends of a type are far out
            self._from = float(whole.below(np.array([lower]))[0])
            self.mass = max(float(whole.cdf(np.array([upper]))[0]) - self._from, 0.0)

    def cdf(self, x: Floats) -> Floats:
        return np.clip((self._base.cdf(x) - self._from) / self.mass, 0.0, 1.0)

    def inverse(self, share: Floats) -> Floats:
        found = self._base.inverse(inside(self._from + share * self.mass))
        return np.clip(found, self.low, self.high)

    def knots(self) -> Floats:
        found = self._base.knots()
        kept = found[(found >= self.low) & (found <= self.high)]
        ends = [end for end in (self.low, self.high) if np.isfinite(end) and not self.whole]
        return np.concatenate([kept, ends, self.inverse(knot_shares())])


def inside(share: Floats) -> Floats:
    """Shares without 0 and 1, whose inverse may be infinite."""
    return np.clip(share, _LEAST, _MOST)


@cache
def normal_scores() -> Floats:
    """Standard normal numbers at even distances that reach beyond every share."""
    return np.linspace(-_REACH, _REACH, int(2 * _REACH * KNOTS_PER_UNIT) + 1)


@cache
def knot_shares() -> Floats:
    """The shares of every fourth of ``normal_scores``: close together at both ends. A distribution
    function that is straight between two of them is off by less than 2e-6."""
    return inside(special().ndtr(normal_scores()[::4]))


def at_score(table: Floats, share: Floats) -> Floats:
    """What ``table``, given at each of ``normal_scores``, is at these shares.

    A straight line between two scores is off by less than 5e-7 of the table's second derivative.
    """
    place = (special().ndtri(share) + _REACH) * KNOTS_PER_UNIT
    left = place.astype(np.int64)
    start = table[left]
    return np.asarray(start + (place - left) * (table[left + 1] - start), dtype=np.float64)


def special() -> Any:
    """``scipy.special``, which takes a while to load and is loaded when it is first used."""
    from scipy import special as functions  # type: ignore[import-untyped]  # SciPy has no types

    return functions
