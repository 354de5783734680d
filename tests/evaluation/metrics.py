"""How near proposed tables are to those of a reference.

Names are matched one to one (names.matches); what has no partner counts against the proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.evaluation.names import lemma, matches
from tests.evaluation.reference import ReferenceTable


@dataclass(frozen=True)
class Score:
    """``right`` of what was ``wanted``, and of what was ``found``."""

    right: int = 0
    wanted: int = 0
    found: int = 0

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def f1(self) -> float | None:
        """2 right / (wanted + found); None where nothing was wanted and nothing found."""
        total = self.wanted + self.found
        return 2 * self.right / total if total else None

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wanted + other.wanted, self.found + other.found)


@dataclass(frozen=True)
class Comparison:
    """A proposal beside its reference."""

    wanted: Sequence[ReferenceTable]
    found: Sequence[ReferenceTable]
    _columns: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def table_names(self) -> dict[str, str]:
        """The name of the partner of each table of the reference that has one."""
        pairs = matches(
            [[lemma(name) for name in (table.name, *table.others)] for table in self.wanted],
            [lemma(table.name) for table in self.found],
        )
        return {self.wanted[one].name: self.found[other].name for one, other in pairs.items()}

    def column_names(self, table: str) -> dict[str, str]:
        """The partner of each column of a table of the reference, where it has one."""
        if table not in self._columns:
            self._columns[table] = self._column_names(table)
        return self._columns[table]

    def _column_names(self, table: str) -> dict[str, str]:
        if table not in self.table_names:
            return {}
        one = next(each for each in self.wanted if each.name == table)
        other = next(each for each in self.found if each.name == self.table_names[table])
        pairs = matches(
            [[lemma(name, one.name)] for name in one.columns],
            [lemma(name, other.name) for name in other.columns],
        )
        return {one.columns[a]: other.columns[b] for a, b in pairs.items()}

    @property
    def tables(self) -> Score:
        return Score(len(self.table_names), len(self.wanted), len(self.found))

    @property
    def columns(self) -> Score:
        """Over the columns of all tables."""
        return Score(
            right=sum(len(self.column_names(table.name)) for table in self.wanted),
            wanted=sum(len(table.columns) for table in self.wanted),
            found=sum(len(table.columns) for table in self.found),
        )

    @property
    def primary_keys(self) -> Score:
        """Over the tables of the reference that have a key; ``recall`` is the accuracy."""
        keyed = [table for table in self.wanted if table.keys]
        right = sum(self._has_key(table) for table in keyed)
        return Score(right, len(keyed), len(keyed))

    def _has_key(self, table: ReferenceTable) -> bool:
        partner = next(
            (each for each in self.found if each.name == self.table_names.get(table.name)), None
        )
        names = self.column_names(table.name)
        return partner is not None and any(
            frozenset(names.get(name, "") for name in key) in partner.keys for key in table.keys
        )

    @property
    def foreign_keys(self) -> Score:
        """As pairs of a table and its parent, each once."""
        names = self.table_names
        wanted = {(table.name, parent) for table in self.wanted for parent in table.parents}
        found = {(table.name, parent) for table in self.found for parent in table.parents}
        right = {
            (names[child], names[parent])
            for child, parent in wanted
            if child in names and parent in names
        }
        return Score(len(right & found), len(wanted), len(found))
