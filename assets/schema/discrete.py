"""Probabilities of whole numbers, worked out without NumPy: for counts of children and for values.

Each starts at the likeliest number and follows the ratio of neighbours outwards, which neither
overflows nor loses digits, until what is left is below any double's resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import floor, fsum, log1p

_TINY = 1e-18


@dataclass(frozen=True)
class Probabilities:
    """The probabilities of ``first``, ``first + 1``, …; they sum to 1."""

    first: int
    shares: tuple[float, ...]

    def between(self, low: int, high: int) -> Probabilities:
        """Those of the numbers from ``low`` to ``high``. Raises ValueError when none is left."""
        start = max(low - self.first, 0)
        kept = self.shares[start : max(high - self.first + 1, start)]
        if not any(kept):
            raise ValueError(
                f"no number between {low:,} and {high:,} is ever drawn: widen min and max"
            )
        return Probabilities(self.first + start, _to_one(kept))


def poisson(lam: float) -> Probabilities:
    """How many independent events there are, ``lam`` on average."""
    return _outwards(floor(lam), lambda k: lam / k)


def binomial(n: int, p: float) -> Probabilities:
    """How many of ``n`` trials succeed, each with probability ``p``."""
    if p in (0.0, 1.0):
        return Probabilities(n if p else 0, (1.0,))
    odds = p / (1.0 - p)
    return _outwards(min(floor((n + 1) * p), n), lambda k: (n - k + 1) / k * odds)


def geometric(p: float, most: int) -> Probabilities:
    """The number of the first trial that succeeds, from 1 to ``most``."""
    if p == 1.0:
        return Probabilities(1, (1.0,))
    length = min(most, int(-42.0 / log1p(-p)) + 1)
    return Probabilities(1, _to_one([(1.0 - p) ** k for k in range(length)]))


def zipf(exponent: float, most: int) -> Probabilities:
    """1 to ``most``, each k in proportion to k to the power of minus ``exponent``."""
    return Probabilities(1, _to_one([float(k) ** -exponent for k in range(1, most + 1)]))


def _outwards(mode: int, ratio: Callable[[int], float]) -> Probabilities:
    """``ratio(k)`` is the probability of k over that of k - 1."""
    up, weight, k = [1.0], 1.0, mode
    while (weight := weight * ratio(k + 1)) > _TINY:
        k += 1
        up.append(weight)
    down, weight, k = list[float](), 1.0, mode
    while k > 0 and (weight := weight / ratio(k)) > _TINY:
        k -= 1
        down.append(weight)
    return Probabilities(k, _to_one([*reversed(down), *up]))


def _to_one(weights: Iterable[float]) -> tuple[float, ...]:
    found = tuple(weights)
    whole = fsum(found)
    return tuple(weight / whole for weight in found)
