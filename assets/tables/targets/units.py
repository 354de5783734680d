"""Numeric columns counted in whole units: multiples of their step, or of their last digit."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from math import inf
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.types import ColumnType
from assets.tables.generators.base import INTEGERS
from assets.tables.generators.decimals import FLOAT_SCALE
from assets.tables.generators.distributions.family import distribution_of
from assets.tables.generators.distributions.grid import Grid

MOST_UNITS = 10**15
"""The largest number of units of a value, so that 64-bit floats tell units apart."""

Ints = NDArray[np.int64]


class Units:
    """The numbers of one generator in a column, as multiples of ``step``.

    ``low`` and ``high`` are the least and most of them that it makes; where it has no such end
    (``has_low``, ``has_high``), what the column's type or 64-bit floats hold.
    """

    def __init__(self, generator: Any, column: ColumnType) -> None:
        least, most = _support(generator)
        self._grid = Grid(column, _step(generator, column), _end(least), _end(most))
        assert self._grid.step is not None
        self.step: Decimal = self._grid.step
        self.has_low, self.has_high = least > -inf, most < inf
        if max(abs(end) for end in self._ends()) > MOST_UNITS:
            raise ValueError(
                f"the {generator.kind} goes from {least:g} to {most:g} in steps of {self.step}, "
                f"over {MOST_UNITS:,} of them: narrow its range, or use a larger step"
            )
        self.low = max(self._grid.first, -MOST_UNITS)
        self.high = min(self._grid.last, MOST_UNITS)
        self._digits = int(self.step.scaleb(column.scale)) if column.kind == "decimal" else 0

    def read(self, array: pa.Array) -> Ints:
        """The units of each value; the nearest end where it lies beyond ``low`` and ``high``."""
        if pa.types.is_decimal(array.type):
            words = np.frombuffer(array.buffers()[1], dtype=np.int64)[::2]
            found = words[array.offset : array.offset + len(array)] // self._digits
        elif pa.types.is_integer(array.type):
            found = np.asarray(array.cast(pa.int64())) // int(self.step)
        else:
            numbers = np.asarray(array) / float(self.step)
            found = np.rint(np.clip(numbers, self.low, self.high)).astype(np.int64)
        return np.clip(found, self.low, self.high)

    def column(self, units: Ints) -> pa.Array:
        """The values of these units."""
        return self._grid.array_of(units)

    def of(self, number: float) -> Decimal:
        """How many units a number is, which need not be whole."""
        return Decimal(repr(number)) / self.step

    def rounded(self, number: float, times: int) -> int:
        """The whole number of units nearest to ``times`` times a number."""
        total = Decimal(repr(number)) * times / self.step
        return int(total.to_integral_value(ROUND_HALF_EVEN))

    def shown(self, units: int) -> str:
        """A number of units as people write the value."""
        return f"{units * self.step:,f}"

    def _ends(self) -> list[int]:
        ends = [(self.has_low, self._grid.first), (self.has_high, self._grid.last)]
        return [end for is_real, end in ends if is_real] or [0]


def _step(generator: Any, column: ColumnType) -> Any:
    if column.kind in INTEGERS or column.kind == "decimal":
        return generator.step if getattr(generator, "step", None) is not None else None
    if column.kind != "double":
        raise ValueError(
            f"numbers of the type {column} do not sum exactly: use double, decimal or integers"
        )
    if isinstance(generator, spec.Integer | spec.Decimal) or generator.step is not None:
        return generator.step or float(Decimal(1).scaleb(-FLOAT_SCALE))
    raise ValueError(
        f"the {generator.kind} has no last digit that a sum could end with: give it a step, such "
        f"as 0.01, or use a decimal type"
    )


def _support(generator: Any) -> tuple[float, float]:
    """From where to where the generator's numbers go. Raises ValueError for other generators."""
    if isinstance(generator, spec.Decimal):
        return generator.min, generator.max
    if not isinstance(generator, spec.Integer | spec.Float | spec.Distribution):
        raise ValueError(
            f"the values of {generator.kind if generator else 'a foreign key'} cannot be moved: "
            f"use integer, decimal, float or a distribution"
        )
    if isinstance(generator, spec.Distribution) and generator.outlier_rate > 0:
        raise ValueError(
            f"the {generator.kind} has outliers, which would decide its sum: set outlier_rate: 0"
        )
    found = distribution_of(generator)
    low, high = generator.min, generator.max
    return (
        max(found.low, -inf if low is None else low),
        min(found.high, inf if high is None else high),
    )


def _end(number: float) -> float | None:
    return None if number in (inf, -inf) else number
