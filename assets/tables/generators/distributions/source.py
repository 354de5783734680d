"""Columns of numbers that follow a distribution: truncated, rounded, and with outliers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.generators.base import FLOATS, INTEGERS, Floats, Kind, NumberSource, Target
from assets.tables.generators.distributions.base import Distribution, Truncated, inside
from assets.tables.generators.distributions.family import distribution_of
from assets.tables.generators.distributions.grid import Grid, ends
from assets.tables.randomness import Rows, mix64

LEAST_MASS = 1e-6
"""Of a distribution's values, what must lie between ``min`` and ``max``."""

MOST_CUT = 1e-4
"""Of those, what the column's type may cut off without being told."""

_ORDINARY = 1e-4  # outliers lie beyond the quantiles at this share and at 1 minus it
_SALT = np.uint64(0x9E6C63D0876A9A47)


class DistributionSource(NumberSource):
    """The share of an index is index / 2^53."""

    size = 2**53
    distinct = 0

    def __init__(self, generator: spec.Distribution, target: Target) -> None:
        self._grid = Grid(target.type, generator.step, generator.min, generator.max)
        self.arrow_type = self._grid.arrow_type
        whole = distribution_of(generator)
        self._distribution = _truncated(generator, target, whole, self._grid)
        self._rate = generator.outlier_rate
        self._sides = [(0.0, 0.0)]
        if self._rate > 0:
            self._sides = _outliers(generator, target, self._distribution)

    def quantile(self, share: Floats) -> Floats:
        return self._grid.round(self._distribution.inverse(inside(share)))

    def at(self, index: Rows) -> pa.Array:
        share = index.astype(np.float64) * 2.0**-53
        values = self._distribution.inverse(inside(share))
        if self._rate > 0:
            values = self._with_outliers(values, index)
        return self._grid.array(values)

    def _with_outliers(self, values: Floats, index: Rows) -> Floats:
        bits = mix64(index + _SALT)
        chosen = np.flatnonzero((bits >> np.uint64(11)).astype(np.float64) * 2.0**-53 < self._rate)
        more = mix64(bits[chosen] ^ _SALT)
        side = (more & np.uint64(1)).astype(np.int64) % len(self._sides)
        place = (more >> np.uint64(11)).astype(np.float64) * 2.0**-53
        near, far = np.array(self._sides)[side].T
        values[chosen] = near + (far - near) * place
        return values


def _truncated(
    generator: spec.Distribution, target: Target, whole: Distribution, grid: Grid
) -> Truncated:
    """The distribution within the bounds and the type. Raises ValueError where too little is."""
    low, high = generator.min, generator.max
    asked = Truncated(whole, *ends(grid.step, low, high))
    found = Truncated(whole, grid.lower, grid.upper)
    if asked.mass < LEAST_MASS:
        raise ValueError(
            f"{generator.shown} has {_share(asked.mass)} of its values between "
            f"{'its start' if low is None else low} and {'its end' if high is None else high}: "
            f"move min and max to where its values are"
        )
    if found.mass < asked.mass * (1.0 - MOST_CUT):
        outside = 1.0 - found.mass / asked.mass
        raise ValueError(
            f"{generator.shown} has {_share(outside)} of its values outside {target.type}, which "
            f"holds {grid.least:g} to {grid.most:g}: set min and max within that, or widen the type"
        )
    return found


def _outliers(
    generator: spec.Distribution, target: Target, ordinary: Truncated
) -> list[tuple[float, float]]:
    """The ranges of outliers above and below, as far as the type holds them."""
    shares = np.array([_ORDINARY, 0.25, 0.75, 1.0 - _ORDINARY])
    first, lower, upper, last = (float(number) for number in ordinary.inverse(shares))
    reach = generator.outlier_factor * ((upper - lower) or (last - first) or abs(last) or 1.0)
    room = Grid(target.type, generator.step)
    sides = []
    if (last > 0 or first >= 0) and last + reach / 2 <= room.most:
        sides.append((last + reach / 2, min(last + reach, room.most)))
    if first < 0 and first - reach / 2 >= room.least:
        sides.append((first - reach / 2, max(first - reach, room.least)))
    if not sides:
        raise ValueError(
            f"outliers of {generator.shown} start at {last + reach / 2:g}, and {target.type} holds "
            f"{room.least:g} to {room.most:g}: lower outlier_factor, or widen the type"
        )
    return sides


def _share(mass: float) -> str:
    if mass == 0:
        return "none"
    return f"{mass:.2%}" if mass >= 1e-4 else f"{mass:.1e}"


KIND = Kind(INTEGERS | FLOATS | {"decimal"}, DistributionSource)
