"""Keys, uniqueness, and rows that are counted per parent."""

from __future__ import annotations

from typing import Any

from tests.properties.breakages.edits import (
    Breakage,
    added,
    column,
    column_of,
    generator,
    key,
    table,
    table_of,
)
from tests.properties.breakages.shop import Data

ID = ["id"]


_CUSTOMER = key(["customer_id"], "customers", ID)


def _voucher_tree(**pick: Any) -> Breakage:
    """Vouchers that refer to vouchers, which nothing tells apart until ``id`` does."""

    def change(data: Data) -> None:
        found = table_of(data, "vouchers")
        found["columns"] += [
            {"name": "voucher", "type": "integer", "generator": {"kind": "sequence"}},
            {"name": "after", "type": "integer", "nullable": True},
        ]
        found["unique"] = [*found.get("unique", []), ["voucher"]]
        up = key(["after"], "vouchers", ["voucher"], pick={"kind": "tree", **pick})
        found["foreign_keys"] = [*found.get("foreign_keys", []), up]

    return change


def _belonging(id_type: str = "integer", **fields: Any) -> Breakage:
    """Vouchers that belong to a customer or an order."""

    def change(data: Data) -> None:
        found = table_of(data, "vouchers")
        kind = {"name": "owner_type", "type": "varchar(9)", **fields.get("kind", {})}
        found["columns"] += [kind, {"name": "owner_id", "type": id_type}]
        references = [{"table": "customers", "column": "id"}, {"table": "orders", "column": "id"}]
        for place, change in enumerate(fields.get("references", [])):
            references[place] = {**references[place], **change}
        found["polymorphic_keys"] = [
            {"type_column": "owner_type", "id_column": "owner_id", "references": references}
            | fields.get("key", {})
        ]

    return change


def _required_circle(data: Data) -> None:
    table_of(data, "customers")["columns"].append({"name": "first", "type": "integer"})
    table_of(data, "customers").update(foreign_keys=[key(["first"], "orders", ID)])


def _counted_in_a_circle(data: Data) -> None:
    per = {"columns": ["first"], "count": {"kind": "integer", "min": 1, "max": 2}}
    _required_circle(data)
    column_of(data, "customers", "first").update(nullable=True)
    table_of(data, "customers")["per_parent"] = per


KEYS: dict[str, Breakage] = {
    "nullable primary key": column("customers.id", nullable=True, null_rate=0.1),
    "primary key of nothing": table("orders", primary_key=["idd"]),
    "unique over nothing": table("orders", unique=[["nothing"]]),
    "tree on another table": table("vouchers", foreign_keys=[
        {**_CUSTOMER, "pick": {"kind": "tree"}}]),
    "tree within no parent": _voucher_tree(within="parent"),
    "tree of two shapes": _voucher_tree(within="parent", roots=1, branching=2),
    "tree too small": _voucher_tree(max_depth=1, roots=2, branching=3),
    "more roots than rows": _voucher_tree(roots=1_000),
    "key that shares a column": added(
        "vouchers",
        {"name": "voucher", "type": "integer", "generator": {"kind": "sequence"}},
        {"name": "after", "type": "integer", "nullable": True},
        unique=[["customer_id", "voucher"]],
        foreign_keys=[
            _CUSTOMER, key(["customer_id", "after"], "vouchers", ["customer_id", "voucher"]),
        ],
    ),
    "owner in no table": _belonging(references=[{"table": "custmers"}]),
    "owner by no column": _belonging(references=[{"column": "ident"}]),
    "owner by no key": _belonging(references=[{"column": "age"}]),
    "owner of another type": _belonging("uuid"),
    "owners of one name": _belonging(references=[{"type": "X"}, {"type": "X"}]),
    "owners without weight": _belonging(references=[{"weight": 0}, {"weight": 0}]),
    "owner with too long a name": _belonging(references=[{"type": "A long name"}]),
    "owner with a generator": _belonging(kind={"generator": {"kind": "text"}}),
    "owner without NULLs": _belonging(key={"null_rate": 0.5}),
    "owner in one column": _belonging(key={"id_column": "owner_type"}),
    "owner in no column": _belonging(key={"id_column": "owner"}),
    "key on nothing": table("vouchers", foreign_keys=[key(["custmer_id"], "customers", ID)]),
    "counted by nothing": table("orders", per_parent={
        "columns": ["customer"], "count": {"kind": "integer", "max": 3}}),
    "counted by no key": table("orders", per_parent={
        "columns": ["number"], "count": {"kind": "integer", "max": 3}}),
    "counted by text": table("orders", per_parent={
        "columns": ["customer_id"], "count": {"kind": "uuid"}}),
    "counted by nothing at all": table("orders", per_parent={
        "columns": ["customer_id"], "count": {"kind": "integer", "min": 0, "max": 0}}),
    "counted below 0": table("orders", per_parent={
        "columns": ["customer_id"], "count": {"kind": "integer", "min": -3, "max": 3}}),
    "counted without an end": table("orders", per_parent={
        "columns": ["customer_id"], "count": {"kind": "zipf"}}),
    "counted to nothing": lambda data: (
        table_of(data, "customers").update(rows=1),
        table_of(data, "orders").update(per_parent={"columns": ["customer_id"], "count": {
            "kind": "choice", "values": [0, 1], "weights": [1e9, 1]}}),
    )[0],
    "counted in a circle": _counted_in_a_circle,
    "key to nowhere": table("vouchers", foreign_keys=[key(["customer_id"], "costumers", ID)]),
    "key to no column": table("vouchers", foreign_keys=[
        key(["customer_id"], "customers", ["ident"])]),
    "key to no key": table("vouchers", foreign_keys=[key(["customer_id"], "customers", ["age"])]),
    "key of another type": column("vouchers.customer_id", type="date"),
    "key of more columns": table("vouchers", foreign_keys=[
        key(["customer_id", "code"], "customers", ID)]),
    "key of one column twice": table("vouchers", foreign_keys=[
        key(["customer_id", "customer_id"], "customers", ["id", "age"])]),
    "key without targets": table("vouchers", foreign_keys=[
        {"columns": ["customer_id"], "references": "customers"}]),
    "null_rate of a required key": table("vouchers", foreign_keys=[
        {**_CUSTOMER, "null_rate": 0.2}]),
    "unknown pick": table("vouchers", foreign_keys=[{**_CUSTOMER, "pick": {"kind": "unform"}}]),
    "counted by what is not exact": lambda data: table_of(data, "orders")["per_parent"].update(by={
        "column": "age", "counts": {"20": {"kind": "integer", "min": 1, "max": 2}}}),
    "too few of a key": added("customers", primary_key=["age"]),
    "too few together": table("orders", unique=[["state", "number"]]),
    "unique true or false": added("customers", {
        "name": "vip", "type": "boolean", "unique": True, "generator": {"kind": "boolean"}}),
    "unique expression": column("orders.gross", unique=True),
    "circle of tables": _required_circle,
    "two keys on a column": lambda data: (
        generator("orders.id", kind="sequence", start=5_000)(data),
        table_of(data, "vouchers").update(foreign_keys=[
            _CUSTOMER, key(["customer_id"], "orders", ID)]),
    )[0],
    "more rows than parents": table("vouchers", rows=500),
    "several of one parent": table("orders", unique=[["customer_id"]]),
    "nulls in a required key": lambda data: (
        column_of(data, "customers", "age").update(nullable=True, null_rate=0.5, unique=True,
                                                 type="integer"),
        column_of(data, "customers", "age").update(
            generator={"kind": "integer", "min": 18, "max": 10**6}),
        table_of(data, "customers").update(checks=[]),
        table("vouchers", foreign_keys=[key(["customer_id"], "customers", ["age"])])(data),
    )[0],
    "key too narrow": lambda data: (
        generator("customers.id", kind="sequence", start=10**6)(data),
        column("vouchers.customer_id", type="smallint")(data),
    )[0],
    "counted by what has no exact counts": lambda data: table_of(data, "orders").update(per_parent={
        "columns": ["customer_id"], "count": {"kind": "integer", "max": 3},
        "by": {"column": "age", "counts": {"30": {"kind": "integer", "max": 9}}}}),
    "counted by no column": lambda data: table_of(data, "orders").update(per_parent={
        "columns": ["customer_id"], "count": {"kind": "integer", "max": 3},
        "by": {"column": "height", "counts": {"30": {"kind": "integer", "max": 9}}}}),
    "tree within the parent of a table without one": added(
        "customers", {"name": "boss", "type": "integer", "nullable": True},
        foreign_keys=[key(["boss"], "customers", ID,
                          pick={"kind": "tree", "within": "parent"})]),
    "key among what lies anywhere": lambda data: (
        added("customers", {"name": "shop", "type": "integer", "generator": {
            "kind": "integer", "max": 3}}, unique=[["shop", "id"]])(data),
        added("vouchers", {"name": "shop", "type": "integer", "generator": {
            "kind": "inherit", "column": "owner.shop"}},
            {"name": "owner", "type": "integer"}, foreign_keys=[
                key(["owner"], "customers", ID),
                key(["shop", "customer_id"], "customers", ["shop", "id"])])(data),
    )[0],
    "polymorphic to nowhere": added(
        "vouchers", {"name": "of", "type": "text"}, {"name": "of_id", "type": "integer"},
        polymorphic_keys=[{"type_column": "of", "columns": ["of_id"], "targets": [
            {"references": "customer", "references_columns": ["id"]}]}]),
}  # fmt: skip
