"""``orphan``: keys that no parent has.

They are the keys of rows that the parent might have and has not, which uniqueness keeps apart from
those that it has. They begin far enough after its last row that appends, which must not change what
is written, can add rows before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from assets.errors import GenerationError
from assets.schema import flaws as spec
from assets.schema.table import ForeignKey
from assets.tables.arrow_arrays import arrow_type
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import Mask, differs
from assets.tables.flaws.chance import Chance, Condition
from assets.tables.flaws.damage import Damage
from assets.tables.randomness import Rows, Stream
from assets.tables.rows import RowBatch
from assets.tables.slots import JointlyPermuted, KeySlot, Permuted, Slot, ValueSlot

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan

_FEW = 1_000
"""The least number of orphan keys to choose from, where there are as many."""
_FAR = 10
"""How many times the rows that the parent has at first lie before the orphan keys, if they can."""


class Orphan:
    def __init__(
        self, flaw: spec.Orphan, scope: Scope, stream: Stream, plans: Mapping[str, TablePlan]
    ) -> None:
        self.key = next(
            key for key in scope.table.foreign_keys if set(key.columns) == set(flaw.columns)
        )
        self.condition = Condition(flaw.when, scope)
        self._columns = [scope.table.column(name) for name in self.key.columns]
        self._chance = Chance(flaw.rate, self.condition, stream)
        self._stream = stream.fork("row")
        parent = plans[self.key.references]
        name, rows, targets = parent.table.name, parent.table.rows, self.key.references_columns
        first, room = scope.dataset.ends(name)[0], _room_of(parent, self.key)
        if room <= first:
            grown = ", which has grown by appends and has no sequence or uuid as key"
            raise ValueError(
                f"cannot be an orphan, as the {rows:,} rows of {name}"
                f"{grown if parent.table.appended else ''} leave no value of "
                f"({', '.join(targets)}) free: widen what fills it, use fewer rows there, or leave "
                f"orphan out"
            )
        self._choice = min(room - first, max(first, _FEW))
        self._start = min(_FAR * first, room - self._choice)
        if rows > self._start:
            raise ValueError(
                f"has orphan keys from row {self._start:,} of {name} on, which has grown to "
                f"{rows:,} rows: append fewer rows there, or leave orphan out"
            )

    def damages(self, rows: RowBatch, taken: Mapping[str, Mask]) -> Iterator[tuple[Damage, Mask]]:
        """The orphan cells of each column of the key, and all cells that were chosen for one."""
        hit = self._chance.hits(rows)
        for column in self._columns:
            if column.name in taken:
                hit &= ~taken[column.name]
        places = np.flatnonzero(hit)
        true = [rows.column_at(column.name, places) for column in self._columns]
        number = np.uint64(self._start) + self._stream.below(rows.numbers[places], self._choice)
        flawed = self._keys(rows, number)
        whole = np.ones(len(places), dtype=np.bool_)
        for values in (*true, *flawed):
            whole &= np.asarray(values.is_valid())
        for column, own, other in zip(self._columns, true, flawed, strict=True):
            found = Damage(column.name, "orphan", places, own, other)
            yield found.of(whole & differs(own, other)), hit

    def _keys(self, rows: RowBatch, numbers: Rows) -> list[pa.Array]:
        parent = rows.others(numbers, self.key.references)
        found = []
        for column, target in zip(self._columns, self.key.references_columns, strict=True):
            values = parent.column_at(target, np.arange(len(numbers)))
            try:
                found.append(values.cast(arrow_type(column.type)))
            except pa.ArrowInvalid as error:
                raise GenerationError(
                    f"an orphan key does not fit {column.type}: {error}",
                    where=f"{rows.plan.table.name}.{column.name}",
                    repair=f"give it the type of {self.key.references}.{target}",
                ) from error
        return found


def _room_of(parent: TablePlan, key: ForeignKey) -> int:
    """How many rows of the parent would have keys of their own; 0 where that is not sure."""
    targets = set(key.references_columns)
    slots = [parent.slots.get(name) for name in key.references_columns]
    if any(slot is None or _is_bound(slot) for slot in slots):
        return 0
    return max((_room(parent, slot, targets) for slot in slots if slot), default=0)


def _is_bound(slot: Slot) -> bool:
    """Whether the slot has values for the table's own rows alone."""
    if isinstance(slot, KeySlot) and not slot.is_free:
        return True
    return not isinstance(slot.assignment, Permuted | JointlyPermuted | None)


def _room(parent: TablePlan, slot: Slot, targets: set[str]) -> int:
    """For how many rows the slot, or those that are permuted with it, gives different keys."""
    if isinstance(slot, ValueSlot):
        own = [source for name, source in slot.sources.items() if name in targets]
        if any(source.unique_by_row for source in own):
            return max(source.distinct for source in own if source.unique_by_row)
    assignment = slot.assignment
    if isinstance(assignment, Permuted) and slot.distinct(targets) >= assignment.domain:
        return assignment.domain
    if isinstance(assignment, JointlyPermuted):
        told_apart = all(
            other.distinct(targets) >= other.assignment.radix
            for other in parent.slots.values()
            if isinstance(other.assignment, JointlyPermuted)
            and other.assignment.permutation is assignment.permutation
        )
        return assignment.permutation.size if told_apart else 0
    return 0
