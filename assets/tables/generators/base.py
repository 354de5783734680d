"""The contract of every generator kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema.types import INTEGER_RANGES, STRING_KINDS, ColumnType
from assets.tables.randomness import Rows, Stream

INTEGERS = frozenset(INTEGER_RANGES)
STRINGS = STRING_KINDS
FLOATS = frozenset({"real", "double"})

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """The column that a generator is built for.

    ``capacity`` is how many different values the column must have: the table's rows where it is
    unique by itself, else 0. ``is_column`` tells a column of a table from a part of its values.
    """

    type: ColumnType
    locale: str = "en_US"
    capacity: int = 0
    is_column: bool = False

    def member(self, column_type: ColumnType) -> Target:
        """The target of a part of this column's values, such as an item of an array."""
        return Target(column_type, self.locale)


class Source(ABC):
    """The values of one column, addressed by index.

    ``size`` is how many indices a column without uniqueness draws from. ``distinct`` is the largest
    n for which ``at`` gives n different values on 0 to n - 1, and 0 for a source that cannot
    promise any; it may exceed ``size`` where more values exist than look natural.
    ``entity`` names the made-up person, place or company that columns of one table share.
    """

    arrow_type: pa.DataType
    size: int
    distinct: int
    entity: str = ""
    unique_by_row: bool = False

    @abstractmethod
    def at(self, index: Rows) -> pa.Array:
        """The value of each index, as an array of ``arrow_type``."""

    def index(self, stream: Stream, rows: Rows) -> Rows:
        """The index that each row draws."""
        return stream.below(rows, self.size)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        """The value of each row, where the column need not be unique."""
        return self.at(self.index(stream, rows))


class OrderedSource(Source):
    """A source whose values ascend with the index, so that another one's ranks can drive it.

    The index of a row is uniform below ``size``, unless ``index_of`` says otherwise; correlated
    columns replace that draw.
    """

    def index_of(self, share: Floats) -> Rows:
        """The indices below which these shares of all drawn ones lie; shares are in [0, 1)."""
        index = (share * self.size).astype(np.uint64)
        return np.minimum(index, np.uint64(self.size - 1))

    def at_share(self, share: Floats) -> pa.Array:
        """The values below which these shares of all drawn values lie; shares are in [0, 1)."""
        return self.at(self.index_of(share))


class NumberSource(OrderedSource):
    """A source of numbers, by the inverse of their cumulative distribution."""

    @abstractmethod
    def quantile(self, share: Floats) -> Floats:
        """The ordinary numbers at these shares, which are in [0, 1); ascending with the share.

        They are rounded as the column needs it. ``at_share`` gives the same as Arrow values, with
        the outliers that the spec asks for.
        """


@dataclass(frozen=True)
class Kind:
    """A line of the registry: the kinds of column types that can be filled, and how to build.

    ``build`` takes the spec's generator and the target; it raises ValueError with what is wrong and
    how to mend it when the two do not fit together. ``fields`` has the types that some values of
    the generator's ``field`` fill in place of ``types``.
    """

    types: frozenset[str]
    build: Callable[[Any, Target], Source]
    arrays: bool = False
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def fills(self, generator: Any) -> frozenset[str]:
        """The kinds of column types that this generator can fill."""
        return self.fields.get(getattr(generator, "field", ""), self.types)
