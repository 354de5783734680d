"""The contract of every generator kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from assets.schema.types import INTEGER_RANGES, STRING_KINDS, ColumnType
from assets.tables.randomness import Rows, Stream

INTEGERS = frozenset(INTEGER_RANGES)
STRINGS = STRING_KINDS
FLOATS = frozenset({"real", "double"})


@dataclass(frozen=True)
class Target:
    """The column that a generator is built for.

    ``capacity`` is how many different values the column must have: the table's rows where it is
    unique by itself, else 0.
    """

    type: ColumnType
    locale: str = "en_US"
    capacity: int = 0

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


@dataclass(frozen=True)
class Kind:
    """A line of the registry: the kinds of column types that can be filled, and how to build.

    ``build`` takes the spec's generator and the target; it raises ValueError with what is wrong and
    how to mend it when the two do not fit together.
    """

    types: frozenset[str]
    build: Callable[[Any, Target], Source]
    arrays: bool = False
