"""Relations of every kind hold exactly, in any range of any table alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from assets.errors import InfeasibleSpecError
from assets.schema.dataset import Dataset
from assets.schema.generators import Inherit
from assets.schema.polymorphic import PolymorphicKey
from assets.schema.table import ForeignKey, Table
from assets.schema.table import Tree as TreePick
from assets.tables.engine import Engine
from tests.properties.relation_strategies import SHAPES, related_datasets

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _whole(engine: Engine) -> dict[str, pa.Table]:
    return {
        table.name: pa.Table.from_batches(engine.chunks(table.name), engine.schema(table.name))
        for table in engine.dataset.tables
    }


@contextmanager
def _loaded(tables: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            connection.register(f"{name}_rows", rows)
            numbered = f"SELECT *, row_number() OVER () - 1 AS _row FROM {name}_rows"
            connection.execute(f"CREATE TABLE {name} AS {numbered}")
        yield connection


def _violations(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What would be broken, and SQL that selects where."""
    for table in dataset.tables:
        for names in table.unique_sets:
            columns = ", ".join(f'"{name}"' for name in names)
            whole = " AND ".join(f'"{name}" IS NOT NULL' for name in names)
            yield (
                f"{table.name} ({columns}) is unique",
                (
                    f"SELECT {columns} FROM {table.name} WHERE {whole} "
                    f"GROUP BY {columns} HAVING count(*) > 1"
                ),
            )
        for key in table.foreign_keys:
            yield f"{table.name} {key.columns} is found", _orphans(table, key)
            if key.references == table.name:
                yield from _tree_rules(table, key)
            if key.pick.kind == "one_to_one":
                (name,) = key.columns
                yield (
                    f"{table.name} {name} has each once",
                    (
                        f'SELECT "{name}" FROM {table.name} WHERE "{name}" IS NOT NULL '
                        f'GROUP BY "{name}" HAVING count(*) > 1'
                    ),
                )
        yield from _inheritance(table)
        for polymorphic in table.polymorphic_keys:
            yield from _ownership(table, polymorphic)


def _orphans(table: Table, key: ForeignKey) -> str:
    whole = " AND ".join(f'c."{name}" IS NOT NULL' for name in key.columns)
    return (
        f"SELECT * FROM {table.name} AS c WHERE {whole} AND NOT EXISTS "
        f"(SELECT 1 FROM {key.references} AS p WHERE {_same(key)})"
    )


def _same(key: ForeignKey) -> str:
    pairs = zip(key.columns, key.references_columns, strict=True)
    return " AND ".join(f'c."{name}" = p."{target}"' for name, target in pairs)


def _tree_rules(table: Table, key: ForeignKey) -> Iterator[tuple[str, str]]:
    """A self-reference leads to an earlier row; the first may lead to itself."""
    where = f"{table.name} {key.columns}"
    optional = any(table.column(name).nullable for name in key.columns)
    itself = "" if optional else " AND c._row <> p._row"
    yield (
        f"{where} is earlier",
        (
            f"SELECT c._row, p._row FROM {table.name} AS c JOIN {table.name} AS p ON {_same(key)} "
            f"WHERE p._row >= c._row{itself}"
        ),
    )
    if isinstance(key.pick, TreePick):
        deeper = (
            f"WITH RECURSIVE levels(row, depth) AS ("
            f"SELECT c._row, 0 FROM {table.name} AS c WHERE NOT EXISTS "
            f"(SELECT 1 FROM {table.name} AS p WHERE {_same(key)} AND p._row < c._row) "
            f"UNION ALL SELECT c._row, depth + 1 FROM levels JOIN {table.name} AS p "
            f"ON p._row = levels.row JOIN {table.name} AS c ON {_same(key)} AND p._row < c._row) "
        )
        yield (
            f"{where} is no deeper than {key.pick.max_depth}",
            (f"{deeper} SELECT * FROM levels WHERE depth > {key.pick.max_depth}"),
        )
        yield (
            f"{where} reaches all",
            (f"{deeper} SELECT _row FROM {table.name} EXCEPT SELECT row FROM levels"),
        )
    if table.parent_key is not None and getattr(key.pick, "within", "") == "parent":
        (group,) = table.parent_key.columns
        yield (
            f"{where} stays within",
            (
                f"SELECT c._row FROM {table.name} AS c JOIN {table.name} AS p ON {_same(key)} "
                f'WHERE c."{group}" <> p."{group}"'
            ),
        )


def _ownership(table: Table, key: PolymorphicKey) -> Iterator[tuple[str, str]]:
    """Each id is of the table that the type names, an earlier row where that is the own table."""
    kind, owner = key.columns
    found = []
    for ref in key.references:
        earlier = "AND p._row < c._row" if table.column(kind).nullable else "AND p._row <= c._row"
        found.append(
            f"EXISTS (SELECT 1 FROM {ref.table} AS p WHERE c.{kind} = '{ref.type_value}' "
            f"AND p.{ref.column} = c.{owner} {earlier if ref.table == table.name else ''})"
        )
    yield (
        f"{table.name} {key.columns} is found",
        (
            f"SELECT * FROM {table.name} AS c WHERE ({kind} IS NULL) <> ({owner} IS NULL) "
            f"OR {kind} IS NOT NULL AND NOT ({' OR '.join(found)})"
        ),
    )


def _inheritance(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        if isinstance(column.generator, Inherit):
            parent, _, name = column.generator.column.partition(".")
            key = next(key for key in table.foreign_keys if key.references == parent)
            if column.name in key.columns:
                continue
            yield (
                f"{table.name}.{column.name} is inherited",
                (
                    f"SELECT c._row FROM {table.name} AS c JOIN {parent} AS p ON {_same(key)} "
                    f'WHERE c."{column.name}" <> p."{name}"'
                ),
            )


def _require(dataset: Dataset) -> dict[str, pa.Table]:
    tables = _whole(Engine(dataset))
    with _loaded(tables) as connection:
        for rule, sql in _violations(dataset):
            assert connection.execute(sql).fetchall() == [], rule
    for table in dataset.tables:
        for column in table.columns:
            assert column.nullable or not tables[table.name][column.name].null_count
    return tables


@SLOW
@given(related_datasets())
def test_relations_hold(dataset: Dataset) -> None:
    _require(dataset)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_each_relation_holds(shape, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    _require(data.draw(related_datasets([shape])))


@SLOW
@given(related_datasets(), st.data())
def test_relations_hold_over_appends(dataset: Dataset, data: st.DataObject) -> None:
    counted = [table.name for table in dataset.tables if table.per_parent is None]
    added = data.draw(st.fixed_dictionaries({name: st.integers(0, 20) for name in counted}))
    grown = dataset.append({name: rows for name, rows in added.items() if rows})
    try:
        tables = _require(grown)
    except InfeasibleSpecError:  # too few parents or pairs for so many rows
        reject()
    for name, rows in _whole(Engine(dataset)).items():
        assert tables[name].slice(0, rows.num_rows).to_pylist() == rows.to_pylist()


@SLOW
@given(related_datasets(), st.data())
def test_any_range_alone_has_the_same_rows(dataset: Dataset, data: st.DataObject) -> None:
    whole = _whole(Engine(dataset))
    alone = Engine(dataset)
    for table in dataset.tables:
        start = data.draw(st.integers(0, table.rows - 1))
        stop = data.draw(st.integers(start, min(table.rows, start + 40)))
        rows = alone.chunk(table.name, start, stop).to_pylist()
        assert rows == whole[table.name].slice(start, stop - start).to_pylist()
