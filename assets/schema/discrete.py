"""Probabilities of whole numbers, worked out without NumPy: for counts of children and for values.

``poisson`` and ``binomial`` start at the likeliest number and follow the ratio of neighbours
outwards, which neither overflows nor loses digits, until what is left is below a double's
resolution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, takewhile
from math import ceil, floor, fsum

from assets.schema.numbers import (
    Binomial,
    Distribution,
    Geometric,
    Integer,
    Mixture,
    Number,
    Poisson,
    Zipf,
)

DISCRETE_KINDS = ("poisson", "binomial", "geometric", "zipf")

MOST_CUT = 1e-9
"""The share of all numbers that may be left out at each end."""

_TINY = 1e-18


@dataclass(frozen=True)
class Probabilities:
    """The probabilities of ``first``, ``first + 1``, …"""

    first: int
    shares: tuple[float, ...]


def probabilities_of(generator: Number, most: int) -> dict[int, float]:
    """The probability of each whole number from 0 to ``most``, ascending; they sum to 1.

    Raises ValueError for a generator that draws other numbers too.
    """
    if isinstance(generator, Integer):
        if not 0 <= generator.min <= generator.max <= most:
            raise ValueError(
                f"{generator.min} to {generator.max} is not within 0 to {most:,}: "
                f"choose a range within that"
            )
        return dict.fromkeys(generator.values, 1.0 / len(generator.values))
    if generator.kind not in (*DISCRETE_KINDS, "mixture"):
        raise ValueError(
            f"{generator.kind} does not draw whole numbers alone: "
            f"use integer, {', '.join(DISCRETE_KINDS)} or a mixture of them"
        )
    assert isinstance(generator, Distribution)
    if generator.step is not None or generator.outlier_rate > 0:
        raise ValueError(
            f"the {generator.kind} has a step or outliers, which counts cannot have: remove them"
        )
    if generator.max is not None and generator.max > most:
        raise ValueError(
            f"the max {generator.max} is above {most:,}, the most that can be counted: lower it"
        )
    if isinstance(generator, Mixture):
        return _between(generator, _mixture(generator, most), most)
    found = _table(generator, most)
    return _between(generator, dict(enumerate(found.shares, found.first)), most)


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
    """The number of the first trial that succeeds; those from 1 to ``most`` that are above 0."""
    shares = (p * (1.0 - p) ** k for k in range(most))
    return Probabilities(1, tuple(takewhile(bool, shares)))


def zipf(exponent: float, most: int) -> Probabilities:
    """1 to ``most``, each k in proportion to k to the power of minus ``exponent``."""
    return Probabilities(1, _to_one([float(k) ** -exponent for k in range(1, most + 1)]))


def _table(generator: Distribution, most: int) -> Probabilities:
    match generator:
        case Poisson():
            return poisson(generator.lam)
        case Binomial():
            return binomial(generator.n, generator.p)
        case Geometric():
            return geometric(generator.p, most)
        case Zipf() if generator.max is not None:
            return zipf(generator.exponent, floor(generator.max))
    raise ValueError(f"{generator.shown} has no end: give it a max of at most {most:,}")


def _mixture(generator: Mixture, most: int) -> dict[int, float]:
    weights = generator.weights or [1.0] * len(generator.components)
    found: dict[int, float] = {}
    for weight, component in zip(weights, generator.components, strict=True):
        for number, share in probabilities_of(component, most).items():
            found[number] = found.get(number, 0.0) + share * weight / fsum(weights)
    return dict(sorted(found.items()))


def _between(generator: Distribution, found: dict[int, float], most: int) -> dict[int, float]:
    """What lies between the generator's bounds, without the tiny tails."""
    low = 0 if generator.min is None else max(ceil(generator.min), 0)
    high = most if generator.max is None else floor(generator.max)
    kept = {number: share for number, share in found.items() if low <= number <= high}
    whole = fsum(kept.values())
    if whole < MOST_CUT:
        raise ValueError(
            f"{generator.shown} draws no number between {low:,} and {high:,}: widen min and max"
        )
    if generator.max is None and fsum(found[n] for n in found if n < low) + whole < 1 - MOST_CUT:
        raise ValueError(f"{generator.shown} draws numbers above {most:,}: give it a max")
    running = accumulate(share / whole for share in kept.values())
    wanted = {
        number: share
        for (number, share), upto in zip(kept.items(), running, strict=True)
        if share > 0 and upto > MOST_CUT and upto - share / whole < 1 - MOST_CUT
    }
    return dict(zip(wanted, _to_one(list(wanted.values())), strict=True))


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


def _to_one(weights: list[float]) -> tuple[float, ...]:
    whole = fsum(weights)
    return tuple(weight / whole for weight in weights)
