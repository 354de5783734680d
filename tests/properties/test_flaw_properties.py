"""Flaws for random specs: the labels tell all that was changed, and lead back to the truth."""

from __future__ import annotations

import json
from datetime import time
from itertools import pairwise
from typing import Any, get_args

import pyarrow as pa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from assets.errors import InfeasibleSpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.flaws import Flaw
from assets.schema.table import Table
from assets.tables.engine import Engine
from tests.properties.flaw_strategies import FLAWS, TEMPORAL, flaws, rates

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
OCTETS = {"kind": "bytes", "min_length": 0, "max_length": 4}
NUMBERS = {"kind": "array", "items": {"kind": "integer"}}
COLUMNS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "generator": {"kind": "sequence", "step": 7}},
    {"name": "store_id", "type": "integer"},
    {"name": "name", "type": "varchar(24)", "generator": {"kind": "person", "field": "full_name"}},
    {"name": "code", "type": "char(6)", "generator": {"kind": "pattern", "pattern": "AA-##*"}},
    {"name": "note", "type": "text", "generator": {"kind": "regex", "pattern": "[é-ü😀 a-z]{0,9}"}},
    {"name": "small", "type": "tinyint", "generator": {"kind": "integer", "min": -128, "max": 127}},
    {"name": "big", "type": "bigint", "generator": {"kind": "integer", "min": -(2**63), "max": 9}},
    {"name": "price", "type": "decimal(8,2)", "generator": {"kind": "decimal", "max": 999_999}},
    {"name": "huge", "type": "decimal(38,4)", "generator": {"kind": "decimal", "max": 9e13}},
    {"name": "share", "type": "double", "generator": {"kind": "normal", "std": 1e300}},
    {"name": "level", "type": "real", "generator": {"kind": "float", "min": -1, "max": 1e38}},
    {"name": "is_new", "type": "boolean", "generator": {"kind": "boolean"}},
    {"name": "day", "type": "date", "generator": {"kind": "date"}},
    {"name": "at", "type": "time", "generator": {"kind": "time"}},
    {
        "name": "seen",
        "type": "timestamptz",
        "generator": {
            "kind": "timestamp", "min": "1969-01-01T00:00:00Z", "max": "9990-01-01T00:00:00Z",
        },
    },
    {
        "name": "happened",
        "type": "timestamp",
        "generator": {"kind": "events", "column": "stores.opened", "gap": {"kind": "integer"}},
    },
    {"name": "token", "type": "uuid", "generator": {"kind": "uuid"}},
    {"name": "raw", "type": "bytes", "generator": OCTETS},
    {"name": "tags", "type": "integer[]", "generator": NUMBERS},
]  # fmt: skip
for _column in COLUMNS[2:]:
    _column["nullable"] = True
    if _column["name"] != "happened":
        _column["null_rate"] = 0.1
KEY = {"columns": ["store_id"], "references": "stores", "references_columns": ["id"]}
DATA: dict[str, Any] = {
    "name": "chain",
    "tables": [
        {
            "name": "stores",
            "rows": 60,
            "primary_key": ["id"],
            "columns": [
                COLUMNS[0],
                {"name": "opened", "type": "timestamp", "generator": {"kind": "timestamp"}},
            ],
        },
        {
            "name": "sales",
            "per_parent": {"columns": ["store_id"], "count": {"kind": "integer", "max": 9}},
            "primary_key": ["id"],
            "columns": COLUMNS,
            "foreign_keys": [KEY],
            "flaw_labels": True,
        },
    ],
}
CLEAN = dataset_from(DATA)
SALES = CLEAN.table("sales")


@st.composite
def flawed(draw: st.DrawFn) -> Dataset:
    """The chain with flaws in its sales, every kind of them among all that are drawn."""
    found = draw(flaws(SALES.columns, SALES.foreign_keys))
    if draw(st.booleans()):
        found.append(draw(FLAWS["out_of_order"](columns=st.just(["happened"]), rate=rates)))
    table = SALES.model_copy(update={"flaws": [_louder(flaw, draw) for flaw in found]})
    tables = [CLEAN.table("stores"), Table.model_validate(table.model_dump())]
    seed = draw(st.integers(0, 2**40))
    return CLEAN.model_copy(update={"tables": tables, "seed": seed})


def _louder(flaw: Flaw, draw: st.DrawFn) -> Flaw:
    return flaw.model_copy(update={"rate": draw(st.sampled_from([0.05, 0.3, 0.5]))})


def _engine(dataset: Dataset) -> Engine:
    try:
        return Engine(dataset)
    except InfeasibleSpecError:
        reject()


def test_every_kind_of_flaw_has_a_strategy() -> None:
    kinds = get_args(get_args(Flaw)[0])
    assert {kind.model_fields["kind"].default for kind in kinds} == set(FLAWS)
    assert {column.type.kind for column in SALES.columns} >= TEMPORAL


@SLOW
@given(flawed())
def test_labels_restore_the_truth_and_name_every_change(dataset: Dataset) -> None:
    engine = _engine(dataset)
    rows = dataset.table("sales").rows
    written = engine.chunk("sales", 0, rows)
    written.validate(full=True)
    clean = Engine(dataset.model_copy(update={"tables": [*dataset.tables[:1], SALES]}))
    truth = clean.chunk("sales", 0, rows)
    values = {
        name: column.to_pylist()
        for name, column in zip(written.schema.names, written.columns, strict=True)
    }
    ids = truth.column("id").to_pylist()
    for label in pa.Table.from_batches(engine.labels("sales")).to_pylist():
        name, row = label["column_name"], label["row_number"]
        kind = _plain(truth.schema.field(name).type)
        assert label["id"] == ids[row]
        assert label["true_value"] != label["flawed_value"]
        assert _same(values[name][row], _read(label["flawed_value"], kind))
        values[name][row] = _read(label["true_value"], kind)
    for name, column in zip(truth.schema.names, truth.columns, strict=True):
        restored = pa.array(values[name], _plain(column.type))
        assert restored.equals(column.cast(_plain(column.type))), name


@SLOW
@given(flawed(), st.lists(st.integers(0, 600), max_size=5))
def test_any_range_alone_has_the_same_flaws_and_labels(dataset: Dataset, cuts: list[int]) -> None:
    engine, other = _engine(dataset), _engine(dataset)
    rows = dataset.table("sales").rows
    edges = sorted({0, rows, *(cut for cut in cuts if cut < rows)})
    pieces = [other.chunk("sales", a, b) for a, b in reversed(list(pairwise(edges)))]
    labels = [list(other.labels("sales", a, b)) for a, b in reversed(list(pairwise(edges)))]
    assert [row for piece in reversed(pieces) for row in piece.to_pylist()] == [
        row for batch in engine.chunks("sales") for row in batch.to_pylist()
    ]
    assert [row for part in reversed(labels) for batch in part for row in batch.to_pylist()] == [
        row for batch in engine.labels("sales") for row in batch.to_pylist()
    ]


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _read(text: str | None, kind: pa.DataType) -> Any:
    """The value that a label's text says, read without the code that wrote it."""
    if text is None:
        return None
    if pa.types.is_binary(kind):
        return bytes.fromhex(text.removeprefix("\\x"))
    if pa.types.is_list(kind):
        return json.loads(text)
    if pa.types.is_time(kind):
        return time.fromisoformat(text)
    return pa.scalar(text).cast(kind).as_py()


def _same(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)
