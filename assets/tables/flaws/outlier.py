"""``outlier``: a number that is wrong by a lot."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import flaws as spec
from assets.schema.types import INTEGER_RANGES, ColumnType
from assets.tables.arrow_arrays import arrow_type, decimals, from_int64
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw, Cells, first_change
from assets.tables.generators.base import FLOATS, INTEGERS

_DIGITS = 100  # more than any decimal has, so that nothing is rounded
_POINTS = (Fraction(10), Fraction(100), Fraction(1, 10), Fraction(1, 100))


class Outlier(CellFlaw):
    types: ClassVar[frozenset[str]] = INTEGERS | FLOATS | {"decimal"}

    def __init__(self, flaw: spec.Outlier, scope: Scope) -> None:
        factor = Fraction(str(flaw.factor)).limit_denominator(10**6)
        factors = {"scale": (factor,), "decimal_point": _POINTS, "sign": (Fraction(-1),)}
        self._factors = [each for name in flaw.methods for each in factors[name]]

    def damaged(self, cells: Cells) -> pa.Array:
        return first_change(
            cells, [_times(cells.values, factor, cells.column.type) for factor in self._factors]
        )


def _times(values: pa.Array, factor: Fraction, column_type: ColumnType) -> pa.Array:
    """The values by the factor, cut to the digits of the type; itself where that does not fit."""
    if pa.types.is_floating(values.type):
        return _floats(values, factor)
    low, high = _limits(column_type)
    if max(high, abs(low)) < 2**63 and _is_small(factor):
        whole, words = _unscaled(values), values.type
        product, fit = _product(whole, factor, low, high)
        kept = np.where(fit, product, whole)
        return decimals(kept, words) if pa.types.is_decimal(words) else from_int64(kept, words)
    return _exactly(values, factor, low, high, column_type)


def _floats(values: pa.Array, factor: Fraction) -> pa.Array:
    numbers = np.asarray(values)
    with np.errstate(over="ignore"):
        found = numbers * numbers.dtype.type(float(factor))
    return pa.array(np.where(np.isfinite(found), found, numbers), values.type)


def _unscaled(values: pa.Array) -> NDArray[np.int64]:
    if pa.types.is_decimal(values.type):
        words = np.frombuffer(values.buffers()[1], dtype=np.int64)[::2]
        return words[values.offset : values.offset + len(values)].copy()
    return np.asarray(values).astype(np.int64)


def _is_small(factor: Fraction) -> bool:
    return abs(factor.numerator) <= 10**7


def _product(
    whole: NDArray[np.int64], factor: Fraction, low: int, high: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The products towards zero, and which of them are within the limits and without overflow."""
    up, down = factor.numerator, factor.denominator
    lowest, highest = max(low, -(2**63) + 1), min(high, 2**63 - 1)
    safe = (whole != -(2**63)) & (np.abs(whole) <= (2**63 - 1) // abs(up))
    raised = np.where(safe, whole, 0) * np.int64(up)
    product: NDArray[np.int64] = np.sign(raised) * (np.abs(raised) // down)
    return product, safe & (product >= lowest) & (product <= highest)


def _exactly(
    values: pa.Array, factor: Fraction, low: int, high: int, column_type: ColumnType
) -> pa.Array:
    """As ``_times`` by Python's integers, for types that 64 bits do not hold."""
    found: list[Any] = []
    with localcontext(prec=_DIGITS):
        for value in values.to_pylist():
            whole = int(value.scaleb(column_type.scale)) if column_type.scale else int(value)
            moved = int(whole * factor)
            kept = Decimal(moved if low <= moved <= high else whole)
            found.append(kept.scaleb(-column_type.scale))
    return pa.array(found, arrow_type(column_type))


def _limits(column_type: ColumnType) -> tuple[int, int]:
    if column_type.kind == "decimal":
        most = 10 ** (column_type.precision or 18) - 1
        return -most, most
    return INTEGER_RANGES[column_type.kind]
