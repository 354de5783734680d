"""Generators of numbers that lie in a range and have the mean, median or skew that is told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from agents.planner.draft import Plain
from agents.quantities.quantity import Range

BINS = 60
"""Bins of the histogram that stands for a distribution with a told mean or median."""

MOST_LISTED = 200
"""Whole numbers in a range up to which each has its own weight."""

FLOOR = 0.004
"""The weight of the rarest bins against the commonest: so that the ends of a range do occur."""


def number_of(quantity: Range, kind: str) -> Plain:
    """The generator of numbers in the range, whole ones for whole types."""
    low, high = quantity.least, quantity.most
    whole = kind in ("integer", "smallint", "bigint", "tinyint")
    step: Plain = {"step": 1} if whole else {}
    centre = quantity.median if quantity.median is not None else quantity.mean
    if low is not None and high is not None and low > high:
        low, high = high, low
    law = _lawful(quantity, low, high)
    if law is not None:
        return law | step
    if centre is not None and low is not None and high is not None and low < centre < high:
        return _centred(quantity, low, high, whole)
    if centre is not None and quantity.skew is None:
        return _around(quantity, centre, low, high) | step
    if low is None and high is None:
        return {"kind": "integer"} if whole else {"kind": "decimal"}
    low = min(0.0, high) if low is None and high is not None else (low or 0.0)
    high = max(low * 5, low + 10) if high is None else high
    if low == high:
        return {"kind": "integer" if whole else "decimal", "min": _end(low), "max": _end(high)}
    if quantity.skew == "low" and low > 0 and not whole:
        middle = math.exp(math.log(low) + 0.35 * math.log(high / low))
        spread = math.log(high / low) / 4
        mu = math.log(centre) if centre is not None and centre > 0 else math.log(middle)
        return {"kind": "lognormal", "mu": round(mu, 6), "sigma": round(spread, 6),
                "min": low, "max": high}  # fmt: skip
    if quantity.skew in ("low", "high"):
        share = 0.15 if quantity.skew == "low" else 0.85
        mode = low + share * (high - low)
        return {"kind": "triangular", "left": low, "mode": mode, "right": high,
                "min": low, "max": high, **step}  # fmt: skip
    if quantity.skew == "middle" or quantity.distribution == "normal":
        return {"kind": "normal", "mean": (low + high) / 2, "std": (high - low) / 6,
                "min": low, "max": high, **step}  # fmt: skip
    if whole:
        return {"kind": "integer", "min": math.ceil(low), "max": math.floor(high)}
    return {"kind": "decimal" if kind == "decimal" else "float", "min": low, "max": high}


def _lawful(quantity: Range, low: float | None, high: float | None) -> Plain | None:
    """The told law with the told mean or median; None where the ends would move it, or none is
    told."""
    mean, median = quantity.mean, quantity.median
    bounds = {name: end for name, end in (("min", low), ("max", high)) if end is not None}
    centre = median if median is not None else mean
    if centre is None or (low is not None and centre <= low) or (high and centre >= high):
        return None
    match quantity.distribution:
        case "normal" if quantity.deviation and _is_wide(quantity, centre, low, high):
            return {"kind": "normal", "mean": centre, "std": quantity.deviation, **bounds}
        case "lognormal" if centre > 0 and (high is None or high > centre * 5):
            sigma = _sigma(mean, median, quantity.deviation)
            mu = math.log(median) if median else math.log(centre) - sigma**2 / 2
            return {"kind": "lognormal", "mu": round(mu, 6), "sigma": round(sigma, 6), **bounds}
        case "exponential" if centre > 0 and not low and (high is None or high > centre * 5):
            scale = mean if mean is not None else centre / math.log(2)
            return {"kind": "exponential", "scale": scale, **bounds}
        case "poisson" if centre > 0 and not low and (high is None or high > centre * 3):
            return {"kind": "poisson", "lam": centre, **bounds}
    return None


def _is_wide(quantity: Range, centre: float, low: float | None, high: float | None) -> bool:
    """Whether the ends are so far out that they hardly move the mean."""
    ends = [end for end in (low, high) if end is not None]
    return all(abs(centre - end) >= 2 * (quantity.deviation or 0) for end in ends)


def _sigma(mean: float | None, median: float | None, deviation: float | None) -> float:
    if mean and median and mean > median:
        return math.sqrt(2 * math.log(mean / median))
    if deviation and mean:
        return math.sqrt(math.log(1 + (deviation / mean) ** 2))
    return 0.6


def _around(quantity: Range, centre: float, low: float | None, high: float | None) -> Plain:
    """Normal numbers around a centre with at most one end."""
    spread = quantity.deviation
    if spread is None:
        ends = [abs(centre - end) for end in (low, high) if end is not None]
        spread = min(ends) / 3 if ends and min(ends) > 0 else max(abs(centre) / 4, 0.01)
    bounds = {name: end for name, end in (("min", low), ("max", high)) if end is not None}
    if not bounds and centre > 0:
        bounds = {"min": 0}
    return {"kind": "normal", "mean": centre, "std": spread, **bounds}


def _centred(quantity: Range, low: float, high: float, whole: bool) -> Plain:
    """A hump at the told centre, tilted until its mean (or halves, until its median) is right."""
    centre = quantity.median if quantity.median is not None else quantity.mean
    assert centre is not None
    listed = whole and high - low <= MOST_LISTED
    if listed:
        points = [float(value) for value in range(math.ceil(low), math.floor(high) + 1)]
    else:
        edges = [low + (high - low) * place / BINS for place in range(BINS + 1)]
        points = [(a + b) / 2 for a, b in pairwise(edges)]
    width = quantity.deviation or max(min(centre - low, high - centre) / 1.5, (high - low) / 12)
    base = [max(FLOOR, math.exp(-(((point - centre) / width) ** 2) / 2)) for point in points]
    if quantity.median is not None:
        weights = _halved(points, base, centre, listed)
    else:
        weights = tilted(points, base, centre)
    weights = [round(weight, 9) for weight in weights]
    if listed:
        return {"kind": "choice", "values": [int(point) for point in points], "weights": weights}
    made: Plain = {"kind": "histogram", "bins": [round(edge, 6) for edge in edges],
                   "weights": weights}  # fmt: skip
    return made | ({"step": 1} if whole else {})


def tilted(points: Sequence[float], base: Sequence[float], mean: float) -> list[float]:
    """The weights of ``base`` times an exponential, the one with which the mean is ``mean``."""
    low, high, span = -80.0, 80.0, points[-1] - points[0] or 1.0
    weights = list(base)
    for _ in range(80):
        tilt = (low + high) / 2
        powers = [tilt * (point - points[0]) / span for point in points]
        top = max(powers)
        weights = [b * math.exp(p - top) for b, p in zip(base, powers, strict=True)]
        got = sum(p * w for p, w in zip(points, weights, strict=True)) / sum(weights)
        low, high = (tilt, high) if got < mean else (low, tilt)
    return weights


def _halved(
    points: Sequence[float], base: Sequence[float], median: float, listed: bool
) -> list[float]:
    """The weights of ``base`` with half of them on each side of the median."""
    half = (points[1] - points[0]) / 2 if len(points) > 1 else 0.5
    below = [min(1.0, max(0.0, (median - point + half) / (2 * half))) for point in points]
    if listed:
        below = [0.5 if point == median else float(point < median) for point in points]
    left = sum(b * w for b, w in zip(below, base, strict=True)) or 1.0
    right = sum((1 - b) * w for b, w in zip(below, base, strict=True)) or 1.0
    return [w * (b / left + (1 - b) / right) for b, w in zip(below, base, strict=True)]


def _end(value: float) -> float | int:
    return int(value) if value == int(value) else value
