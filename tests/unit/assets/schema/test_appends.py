"""How a spec says which rows its appends have added."""

from __future__ import annotations

import pytest

from assets.errors import SpecError
from assets.schema.dataset import dataset_from
from assets.schema.formats import from_text, to_yaml
from tests.fixtures.appends import school
from tests.fixtures.specs import shop, shop_data


def test_an_append_counts_all_rows_and_says_which_are_new() -> None:
    grown = shop().append({"customers": 5, "orders": 7}).append({"orders": 1})
    orders = grown.table("orders")
    assert orders.appended == [7, 1]
    assert orders.rows == shop().table("orders").rows + 8
    assert grown.appends == [{"customers": 5, "orders": 7}, {"orders": 1}]
    assert grown.table("lines").appended == []
    assert grown.ends("customers")[1:] == [grown.table("customers").rows] * 2
    assert grown.before(0) == shop()
    assert grown.before(1).append({"orders": 1}) == grown


def test_children_counted_per_parent_follow() -> None:
    grown = school().append({"students": 20})
    assert grown.table("invoices").appended[0] > 0
    assert grown.table("lines").appended[0] >= grown.table("invoices").appended[0]
    assert from_text(to_yaml(grown)) == grown
    assert grown.before(0).version == school().version


def test_what_the_appends_do_not_touch_keeps_its_hash() -> None:
    grown = shop().append({"lines": 3})
    assert grown.table_hash("orders") == shop().table_hash("orders")
    assert grown.table_hash("lines") != shop().table_hash("lines")


def test_rows_may_not_be_less_than_was_appended() -> None:
    data = shop_data()
    data["tables"][0] |= {"rows": 10, "appended": [4, 6]}
    with pytest.raises(SpecError, match=r"10 of them are appended.* use 11 or more"):
        dataset_from(data)


def test_tables_list_equally_many_appends() -> None:
    data = shop_data()
    data["tables"][0] |= {"rows": 10, "appended": [4]}
    data["tables"][1] |= {"rows": 10, "appended": [4, 1]}
    with pytest.raises(SpecError, match="lists 1 appends and orders 2"):
        dataset_from(data)
