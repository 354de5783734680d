"""All flaws of one table: built from its spec, and applied to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from assets.errors import SpecError
from assets.schema import flaws as spec
from assets.schema.dataset import Dataset
from assets.schema.problems import Problem
from assets.schema.repairs.flaws import lower_rates, without_flaw
from assets.schema.table import Column, Table
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import Mask
from assets.tables.flaws.cells import Choice, ColumnFlaws
from assets.tables.flaws.chance import Condition
from assets.tables.flaws.damage import Damage, replaced
from assets.tables.flaws.duplicate import Duplicate
from assets.tables.flaws.orphan import Orphan
from assets.tables.flaws.out_of_order import OutOfOrder
from assets.tables.flaws.registry import build_cell_flaw
from assets.tables.randomness import Stream
from assets.tables.references import Reference
from assets.tables.rows import RowBatch

if TYPE_CHECKING:
    from assets.tables.plan import TablePlan

T = TypeVar("T")
_ONE = 1.0 + 1e-9


@dataclass
class TableFlaws:
    """The flaws of one table, those that concern several cells at once first.

    A cell has at most one flaw: rows are repeated, then keys orphaned, then events swapped, then
    the column's other flaws get what is left.
    """

    duplicate: Duplicate | None = None
    orphans: list[Orphan] = field(default_factory=list)
    swaps: list[OutOfOrder] = field(default_factory=list)
    columns: list[ColumnFlaws] = field(default_factory=list)

    def damages(self, rows: RowBatch) -> Iterator[Damage]:
        """All changes to these rows; no two of them share a cell."""
        taken: dict[str, Mask] = {}
        if self.duplicate is not None:
            hits = self.duplicate.hits(rows)
            taken = {column.name: hits for column in self.duplicate.columns}
            yield from self.duplicate.damages(rows, hits)
        for orphan in self.orphans:
            for damage, mask in list(orphan.damages(rows, taken)):
                _take(taken, damage.column, mask)
                yield damage
        for swap in self.swaps:
            damage, mask = swap.damage(rows, self.duplicate)
            _take(taken, damage.column, mask)
            yield damage
        for own in self.columns:
            yield from own.damages(rows, taken.get(own.column.name))

    def applied(self, rows: RowBatch, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """The columns of these rows with their flaws."""
        parts: dict[str, list[Damage]] = {}
        for damage in self.damages(rows):
            parts.setdefault(damage.column, []).append(damage)
        return {
            name: replaced(column, [(each.places, each.flawed) for each in parts.get(name, ())])
            for name, column in columns.items()
        }


def build_flaws(
    dataset: Dataset,
    plans: Mapping[str, TablePlan],
    table: str,
    check_reads: Callable[[TablePlan, tuple[Reference, ...]], None],
) -> tuple[TableFlaws, list[Problem]]:
    """The flaws of a table, and what stands in their way; they are usable only without problems.

    ``check_reads`` raises ValueError for columns that a condition cannot read.
    """
    return _Builder(dataset, plans, table, check_reads).build()


class _Builder:
    def __init__(
        self,
        dataset: Dataset,
        plans: Mapping[str, TablePlan],
        table: str,
        check_reads: Callable[[TablePlan, tuple[Reference, ...]], None],
    ) -> None:
        self._dataset, self._plans, self._plan = dataset, plans, plans[table]
        self._table = self._plan.table
        self._check_reads = check_reads
        self._problems: list[Problem] = []
        self._found = TableFlaws()
        self._choices: dict[str, list[Choice]] = {}
        self._used: dict[tuple[str, ...], int] = {}

    def build(self) -> tuple[TableFlaws, list[Problem]]:
        for place, flaw in enumerate(self._table.flaws):
            match flaw:
                case spec.Duplicate():
                    self._add_duplicate(place, flaw)
                case spec.Orphan():
                    self._add_orphan(place, flaw)
                case _:
                    for name in flaw.columns:
                        self._add_to_column(place, flaw, self._table.column(name))
        for name, choices in self._choices.items():
            self._require_room(name, choices)
            own = self._plan.stream.fork("flaws", name)
            self._found.columns.append(ColumnFlaws(self._table.column(name), choices, own))
        return self._found, self._problems

    def _add_duplicate(self, place: int, flaw: spec.Duplicate) -> None:
        if self._found.duplicate is not None:
            self._refuse(place, "", "has two flaws of kind duplicate", "put them into one")
            return
        scope, stream = self._scope(self._table.columns[0]), self._stream("duplicate")
        found = self._built(place, "", lambda: Duplicate(flaw, scope, stream))
        if found is not None and self._is_readable(place, "", found.condition):
            self._found.duplicate = found

    def _add_orphan(self, place: int, flaw: spec.Orphan) -> None:
        name = ", ".join(flaw.columns)
        if any(set(other.key.columns) & set(flaw.columns) for other in self._found.orphans):
            self._refuse(place, name, "is in two flaws of kind orphan", "leave one of them out")
            return
        scope = self._scope(self._table.column(flaw.columns[0]))
        stream = self._stream("orphan", *sorted(flaw.columns))
        found = self._built(place, name, lambda: Orphan(flaw, scope, stream, self._plans))
        if found is not None and self._is_readable(place, name, found.condition):
            self._found.orphans.append(found)

    def _add_to_column(self, place: int, flaw: spec.Flaw, column: Column) -> None:
        scope, name = self._scope(column), column.name
        stream = self._stream(flaw.kind, name)
        if isinstance(flaw, spec.OutOfOrder):
            if any(other.column.name == name for other in self._found.swaps):
                text = "is out_of_order by two flaws"
                self._refuse(place, name, text, "leave one of them out")
                return
            swap = self._built(place, name, lambda: OutOfOrder(flaw, scope, stream))
            if swap is not None and self._is_readable(place, name, swap.condition):
                self._found.swaps.append(swap)
            return
        made = self._built(place, name, lambda: build_cell_flaw(flaw, scope))
        condition = self._built(place, name, lambda: Condition(flaw.when, scope))
        if made is None or condition is None or not self._is_readable(place, name, condition):
            return
        choice = Choice(place, flaw.kind, made, flaw.rate, condition, stream)
        self._choices.setdefault(name, []).append(choice)

    def _require_room(self, name: str, choices: list[Choice]) -> None:
        """The rates of all flaws without a condition, and of any one that has one, are below 1."""
        always = sum(choice.rate for choice in choices if choice.condition.is_always)
        sometimes = [choice.rate for choice in choices if not choice.condition.is_always]
        total = always + max(sometimes, default=0.0)
        if total > _ONE:
            kinds = ", ".join(f"{choice.kind} {choice.rate:g}" for choice in choices)
            text = f"has flaws at rates that add up to more than 1 ({kinds})"
            self._problems.append(_crowded(self._table, name, choices, text, total))

    def _scope(self, column: Column) -> Scope:
        return Scope(self._dataset, self._plan.table, column, self._plan.family)

    def _stream(self, *parts: str) -> Stream:
        """The random words of a flaw; further flaws of that kind there have others."""
        number = self._used[parts] = self._used.get(parts, 0) + 1
        return self._plan.stream.fork("flaw", *parts, number)

    def _built(self, place: int, column: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except SpecError as error:
            self._refuse(place, column, error.problem, error.repair)
        except ValueError as error:
            text, _, repair = str(error).rpartition(": ")
            self._refuse(place, column, text or str(error), repair)
        return None

    def _is_readable(self, place: int, column: str, condition: Condition) -> bool:
        def check() -> bool:
            self._check_reads(self._plan, condition.reads)
            return True

        return self._built(place, column, check) is not None

    def _refuse(self, place: int, column: str, text: str, repair: str) -> None:
        offer = without_flaw(self._table, place, column)
        self._problems.append(Problem(self._table.name, column, text, repair, (offer,)))


def _take(taken: dict[str, Mask], column: str, mask: Mask) -> None:
    taken[column] = mask | taken[column] if column in taken else mask


def _crowded(table: Table, column: str, choices: list[Choice], text: str, total: float) -> Problem:
    offers = (
        lower_rates(table, [choice.place for choice in choices], total),
        without_flaw(table, choices[-1].place, column),
    )
    repair = "a cell has at most one flaw, lower the rates"
    return Problem(table.name, column, text, repair, offers)


def too_often(flaws: TableFlaws, rows: RowBatch) -> Iterator[Problem]:
    """Columns of which some of ``rows`` may have flaws at rates of more than 1 in all."""
    for own in flaws.columns:
        rates = own.rates(rows)
        over = int((rates > _ONE).sum())
        if over:
            text = f"{over:,} of {len(rows):,} sampled rows meet the conditions of flaws whose "
            text += f"rates add up to {rates.max():g}"
            most = float(rates.max())
            yield _crowded(rows.plan.table, own.column.name, own.choices, text, most)


def without_effect(flaws: TableFlaws, rows: RowBatch) -> Iterator[Problem]:
    """Flaws that would change none of the cells of ``rows``, were they in all of them."""
    table = rows.plan.table
    for own in flaws.columns:
        for choice in own.choices:
            whole, changed = own.applied(choice, rows)
            if whole and not changed:
                name = own.column.name
                text = f"a flaw of kind {choice.kind} changes none of {whole:,} sampled values"
                repair = "give the flaw to another column, or let the column have room for it"
                offer = without_flaw(table, choice.place, name)
                yield Problem(table.name, name, text, repair, (offer,))
