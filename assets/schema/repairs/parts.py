"""Repairs of whole parts of a spec: rows, keys, constraints, columns, tables.

Every function gives offers that can be applied as they are: none where the part cannot be changed
so without breaking something else that is plain to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from assets.schema.repairs.edits import Edit, Repair
from assets.schema.repairs.starters import starting_generator, starting_key

if TYPE_CHECKING:
    from assets.schema.dataset import Dataset
    from assets.schema.polymorphic import PolymorphicKey
    from assets.schema.table import Column, ForeignKey, Table

MOST_ROWS = 10**15
SOME_CHILDREN: dict[str, object] = {"kind": "integer", "min": 0, "max": 3}
"""A count of children to begin with."""


def lower_rows(dataset: Dataset, table: Table, most: int) -> list[Repair]:
    """At most ``most`` rows: fewer rows of the parents where the rows are counted per parent."""
    if most < 1:
        return []
    if table.per_parent is None:
        text = f"lower the rows of {table.name} from {table.rows:,} to {most:,}"
        return [Repair(text, _fixed_rows(table, most))]
    text = f"give {table.name} {most:,} rows, not counted per parent"
    counted = Repair(text, _fixed_rows(table, most))
    chain = _chain(dataset, table)
    low, high = 0, chain[0].rows
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _follow(chain, middle) <= most else (low, middle - 1)
    if low < 1 or _follow(chain, low) < 1:
        return [counted]
    root = chain[0]
    text = (
        f"lower the rows of {root.name} from {root.rows:,} to {low:,}, which leaves "
        f"{_follow(chain, low):,} in {table.name}"
    )
    return [Repair(text, _fixed_rows(root, low)), counted]


def raise_rows(table: Table, least: int, most: int = MOST_ROWS) -> list[Repair]:
    """At least ``least`` rows, where that is a free choice and at most ``most``."""
    if table.per_parent is not None or least > most:
        return []
    text = f"raise the rows of {table.name} from {table.rows:,} to {least:,}"
    return [Repair(text, (Edit(("tables", table.name, "rows"), least),))]


def without_appends(dataset: Dataset, table: Table) -> Repair:
    """As many rows as now, none of them appended."""
    root = _chain(dataset, table)[0]
    at = ("tables", root.name, "appended")
    return Repair(f"make all rows of {root.name} at once", (Edit(at, removes=True),))


def fewer_appended(table: Table, append: int, most: int) -> list[Repair]:
    """At most ``most`` rows by an append, counted from 1, where that is a free choice."""
    if table.per_parent is not None or not 1 <= append <= len(table.appended):
        return []
    own = table.appended[append - 1]
    added = [*table.appended[: append - 1], most, *table.appended[append:]]
    at = ("tables", table.name)
    rows = Edit((*at, "rows"), table.rows - own + most)
    text = f"let append {append} add {most:,} rows to {table.name}, not {own:,}"
    return [Repair(text, (rows, Edit((*at, "appended"), added)))]


def rows_for_themselves(table: Table) -> Repair:
    """As many rows as now, without counting them per parent."""
    return Repair(f"do not count the rows of {table.name} per parent", _fixed_rows(table, None))


def counted_per_parent(table: Table, parent: str | None = None) -> list[Repair]:
    """Some rows for each row of a parent, where a foreign key leads there."""
    keys = [key for key in table.foreign_keys if key.references != table.name]
    return [
        Repair(
            f"count the rows of {table.name} per row of {key.references}",
            (
                Edit(
                    ("tables", table.name, "per_parent"),
                    {"columns": key.columns, "count": dict(SOME_CHILDREN)},
                ),
                Edit(("tables", table.name, "foreign_keys", place, "null_rate"), removes=True),
            ),
        )
        for place, key in enumerate(table.foreign_keys)
        if key in keys and parent in (None, key.references)
    ]


def nullable(table: Table, *columns: str) -> list[Repair]:
    """Columns that may be NULL, which those of a primary key may not."""
    if set(columns) & set(table.primary_key):
        return []
    text = f"make {table.name}.{', '.join(columns)} nullable"
    edits = (Edit(("tables", table.name, "columns", name, "nullable"), True) for name in columns)
    return [Repair(text, tuple(edits))]


def without_nulls(table: Table, *columns: str) -> Repair:
    """Columns that are never NULL by a rate."""
    edits = []
    for name in columns:
        at = ("tables", table.name, "columns", name)
        edits += [Edit((*at, "nullable"), removes=True), Edit((*at, "null_rate"), removes=True)]
    return Repair(f"leave no NULL in {table.name}.{', '.join(columns)}", tuple(edits))


def filled(table: Table, column: Column) -> Repair:
    """The column with a generator to begin with, without repetitions where it must be unique."""
    generator = _starting(table, column)
    text = f"fill {table.name}.{column.name} with the generator {generator['kind']}"
    return Repair(
        text, (Edit(("tables", table.name, "columns", column.name, "generator"), generator),)
    )


def telling_apart(table: Table, column: Column) -> list[Repair]:
    """The column with a generator that never repeats, where its type has one."""
    generator = starting_key(column.type)
    if generator is None:
        return []
    text = f"fill {table.name}.{column.name} with the generator {generator['kind']}"
    at = ("tables", table.name, "columns", column.name, "generator")
    return [Repair(text, (Edit(at, generator),))]


def retyped(table: Table, column: str, column_type: object) -> Repair:
    """The column with another type."""
    text = f"make {table.name}.{column} {column_type}"
    return Repair(
        text, (Edit(("tables", table.name, "columns", column, "type"), str(column_type)),)
    )


def without_key(table: Table, key: ForeignKey) -> Repair:
    """Without a foreign key; columns that only it filled get generators of their own."""
    text = f"remove the foreign key ({', '.join(key.columns)}) of {table.name} to {key.references}"
    return Repair(text, _without_key(table, [key]))


def without_polymorphic_key(table: Table, key: PolymorphicKey) -> Repair:
    """Without a polymorphic key; its columns get generators of their own."""
    at = ("tables", table.name)
    edits = [
        Edit((*at, "columns", column.name, "generator"), _starting(table, column))
        for column in table.columns
        if column.name in key.columns and column.generator is None
    ]
    edits.append(Edit((*at, "polymorphic_keys", table.polymorphic_keys.index(key)), removes=True))
    text = f"remove the polymorphic key ({', '.join(key.columns)}) of {table.name}"
    return Repair(text, tuple(edits))


def without_unique(dataset: Dataset, table: Table, columns: Iterable[str]) -> list[Repair]:
    """Without the primary key or unique constraint over ``columns``, which no key may refer to."""
    names = set(columns)
    for other in dataset.tables:
        for key in other.foreign_keys:
            if key.references == table.name and set(key.references_columns) == names:
                return []
        for polymorphic in other.polymorphic_keys:
            if any((r.table, {r.column}) == (table.name, names) for r in polymorphic.references):
                return []
    edits = []
    if set(table.primary_key) == names:
        edits.append(Edit(("tables", table.name, "primary_key"), removes=True))
    alike = [place for place, each in enumerate(table.unique) if set(each) == names]
    edits += [Edit(("tables", table.name, "unique", place), removes=True) for place in alike[::-1]]
    if len(names) == 1:
        (name,) = names
        edits.append(Edit(("tables", table.name, "columns", name, "unique"), removes=True))
    text = f"let ({', '.join(columns)}) of {table.name} repeat"
    return [Repair(text, tuple(edits))]


def without_check(table: Table, sql: str) -> list[Repair]:
    """Without a check."""
    places = [place for place, check in enumerate(table.checks) if check.sql == sql]
    edits = (
        Edit(("tables", table.name, "checks", place), removes=True) for place in reversed(places)
    )
    return (
        [Repair(f"remove the check {sql[:80]!r} of {table.name}", tuple(edits))] if places else []
    )


def without_column(dataset: Dataset, table: Table, column: str) -> list[Repair]:
    """Without a column, unless a key or constraint has it or it is the last."""
    used = [*table.unique_sets, *(key.columns for key in table.foreign_keys)]
    used += [key.columns for key in table.polymorphic_keys]
    for other in dataset.tables:
        used += [k.references_columns for k in other.foreign_keys if k.references == table.name]
        for key in other.polymorphic_keys:
            used += [(each.column,) for each in key.references if each.table == table.name]
    if len(table.columns) == 1 or any(column in names for names in used):
        return []
    edit = Edit(("tables", table.name, "columns", column), removes=True)
    return [Repair(f"remove the column {table.name}.{column}", (edit,))]


def without_table(dataset: Dataset, table: Table) -> list[Repair]:
    """Without a table and the foreign keys to it, unless it is the last."""
    if len(dataset.tables) == 1:
        return []
    edits: list[Edit] = []
    for other in dataset.tables:
        keys = [key for key in other.foreign_keys if key.references == table.name]
        if keys and other.name != table.name:
            edits += _without_key(other, keys)
        if other.name != table.name:
            edits += _without_owners(other, [table.name])
    edits.append(Edit(("tables", table.name), removes=True))
    return [Repair(f"remove the table {table.name}", tuple(edits))]


def without_some_tables(dataset: Dataset, most: int) -> list[Repair]:
    """The first ``most`` tables alone, and no foreign keys to the others."""
    gone = [table.name for table in dataset.tables[most:]]
    edits: list[Edit] = []
    for table in dataset.tables[:most]:
        keys = [key for key in table.foreign_keys if key.references in gone]
        edits += _without_key(table, keys) if keys else ()
        edits += _without_owners(table, gone)
    edits += [Edit(("tables", name), removes=True) for name in gone]
    return [Repair(f"keep the first {most:,} tables", tuple(edits))]


def without_some_columns(dataset: Dataset, table: Table, most: int) -> list[Repair]:
    """As many columns less as there are too many, of those that no key or constraint has."""
    removable = [
        offer for column in table.columns for offer in without_column(dataset, table, column.name)
    ]
    surplus = len(table.columns) - most
    edits = tuple(edit for offer in removable[-surplus:] for edit in offer.edits)
    if len(removable) < surplus:
        return without_table(dataset, table)
    return [Repair(f"remove {surplus:,} columns of {table.name}", edits)]


def _without_key(table: Table, keys: list[ForeignKey]) -> tuple[Edit, ...]:
    at = ("tables", table.name)
    gone = {name for key in keys for name in key.columns}
    kept = {n for key in table.foreign_keys if key not in keys for n in key.columns}
    edits = [
        Edit((*at, "columns", column.name, "generator"), _starting(table, column))
        for column in table.columns
        if column.name in gone - kept and column.generator is None
    ]
    if table.per_parent is not None and any(k.columns == table.per_parent.columns for k in keys):
        edits += _fixed_rows(table, None)
    places = [place for place, key in enumerate(table.foreign_keys) if key in keys]
    edits += [Edit((*at, "foreign_keys", place), removes=True) for place in reversed(places)]
    return tuple(edits)


def _without_owners(table: Table, gone: list[str]) -> list[Edit]:
    """Without the polymorphic keys to tables that go."""
    keys = [k for k in table.polymorphic_keys if any(r.table in gone for r in k.references)]
    return [edit for key in reversed(keys) for edit in without_polymorphic_key(table, key).edits]


def _starting(table: Table, column: Column) -> dict[str, object]:
    if (column.name,) in table.unique_sets:
        return starting_key(column.type) or starting_generator(column.type)
    return starting_generator(column.type)


def _fixed_rows(table: Table, rows: int | None) -> tuple[Edit, ...]:
    at = ("tables", table.name)
    own = () if rows is None else (Edit((*at, "rows"), rows),)
    if table.per_parent is not None:
        own = (Edit((*at, "per_parent"), removes=True), *own)
    if table.appended:
        own = (Edit((*at, "appended"), removes=True), *own)
    return own


def _chain(dataset: Dataset, table: Table) -> list[Table]:
    """The table whose rows decide those of ``table``, and all between them."""
    chain = [table]
    while chain[0].parent_key is not None:
        chain.insert(0, dataset.table(chain[0].parent_key.references))
    return chain


def _follow(chain: list[Table], rows: int) -> int:
    from assets.schema.strata import total_rows

    for parent, table in pairwise(chain):
        assert table.per_parent is not None
        if rows < 1:
            return 0
        try:
            rows = total_rows(parent, rows, table.per_parent)
        except ValueError:  # so few rows leave a category without any
            return 0
    return rows
