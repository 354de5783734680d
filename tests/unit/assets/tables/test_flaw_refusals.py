"""Flaws that cannot be are refused, with what is wrong and how to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from assets.errors import SpecError
from assets.schema.dataset import dataset_from
from assets.tables.engine import Engine
from assets.tables.feasibility import problems
from tests.fixtures.flawed_shop import COLUMNS, KEY, shop

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


def test_orphans_whose_keys_an_append_would_use_are_refused() -> None:
    dataset = shop(orders=({"kind": "orphan", "columns": ["customer"], "rate": 0.1},), rows=100)
    assert problems(dataset.append({"customers": 900})) == []
    (found,) = problems(dataset.append({"customers": 901}))
    assert "has orphan keys from row 1,000 of customers on, which has grown to 1,001" in found.text


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
