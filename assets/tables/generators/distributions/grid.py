"""The numbers that a column can hold: its type, rounded to a step, between a least and a most."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema.types import INTEGER_RANGES, ColumnType
from assets.tables.arrow_arrays import arrow_type, decimals, from_int64
from assets.tables.generators.base import Floats

_LARGEST = {"real": float(np.finfo(np.float32).max), "double": float(np.finfo(np.float64).max)}
_EXACT = 2**53


class Grid:
    """Multiples of a step within a numeric column type, or all its numbers where there is no step.

    Integers and decimals have the step 1 and one unit of their last digit, unless told. A number
    belongs to its nearest multiple, so the grid's ``lower`` and ``upper`` ends lie half a step
    beyond the ``least`` and the ``most`` of it.
    """

    def __init__(
        self,
        column: ColumnType,
        step: float | None = None,
        least: float | None = None,
        most: float | None = None,
    ) -> None:
        self.arrow_type = arrow_type(column)
        self._column = column
        unit = _unit(column)
        self.step = unit if step is None else Decimal(repr(step)).normalize()
        low, high = _range(column, self.step)
        if least is not None:
            low = max(low, Decimal(repr(least)))
        if most is not None:
            high = min(high, Decimal(repr(most)))
        if self.step is None:
            self._require(low <= high, least, most)
            self.lower = self.least = float(low)
            self.upper = self.most = float(high)
            return
        if unit is not None and self.step % unit:
            raise ValueError(
                f"the step {self.step} is no multiple of {unit}, the last digit of {column}: "
                f"round the step, or change the type"
            )
        self.first = int((low / self.step).to_integral_value(ROUND_CEILING))
        self.last = int((high / self.step).to_integral_value(ROUND_FLOOR))
        self._require(self.first <= self.last, least, most)
        self._units = int(self.step / unit) if unit is not None else 1
        self.least, self.most = float(self.first * self.step), float(self.last * self.step)
        self.lower, self.upper = ends(self.step, self.least, self.most)

    def round(self, values: Floats) -> Floats:
        """The nearest numbers of the grid."""
        if self.step is None:
            return np.clip(values, self.least, self.most)
        return self.multiples(self._places(values))

    def array(self, values: Floats) -> pa.Array:
        """The nearest numbers of the grid as a column."""
        if self.step is None:
            return pa.array(np.clip(values, self.least, self.most)).cast(
                self.arrow_type, safe=False
            )
        places = self._places(values)
        if pa.types.is_floating(self.arrow_type):
            return pa.array(self.multiples(places)).cast(self.arrow_type, safe=False)
        return self.array_of(places.astype(np.int64))

    def array_of(self, places: NDArray[np.int64]) -> pa.Array:
        """The numbers at whole multiples of the step as a column."""
        if pa.types.is_floating(self.arrow_type):
            multiples = self.multiples(places.astype(np.float64))
            return pa.array(multiples).cast(self.arrow_type, safe=False)
        units = places * np.int64(self._units)
        if pa.types.is_decimal(self.arrow_type):
            return decimals(units, self.arrow_type)
        return from_int64(units, self.arrow_type)

    def multiples(self, places: Floats) -> Floats:
        """Multiples of the step as the doubles that are written alike: 0.3, not 0.1 times 3."""
        assert self.step is not None
        parts = 1 / self.step
        if parts == int(parts) and parts > 1:
            return places / float(parts)
        return places * float(self.step)

    def _places(self, values: Floats) -> Floats:
        assert self.step is not None
        last = float(self.last)
        if last > self.last:  # rounded up to a number beyond 64 bits
            last = float(np.nextafter(last, 0.0))
        places = np.rint(values / float(self.step))
        return np.clip(places, float(self.first), last)

    def _require(self, holds: bool, least: float | None, most: float | None) -> None:
        if not holds:
            what = f"multiple of {self.step}" if self.step is not None else "number"
            low, high = _range(self._column, self.step)
            ends = f"{low if least is None else least:g} and {high if most is None else most:g}"
            raise ValueError(
                f"no {what} of {self._column}, which holds {low:g} to {high:g}, lies between "
                f"{ends}: widen min and max, or lower the step"
            )


def ends(step: Decimal | None, least: float | None, most: float | None) -> tuple[float, float]:
    """From where to where numbers are rounded to a multiple of ``step`` between these bounds."""
    low = Decimal("-inf") if least is None else Decimal(repr(least))
    high = Decimal("inf") if most is None else Decimal(repr(most))
    if step is not None and least is not None:
        low = (low / step).to_integral_value(ROUND_CEILING) * step - step / 2
    if step is not None and most is not None:
        high = (high / step).to_integral_value(ROUND_FLOOR) * step + step / 2
    return float(low), float(high)


def _unit(column: ColumnType) -> Decimal | None:
    if column.kind in INTEGER_RANGES:
        return Decimal(1)
    if column.kind == "decimal":
        return Decimal(1).scaleb(-column.scale)
    return None


def _range(column: ColumnType, step: Decimal | None) -> tuple[Decimal, Decimal]:
    """What the type holds; of decimals 18 digits, of rounded floats 2^53 steps."""
    if column.kind in INTEGER_RANGES:
        low, high = INTEGER_RANGES[column.kind]
        return Decimal(low), Decimal(high)
    if column.kind == "decimal":
        most = Decimal(10 ** min(column.precision or 18, 18) - 1).scaleb(-column.scale)
        return -most, most
    most = Decimal(_LARGEST[column.kind])
    if step is not None:
        most = min(most, _EXACT * step)
    return -most, most
