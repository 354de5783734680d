"""Polymorphic keys: each row draws a table, and then a row of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from assets.schema.dataset import Dataset
from assets.schema.generators import Choice
from assets.schema.polymorphic import PolymorphicKey
from assets.schema.table import ForeignKey, Table
from assets.tables.generators.base import Source, Target
from assets.tables.generators.registry import build_source
from assets.tables.generators.weights import edges_of, index_at
from assets.tables.permutation import Permutation
from assets.tables.randomness import Rows, Stream
from assets.tables.self_references import SelfReference
from assets.tables.slots import Assignment, KeySlot, RowSet


@dataclass(frozen=True)
class Chosen:
    """For each row the place of its reference among the key's, and the row that it refers to."""

    places: NDArray[np.int64]
    numbers: Rows

    def split(self) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """The rows of each reference that any has."""
        for place in np.unique(self.places):
            yield int(place), np.flatnonzero(self.places == place)


class PolymorphicSlot:
    """The columns of a polymorphic key. ``keys`` has a slot for each of its possible references.

    Where the rows must be unique, the index is a number below ``size``: so many rows of each table
    as are in proportion to the weights, one table after the other. Raises ValueError where the
    types do not fit their column.
    """

    def __init__(self, dataset: Dataset, table: Table, key: PolymorphicKey, stream: Stream) -> None:
        self.key, self.stream = key, stream
        references = key.possible
        values = Choice(values=[reference.type_value for reference in references])
        self.types: Source = build_source(values, Target(table.column(key.type_column).type))
        self.keys = [
            _key_slot(dataset, table, key, place, stream) for place in range(len(references))
        ]
        weights = [reference.weight for reference in references]
        self._edges = edges_of(weights)
        most = min(slot.parent_rows / w for slot, w in zip(self.keys, weights, strict=True))
        self._sizes = [
            min(floor(most * weight), slot.parent_rows)
            for slot, weight in zip(self.keys, weights, strict=True)
        ]
        self._ends = np.cumsum(np.array(self._sizes, dtype=np.int64))
        self.assignment: Assignment | None = None
        self._permutations = [
            Permutation(max(slot.parent_rows, 1), stream.fork("row", place).key)
            for place, slot in enumerate(self.keys)
        ]

    @property
    def name(self) -> str:
        return ", ".join(self.key.columns)

    @property
    def size(self) -> int:
        return int(self._ends[-1])

    @property
    def is_unique(self) -> bool:
        return False

    def distinct(self, columns: set[str]) -> int:
        """How many indices tell ``columns`` apart: ids alone may be the same in two tables."""
        free = not any(slot.is_self for slot in self.keys)
        return self.size if free and columns >= {*self.key.columns} else 0

    def choose(self, rows: RowSet) -> Chosen:
        """What each row refers to."""
        if self.assignment is not None:
            index = self.assignment(rows).astype(np.int64)
            places = np.searchsorted(self._ends, index, side="right")
            offsets = index - (self._ends[places] - np.array(self._sizes)[places])
            found = Chosen(places, offsets.astype(np.uint64))
            for place, where in found.split():
                found.numbers[where] = self._permutations[place](found.numbers[where])
            return found
        share = self.stream.fork("type").uniform(rows.numbers)
        found = Chosen(index_at(self._edges, share).astype(np.int64), np.zeros_like(rows.numbers))
        for place, where in found.split():
            found.numbers[where] = self.keys[place].index(RowSet(rows.numbers[where]))
        return found

    def orphans(self, rows: RowSet, chosen: Chosen) -> NDArray[np.bool_] | None:
        """Which rows refer to their own table and have no earlier row to refer to."""
        own = [place for place, slot in enumerate(self.keys) if slot.is_self]
        if not own:
            return None
        found: NDArray[np.bool_] = np.isin(chosen.places, own) & (rows.numbers == 0)
        return found


def _key_slot(
    dataset: Dataset, table: Table, key: PolymorphicKey, place: int, stream: Stream
) -> KeySlot:
    reference = key.possible[place]
    as_key = ForeignKey(
        columns=[key.id_column],
        references=reference.table,
        references_columns=[reference.column],
    )
    own, rows = stream.fork("reference", place), dataset.table(reference.table).rows
    is_self = reference.table == table.name
    slot = KeySlot(as_key, rows, is_self, own)
    if is_self:
        slot.earlier = SelfReference(as_key.pick, own, rows)
    return slot
