"""What a prompt should lead to: tables, columns, keys and checks of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from assets.schema.dataset import Dataset


@dataclass(frozen=True)
class ReferenceTable:
    """A table as it should be. ``keys`` are the primary keys that are right, the first the usual.

    ``parents`` are the tables that its foreign keys refer to, ``others`` names that are as good.
    """

    name: str
    columns: tuple[str, ...]
    keys: tuple[frozenset[str], ...] = ()
    parents: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowCheck:
    """Something that the prompt states, as SQL over the generated rows.

    Where there are several ``queries``, each is one form that the data may have, and one that gives
    ``expect`` (within ``tolerance``, absolute) is enough.
    """

    states: str
    queries: tuple[str, ...]
    expect: float | bool | str
    tolerance: float = 0.0


@dataclass(frozen=True)
class Case:
    """A prompt with its reference."""

    name: str
    prompt: str
    tables: tuple[ReferenceTable, ...]
    checks: tuple[RowCheck, ...] = field(default=())


def tables_of(dataset: Dataset) -> tuple[ReferenceTable, ...]:
    """The tables of a dataset in the form of a reference."""
    return tuple(
        ReferenceTable(
            name=table.name,
            columns=tuple(column.name for column in table.columns),
            keys=(frozenset(table.primary_key),) if table.primary_key else (),
            parents=tuple(table.parents),
        )
        for table in dataset.tables
    )
