"""Some rows of one table: their columns, and through them their parents, siblings and children."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.errors import GenerationError
from assets.schema.table import Column
from assets.tables.arrow_arrays import POOLED, arrow_type, with_nulls
from assets.tables.polymorphic import Chosen, PolymorphicSlot
from assets.tables.randomness import Rows, Stream
from assets.tables.references import Reference
from assets.tables.slots import KeySlot, RowSet

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan

T = TypeVar("T")

_FEW = 0.75
"""The share of different rows below which copying values is less work than making them again."""
GATHERED_ROWS = 524_288
"""Children that are read at once; above that their parents are taken a part at a time."""
_KEPT_ROWS = 131_072
"""Tables of so many rows are made whole, once, where others refer to all of them at random."""


@dataclass(frozen=True)
class Group:
    """Rows of ``batch``, in groups: group i has ``counts[i]`` of them, from ``starts[i]`` on."""

    batch: RowBatch
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]


class RowBatch:
    """Some rows of one table; each column and index is made once, when it is asked for."""

    def __init__(self, plans: Mapping[str, TablePlan], table: str, numbers: Rows) -> None:
        self._plans, self.plan, self.numbers = plans, plans[table], numbers
        self._row_set = RowSet(numbers)
        self._columns: dict[str, pa.Array] = {}
        self._indices: dict[int, Rows] = {}
        self._parents: dict[int, RowBatch] = {}
        self._chosen: dict[int, Chosen] = {}
        self._children: dict[str, Group] = {}
        self._siblings: tuple[Group, NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, name: str) -> pa.Array:
        """The values of a column, NULLs included."""
        if name not in self._columns:
            column = self.plan.table.column(name)
            self._columns[name] = self._with_nulls(column, self._values(column))
        return self._columns[name]

    def put(self, name: str, values: pa.Array) -> None:
        """Take these as the values of a column, in place of those that its generator makes; before
        columns that follow from it are read."""
        self._columns[name] = values

    def others(self, numbers: Rows, table: str = "") -> RowBatch:
        """Other rows, of the same table unless another is named."""
        return RowBatch(self._plans, table or self.plan.table.name, numbers)

    def column_at(self, name: str, places: NDArray[np.int64]) -> pa.Array:
        """The values of a column in some of these rows; strings from pools as plain ones."""
        if name in self._columns:
            found = self._columns[name].take(pa.array(places))
        else:
            found = self.others(self.numbers[places]).column(name)
        return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found

    def read(self, reference: Reference) -> pa.Array:
        """The values of a column of these rows or of their parents; NULL without a parent."""
        if not reference.key:
            return self.column(reference.column)
        slot = self.plan.key_slot(reference.key)
        assert slot is not None
        values = self._parent(slot).column(reference.column)
        orphans = self._orphans(slot)
        return values if orphans is None else with_nulls(values, orphans)

    def stream(self, column: str) -> Stream:
        """The random words of a derived column."""
        return self.plan.stream.fork("column", column)

    def children(self, table: str) -> Group:
        """The children of these rows in a table that counts its rows per row of this one."""
        if table not in self._children:
            self._children[table] = self._group(table, self.numbers)
        return self._children[table]

    def siblings(self) -> tuple[Group, NDArray[np.int64]]:
        """All children of the parents of these rows, and where among them each row is."""
        if self._siblings is None:
            distinct, place, positions = self._families()
            group = self._group(self.plan.table.name, distinct)
            self._siblings = group, group.starts[place] + positions.astype(np.int64)
        return self._siblings

    def _families(self) -> tuple[Rows, NDArray[np.int64], Rows]:
        """The different parents of these rows, the place of each row's among them, and the place
        of each row among its siblings."""
        family = self.plan.family
        assert family is not None
        parents, positions = self._row_set.once(family.parent_of)
        distinct, place = _runs(parents)
        if 2 * len(distinct) > len(parents):  # the rows may be scattered
            distinct, place = np.unique(parents, return_inverse=True)
        return distinct, place, positions

    def _gathered_rows(self, table: str) -> int:
        """How many rows ``children(table)``, or ``siblings()`` of the own table, has."""
        family = self._plans[table].family
        assert family is not None
        is_own = table == self.plan.table.name
        parents = self._families()[0] if is_own else self.numbers
        return int(family.children_of(parents)[1].sum())

    def once(self, make: Callable[[Rows], T]) -> T:
        return self._row_set.once(make)

    def _group(self, table: str, parents: Rows) -> Group:
        family = self._plans[table].family
        assert family is not None
        first, count = family.children_of(parents)
        counts = count.astype(np.int64)
        starts = np.cumsum(counts) - counts
        places = np.arange(int(counts.sum()))
        numbers = np.repeat(first.astype(np.int64) - starts, counts) + places
        batch = RowBatch(self._plans, table, numbers.astype(np.uint64))
        positions = places - np.repeat(starts, counts)
        known = np.repeat(parents, counts), positions.astype(np.uint64)
        batch._row_set.know(family.parent_of, known)
        return Group(batch, starts, counts)

    def _values(self, column: Column) -> pa.Array:
        slot = self.plan.slots.get(column.name)
        if slot is None:
            return self._derived(column)
        if isinstance(slot, KeySlot):
            return self._referenced(slot, column)
        if isinstance(slot, PolymorphicSlot):
            return self._polymorphic(slot, column)
        source = slot.sources[column.name]
        if slot.assignment is None and len(slot.sources) == 1:
            return source.draw(slot.stream, self.numbers)
        if id(slot) not in self._indices:
            self._indices[id(slot)] = slot.index(self._row_set)
        return source.at(self._indices[id(slot)])

    def _derived(self, column: Column) -> pa.Array:
        derived = self.plan.derived[column.name]
        if derived.gathers is not None and len(self) > 1:
            parts = -(-self._gathered_rows(derived.gathers) // GATHERED_ROWS)
            if parts > 1:
                table = self.plan.table.name
                pieces = np.array_split(self.numbers, min(parts, len(self)))
                batches = (RowBatch(self._plans, table, piece) for piece in pieces)
                return pa.concat_arrays([batch._derived(column) for batch in batches])
        try:
            return derived.values(self, column)
        except pa.ArrowInvalid as error:
            raise GenerationError(
                f"a value does not fit {column.type}: {error}",
                where=f"{self.plan.table.name}.{column.name}",
                repair="widen the type, or narrow what it follows from",
            ) from error

    def _parent(self, slot: KeySlot) -> RowBatch:
        if id(slot) not in self._parents:
            self._parents[id(slot)] = self._made_once(slot, slot.index(self._row_set))
        return self._parents[id(slot)]

    def _made_once(self, slot: KeySlot, numbers: Rows) -> RowBatch:
        """The parents at ``numbers``; where these repeat, each is made once."""
        table = slot.key.references
        if slot.family is not None:
            distinct, places = _runs(numbers)
            if len(distinct) < _FEW * len(numbers):
                return _Repeated(RowBatch(self._plans, table, distinct), places, numbers)
        elif not slot.is_self and slot.parent_rows <= min(len(numbers), _KEPT_ROWS):
            plan = self._plans[table]
            if plan.whole is None:
                every = np.arange(slot.parent_rows, dtype=np.uint64)
                plan.whole = RowBatch(self._plans, table, every)
            return _Repeated(plan.whole, numbers, numbers)
        return RowBatch(self._plans, table, numbers)

    def _referenced(self, slot: KeySlot, column: Column) -> pa.Array:
        return self._fitting(slot, column, self._parent(slot).column(slot.target(column.name)))

    def _fitting(self, slot: KeySlot, column: Column, values: pa.Array) -> pa.Array:
        """The values of a parent's key in the type of the column that refers to it."""
        wanted = self.type_of(column)
        if values.type == wanted:
            return values
        try:
            return values.cast(wanted)
        except pa.ArrowInvalid as error:
            raise GenerationError(
                f"a key of {slot.key.references} does not fit {column.type}: {error}",
                where=f"{self.plan.table.name}.{column.name}",
                repair="give both columns the same type",
            ) from error

    def _choose(self, slot: PolymorphicSlot) -> Chosen:
        if id(slot) not in self._chosen:
            self._chosen[id(slot)] = slot.choose(self._row_set)
        return self._chosen[id(slot)]

    def _polymorphic(self, slot: PolymorphicSlot, column: Column) -> pa.Array:
        chosen = self._choose(slot)
        if column.name == slot.key.type_column:
            return slot.types.at(chosen.places.astype(np.uint64))
        pieces, order = [pa.array([], arrow_type(column.type))], [np.empty(0, dtype=np.int64)]
        for place, where in chosen.split():
            key = slot.keys[place]
            parents = RowBatch(self._plans, key.key.references, chosen.numbers[where])
            pieces.append(self._fitting(key, column, parents.column(key.target(column.name))))
            order.append(where)
        back = np.argsort(np.concatenate(order), kind="stable")
        return pa.concat_arrays(pieces).take(pa.array(back))

    def type_of(self, column: Column) -> pa.DataType:
        """The Arrow type of a column: dictionary-encoded where its strings come from a pool."""
        own = arrow_type(column.type)
        slot = self.plan.slots.get(column.name)
        if isinstance(slot, KeySlot):
            parent = RowBatch(self._plans, slot.key.references, self.numbers[:0])
            referenced = parent.type_of(parent.plan.table.column(slot.target(column.name)))
            return POOLED if referenced == POOLED and pa.types.is_string(own) else own
        if isinstance(slot, PolymorphicSlot):
            return slot.types.arrow_type if column.name == slot.key.type_column else own
        return slot.sources[column.name].arrow_type if slot is not None else own

    def _with_nulls(self, column: Column, values: pa.Array) -> pa.Array:
        null = self._null(column.null_rate, "null", column.name)
        slot = self.plan.slots.get(column.name)
        if isinstance(slot, KeySlot):
            orphans = self._orphans(slot)
            null = orphans if null is None else null if orphans is None else null | orphans
        if isinstance(slot, PolymorphicSlot):
            orphans = self._ownerless(slot)
            null = orphans if null is None else null if orphans is None else null | orphans
        found = values if null is None else with_nulls(values, null)
        if found.null_count and not column.nullable:
            raise GenerationError(
                f"{found.null_count:,} of {len(found):,} rows would be NULL",
                where=f"{self.plan.table.name}.{column.name}",
                repair="make the column nullable, or what it follows from free of NULLs",
            )
        return found

    def _orphans(self, slot: KeySlot) -> NDArray[np.bool_] | None:
        """Which rows have no parent; None when all have one."""
        null = self._null(slot.key.null_rate, "null key", slot.name)
        if all(self.plan.table.column(name).nullable for name in slot.columns):
            orphans = slot.orphans(self._row_set)
            null = orphans if null is None else null if orphans is None else null | orphans
        return null

    def _ownerless(self, slot: PolymorphicSlot) -> NDArray[np.bool_] | None:
        """Which rows have neither a type nor an id."""
        null = self._null(slot.key.null_rate, "null key", slot.name)
        if all(self.plan.table.column(name).nullable for name in slot.key.columns):
            orphans = slot.orphans(self._row_set, self._choose(slot))
            null = orphans if null is None else null if orphans is None else null | orphans
        return null

    def _null(self, rate: float, *parts: str) -> NDArray[np.bool_] | None:
        if rate <= 0:
            return None
        return self.plan.stream.fork(*parts).uniform(self.numbers) < rate


class _Repeated(RowBatch):
    """Rows that are those of ``distinct`` at ``places``."""

    def __init__(self, distinct: RowBatch, places: NDArray[Any], numbers: Rows) -> None:
        super().__init__(distinct._plans, distinct.plan.table.name, numbers)
        self._distinct, self._places = distinct, pa.array(places)

    def column(self, name: str) -> pa.Array:
        if name not in self._columns:
            self._columns[name] = self._distinct.column(name).take(self._places)
        return self._columns[name]


def _runs(numbers: Rows) -> tuple[Rows, NDArray[np.int64]]:
    """The first number of each run of equal ones, and the run of each number."""
    is_first = np.ones(len(numbers), dtype=np.bool_)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return numbers[is_first], np.cumsum(is_first) - 1
