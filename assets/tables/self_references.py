"""Self-references: which earlier row, of the table or among siblings, a row refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assets.schema.table import OneToOne, Pick, Tree
from assets.tables.families import Family
from assets.tables.randomness import Rows, Stream
from assets.tables.trees import Levels, Threads

if TYPE_CHECKING:
    from assets.tables.slots import RowSet


class SelfReference:
    """The earlier row of a table of ``rows`` rows that each row refers to.

    Raises ValueError where the rows cannot be in the trees that are asked for.
    """

    def __init__(self, pick: Pick, stream: Stream, rows: int) -> None:
        self._pick, self._stream = pick, stream
        self._levels = Levels(pick, rows) if isinstance(pick, Tree) else None

    def index(self, rows: RowSet) -> Rows:
        """The row that each refers to; a root refers to itself."""
        if self._levels is not None:
            return self._levels.parent_of(rows.numbers, self._stream)
        return _earlier(self._pick, self._stream, rows.numbers, rows.numbers)

    def is_root(self, rows: RowSet) -> NDArray[np.bool_]:
        """Which rows refer to no earlier one."""
        if self._levels is not None:
            return self._levels.is_root(rows.numbers)
        return _first(rows.numbers)


class SiblingReference:
    """The earlier child of the same parent that each row refers to."""

    def __init__(self, pick: Pick, stream: Stream, family: Family) -> None:
        self._pick, self._stream, self.family = pick, stream, family
        self._threads = Threads(pick) if isinstance(pick, Tree) else None

    def index(self, rows: RowSet) -> Rows:
        """The row that each refers to; a root refers to itself."""
        places = rows.once(self.family.parent_of)[1]
        first = rows.numbers - places
        if self._threads is not None:
            return first + self._threads.parent_of(first, places, self._stream)
        return first + _earlier(self._pick, self._stream, rows.numbers, places)

    def is_root(self, rows: RowSet) -> NDArray[np.bool_]:
        """Which rows refer to no earlier one."""
        places = rows.once(self.family.parent_of)[1]
        if self._threads is not None:
            return self._threads.is_root(rows.numbers - places, places, self._stream)
        return _first(places)


def _first(places: Rows) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = places == 0
    return found


def _earlier(pick: Pick, stream: Stream, numbers: Rows, places: Rows) -> Rows:
    """An earlier place: the one before, or any."""
    found: Rows
    if isinstance(pick, OneToOne):
        found = np.where(places > 0, places - np.uint64(1), places)
    else:
        found = (stream.uniform(numbers) * places).astype(np.uint64)
    return found
