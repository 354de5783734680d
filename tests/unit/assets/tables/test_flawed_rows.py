"""Flaws among rows: repeated, swapped, late and orphaned ones, and who sees the truth."""

from __future__ import annotations

import time as clock
from datetime import datetime, timedelta
from typing import Any

import pytest

from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import dataset_from
from assets.tables.engine import CHUNK_ROWS, Engine
from assets.tables.feasibility import problems
from tests.fixtures.edit_distance import edits_between
from tests.fixtures.flawed_shop import COLUMNS, ROWS, labels_of, shop


def test_a_condition_reads_the_parent_and_the_truth() -> None:
    flaws = ({"kind": "late", "columns": ["placed"], "rate": 1, "when": "customers.vip"},)
    broken = {"kind": "missing", "columns": ["vip"], "rate": 1}
    engine = Engine(shop(broken, orders=flaws))
    vip = {row["id"] for row in engine.truth("customers", 0, ROWS).to_pylist() if row["vip"]}
    placed = engine.truth("orders", 0, 5_000).to_pylist()
    written = engine.chunk("orders", 0, 5_000).to_pylist()
    late = {a["number"] for a, b in zip(placed, written, strict=True) if a["placed"] < b["placed"]}
    assert late == {row["number"] for row in placed if row["customer"] in vip}
    assert set(engine.chunk("customers", 0, ROWS).column("vip").to_pylist()) == {None}


def test_a_repeated_row_is_one_that_is_there() -> None:
    flaw = {"kind": "duplicate", "rate": 0.3, "keep": ["id"], "within": 5, "near_rate": 0.5}
    dataset = shop(flaw)
    rows = Engine(dataset).chunk("customers", 0, ROWS).to_pylist()
    originals = {label["row_number"]: label["other_row"] for label in labels_of(dataset)}
    assert len(originals) == pytest.approx(0.3 * ROWS, rel=0.05)
    assert not set(originals) & set(originals.values())
    near = 0
    for row, other in originals.items():
        one, two = rows[row], rows[other]
        differing = [name for name in one if name != "id" and one[name] != two[name]]
        assert len(differing) <= 1
        assert one["id"] == 5 + 2 * row
        for name in differing:
            assert edits_between(one[name], two[name]) == 1
            near += 1
    assert near == pytest.approx(0.5 * len(originals), rel=0.1)
    assert max(row - other for row, other in originals.items()) < 60


def test_swapped_events_are_neighbours_of_one_parent() -> None:
    dataset = shop(orders=({"kind": "out_of_order", "columns": ["placed"], "rate": 0.4},))
    engine = Engine(dataset)
    true = engine.truth("orders", 0, 9_000).to_pylist()
    written = engine.chunk("orders", 0, 9_000).to_pylist()
    moved = [at for at, row in enumerate(true) if row["placed"] != written[at]["placed"]]
    others = {label["row_number"]: label["other_row"] for label in labels_of(dataset, "orders")}
    assert len(moved) > 1_000
    for at in moved[:-1]:
        other = others[at]
        assert abs(other - at) == 1
        assert others[other] == at
        assert true[other]["customer"] == true[at]["customer"]
        assert written[at]["placed"] == true[other]["placed"]


PARENT_KEYS: list[dict[str, Any]] = [
    {"type": "bigint", "generator": {"kind": "sequence", "start": 9, "step": -4}},
    {"type": "uuid", "generator": {"kind": "uuid"}},
    {"type": "char(4)", "generator": {"kind": "pattern", "pattern": "A###"}},
    {"type": "smallint", "generator": {"kind": "integer", "min": 0, "max": 5_000}},
]


@pytest.mark.parametrize("key", PARENT_KEYS, ids=lambda key: key["type"])
def test_an_orphan_s_key_is_that_of_no_parent(key: dict[str, Any]) -> None:
    reference = {"columns": ["p"], "references": "parents", "references_columns": ["k"]}
    data = {
        "name": "x",
        "tables": [
            {
                "name": "parents",
                "rows": 3_000,
                "primary_key": ["k"],
                "columns": [{"name": "k", **key}],
            },
            {
                "name": "children",
                "rows": 3_000,
                "columns": [{"name": "p", "type": key["type"]}],
                "foreign_keys": [reference],
                "flaws": [{"kind": "orphan", "columns": ["p"], "rate": 0.5}],
            },
        ],
    }
    dataset = dataset_from(data)
    assert problems(dataset) == []
    engine = Engine(dataset)
    known = set(engine.chunk("parents", 0, 3_000).column("k").to_pylist())
    labels = next(iter(engine.labels("children"))).to_pylist()
    assert len(labels) == pytest.approx(1_500, rel=0.1)
    written = engine.chunk("children", 0, 3_000).column("p").to_pylist()
    assert {written[label["row_number"]] for label in labels} & known == set()
    assert set(written) - known != set()


def test_an_orphan_of_a_composite_key_has_no_parent_either() -> None:
    digit = {"type": "integer", "generator": {"kind": "integer", "min": 0, "max": 59}}
    reference = {"columns": ["c", "d"], "references": "pairs", "references_columns": ["a", "b"]}
    columns = [{"name": "a", **digit}, {"name": "b", **digit}]
    pairs_table = {"name": "pairs", "rows": 3_000, "primary_key": ["a", "b"], "columns": columns}
    children = {
        "name": "children",
        "rows": 3_000,
        "columns": [{"name": "c", "type": "integer"}, {"name": "d", "type": "integer"}],
        "foreign_keys": [reference],
        "flaws": [{"kind": "orphan", "columns": ["d", "c"], "rate": 0.5}],
    }
    engine = Engine(dataset_from({"name": "x", "tables": [pairs_table, children]}))
    known = {tuple(row.values()) for row in engine.chunk("pairs", 0, 3_000).to_pylist()}
    written = [tuple(row.values()) for row in engine.chunk("children", 0, 3_000).to_pylist()]
    labelled = {each["row_number"] for b in engine.labels("children") for each in b.to_pylist()}
    assert labelled == {at for at, pair in enumerate(written) if pair not in known}
    assert len(labelled) == pytest.approx(1_500, rel=0.1)


def test_whatever_follows_from_a_flawed_column_sees_the_truth() -> None:
    flaws = [
        {"kind": "outlier", "columns": ["visits"], "rate": 0.5},
        {"kind": "late", "columns": ["born"], "rate": 1},
    ]
    clean, flawed = Engine(shop()), Engine(shop(*flaws))
    rows = flawed.chunk("customers", 0, 500)
    assert rows.column("born_text") == clean.chunk("customers", 0, 500).column("born_text")
    assert flawed.truth("customers", 0, 500) == clean.chunk("customers", 0, 500)
    assert flawed.chunk("orders", 0, 500) == clean.chunk("orders", 0, 500)
    assert rows.column("born") != clean.chunk("customers", 0, 500).column("born")


def test_the_flaws_of_a_parent_do_not_make_its_children_other_ones() -> None:
    clean, flawed = shop(), shop({"kind": "typo", "columns": ["name"], "rate": 0.1})
    assert clean.table_hash("customers") != flawed.table_hash("customers")
    assert clean.table_hash("orders") == flawed.table_hash("orders")


def test_a_row_far_away_costs_what_the_first_one_costs() -> None:
    flaws = [
        {"kind": "duplicate", "rate": 0.5},
        {"kind": "typo", "columns": ["name"], "rate": 0.5, "when": "visits > 5"},
    ]
    columns = [{**COLUMNS[0], "type": "bigint"}, *COLUMNS[1:]]
    table = {"name": "customers", "rows": 10**13, "columns": columns, "flaws": flaws}
    engine = Engine(dataset_from({"name": "shop", "tables": [table]}))
    engine.chunk("customers", 0, 10)
    started = clock.perf_counter()
    far = engine.chunk("customers", 10**12, 10**12 + CHUNK_ROWS)
    assert far.num_rows == CHUNK_ROWS
    assert clock.perf_counter() - started < 10


def test_renames_reach_columns_and_conditions() -> None:
    flaws = [
        {"kind": "missing", "columns": ["name"], "rate": 0.1, "when": "visits > 5"},
        {"kind": "duplicate", "rate": 0.1, "keep": ["name"]},
    ]
    late = {"kind": "late", "columns": ["placed"], "rate": 0.1, "when": "customers.visits > 5"}
    changed = apply(
        shop(*flaws, orders=(late,)),
        [
            RenameColumn(table="customers", column="name", new="full name"),
            RenameColumn(table="customers", column="visits", new="calls"),
            RenameTable(table="customers", new="people"),
        ],
    )
    missing, duplicate = changed.table("people").flaws
    assert missing.columns == ["full name"]  # type: ignore[union-attr]
    assert missing.when == '"calls" > 5'
    assert duplicate.keep == ["full name"]  # type: ignore[union-attr]
    assert changed.table("orders").flaws[0].when == '"people"."calls" > 5'
    assert changed.table("people").labels_name == "people_flaws"
    assert problems(changed) == []


def test_a_late_event_is_later_by_whole_units() -> None:
    delay = {"kind": "integer", "min": 2, "max": 3}
    flaw = {"kind": "late", "columns": ["placed"], "rate": 0.5, "delay": delay, "unit": "minutes"}
    found = {
        datetime.fromisoformat(label["flawed_value"]) - datetime.fromisoformat(label["true_value"])
        for label in labels_of(shop(orders=(flaw,)), "orders")
    }
    assert found == {timedelta(minutes=2), timedelta(minutes=3)}


def test_an_append_leaves_the_flaws_of_old_rows_as_they_are() -> None:
    flaws = [
        {"kind": "duplicate", "rate": 0.2},
        {"kind": "typo", "columns": ["name"], "rate": 0.5},
    ]
    orders = (
        {"kind": "orphan", "columns": ["customer"], "rate": 0.3},
        {"kind": "out_of_order", "columns": ["placed"], "rate": 0.3},
        {"kind": "late", "columns": ["placed"], "rate": 0.3, "when": "customers.visits > 9"},
    )
    before = shop(*flaws, orders=orders, rows=900)
    after = before.append({"customers": 5_000})
    assert problems(after) == []
    old, new = Engine(before), Engine(after)
    for table in ("customers", "orders"):
        rows = before.table(table).rows
        assert new.chunk(table, 0, rows).to_pylist() == old.chunk(table, 0, rows).to_pylist()
        assert [*new.labels(table, 0, rows)] == [*old.labels(table)]
    known = set(new.truth("customers", 0, 5_900).column("id").to_pylist())
    written = new.chunk("orders", 0, after.table("orders").rows).column("customer").to_pylist()
    orphans = len([key for key in written if key not in known])
    assert orphans == pytest.approx(0.3 * len(written), rel=0.1)
