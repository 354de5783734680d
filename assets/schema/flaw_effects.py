"""What flaws do to the promises of a schema, told from the spec alone."""

from __future__ import annotations

from collections.abc import Collection

from assets.schema.dataset import Dataset
from assets.schema.flaws import Duplicate, Flaw, Missing
from assets.schema.table import Check, ForeignKey, Table


def flawed_columns(table: Table) -> set[str]:
    """The columns whose written values can differ from the true ones."""
    return {name for flaw in table.flaws for name in _changed(table, flaw)}


def nulled_columns(table: Table) -> set[str]:
    """The columns that a flaw can make NULL, whether or not they are nullable."""
    return {
        name
        for flaw in table.flaws
        if isinstance(flaw, Missing) and not flaw.placeholders
        for name in flaw.columns
    }


def flaws_in(table: Table, columns: Collection[str]) -> list[str]:
    """The kinds of the table's flaws that can change one of the columns."""
    return list(dict.fromkeys(f.kind for f in table.flaws if _changed(table, f) & set(columns)))


def flaws_that_null(table: Table, column: str) -> list[str]:
    """The kinds of flaws that leave NULL in a column."""
    return ["missing"] if column in nulled_columns(table) else []


def flaws_that_repeat(table: Table, columns: Collection[str]) -> list[str]:
    """The kinds of flaws that give two rows the same values in all of the columns."""
    repeats = (isinstance(f, Duplicate) and not set(f.keep) & set(columns) for f in table.flaws)
    return ["duplicate"] if any(repeats) else []


def flaws_that_orphan(
    child: Table, columns: Collection[str], parent: Table | None, targets: Collection[str]
) -> list[str]:
    """The kinds of flaws that leave a key without the row that it refers to: those in the key but
    a duplicate of another row's and a NULL, and those in what ``targets`` of the parent hold."""
    own = [
        kind
        for kind in flaws_in(child, columns)
        if kind not in ("duplicate", "missing") or _has_placeholders(child, kind, columns)
    ]
    lost = [] if parent is None else flaws_in(parent, targets)
    return list(dict.fromkeys([*own, *lost]))


def _has_placeholders(table: Table, kind: str, columns: Collection[str]) -> bool:
    return kind == "missing" and not set(columns) & nulled_columns(table)


def _changed(table: Table, flaw: Flaw) -> set[str]:
    if isinstance(flaw, Duplicate):
        return {column.name for column in table.columns} - set(flaw.keep)
    return set(flaw.columns)


def without_broken_constraints(
    dataset: Dataset, names: Collection[str]
) -> tuple[Dataset, list[str]]:
    """The dataset without the constraints that the flaws of the tables ``names``, which are to be
    written, can break, for the SQL of a database that takes the flawed rows; and a line for each of
    these tables that is without some."""
    flawed = {
        table.name: flawed_columns(table) if table.name in names else set[str]()
        for table in dataset.tables
    }
    if not any(flawed.values()):
        return dataset, []
    relaxed = [_relaxed(table, flawed) for table in dataset.tables]
    tables = [table for table, _ in relaxed]
    notes = [note for table, note in relaxed if note and table.name in names]
    return dataset.model_copy(update={"tables": tables}), notes


def _relaxed(table: Table, flawed: dict[str, set[str]]) -> tuple[Table, str]:
    own, nulled = flawed[table.name], nulled_columns(table)
    keys = [key for key in table.foreign_keys if not _is_broken(table, key, flawed)]
    checks = [check for check in table.checks if not _reads(check, own)]
    unique = [names for names in table.unique if not own & set(names)]
    has_key = not own & set(table.primary_key)
    columns = [
        column.model_copy(
            update={
                "nullable": column.nullable or column.name in nulled,
                "unique": column.unique and column.name not in own,
            }
        )
        for column in table.columns
    ]
    gone = [f"NOT NULL ({c.name})" for c in table.columns if not c.nullable and c.name in nulled]
    if not has_key:
        gone.append(f"PRIMARY KEY ({', '.join(table.primary_key)})")
    gone += [f"UNIQUE ({c.name})" for c in table.columns if c.unique and c.name in own]
    gone += [f"UNIQUE ({', '.join(names)})" for names in table.unique if names not in unique]
    gone += [
        f"FOREIGN KEY ({', '.join(key.columns)})" for key in table.foreign_keys if key not in keys
    ]
    gone += [f"CHECK ({check.sql})" for check in table.checks if check not in checks]
    if not gone:
        return table, ""
    kept = table.model_copy(
        update={
            "columns": columns,
            "primary_key": table.primary_key if has_key else [],
            "unique": unique,
            "foreign_keys": keys,
            "checks": checks,
        }
    )
    kinds = list(dict.fromkeys(flaw.kind for flaw in table.flaws))
    by = f" ({', '.join(kinds)})" if kinds else f" of {', '.join(_flawed_parents(table, flawed))}"
    return kept, f"flaws{by} can break {', '.join(gone)} of {table.name}"


def _flawed_parents(table: Table, flawed: dict[str, set[str]]) -> list[str]:
    parents = (key.references for key in table.foreign_keys if _is_broken(table, key, flawed))
    return list(dict.fromkeys(parents))


def _is_broken(table: Table, key: ForeignKey, flawed: dict[str, set[str]]) -> bool:
    """Whether a flaw can change the key, or the one to which it refers."""
    targets = flawed.get(key.references, set())
    return bool(flawed[table.name] & set(key.columns) or targets & set(key.references_columns))


def _reads(check: Check, columns: set[str]) -> bool:
    """Whether a check mentions one of the columns; that it may only seem to do no harm."""
    text = check.sql.casefold()
    return any(name.casefold() in text for name in columns)
