"""Asks the generated rows whether what a prompt states is so.

In the SQL of a check ``{orders}`` is the table with that name in the reference, ``{orders.status}``
its column, ``{orders->customers}`` the column of its foreign key, ``{orders per customers}`` a
table of one column, ``n``: how many orders each customer has, and ``{orders?returned}`` whether an
order is returned, be it by a status, a flag or a moment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.tables.engine import Engine
from tests.evaluation.metrics import Comparison
from tests.evaluation.names import lemma
from tests.evaluation.reference import RowCheck

MOST_ROWS = 3_000_000
"""More rows than this in all are not what any of the prompts asks for."""


class UnmatchedError(Exception):
    """A check names something that the proposal lacks."""


def failed_checks(
    dataset: Dataset, comparison: Comparison, checks: Sequence[RowCheck]
) -> list[str]:
    """What of the checks does not hold, each with what was found instead."""
    if not checks:
        return []
    total = sum(table.rows for table in dataset.tables)
    if total > MOST_ROWS:
        return [f"{check.states}: {total:,} rows in all" for check in checks]
    with duckdb.connect() as rows:
        engine = Engine(dataset)
        for table in dataset.tables:
            made = pa.Table.from_batches(engine.chunks(table.name), engine.schema(table.name))
            rows.register(table.name, made)
        results = [(check, _failure(rows, check, dataset, comparison)) for check in checks]
    return [f"{check.states}: {failure}" for check, failure in results if failure]


def _failure(
    rows: duckdb.DuckDBPyConnection, check: RowCheck, dataset: Dataset, comparison: Comparison
) -> str | None:
    """Why the check does not hold; None where it does."""
    reasons = []
    for query in check.queries:
        try:
            row = rows.execute(written(query, dataset, comparison)).fetchone()
        except UnmatchedError as error:
            reasons.append(str(error))
            continue
        except duckdb.Error as error:
            reasons.append(str(error).splitlines()[0])
            continue
        value = None if row is None else row[0]
        if _is_expected(value, check):
            return None
        reasons.append(f"found {value}, not {check.expect}")
    return "; ".join(reasons)


def _is_expected(value: object, check: RowCheck) -> bool:
    if value is None:
        return False
    if isinstance(check.expect, bool | str):
        return value == check.expect
    return abs(float(str(value)) - check.expect) <= check.tolerance + 1e-9


def written(query: str, dataset: Dataset, comparison: Comparison) -> str:
    """The query with the proposal's names. Raises UnmatchedError where it lacks one."""

    def table_of(name: str) -> Table:
        if name not in comparison.table_names:
            raise UnmatchedError(f"no table {name}")
        return dataset.table(comparison.table_names[name])

    def key_of(child: str, parent: str) -> tuple[str, str]:
        wanted = table_of(parent).name
        for key in table_of(child).foreign_keys:
            if key.references == wanted:
                return _quoted(key.columns[0]), _quoted(key.references_columns[0])
        raise UnmatchedError(f"no foreign key from {child} to {parent}")

    def put(match: re.Match[str]) -> str:
        first, sign, second = match["first"], (match["sign"] or "").strip(), match["second"]
        table = table_of(first)
        if not sign:
            return _quoted(table.name)
        if sign == "->":
            return key_of(first, second)[0]
        if sign == "?":
            return _is(table, second)
        if sign == "per":
            own, other = key_of(first, second)
            parent = _quoted(table_of(second).name)
            return (
                f"(select count(c.{own}) as n from {parent} p left join {_quoted(table.name)} c "
                f"on c.{own} = p.{other} group by p.{other})"
            )
        if second == "id" and len(table.primary_key) == 1:
            return _quoted(table.primary_key[0])
        column = comparison.column_names(first).get(second)
        if column is None:
            raise UnmatchedError(f"no column {first}.{second}")
        return _quoted(column)

    pattern = r"\{(?P<first>\w+)(?:(?P<sign>\.|->|\?| per )(?P<second>\w+))?\}"
    return re.sub(pattern, put, query)


def _is(table: Table, state: str) -> str:
    """Whether a row is in a state: a text that is the word, a flag or a moment that is named so."""
    forms = []
    for column in table.columns:
        name, words = _quoted(column.name), lemma(column.name).split()
        if column.type.kind in {"text", "varchar", "char"} and not column.type.is_array:
            forms.append(f"coalesce(replace(lower({name}), ' ', '_') = '{state}', false)")
        elif state in words and column.type.kind == "boolean":
            forms.append(f"coalesce({name}, false)")
        elif state in words and column.nullable:
            forms.append(f"{name} is not null")
    if not forms:
        raise UnmatchedError(f"nothing in {table.name} says {state}")
    return f"({' or '.join(forms)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
