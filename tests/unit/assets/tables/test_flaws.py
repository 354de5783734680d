"""What each kind of flaw does to a cell, how often, and what is refused."""

from __future__ import annotations

import time as clock
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from assets.errors import SpecError
from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import CHUNK_ROWS, Engine
from assets.tables.feasibility import problems

ROWS = 20_000
KEY = {"type": "integer", "generator": {"kind": "sequence", "start": 5, "step": 2}}
COLUMNS: list[dict[str, Any]] = [
    {"name": "id", **KEY},
    {"name": "name", "type": "varchar(40)", "generator": {"kind": "person", "field": "full_name"}},
    {"name": "email", "type": "text", "generator": {"kind": "person", "field": "email"}},
    {
        "name": "born",
        "type": "date",
        "generator": {"kind": "date", "min": "1960-01-01", "max": "2000-01-01"},
    },
    {
        "name": "born_text",
        "type": "text",
        "generator": {"kind": "expression", "sql": "CAST(born AS VARCHAR)"},
    },
    {
        "name": "income",
        "type": "decimal(9,2)",
        "generator": {"kind": "decimal", "min": 100, "max": 9_000},
    },
    {"name": "visits", "type": "smallint", "generator": {"kind": "integer", "max": 3_000}},
    {
        "name": "vip",
        "type": "boolean",
        "nullable": True,
        "null_rate": 0.5,
        "generator": {"kind": "boolean"},
    },
]
ORDERS: dict[str, Any] = {
    "name": "orders",
    "per_parent": {"columns": ["customer"], "count": {"kind": "integer", "min": 0, "max": 4}},
    "primary_key": ["number"],
    "columns": [
        {"name": "number", **KEY},
        {"name": "customer", "type": "integer"},
        {
            "name": "placed",
            "type": "timestamp",
            "generator": {
                "kind": "events", "column": "customers.born", "unit": "hours",
                "gap": {"kind": "integer", "min": 1, "max": 99},
            },
        },
    ],
    "foreign_keys": [
        {"columns": ["customer"], "references": "customers", "references_columns": ["id"]}
    ],
}  # fmt: skip


def shop(
    *flaws: dict[str, Any], orders: tuple[dict[str, Any], ...] = (), rows: int = ROWS, **more: Any
) -> Dataset:
    """Customers with ``flaws``, and their orders with others."""
    customers = {
        "name": "customers", "rows": rows, "primary_key": ["id"], "columns": COLUMNS,
        "flaws": list(flaws), "flaw_labels": True, **more,
    }  # fmt: skip
    tables = [customers, {**ORDERS, "flaws": list(orders), "flaw_labels": True}]
    return dataset_from({"name": "shop", "tables": tables})


def labels_of(dataset: Dataset, table: str = "customers") -> list[dict[str, Any]]:
    return pa.Table.from_batches(Engine(dataset).labels(table)).to_pylist()


def pairs(flaw: dict[str, Any], rows: int = ROWS) -> list[tuple[str, str | None]]:
    """The true and the flawed text of each cell that one flaw has changed."""
    return [(each["true_value"], each["flawed_value"]) for each in labels_of(shop(flaw, rows=rows))]


def edits_between(one: str, other: str) -> int:
    """The distance of Damerau and Levenshtein, in which two swapped neighbours count as one."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))}
    table |= {(-1, j): j + 1 for j in range(-1, len(other))}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            best = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                best = min(best, table[i - 2, j - 2] + 1)
            table[i, j] = best
    return table[len(one) - 1, len(other) - 1]


def is_shorter(true: str, flawed: str) -> bool:
    return true.startswith(flawed) and len(true) / 3 - 1 <= len(flawed) < len(true)


CELLS: list[tuple[dict[str, Any], Callable[[str, str], bool]]] = [
    ({"kind": "typo", "columns": ["name"]}, lambda t, f: edits_between(t, f) == 1),
    (
        {"kind": "typo", "columns": ["name"], "edits": 3},
        lambda t, f: 1 <= edits_between(t, f) <= 2 * 3,
    ),
    (
        {"kind": "typo", "columns": ["name"], "operations": ["transpose"]},
        lambda t, f: sorted(t) == sorted(f),
    ),
    (
        {"kind": "typo", "columns": ["name"], "operations": ["insert"]},
        lambda t, f: len(f) == len(t) + 1,
    ),
    (
        {"kind": "typo", "columns": ["name"], "operations": ["delete"]},
        lambda t, f: len(f) == len(t) - 1,
    ),
    (
        {"kind": "letter_case", "columns": ["name", "email"]},
        lambda t, f: t.lower() == f.lower(),
    ),
    (
        {"kind": "whitespace", "columns": ["name"]},
        lambda t, f: t.split() == f.replace("\u00a0", " ").split(),
    ),
    (
        {"kind": "whitespace", "columns": ["name"], "styles": ["non_breaking"]},
        lambda t, f: f == t.replace(" ", "\u00a0", 1),
    ),
    ({"kind": "missing", "columns": ["name"], "placeholders": ["?"]}, lambda t, f: f == "?"),
    (
        {"kind": "outlier", "columns": ["income"], "methods": ["scale"], "factor": 0.5},
        lambda t, f: 0 <= Decimal(t) / 2 - Decimal(f) < Decimal("0.01"),
    ),
    (
        {"kind": "outlier", "columns": ["income", "visits"], "methods": ["sign"]},
        lambda t, f: Decimal(t) == -Decimal(f),
    ),
    (
        {"kind": "outlier", "columns": ["visits"], "methods": ["decimal_point"]},
        lambda t, f: f[:3] == f"{t}00"[:3] or t.startswith(f) or f == "0",
    ),
    (
        {"kind": "broken_format", "columns": ["born_text"], "styles": ["date"]},
        lambda t, f: f in {
            date.fromisoformat(t).strftime(form)
            for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%Y/%m/%d")
        },
    ),
    (
        {"kind": "broken_format", "columns": ["email"], "styles": ["email"]},
        lambda t, f: f.count("@") != 1 or f.endswith("@") or "." not in f.split("@")[1],
    ),
    (
        {"kind": "broken_format", "columns": ["born_text"], "styles": ["separators"]},
        lambda t, f: f == t.replace("-", ""),
    ),
    ({"kind": "broken_format", "columns": ["name"], "styles": ["truncated"]}, is_shorter),
    (
        {"kind": "late", "columns": ["born"]},
        lambda t, f: date.fromisoformat(f) > date.fromisoformat(t),
    ),
]  # fmt: skip


def _case_name(case: object) -> str:
    return str(case)[:60] if isinstance(case, dict) else ""  # a function's text is its address


@pytest.mark.parametrize(("flaw", "holds"), CELLS, ids=_case_name)
def test_a_flaw_does_to_a_cell_what_it_says(
    flaw: dict[str, Any], holds: Callable[[str, str], bool]
) -> None:
    found = pairs({**flaw, "rate": 0.1}, rows=2_000)
    assert len(found) > 100
    wrong = [(true, flawed) for true, flawed in found if not holds(true, flawed or "")]
    assert wrong == []


def test_letters_are_replaced_by_their_neighbours_on_the_keyboard() -> None:
    flaw = {"kind": "typo", "columns": ["name"], "operations": ["substitute"], "rate": 0.5}
    changed = {
        (a, b)
        for true, flawed in pairs(flaw)
        if flawed and len(true) == len(flawed)
        for a, b in zip(true, flawed, strict=True)
        if a != b
    }
    assert {b for a, b in changed if a == "g"} == set("fhtyvb")
    assert {b for a, b in changed if a == "A"} == set("QWSZ")


def test_utf_8_that_was_read_as_windows_1252() -> None:
    text = {"kind": "choice", "values": ["Müller", "Zoë – 5 €", "日本", "plain"]}
    columns = [{"name": "t", "type": "text", "generator": text}]
    flaw = {"kind": "broken_format", "columns": ["t"], "styles": ["encoding"], "rate": 1}
    table = {"name": "x", "rows": 99, "columns": columns, "flaws": [flaw]}
    found = Engine(dataset_from({"name": "x", "tables": [table]})).chunk("x", 0, 99)
    assert set(found.column("t").to_pylist()) == {
        "MÃ¼ller", "ZoÃ« â€“ 5 â‚¬", "æ—¥æœ¬", "plain",
    }  # fmt: skip


@pytest.mark.parametrize("flaw", [case[0] for case in CELLS[::4]], ids=lambda flaw: flaw["kind"])
def test_cells_are_flawed_at_the_rate(flaw: dict[str, Any]) -> None:
    found = len(pairs({**flaw, "rate": 0.05})) / len(flaw["columns"])
    assert found == pytest.approx(0.05 * ROWS, rel=0.15)


def test_flaws_of_one_column_share_its_cells() -> None:
    flaws = [
        {"kind": "typo", "columns": ["name"], "rate": 0.2},
        {"kind": "missing", "columns": ["name"], "rate": 0.3},
        {"kind": "whitespace", "columns": ["name"], "rate": 0.5},
    ]
    found = labels_of(shop(*flaws))
    assert len({label["row_number"] for label in found}) == len(found) == ROWS
    missing = [label for label in found if label["flaw"] == "missing"]
    assert len(missing) == pytest.approx(0.3 * ROWS, rel=0.05)
    assert {label["flawed_value"] for label in missing} == {None}


def test_a_condition_decides_where_a_flaw_may_be() -> None:
    young = {"kind": "missing", "columns": ["income"], "rate": 0.9, "when": "born > '1990-01-01'"}
    old = {"kind": "missing", "columns": ["income"], "rate": 0.3, "when": "born < '1970-01-01'"}
    dataset = shop(young, old)
    assert problems(dataset) == []
    rows = Engine(dataset).chunk("customers", 0, ROWS).to_pylist()
    for first, last, rate in ((1991, 1999, 0.9), (1971, 1988, 0.0), (1960, 1969, 0.3)):
        group = [row["income"] for row in rows if first <= row["born"].year <= last]
        assert group.count(None) / len(group) == pytest.approx(rate, abs=0.03)


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


REFUSALS: list[tuple[list[dict[str, Any]], str, str]] = [
    ([{"kind": "typo", "columns": ["income"]}], "income", "is decimal(9,2), which a flaw of kind"),
    ([{"kind": "outlier", "columns": ["name"]}], "name", "name a column of bigint, decimal"),
    ([{"kind": "late", "columns": ["name"]}], "name", "name a column of date, timestamp"),
    (
        [{"kind": "late", "columns": ["born"], "unit": "hours"}],
        "born",
        "a delay in hours may leave as it is; use the unit days",
    ),
    (
        [
            {"kind": "typo", "columns": ["name"], "rate": 0.6},
            {"kind": "missing", "columns": ["name"], "rate": 0.6},
        ],
        "name",
        "at rates that add up to more than 1 (typo 0.6, missing 0.6)",
    ),
    (
        [
            {"kind": "typo", "columns": ["name"], "rate": 0.6, "when": "visits > 1000"},
            {"kind": "missing", "columns": ["name"], "rate": 0.6, "when": "visits < 2000"},
        ],
        "name",
        "sampled rows meet the conditions of flaws whose rates add up to 1.2",
    ),
    (
        [{"kind": "missing", "columns": ["income"], "placeholders": ["n/a"]}],
        "income",
        "placeholders are texts; leave them out, so that income is NULL",
    ),
    (
        [{"kind": "missing", "columns": ["name"], "placeholders": ["x" * 41]}],
        "name",
        "a placeholder has 41 characters and varchar(40) holds 40",
    ),
    (
        [{"kind": "out_of_order", "columns": ["born"]}],
        "born",
        "customers does not count per parent; give it per_parent",
    ),
    ([{"kind": "duplicate"}, {"kind": "duplicate"}], "", "put them into one"),
    (
        [{"kind": "duplicate", "keep": [column["name"] for column in COLUMNS]}],
        "",
        "customers keeps every column; leave one out of keep",
    ),
    (
        [{"kind": "duplicate", "keep": ["name", "email", "born_text"], "near_rate": 0.1}],
        "",
        "near_rate needs a text that is no key",
    ),
    (
        [{"kind": "broken_format", "columns": ["email"], "styles": ["encoding"]}],
        "email",
        "changes none of 1,000 sampled values",
    ),
    ([{"kind": "typo", "columns": ["name"], "when": "nothing > 1"}], "name", "reads 'nothing'"),
    ([{"kind": "typo", "columns": ["name"], "when": "random() > 1"}], "name", "calls random()"),
    ([{"kind": "late", "columns": ["born"], "delay": {"kind": "uuid"}}], "born", "cannot fill"),
]


@pytest.mark.parametrize(("flaws", "column", "text"), REFUSALS, ids=lambda case: str(case)[:50])
def test_what_cannot_be_is_refused_with_a_repair(
    flaws: list[dict[str, Any]], column: str, text: str
) -> None:
    found = problems(shop(*({"rate": 0.1, **flaw} for flaw in flaws)))
    assert [(each.table, each.column) for each in found] == [("customers", column)]
    assert text in str(found[0])
    assert found[0].repair


def test_a_column_without_room_for_a_flaw_is_refused() -> None:
    full = {"kind": "pattern", "pattern": "####"}
    flaw = {"kind": "whitespace", "columns": ["code"], "rate": 0.1}
    columns = [{"name": "code", "type": "char(4)", "generator": full}]
    table = {"name": "t", "columns": columns, "flaws": [flaw]}
    (found,) = problems(dataset_from({"name": "x", "tables": [table]}))
    assert "a flaw of kind whitespace changes none of 1,000 sampled values" in found.text
    table["flaws"] = [{"kind": "typo", "columns": ["code"], "rate": 0.5}]
    made = Engine(dataset_from({"name": "x", "tables": [table]})).chunk("t", 0, 999)
    assert {len(code) for code in made.column("code").to_pylist()} == {3, 4}


def test_numbers_that_leave_their_type_stay_within_it() -> None:
    flaw = {"kind": "outlier", "columns": ["visits"], "rate": 1, "factor": 10_000}
    visits = Engine(shop(flaw)).chunk("customers", 0, ROWS).column("visits").to_pylist()
    assert max(visits) <= 32_767
    assert sum(visit < 0 for visit in visits) > 1_000
    only = {**flaw, "methods": ["scale"]}
    columns = [*COLUMNS[:6], {**COLUMNS[6], "generator": {"kind": "integer", "min": 9, "max": 99}}]
    (found,) = problems(shop(only, columns=columns))
    assert "changes none of" in found.text


def test_orphans_need_a_key_that_is_free() -> None:
    full = {"type": "integer", "generator": {"kind": "integer", "min": 1, "max": 50}}
    parents = {
        "name": "parents", "rows": 50, "primary_key": ["k"], "columns": [{"name": "k", **full}],
    }  # fmt: skip
    reference = {"columns": ["p"], "references": "parents", "references_columns": ["k"]}
    children = {
        "name": "children",
        "columns": [{"name": "p", "type": "integer"}],
        "foreign_keys": [reference],
        "flaws": [{"kind": "orphan", "columns": ["p"], "rate": 0.5}],
    }
    (found,) = problems(dataset_from({"name": "x", "tables": [parents, children]}))
    assert "the 50 rows of parents leave no value of (k) free" in found.text
    parents["rows"] = 49
    assert problems(dataset_from({"name": "x", "tables": [parents, children]})) == []


SPELLING: list[tuple[dict[str, Any], str]] = [
    ({"flaws": [{"kind": "orphan", "columns": ["id"], "rate": 0.1}]}, "remove the flaw"),
    ({"flaws": [{"kind": "typo", "columns": ["nme"], "rate": 0.1}]}, "names the column 'nme'"),
    ({"flaws": [{"kind": "typo", "columns": ["name"] * 2, "rate": 0.1}]}, "names 'name' twice"),
    ({"flaws": [{"kind": "duplicate", "rate": 0.6}]}, "less than or equal to 0.5"),
    ({"flaws": [{"kind": "outlier", "columns": ["visits"], "rate": 0.1, "factor": 1}]}, "factor"),
    ({"flaw_labels": "Orders"}, "the labels of customers would be called 'Orders'"),
    ({"flaw_labels": "a/b"}, "may not stand in the name"),
    ({"primary_key": ["flaw"], "columns": [{"name": "flaw", **KEY}]}, "rename the column"),
    ({"name": "x" * 128}, "shorten it"),
]


@pytest.mark.parametrize(("changed", "text"), SPELLING, ids=lambda case: str(case)[:50])
def test_a_spec_that_makes_no_sense_is_refused(changed: dict[str, Any], text: str) -> None:
    customers = {
        "name": "customers", "primary_key": ["id"], "columns": COLUMNS, "flaw_labels": True,
    }  # fmt: skip
    other = {"name": "orders", "columns": [{"name": "id", **KEY}]}
    with pytest.raises(SpecError) as raised:
        dataset_from({"name": "shop", "tables": [{**customers, **changed}, other]})
    assert text in str(raised.value)


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


def test_orphans_whose_keys_an_append_would_use_are_refused() -> None:
    dataset = shop(orders=({"kind": "orphan", "columns": ["customer"], "rate": 0.1},), rows=100)
    assert problems(dataset.append({"customers": 900})) == []
    (found,) = problems(dataset.append({"customers": 901}))
    assert "has orphan keys from row 1,000 of customers on, which has grown to 1,001" in found.text
