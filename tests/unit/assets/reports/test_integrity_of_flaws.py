"""Integrity checks of flawed tables: what their author asked for is no violation, all else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from assets.outputs.store import OutputStore
from assets.reports.integrity import CheckResult, run_checks
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import Engine
from assets.tables.publish import publish_table
from assets.workspace import open_workspace

ROWS = 70_000  # more than a batch
KEY = {"type": "integer", "generator": {"kind": "sequence"}}
NUMBER = {"type": "integer", "generator": {"kind": "integer", "max": 1_000}}
CITY = {"kind": "address", "field": "city"}
CODE = {"kind": "pattern", "pattern": "AA-####-A"}
REFERENCE = {"columns": ["parent"], "references": "parents", "references_columns": ["id"]}
SHOP = dataset_from(
    {
        "name": "shop",
        "tables": [
            {
                "name": "parents",
                "rows": ROWS,
                "primary_key": ["id"],
                "columns": [
                    {"name": "id", **KEY},
                    {"name": "code", "type": "char(9)", "unique": True, "generator": CODE},
                    {"name": "city", "type": "text", "generator": CITY},
                ],
                "flaws": [
                    {"kind": "duplicate", "rate": 0.01},
                    {"kind": "missing", "columns": ["city"], "rate": 0.01},
                    {"kind": "letter_case", "columns": ["code", "city"], "rate": 0.01},
                ],
                "flaw_labels": True,
            },
            {
                "name": "children",
                "rows": 90_000,
                "columns": [{"name": "parent", "type": "integer"}, {"name": "size", **NUMBER}],
                "foreign_keys": [REFERENCE],
                "checks": [{"sql": "size BETWEEN 0 AND 1000"}],
                "flaws": [
                    {"kind": "orphan", "columns": ["parent"], "rate": 0.01},
                    {"kind": "outlier", "columns": ["size"], "rate": 0.01},
                ],
            },
        ],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> OutputStore:
    """The shop, published."""
    store = OutputStore(open_workspace(str(tmp_path_factory.mktemp("home"))).filesystem)
    for table in SHOP.tables:
        publish_table(SHOP, table.name, store, run_id="run", say=lambda _: None)
    return store


def failed(outputs: OutputStore, table: str, dataset: Dataset = SHOP) -> dict[str, CheckResult]:
    results = run_checks(dataset, table, outputs)
    return {found.check.name: found for found in results if not found.passed or found.skipped}


@pytest.mark.parametrize("table", ["parents", "children"])
def test_flaws_that_were_asked_for_are_no_violations(outputs: OutputStore, table: str) -> None:
    assert failed(outputs, table) == {}


def damaged(batch: pa.RecordBatch, column: str, row: int, value: Any) -> pa.RecordBatch:
    values = batch.column(column).to_pylist()
    values[row] = value
    place = batch.schema.get_field_index(column)
    return batch.set_column(
        place, batch.schema.field(place), pa.array(values).cast(batch.schema.field(place).type)
    )


BROKEN: list[tuple[str, str, Callable[[pa.RecordBatch], pa.RecordBatch]]] = [
    ("primary_key", "parents", lambda batch: damaged(batch, "id", 7, 900)),
    ("unique_code", "parents", lambda batch: damaged(batch, "code", 7, batch["code"][8].as_py())),
    ("foreign_key_parent", "children", lambda batch: damaged(batch, "parent", 7, ROWS + 5)),
    ("checks", "children", lambda batch: damaged(batch, "size", 7, -5)),
]


@pytest.mark.parametrize(("check", "table", "change"), BROKEN, ids=[case[0] for case in BROKEN])
def test_whatever_else_is_wrong_is_found(
    outputs: OutputStore,
    tmp_path: Path,
    check: str,
    table: str,
    change: Callable[[pa.RecordBatch], pa.RecordBatch],
) -> None:
    engine = Engine(SHOP)

    def batches(name: str) -> Iterator[pa.RecordBatch]:
        for place, batch in enumerate(engine.chunks(name)):
            yield change(batch) if place == 0 and name == table else batch

    store = OutputStore(open_workspace(str(tmp_path)).filesystem)
    for name in ("parents", table):
        origin = {"spec_version": SHOP.version, "table_hash": SHOP.table_hash(name), "seed": 1}
        with store.stage("shop", name, run_id="run", **origin) as staging:
            staging.write(batches(name), engine.schema(name))
            staging.publish()
    found = failed(store, table)
    assert set(found) == {check}
    assert found[check].violations == 1


def test_the_flaws_of_another_spec_are_not_known(outputs: OutputStore) -> None:
    other = SHOP.model_copy(update={"seed": 8})
    found = failed(outputs, "children", other)
    assert set(found) == {"not_null", "foreign_key_parent", "checks"}
    assert {result.violations for result in found.values()} == {0}
    assert "children was made from another spec" in found["checks"].skipped
