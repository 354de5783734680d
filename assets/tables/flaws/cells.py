"""The flaws of one column that each cell has by itself: at most one a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.schema.table import Column
from assets.tables.flaws.base import CellFlaw, Cells, Mask, changes
from assets.tables.flaws.chance import Condition
from assets.tables.flaws.damage import Damage, Ints
from assets.tables.randomness import Stream
from assets.tables.rows import RowBatch


@dataclass(frozen=True)
class Choice:
    """One flaw of a column: its place in the spec, what it does, how often, where."""

    place: int
    kind: str
    flaw: CellFlaw
    rate: float
    condition: Condition
    stream: Stream


class ColumnFlaws:
    """One number a cell says which of the column's flaws it has.

    Each flaw has an interval as wide as its rate; one whose condition the row does not meet takes
    no room in that row."""

    def __init__(self, column: Column, choices: list[Choice], stream: Stream) -> None:
        self.column, self.choices = column, choices
        self._stream = stream
        self._most = sum(choice.rate for choice in choices)

    def damages(self, rows: RowBatch, taken: Mask | None) -> Iterator[Damage]:
        """What the flaws change; cells that are ``taken`` have another one already."""
        drawn = self._stream.uniform(rows.numbers)
        candidates = np.flatnonzero(drawn < self._most)
        if taken is not None:
            candidates = candidates[~taken[candidates]]
        if not len(candidates):
            return
        for choice, hit in self._chosen(rows, candidates, drawn[candidates]):
            found = self._damage(choice, rows, candidates[hit])
            if len(found.places):
                yield found

    def rates(self, rows: RowBatch) -> NDArray[np.float64]:
        """The sum of the rates of the flaws that each row may have."""
        total = np.zeros(len(rows))
        for choice in self.choices:
            total += choice.rate * choice.condition.met(rows)
        return total

    def applied(self, choice: Choice, rows: RowBatch) -> tuple[int, int]:
        """How many cells of ``rows`` have a value, and how many of them the flaw would change."""
        everywhere = np.arange(len(rows))
        whole = int(np.asarray(rows.column_at(self.column.name, everywhere).is_valid()).sum())
        return whole, len(self._damage(choice, rows, everywhere).places)

    def _chosen(
        self, rows: RowBatch, places: Ints, drawn: NDArray[np.float64]
    ) -> Iterator[tuple[Choice, Mask]]:
        candidates = rows.others(rows.numbers[places])
        below = np.zeros(len(places))
        for choice in self.choices:
            met = choice.condition.met(candidates)
            above = below + choice.rate * met
            yield choice, (drawn >= below) & (drawn < above)
            below = above

    def _damage(self, choice: Choice, rows: RowBatch, places: Ints) -> Damage:
        true = rows.column_at(self.column.name, places)
        if true.null_count:
            whole = np.asarray(true.is_valid())
            places, true = places[whole], true.drop_null()
        cells = Cells(self.column, rows.others(rows.numbers[places]), true, choice.stream)
        flawed = choice.flaw.damaged(cells) if len(places) else true
        found = Damage(self.column.name, choice.kind, places, true, flawed)
        return found.of(changes(true, flawed, self.column.type))
