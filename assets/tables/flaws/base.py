"""The contract of every kind of flaw."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema.table import Column
from assets.schema.types import ColumnType
from assets.tables.derived.base import Scope
from assets.tables.randomness import Rows, Stream

if TYPE_CHECKING:
    from assets.tables.rows import RowBatch

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Chosen cells of one column: their rows, and their true values, none of which is NULL.

    Texts are plain strings. ``stream`` has random words for these cells and this flaw alone.
    """

    column: Column
    rows: RowBatch
    values: pa.Array
    stream: Stream

    @property
    def numbers(self) -> Rows:
        return self.rows.numbers

    def __len__(self) -> int:
        return len(self.values)


class CellFlaw(ABC):
    """A flaw that each cell has by itself. ``types`` can carry it; empty for all, arrays too."""

    types: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def __init__(self, flaw: Any, scope: Scope) -> None:
        """Raises ValueError, saying how to mend it, when the column cannot have the flaw."""

    @abstractmethod
    def damaged(self, cells: Cells) -> pa.Array:
        """The flawed values, in the type of the true ones. One that equals the true one, or that
        does not fit the column, leaves the cell as it is."""


def first_change(cells: Cells, variants: Sequence[pa.Array]) -> pa.Array:
    """For each cell one of the variants of its value, at random among those that differ from it
    and fit the column; the value itself where none does."""
    usable = np.stack([changes(cells.values, each, cells.column.type) for each in variants])
    ranks = np.cumsum(usable, axis=0)
    most = np.maximum(ranks[-1], 1).astype(np.uint64)
    wanted = (cells.stream.fork("variant").bits(cells.numbers) % most).astype(np.int64) + 1
    here = usable & (ranks == wanted)
    chosen = np.where(here.any(axis=0), here.argmax(axis=0), len(variants))
    every = pa.concat_arrays([*variants, cells.values])
    return every.take(pa.array(chosen * len(cells) + np.arange(len(cells))))


def changes(true: pa.Array, flawed: pa.Array, column_type: ColumnType) -> Mask:
    """Which flawed values are not the true ones, and fit the type."""
    return differs(true, flawed) & fits(flawed, column_type)


def differs(one: pa.Array, other: pa.Array) -> Mask:
    """Which values of two arrays of one type are not the same; NULL is the same as NULL."""
    import pyarrow.compute as pc

    if pa.types.is_nested(one.type):
        pairs = zip(one.to_pylist(), other.to_pylist(), strict=True)
        return np.array([repr(a) != repr(b) for a, b in pairs], dtype=np.bool_)
    either = np.asarray(one.is_null()) != np.asarray(other.is_null())
    if pa.types.is_floating(one.type):  # NaN is NaN, and 0.0 is not -0.0
        whole = pa.int64() if one.type == pa.float64() else pa.int32()
        one, other = one.view(whole), other.view(whole)
    found: Mask = either | np.asarray(pc.not_equal(one, other).fill_null(False))
    return found


def fits(values: pa.Array, column_type: ColumnType) -> Mask:
    """Which values are short enough for the type; others always fit."""
    import pyarrow.compute as pc

    if column_type.length is None or column_type.is_array or not pa.types.is_string(values.type):
        return np.ones(len(values), dtype=np.bool_)
    short = pc.less_equal(pc.utf8_length(values), column_type.length).fill_null(True)
    return np.asarray(short, dtype=np.bool_)
