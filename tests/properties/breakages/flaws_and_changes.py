"""Flaws, appends and change streams that cannot be."""

from __future__ import annotations

from tests.properties.breakages.edits import (
    Breakage,
    added,
    generator,
    table,
    table_of,
)
from tests.properties.breakages.shop import Data


def flaws(name: str, *found: Data) -> Breakage:
    """Flaws of a table, at a rate of 0.1 unless they have another."""
    return table(name, flaws=[{"rate": 0.1, **flaw} for flaw in found])


FLAWS_AND_CHANGES: dict[str, Breakage] = {
    "flaw at no rate": flaws("orders", {"kind": "typo", "columns": ["state"], "rate": 0}),
    "flaw in nothing": flaws("orders", {"kind": "typo", "columns": ["stat"]}),
    "flaw twice in a column": flaws("orders", {"kind": "typo", "columns": ["state", "state"]}),
    "more duplicates than rows": flaws("orders", {"kind": "duplicate", "rate": 0.9}),
    "orphan of no key": flaws("orders", {"kind": "orphan", "columns": ["id"]}),
    "outliers that are none": flaws(
        "orders", {"kind": "outlier", "columns": ["price"], "factor": 1}),
    "labels called like a table": table("orders", flaw_labels="Vouchers"),
    "labels with the column of a key": lambda data: (
        added("vouchers", {"name": "flaw", "type": "integer", "generator": {"kind": "sequence"}},
              primary_key=["flaw"], flaw_labels=True)(data),
    )[0],
    "changes of nothing": table("vouchers", changes={"columns": ["kode"]}),
    "no change": table("vouchers", changes={"insert": 0, "update": 0, "delete": 0}),
    "more appends than rows": table("customers", appended=[150, 150]),
    "appends that differ": lambda data: (
        table_of(data, "customers").update(appended=[5, 5]),
        table_of(data, "vouchers").update(appended=[5]),
    )[0],
    "too few for an append": table("vouchers", rows=250, appended=[30, 150]),
    "deletes of parents": table("customers", changes={"delete": 1}),
    "inserts of children": table("orders", changes={"insert": 1, "update": 0, "delete": 0}),
    "changes of flawed rows": table("vouchers", changes={}, flaws=[
        {"kind": "letter_case", "columns": ["code"], "rate": 0.1}]),
    "updates of a key": table("vouchers", changes={"columns": ["code"]}),
    "typo in a number": flaws("orders", {"kind": "typo", "columns": ["state", "price"]}),
    "flaws in more than all": flaws(
        "orders", {"kind": "typo", "columns": ["state"], "rate": 0.7},
        {"kind": "missing", "columns": ["label", "state"], "rate": 0.6}),
    "flaws in more than some": flaws(
        "orders", {"kind": "typo", "columns": ["state"], "rate": 0.7, "when": "price > 20"},
        {"kind": "missing", "columns": ["state"], "rate": 0.6, "when": "price < 60"}),
    "flaw without effect": flaws(
        "orders", {"kind": "broken_format", "columns": ["state"], "styles": ["email"]}),
    "flaw with a hostile condition": flaws(
        "orders", {"kind": "typo", "columns": ["state"], "when": "getenv('HOME') > ''"}),
    "flaw whose condition fails": flaws(
        "orders", {"kind": "typo", "columns": ["state"], "when": "state::INTEGER > 3"}),
    "swapped without an order": flaws("customers", {"kind": "out_of_order", "columns": ["born"]}),
    "swapped without siblings": lambda data: (
        table_of(data, "orders").update(per_parent={
            "columns": ["customer_id"], "count": {"kind": "integer", "min": 1, "max": 1}}),
        flaws("orders", {"kind": "out_of_order", "columns": ["ordered_at"]})(data),
    )[0],
    "late by hours on a day": flaws(
        "customers", {"kind": "late", "columns": ["born"], "unit": "hours"}),
    "late by a text": flaws(
        "customers", {"kind": "late", "columns": ["born"], "delay": {"kind": "uuid"}}),
    "duplicates of nothing": flaws(
        "vouchers", {"kind": "duplicate", "keep": ["code", "customer_id"]}),
    "duplicates twice": flaws("vouchers", {"kind": "duplicate"}, {"kind": "duplicate"}),
    "orphans of a full key": lambda data: (
        generator("customers.id", kind="integer", min=1, max=200)(data),
        flaws("vouchers", {"kind": "orphan", "columns": ["customer_id"]})(data),
    )[0],
    "flaws of nothing": table("customers", flaws=[
        {"kind": "typo", "columns": ["nothing"], "rate": 0.1}]),
    "flaws of a number": table("customers", flaws=[
        {"kind": "typo", "columns": ["age"], "rate": 0.1}]),
}  # fmt: skip
