"""What makes a spec valid, and what its hashes depend on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.errors import SpecError
from assets.schema.dataset import dataset_from
from assets.schema.formats import from_text
from tests.fixtures.specs import shop, shop_data

Edit = Callable[[Any], None]


def _column(data: Any, table: int, column: int) -> Any:
    return data["tables"][table]["columns"][column]


def _key(data: Any, table: int) -> Any:
    return data["tables"][table]["foreign_keys"][0]


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda d: _key(d, 1).update(references="nope"), "refers to the table 'nope'"),
        (lambda d: _key(d, 1).update(references_columns=["nope"]), "customers.'nope'"),
        (lambda d: _key(d, 1).update(columns=["nope"]), "names the column 'nope'"),
        (lambda d: _key(d, 1).update(columns=["customer_id", "shop"]), "name one for each"),
        (lambda d: _key(d, 2).update(columns=["shop", "shop"]), "named twice"),
        (lambda d: _key(d, 2).update(references_columns=["number", "price"]), "neither its"),
        (lambda d: _key(d, 1).update(null_rate=0.5), "customer_id is not nullable"),
        (lambda d: _column(d, 1, 2).update(type="text"), "give both the same type"),
        (lambda d: _column(d, 1, 3).pop("generator"), "orders.price has no generator"),
        (lambda d: _column(d, 1, 0).update(nullable=True), "in the primary key"),
        (lambda d: _column(d, 1, 3).update(null_rate=0.5), "is not nullable"),
        (lambda d: _column(d, 1, 3).update(null_rate=2), "less than or equal to 1"),
        (lambda d: d["tables"][1].update(primary_key=["nope"]), "'nope'"),
        (lambda d: d["tables"][1].update(unique=[["nope"]]), "'nope'"),
        (lambda d: d["tables"][1].update(checks=[{"sql": "1; DROP TABLE x"}]), "more than one"),
        (lambda d: d["tables"][1].update(columns=[]), "at least 1 item"),
        (lambda d: d.update(seed=-1), "seed"),
        (lambda d: d.update(seed=2**63), "seed"),
        (lambda d: d.update(locale="german"), "locale"),
        (lambda d: _column(d, 1, 3)["generator"].update(kind="nope"), "nope"),
        (lambda d: _column(d, 1, 3)["generator"].update(min=500), "is empty"),
        (lambda d: _column(d, 1, 3)["generator"].update(min=float("nan")), "finite"),
        (lambda d: _column(d, 1, 3).update(
            generator={"kind": "choice", "values": [float("inf")]}), "finite"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(edit: Edit, problem: str) -> None:
    data = shop_data()
    edit(data)
    with pytest.raises(SpecError, match=problem) as caught:
        dataset_from(data, where="shop.yaml")
    assert str(caught.value).startswith("shop.yaml: ")
    assert "\n" not in str(caught.value)


def test_the_version_is_pinned() -> None:
    """Stored specs are found by it: a change here needs a way to read the old ones."""
    assert shop().version == "9ceb016c4015e164"


def test_the_version_depends_on_everything_that_is_said() -> None:
    base = shop()
    for change in ({"seed": 2}, {"locale": "de_DE"}, {"description": "x"}, {"name": "other"}):
        assert base.model_copy(update=change).version != base.version
    spelled_out = shop_data() | {"seed": 1, "locale": "en_US"}
    assert dataset_from(spelled_out).version == base.version


def test_the_version_tells_the_order_of_json_members() -> None:
    data = shop_data()
    members = {"b": {"kind": "uuid"}, "a": {"kind": "uuid"}}
    column = {"name": "doc", "type": "json", "generator": {"kind": "json", "fields": members}}
    data["tables"][0]["columns"].append(column)
    one = dataset_from(data)
    column["generator"] = {"kind": "json", "fields": dict(reversed(members.items()))}
    assert dataset_from(data).version != one.version


def test_a_table_hash_depends_on_what_the_table_refers_to_only() -> None:
    base = shop()
    data = shop_data()
    data["tables"][2]["rows"] = 7
    more_lines = dataset_from(data)
    assert more_lines.table_hash("lines") != base.table_hash("lines")
    assert more_lines.table_hash("orders") == base.table_hash("orders")
    data = shop_data()
    data["tables"][0]["rows"] = 7
    more_customers = dataset_from(data)
    for table in ("customers", "orders", "lines"):
        assert more_customers.table_hash(table) != base.table_hash(table)
    assert base.model_copy(update={"seed": 2}).table_hash("lines") != base.table_hash("lines")


def test_a_spec_is_immutable() -> None:
    with pytest.raises(ValueError, match="frozen"):
        shop().seed = 2  # type: ignore[misc]


def test_unknown_tables_and_columns() -> None:
    with pytest.raises(KeyError):
        shop().table("nope")
    with pytest.raises(KeyError):
        shop().table("orders").column("nope")


def test_with_rows_sets_every_table() -> None:
    assert {table.rows for table in shop().with_rows(5).tables} == {5}


def test_unique_sets_are_listed_once() -> None:
    data = shop_data()
    data["tables"][0]["unique"] = [["email"], ["id"], ["email", "id"]]
    assert dataset_from(data).table("customers").unique_sets == [
        ("id",),
        ("email",),
        ("email", "id"),
    ]


def test_a_table_hash_depends_on_the_children_that_it_adds_up() -> None:
    path = Path(__file__).parents[3] / "fixtures/derived_shop.yaml"
    shop = from_text(path.read_text())
    data = shop.model_dump(mode="json", exclude_defaults=True)
    lines = next(table for table in data["tables"] if table["name"] == "lines")
    quantity = next(column for column in lines["columns"] if column["name"] == "quantity")
    quantity["generator"] = {"kind": "integer", "min": 7, "max": 9}
    assert dataset_from(data).table_hash("orders") != shop.table_hash("orders")
    assert dataset_from(data).table_hash("products") == shop.table_hash("products")
