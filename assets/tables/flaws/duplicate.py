"""``duplicate``: rows that repeat an earlier one nearby."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from assets.schema import flaws as spec
from assets.schema.table import Column, Table
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import Cells, Mask, differs
from assets.tables.flaws.chance import Chance, Condition
from assets.tables.flaws.damage import Damage, Ints
from assets.tables.flaws.typo import Typo
from assets.tables.randomness import Rows, Stream
from assets.tables.rows import RowBatch


class Duplicate:
    """A repeated row is never a duplicate itself: where one is drawn, its own original is taken, so
    that the row that is repeated is there to be found."""

    def __init__(self, flaw: spec.Duplicate, scope: Scope, stream: Stream) -> None:
        table = scope.table
        self.condition = Condition(flaw.when, scope)
        self._chance = Chance(flaw.rate, self.condition, stream)
        self._stream = stream
        self._within = np.uint64(flaw.within)
        self.columns = [column for column in table.columns if column.name not in flaw.keep]
        if not self.columns:
            raise ValueError(f"{table.name} keeps every column: leave one out of keep")
        self._near_rate = flaw.near_rate
        self._texts = _editable(table, self.columns) if flaw.near_rate else []
        if flaw.near_rate and not self._texts:
            raise ValueError(
                f"near_rate needs a text that is no key, and {table.name} repeats none: "
                f"leave near_rate out"
            )
        self._typo = Typo(spec.Typo(rate=1, columns=[self.columns[0].name]), scope)

    def covers(self, column: str) -> bool:
        """Whether a duplicate repeats the column, too."""
        return any(each.name == column for each in self.columns)

    def hits(self, rows: RowBatch) -> Mask:
        """Which rows repeat another one; the first row has none to repeat."""
        return self._chance.hits(rows) & (rows.numbers > 0)

    def damages(self, rows: RowBatch, hits: Mask) -> Iterator[Damage]:
        """What the duplicates among ``rows``, which are ``hits``, change."""
        places = np.flatnonzero(hits)
        if not len(places):
            return
        numbers = rows.numbers[places]
        originals = self._originals(rows, numbers)
        source = rows.others(originals)
        everywhere = np.arange(len(places))
        edited = self._edited(numbers)
        for at, column in enumerate(self.columns):
            true = rows.column_at(column.name, places)
            flawed = source.column_at(column.name, everywhere)
            if column in self._texts:
                flawed = self._with_typos(rows, column, numbers, flawed, edited == at)
            which = differs(true, flawed)
            yield Damage(column.name, "duplicate", places, true, flawed, originals).of(which)

    def _originals(self, rows: RowBatch, numbers: Rows) -> Rows:
        found = self._earlier(numbers)
        todo = np.flatnonzero(self.hits(rows.others(found)))
        while len(todo):
            found[todo] = self._earlier(found[todo])
            todo = todo[self.hits(rows.others(found[todo]))]
        return found

    def _earlier(self, numbers: Rows) -> Rows:
        reach = np.minimum(numbers, self._within)
        back = (self._stream.fork("back").uniform(numbers) * reach).astype(np.uint64)
        return numbers - np.uint64(1) - back

    def _edited(self, numbers: Rows) -> Ints:
        """The place in ``columns`` of the text that has a typo besides; -1 for none."""
        if not self._texts:
            return np.full(len(numbers), -1)
        places = np.array([self.columns.index(column) for column in self._texts])
        which = self._stream.fork("edited").below(numbers, len(places)).astype(np.int64)
        near = self._stream.fork("near").uniform(numbers) < self._near_rate
        return np.where(near, places[which], -1)

    def _with_typos(
        self, rows: RowBatch, column: Column, numbers: Rows, values: pa.Array, which: Mask
    ) -> pa.Array:
        at = np.flatnonzero(which & np.asarray(values.is_valid()))
        if not len(at):
            return values
        stream = self._stream.fork("typo", column.name)
        cells = Cells(column, rows.others(numbers[at]), values.take(pa.array(at)), stream)
        order = np.arange(len(values))
        order[at] = np.arange(len(values), len(values) + len(at))
        return pa.concat_arrays([values, self._typo.damaged(cells)]).take(pa.array(order))


def _editable(table: Table, columns: list[Column]) -> list[Column]:
    keys = {name for names in table.unique_sets for name in names}
    keys |= {name for key in table.foreign_keys for name in key.columns}
    keys |= {name for key in table.polymorphic_keys for name in key.columns}
    return [each for each in columns if each.type.is_string and each.name not in keys]
