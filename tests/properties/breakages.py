"""Ways to break a spec: each takes the plain data of a valid shop and makes one thing wrong.

``BREAKAGES`` names each by what is wrong. A new kind of problem needs a line there.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Data = dict[str, Any]


def shop() -> Data:
    """A feasible shop: customers, their orders per customer, the lines of orders, vouchers."""
    return deepcopy(_SHOP)


_SHOP: Data = {
    "name": "shop",
    "tables": [
        {
            "name": "customers",
            "rows": 200,
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {
                    "name": "email",
                    "type": "varchar(60)",
                    "unique": True,
                    "generator": {"kind": "person", "field": "email"},
                },
                {"name": "age", "type": "smallint",
                 "generator": {"kind": "integer", "min": 18, "max": 90}},
                {"name": "born", "type": "date",
                 "generator": {"kind": "date", "min": "1950-01-01", "max": "2000-01-01"}},
                {"name": "spent", "type": "decimal(12,2)", "generator": {
                    "kind": "aggregate", "function": "sum", "table": "orders", "column": "price"}},
            ],
            "checks": [{"sql": "age >= 18"}],
        },
        {
            "name": "orders",
            "per_parent": {"columns": ["customer_id"],
                           "count": {"kind": "integer", "min": 0, "max": 4}},
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "customer_id", "type": "integer"},
                {"name": "number", "type": "integer", "generator": {"kind": "position"}},
                {"name": "price", "type": "decimal(8,2)", "generator": {
                    "kind": "normal", "mean": 50, "std": 10, "min": 1, "max": 99}},
                {"name": "state", "type": "varchar(10)", "generator": {
                    "kind": "choice", "values": ["new", "paid"], "weights": [1, 3]}},
                {"name": "ordered_at", "type": "timestamp", "generator": {"kind": "timestamp"}},
                {"name": "paid_at", "type": "timestamp", "generator": {
                    "kind": "after", "column": "ordered_at",
                    "delay": {"kind": "integer", "min": 1, "max": 9}}},
                {"name": "gross", "type": "decimal(12,2)",
                 "generator": {"kind": "expression", "sql": "price * 1.19"}},
                {"name": "label", "type": "text",
                 "generator": {"kind": "template", "template": "{state} by {customers.email}"}},
            ],
            "foreign_keys": [
                {"columns": ["customer_id"], "references": "customers",
                 "references_columns": ["id"]}
            ],
        },
        {
            "name": "vouchers",
            "rows": 100,
            "columns": [
                {"name": "code", "type": "char(8)", "unique": True,
                 "generator": {"kind": "pattern", "pattern": "AAAA-###"}},
                {"name": "customer_id", "type": "integer"},
            ],
            "foreign_keys": [
                {"columns": ["customer_id"], "references": "customers",
                 "references_columns": ["id"], "pick": {"kind": "one_to_one"}}
            ],
        },
    ],
}  # fmt: skip


def _table(data: Data, name: str) -> Data:
    return _named(data["tables"], name) or {"columns": []}


def _column(data: Data, table: str, name: str) -> Data:
    return _named(_table(data, table)["columns"], name)


def _named(items: Any, name: str) -> Data:
    """The item of that name, or a stranger where another breakage has taken it away."""
    found = (item for item in items if isinstance(item, dict) and item.get("name") == name)
    return next(found, {})


def table(name: str, **fields: Any) -> Callable[[Data], None]:
    return lambda data: _table(data, name).update(deepcopy(fields))


def column(where: str, **fields: Any) -> Callable[[Data], None]:
    owner, name = where.split(".")
    return lambda data: _column(data, owner, name).update(deepcopy(fields))


def generator(where: str, **fields: Any) -> Callable[[Data], None]:
    """Another generator; the column's type stays unless ``type`` is given."""
    owner, name = where.split(".")
    own = {"generator": {k: v for k, v in fields.items() if k != "type"}}
    own |= {"type": fields["type"]} if "type" in fields else {}
    return lambda data: _column(data, owner, name).update(deepcopy(own))


def added(name: str, *columns: Data, **fields: Any) -> Callable[[Data], None]:
    """More columns and fields of a table."""

    def change(data: Data) -> None:
        _table(data, name)["columns"].extend(deepcopy(columns))
        _table(data, name).update(deepcopy(fields))

    return change


def key(columns: list[str], references: str, targets: list[str], **fields: Any) -> Data:
    own = {"columns": columns, "references": references, "references_columns": targets}
    return {**own, **fields}


_ID = ["id"]
_CUSTOMER = key(["customer_id"], "customers", _ID)
_HIERARCHY = {"kind": "hierarchy", "level": "city", "levels": ["country", "city"],
              "tree": {"Italy": ["Rome"]}}  # fmt: skip


def _voucher_tree(**pick: Any) -> Callable[[Data], None]:
    """Vouchers that refer to vouchers, which nothing tells apart until ``id`` does."""

    def change(data: Data) -> None:
        found = _table(data, "vouchers")
        found["columns"] += [
            {"name": "voucher", "type": "integer", "generator": {"kind": "sequence"}},
            {"name": "after", "type": "integer", "nullable": True},
        ]
        found["unique"] = [*found.get("unique", []), ["voucher"]]
        up = key(["after"], "vouchers", ["voucher"], pick={"kind": "tree", **pick})
        found["foreign_keys"] = [*found.get("foreign_keys", []), up]

    return change


def _belonging(id_type: str = "integer", **fields: Any) -> Callable[[Data], None]:
    """Vouchers that belong to a customer or an order."""

    def change(data: Data) -> None:
        found = _table(data, "vouchers")
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
    _table(data, "customers")["columns"].append({"name": "first", "type": "integer"})
    _table(data, "customers").update(foreign_keys=[key(["first"], "orders", _ID)])


def _too_many_tables(data: Data) -> None:
    small = {"columns": [{"name": "n", "type": "integer", "generator": {"kind": "integer"}}]}
    if not isinstance(data["tables"], list):
        return
    data["tables"] += [{"name": f"t{place}", **small} for place in range(500)]


def _counted_in_a_circle(data: Data) -> None:
    per = {"columns": ["first"], "count": {"kind": "integer", "min": 1, "max": 2}}
    _required_circle(data)
    _column(data, "customers", "first").update(nullable=True)
    _table(data, "customers")["per_parent"] = per


def flaws(name: str, *found: Data) -> Callable[[Data], None]:
    """Flaws of a table, at a rate of 0.1 unless they have another."""
    return table(name, flaws=[{"rate": 0.1, **flaw} for flaw in found])


INVALID: dict[str, Callable[[Data], None]] = {
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
    "min above max": generator("customers.age", kind="integer", min=9, max=1),
    "empty dates": generator("customers.born", kind="date", min="2020-01-01", max="1999-01-01"),
    "empty moments": generator(
        "orders.ordered_at", kind="timestamp", min="2020-01-01T00:00:00", max="2019-01-01T00:00:00"
    ),
    "one moment": generator(
        "orders.ordered_at", kind="timestamp", min="2020-01-01T00:00:00", max="2020-01-01T00:00:00"
    ),
    "half a time zone": generator(
        "orders.ordered_at", kind="timestamp", min="2020-01-01T00:00:00Z", max="2021-01-01T00:00:00"
    ),
    "min_length above max_length": generator("vouchers.code", kind="string", min_length=9,
                                             max_length=1),
    "alphabet repeats": generator("vouchers.code", kind="string", alphabet="abca", max_length=8),
    "lone backslash": generator("vouchers.code", kind="pattern", pattern="####\\"),
    "step of 0": generator("orders.id", kind="sequence", step=0),
    "no multiple": generator("customers.age", kind="integer", min=1, max=2, step=50),
    "weights missing": generator("orders.state", kind="choice", values=["a", "b"], weights=[1]),
    "weights sum to 0": generator("orders.state", kind="choice", values=["a", "b"], weights=[0, 0]),
    "weights and zipf": generator(
        "orders.state", kind="choice", values=["a", "b"], weights=[1, 2], zipf=1
    ),
    "values repeat": generator("orders.state", kind="choice", values=["a", "a", "b"],
                               weights=[1, 2, 3]),
    "pool repeats": generator("orders.state", kind="pool", values=["a", "a"]),
    "pool weights": generator("orders.state", kind="pool", values=["a", "b"], weights=[1, 2, 3]),
    "no value": generator("orders.state", kind="choice", values=[]),
    "histogram edges": generator("orders.price", kind="histogram", bins=[0, 1], weights=[1, 2]),
    "histogram order": generator("orders.price", kind="histogram", bins=[2, 1, 1], weights=[1, 2]),
    "mixture weights": generator("orders.price", kind="mixture",
                                 components=[{"kind": "normal"}], weights=[1, 2]),
    "mixture step": generator("orders.price", kind="mixture",
                              components=[{"kind": "normal", "step": 2}]),
    "beta stretch": generator("orders.price", kind="beta", low=3, high=2),
    "triangle": generator("orders.price", kind="triangular", left=3, mode=2, right=1),
    "endless zipf": generator("orders.price", kind="zipf", exponent=0.5),
    "zipf below 1": generator("orders.price", kind="zipf", max=0.5),
    "negative std": generator("orders.price", kind="normal", std=-1),
    "rate above 1": generator("orders.price", kind="normal", outlier_rate=7),
    "ages": generator("orders.label", kind="person", field="age", min_age=50, max_age=20),
    "long ago": generator("orders.label", kind="person", field="age", at="0100-01-01"),
    "group and zipf": generator("orders.label", kind="reference_data", field="country",
                                group="a", zipf=1),
    "separator": generator("orders.label", kind="code", field="ean8", separator="-"),
    "card range": generator("orders.label", kind="payment_card", field="expiry",
                            min="2030-01-01", max="2020-01-01"),
    "array of arrays": generator(
        "orders.label", kind="array", type="text[]",
        items={"kind": "array", "items": {"kind": "text"}},
    ),
    "empty array": generator("orders.label", kind="array", type="text[]", items={"kind": "text"},
                             min_items=9, max_items=1),
    "bytes": generator("orders.label", kind="bytes", type="bytes", min_length=9, max_length=1),
    "count of a column": generator("customers.spent", kind="aggregate", function="count",
                                   table="orders", column="price"),
    "sum of nothing": generator("customers.spent", kind="aggregate", function="sum",
                                table="orders"),
    "two statements": generator("orders.gross", kind="expression", sql="1; DROP TABLE x"),
    "tree without levels": generator("orders.label", kind="hierarchy", level="a", tree=["x"]),
    "level of none": generator("orders.label", **{**_HIERARCHY, "level": "planet"}),
    "uneven tree": generator("orders.label", **{**_HIERARCHY, "tree": {"Italy": ["Rome"], "X": 1}}),
    "no tree": generator("orders.label", kind="hierarchy", level="city"),
    "two trees": added("orders", {"name": "c", "type": "text", "generator": _HIERARCHY},
                       {"name": "d", "type": "text",
                        "generator": {**_HIERARCHY, "tree": {"Spain": ["Madrid"]}}}),
    "level elsewhere": added(
        "orders", {"name": "c", "type": "text", "generator": _HIERARCHY},
        {"name": "d", "type": "text", "generator": {"kind": "hierarchy", "level": "planet"}},
    ),
    "two ages": added(
        "customers",
        {"name": "a", "type": "integer", "generator": {"kind": "person", "field": "age"}},
        {"name": "b", "type": "date",
         "generator": {"kind": "person", "field": "birth_date", "min_age": 40}},
    ),
    "unknown time zone": generator("orders.ordered_at", kind="timestamp",
                                   profile={"time_zone": "Europe/Atlantis"}),
    "hours missing": generator("orders.ordered_at", kind="timestamp", profile={"hours": [1, 2]}),
    "hours without weight": generator("orders.ordered_at", kind="timestamp",
                                      profile={"hours": [0] * 24}),
    "hours of a date": generator("customers.born", kind="date", profile={"hours": [1] * 24}),
    "open Saturdays of business": generator("customers.born", kind="date", profile={
        "business_days": True, "weekdays": {"saturday": 1}}),
    "business hours upside down": generator("orders.ordered_at", kind="timestamp", profile={
        "business_hours": {"start": "17:00", "end": "09:00"}}),
    "holidays of all days": generator("orders.paid_at", kind="after", column="ordered_at",
                                      delay={"kind": "integer"}, holidays=["2024-12-25"]),
    "duration of durations": generator("orders.label", kind="duration", length={
        "kind": "duration", "length": {"kind": "integer"}}),
    "unknown kind": generator("orders.state", kind="chioce", values=["a"]),
    "no kind": generator("orders.state", values=["a"]),
    "unknown field of a generator": generator("customers.age", kind="integer", maximum=4),
    "missing field of a generator": generator("orders.state", kind="choice"),
    "wrong field of a person": generator("customers.email", kind="person", field="emial"),
    "unknown type": column("customers.age", type="int"),
    "type without length": column("customers.email", type="varchar"),
    "no type": lambda data: _column(data, "customers", "age").pop("type", None),
    "type is a list": column("customers.age", type=["integer"]),
    "unknown field of a column": column("customers.age", nulable=True),
    "unknown field of a table": table("orders", primary_keys=["id"]),
    "unknown field of the dataset": lambda data: data.update(sed=3),
    "locale": lambda data: data.update(locale="english"),
    "seed": lambda data: data.update(seed=-4),
    "name of the dataset": lambda data: data.update(name="My Shop!"),
    "name of a table": lambda data: _table(data, "vouchers").update(name="a/b"),
    "name of a column": lambda data: _column(data, "customers", "age").update(name="age; drop"),
    "no name": lambda data: _column(data, "customers", "age").pop("name", None),
    "no tables": lambda data: data.update(tables=[]),
    "no columns": table("vouchers", columns=[], foreign_keys=[]),
    "a column is a text": lambda data: _table(data, "vouchers")["columns"].append("code"),
    "tables is a text": lambda data: data.update(tables="customers"),
    "no rows": table("customers", rows=0),
    "too many rows for any spec": table("customers", rows=10**20),
    "rows are a text": table("customers", rows="many"),
    "null_rate without nullable": column("customers.age", null_rate=0.5),
    "null_rate above 1": column("customers.age", nullable=True, null_rate=2),
    "nullable primary key": column("customers.id", nullable=True, null_rate=0.1),
    "same column twice": added("customers", {"name": "AGE", "type": "integer",
                                             "generator": {"kind": "integer"}}),
    "exactly the same column": added("vouchers", {"name": "n", "type": "text",
                                                  "generator": {"kind": "text"}},
                                     {"name": "n", "type": "text", "generator": {"kind": "uuid"}}),
    "same table twice": lambda data: data.update(tables=[
        *data["tables"], {**deepcopy(_table(data, "vouchers")), "name": "Customers"}]),
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
    "key on nothing": table("vouchers", foreign_keys=[key(["custmer_id"], "customers", _ID)]),
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
        _table(data, "customers").update(rows=1),
        _table(data, "orders").update(per_parent={"columns": ["customer_id"], "count": {
            "kind": "choice", "values": [0, 1], "weights": [1e9, 1]}}),
    )[0],
    "counted in a circle": _counted_in_a_circle,
    "no generator": added("vouchers", {"name": "n", "type": "integer"}),
    "key to nowhere": table("vouchers", foreign_keys=[key(["customer_id"], "costumers", _ID)]),
    "key to no column": table("vouchers", foreign_keys=[
        key(["customer_id"], "customers", ["ident"])]),
    "key to no key": table("vouchers", foreign_keys=[key(["customer_id"], "customers", ["age"])]),
    "key of another type": column("vouchers.customer_id", type="date"),
    "key of more columns": table("vouchers", foreign_keys=[
        key(["customer_id", "code"], "customers", _ID)]),
    "key of one column twice": table("vouchers", foreign_keys=[
        key(["customer_id", "customer_id"], "customers", ["id", "age"])]),
    "key without targets": table("vouchers", foreign_keys=[
        {"columns": ["customer_id"], "references": "customers"}]),
    "null_rate of a required key": table("vouchers", foreign_keys=[
        {**_CUSTOMER, "null_rate": 0.2}]),
    "unknown pick": table("vouchers", foreign_keys=[{**_CUSTOMER, "pick": {"kind": "unform"}}]),
    "long expression": generator("orders.gross", kind="expression", sql="1+" * 1_500 + "1"),
    "changes of nothing": table("vouchers", changes={"columns": ["kode"]}),
    "no change": table("vouchers", changes={"insert": 0, "update": 0, "delete": 0}),
    "more appends than rows": table("customers", appended=[150, 150]),
    "appends that differ": lambda data: (
        _table(data, "customers").update(appended=[5, 5]),
        _table(data, "vouchers").update(appended=[5]),
    )[0],
    "correlation of nothing": table("customers", correlations=[
        {"columns": ["age", "height"], "matrix": [[1, 0.5], [0.5, 1]]}]),
    "correlation of one": table("customers", correlations=[{"columns": ["age"], "matrix": [[1]]}]),
    "lopsided correlation": table("customers", correlations=[
        {"columns": ["age", "born"], "matrix": [[1, 0.5], [0.4, 1]]}]),
    "correlation without figures": table("customers", correlations=[{"columns": ["age", "born"]}]),
    "empty check": table("customers", checks=[{"sql": ""}]),
    "target of nothing": table("customers", targets=[{"column": "height", "mean": 1}]),
    "target without a figure": table("customers", targets=[{"column": "age"}]),
    "target of a key": table("customers", targets=[{"column": "id", "mean": 1}]),
    "two targets": table("customers", targets=[
        {"column": "age", "mean": 50}, {"column": "age", "sum": 10_000}]),
    "target by what is not exact": table("orders", targets=[
        {"column": "price", "mean": 50, "by": "state"}]),
    "target of NULLs": added("customers", {
        "name": "score", "type": "integer", "nullable": True, "null_rate": 0.5,
        "generator": {"kind": "integer"}}, targets=[{"column": "score", "mean": 50}]),
    "exact and unique": added("customers", {
        "name": "tier", "type": "text", "unique": True,
        "generator": {"kind": "choice", "values": ["a", "b"], "exact": True}}),
    "exact NULLs": added("customers", {
        "name": "tier", "type": "text", "nullable": True, "null_rate": 0.5,
        "generator": {"kind": "choice", "values": ["a", "b"], "exact": True}}),
    "counted by what is not exact": lambda data: _table(data, "orders")["per_parent"].update(by={
        "column": "age", "counts": {"20": {"kind": "integer", "min": 1, "max": 2}}}),
}  # fmt: skip
"""Specs that are not well formed."""

INFEASIBLE: dict[str, Callable[[Data], None]] = {
    "too few for an append": table("vouchers", rows=250, appended=[30, 150]),
    "deletes of parents": table("customers", changes={"delete": 1}),
    "inserts of children": table("orders", changes={"insert": 1, "update": 0, "delete": 0}),
    "changes of flawed rows": table("vouchers", changes={}, flaws=[
        {"kind": "letter_case", "columns": ["code"], "rate": 0.1}]),
    "updates of a key": table("vouchers", changes={"columns": ["code"]}),
    "too few values": generator("vouchers.code", kind="pattern", pattern="A"),
    "too few of a person": lambda data: (
        _table(data, "vouchers").update(rows=200),
        _column(data, "vouchers", "code").update(generator={
            "kind": "choice", "values": ["a", "b"]}),
    )[0],
    "too few of a key": added("customers", primary_key=["age"]),
    "too few together": table("orders", unique=[["state", "number"]]),
    "unique true or false": added("customers", {
        "name": "vip", "type": "boolean", "unique": True, "generator": {"kind": "boolean"}}),
    "unique expression": column("orders.gross", unique=True),
    "sequence leaves its type": column("orders.id", type="tinyint"),
    "sequence starts outside": generator("vouchers.code", kind="sequence", start=10**17),
    "range outside the type": generator("customers.age", kind="integer", min=0, max=10**6),
    "decimal outside the type": generator("orders.price", kind="decimal", max=10**9),
    "step of a decimal": generator("orders.price", kind="decimal", step=0.001),
    "no decimal": generator("orders.price", kind="decimal", min=0.1, max=0.2, step=5),
    "float outside the type": generator("orders.price", type="real", kind="float", max=1e300),
    "distribution outside the type": generator("customers.age", kind="normal", mean=40_000, std=9),
    "distribution without its bounds": generator(
        "orders.price", kind="normal", mean=0, std=1, min=900, max=901),
    "no multiple of a distribution": generator(
        "orders.price", kind="normal", min=0.5, max=0.6, step=7),
    "outliers outside": generator("customers.age", kind="normal", mean=32_000, std=100,
                                  max=32_500, outlier_rate=0.1, outlier_factor=1_000),
    "kind of another type": generator("customers.age", kind="uuid"),
    "text in a number": generator("customers.age", kind="text"),
    "date in a text column": generator("vouchers.code", kind="boolean"),
    "pattern too long": generator("vouchers.code", kind="pattern", pattern="#" * 30),
    "regex too long": generator("vouchers.code", kind="regex", pattern="[a-z]{20,40}"),
    "regex of lookbehind": generator("orders.label", kind="regex", pattern="(?<=a)b"),
    "regex explodes": generator("orders.label", kind="regex", pattern="((a{1,90}){1,90}){1,90}"),
    "value too long": generator("orders.state", kind="choice", values=["a" * 50, "b"]),
    "values of another type": generator("customers.age", kind="choice", values=["young", 4]),
    "values alike": generator("orders.price", kind="choice", values=["1", "1.0"]),
    "dates that are none": generator("customers.born", kind="choice", values=["2020-99-01"]),
    "pool too long": generator("vouchers.code", kind="pool", values=["x" * 30]),
    "hierarchy too long": generator("vouchers.code", **{**_HIERARCHY,
                                    "tree": {"Italy": ["Rome" * 9]}}),
    "uuid in char(8)": generator("vouchers.code", kind="uuid"),
    "card in char(8)": generator("vouchers.code", kind="payment_card", field="number"),
    "isbn in char(8)": generator("vouchers.code", kind="code", field="isbn13"),
    "iban in char(8)": generator("vouchers.code", kind="bank_account", field="iban"),
    "price in smallint": generator("orders.state", type="decimal(3,2)", kind="product",
                                   field="price"),
    "json in char(8)": generator("vouchers.code", kind="json", fields={"a": {"kind": "uuid"}}),
    "unknown locale": lambda data: data.update(locale="xx_XX"),
    "no coordinates": lambda data: (
        data.update(locale="sv_SE"),
        _table(data, "orders")["columns"].append({
            "name": "lat", "type": "double",
            "generator": {"kind": "address", "field": "latitude"}}),
    )[0],
    "position without a family": added("vouchers", {
        "name": "n", "type": "integer", "generator": {"kind": "position"}}),
    "events without a family": added("vouchers", {
        "name": "n", "type": "timestamp", "generator": {
            "kind": "events", "column": "customers.born", "gap": {"kind": "integer"}}}),
    "running without a family": added("vouchers", {
        "name": "n", "type": "bigint", "generator": {"kind": "running", "column": "customer_id"}}),
    "running text": added("orders", {
        "name": "n", "type": "bigint", "generator": {"kind": "running", "column": "state"}}),
    "aggregate of nothing": generator("customers.spent", kind="aggregate", function="sum",
                                      table="order", column="price"),
    "aggregate over no family": generator("customers.spent", kind="aggregate", function="sum",
                                          table="vouchers", column="customer_id"),
    "aggregate of no column": generator("customers.spent", kind="aggregate", function="sum",
                                        table="orders", column="prize"),
    "aggregate of text": generator("customers.spent", kind="aggregate", function="sum",
                                   table="orders", column="state"),
    "sum of moments": generator("customers.spent", kind="aggregate", function="sum",
                                table="orders", column="ordered_at"),
    "aggregate that is NULL": generator("customers.spent", kind="aggregate", function="max",
                                        table="orders", column="price"),
    "filter of nothing": generator("customers.spent", kind="aggregate", function="count",
                                   table="orders", filter="nothing > 3"),
    "filter that no child meets": generator("customers.spent", kind="aggregate", function="count",
                                            table="orders", filter="state = 'payed'"),
    "inherit from itself": generator("orders.label", kind="inherit", column="state"),
    "inherit from nobody": generator("orders.label", kind="inherit", column="customer.email"),
    "after a text": generator("orders.paid_at", kind="after", column="state",
                              delay={"kind": "integer"}),
    "after nothing": generator("orders.paid_at", kind="after", column="orderd_at",
                               delay={"kind": "integer"}),
    "after in a text": generator("orders.state", kind="after", column="ordered_at",
                                 delay={"kind": "integer"}),
    "delay of text": generator("orders.paid_at", kind="after", column="ordered_at",
                               delay={"kind": "uuid"}),
    "delay beyond time": generator("orders.paid_at", kind="after", column="ordered_at",
                                   delay={"kind": "integer", "min": 10**7, "max": 10**7}),
    "delay that may turn back": generator("orders.paid_at", kind="after", column="ordered_at",
                                          delay={"kind": "normal", "mean": 1, "std": 1}),
    "delay that is a duration": generator(
        "orders.paid_at", kind="after", column="ordered_at",
        delay={"kind": "duration", "length": {"kind": "integer"}, "unit": "hours"}),
    "delay of half business days": generator(
        "orders.paid_at", kind="after", column="ordered_at", unit="business_days",
        holidays=["2024-12-25"], delay={"kind": "float", "max": 3}),
    "delay without order": generator("orders.paid_at", kind="after", column="ordered_at",
                                     delay={"kind": "sequence"}, latest="2027-01-01"),
    "no room before a moment": generator("orders.paid_at", kind="after", column="ordered_at",
                                         delay={"kind": "integer"}, latest="2024-01-01"),
    "no room before a column": generator("orders.paid_at", kind="after", column="ordered_at",
                                         delay={"kind": "integer"}, latest="customers.born"),
    "bound that is no moment": generator("orders.paid_at", kind="after", column="ordered_at",
                                         delay={"kind": "integer"}, latest="state"),
    "beyond the last year": generator(
        "orders.paid_at", kind="after", column="ordered_at",
        delay={"kind": "integer", "min": 3_000_000, "max": 3_000_001}),
    "holidays on all days": generator("customers.born", kind="date", min="2024-12-25",
                                      max="2024-12-25", profile={"holidays": ["2024-12-25"]}),
    "closed hours": generator(
        "orders.ordered_at", kind="timestamp", min="2024-06-03T18:00:00",
        max="2024-06-03T22:00:00", profile={"business_hours": {}}),
    "profile of a thousand years": generator("customers.born", kind="date", min="1000-01-01",
                                             max="2000-01-01", profile={"growth": 0.1}),
    "empty sessions": added("orders", {"name": "e", "type": "timestamp", "generator": {
        "kind": "events", "column": "customers.born", "gap": {"kind": "integer"},
        "sessions": {"length": {"kind": "poisson"}, "pause": {"kind": "integer"}}}},
        {"name": "s", "type": "integer", "generator": {"kind": "session", "column": "e"}}),
    "pauses beyond time": added("orders", {"name": "e", "type": "timestamp", "generator": {
        "kind": "events", "column": "customers.born", "gap": {"kind": "integer"},
        "sessions": {"length": {"kind": "integer", "min": 1},
                     "pause": {"kind": "integer", "max": 10**12}}}}),
    "session of no events": generator("orders.number", kind="session", column="state"),
    "negative duration": generator("orders.label", kind="duration", length={"kind": "normal"}),
    "duration of a day": added("orders", {"name": "t", "type": "time", "generator": {
        "kind": "duration", "length": {"kind": "integer"}, "unit": "hours"}}),
    "duration too long": generator("vouchers.code", kind="duration", length={"kind": "float"}),
    "elapsed between no moments": generator("orders.number", kind="elapsed", start="state",
                                            end="ordered_at"),
    "elapsed beyond the type": added("orders", {"name": "t", "type": "time", "generator": {
        "kind": "elapsed", "start": "customers.born", "end": "ordered_at"}}),
    "delay that turns back": generator("orders.paid_at", kind="after", column="ordered_at",
                                       delay={"kind": "integer", "min": -9, "max": -1}),
    "broken template": generator("orders.label", kind="template", template="{state"),
    "formatted template": generator("orders.label", kind="template", template="{state:>10}"),
    "template of nothing": generator("orders.label", kind="template", template="{stat}"),
    "expression of nothing": generator("orders.gross", kind="expression", sql="prize * 2"),
    "no expression": generator("orders.gross", kind="expression", sql="price *"),
    "hostile expression": generator("orders.gross", kind="expression",
                                    sql="(SELECT max(x) FROM read_csv('/etc/passwd'))"),
    "expression too large": generator("orders.gross", kind="expression",
                                      sql="price * 1000000000000"),
    "expression that fails": generator("orders.gross", kind="expression", sql="state"),
    "case of nothing": generator("orders.label", kind="conditional", cases=[
        {"when": "nothing", "use": {"kind": "text"}}], otherwise={"kind": "text"}),
    "case of another type": generator("orders.label", kind="conditional", cases=[
        {"when": "true", "use": {"kind": "boolean"}}], otherwise={"kind": "text"}),
    "circle of columns": lambda data: (
        generator("orders.gross", kind="expression", sql="number + 1")(data),
        generator("orders.number", kind="expression", sql="gross - 1")(data),
    )[0],
    "circle of tables": _required_circle,
    "two keys on a column": lambda data: (
        generator("orders.id", kind="sequence", start=5_000)(data),
        _table(data, "vouchers").update(foreign_keys=[
            _CUSTOMER, key(["customer_id"], "orders", _ID)]),
    )[0],
    "dates of numbers": generator("customers.born", kind="aggregate", function="max",
                                  table="orders", column="price"),
    "moments in numbers": generator("customers.spent", kind="aggregate", function="max",
                                    table="orders", column="ordered_at"),
    "delay beyond the calendar": generator("orders.paid_at", kind="after", column="ordered_at",
                                           delay={"kind": "integer", "min": 3_000_000,
                                                  "max": 3_000_000}),
    "gap that overflows": added("orders", {
        "name": "seen", "type": "timestamp", "generator": {
            "kind": "events", "column": "customers.born",
            "gap": {"kind": "integer", "min": 10**15, "max": 10**15}}}),
    "more rows than parents": table("vouchers", rows=500),
    "several of one parent": table("orders", unique=[["customer_id"]]),
    "nulls in a required key": lambda data: (
        _column(data, "customers", "age").update(nullable=True, null_rate=0.5, unique=True,
                                                 type="integer"),
        _column(data, "customers", "age").update(
            generator={"kind": "integer", "min": 18, "max": 10**6}),
        _table(data, "customers").update(checks=[]),
        _table(data, "vouchers").update(foreign_keys=[key(["customer_id"], "customers", ["age"])]),
    )[0],
    "nulls in what follows": lambda data: (
        _column(data, "orders", "ordered_at").update(nullable=True, null_rate=0.5),
    )[0],
    "key too narrow": lambda data: (
        generator("customers.id", kind="sequence", start=10**6)(data),
        column("vouchers.customer_id", type="smallint")(data),
    )[0],
    "rows over the limit": table("customers", rows=10**12),
    "children over the limit": lambda data: (
        _table(data, "customers").update(rows=10**9),
        _table(data, "vouchers").update(rows=10),
    )[0],
    "too many tables": _too_many_tables,
    "too many columns": lambda data: _table(data, "vouchers")["columns"].extend(
        {"name": f"c{place}", "type": "integer", "generator": {"kind": "integer"}}
        for place in range(600)
    ),
    "correlations that cannot be": lambda data: (
        added("customers", {"name": "n", "type": "integer", "generator": {"kind": "integer"}},
              correlations=[{"columns": ["age", "born", "n"], "matrix": [
                  [1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]}])(data),
    )[0],
    "pairs that cannot be": lambda data: (
        added("customers", {"name": "n", "type": "integer", "generator": {"kind": "integer"}},
              correlations=[{"pairs": {
                  "age": {"born": 0.9, "n": -0.9}, "born": {"n": 0.9}}}])(data),
    )[0],
    "correlation without an order": table("orders", correlations=[
        {"pairs": {"price": {"state": 0.5}}}]),
    "correlation of a key": table("orders", correlations=[
        {"pairs": {"price": {"customer_id": 0.5}}}]),
    "correlation beyond ties": added(
        "customers", {"name": "vip", "type": "boolean",
                      "generator": {"kind": "boolean", "true_rate": 0.001}},
        correlations=[{"pairs": {"age": {"vip": 0.99}}}]),
    "correlation twice": table("customers", correlations=[
        {"pairs": {"age": {"born": 0.5}}}, {"pairs": {"age": {"born": 0.5}}}]),
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
        _table(data, "orders").update(per_parent={
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
    "sum out of reach": table("customers", targets=[{"column": "age", "sum": 100}]),
    "sum between units": table("orders", targets=[{"column": "price", "sum": 9000.005}]),
    "mean out of reach": table("customers", targets=[{"column": "age", "mean": 99.5}]),
    "target of text": table("orders", targets=[{"column": "state", "mean": 1}]),
    "target of no parent": table("orders", targets=[{"column": "price", "sum": "stores.size"}]),
    "target of childless parents": table("orders", targets=[
        {"column": "price", "sum": "customers.age"}]),
    "correlated target": table("customers", targets=[{"column": "age", "mean": 50}],
        correlations=[{"pairs": {"age": {"born": 0.5}}}]),
    "check that fails": table("customers", checks=[{"sql": "age > 40"}]),
    "check that never holds": table("customers", checks=[{"sql": "age > 400"}]),
    "checks that exclude each other": table(
        "customers", checks=[{"sql": "age < 40"}, {"sql": "age > 60"}]),
    "check of nothing": table("customers", checks=[{"sql": "agee > 4"}]),
    "check that is hostile": table("customers", checks=[{"sql": "getenv('HOME') IS NULL"}]),
    "check that fails to run": table("customers", checks=[{"sql": "email::INTEGER > 3"}]),
    "values too long to make": lambda data: (
        _table(data, "customers").update(rows=50_000),
        _table(data, "vouchers").update(rows=10),
        added("customers", {"name": "blob", "type": "bytes", "generator": {
            "kind": "bytes", "min_length": 100_000, "max_length": 100_000}})(data),
    )[0],
    "expression too long to make": lambda data: (
        _table(data, "customers").update(rows=50_000),
        generator("customers.spent", type="text", kind="expression",
                  sql="repeat(email, 1000)")(data),
    )[0],
    "expression that explodes": generator("orders.gross", kind="expression", type="text",
                                          sql="repeat(repeat(state, 1000), 1000)"),
    "exact and nullable": lambda data: _column(data, "orders", "state").update(
        nullable=True, null_rate=0.5,
        generator={"kind": "choice", "values": ["new", "paid"], "exact": True}),
    "counted by what has no exact counts": lambda data: _table(data, "orders").update(per_parent={
        "columns": ["customer_id"], "count": {"kind": "integer", "max": 3},
        "by": {"column": "age", "counts": {"30": {"kind": "integer", "max": 9}}}}),
    "counted by no column": lambda data: _table(data, "orders").update(per_parent={
        "columns": ["customer_id"], "count": {"kind": "integer", "max": 3},
        "by": {"column": "height", "counts": {"30": {"kind": "integer", "max": 9}}}}),
    "segments of nothing": generator("orders.label", kind="conditional_table", columns=["stat"],
                                     segments=[{"when": ["new"], "use": {"kind": "text"}}],
                                     otherwise={"kind": "text"}),
    "segment of too many": generator("orders.label", kind="conditional_table", columns=["state"],
                                     segments=[{"when": ["new", 3], "use": {"kind": "text"}}],
                                     otherwise={"kind": "text"}),
    "rows of no segment": generator("orders.label", kind="conditional_table", columns=["state"],
                                    segments=[{"when": ["new"], "use": {"kind": "text"}}]),
    "tree within no parent": added(
        "customers", {"name": "boss", "type": "integer", "nullable": True},
        foreign_keys=[key(["boss"], "customers", _ID,
                          pick={"kind": "tree", "within": "parent"})]),
    "key among what lies anywhere": lambda data: (
        added("customers", {"name": "shop", "type": "integer", "generator": {
            "kind": "integer", "max": 3}}, unique=[["shop", "id"]])(data),
        added("vouchers", {"name": "shop", "type": "integer", "generator": {
            "kind": "inherit", "column": "owner.shop"}},
            {"name": "owner", "type": "integer"}, foreign_keys=[
                key(["owner"], "customers", _ID),
                key(["shop", "customer_id"], "customers", ["shop", "id"])])(data),
    )[0],
    "polymorphic to nowhere": added(
        "vouchers", {"name": "of", "type": "text"}, {"name": "of_id", "type": "integer"},
        polymorphic_keys=[{"type_column": "of", "columns": ["of_id"], "targets": [
            {"references": "customer", "references_columns": ["id"]}]}]),
    "flaws of nothing": table("customers", flaws=[
        {"kind": "typo", "columns": ["nothing"], "rate": 0.1}]),
    "flaws of a number": table("customers", flaws=[
        {"kind": "typo", "columns": ["age"], "rate": 0.1}]),
    "files over the limit": lambda data: (
        _table(data, "customers").update(rows=9 * 10**8),
        _table(data, "orders").update(per_parent={
            "columns": ["customer_id"], "count": {"kind": "integer", "min": 1, "max": 1}}),
        _table(data, "orders")["columns"].append({
            "name": "blob", "type": "bytes",
            "generator": {"kind": "bytes", "min_length": 2_000, "max_length": 2_000}}),
    )[0],
}  # fmt: skip
"""Well-formed specs of which no rows can be made."""

BREAKAGES = INVALID | INFEASIBLE
