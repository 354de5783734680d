"""``out_of_order``: the moments of two neighbouring children in each other's place."""

from __future__ import annotations

import numpy as np

from assets.schema import flaws as spec
from assets.tables.derived.base import Scope
from assets.tables.derived.moments import TEMPORAL
from assets.tables.flaws.base import Mask, differs
from assets.tables.flaws.chance import Chance, Condition
from assets.tables.flaws.damage import Damage
from assets.tables.flaws.duplicate import Duplicate
from assets.tables.randomness import Rows, Stream
from assets.tables.rows import RowBatch


class OutOfOrder:
    """The children of each parent are in pairs, from the first or the second on; a pair is swapped
    or not by the chance of its first row, so that both rows agree."""

    def __init__(self, flaw: spec.OutOfOrder, scope: Scope, stream: Stream) -> None:
        self.column = scope.column
        kind = self.column.type
        if kind.is_array or kind.kind not in TEMPORAL:
            raise ValueError(f"is {kind}, no moment: name a date or timestamp")
        if scope.family is None:
            raise ValueError(
                f"has no order, as {scope.table.name} does not count per parent: "
                f"give it per_parent, or leave out_of_order out"
            )
        if scope.family.most < 2:
            raise ValueError(
                f"cannot be out of order, as no parent has two {scope.table.name}: "
                f"raise the count of per_parent, or leave out_of_order out"
            )
        self.condition = Condition(flaw.when, scope)
        self._family, self._stream = scope.family, stream
        self._chance = Chance(flaw.rate, self.condition, stream.fork("pair"))

    def damage(self, rows: RowBatch, duplicate: Duplicate | None) -> tuple[Damage, Mask]:
        """The swapped cells that differ from each other, and all the cells that are swapped."""
        partners, found = self._partners(rows.numbers)
        places = np.flatnonzero(found)
        partners = partners[places]
        own = rows.numbers[places]
        hit = self._chance.hits(rows.others(np.minimum(own, partners)))
        if duplicate is not None and duplicate.covers(self.column.name):
            for numbers in (own, partners):
                hit &= ~duplicate.hits(rows.others(numbers))
        places, partners = places[hit], partners[hit]
        swapped = np.zeros(len(rows), dtype=np.bool_)
        swapped[places] = True
        true = rows.column_at(self.column.name, places)
        flawed = rows.others(partners).column(self.column.name)
        whole = np.asarray(true.is_valid()) & np.asarray(flawed.is_valid())
        damage = Damage(self.column.name, "out_of_order", places, true, flawed, partners)
        return damage.of(whole & differs(true, flawed)), swapped

    def _partners(self, numbers: Rows) -> tuple[Rows, Mask]:
        """The row with which each is in a pair, and which rows are in one."""
        parents, positions = self._family.parent_of(numbers)
        _, counts = self._family.children_of(parents)
        shift = self._stream.fork("shift").bits(parents) & np.uint64(1)
        is_second = ((positions + shift) & np.uint64(1)) == 1
        one = np.uint64(1)
        partners = np.where(is_second, numbers - one, numbers + one)
        found = np.where(is_second, positions > 0, positions + one < counts)
        return partners, found
