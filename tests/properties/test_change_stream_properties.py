"""Change streams: replaying any part of one gives the table that the engine says there is then."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from assets.errors import InputError
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.change_streams.stream import SCHEMA, TableChanges
from assets.tables.engine import Engine

SLOW = settings(max_examples=14, deadline=None, suppress_health_check=list(HealthCheck))
weights = st.sampled_from([0, 1, 2, 7])


def stock(rows: int, seed: int, insert: float, update: float, delete: float) -> Dataset:
    """Items of a shelf, with a value that follows from what updates change."""

    def column(name: str, column_type: str, kind: str, **rest: Any) -> dict[str, Any]:
        return {"name": name, "type": column_type, "generator": {"kind": kind, **rest}}

    shelves = [column("shelf_id", "integer", "sequence")]
    key = {"columns": ["shelf_id"], "references": "shelves", "references_columns": ["shelf_id"]}
    items = [
        column("item_id", "integer", "sequence", start=7),
        {**column("code", "text", "pattern", pattern="AA##"), "unique": True},
        {"name": "shelf_id", "type": "integer"},
        column("state", "text", "choice", values=["new", "sold", "lost"]),
        {**column("note", "text", "text"), "nullable": True, "null_rate": 0.3},
        column("price", "decimal(8,2)", "decimal", min=1, max=99),
        column("pieces", "integer", "integer", min=1, max=9),
        column("value", "decimal(12,2)", "expression", sql="price * pieces"),
        column("town", "text", "address", field="city"),
        column("postcode", "text", "address", field="postcode"),
    ]
    return dataset_from(
        {
            "name": "stock",
            "seed": seed,
            "tables": [
                {"name": "shelves", "rows": 5, "primary_key": ["shelf_id"], "columns": shelves},
                {
                    "name": "items",
                    "rows": rows,
                    "primary_key": ["item_id"],
                    "columns": items,
                    "foreign_keys": [key],
                    "changes": {"insert": insert, "update": update, "delete": delete},
                },
            ],
        }
    )


def stream_of(dataset: Dataset, events: int) -> TableChanges:
    try:
        return TableChanges(dataset, "items", events)
    except InputError:  # every row would be deleted
        reject()


def listed(batches: Any) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.to_pylist()]


def loaded(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text or "{}", parse_float=Decimal)
    return found


@SLOW
@given(
    st.integers(1, 80), st.integers(0, 2**40), weights, weights, weights, st.integers(1, 500),
    st.data(),
)  # fmt: skip
def test_replaying_gives_the_state(
    rows: int, seed: int, insert: int, update: int, delete: int, events: int, data: st.DataObject
) -> None:
    assume(insert or update or delete)
    dataset = stock(rows, seed, insert, update, delete)
    stream = stream_of(dataset, events)
    moments = data.draw(st.sets(st.integers(0, events - 1), max_size=4))
    batch = Engine(dataset).chunk("items", 0, rows)
    table = {row["item_id"]: row for row in batch.to_pylist()}
    gone, time = set[int](), 0
    shelves = set(range(1, 6))
    for event in listed(stream.source()):
        if event["event"] in moments:
            state = listed(stream.state(event["event"]))
            assert {row["item_id"]: row for row in state} == table
            assert len(state) == len(table)
            assert len({row["code"] for row in table.values()}) == len(table)
        assert event["ts_ms"] >= time
        time = event["ts_ms"]
        key, before, after = (loaded(event[name]) for name in ("key", "before", "after"))
        item = key["item_id"]
        assert item not in gone
        assert before == table.get(item, {})
        assert (event["op"] == "c") == (event["before"] is None)
        assert (event["op"] == "d") == (event["after"] is None)
        if event["op"] == "d":
            del table[item]
            gone.add(item)
            continue
        assert after["value"] == after["price"] * after["pieces"]
        assert after["shelf_id"] in shelves
        if event["op"] == "u":
            assert {after[name] for name in ("item_id", "code")} == {item, before["code"]}
        else:
            assert item == 7 + rows + len(gone) + len(table) - rows
        table[item] = after


@SLOW
@given(
    st.integers(1, 300), st.integers(0, 2**40), weights, weights, weights, st.integers(1, 900),
    st.integers(0, 500), st.data(),
)  # fmt: skip
def test_any_range_of_events_is_made_alone(
    rows: int, seed: int, insert: int, update: int, delete: int, events: int, more: int,
    data: st.DataObject,
) -> None:  # fmt: skip
    assume(insert or update or delete)
    dataset = stock(rows, seed, insert, update, delete)
    longer = stream_of(dataset, events + more)
    whole = pa.Table.from_batches(stream_of(dataset, events).source(), SCHEMA).combine_chunks()
    start = data.draw(st.integers(0, events - 1))
    stop = data.draw(st.integers(start + 1, events))
    alone = pa.Table.from_batches(longer.source(start, stop), SCHEMA).combine_chunks()
    assert alone.equals(whole.slice(start, stop - start).combine_chunks())


@SLOW
@given(st.integers(40, 200), st.integers(0, 2**40))
def test_shares_hold_and_inserts_are_those_of_an_append(rows: int, seed: int) -> None:
    dataset, events = stock(rows, seed, 2, 7, 1), 400
    found = listed(stream_of(dataset, events).source())
    counts = [sum(event["op"] == op for event in found) for op in "cud"]
    assert all(abs(n - m) <= 40 for n, m in zip(counts, (80, 280, 40), strict=True))
    inserted = [loaded(event["after"]) for event in found if event["op"] == "c"]
    appended = Engine(dataset.append({"items": len(inserted)}))
    assert inserted == appended.chunk("items", rows, rows + len(inserted)).to_pylist()
    changed = [event["before"] != event["after"] for event in found if event["op"] == "u"]
    assert sum(changed) > 0.8 * len(changed)
